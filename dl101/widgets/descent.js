// Descent on a curve or a contour map: everything shown is computed from the traits, here.
import { initialize } from "./closing.js";
import { Announcer, brief, element, kernelReadOut } from "./controls.js";
import { Controls, place } from "./descent_controls.js";
import { Ground, colourOf, paintMarker, paintPath, paintStart, paintStep, paintTangent, paintValues } from "./descent_painter.js";
import { Hands } from "./hands.js";
import { View, paintAxes, readTheme } from "./painter.js";
import { stillBefore } from "./still.js";
import { OPTIMIZERS, SURFACES, descend, restingPlace } from "./surfaces.js";

const MOST_STEPS = 1000; // as in descent.py
const MAP = 0.8; // the map's height, and with the plot the picture's, in widths
const LONGEST_FRAME = 100; // milliseconds; while the page is hidden, no time passes
const START_REACH = 16; // pixels
const AT_REST = 1e-3; // length of gradient and step below which nothing moves any more
const TRAITS = ["surface", "optimizer", "learning_rate", "momentum", "compare", "start", "step_count", "pace"];

/** The start of the path, which hands move. */
class Start {
  name = "start: arrow keys move it, Enter takes a step, space plays";
  constructor(descent) {
    this.descent = descent;
  }
  place() {
    return this.descent.onPicture(this.descent.settings.start);
  }
  text() {
    return place(this.descent.settings.start);
  }
  hit(x, y) {
    const distance = this.descent.view.distance(this.place(), x, y);
    return distance < START_REACH ? { distance, cursor: "grab", grab: (at) => this.#grab(at) } : null;
  }
  #grab([x, y]) {
    const [px, py] = this.place();
    return ([nx, ny]) => this.descent.startAt([px + nx - x, py + ny - y]);
  }
  nudge(dx, dy) {
    const { start } = this.descent.settings;
    this.descent.startAt([start[0] + dx, (start[1] ?? 0) + dy]);
  }
  key({ key }) {
    if (key === "Enter") this.descent.stepByHand(1);
    else if (key === "Backspace") this.descent.stepByHand(-1);
    else if (key === " ") this.descent.playOrPause();
    else return false;
    return true;
  }
}

class Descent {
  #abort = new AbortController();
  #frame = 0;
  #size = [0, 0];
  #ground = new Ground();
  #playing = null;
  #known = {};

  constructor({ model, el }) {
    Object.assign(this, { model, el, surfaces: model.get("_surfaces"), signal: this.#abort.signal });
    this.announcer = new Announcer(this.signal);
    this.canvas = element("canvas", { role: "img" });
    this.stage = element("div", { class: "dl101-stage" }, this.canvas);
    this.controls = new Controls(this);
    this.kernel = kernelReadOut();
    this.kernel.show(model.get("_kernel"));
    const side = element("div", { class: "dl101-side" }, ...this.controls.nodes, this.kernel.node);
    this.root = element("div", { class: "dl101-plane dl101-descent" }, this.stage, side, this.announcer.node);
    el.append(this.root);
    this.hands = new Hands(this, [new Start(this)]);
    this.#watch();
  }

  /** Take everything away that would outlive the view. */
  destroy() {
    cancelAnimationFrame(this.#frame);
    this.#abort.abort();
    this.still?.classList.remove("dl101-replaced");
  }

  /** All traits, and what is known of the surface. */
  get settings() {
    const traits = Object.fromEntries(TRAITS.map((name) => [name, this.model.get(name)]));
    const known = this.surfaces[traits.surface];
    // Python sends a new surface before the start that goes with it.
    const start = traits.start.length === known.start.length ? traits.start : known.start;
    return { ...traits, ...known, start };
  }

  // What hands do ---------------------------------------------------------------------------

  edit(changes) {
    for (const [name, value] of Object.entries(changes)) this.model.set(name, value);
    this.model.save_changes();
    this.schedule();
  }
  choose(surface) {
    this.#stop();
    this.edit({ surface, start: [...this.surfaces[surface].start], step_count: 0 });
  }
  startAt(point) {
    const { start, xlim, ylim } = this.settings;
    const within = (value, [low, high]) => Number(Math.min(Math.max(value, low), high).toFixed(3));
    this.edit({ start: start.map((_, i) => within(point[i], [xlim, ylim][i])) });
  }
  stepByHand(count) {
    this.#stop();
    this.#go(count);
  }
  reset() {
    const atStart = this.settings.step_count === 0;
    this.#stop();
    this.edit(atStart ? this.model.get("_initial") : { step_count: 0 });
  }
  playOrPause() {
    if (this.#playing) this.#stop();
    else {
      const runs = this.#runs();
      if (this.#finished(runs)) this.edit({ step_count: 0 });
      this.#playing = { time: null, progress: 0 };
    }
    this.schedule();
  }
  #stop() {
    this.#playing = null;
    this.schedule();
  }
  /** Step on or back from what is shown, which is less than was asked for where it diverges. */
  #go(count) {
    const runs = this.#runs();
    if (count > 0 && runs.every(({ diverged }) => diverged)) return;
    const shown = Math.max(...runs.map(({ path }) => path.length - 1));
    this.edit({ step_count: Math.min(MOST_STEPS, Math.max(0, shown + count)) });
  }
  /** What Hands report besides. */
  point() {}
  doubleClick(x, y) {
    if (y < this.view.height) this.startAt(this.view.point(x, y));
  }

  // The descent -----------------------------------------------------------------------------

  /** What each optimizer shown has done: its path, whether it diverged, where it goes next. */
  #runs() {
    const key = JSON.stringify(TRAITS.map((name) => this.model.get(name)));
    if (key !== this.#known.key) this.#known = { key, runs: this.#compute() };
    return this.#known.runs;
  }
  #compute() {
    const { surface, optimizer, compare, start, step_count: steps, ...settings } = this.settings;
    const { value, gradient } = SURFACES[surface];
    return (compare ? Object.keys(OPTIMIZERS) : [optimizer]).map((name) => {
      const options = { rate: settings.learning_rate, momentum: settings.momentum, start };
      const { path, diverged } = descend({ surface, optimizer: name, ...options, steps: steps + 1 });
      const lost = diverged && path.length <= steps + 1;
      const next = path.at(-1);
      if (!lost) path.pop();
      const at = path.at(-1);
      const slope = gradient(at);
      const move = Math.hypot(...next.map((v, i) => v - at[i]));
      const resting = !lost && Math.hypot(...slope) < AT_REST && move < AT_REST;
      return { name, path, diverged: lost, next, at, gradient: slope, move, resting, values: path.map(value) };
    });
  }
  #finished(runs) {
    const { step_count: steps } = this.settings;
    return steps >= MOST_STEPS || runs.every(({ diverged, resting }) => diverged || resting);
  }
  /** A place of the surface as a point of the picture. */
  onPicture(at) {
    return at.length === 1 ? [at[0], SURFACES[this.settings.surface].value(at)] : at;
  }

  // Playing and painting --------------------------------------------------------------------

  /** Paint before the next frame. */
  schedule() {
    if (!this.#frame && !this.signal.aborted) {
      this.#frame = requestAnimationFrame((time) => this.#paint(time));
    }
  }

  /** Take the steps that are due; how far the next one has come, from 0 to 1. */
  #advance(time) {
    const playing = this.#playing;
    if (!playing) return 0;
    const passed = Math.min(time - (playing.time ?? time), LONGEST_FRAME);
    playing.time = time;
    playing.progress += (passed / 1000) * this.settings.pace;
    const due = Math.floor(playing.progress);
    playing.progress -= due;
    if (due) this.#go(due);
    if (this.#finished(this.#runs())) this.#stop();
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : (this.#playing?.progress ?? 0);
  }

  #paint(time) {
    this.#frame = 0;
    if (!this.#fit()) return;
    const progress = this.#advance(time);
    this.theme ??= readTheme(this.root);
    const { view, theme, settings } = this;
    const runs = this.#runs();
    const leader = runs.find(({ name }) => name === settings.optimizer);
    const context = this.canvas.getContext("2d");
    const ratio = this.canvas.width / view.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.save();
    context.beginPath();
    context.rect(0, 0, view.width, view.height);
    context.clip();
    this.#ground.prepare(settings.surface, view, theme);
    this.#ground.paint(context, view, theme);
    paintAxes(context, view, theme, view.variables === 1 ? ["x", "f"] : ["x", "y"]);
    this.#paintRuns(context, runs, leader, progress);
    context.restore();
    const box = [0, view.height, view.width, this.#size[1] - view.height];
    const steps = Math.max(...runs.map(({ path }) => path.length - 1));
    paintValues(context, { theme, box, runs, steps, rate: brief(settings.learning_rate) });
    this.hands.update(view);
    this.#tell(runs, leader);
    if (this.#playing) this.schedule();
  }

  #paintRuns(context, runs, leader, progress) {
    const { view, theme, settings } = this;
    if (view.variables === 1) {
      paintTangent(context, view, theme, this.onPicture(leader.at), leader.gradient[0]);
    }
    paintStart(context, view, theme, this.onPicture(settings.start));
    // The leader last, over the others.
    const drawn = [...runs.filter((one) => one !== leader), leader].map(({ name, path, at, next }) => {
      const now = this.onPicture(at.map((v, i) => v + progress * (next[i] - v)));
      return { view, theme, name, places: path.map((one) => this.onPicture(one)), now };
    });
    for (const one of drawn) paintPath(context, one);
    for (const one of drawn) paintMarker(context, one);
    if (!leader.diverged && !progress) this.#paintNext(context, leader);
  }

  /** The arrow −η∇f, on a curve along the axis below it; and the step that is taken, if another. */
  #paintNext(context, { name, at, next, gradient }) {
    const { view, theme, settings } = this;
    const lift = (place) => (place.length === 1 ? [place[0], this.onPicture(at)[1]] : place);
    const downhill = at.map((v, i) => v - settings.learning_rate * gradient[i]);
    const style = { colour: theme.ink, halo: theme.paper };
    paintStep(context, view, lift(at), lift(downhill), { ...style, label: "−η∇f" });
    if (name !== "gradient descent") {
      paintStep(context, view, lift(at), lift(next), { ...style, colour: colourOf(name, theme), dash: [4, 3] });
    }
  }

  /** Give the canvas as many pixels as the screen shows; false while nothing is shown. */
  #fit() {
    const [width, height] = this.#size;
    if (!width || !height) return false;
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h) Object.assign(this.canvas, { width: w, height: h });
    const { xlim, ylim, start } = this.settings;
    this.view = new View(xlim, ylim, width, MAP * width);
    this.view.variables = start.length;
    return true;
  }

  // Words -----------------------------------------------------------------------------------

  #tell(runs, leader) {
    const { settings } = this;
    const step = leader.path.length - 1;
    const value = leader.values.at(-1);
    const rows = {
      step: String(step),
      position: place(leader.at),
      f: brief(value),
      "|∇f|": brief(Math.hypot(...leader.gradient)),
      "next step": leader.diverged ? "none" : `${brief(leader.move)} long`,
    };
    const legend = Object.fromEntries(
      runs.map((run) => [run.name, run.diverged ? "diverges" : `f = ${brief(run.values.at(-1))}`]),
    );
    const status = this.#status(leader);
    const flat = settings.start.length === 1;
    this.controls.update({ settings, playing: this.#playing, rows, legend, status, flat });
    const race = settings.compare ? ` ${Object.entries(legend).map((one) => one.join(": ")).join("; ")}.` : "";
    const now = `step ${step}, at ${place(leader.at)}, f = ${brief(value)}.${race} ${status.text}`.trim();
    const summary =
      `${flat ? "Curve" : "Contour map"} of ${settings.formula}; ${settings.optimizer}, ` +
      `learning rate ${brief(settings.learning_rate)}: ${now}`;
    if (this.canvas.getAttribute("aria-label") === summary) return;
    this.canvas.setAttribute("aria-label", summary);
    if (this.told) this.announcer.say(now);
    this.told = true;
  }

  #status({ name, path, at, values, diverged, resting }) {
    const { surface, step_count: steps } = this.settings;
    if (diverged) {
      const [before, last] = path.slice(-2);
      const length = Math.hypot(...last.map((v, i) => v - before[i]));
      const text =
        `Diverges: step ${path.length - 1} is ${brief(length)} long, larger than the whole picture. ` +
        `Try a smaller learning rate${this.#limit(name)}.`;
      return { text, bad: true };
    }
    if (resting) return { text: `At rest ${restingPlace(surface, at)}: the gradient is as good as zero.`, bad: false };
    if (steps >= MOST_STEPS) return { text: `${MOST_STEPS} steps are taken; no more are shown.`, bad: false };
    if (steps && values.at(-1) > values.at(-2)) {
      const why = name === "gradient descent" ? "it was too long for where it began" : "earlier steps carry it on";
      return { text: `The last step went up: ${why}.`, bad: false };
    }
    return { text: "", bad: false };
  }
  /** From which learning rate on a quadratic function is not descended. */
  #limit(name) {
    const { sharpest, momentum } = this.settings;
    if (!sharpest || name === "Adam") return "";
    const limit = (2 * (name === "momentum" ? 1 + momentum : 1)) / sharpest;
    return `, below ${name === "momentum" ? "2(1 + μ)/λ" : "2/λ"} = ${brief(limit)}`;
  }

  // Around it -------------------------------------------------------------------------------

  #watch() {
    const { model, signal } = this;
    const changed = () => this.schedule();
    const answered = () => this.kernel.show(model.get("_kernel"));
    for (const name of TRAITS) model.on(`change:${name}`, changed);
    model.on("change:_kernel", answered);
    const resized = new ResizeObserver(() => {
      this.#size = [this.stage.clientWidth, this.stage.clientHeight];
      this.still ??= stillBefore(this.el, "dl101 still");
      this.still?.classList.add("dl101-replaced");
      this.schedule();
    });
    resized.observe(this.stage);
    const themed = new MutationObserver(() => {
      this.theme = null;
      this.schedule();
    });
    const attributeFilter = ["class", "data-jp-theme-light", "data-jp-theme-name"];
    themed.observe(document.body, { attributes: true, attributeFilter });
    signal.addEventListener("abort", () => {
      for (const name of TRAITS) model.off(`change:${name}`, changed);
      model.off("change:_kernel", answered);
      resized.disconnect();
      themed.disconnect();
    });
  }
}

export default {
  initialize,
  render(context) {
    const descent = new Descent(context);
    return () => descent.destroy();
  },
};
