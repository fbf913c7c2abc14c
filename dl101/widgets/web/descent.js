// Descent on a curve or a contour map: everything shown is computed from the traits, here.
import {
  brief,
  button,
  element,
  fromPython,
  help,
  OWN_KEYS,
  place,
  readOut,
  selection,
  slider,
  write,
} from "./controls.js";
import {
  colourOf,
  Ground,
  LOOKS,
  paintGoal,
  paintPath,
  paintTangent,
  paintValues,
  zoomedOut,
} from "./descent_painting.js";
import { LinePlane } from "./descent_plane.js";
import { marker, paintArrow, paintAxes, paintRing, using, writeBeside } from "./painting.js";
import { Stage } from "./stage.js";
import { arrival, bestRate, descend, gradientAt, restingPlace, valueAt } from "./surfaces.js";
import { View, widget } from "./view.js";

const MAP = 0.8; // the map's height, in widths; below it is the plot of values
const LONGEST_FRAME = 100; // milliseconds; while the page is hidden, no time passes
const HIDDEN = 12; // CSS pixels: a shorter arrow is under the marker
const AT_REST = 1e-3; // length of gradient and step below which nothing moves any more
const TRAITS = [
  ...["surface", "optimizer", "learning_rates", "momentum", "compare", "batch_size", "seed"],
  ...["start", "step_count"],
];
const BATCHES = [100, 50, 20, 10, 5, 2, 1];

const written = (at) => (at.length === 1 ? place(at, 3) : `(${place(at, 3)})`);
const length = (vector) => Math.hypot(...vector);
const difference = (to, from) => to.map((value, i) => value - from[i]);

class Descent extends View {
  #playing = null;
  #limits = null; // what the map shows, which does not change while the start is dragged

  constructor(context) {
    super(context, "dl101-plane dl101-descent");
    const constants = this.get("_constants");
    this.constants = { ...constants, surfaces: JSON.parse(constants.surfaces) };
    this.ground = new Ground(constants);
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
    this.playHere();
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

  /** The optimizers shown. */
  get #names() {
    const { optimizer, compare } = this.settings;
    return compare ? this.constants.optimizers : [optimizer];
  }
  /** What each optimizer shown has done: its path, whether it diverged, where it goes next. */
  get runs() {
    return this.keep("runs", TRAITS.map((name) => this.get(name)), () => {
      return this.#names.map((name) => this.#run(name));
    });
  }
  #run(name) {
    const { known, learning_rates, momentum, start, step_count: steps } = this.settings;
    const { batch_size: batch, seed } = this.settings;
    const rate = learning_rates[name];
    const options = { optimizer: name, rate, momentum, start, steps: steps + 1, batch, seed };
    const { path, diverged } = descend(known, options);
    const lost = diverged && path.length <= steps + 1;
    const next = path.at(-1);
    if (!lost) path.pop();
    const at = path.at(-1);
    const gradient = gradientAt(known, at);
    const move = length(difference(next, at));
    const resting = !lost && length(gradient) < AT_REST && move < AT_REST;
    const values = path.map((one) => valueAt(known, one));
    const arrived = lost ? null : arrival(known, path);
    return { name, rate, path, diverged: lost, next, at, gradient, move, resting, values, arrived };
  }
  /** Give each optimizer shown its best learning rate from this start, and go back to it. */
  #findBest() {
    this.#stop();
    const { known, start, momentum, learning_rates } = this.settings;
    const { rates, most_steps: most } = this.constants;
    const found = this.#names.map((optimizer) => [
      optimizer,
      ...bestRate(known, { optimizer, momentum, start, rates, most }),
    ]);
    const best = Object.fromEntries(found);
    const chosen = Object.entries(learning_rates).map(([name, rate]) => [name, best[name] ?? rate]);
    this.set({ learning_rates: Object.fromEntries(chosen), step_count: 0 });
    this.set({ _best: { key: this.#bestKey, found } });
  }
  /** What the search's result is true of. */
  get #bestKey() {
    const { surface, start, momentum, learning_rates } = this.settings;
    return JSON.stringify([surface, start, momentum, learning_rates, this.#names]);
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
    const progress = this.#advance(time);
    if (!this.stage.drag) this.#limits = zoomedOut(known, this.#picturedPaths(), this.constants);
    const { xlim, ylim, times } = this.#limits;
    const context = this.stage.begin(xlim, ylim, MAP * width);
    if (!context) return;
    const { theme, settings, runs } = this;
    const { area } = this.stage;
    const flat = settings.start.length === 1;
    const leader = runs.find(({ name }) => name === settings.optimizer);
    using(context, {}, () => {
      context.beginPath();
      context.rect(0, 0, area.width, area.height);
      context.clip();
      const key = [known, area, theme];
      this.keep("ground", key, () => this.ground.compute(...key));
      this.ground.paint(context, area, theme);
      paintAxes(context, area, flat ? theme : { ...theme, faint: theme.ink }, [...known.names, "f"]);
      if (!flat) paintGoal(context, area, theme, known);
      if (flat) paintTangent(context, area, theme, this.#onPicture(leader.at), leader.gradient[0]);
      paintRing(context, area.pixel(this.#onPicture(settings.start)), 10, theme);
      // The leader last, over the others.
      for (const one of [...runs.filter((run) => run !== leader), leader]) {
        this.#paintRun(context, one, progress);
      }
      if (!leader.diverged && !progress) this.#paintNext(context, leader);
    });
    const box = [0, area.height, width, height - area.height];
    paintValues(context, { theme, box, runs, steps: this.#stepsOf(runs) });
    this.stage.finish();
    this.#paintPlane(leader, progress);
    this.#tell(leader, flat, times);
    if (this.#playing) this.schedule();
  }
  #picturedPaths() {
    return this.runs.map(({ path }) => path.map((at) => this.#onPicture(at)));
  }
  /** Beside a perceptron's criterion: the points, and each optimizer's line. */
  #paintPlane(leader, progress) {
    const { known } = this.settings;
    this.beside.hidden = !known.points;
    // Under the map where there is a picture beside it.
    const home = known.points ? this.left : this.readingsPlace;
    if (this.readings.parentNode !== home) home.append(this.readings);
    if (!known.points) return;
    const ordered = [...this.runs.filter((run) => run !== leader), leader];
    const right = this.plane.paint(known, ordered.map((run) => [run.name, between(run, progress)]));
    if (right !== undefined) write(this.right, `${right} of ${known.points.length} classified correctly`);
  }
  #paintRun(context, run, progress) {
    const { name, path } = run;
    const { theme } = this;
    const pixel = (one) => this.stage.area.pixel(this.#onPicture(one));
    const now = pixel(between(run, progress));
    paintPath(context, theme, name, path.map(pixel), now);
    const style = { strokeStyle: theme.paper, fillStyle: colourOf(name, theme), lineWidth: 2 };
    using(context, style, () => {
      marker(context, LOOKS[name].shape, now, 7);
      context.stroke();
      context.fill();
    });
  }
  /** The arrow −η∇f, on a curve along the axis below it; and the step that is taken, if another. */
  #paintNext(context, { name, rate, at, next, gradient }) {
    const { theme } = this;
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
      using(context, { font: theme.sized("13px") }, () => writeBeside(context, area, "−η∇f", start, end, style));
    };
    arrow(at.map((value, i) => value - rate * gradient[i]), theme.ink);
    if (name !== "gradient descent" || this.#sampled) arrow(next, colourOf(name, theme), [4, 3]);
  }

  // Words -----------------------------------------------------------------------------------

  /** Whether each step looks at a part of the data only. */
  get #sampled() {
    const { known, batch_size } = this.settings;
    return Boolean(known.points && batch_size);
  }

  #tell(leader, flat, times) {
    const { settings, runs } = this;
    const { surface, optimizer, learning_rates, momentum, compare, known } = settings;
    this.surface.show(surface);
    this.optimizer.show(optimizer);
    this.compare.checked = compare;
    for (const [name, rate] of Object.entries(this.rates)) {
      rate.show(nearest(this.constants.rates, learning_rates[name]));
      rate.node.hidden = !this.#names.includes(name);
    }
    this.momentum.show(momentum);
    this.momentum.node.hidden = !this.#names.includes("momentum");
    this.pace.show(this.get("pace"));
    this.batches.node.hidden = !known.points;
    this.#showBatches(settings.batch_size);
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
    const ends = runs.map((run) => [run.name, ended(run)]);
    this.race.hidden = !compare;
    for (const [name, end] of ends) write(this.entries[name], end);
    const { text, bad } = this.#status(leader);
    const zoomed = times > 1 ? ` The picture shows ${brief(times)} times as much.` : "";
    write(this.status, text + zoomed);
    this.status.classList.toggle("dl101-error", bad);
    const race = compare ? ` ${ends.map((one) => one.join(": ")).join("; ")}.` : "";
    const now = `step ${step}, at ${written(leader.at)}, f = ${value}.${race} ${text}`.trim();
    const kind = flat ? "Curve" : "Contour map";
    const batch = this.#sampled ? `, batches of ${settings.batch_size}` : "";
    const words = `${kind} of ${known.formula}; ${optimizer}, learning rate ${brief(leader.rate)}${batch}: ` +
      `${now}${zoomed}`;
    this.describe(this.stage.canvas.node, words, now);
  }
  #showBatches(size) {
    this.batches.show(size ?? "", atRandom(size));
    this.another.hidden = !this.#sampled;
  }
  #status({ name, path, values, at, diverged, resting, arrived }) {
    const { known, step_count: steps } = this.settings;
    const most = this.constants.most_steps;
    if (diverged) {
      const far = brief(length(difference(path.at(-1), path.at(-2))));
      const text = `Diverges: step ${path.length - 1} is ${far} long. ` +
        `Try a smaller learning rate${this.#limit(name)}.`;
      return { text, bad: true };
    }
    const { key, found } = this.get("_best");
    let text = "";
    if (resting) text = `At rest ${restingPlace(known, at)}: the gradient is as good as zero.`;
    else if (key === this.#bestKey && steps === 0) text = searched(found, this.constants, this.#sampled);
    else if (steps >= most) text = `${most} steps are taken; no more are shown.`;
    else if (steps && values.at(-1) > values.at(-2)) {
      const tooLong = name === "gradient descent";
      const why = this.#sampled
        ? "the batch's gradient is not that of all the data"
        : tooLong
        ? "it was too long for where it began"
        : "earlier steps carry it on";
      text = `The last step went up: ${why}.`;
    } else if (arrived !== null) {
      text = `Arrived: ${at.length === 1 ? "near the minimum" : "in the dashed circle"} since step ${arrived}.`;
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
    this.left = element("div", { class: "dl101-map" }, this.stage.node);
    const side = element("div", { class: "dl101-side" });
    this.readings = this.#readOuts();
    this.readingsPlace = element("div", {}, this.readings);
    side.append(this.#plane(), this.#choices(), this.#sliders(), this.#transport());
    side.append(this.readingsPlace, this.#help(), this.python.node);
    this.root.append(this.left, side);
    this.on([...TRAITS, "pace", "_best", "_kernel", "_answered"]);
    this.whenPlayedElsewhere(() => this.#stop());
  }
  #plane() {
    this.plane = new LinePlane(this);
    this.right = element("div", { class: "dl101-right" });
    this.beside = element("div", { class: "dl101-beside", hidden: true }, this.plane.node, this.right);
    return this.beside;
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
    const sizes = [["", "on all the data"], ...BATCHES.map((size) => [size, atRandom(size)])];
    this.batches = list("each step", sizes, (size) => this.set({ batch_size: Number(size) || null }));
    const nodes = [this.surface.node, this.formula, this.batches.node, this.optimizer.node, race];
    return element("div", { class: "dl101-choices" }, ...nodes);
  }
  #sliders() {
    this.rates = Object.fromEntries(this.constants.optimizers.map((name) => [name, this.#rate(name)]));
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
    const nodes = [...Object.values(this.rates), this.momentum, this.pace].map(({ node }) => node);
    return element("div", { class: "dl101-sliders" }, ...nodes);
  }
  #rate(name) {
    const { rates } = this.constants;
    const made = slider(this, {
      name: "η ",
      title: `learning rate of ${name}`,
      min: 0,
      max: rates.length - 1,
      step: 1,
      // Python may have set one that is between two notches.
      text: () => brief(this.get("learning_rates")[name]),
      onInput: (notch) => this.set({ learning_rates: { ...this.get("learning_rates"), [name]: rates[notch] } }),
    });
    made.node.firstChild.append(swatch(name));
    return made;
  }
  #transport() {
    const make = (text, title, onClick) => button(this, text, title, onClick);
    const step = make("Step", "Take one step", () => this.#stepByHand(1));
    this.play = make("▶ Play", "Take step after step, or pause", () => this.#playOrPause());
    const back = make("Back", "Take the last step back", () => this.#stepByHand(-1));
    const title = "Back to the start; once more: as it all began";
    const reset = make("Reset", title, () => this.#reset());
    const count = this.constants.rates.length;
    const find = `Try ${count} learning rates for each optimizer, and take the one that arrives first`;
    const best = make("Best η", find, () => this.#findBest());
    const other = "Draw other batches";
    this.another = make("Other batches", other, () => this.set({ seed: this.get("seed") + 1 }));
    return element("div", { class: "dl101-row" }, step, this.play, back, reset, best, this.another);
  }
  #readOuts() {
    this.values = readOut(["step", "position", "f", "|∇f|", "next step"]);
    const { optimizers } = this.constants;
    const cell = (name) => [name, element("span", { class: "dl101-value" })];
    this.entries = Object.fromEntries(optimizers.map(cell));
    const rows = optimizers.map((name) =>
      element("div", {}, swatch(name), element("span", {}, name), this.entries[name])
    );
    this.race = element("div", { class: "dl101-race" }, ...rows);
    this.status = element("div", { class: "dl101-kernel dl101-status" });
    const nodes = [this.values.node, this.race, this.status];
    return element("div", { class: "dl101-readings" }, ...nodes);
  }
  #help() {
    return help([
      "Drag the ring, or double-click the map, to start elsewhere; the steps taken are made again " +
      "from there, and also with another learning rate or optimizer.",
      "The arrow −η∇f is the step of gradient descent; where the optimizer goes elsewhere, a dashed " +
      "arrow shows its step.",
      "Each step leaves a mark, unless it would lie on the last one. Where the path leaves the map, " +
      "the picture zooms out.",
      `The dashed circle is the goal. Best η tries ${this.constants.rates.length} learning rates for ` +
      "each optimizer from this start, and takes the one after which it is in the circle for good in the fewest steps.",
      "Keys: Tab reaches everything, arrow keys move the start (Shift: further); on the start, " +
      "Enter takes a step, Backspace takes one back, space plays and pauses.",
    ]);
  }
}

const atRandom = (size) => `on ${size} at random`;

/** Where a run is on its way to its next step. */
function between({ at, next }, progress) {
  return at.map((value, i) => value + progress * (next[i] - value));
}

/** The place in a list of the number whose ratio to another is nearest to 1. */
function nearest(numbers, wanted) {
  const away = numbers.map((one) => Math.abs(Math.log(one / wanted)));
  return away.indexOf(Math.min(...away));
}

/** How a run ends, for the race. */
function ended({ diverged, values, arrived }) {
  if (diverged) return "diverges";
  const since = arrived === null ? "" : `, arrived at step ${arrived}`;
  return `f = ${brief(values.at(-1))}${since}`;
}

/** What the search for the best learning rates has found, in words. */
function searched(found, { rates, most_steps: most }, sampled) {
  const texts = found.map(([name, rate, steps]) =>
    steps === null
      ? `${name} not in ${most} steps, nearest with ${brief(rate)}`
      : `${name} in ${steps} steps with ${brief(rate)}`
  );
  const best = sampled ? "On all the data, not on batches, best" : "Best";
  return `${best} of ${rates.length} learning rates: ${texts.join("; ")}.`;
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
  span.innerHTML = `<svg width="32" height="14"><line x2="32" y1="7" y2="7" stroke-dasharray="${dash}"/>` +
    `${outline}</svg>`;
  return span;
}

export default widget((context) => new Descent(context));
