// The losses on the training and the test points, as training goes on.
import { brief, element, OWN_KEYS } from "./controls.js";
import { circle, roundUp, using } from "./painting.js";

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

  /** Paint the losses of some `runs`, the marked one last, also those of later steps than now. */
  paint(runs, theme) {
    const context = this.canvas.context();
    if (!context) return;
    const { width, height } = this.canvas;
    context.clearRect(0, 0, width, height);
    const lines = runs.flatMap((run) => [0, 1].map((which) => pointsOf(run, which)));
    const scale = (this.log.checked ? logarithmic : linear)(lines.flat().map(([, loss]) => loss));
    const last = Math.max(10, ...runs.map((run) => run.last));
    const x = (s) => LEFT + (s / last) * (width - LEFT - RIGHT);
    const y = (loss) => ABOVE + (1 - scale.share(loss)) * (height - ABOVE - BELOW);
    this.#axes(context, { width, height, marks: scale.marks, last, x, y, theme });
    lines.forEach((points, i) => {
      const [run, which] = [runs[i >> 1], i % 2];
      const marked = run === runs.at(-1);
      const colour = marked ? [theme.ink, theme.loss][which] : theme.runs[run.slot];
      const settings = { strokeStyle: colour, fillStyle: colour, lineJoin: "round", dash: which ? [5, 3] : [] };
      using(context, { ...settings, lineWidth: marked ? 1.8 : 1.3 }, () => {
        const places = points.map(([step, loss]) => [x(step), y(loss)]);
        const now = points.findLastIndex(([step]) => step <= run.step);
        if (now < 0) return;
        path(context, places.slice(0, now + 1));
        context.globalAlpha = 0.4;
        path(context, places.slice(now));
        context.globalAlpha = 1;
        circle(context, places[now], 3);
        context.fill();
      });
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
}

/** Steps and finite losses of a run, on the training or the test points; among them those of now. */
function pointsOf({ whole, training }, which) {
  const { curve, interval, last, losses } = whole;
  const points = curve.map((pair, i) => [i * interval, pair[which]]);
  const at = Math.floor(training.step / interval) + 1;
  if (training.step < last) points.splice(at, 0, [training.step, training.losses[which]]);
  return [...points, [last, losses[which]]].filter(([, loss]) => Number.isFinite(loss));
}

function path(context, places) {
  context.beginPath();
  for (const place of places) context.lineTo(...place);
  context.stroke();
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
