// The stepper: plays a trace that the kernel has written, on the drawing of its graph.
import { initialize } from "./closing.js";
import { Announcer, button, element, kernelReadOut, slider } from "./controls.js";
import { GraphPicture } from "./graph_picture.js";
import { stillBefore } from "./still.js";

const PAUSE = 1500; // milliseconds between two steps that are played
const PATIENCE = 2000; // milliseconds until the reader hears that Python does not answer
const MOST_TOLD = 10; // steps in the words that stand for the picture
const SMALLEST = 0.72; // the drawing shrinks so far to fit, then it is scrolled

class Stepper {
  #abort = new AbortController();
  #player = null;
  #waiting = null;

  constructor({ model, el }) {
    this.model = model;
    this.el = el;
    this.signal = this.#abort.signal;
    this.announcer = new Announcer(this.signal);
    this.#build();
    this.#draw();
    this.#showInputs();
    this.#showTrace();
    this.#watch();
  }

  /** Take everything away that would outlive the view. */
  destroy() {
    this.#stop();
    clearTimeout(this.#waiting);
    this.#abort.abort();
    this.still?.classList.remove("dl101-replaced");
  }

  get steps() {
    return this.model.get("_trace").steps ?? [];
  }
  get step() {
    return Math.min(this.model.get("step"), this.steps.length);
  }

  // What hands do ---------------------------------------------------------------------------

  #go(step) {
    const bounded = Math.max(0, Math.min(this.steps.length, step));
    if (bounded === this.step) return;
    this.model.set("step", bounded);
    this.model.save_changes();
  }
  #goByHand(step) {
    this.#stop();
    this.#go(step);
  }

  #playOrPause() {
    if (this.#player) return this.#stop();
    if (this.step === this.steps.length) this.#go(0);
    this.#next();
  }
  #next() {
    this.#go(this.step + 1);
    const more = this.step < this.steps.length;
    this.#player = more ? setTimeout(() => this.#next(), PAUSE) : null;
    this.#showPlaying();
  }
  #stop() {
    clearTimeout(this.#player);
    this.#player = null;
    this.#showPlaying();
  }
  #showPlaying() {
    this.play.textContent = this.#player ? "❚❚ Pause" : "▶ Play";
  }

  #slide(i, value) {
    this.#send(this.model.get("_numbers").with(i, value));
  }
  #send(numbers) {
    this.model.set("_numbers", numbers);
    this.model.save_changes();
    this.#showInputs();
    this.#expectAnswer();
  }
  #reset() {
    this.#goByHand(0);
    const starts = this.model.get("_sliders").map(({ start }) => start);
    if (starts.some((start, i) => start !== this.model.get("_numbers")[i])) this.#send(starts);
  }

  /** Say so if the kernel has not computed what the sliders show. */
  #expectAnswer() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => {
      if (!this.#isCurrent()) this.#showProblem("Python does not answer; the values are still those from before.");
    }, PATIENCE);
  }
  #isCurrent() {
    const { numbers = [] } = this.model.get("_trace");
    return this.model.get("_numbers").every((number, i) => Math.abs(number - numbers[i]) < 1e-9);
  }

  #keydown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.type === "range") return;
    const { step, steps } = this;
    const target = { ArrowRight: step + 1, ArrowLeft: step - 1, Home: 0, End: steps.length }[event.key];
    const onButton = event.target.closest("button, summary");
    if (target !== undefined) this.#goByHand(target);
    else if (event.key === " " && !onButton) this.#playOrPause();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // What is shown ---------------------------------------------------------------------------

  #draw() {
    const { svg, note, dot, direction } = this.model.get("_drawing");
    this.picture = null;
    if (svg) {
      const written = this.steps.flatMap(({ writes }) => writes.map(([id, row]) => [id, row]));
      this.picture = new GraphPicture(svg, written, direction);
      const { width } = this.picture.size;
      this.picture.node.style.cssText = `width: ${width}px; min-width: ${width * SMALLEST}px`;
      this.stage.replaceChildren(this.picture.node);
    } else {
      this.stage.replaceChildren(element("p", {}, note ?? ""), element("pre", {}, dot ?? ""));
    }
  }

  #update() {
    const { step, steps } = this;
    this.picture?.show(steps.slice(0, step));
    this.#scroll();
    const [head, rows, sentence] = this.#words();
    const backward = steps[step - 1]?.phase === "backward";
    const where = step ? `Step ${step} of ${steps.length}` : `${steps.length} steps`;
    this.words.parentElement.classList.toggle("dl101-back", backward);
    this.words.replaceChildren(...this.#lines(where, head, rows));
    this.#reserve();
    this.range.max = steps.length;
    this.range.value = step;
    this.range.setAttribute("aria-valuetext", `step ${step} of ${steps.length}`);
    this.count.textContent = `${step} of ${steps.length}`;
    for (const [back, one] of [[true, this.first], [true, this.back], [false, this.forward], [false, this.last]]) {
      // Not disabled: that would take the focus away from the reader's finger.
      one.setAttribute("aria-disabled", String(step === (back ? 0 : steps.length)));
    }
    this.#tell(`${where}: ${sentence}`);
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

  #words() {
    const { title } = this.model.get("_drawing");
    const now = this.steps[this.step - 1];
    if (now) return [now.rows[0], now.rows.slice(1), now.sentence];
    return [`to compute ${title}`, ["Which node comes first?"], `to compute ${title}. Nothing is computed yet.`];
  }
  #lines(where, head, rows) {
    const title = element("div", {}, element("span", { class: "dl101-where" }, where), " ", element("strong", {}, head));
    return [title, ...rows.map((row) => element("div", { class: "dl101-row-of-words" }, row))];
  }
  /** Keep room for the longest step, so that nothing below moves. */
  #reserve() {
    const size = ({ rows }) => rows.join("").length + 40 * rows.length;
    const longest = this.steps.reduce((a, b) => (size(b) > size(a) ? b : a), { rows: [""] });
    if (size(longest) <= (this.reserved ?? 0)) return;
    this.reserved = size(longest);
    this.room.replaceChildren(...this.#lines("Step", longest.rows[0], longest.rows.slice(1)));
  }
  #tell(sentence) {
    const known = this.steps.slice(0, this.step).slice(-MOST_TOLD).map((step) => step.sentence);
    const { title } = this.model.get("_drawing");
    const label = `Graph computing ${title}. ${this.step} of ${this.steps.length} steps taken. ${known.join(". ")}`;
    const target = this.picture?.node ?? this.stage;
    if (target.getAttribute("aria-label") === label) return;
    target.setAttribute("aria-label", label);
    if (this.told) this.announcer.say(sentence);
    this.told = true;
  }

  #showInputs() {
    this.model.get("_numbers").forEach((number, i) => this.sliders[i]?.show(number));
  }
  #showTrace() {
    const { error } = this.model.get("_trace");
    this.kernel.show(error ? { error } : {});
    this.root.classList.toggle("dl101-stale", Boolean(error));
    if (this.#isCurrent()) clearTimeout(this.#waiting);
    this.#update();
  }
  #showProblem(text) {
    this.kernel.show({ lines: [["", text]] });
    this.root.classList.add("dl101-stale");
  }

  // Building --------------------------------------------------------------------------------

  #build() {
    const own = { "data-lm-suppress-shortcuts": "true" };
    this.stage = element("div", { class: "dl101-card", tabindex: "0", role: "group", ...own });
    this.stage.setAttribute("aria-label", "drawing: arrow keys step, space plays");
    this.words = element("div", {});
    this.room = element("div", { "aria-hidden": "true", class: "dl101-room" });
    this.sentence = element("div", { class: "dl101-words" }, this.room, this.words);
    this.kernel = kernelReadOut();
    this.inputs = element("div", { class: "dl101-sliders", role: "group", "aria-label": "inputs" });
    const column = (...nodes) => element("div", { class: "dl101-column" }, ...nodes);
    const side = element("div", { class: "dl101-side" });
    side.append(
      column(this.#transport(), this.#position(), this.sentence),
      column(this.inputs, this.kernel.node, this.#help()),
    );
    this.root = element("div", { class: "dl101-stepper", role: "group", "aria-label": "Stepper" });
    this.root.append(this.stage, side, this.announcer.node);
    this.el.append(this.root);
    this.#buildSliders();
  }

  #transport() {
    const make = (text, title, onClick) => {
      const node = button({ text, title, onClick, signal: this.signal });
      node.setAttribute("aria-label", title);
      return node;
    };
    this.first = make("|◀\uFE0E", "First: before the first step", () => this.#goByHand(0));
    this.back = make("◀\uFE0E", "Back one step", () => this.#goByHand(this.step - 1));
    this.play = make("▶ Play", "Play or pause", () => this.#playOrPause());
    this.forward = make("Step ▶\uFE0E", "Step: the next node", () => this.#goByHand(this.step + 1));
    this.last = make("▶\uFE0E|", "Last: all steps", () => this.#goByHand(this.steps.length));
    const reset = make("Reset", "Reset steps and inputs", () => this.#reset());
    const nodes = [this.first, this.back, this.play, this.forward, this.last, reset];
    return element("div", { class: "dl101-row" }, ...nodes);
  }

  #position() {
    const attributes = { type: "range", min: 0, step: 1, "aria-label": "step" };
    this.range = element("input", { ...attributes, "data-lm-suppress-shortcuts": "true" });
    this.count = element("output", { class: "dl101-number" });
    this.range.addEventListener("input", () => this.#goByHand(Number(this.range.value)), { signal: this.signal });
    return element("label", { class: "dl101-slider" }, element("span", {}, "step"), this.range, this.count);
  }

  #buildSliders() {
    const { signal } = this;
    this.sliders = this.model.get("_sliders").map(({ label, start, ...range }, i) => {
      const onInput = (value) => this.#slide(i, value);
      return slider({ name: label, title: `input ${label}`, ...range, onInput, signal });
    });
    this.inputs.replaceChildren(...this.sliders.map(({ node }) => node));
    this.inputs.hidden = this.sliders.length === 0;
  }

  #help() {
    const lines = [
      "Step computes one node, after all nodes that it needs. The numbers at the boxes count the steps.",
      ...this.#backwardHelp(),
      "Keys, with the focus on the drawing or a button: ← and → step, Home and End go to the start and the end; " +
        "on the drawing, space plays and pauses.",
      "Blue, pointed: placeholder. Orange drum: variable. Grey note: constant. Green, rounded: operation.",
    ];
    const summary = element("summary", { "data-lm-suppress-shortcuts": "true" }, "How to use");
    return element("details", {}, summary, ...lines.map((line) => element("p", {}, line)));
  }

  #backwardHelp() {
    if (!this.steps.some(({ phase }) => phase === "backward")) return [];
    return ["Then, in purple, come gradients: a step visits one node, after all nodes that use it."];
  }

  #watch() {
    const { model, signal } = this;
    const on = (name, callback) => {
      model.on(`change:${name}`, callback);
      signal.addEventListener("abort", () => model.off(`change:${name}`, callback));
    };
    on("step", () => this.#update());
    on("_trace", () => this.#showTrace());
    on("_numbers", () => this.#showInputs());
    on("_sliders", () => {
      this.#buildSliders();
      this.#showInputs();
    });
    on("_drawing", () => {
      this.#draw();
      this.#update();
    });
    this.root.addEventListener("keydown", (event) => this.#keydown(event), { signal });
    const placed = new ResizeObserver(() => {
      this.#hideStill();
      this.#scroll();
    });
    placed.observe(this.root);
    signal.addEventListener("abort", () => placed.disconnect());
    this.#showPlaying();
  }

  #hideStill() {
    this.still ??= stillBefore(this.el, "dl101 still");
    this.still?.classList.add("dl101-replaced");
  }
}

export default {
  initialize,
  render(context) {
    const stepper = new Stepper(context);
    return () => stepper.destroy();
  },
};
