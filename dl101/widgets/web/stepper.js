// The stepper: plays a trace that the kernel has written, on the drawing of its graph.
import { allow, button, element, fromPython, help, number, OWN_KEYS, slider, write } from "./controls.js";
import { GraphPicture } from "./graph_picture.js";
import { Guessing, inOrder, judge } from "./guessing.js";
import { Nudging } from "./nudging.js";
import { View, widget } from "./view.js";

const PAUSE = 1500; // milliseconds between two steps that are played
const PATIENCE = 2000; // milliseconds until the reader hears that Python does not answer
const MOST_TOLD = 10; // steps in the words that stand for the picture
const SMALLEST = 0.92; // the drawing shrinks so far to fit, its letters to 11 px; then it is scrolled
const NONE = { words: "", missing: [] };
const MATRIX = /\[\[[^[\]]*\](?:, (?:\[[^[\]]*\]|…))*\]/g;

class Stepper extends View {
  #player = null;
  #waiting = null;
  #late = false;
  #verdict = NONE; // on the last guess, as long as nothing has changed since

  constructor(context) {
    super(context, "dl101-stepper");
  }
  end() {
    clearTimeout(this.#player);
    clearTimeout(this.#waiting);
    super.end();
  }
  /** The steps in the order in which they are taken. */
  get steps() {
    const { steps = [] } = this.get("_trace");
    const order = this.order;
    return this.keep("steps", [steps, order], () => order.map((k, i) => ({ ...steps[k], badge: String(i + 1) })));
  }
  get order() {
    const { steps = [] } = this.get("_trace");
    const taken = this.get("_taken");
    return this.keep("order", [steps, taken], () => inOrder(steps, taken));
  }
  get step() {
    return Math.min(this.get("step"), this.steps.length);
  }

  // What hands do ---------------------------------------------------------------------------

  #go(step) {
    const bounded = Math.max(0, Math.min(this.steps.length, step));
    if (bounded !== this.step) this.set({ step: bounded });
  }
  #goByHand(step) {
    this.#stop();
    this.#go(step);
  }
  #playOrPause() {
    if (this.#player) return this.#stop();
    if (this.step === this.steps.length) this.#go(0);
    this.playHere();
    this.#next();
  }
  #next() {
    this.#go(this.step + 1);
    const more = this.step < this.steps.length;
    this.#player = more ? setTimeout(() => this.#next(), PAUSE) : null;
    this.schedule();
  }
  #stop() {
    clearTimeout(this.#player);
    this.#player = null;
    this.schedule();
  }
  /** Take the step that the reader chooses, if it can come next, and say so if it cannot. */
  #guess(id) {
    this.#stop();
    const { step, order } = this;
    const before = order.slice(0, step);
    const { next, words, missing } = judge(this.get("_trace").steps, new Set(before), id);
    if (next === null) {
      this.set({ _wrong: this.get("_wrong") + 1 });
      this.say(words);
    } else this.set({ _taken: [...before, next], step: step + 1 });
    this.#verdict = { words, missing, state: this.#state };
  }
  get #state() {
    return JSON.stringify([this.step, this.order, this.get("_wrong")]);
  }
  #clicked(event) {
    const id = this.picture?.idOf(event.target);
    if (!id) return;
    if (this.get("guess") && this.step < this.steps.length) this.#guess(id);
    else this.nudging.choose(id);
  }
  #reset() {
    this.#goByHand(0);
    this.set({ _taken: [], _wrong: 0, _nudged: {} });
    if (this.alone) return;
    const starts = this.get("_sliders").map(({ start }) => start);
    if (starts.some((start, i) => start !== this.get("_numbers")[i])) this.set({ _numbers: starts });
  }
  /** Say so if Python does not answer, whichever view has asked. */
  #wait() {
    clearTimeout(this.#waiting);
    if (this.#isCurrent()) return;
    this.#waiting = setTimeout(() => {
      this.#late = !this.#isCurrent();
      this.schedule();
    }, PATIENCE);
  }
  #isCurrent() {
    const { numbers = [] } = this.get("_trace");
    return this.get("_numbers").every((number, i) => Math.abs(number - numbers[i]) < 1e-9);
  }
  #keydown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("select, input[type=range]")) return;
    const { step, steps } = this;
    const target = { ArrowRight: step + 1, ArrowLeft: step - 1, Home: 0, End: steps.length }[event.key];
    if (target !== undefined) this.#goByHand(target);
    else if (event.key === " " && !event.target.closest("button, summary, input")) this.#playOrPause();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // What is shown ---------------------------------------------------------------------------

  paint() {
    const { step, steps } = this;
    if (this.#verdict.state !== this.#state) this.#verdict = NONE;
    this.picture = this.keep("drawing", [this.get("_drawing")], () => this.#draw());
    this.sliders = this.keep("sliders", [this.get("_sliders")], () => this.#slidersOfInputs());
    this.get("_numbers").forEach((number, i) => this.sliders[i]?.show(number));
    this.picture?.show(steps.slice(0, step));
    this.#paintGuessing();
    this.keep("scrolled", [this.picture?.current, this.stage.clientWidth], () => this.#scroll());
    this.range.max = steps.length;
    this.range.value = step;
    this.range.setAttribute("aria-valuetext", `step ${step} of ${steps.length}`);
    write(this.count, `${step} of ${steps.length}`);
    for (const [node, end] of this.ends) {
      allow(node, step !== (end ? steps.length : 0));
    }
    write(this.play, this.#player ? "❚❚ Pause" : "▶ Play");
    this.nudging.show(this.get("_trace"), steps.slice(0, step));
    this.picture?.point("dl101-movable", this.nudging.ids);
    this.#tellPython();
    this.#tell();
  }
  #paintGuessing() {
    const { step, steps } = this;
    const on = this.get("guess");
    const wrong = this.get("_wrong");
    const guessed = wrong || this.get("_taken").length;
    const guesses = guessed ? `, with ${wrong || "no"} wrong guess${wrong === 1 ? "" : "es"}` : "";
    const score = `All ${steps.length} steps taken${guesses}.`;
    const { words: verdict, missing } = this.#verdict;
    const told = [verdict, step === steps.length ? score : ""].filter(Boolean).join(" ");
    const words = told || "Click a box, or choose it here.";
    this.guessing.show(on, this.get("_trace").steps ?? [], words);
    this.stage.classList.toggle("dl101-guessing", on && step < steps.length);
    this.picture?.point("dl101-missing", on ? missing : []);
  }
  #draw() {
    const { svg, note, dot, direction } = this.get("_drawing");
    if (!svg) {
      this.stage.replaceChildren(element("p", {}, note ?? ""), element("pre", {}, dot ?? ""));
      return null;
    }
    const written = this.steps.flatMap(({ writes }) => writes.map(([id, row]) => [id, row]));
    const picture = new GraphPicture(svg, written, direction);
    const { width } = picture;
    picture.node.style.cssText = `width: ${width}px; min-width: ${width * SMALLEST}px`;
    this.stage.replaceChildren(picture.node);
    return picture;
  }
  #slidersOfInputs() {
    const sliders = this.get("_sliders").map(({ label, digits, min, max, step }, i) => {
      const onInput = (value) => this.set({ _numbers: this.get("_numbers").with(i, value) });
      const text = (value) => number(value, digits);
      const made = slider(this, { name: label, title: `input ${label}`, min, max, step, text, onInput });
      made.input.disabled = this.alone;
      return made;
    });
    this.inputs.replaceChildren(...sliders.map(({ node }) => node));
    this.inputs.hidden = sliders.length === 0;
    return sliders;
  }
  /** Bring the box being computed into sight, where the drawing is larger than its card. */
  #scroll() {
    const { stage, picture } = this;
    if (!picture?.current || !stage.clientWidth) return;
    const box = picture.current.getBoundingClientRect();
    const card = stage.getBoundingClientRect();
    const missing = (low, high, start, end) => Math.min(0, low - start) || Math.max(0, high - end);
    stage.scrollBy(
      missing(box.left, box.right, card.left + 14, card.right - 14),
      missing(box.top, box.bottom, card.top + 14, card.bottom - 14),
    );
  }
  #tellPython() {
    const { error } = this.get("_trace");
    if (this.#isCurrent()) this.#late = false;
    const late = this.#late && "Python does not answer; the values are still those from before.";
    const alone = this.alone && this.sliders.length > 0 &&
      "Other inputs need Python, and there is no Python on this page.";
    this.python.show(error ? { error } : { lines: late || alone ? [[late || alone]] : [] });
    this.root.classList.toggle("dl101-stale", Boolean(error) || this.#late);
  }
  #tell() {
    const { step, steps } = this;
    const { title } = this.get("_drawing");
    const now = steps[step - 1];
    const where = now ? `Step ${step} of ${steps.length}` : `${steps.length} steps`;
    const rows = now?.rows ?? [`to compute ${title}`, "Which node comes first?"];
    this.sentence.classList.toggle("dl101-back", now?.phase === "backward");
    this.keep("words", [where, now, title], () => this.words.replaceChildren(...said(where, rows)));
    this.keep("room", [steps], () => this.#reserve());
    const known = steps.slice(0, step).slice(-MOST_TOLD).map(({ sentence }) => sentence);
    const words = `Graph computing ${title}. ${step} of ${steps.length} steps taken. ${known.join(". ")}`;
    const news = now?.sentence ?? `to compute ${title}. Nothing is computed yet.`;
    const verdict = this.get("guess") ? this.#verdict.words : "";
    this.describe(this.picture?.node ?? this.stage, words, `${verdict} ${where}: ${news}`.trim());
  }
  /** Keep room for the longest step, so that nothing below moves. */
  #reserve() {
    const size = ({ rows }) => rows.join("").length + 40 * rows.length;
    const longest = this.steps.reduce((a, b) => (size(b) > size(a) ? b : a), { rows: [""] });
    if (size(longest) <= (this.reserved ?? 0)) return;
    this.reserved = size(longest);
    this.room.replaceChildren(...said("Step", longest.rows));
  }

  // Building --------------------------------------------------------------------------------

  build() {
    this.stage = element("div", { class: "dl101-card", tabindex: "0", role: "group", ...OWN_KEYS });
    this.stage.setAttribute("aria-label", "drawing: arrow keys step, space plays");
    this.words = element("div", {});
    this.room = element("div", { "aria-hidden": "true", class: "dl101-room" });
    this.sentence = element("div", { class: "dl101-words" }, this.room, this.words);
    this.python = fromPython();
    this.guessing = new Guessing(this, {
      onGuess: (id) => this.#guess(id),
      onAim: (id) => this.picture?.point("dl101-aimed", [id]),
    });
    this.nudging = new Nudging(this);
    this.inputs = element("div", { class: "dl101-sliders", role: "group", "aria-label": "inputs" });
    const column = (...nodes) => element("div", { class: "dl101-column" }, ...nodes);
    const side = element("div", { class: "dl101-side" });
    side.append(
      column(this.#transport(), this.#position(), this.guessing.node, this.sentence),
      column(this.inputs, this.python.node, this.#help()),
    );
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Stepper");
    this.root.append(this.stage, side, this.nudging.node);
    this.listen(this.root, "keydown", (event) => this.#keydown(event));
    this.listen(this.stage, "click", (event) => this.#clicked(event));
    this.whenPlayedElsewhere(() => this.#stop());
    this.on(["_numbers", "_trace"], () => this.#wait());
    this.on(["step", "guess", "_taken", "_wrong", "_trace", "_numbers", "_nudged", "_sliders", "_drawing"]);
  }
  #transport() {
    const make = (text, title, onClick) => {
      const node = button(this, text, title, onClick);
      node.setAttribute("aria-label", title);
      return node;
    };
    const by = (way) => () => this.#goByHand(this.step + way);
    const first = make("|◀\uFE0E", "First: before the first step", by(-Infinity));
    const back = make("◀\uFE0E", "Back one step", by(-1));
    this.play = make("▶ Play", "Play or pause", () => this.#playOrPause());
    const forward = make("Step ▶\uFE0E", "Step: the next node", by(1));
    const last = make("▶\uFE0E|", "Last: all steps", by(Infinity));
    const reset = make("Reset", "Reset steps and inputs", () => this.#reset());
    this.ends = [[first, false], [back, false], [forward, true], [last, true]];
    return element("div", { class: "dl101-row" }, first, back, this.play, forward, last, reset);
  }
  #position() {
    this.range = element("input", { type: "range", min: 0, step: 1, "aria-label": "step", ...OWN_KEYS });
    this.count = element("output", { class: "dl101-number" });
    this.listen(this.range, "input", () => this.#goByHand(Number(this.range.value)));
    return element("label", { class: "dl101-slider" }, element("span", {}, "step"), this.range, this.count);
  }
  #help() {
    const backward = this.steps.some(({ phase }) => phase === "backward");
    const gradients = "Then, in purple, come gradients: a step visits one node, after all nodes that use it.";
    const nudge = "To nudge a node, click on it when its gradient is there, or choose it in the list: its " +
      "value grows by h, and what depends on it is computed anew. The smaller h, the smaller is difference / h: " +
      "that is what makes the gradient the derivative.";
    return help([
      "Step computes one node, after all nodes that it needs. The numbers at the boxes count the steps.",
      ...(backward ? [gradients, nudge] : []),
      "Keys, with the focus on the drawing or a button: ← and → step, Home and End go to the start and " +
      "the end; on the drawing, space plays and pauses.",
      "To guess the order, tick the box; then click the node that comes next, or choose it in the list. " +
      "Often several can come next, and each of them is right. Step shows one.",
      "Blue, pointed: placeholder. Orange drum: variable. Grey note: constant. Green, rounded: operation.",
    ]);
  }
}

/** The lines of a step, the first one in bold. */
function said(where, [head, ...rows]) {
  const count = element("span", { class: "dl101-where" }, where);
  const title = element("div", {}, count, " ", element("strong", {}, head));
  return [title, ...rows.map((row) => element("div", { class: "dl101-row-of-words" }, ...withMatrices(row)))];
}

/** A text in which nested lists are drawn as matrices. */
function withMatrices(text) {
  const between = text.split(MATRIX);
  const matrices = text.match(MATRIX) ?? [];
  return between.flatMap((words, i) => (i < matrices.length ? [words, matrix(matrices[i])] : [words]));
}

function matrix(text) {
  const rows = text.slice(2).replace(/\]?\]$/, "").split(/\], \[|\], (?=…)/).map((row) => row.split(", "));
  const columns = Math.max(...rows.map((row) => row.length));
  const entries = rows.flatMap((row) => (row.length < columns ? Array(columns).fill("⋮") : row));
  const style = `grid-template-columns: repeat(${columns}, auto)`;
  const cells = entries.map((entry) => element("span", {}, entry));
  return element("span", { class: "dl101-matrix", role: "img", "aria-label": text, style }, ...cells);
}

export default widget((context) => new Stepper(context));
