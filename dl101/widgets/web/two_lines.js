// Two lines, the plane of their two units beside it, and a third line there.
import { element, listed, number, place, selection, slider, write } from "./controls.js";
import { paintGrid } from "./hidden_plane.js";
import { Line } from "./line.js";
import { forward } from "./network.js";
import { CLASSES, Markers, paintAxes, Regions, using, writeWithin } from "./painting.js";
import { Plane } from "./plane.js";
import { Stage } from "./stage.js";
import { widget } from "./view.js";

const TOGETHER = 0.02; // how far apart points of the hidden plane count as one
const NAMED = 6; // of so few points each is spoken of by itself
const APART = 13; // pixels between the markers of points that coincide
const UNITS = [
  { trait: "first", name: "h₁", shift: 0.3, dash: [] },
  { trait: "second", name: "h₂", shift: 0.3, dash: [9, 5] },
  { trait: "third", name: "output", label: "w", shift: 0, dash: [] },
];

/** Lists of the indices of places that coincide, or nearly. */
export function groups(places) {
  const found = [];
  places.forEach((at, i) => {
    const near = ([first]) => at.every((value, axis) => Math.abs(value - places[first][axis]) < TOGETHER);
    const own = found.find(near);
    if (own) own.push(i);
    else found.push([i]);
  });
  return found;
}

class TwoLines extends Plane {
  traits = ["first", "second", "third", "steepness"];
  rows = ["h₁, h₂", "output"];
  help = [
    "Left, the two lines of the units h₁ and h₂: drag a line to shift it, its arrow's tip to turn it. " +
    "Right, each point at its (h₁, h₂), and the line of the output unit: drag that as well.",
    "The faint grid on the right is the left plane's own, as the two units see it.",
  ];
  chosen = 0; // the unit whose numbers the sliders show
  #markers = new Markers();
  #regions = new Regions();

  constructor(context) {
    super(context);
    const beside = { stage: null };
    Object.defineProperties(beside, {
      area: { get: () => beside.stage.area },
      theme: { get: () => this.theme },
    });
    this.beside = beside;
    this.lines = UNITS.map((unit, k) => new Line(k < 2 ? this : beside, { ...unit, ...this.#line(unit.trait) }));
  }
  #line(trait) {
    return {
      read: () => {
        const [w1, w2, b] = this.get(trait);
        return { w: [w1, w2], b };
      },
      write: ({ w, b }, gesture) => this.edit({ [trait]: [...w, b] }, gesture),
    };
  }

  // The network -----------------------------------------------------------------------------

  #layer(traits) {
    const { hard, on_the_line } = this.constants;
    const k = this.get("steepness");
    const rows = traits.map((trait) => this.get(trait));
    const weights = [0, 1].map((axis) => rows.map((row) => (k ?? hard) * row[axis]));
    // A score of 0 is not positive, whatever rounding makes of it.
    const biases = rows.map((row) => (k === null ? hard * (row[2] - on_the_line) : k * row[2]));
    return { weights, biases, activation: "sigmoid" };
  }
  network() {
    return [this.#layer(["first", "second"]), this.#layer(["third"])];
  }
  /** Where x₁ and x₂, in turn, are in the hidden plane. */
  #send(inputs) {
    const { values } = forward(this.layers.slice(0, 1), Float64Array.from(inputs));
    return Array.from({ length: inputs.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);
  }

  // Painting --------------------------------------------------------------------------------

  reset() {
    for (const line of this.lines) line.settle();
    super.reset();
  }
  handles() {
    return this.lines.slice(0, 2).flatMap(({ handles }) => handles);
  }
  paintUnder(context) {
    const { ink } = this.theme;
    // Before the words, which tell what is seen there.
    this.places = this.#send(this.points.all.flat());
    this.together = groups(this.places);
    this.lines.slice(0, 2).forEach((line, k) => {
      line.paint(context, { strokeStyle: ink, lineWidth: 2.5, dash: UNITS[k].dash });
    });
  }
  paintOver(context) {
    for (const line of this.lines.slice(0, 2)) line.paintNormal(context);
  }
  paint() {
    super.paint();
    this.#paintHidden();
  }
  #paintHidden() {
    const { hidden_limits: limits } = this.constants;
    const context = this.beside.stage.begin(limits, limits);
    if (!context || !this.places) return;
    const { theme, layers, points } = this;
    const { area } = this.beside;
    this.keep(
      "hidden regions",
      [layers, area, theme],
      () => this.#regions.compute(layers.slice(1), area, theme, { cell: 6 }),
    );
    this.#regions.paint(context, area);
    const ends = ["xlim", "ylim"].map((name) => this.get(name));
    paintGrid(context, area, ends, theme.faint, (inputs) => this.#send(inputs));
    paintAxes(context, area, theme, ["h₁", "h₂"]);
    const third = this.lines[2];
    third.paint(context, { strokeStyle: theme.ink, lineWidth: 2.5 });
    this.#markers.paint(context, area, this.#besideOneAnother(), points.labels, this.wrongPoints, theme);
    third.paintNormal(context);
    this.#writeNames(context, area, theme);
    this.beside.stage.finish();
    const lines = `and the output's line, ${third.text()}`;
    const words = `The plane of h₁ and h₂, with ${points.all.length} points ${lines}. ${this.#seen()}`;
    this.describe(this.beside.stage.canvas.node, words, "");
  }
  /** Of few points, those that coincide are painted side by side. */
  #besideOneAnother() {
    if (!this.#few) return this.places;
    const { area } = this.beside;
    const unit = area.spans[0] / area.width;
    const moved = [...this.places];
    for (const group of this.together) {
      group.forEach((i, place) => {
        const [x, y] = this.places[i];
        moved[i] = [x + APART * (place - (group.length - 1) / 2) * unit, y];
      });
    }
    return moved;
  }
  /** Which points, or how many, are where. */
  #writeNames(context, area, theme) {
    const few = this.#few;
    if (!few && this.get("steepness") !== null) return;
    const style = { color: theme.ink, halo: theme.paper };
    using(context, { font: theme.font }, () => {
      for (const group of this.together) {
        const [x, y] = area.pixel(this.places[group[0]]);
        const text = few ? group.map((i) => this.#name(i)).join(" ") : `${group.length} points`;
        writeWithin(context, area, text, [x, y + (y > area.height - 34 ? -18 : 19)], style);
      }
    });
  }

  // Words -----------------------------------------------------------------------------------

  get #few() {
    return this.points.all.length <= NAMED;
  }
  #name(i) {
    return `(${this.points.all[i].map((value) => String(Number(value.toFixed(2))).replace("-", "−")).join(", ")})`;
  }
  /** What coincides in the hidden plane. */
  #seen() {
    const { together, places, points } = this;
    const { labels } = points;
    const mixed = together.some((group) => group.some((i) => labels[i] !== labels[group[0]]));
    const warning = mixed ? " Points of both classes coincide there: no third line can tell them apart." : "";
    if (points.all.length === 0) return "There are no points.";
    if (this.#few) {
      const several = together.filter((group) => group.length > 1);
      if (several.length === 0) return "In the hidden plane no two points coincide.";
      const told = several.map((group) => `${listed(group.map((i) => this.#name(i)))} coincide`);
      return `In the hidden plane ${told.join("; ")}.${warning}`;
    }
    if (this.get("steepness") !== null) return "";
    const told = together.map((group) => {
      const ones = group.filter((i) => labels[i] === 1).length;
      const kinds = [group.length - ones, ones].flatMap((n, k) => (n ? [`${n} ${CLASSES[k][0]}`] : []));
      return `${kinds.join(" ")} at (${place(places[group[0]], 0)})`;
    });
    return `The hidden plane has ${listed(told)}.${warning}`;
  }
  #result() {
    const total = this.points.all.length;
    const right = this.wrongPoints.filter((one) => !one).length;
    if (total === 0) return "";
    return right === total ? `All ${total} are right.` : `${right} of ${total} are right.`;
  }
  values(at) {
    const [h] = this.#send(at);
    return { "h₁, h₂": place(h), output: `${number(this.outputs(at)[0])} for orange` };
  }
  summary() {
    const told = UNITS.slice(0, 2).map(({ name }, k) => `${name}: ${this.lines[k].text()}`);
    return `${this.points.all.length} points of two classes and two lines; ${told.join("; ")}. ${this.#seen()}`;
  }
  news() {
    return `${this.#seen()} ${this.#result()}`.trim();
  }

  // Building --------------------------------------------------------------------------------

  controls() {
    const onChange = (k) => {
      this.chosen = Number(k);
      this.schedule();
    };
    const options = UNITS.map(({ name }, k) => [k, name]);
    const unit = selection(this, { name: "Numbers of ", title: "unit", options, onChange });
    const chosen = {
      read: () => this.lines[this.chosen].read(),
      write: (values, gesture) => this.lines[this.chosen].write(values, `${gesture} ${this.chosen}`),
    };
    this.told = element("p", { class: "dl101-now" });
    return [
      { node: this.told, update: () => write(this.told, this.news()) },
      unit,
      new Line(this, chosen).sliders(),
      this.#steepness(),
    ];
  }
  #steepness() {
    const { steepest } = this.constants;
    const hard = steepest + 0.5; // the slider's last place
    const row = slider(this, {
      name: "steepness",
      min: 0.5,
      max: hard,
      step: 0.5,
      text: (value) => (value === hard ? "hard step" : number(value, 1)),
      onInput: (value) => this.edit({ steepness: value === hard ? null : value }, "slide steepness"),
    });
    const style = "--dl101-names: 6em; --dl101-numbers: 5em";
    const node = element("div", { class: "dl101-sliders", style }, row.node);
    return { node, update: () => row.show(this.get("steepness") ?? hard) };
  }
  arrange() {
    super.arrange();
    const stage = new Stage(this, { handles: this.lines[2].handles, steps: () => [0.05, 0.05] });
    stage.node.style.aspectRatio = "1";
    this.beside.stage = stage;
    const column = (...nodes) => element("div", { class: "dl101-column" }, ...nodes);
    const left = column();
    this.stage.node.before(left, column(stage.node));
    left.append(this.stage.node);
    this.root.classList.add("dl101-wide");
    this.side.classList.add("dl101-below");
  }
}

export default widget((context) => new TwoLines(context));
