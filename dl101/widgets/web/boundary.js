// The boundary between two classes, or between three.
import { choice } from "./controls.js";
import { Line, TwoClasses, dot, hasLine } from "./line.js";
import { classProbabilities } from "./network.js";
import { CLASSES, segment, using } from "./painting.js";
import { Plane } from "./plane.js";
import { widget } from "./view.js";

class ThreeClasses extends Plane {
  traits = ["weights", "biases"];
  rows = ["scores z", "softmax(z)", "predicted"];
  help = [
    "Each class has a score z = w·x + b; softmax turns the three scores into probabilities.",
    "The dashed line is where the chosen class's score is zero: drag it to shift it (b), and the " +
      "arrow's tip to turn it (w).",
  ];
  chosen = 0; // the class whose line the sliders and the arrow belong to
  line = new Line(this, {
    read: () => this.#ofClass(this.chosen),
    write: ({ w, b }, gesture) => {
      const weights = this.get("weights").map((row, i) => row.with(this.chosen, w[i]));
      this.edit({ weights, biases: this.get("biases").with(this.chosen, b) }, gesture);
    },
  });
  #ofClass(k) {
    return { w: this.get("weights").map((row) => row[k]), b: this.get("biases")[k] };
  }

  network() {
    return [{ weights: this.get("weights"), biases: this.get("biases"), activation: "softmax" }];
  }
  handles() {
    return this.line.handles;
  }
  controls() {
    const choose = (k) => {
      this.chosen = k;
      this.schedule();
    };
    return [{ node: choice(this, "Score of", CLASSES, choose) }, this.line.sliders()];
  }
  paintUnder(context) {
    const { theme, area } = this;
    using(context, { strokeStyle: theme.ink, lineWidth: 2.5 }, () => {
      for (const classes of [[0, 1, 2], [0, 2, 1], [1, 2, 0]]) {
        const piece = this.#border(...classes);
        if (piece) segment(context, ...piece.map((end) => area.pixel(end)));
      }
    });
    const strokeStyle = theme.classes[this.chosen];
    this.line.paint(context, { strokeStyle, lineWidth: 2.5, dash: [7, 5] });
  }
  /** Where classes i and j have equal scores and k no larger one: two ends, or null. */
  #border(i, j, k) {
    const between = (m, n) => {
      const [one, other] = [this.#ofClass(m), this.#ofClass(n)];
      return { w: one.w.map((value, axis) => value - other.w[axis]), b: one.b - other.b };
    };
    const { w, b } = between(i, j);
    if (!hasLine(w)) return null;
    const { centre } = this.area;
    const length = Math.hypot(...w);
    const along = [-w[1] / length, w[0] / length];
    const away = (dot(w, centre) + b) / (length * length);
    const foot = centre.map((value, axis) => value - away * w[axis]);
    const lead = between(i, k);
    const start = dot(lead.w, foot) + lead.b;
    const slope = dot(lead.w, along);
    let [low, high] = [-1e3, 1e3];
    if (Math.abs(slope) < 1e-9) {
      if (start < 0) return null;
    } else if (slope > 0) low = Math.max(low, -start / slope);
    else high = Math.min(high, -start / slope);
    return low < high && [low, high].map((t) => foot.map((value, axis) => value + t * along[axis]));
  }
  paintOver(context) {
    this.line.paintNormal(context);
  }
  values(at) {
    return {
      "scores z": this.marked(this.outputs(at, { logits: true })),
      "softmax(z)": this.marked(classProbabilities(this.outputs(at))),
      predicted: this.verdict(at),
    };
  }
  summary() {
    return (
      `${this.points.all.length} points of three classes and the regions where each is the most ` +
      `probable; for ${CLASSES[this.chosen][1]}s ${this.line.text()}.`
    );
  }
}

export default widget((context) =>
  context.model.get("classes") === 2 ? new TwoClasses(context) : new ThreeClasses(context),
);
