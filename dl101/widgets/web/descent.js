// Descent on a curve or a contour map: everything shown is computed from the traits, here.
import {
  OWN_KEYS,
  brief,
  button,
  element,
  fromPython,
  help,
  place,
  readOut,
  selection,
  slider,
  write,
} from "./controls.js";
import { Ground, LOOKS, colourOf, paintPath, paintTangent, paintValues } from "./descent_painting.js";
import { marker, paintArrow, paintAxes, paintRing, using, writeBeside } from "./painting.js";
import { Stage } from "./stage.js";
import { descend, gradientAt, restingPlace, valueAt } from "./surfaces.js";
import { View, widget } from "./view.js";

const MAP = 0.8; // the map's height, in widths; below it is the plot of values
const LONGEST_FRAME = 100; // milliseconds; while the page is hidden, no time passes
const HIDDEN = 12; // CSS pixels: a shorter arrow is under the marker
const AT_REST = 1e-3; // length of gradient and step below which nothing moves any more
const TRAITS = ["surface", "optimizer", "learning_rate", "momentum", "compare", "start", "step_count"];

const written = (at) => (at.length === 1 ? place(at, 3) : `(${place(at, 3)})`);
const length = (vector) => Math.hypot(...vector);
const difference = (to, from) => to.map((value, i) => value - from[i]);

class Descent extends View {
  #ground = new Ground();
  #playing = null;

  constructor(context) {
    super(context, "dl101-plane dl101-descent");
    this.constants = this.get("_constants");
  }
  /** All traits; the surface as Python describes it is `known`. */
  get settings() {
    const traits = Object.fromEntries(TRAITS.map((name) => [name, this.get(name)]));
    const known = this.constants.surfaces[traits.surface];
    // Python sends a new surface before the start that goes with it.
    const start = traits.start.length === known.start.length ? traits.start : known.start;
    return { ...traits, known, start };
  }

  // What hands do ---------------------------------------------------------------------------

  #startAt(point) {
    const { start, known } = this.settings;
    const limits = [known.xlim, known.ylim];
    const within = (value, [low, high]) => Number(Math.min(Math.max(value, low), high).toFixed(3));
    this.set({ start: start.map((_, i) => within(point[i], limits[i])) });
  }
  #startHandle() {
    return {
      name: "start: arrow keys move it, Enter takes a step, space plays",
      reach: 16,
      place: () => this.#onPicture(this.settings.start),
      text: () => written(this.settings.start),
      take: () => {
        const from = this.#onPicture(this.settings.start);
        return (way) => this.#startAt([from[0] + way[0], from[1] + way[1]]);
      },
      key: ({ key }) => {
        if (key === "Enter") this.#stepByHand(1);
        else if (key === "Backspace") this.#stepByHand(-1);
        else if (key === " ") this.#playOrPause();
        else return false;
        return true;
      },
    };
  }
  #choose(surface) {
    this.#stop();
    this.set({ surface, start: this.constants.surfaces[surface].start, step_count: 0 });
  }
  #reset() {
    const atStart = this.get("step_count") === 0;
    this.#stop();
    this.set(atStart ? this.get("_initial") : { step_count: 0 });
  }
  #stepByHand(count) {
    this.#stop();
    this.#go(count);
  }
  #playOrPause() {
    if (this.#playing) return this.#stop();
    if (this.#finished()) this.set({ step_count: 0 });
    this.#playing = { time: null, progress: 0 };
    this.schedule();
  }
  #stop() {
    this.#playing = null;
    this.schedule();
  }
  /** Step on or back from what is shown, which is less than was asked for where it diverges. */
  #go(count) {
    const { runs } = this;
    if (count > 0 && runs.every(({ diverged }) => diverged)) return;
    const wanted = this.#stepsOf(runs) + count;
    this.set({ step_count: Math.min(this.constants.most_steps, Math.max(0, wanted)) });
  }

  // The descent -----------------------------------------------------------------------------

  /** What each optimizer shown has done: its path, whether it diverged, where it goes next. */
  get runs() {
    return this.keep("runs", TRAITS.map((name) => this.get(name)), () => {
      const { optimizer, compare } = this.settings;
      return (compare ? this.constants.optimizers : [optimizer]).map((name) => this.#run(name));
    });
  }
  #run(name) {
    const { known, learning_rate: rate, momentum, start, step_count: steps } = this.settings;
    const { far } = this.constants;
    const options = { optimizer: name, rate, momentum, start, steps: steps + 1, far };
    const { path, diverged } = descend(known, options);
    const lost = diverged && path.length <= steps + 1;
    const next = path.at(-1);
    if (!lost) path.pop();
    const at = path.at(-1);
    const gradient = gradientAt(known, at);
    const move = length(difference(next, at));
    const resting = !lost && length(gradient) < AT_REST && move < AT_REST;
    const values = path.map((one) => valueAt(known, one));
    return { name, path, diverged: lost, next, at, gradient, move, resting, values };
  }
  #stepsOf(runs) {
    return Math.max(...runs.map(({ path }) => path.length - 1));
  }
  #finished() {
    const all = this.get("step_count") >= this.constants.most_steps;
    return all || this.runs.every(({ diverged, resting }) => diverged || resting);
  }
  /** A place of the surface as a point of the picture. */
  #onPicture(at) {
    return at.length === 1 ? [at[0], valueAt(this.settings.known, at)] : at;
  }
  /** Take the steps that are due; how far the next one has come, from 0 to 1. */
  #advance(time) {
    const playing = this.#playing;
    if (!playing) return 0;
    const passed = Math.min(time - (playing.time ?? time), LONGEST_FRAME);
    playing.time = time;
    playing.progress += (passed / 1000) * this.get("pace");
    const due = Math.floor(playing.progress);
    playing.progress -= due;
    if (due) this.#go(due);
    if (this.#finished()) this.#stop();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    return still ? 0 : (this.#playing?.progress ?? 0);
  }

  // Painting --------------------------------------------------------------------------------

  paint(time) {
    const { width, height } = this.stage.canvas;
    const { known } = this.settings;
    const context = this.stage.begin(known.xlim, known.ylim, MAP * width);
    if (!context) return;
    const progress = this.#advance(time);
    const { theme, settings, runs } = this;
    const { area } = this.stage;
    const flat = settings.start.length === 1;
    const leader = runs.find(({ name }) => name === settings.optimizer);
    using(context, {}, () => {
      context.beginPath();
      context.rect(0, 0, area.width, area.height);
      context.clip();
      const key = [known, area, theme];
      this.keep("ground", key, () => this.#ground.compute(...key, this.constants.levels));
      this.#ground.paint(context, area, theme);
      paintAxes(context, area, theme, flat ? ["x", "f"] : ["x", "y"]);
      if (flat) paintTangent(context, area, theme, this.#onPicture(leader.at), leader.gradient[0]);
      paintRing(context, area.pixel(this.#onPicture(settings.start)), 10, theme);
      // The leader last, over the others.
      for (const one of [...runs.filter((run) => run !== leader), leader]) {
        this.#paintRun(context, one, progress);
      }
      if (!leader.diverged && !progress) this.#paintNext(context, leader);
    });
    const box = [0, area.height, width, height - area.height];
    const rate = brief(settings.learning_rate);
    paintValues(context, { theme, box, runs, steps: this.#stepsOf(runs), rate });
    this.stage.finish();
    this.#tell(leader, flat);
    if (this.#playing) this.schedule();
  }
  #paintRun(context, { name, path, at, next }, progress) {
    const { theme } = this;
    const pixel = (one) => this.stage.area.pixel(this.#onPicture(one));
    const now = pixel(at.map((value, i) => value + progress * (next[i] - value)));
    paintPath(context, theme, name, path.map(pixel), now);
    const style = { strokeStyle: theme.paper, fillStyle: colourOf(name, theme), lineWidth: 2 };
    using(context, style, () => {
      marker(context, LOOKS[name].shape, now, 7);
      context.stroke();
      context.fill();
    });
  }
  /** The arrow −η∇f, on a curve along the axis below it; and the step that is taken, if another. */
  #paintNext(context, { name, at, next, gradient }) {
    const { theme, settings } = this;
    const { area } = this.stage;
    const height = this.#onPicture(at)[1];
    const pixel = (to) => area.pixel(to.length === 1 ? [to[0], height] : to);
    const arrow = (to, color, dash) => {
      const [start, end] = [pixel(at), pixel(to)];
      const long = length(difference(end, start));
      if (!(long > HIDDEN)) return;
      const style = { color, halo: theme.paper, head: Math.min(9, long - 7), dash };
      paintArrow(context, start, end, style);
      if (dash || long <= 26) return;
      using(context, { font: "13px sans-serif" }, () =>
        writeBeside(context, area, "−η∇f", start, end, style),
      );
    };
    arrow(at.map((value, i) => value - settings.learning_rate * gradient[i]), theme.ink);
    if (name !== "gradient descent") arrow(next, colourOf(name, theme), [4, 3]);
  }

  // Words -----------------------------------------------------------------------------------

  #tell(leader, flat) {
    const { settings, runs } = this;
    const { surface, optimizer, learning_rate: rate, momentum, compare, known } = settings;
    this.surface.show(surface);
    this.optimizer.show(optimizer);
    this.compare.checked = compare;
    this.rate.show(Math.log10(rate));
    this.momentum.show(momentum);
    this.momentum.node.hidden = !compare && optimizer !== "momentum";
    this.pace.show(this.get("pace"));
    write(this.formula, known.formula);
    write(this.play, this.#playing ? "❚❚ Pause" : "▶ Play");
    this.python.show(this.fromPython);
    const step = leader.path.length - 1;
    const value = brief(leader.values.at(-1));
    this.values.show({
      step: String(step),
      position: written(leader.at),
      f: value,
      "|∇f|": brief(length(leader.gradient)),
      "next step": leader.diverged ? "none" : `${brief(leader.move)} long`,
    });
    const ends = runs.map(({ name, diverged, values }) => [
      name,
      diverged ? "diverges" : `f = ${brief(values.at(-1))}`,
    ]);
    this.legend.hidden = !compare;
    for (const [name, end] of ends) write(this.entries[name], end);
    this.key.hidden = flat;
    const { text, bad } = this.#status(leader);
    write(this.status, text);
    this.status.classList.toggle("dl101-error", bad);
    const race = compare ? ` ${ends.map((one) => one.join(": ")).join("; ")}.` : "";
    const now = `step ${step}, at ${written(leader.at)}, f = ${value}.${race} ${text}`.trim();
    const kind = flat ? "Curve" : "Contour map";
    const words = `${kind} of ${known.formula}; ${optimizer}, learning rate ${brief(rate)}: ${now}`;
    this.describe(this.stage.canvas.node, words, now);
  }
  #status({ name, path, at, values, diverged, resting }) {
    const { known, step_count: steps } = this.settings;
    const most = this.constants.most_steps;
    if (diverged) {
      const far = brief(length(difference(path.at(-1), path.at(-2))));
      const text =
        `Diverges: step ${path.length - 1} is ${far} long, larger than the whole picture. ` +
        `Try a smaller learning rate${this.#limit(name)}.`;
      return { text, bad: true };
    }
    let text = "";
    if (resting) text = `At rest ${restingPlace(known, at)}: the gradient is as good as zero.`;
    else if (steps >= most) text = `${most} steps are taken; no more are shown.`;
    else if (steps && values.at(-1) > values.at(-2)) {
      const tooLong = name === "gradient descent";
      const why = tooLong ? "it was too long for where it began" : "earlier steps carry it on";
      text = `The last step went up: ${why}.`;
    }
    return { text, bad: false };
  }
  /** From which learning rate on a quadratic function is not descended. */
  #limit(name) {
    const { known, momentum } = this.settings;
    if (!known.sharpest || name === "Adam") return "";
    const limit = (2 * (name === "momentum" ? 1 + momentum : 1)) / known.sharpest;
    return `, below ${name === "momentum" ? "2(1 + μ)/λ" : "2/λ"} = ${brief(limit)}`;
  }

  // Building --------------------------------------------------------------------------------

  build() {
    const onDouble = (point) => this.#startAt(point);
    this.stage = new Stage(this, { handles: [this.#startHandle()], onDouble });
    this.python = fromPython();
    const side = element("div", { class: "dl101-side" });
    side.append(this.#choices(), this.#sliders(), this.#transport(), this.#readOuts());
    side.append(this.#help(), this.python.node);
    this.root.append(this.stage.node, side);
    this.on([...TRAITS, "pace", "_kernel", "_answered"]);
  }
  #choices() {
    const { surfaces, optimizers } = this.constants;
    const list = (name, options, onChange) => selection(this, { name, options, onChange });
    this.surface = list("surface", Object.keys(surfaces), (name) => this.#choose(name));
    this.optimizer = list("optimizer", optimizers, (optimizer) => this.set({ optimizer }));
    this.compare = element("input", { type: "checkbox", ...OWN_KEYS });
    this.listen(this.compare, "change", () => this.set({ compare: this.compare.checked }));
    this.formula = element("div", { class: "dl101-formula" });
    const race = element("label", {}, this.compare, element("span", {}, "compare all three"));
    const nodes = [this.surface.node, this.formula, this.optimizer.node, race];
    return element("div", { class: "dl101-choices" }, ...nodes);
  }
  #sliders() {
    this.rate = slider(this, {
      name: "η",
      title: "learning rate",
      min: -4,
      max: 1,
      step: 0.05,
      text: (exponent) => brief(10 ** exponent),
      onInput: (exponent) => this.set({ learning_rate: Number((10 ** exponent).toPrecision(3)) }),
    });
    this.momentum = slider(this, {
      name: "μ",
      title: "momentum",
      min: 0,
      max: 0.99,
      step: 0.01,
      onInput: (momentum) => this.set({ momentum }),
    });
    this.pace = slider(this, {
      name: "pace",
      title: "pace, steps a second",
      min: 1,
      max: 30,
      step: 1,
      text: (pace) => `${brief(pace)}/s`,
      onInput: (pace) => this.set({ pace }),
    });
    const nodes = [this.rate, this.momentum, this.pace].map(({ node }) => node);
    return element("div", { class: "dl101-sliders" }, ...nodes);
  }
  #transport() {
    const make = (text, title, onClick) => button(this, text, title, onClick);
    const step = make("Step", "Take one step", () => this.#stepByHand(1));
    this.play = make("▶ Play", "Take step after step, or pause", () => this.#playOrPause());
    const back = make("Back", "Take the last step back", () => this.#stepByHand(-1));
    const title = "Back to the start; once more: as it all began";
    const reset = make("Reset", title, () => this.#reset());
    return element("div", { class: "dl101-row" }, step, this.play, back, reset);
  }
  #readOuts() {
    this.values = readOut(["step", "position", "f", "|∇f|", "next step"]);
    const { optimizers, levels } = this.constants;
    const cell = (name) => [name, element("span", { class: "dl101-value" })];
    this.entries = Object.fromEntries(optimizers.map(cell));
    const rows = optimizers.map((name) =>
      element("div", {}, swatch(name), element("span", {}, name), this.entries[name]),
    );
    this.legend = element("div", { class: "dl101-legend" }, ...rows);
    this.status = element("div", { class: "dl101-kernel dl101-status" });
    const bar = element("span", { class: "dl101-depth", "aria-hidden": "true" });
    const lines = `lines at f = ${levels.slice(0, 6).join(", ")}, …`;
    this.key = element("div", { class: "dl101-key" }, "low", bar, "high", element("span", {}, lines));
    const nodes = [this.values.node, this.legend, this.key, this.status];
    return element("div", { class: "dl101-readings" }, ...nodes);
  }
  #help() {
    return help([
      "Drag the ring, or double-click the map, to start elsewhere; the steps taken are made again " +
        "from there, and also with another learning rate or optimizer.",
      "The arrow −η∇f is the step of gradient descent; where the optimizer goes elsewhere, a dashed " +
        "arrow shows its step.",
      "Each step leaves a mark, unless it would lie on the last one.",
      "Keys: Tab reaches everything, arrow keys move the start (Shift: further); on the start, " +
        "Enter takes a step, Backspace takes one back, space plays and pauses.",
    ]);
  }
}

/** How an optimizer's path looks, for the legend. */
function swatch(name) {
  const { shape, dash } = LOOKS[name];
  const outline = [
    '<circle cx="16" cy="7" r="5"/>',
    '<rect x="11.5" y="2.5" width="9" height="9"/>',
    '<path d="M16 1 21.5 11h-11z"/>',
  ][shape];
  const span = element("span", { class: `dl101-swatch dl101-run-${shape}`, "aria-hidden": "true" });
  span.innerHTML =
    `<svg width="32" height="14"><line x2="32" y1="7" y2="7" stroke-dasharray="${dash}"/>` +
    `${outline}</svg>`;
  return span;
}

export default widget((context) => new Descent(context));
