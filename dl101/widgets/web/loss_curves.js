// The losses on the training and the test points, as training goes on.
import { brief, element } from "./controls.js";
import { roundUp } from "./painting.js";

const LEFT = 40; // CSS pixels for the numbers
const BELOW = 18;
const ABOVE = 8;
const RIGHT = 10;

export class LossCurves {
  constructor(view) {
    this.canvas = view.canvas();
    this.node = element("div", { class: "dl101-curves" }, this.canvas.node);
  }

  /** Paint `losses`, pairs of numbers one pair every `interval` steps, and those of now. */
  paint({ losses, interval, step, now, theme }) {
    const context = this.canvas.context();
    if (!context) return;
    const { width, height } = this.canvas;
    context.clearRect(0, 0, width, height);
    const points = [0, 1].map((which) => {
      const all = losses.map((pair, i) => [i * interval, pair[which]]);
      return [...all, [step, now[which]]].filter(([, loss]) => Number.isFinite(loss));
    });
    let highest = 0;
    for (const [, loss] of points.flat()) highest = Math.max(highest, loss);
    highest = roundUp(highest || 1);
    const last = Math.max(step, 10);
    const x = (s) => LEFT + (s / last) * (width - LEFT - RIGHT);
    const y = (loss) => ABOVE + (1 - loss / highest) * (height - ABOVE - BELOW);
    this.#axes(context, { width, height, highest, last, x, y, theme });
    this.#line(context, points[0].map(([s, v]) => [x(s), y(v)]), { colour: theme.ink, dash: [] });
    this.#line(context, points[1].map(([s, v]) => [x(s), y(v)]), { colour: theme.loss, dash: [5, 3] });
  }

  #axes(context, { width, height, highest, last, x, y, theme }) {
    context.font = theme.font;
    context.fillStyle = context.strokeStyle = theme.faint;
    context.lineWidth = 1;
    context.textBaseline = "middle";
    context.textAlign = "right";
    for (const loss of [0, highest / 2, highest]) {
      context.globalAlpha = loss ? 0.3 : 1;
      context.beginPath();
      context.moveTo(LEFT, Math.round(y(loss)) + 0.5);
      context.lineTo(width - RIGHT, Math.round(y(loss)) + 0.5);
      context.stroke();
      context.globalAlpha = 1;
      context.fillText(brief(loss), LEFT - 5, y(loss));
    }
    context.textAlign = "left";
    context.fillText("step", LEFT, height - 8);
    context.textAlign = "right";
    context.fillText(last.toLocaleString("en"), x(last), height - 8);
  }

  #line(context, places, { colour, dash }) {
    if (places.length === 0) return;
    context.save();
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 1.8;
    context.lineJoin = "round";
    context.setLineDash(dash);
    context.beginPath();
    places.forEach((place, i) => (i ? context.lineTo(...place) : context.moveTo(...place)));
    context.stroke();
    context.beginPath();
    context.arc(...places.at(-1), 3, 0, 2 * Math.PI);
    context.fill();
    context.restore();
  }
}
