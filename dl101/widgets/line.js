// A line w·x + b = 0: handles on it and on its normal vector, sliders for the numbers.
import { paintArrow, paintLine } from "./painter.js";
import { element, number, slider } from "./controls.js";

const SLIDERS = [
  { name: "w₁", title: "weight w1", limit: 4 },
  { name: "w₂", title: "weight w2", limit: 4 },
  { name: "b", title: "bias b", limit: 8 },
];
const LINE_REACH = 9; // pixels from the line
const FOOT_REACH = 6; // pixels from the arrow's foot
const TIP_REACH = 16; // pixels from the arrow's tip
export const NO_LINE = 1e-9;

export const tidy = (value) => Number(value.toFixed(4)) + 0;
export const dot = ([a, b], [c, d]) => a * c + b * d;

// Where the numbers of one line are kept: in three traits, or in a column of the weights.

const LINE = {
  traits: ["w1", "w2", "b"],
  read: (model) => ({ w: [model.get("w1"), model.get("w2")], b: model.get("b") }),
  write: (model, { w, b }) => ({ w1: w[0], w2: w[1], b }),
  layers(model) {
    const { w, b } = LINE.read(model);
    return [{ weights: [[w[0]], [w[1]]], biases: [b], activation: "sigmoid" }];
  },
};

/** One line w·x + b = 0 of the model, and where to take hold of it. */
export class Line {
  chosen = 0;
  #pivot = null;

  constructor(plane, store) {
    Object.assign(this, { plane, store });
  }
  get numbers() {
    return this.store.read(this.plane.model, this.chosen);
  }
  get exists() {
    return Math.hypot(...this.numbers.w) > NO_LINE;
  }
  set({ w, b }, gesture) {
    const numbers = { w: w.map(tidy), b: tidy(b) };
    this.plane.edit(this.store.write(this.plane.model, numbers, this.chosen), gesture);
  }
  /** w·x + b */
  at(point) {
    const { w, b } = this.numbers;
    return dot(w, point) + b;
  }
  distance(point) {
    return this.at(point) / Math.hypot(...this.numbers.w);
  }

  /** Where the arrow starts: where the line was last turned, or its middle; null if out of sight. */
  get foot() {
    const { view } = this.plane;
    if (!this.exists) return view.centre;
    const pivot = this.#pivot;
    if (pivot && view.contains(pivot) && Math.abs(this.distance(pivot)) < 2e-3) return pivot;
    const foot = this.#project(view.centre);
    return view.contains(foot, 0.06 * (view.right - view.left)) ? foot : this.#middle();
  }
  /** Where the arrow ends: at foot + w, or at the picture's edge. */
  get tip() {
    const { foot } = this;
    const { view } = this.plane;
    if (!foot) return null;
    const { w } = this.numbers;
    const margin = 0.04 * (view.right - view.left);
    let share = 1;
    [[view.left, view.right], [view.bottom, view.top]].forEach(([low, high], i) => {
      const room = w[i] > 0 ? high - margin - foot[i] : foot[i] - low - margin;
      if (Math.abs(w[i]) * share > room) share = Math.max(room, 0.02 * margin) / Math.abs(w[i]);
    });
    return [foot[0] + share * w[0], foot[1] + share * w[1]];
  }
  #project([x, y]) {
    const { w } = this.numbers;
    const away = this.at([x, y]) / dot(w, w);
    return [x - away * w[0], y - away * w[1]];
  }
  /** The middle of the visible part of the line. */
  #middle() {
    const { view } = this.plane;
    const { w, b } = this.numbers;
    const ends = [];
    for (const x of [view.left, view.right]) ends.push([x, -(w[0] * x + b) / w[1]]);
    for (const y of [view.bottom, view.top]) ends.push([-(w[1] * y + b) / w[0], y]);
    const seen = ends.filter((p) => p.every(Number.isFinite) && view.contains(p, -1e-9));
    if (seen.length < 2) return null;
    const [p] = seen;
    const far = (q) => Math.hypot(q[0] - p[0], q[1] - p[1]);
    const q = seen.reduce((best, one) => (far(one) > far(best) ? one : best));
    return [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
  }

  /** Move the line to where its foot was `from`, displaced by a vector. */
  shift({ w, b }, from, [dx, dy], gesture) {
    const moved = b - dot(w, [dx, dy]);
    this.set({ w, b: moved }, gesture);
    this.#pivot = this.#project([from[0] + dx, from[1] + dy]);
  }
  /** Set the normal vector while the line keeps going through `foot`. */
  turn(w, foot, gesture) {
    const b = this.exists ? -dot(w, foot) : this.numbers.b;
    this.set({ w, b }, gesture);
    this.#pivot = foot;
  }
}

export class LineHandle {
  constructor(line) {
    this.line = line;
  }
  name = "line: arrow keys move it";
  place() {
    return this.line.exists ? this.line.foot : null;
  }
  text() {
    return `b = ${number(this.line.numbers.b)}`;
  }
  hit(x, y) {
    const { line } = this;
    if (!line.exists) return null;
    const { view } = line.plane;
    const nearest = line.distance(view.point(x, y)) * (view.width / (view.right - view.left));
    if (Math.abs(nearest) > LINE_REACH) return null;
    // The arrow's foot is painted over the points, so it is taken hold of before them.
    const onFoot = line.foot && view.distance(line.foot, x, y) < FOOT_REACH;
    const distance = onFoot ? -1 : Math.abs(nearest);
    return { distance, cursor: "grab", grab: (at) => this.grab(at) };
  }
  grab([x, y]) {
    const { line } = this;
    const [numbers, foot, gesture] = [line.numbers, line.foot ?? [x, y], Symbol("drag")];
    return ([nx, ny]) => line.shift(numbers, foot, [nx - x, ny - y], gesture);
  }
  nudge(dx, dy) {
    this.line.shift(this.line.numbers, this.line.foot, [dx, dy], "nudge line");
  }
}

export class TipHandle {
  constructor(line) {
    this.line = line;
  }
  name = "normal vector w: arrow keys move its tip and turn the line";
  place() {
    return this.line.tip;
  }
  text() {
    const { w } = this.line.numbers;
    return `w = (${number(w[0])}, ${number(w[1])})`;
  }
  hit(x, y) {
    const { line } = this;
    const distance = line.tip ? line.plane.view.distance(line.tip, x, y) : Infinity;
    if (distance > TIP_REACH) return null;
    return { distance: distance / 2, cursor: "grab", grab: (at) => this.grab(at) };
  }
  grab([x, y]) {
    const { line } = this;
    const [{ w }, foot, gesture] = [line.numbers, line.foot, Symbol("drag")];
    return ([nx, ny]) => line.turn([w[0] + nx - x, w[1] + ny - y], foot, gesture);
  }
  nudge(dx, dy) {
    const { line } = this;
    const { w } = line.numbers;
    line.turn([w[0] + dx, w[1] + dy], line.foot, "nudge tip");
  }
}

/** Sliders for the chosen line's three numbers. */
export function sliders(line) {
  const { signal } = line.plane;
  const rows = SLIDERS.map(({ name, title, limit }, i) => {
    const onInput = (value) => {
      const { w, b } = line.numbers;
      const numbers = i < 2 ? { w: w.with(i, value), b } : { w, b: value };
      line.set(numbers, `slide ${i} ${line.chosen}`);
    };
    return slider({ name, title, min: -limit, max: limit, onInput, signal });
  });
  const node = element("div", { class: "dl101-sliders" }, ...rows.map((row) => row.node));
  const update = () => {
    const { w, b } = line.numbers;
    [...w, b].forEach((value, i) => rows[i].show(value));
  };
  return { node, update };
}

export function note({ plane, exists, foot }, context) {
  const text = !exists ? "no line: w = 0" : foot ? "" : "the line is outside the picture";
  if (!text) return;
  context.save();
  context.font = plane.theme.font.replace("11px", "14px");
  context.textAlign = "center";
  context.fillStyle = plane.theme.ink;
  context.fillText(text, plane.view.width / 2, 0.2 * plane.view.height);
  context.restore();
}

export function paintNormal({ plane, foot, tip }, context) {
  const { view, theme } = plane;
  const style = { color: theme.ink, halo: theme.paper, label: "w" };
  if (tip) paintArrow(context, view, foot, tip, style);
}

export function twoClasses() {
  let line;
  return {
    ...LINE,
    handles(plane) {
      line = new Line(plane, LINE);
      return [new LineHandle(line), new TipHandle(line)];
    },
    controls: () => [sliders(line)],
    paint({ view, theme }, context) {
      const { w, b } = line.numbers;
      if (line.exists) paintLine(context, view, w, b, { color: theme.ink, width: 2.5 });
    },
    paintOver(plane, context) {
      paintNormal(line, context);
      note(line, context);
    },
    rows: ["w·x + b", "probability", "distance"],
    values(plane, at) {
      return {
        "w·x + b": number(line.at(at)),
        probability: `σ = ${number(plane.output(at)[0], 3)} for orange`,
        distance: line.exists ? `${number(line.distance(at))} from the line` : "no line: w = 0",
      };
    },
    summary(plane) {
      const { w, b } = line.numbers;
      const numbers = `w = (${number(w[0])}, ${number(w[1])}), b = ${number(b)}`;
      const what = line.exists ? "the line w·x + b = 0" : "no line, since w = 0";
      return `${plane.points.all.length} points of two classes and ${what}; ${numbers}.`;
    },
    help: [
      "Drag the line to shift it (b) and the arrow's tip to turn it (w). The arrow is the vector w.",
    ],
  };
}
