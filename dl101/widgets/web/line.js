// A line w·x + b = 0: handles on it and on its normal vector, sliders for the numbers.
import { element, number, place, slider } from "./controls.js";
import { paintArrow, paintGrip, paintLine, roundUp, using, writeBeside, writeOver } from "./painting.js";
import { Plane } from "./plane.js";

const SLIDERS = [
  { name: "w₁", title: "weight w1", end: 10 },
  { name: "w₂", title: "weight w2", end: 10 },
  { name: "b", title: "bias b", end: 10 },
];
const LENGTHS = [-1, 1]; // powers of ten between which the length of w is set
const LINE_REACH = 9; // pixels from the line
const FOOT_REACH = 6; // pixels from the arrow's foot
const TIP_REACH = 16; // pixels from the arrow's tip
export const VECTOR = "italic bold 15px serif"; // a vector's name
const NO_LINE = 1e-9;

export const tidy = (value) => Number(value.toFixed(4)) + 0;
/** Rid of what rounding has added, such as the end of 0.30000000000000004. */
export const exact = (value) => Number(value.toPrecision(12));
export const dot = ([a, b], [c, d]) => a * c + b * d;

/** Whether w is long enough to have a direction. */
export const hasLine = (w) => Math.hypot(...w) > NO_LINE;

/** By how much vectors are divided, all alike, for their arrows to fit into the picture: 1, 2, 5, 10, … */
export function shrunkToFit(area, arrows) {
  const margin = 0.04 * area.spans[0];
  const ends = [[area.left, area.right], [area.bottom, area.top]];
  const needed = arrows.flatMap(([from, vector]) =>
    vector.map((value, axis) => {
      const [low, high] = ends[axis];
      const room = (value > 0 ? high - from[axis] : from[axis] - low) - margin;
      return Math.abs(value) / Math.max(room, 0.1 * margin);
    })
  );
  return Math.max(1, roundUp(Math.max(...needed, NO_LINE)));
}

/**
 * The line of a plane, moved by two handles and three sliders. `read()` returns its numbers w and b,
 * and `write({ w, b }, gesture)` sets them. Where a plane has several lines, `name` tells them apart,
 * `label` stands at the arrow, and `shift` keeps their arrows apart, in parts of the picture's width.
 */
export class Line {
  #pivot = null;

  constructor(plane, { read, write, name, label = name ? `${name}: w` : "w", shift = 0 }) {
    Object.assign(this, { plane, read, write, name, label, shift });
    this.handles = [this.#shifting(), this.#turning()];
  }
  get exists() {
    return hasLine(this.read().w);
  }
  set({ w, b }, gesture) {
    this.write({ w: w.map(tidy), b: tidy(b) }, gesture);
  }
  /** w·x + b */
  at(point) {
    const { w, b } = this.read();
    return dot(w, point) + b;
  }
  get length() {
    return Math.hypot(...this.read().w);
  }
  distance(point) {
    return this.at(point) / this.length;
  }
  text() {
    const { w, b } = this.read();
    return `w = (${place(w)}), b = ${number(b)}`;
  }

  // Its arrow -------------------------------------------------------------------------------

  /** Where the arrow starts: where the line was last turned, or its middle; null if out of sight. */
  get foot() {
    const { area } = this.plane;
    if (!this.exists) return area.centre;
    const pivot = this.#pivot;
    if (pivot && area.contains(pivot) && Math.abs(this.distance(pivot)) < 2e-3) return pivot;
    const foot = this.#shifted(this.#project(area.centre));
    return area.contains(foot, 0.06 * area.spans[0]) ? foot : this.#middle();
  }
  /** Forget where the line was last turned. */
  settle() {
    this.#pivot = null;
  }
  /** Where it ends: at foot + w / shrunk. */
  get tip() {
    const { foot } = this;
    return foot && this.read().w.map((value, axis) => foot[axis] + value / this.shrunk);
  }
  /** By how much w is divided for the arrow to fit into the picture: 1, 2, 5, 10, … */
  get shrunk() {
    // While it is being turned, a longer arrow would leave the pointer behind.
    return Math.max(shrunkToFit(this.plane.area, [[this.foot, this.read().w]]), this.#held());
  }
  #held() {
    const { drag } = this.plane.stage;
    return drag?.handle === this.handles[1] ? this.taken : 1;
  }
  #project([x, y]) {
    const { w } = this.read();
    const away = this.at([x, y]) / dot(w, w);
    return [x - away * w[0], y - away * w[1]];
  }
  #shifted([x, y]) {
    const { w } = this.read();
    const by = (this.shift * this.plane.area.spans[0]) / Math.hypot(...w);
    return [x - by * w[1], y + by * w[0]];
  }
  /** The middle of the visible part of the line. */
  #middle() {
    const { area } = this.plane;
    const { w } = this.read();
    const along = [-w[1], w[0]];
    const foot = this.#project(area.centre);
    const ends = area.clip(foot, along);
    return ends && foot.map((value, axis) => value + ((ends[0] + ends[1]) / 2) * along[axis]);
  }

  get #prefix() {
    return this.name ? `${this.name}: ` : "";
  }

  // Hands -----------------------------------------------------------------------------------

  #shifting() {
    return {
      name: `${this.#prefix}line: arrow keys move it`,
      place: () => (this.exists ? this.foot : null),
      text: () => `b = ${number(this.read().b)}`,
      distance: (x, y) => {
        if (!this.exists) return Infinity;
        const { area } = this.plane;
        const away = Math.abs(this.distance(area.point(x, y))) * (area.width / area.spans[0]);
        // The arrow's foot is painted over the points, so it is taken hold of before them.
        const onFoot = this.foot && area.distance(this.foot, x, y) < FOOT_REACH;
        return away > LINE_REACH ? Infinity : onFoot ? -1 : away;
      },
      take: (x, y) => {
        const { w, b } = this.read();
        const from = this.foot ?? this.plane.area.point(x, y);
        return (way, gesture) => {
          this.set({ w, b: b - dot(w, way) }, gesture);
          this.#pivot = this.#project([from[0] + way[0], from[1] + way[1]]);
        };
      },
    };
  }
  #turning() {
    return {
      name: `${this.#prefix}normal vector w: arrow keys move its tip and turn the line`,
      reach: TIP_REACH,
      place: () => this.tip,
      text: () => `w = (${place(this.read().w)})`,
      take: (x) => {
        const { w } = this.read();
        const { foot } = this;
        this.taken = this.shrunk;
        const times = x === undefined ? 1 : this.taken;
        return (way, gesture) => {
          const turned = w.map((value, axis) => value + times * way[axis]);
          // The line keeps going through the arrow's foot.
          this.set({ w: turned, b: this.exists ? -dot(turned, foot) : this.read().b }, gesture);
          this.#pivot = foot;
        };
      },
    };
  }
  sliders() {
    const rows = SLIDERS.map(({ name, title, end }, i) => {
      const onInput = (value) => {
        const { w, b } = this.read();
        this.set(i < 2 ? { w: w.with(i, value), b } : { w, b: value }, `slide ${title}`);
      };
      return slider(this.plane, { name, title, min: -end, max: end, onInput });
    });
    const node = element("div", { class: "dl101-sliders" }, ...rows.map((row) => row.node));
    const update = () => {
      const { w, b } = this.read();
      [...w, b].forEach((value, i) => rows[i].show(value));
    };
    return { node, update };
  }
  /** A slider that makes w longer or shorter, and b with it, so that the line stays where it is. */
  lengthSlider() {
    const [min, max] = LENGTHS;
    const title = "length of w: scales w and b together, the line stays";
    const text = () => number(this.length);
    const onInput = (power) => {
      if (!this.exists) return;
      const { w, b } = this.read();
      const times = 10 ** power / this.length;
      this.write({ w: w.map((v) => exact(times * v)), b: exact(times * b) }, "slide length of w");
    };
    const row = slider(this.plane, { name: "‖w‖", title, min, max, step: 0.02, text, onInput });
    const power = () => (this.exists ? Number(Math.log10(this.length).toFixed(6)) : min);
    return { node: row.node, update: () => row.show(power()) };
  }

  // Painting --------------------------------------------------------------------------------

  paint(context, settings) {
    const { w, b } = this.read();
    if (this.exists) paintLine(context, this.plane.area, w, b, settings);
  }
  /** The vector w, or why there is none. */
  paintNormal(context) {
    const { plane, foot, exists } = this;
    const { area, theme } = plane;
    const style = { color: theme.ink, halo: theme.paper };
    if (foot) {
      const [from, to] = [foot, this.tip].map((at) => area.pixel(at));
      if (exists) paintArrow(context, from, to, style);
      paintGrip(context, from, 4.5, theme);
      const label = this.shrunk > 1 ? `${this.label} / ${this.shrunk}` : this.label;
      using(context, { font: VECTOR }, () => writeBeside(context, area, label, from, to, style));
    }
    const text = !exists ? "no line: w = 0" : foot ? "" : "the line is outside the picture";
    if (!text) return;
    using(
      context,
      { font: theme.sized("14px") },
      () => writeOver(context, text, [area.width / 2, 0.2 * area.height], style),
    );
  }
}

/** Two classes and the line between them. */
export class TwoClasses extends Plane {
  traits = ["w1", "w2", "b"];
  rows = ["w·x + b", "probability", "distance"];
  help = [
    "Drag the line to shift it (b) and the arrow's tip to turn it (w). The arrow is the vector w, or " +
    "a part of it where w is too long for the picture.",
  ];
  line = new Line(this, {
    read: () => ({ w: [this.get("w1"), this.get("w2")], b: this.get("b") }),
    write: ({ w: [w1, w2], b }, gesture) => this.edit({ w1, w2, b }, gesture),
  });

  network() {
    const { w, b } = this.line.read();
    return [{ weights: w.map((value) => [value]), biases: [b], activation: "sigmoid" }];
  }
  handles() {
    return this.line.handles;
  }
  reset() {
    this.line.settle();
    super.reset();
  }
  controls() {
    return [this.lines()];
  }
  /** The sliders for w, b, and the length of w. */
  lines() {
    const [numbers, length] = [this.line.sliders(), this.line.lengthSlider()];
    numbers.node.append(length.node);
    return { node: numbers.node, update: () => [numbers, length].forEach((part) => part.update()) };
  }
  paintUnder(context) {
    this.line.paint(context, { strokeStyle: this.theme.ink, lineWidth: 2.5 });
  }
  paintOver(context) {
    this.line.paintNormal(context);
  }
  values(at) {
    const { line } = this;
    return {
      "w·x + b": number(line.at(at)),
      probability: `σ = ${number(this.outputs(at)[0], 3)} for orange`,
      distance: line.exists ? `${number(line.distance(at))} from the line` : "no line: w = 0",
    };
  }
  summary() {
    const what = this.line.exists ? "the line w·x + b = 0" : "no line, since w = 0";
    return `${this.points.all.length} points of two classes and ${what}; ${this.line.text()}.`;
  }
}
