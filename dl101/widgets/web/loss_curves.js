// The losses on the training and the test points, as training goes on.
import { brief, element, OWN_KEYS } from "./controls.js";
import { roundUp } from "./painting.js";

const LEFT = 46; // CSS pixels for the numbers
const BELOW = 18;
const ABOVE = 8;
const RIGHT = 10;

const DECADES = 12; // below the highest loss, at most

export class LossCurves {
  /** `changed()` is called when there is something else to paint. */
  constructor(view, changed) {
    this.canvas = view.canvas();
    this.log = element("input", { type: "checkbox", ...OWN_KEYS });
    view.listen(this.log, "change", changed);
    const label = element("label", { class: "dl101-log" }, this.log, "logarithmic");
    this.node = element("div", { class: "dl101-curves" }, this.canvas.node, label);
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
    const scale = (this.log.checked ? logarithmic : linear)(points.flat().map(([, loss]) => loss));
    const last = Math.max(step, 10);
    const x = (s) => LEFT + (s / last) * (width - LEFT - RIGHT);
    const y = (loss) => ABOVE + (1 - scale.share(loss)) * (height - ABOVE - BELOW);
    this.#axes(context, { width, height, marks: scale.marks, last, x, y, theme });
    const colours = [theme.ink, theme.loss];
    points.forEach((all, which) => {
      const places = all.map(([s, loss]) => [x(s), y(loss)]);
      this.#line(context, places, { colour: colours[which], dash: which ? [5, 3] : [] });
    });
  }

  #axes(context, { width, height, marks, last, x, y, theme }) {
    context.font = theme.font;
    context.fillStyle = context.strokeStyle = theme.faint;
    context.lineWidth = 1;
    context.textBaseline = "middle";
    context.textAlign = "right";
    marks.forEach((loss, i) => {
      context.globalAlpha = i ? 0.3 : 1;
      context.beginPath();
      context.moveTo(LEFT, Math.round(y(loss)) + 0.5);
      context.lineTo(width - RIGHT, Math.round(y(loss)) + 0.5);
      context.stroke();
      context.globalAlpha = 1;
      context.fillText(brief(loss), LEFT - 5, y(loss));
    });
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

// A scale says which `share` of the height a loss has, and which losses are marked.

function linear(losses) {
  const highest = roundUp(losses.reduce((one, other) => Math.max(one, other), 0) || 1);
  return { share: (loss) => loss / highest, marks: [0, highest / 2, highest] };
}

function logarithmic(losses) {
  const positive = losses.filter((loss) => loss > 0);
  const high = Math.ceil(Math.log10(positive.reduce((one, other) => Math.max(one, other), 0) || 1));
  const least = Math.floor(Math.log10(positive.reduce((one, other) => Math.min(one, other), 10 ** high)));
  const low = Math.min(high - 1, Math.max(least, high - DECADES));
  const step = Math.ceil((high - low) / 4);
  const marks = [];
  for (let power = low; power <= high; power += step) marks.push(10 ** power);
  return { share: (loss) => Math.max(0, (Math.log10(loss) - low) / (high - low)), marks };
}
