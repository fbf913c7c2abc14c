// The sigmoid over scores, each point's score below or above it, and one score marked.
import { number } from "./controls.js";
import { sigmoid } from "./network.js";
import { paintGrip, segment, using, writeOver } from "./painting.js";

const END = 6; // the largest score that has a place
const BELOW = 34; // CSS pixels for the ticks of the points and the numbers
const ABOVE = 24;
const ASIDE = 30;
const TICK = 8; // the height of a point's tick

export class SigmoidCurve {
  constructor(view) {
    this.view = view;
    this.canvas = view.canvas();
    this.node = this.canvas.node;
    this.node.classList.add("dl101-sigmoid");
  }

  /** Paint the points' `scores` and the score `z`, if it is there. */
  paint({ scores, labels, z, theme }) {
    const context = this.canvas.context();
    const words = z === null
      ? "The sigmoid of the score."
      : `The sigmoid of the score: at ${number(z)} it is ${number(sigmoid(z), 3)}.`;
    this.view.describe(this.node, words, "");
    if (!context) return;
    const { width, height } = this.canvas;
    const x = (score) => ASIDE + ((clamp(score) + END) / (2 * END)) * (width - 2 * ASIDE);
    const y = (p) => ABOVE + (1 - p) * (height - ABOVE - BELOW);
    context.clearRect(0, 0, width, height);
    this.#axes(context, x, y, theme);
    this.#points(context, scores, labels, x, y, theme);
    using(context, { strokeStyle: theme.ink, lineWidth: 2 }, () => {
      context.beginPath();
      for (let score = -END; score <= END + 1e-9; score += 0.1) context.lineTo(x(score), y(sigmoid(score)));
      context.stroke();
    });
    if (z !== null) this.#mark(context, z, x, y, theme);
  }
  #axes(context, x, y, { font, sized, faint }) {
    const { width, height } = this.canvas;
    const style = { font, fillStyle: faint, strokeStyle: faint, lineWidth: 1, textBaseline: "middle" };
    using(context, style, () => {
      for (const [p, text] of [[0, "0"], [0.5, "½"], [1, "1"]]) {
        context.textAlign = "right";
        context.fillText(text, ASIDE - 6, y(p));
        using(context, { globalAlpha: 0.4 }, () => segment(context, [ASIDE, y(p)], [width - ASIDE, y(p)]));
      }
      context.textAlign = "center";
      for (let score = -4; score <= 4; score += 2) context.fillText(number(score, 0), x(score), height - 8);
      context.font = sized("italic 13px");
      context.fillText("z", width - ASIDE / 2, height - 8);
      context.textAlign = "left";
      context.fillText("σ(z)", 2, 9);
    });
  }
  /** A tick for each point: of the first class below the curve, of the second above it. */
  #points(context, scores, labels, x, y, theme) {
    scores.forEach((score, i) => {
      const [from, way] = labels[i] ? [y(1) - 3, -TICK] : [y(0) + 3, TICK];
      const style = { strokeStyle: theme.classes[labels[i]], lineWidth: 1.5, globalAlpha: 0.6 };
      using(context, style, () => segment(context, [x(score), from], [x(score), from + way]));
    });
  }
  #mark(context, z, x, y, { ink, paper, sized }) {
    const p = sigmoid(z);
    const at = [x(z), y(p)];
    using(context, { strokeStyle: ink, lineWidth: 1, dash: [3, 3] }, () => {
      segment(context, [at[0], y(0)], at);
      segment(context, [ASIDE, at[1]], at);
    });
    paintGrip(context, at, 5, { ink, paper });
    const text = `σ(${number(z)}) = ${number(p, 3)}`;
    using(context, { font: sized("13px") }, () => {
      const room = context.measureText(text).width / 2 + 10;
      const beside = z < 0 ? at[0] + room : at[0] - room;
      const height = Math.min(Math.max(at[1] + (z < 0 ? -14 : 16), y(1) + 10), y(0) - 10);
      writeOver(context, text, [beside, height], { color: ink, halo: paper });
    });
  }
}

function clamp(score) {
  return Math.min(Math.max(score, -END), END);
}
