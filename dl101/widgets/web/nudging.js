// The stepper's nudge: one number of the graph is moved by h, and what its gradient predicts for the
// loss is compared with what happens.
import { brief, element, readOut, selection, slider, write } from "./controls.js";
import { compared, halfOf, NudgePlot } from "./nudge_plot.js";

const GOOD = 0.1; // what the straight line may miss, as a share of the actual change
const MOST_LISTED = 100; // entries of one value that can be chosen
const ALONE = "The curve of this number needs Python, and there is no Python on this page.";
const ROWS = ["predicted change", "actual change", "difference", "difference / h"];

/** Say how far the straight line is good enough for a curve of the node `loss`. */
export function judged(curve, loss) {
  const { changes, slope } = curve;
  if (changes.length === 0) {
    return `The number, its gradient or ${loss} is not finite here: there is nothing to compare.`;
  }
  const half = halfOf(changes);
  /** How far a condition holds from h = 0 on: below it, and above it. */
  const upTo = (right) =>
    [-1, 1].map((side) => {
      const wrong = Array.from({ length: half }, (_, i) => i + 1).find((k) => !right(compared(curve, side * k)));
      return (wrong ?? half + 1) - 1;
    });
  const good = upTo(({ actual, difference }) => Math.abs(difference) <= GOOD * Math.abs(actual));
  const gap = changes.includes(null) ? ` Where the curve is interrupted, ${loss} is not a finite number.` : "";
  return verdict(good, upTo(({ difference }) => difference === 0).every((k) => k === half)) + gap;

  function verdict([below, above], same) {
    const share = `${100 * GOOD} % of the actual change`;
    if (same) return "For every h here the prediction is right: the curve is the straight line.";
    if (slope === 0) return "The gradient is 0: whatever h is, the straight line predicts no change.";
    if (below === half && above === half) return `For every h here the straight line is within ${share}.`;
    if (below === 0 && above === 0) {
      return `Already at ${whole(`h = ±${brief(curve.reach / half)}`)} the straight line misses by more than ${share}.`;
    }
    const [from, to] = [-below, above].map((k) => brief((k / half) * curve.reach));
    return `The straight line is within ${share} for h from ${from} to ${to}.`;
  }
}

/** An entry's index as Python writes it; a single number has none. */
function indexed(entry, shape) {
  const index = [];
  for (const length of shape.toReversed()) {
    index.unshift(entry % length);
    entry = Math.floor(entry / length);
  }
  return shape.length ? `[${index.join(", ")}]` : "";
}

export class Nudging {
  #known = [];

  constructor(view) {
    this.view = view;
    const list = (name, title, onChange) => selection(view, { name, title, options: [], onChange });
    this.nodes = list("nudge", "node to nudge", (node) => this.#set({ node, entry: 0 }));
    this.entries = list("entry", "entry to nudge", (entry) => this.#set({ entry: Number(entry) }));
    this.plot = new NudgePlot(view);
    this.numbers = readOut(ROWS);
    this.handle = element("div", {});
    this.legend = element("div", {});
    this.words = element("div", {});
    const choice = element("div", { class: "dl101-row" }, this.nodes.node, this.entries.node);
    const column = element("div", { class: "dl101-column" }, choice, this.handle, this.numbers.node, this.words);
    this.picture = element("div", { class: "dl101-nudge-plot" }, this.plot.node, this.legend);
    this.node = element("div", { class: "dl101-nudge", role: "group", "aria-label": "nudge" }, column, this.picture);
  }
  /** The ids of the boxes that can be nudged. */
  get ids() {
    return this.#known.flatMap(({ focus }) => focus);
  }
  /** Nudge the node whose box has this id, if its gradient is known. */
  choose(id) {
    const step = this.#known.find(({ focus }) => focus.includes(id));
    if (step) this.#set({ node: step.node, entry: 0 });
  }
  /** Another number is not moved yet. */
  #set(changes) {
    const { step, entry } = this.chosen;
    this.view.set({ _nudged: { node: step?.node, entry, h: 0, ...changes } });
  }

  /**
   * After the first steps `taken` of a trace, offer the nodes whose gradients are known by then. The
   * last one is chosen as soon as all are, unless the reader has chosen one.
   */
  show({ steps = [], curves = [] }, taken) {
    const visited = new Set(taken.map(({ node, phase }) => phase + node));
    const known = steps.filter(({ shape, phase, node }) => shape && visited.has(phase + node));
    this.#known = known;
    this.node.hidden = known.length === 0;
    if (known.length === 0) return;
    this.#choose(known, taken.length === steps.length);
    const loss = steps.find(({ phase }) => phase === "backward").name;
    const { step, entry, h, reach } = this.chosen;
    const curve = curves.find((one) => one.node === step?.node && one.entry === entry);
    const there = Boolean(curve?.changes.length);
    // Its room is kept, so that nothing jumps until Python answers.
    const awaited = Boolean(step && !curve && !this.view.alone);
    this.node.classList.toggle("dl101-awaited", awaited);
    for (const part of [this.handle, this.numbers.node, this.picture]) part.hidden = !there && !awaited;
    if (there) this.#paint(curve, placeOf(h, reach, curve), step.name + indexed(entry, step.shape), loss);
    const missing = awaited ? "Python has not computed the curve of this number." : ALONE;
    write(this.words, step ? (curve ? judged(curve, loss) : missing) : "");
  }
  #choose(known, all) {
    const { view } = this;
    const { node, entry, h, reach } = view.get("_nudged");
    const picked = known.find((one) => one.node === node);
    const step = picked ?? (all ? known.at(-1) : undefined);
    this.chosen = { step, entry: picked ? entry : 0, h: picked ? h : 0, reach };
    const names = [...(all ? [] : [["", "…"]]), ...known.map((one) => [one.node, one.name])];
    view.keep("nodes to nudge", [JSON.stringify(names)], () => relist(this.nodes.select, names));
    this.nodes.select.value = step?.node ?? "";
    const { shape = [] } = step ?? {};
    const size = shape.reduce((a, b) => a * b, 1);
    this.entries.node.hidden = size === 1;
    view.keep("entries to nudge", [JSON.stringify(shape)], () => relist(this.entries.select, optionsOf(size, shape)));
    this.entries.select.value = this.chosen.entry;
  }
  #paint(curve, k, number, loss) {
    const { view } = this;
    const half = halfOf(curve.changes);
    const { h, predicted, actual, difference } = compared(curve, k);
    this.reach = curve.reach;
    this.step = curve.reach / half;
    view.keep("h to nudge by", [half], () => this.#makeSlider(half)).show(k);
    const places = decimals(brief(difference));
    const changed = [predicted, actual].map((value) => brief(value, digitsFor(value, places)));
    const told = [...changed, ...[difference, difference / h].map((value) => brief(value))];
    this.numbers.show(Object.fromEntries(ROWS.map((row, i) => [row, told[i]])));
    this.plot.paint(curve, k, loss, view.theme);
    const [at, slope, sign] = [curve.loss, Math.abs(curve.slope), curve.slope < 0 ? "−" : "+"];
    const line = whole(`${brief(at)} ${sign} ${brief(slope)} · h`);
    write(this.legend, `Dots: ${loss}, when ${number} grows by h. Dashed: the straight line ${line}.`);
    const news = `${whole(`h = ${brief(h)}`)}: predicted change ${told[0]}, actual change ${told[1]}.`;
    view.describe(this.plot.node, `${this.legend.textContent} ${news}`, news);
  }
  #makeSlider(half) {
    const text = (k) => brief(k * this.step);
    const onInput = (h) => this.#set({ h, reach: this.reach });
    const made = slider(this.view, { name: "h", title: "nudge h", min: -half, max: half, step: 1, text, onInput });
    this.handle.replaceChildren(made.node);
    return made;
  }
}

/** The slider's place of an h that was chosen as place `k` of a curve with that `reach`. */
function placeOf(k, reach, curve) {
  const half = halfOf(curve.changes);
  const place = Math.round(k * (reach ?? curve.reach) / curve.reach);
  return Math.min(half, Math.max(-half, place));
}

function decimals(text) {
  return text.split(".")[1]?.length ?? 0;
}
/** As many digits as have so many decimals, within reason: then the rows of the table add up. */
function digitsFor(value, places) {
  const size = Math.floor(Math.log10(Math.abs(value) || 1)) + 1;
  return Math.min(7, Math.max(3, size + places));
}

/** A formula that is not broken at the end of a line. */
function whole(formula) {
  return formula.replaceAll(" ", "\u00a0");
}

function relist(select, options) {
  select.replaceChildren(...options.map(([value, text, disabled]) => element("option", { value, disabled }, text)));
}

/** The entries of a value, as options. */
function optionsOf(size, shape) {
  const entries = [...Array(Math.min(size, MOST_LISTED)).keys()];
  const rest = size > MOST_LISTED ? [["", `the first ${MOST_LISTED} of ${size}`, true]] : [];
  return [...entries.map((entry) => [entry, indexed(entry, shape)]), ...rest];
}
