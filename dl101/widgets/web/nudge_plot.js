// A loss over h, where one number of the graph is moved by h, and the straight line its gradient draws.
import { brief } from "./controls.js";
import { circle, paintGrip, segment, ticks, using } from "./painting.js";

const LEFT = 48; // CSS pixels for the numbers
const RIGHT = 22;
const ABOVE = 22;
const BELOW = 22;
const FARTHEST = 4; // of what the straight line and the middle of the curve span, what the curve may

/** What is computed for the k-th h on either side of 0: the gradient's prediction, and what happens. */
export function compared({ slope, reach, noise, changes }, k) {
  const half = halfOf(changes);
  const h = (k / half) * reach;
  const predicted = slope * h;
  const actual = changes[half + k] ?? NaN;
  const rest = actual - predicted;
  // The changes come with ten digits.
  const difference = Math.abs(rest) <= noise + 1e-9 * Math.abs(actual) ? 0 : rest;
  return { h, predicted, actual, difference };
}

/** How many h there are on either side of 0. */
export function halfOf(changes) {
  return (changes.length - 1) / 2;
}

export class NudgePlot {
  constructor(view) {
    this.canvas = view.canvas();
    this.node = this.canvas.node;
  }
  /** Paint a curve of `loss`, the node's name, with the k-th h marked. */
  paint(curve, k, loss, theme) {
    const context = this.canvas.context();
    if (!context) return;
    const { width, height } = this.canvas;
    const { reach } = curve;
    const [low, high] = limits(curve);
    const x = (h) => LEFT + (0.5 + h / (2 * reach)) * (width - LEFT - RIGHT);
    const y = (change) => ABOVE + ((high - change) / (high - low)) * (height - ABOVE - BELOW);
    context.clearRect(0, 0, width, height);
    this.#axes(context, { ...curve, name: loss, low, high, x, y, theme });
    context.save();
    context.beginPath();
    context.rect(0, ABOVE - 8, width, height - ABOVE - BELOW + 16);
    context.clip();
    using(
      context,
      { strokeStyle: theme.loss, lineWidth: 2, dash: [6, 4] },
      () => segment(context, ...[-reach, reach].map((h) => [x(h), y(curve.slope * h)])),
    );
    this.#curve(context, curve, x, y, theme);
    this.#mark(context, compared(curve, k), x, y, theme);
    context.restore();
  }
  #axes(context, { reach, loss, name, low, high, x, y, theme: { font, sized, faint } }) {
    const { width, height } = this.canvas;
    const style = { font, fillStyle: faint, strokeStyle: faint, lineWidth: 1, textBaseline: "middle" };
    using(context, style, () => {
      context.textAlign = "right";
      const marks = marksOf(context, loss, low, high);
      for (const [change, text] of marks.texts) {
        const at = Math.round(y(change)) + 0.5;
        context.fillText(text, LEFT - 6, at);
        using(context, { globalAlpha: 0.3 }, () => segment(context, [LEFT, at], [width - RIGHT, at]));
      }
      context.textAlign = "center";
      for (const h of [-reach, -reach / 2, 0, reach / 2, reach]) {
        const at = Math.round(x(h)) + 0.5;
        context.fillText(brief(h), at, height - 9);
        using(context, { globalAlpha: h ? 0.3 : 0.8 }, () => segment(context, [at, ABOVE], [at, height - BELOW]));
      }
      context.font = sized("italic 13px");
      context.textAlign = "left";
      context.fillText(marks.changes ? `change of ${name}` : name, 4, 9);
      context.fillText("h", width - 9, height - BELOW);
    });
  }
  /** Dots where the loss has been computed, and a thin line between those that are neighbours. */
  #curve(context, curve, x, y, { ink }) {
    const half = halfOf(curve.changes);
    const places = curve.changes.map((change, i) =>
      change !== null && [x(((i - half) / half) * curve.reach), y(change)]
    );
    using(context, { strokeStyle: ink, fillStyle: ink, lineWidth: 1.2, lineJoin: "round" }, () => {
      context.beginPath();
      places.forEach((place, i) => place && (places[i - 1] ? context.lineTo(...place) : context.moveTo(...place)));
      context.stroke();
      for (const place of places.filter(Boolean)) {
        circle(context, place, 1.7);
        context.fill();
      }
    });
  }
  /** The two losses at h, and the way between them. */
  #mark(context, { h, predicted, actual }, x, y, { ink, paper, loss }) {
    const [line, curve] = [predicted, actual].map((change) => [x(h), y(change)]);
    if (Number.isFinite(actual)) {
      using(context, { strokeStyle: ink, lineWidth: 1, dash: [2, 2] }, () => segment(context, line, curve));
    }
    paintGrip(context, line, 5, { ink: loss, paper });
    if (Number.isFinite(actual)) paintGrip(context, curve, 5, { ink, paper });
  }
}

/** The changes between which the picture lies: all of the line, and the curve unless it goes far off. */
function limits({ slope, reach, loss, changes }) {
  const half = halfOf(changes);
  const numbers = (some) => some.filter((change) => change !== null);
  const near = numbers(changes.slice(half / 2, (3 * half) / 2 + 1)).map(Math.abs);
  const line = Math.abs(slope) * reach;
  const span = Math.max(line, ...near) || Math.abs(loss) || 1;
  const low = Math.max(-FARTHEST * span, Math.min(-line, ...numbers(changes)));
  const high = Math.min(FARTHEST * span, Math.max(line, ...numbers(changes)));
  return low < high ? [low, high] : [-span, span];
}

/** Marks of the axis, as changes and texts: values of the loss, or changes where few digits cannot tell those apart. */
function marksOf(context, loss, low, high) {
  const values = ticks(loss + low, loss + high).map((value) => [value - loss, brief(value, 4)]);
  const different = new Set(values.map(([, text]) => text)).size === values.length;
  const fit = values.every(([, text]) => context.measureText(text).width <= LEFT - 8);
  if (different && fit) return { texts: values, changes: false };
  return { texts: ticks(low, high).map((change) => [change, brief(change, 2)]), changes: true };
}
