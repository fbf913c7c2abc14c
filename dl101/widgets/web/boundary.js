// The boundary between two classes, or between three.
import { choice, number, place } from "./controls.js";
import { dot, exact, hasLine, Line, shrunkToFit, VECTOR } from "./line.js";
import { classProbabilities } from "./network.js";
import { CLASSES, paintArrow, paintGrip, segment, using, writeBeside } from "./painting.js";
import { Perceptron } from "./perceptron.js";
import { Plane } from "./plane.js";
import { widget } from "./view.js";

const BORDERS = [[0, 1, 2], [0, 2, 1], [1, 2, 0]]; // between the first two of these classes
const ROOM = 0.1; // of the picture's width
const BORDER_REACH = 9; // pixels
const TIP_REACH = 16;

class ThreeClasses extends Plane {
  traits = ["weights", "biases"];
  rows = ["scores z", "softmax(z)", "predicted"];
  help = [
    "Each class has a score z = w·x + b; softmax turns the three scores into probabilities.",
    "Drag a boundary to shift it: that changes the biases of its two classes. Each class's arrow is " +
    "its vector w: drag the tip to change it.",
  ];
  chosen = 0; // the class that the sliders belong to
  line = new Line(this, {
    read: () => this.#ofClass(this.chosen),
    write: ({ w, b }, gesture) => this.#set(this.chosen, w, b, gesture),
  });
  #ofClass(k) {
    return { w: this.get("weights").map((row) => row[k]), b: this.get("biases")[k] };
  }
  #set(k, w, b, gesture) {
    const weights = this.get("weights").map((row, axis) => row.with(k, w[axis]));
    this.edit({ weights, biases: this.get("biases").with(k, b) }, gesture);
  }

  network() {
    return [{ weights: this.get("weights"), biases: this.get("biases"), activation: "softmax" }];
  }
  handles() {
    return [...BORDERS.map((classes) => this.#shifting(classes)), ...[0, 1, 2].map((k) => this.#turning(k))];
  }
  controls() {
    const options = CLASSES.slice(0, 3);
    this.chooser = choice(this, "Score of", options, (k) => this.#choose(k));
    return [{ node: this.chooser }, this.line.sliders()];
  }
  #choose(k) {
    this.chosen = k;
    this.chooser.querySelectorAll("input")[k].checked = true;
    this.schedule();
  }

  // Boundaries ------------------------------------------------------------------------------

  #shifting([i, j, k]) {
    const [one, other] = [CLASSES[i][1], CLASSES[j][1]];
    const middle = () => {
      const ends = this.#border(i, j, k);
      return ends && [0, 1].map((axis) => (ends[0][axis] + ends[1][axis]) / 2);
    };
    return {
      name: `boundary between ${one}s and ${other}s: arrow keys move it`,
      place: middle,
      text: () => `difference of the biases ${number(this.#between(i, j).b)}`,
      distance: (x, y) => {
        const ends = this.#border(i, j, k);
        const away = ends ? toSegment([x, y], ...ends.map((end) => this.area.pixel(end))) : Infinity;
        return away > BORDER_REACH ? Infinity : away;
      },
      take: () => {
        const biases = this.get("biases");
        const { w } = this.#between(i, j);
        return (way, gesture) => {
          const half = dot(w, way) / 2;
          const moved = biases.with(i, exact(biases[i] - half)).with(j, exact(biases[j] + half));
          this.edit({ biases: moved }, gesture);
        };
      },
    };
  }
  /** The line where two classes have equal scores. */
  #between(i, j) {
    const [one, other] = [this.#ofClass(i), this.#ofClass(j)];
    return { w: one.w.map((value, axis) => value - other.w[axis]), b: one.b - other.b };
  }
  /** Where classes i and j have equal scores and k no larger one, as far as is seen: two ends. */
  #border(i, j, k) {
    const { w, b } = this.#between(i, j);
    if (!this.area || !hasLine(w)) return null;
    const { centre } = this.area;
    const length = Math.hypot(...w);
    const along = [-w[1] / length, w[0] / length];
    const away = (dot(w, centre) + b) / (length * length);
    const foot = centre.map((value, axis) => value - away * w[axis]);
    const lead = this.#between(i, k);
    const start = dot(lead.w, foot) + lead.b;
    const slope = dot(lead.w, along);
    let [low, high] = [-Infinity, Infinity];
    if (Math.abs(slope) < 1e-9) {
      if (start < 0) return null;
    } else if (slope > 0) low = -start / slope;
    else high = -start / slope;
    const ends = this.area.clip(foot, along, [low, high]);
    return ends && ends.map((t) => foot.map((value, axis) => value + t * along[axis]));
  }

  // Arrows ----------------------------------------------------------------------------------

  /** Where a class's arrow starts: in the middle of its points, as far as there is room for an arrow. */
  #home(k) {
    const { all, labels } = this.points;
    const mine = all.filter((_, i) => labels[i] === k);
    if (mine.length === 0) return this.area.centre;
    const middle = [0, 1].map((axis) => mine.reduce((sum, point) => sum + point[axis], 0) / mine.length);
    return this.area.clamp(middle, ROOM * this.area.spans[0]);
  }
  /** By how much all three are divided to fit into the picture: 1, 2, 5, 10, … */
  get shrunk() {
    const { drag } = this.stage;
    if (drag && this.taken && drag.handle === this.taken.handle) return this.taken.shrunk;
    return shrunkToFit(this.area, [0, 1, 2].map((k) => [this.#home(k), this.#ofClass(k).w]));
  }
  #tip(k) {
    const home = this.#home(k);
    return this.#ofClass(k).w.map((value, axis) => home[axis] + value / this.shrunk);
  }
  #turning(k) {
    const handle = {
      name: `w of ${CLASSES[k][1]}s: arrow keys move its tip`,
      reach: TIP_REACH,
      place: () => this.#tip(k),
      text: () => `w = (${place(this.#ofClass(k).w)})`,
      take: (x) => {
        const { w, b } = this.#ofClass(k);
        const { shrunk } = this;
        this.taken = { handle, shrunk };
        const times = x === undefined ? 1 : shrunk;
        this.#choose(k);
        return (way, gesture) => this.#set(k, w.map((value, axis) => exact(value + times * way[axis])), b, gesture);
      },
    };
    return handle;
  }

  // Showing ---------------------------------------------------------------------------------

  paintUnder(context) {
    const { theme, area } = this;
    using(context, { strokeStyle: theme.ink, lineWidth: 2.5 }, () => {
      for (const classes of BORDERS) {
        const piece = this.#border(...classes);
        if (piece) segment(context, ...piece.map((end) => area.pixel(end)));
      }
    });
  }
  paintOver(context) {
    const { area, theme, shrunk } = this;
    for (const k of [0, 1, 2]) {
      const [from, to] = [this.#home(k), this.#tip(k)].map((at) => area.pixel(at));
      const style = { color: theme.ink, halo: theme.paper };
      if (hasLine(this.#ofClass(k).w)) paintArrow(context, from, to, style);
      paintGrip(context, from, 4.5, { ...theme, ink: theme.classes[k] });
      const label = `w ${CLASSES[k][0]}${shrunk > 1 ? ` / ${shrunk}` : ""}`;
      using(context, { font: VECTOR }, () => writeBeside(context, area, label, from, to, style));
    }
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

/** How far a pixel is from the segment between two others. */
function toSegment([x, y], [x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const share = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, share));
  return Math.hypot(x - x1 - t * dx, y - y1 - t * dy);
}

export default widget((context) =>
  context.model.get("classes") === 2 ? new Perceptron(context) : new ThreeClasses(context)
);
