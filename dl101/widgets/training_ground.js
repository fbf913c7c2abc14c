// A training ground: Python trains and streams weights; everything shown is computed from them here.
import { Announcer, brief, element, number } from "./controls.js";
import { paintZero } from "./contours.js";
import { LossCurves } from "./loss_curves.js";
import { classProbabilities, forward, predict } from "./network.js";
import { CLASS_MARKS, Markers, paintLine } from "./painter.js";
import { verdict, widget } from "./plane.js";
import { TrainingControls, share } from "./training_controls.js";
import { ProgramPanel, WeightTables } from "./training_details.js";
import { Units, formula, unitScale, upTo } from "./units.js";

const PATIENCE = 2000; // milliseconds until an answer of Python's is missed
const EVERY = 8; // pictures between two acknowledgements, each of which makes JupyterLab show a busy kernel
const NEXT = { units: 55, numbers: 110 }; // milliseconds from one painting to the next while training goes on
const SPEECH = 10_000; // milliseconds between two reports while training goes on

class Ground {
  #picture = 0;
  #acknowledged = 0;
  #asked = null;
  #spoken = 0;
  #timer = null;
  #last = {};
  #tests = new Markers({ hollow: true });

  constructor(plane) {
    Object.assign(this, { plane, model: plane.model, signal: plane.signal });
    this.id = Math.random().toString(36).slice(2);
    this.gone = false;
    this.speech = new Announcer(this.signal, 300);
    this.controls = new TrainingControls(this);
    this.curves = new LossCurves();
    this.units = new Units({
      signal: this.signal,
      choose: () => {
        this.#last = {};
        plane.restart();
      },
      resize: (layer, by) => this.controls.resize(layer, by),
    });
    this.formula = element("div", { class: "dl101-unit-formula" });
    this.status = element("div", { class: "dl101-kernel dl101-training-status", role: "status" });
    this.tables = new WeightTables();
    this.tables.node.addEventListener("toggle", () => plane.schedule(), { signal: this.signal });
    this.program = new ProgramPanel({ ask: () => this.ask("program"), signal: this.signal });
    this.#listen();
  }

  // Talking with Python ---------------------------------------------------------------------

  get playing() {
    return this.model.get("playing") && !this.gone;
  }
  get progress() {
    return this.model.get("_progress");
  }
  set(changes) {
    for (const [name, value] of Object.entries(changes)) this.model.set(name, value);
    this.#unlessGone(() => this.model.save_changes());
    this.plane.schedule();
  }
  ask(action) {
    this.#send({ do: action });
    this.#expect();
  }
  playOrPause() {
    const playing = !this.model.get("playing");
    this.set({ playing });
    this.#expect();
    this.say(playing ? "Training." : `Paused. ${this.words()}`);
  }
  #send(content) {
    if (!this.gone) this.#unlessGone(() => this.model.send({ view: this.id, ...content }));
  }
  #unlessGone(speak) {
    try {
      speak();
    } catch {
      this.gone = true; // the connection was closed with the kernel
    }
  }

  /** From now on, an answer is missed. */
  #expect() {
    this.#asked ??= performance.now();
    this.#timer ??= setInterval(() => this.#watch(), 500);
  }
  #answered() {
    this.#asked = this.playing ? performance.now() : null;
    this.#watch();
  }
  #watch() {
    this.#look();
    if (this.#asked === null || this.gone) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    this.#report();
  }

  #listen() {
    const { model, signal, plane } = this;
    const on = (name, callback) => {
      model.on(name, callback);
      signal.addEventListener("abort", () => model.off(name, callback));
    };
    on("change:_progress", () => this.#received());
    on("change:_notice", () => this.#report());
    on("change:_program", () => this.#shown());
    on("change:playing", () => this.#turned());
    // The view that JupyterLab marks as disconnected may hear of it after this one.
    on("comm_live_update", () => queueMicrotask(() => this.#look()));
    for (const name of ["dataset", "noise"]) on(`change:${name}`, () => plane.forget());
    const settings = ["hidden", "activation", "optimizer", "learning_rate", "batch_size", "pace", "test_points"];
    for (const name of settings) on(`change:${name}`, () => plane.schedule());
    const parts = [this.units, this.curves];
    const resized = new ResizeObserver(() => {
      for (const part of parts) part.measure();
      plane.schedule();
    });
    for (const { node } of parts) resized.observe(node);
    signal.addEventListener("abort", () => {
      this.#send({ do: "close" });
      clearInterval(this.#timer);
      resized.disconnect();
    });
    this.#send({ do: "open" });
  }

  #shown() {
    this.program.show(this.model.get("_program"));
    this.#answered();
  }
  #turned() {
    if (!this.playing) this.say(this.words());
    if (this.playing) this.#expect();
    this.plane.restart(); // finer, or coarser
  }
  /** A picture has come: paint it, or say at once that it cannot be seen. */
  #received() {
    this.#picture = this.progress.picture;
    this.#answered();
    this.plane.restart();
    if (document.hidden || !this.plane.stage.clientWidth) this.#acknowledge();
  }
  #acknowledge() {
    if (this.#picture < this.#acknowledged + EVERY) return;
    this.#acknowledged = this.#picture;
    this.#send({ seen: this.#picture });
  }
  /** Python is gone when its kernel has been restarted, or was never there. */
  #look() {
    const gone = Boolean(this.plane.el.closest(".jupyter-widgets-disconnected"));
    if (gone === this.gone) return;
    this.gone = gone;
    this.#report();
    this.plane.schedule();
  }

  // Words -----------------------------------------------------------------------------------

  say(text) {
    this.speech.say(text);
    this.#spoken = performance.now();
  }
  words() {
    const { step, losses } = this.progress;
    const [train, test] = this.scores();
    const loss = losses[0] === null ? "" : ` Training loss ${brief(losses[0])}.`;
    const tests = test.total ? ` Test points: ${share(test)}.` : "";
    return `Step ${step}.${loss} Training points: ${share(train)}.${tests}`;
  }
  #report() {
    const missing = this.#asked !== null && performance.now() - this.#asked > PATIENCE;
    const text = this.gone
      ? "Python is gone: its kernel was restarted or has never been started. Run this cell again to train."
      : this.model.get("_notice") ||
        (missing ? "Python does not answer: it is busy with another cell, or it was restarted or shut down. Then run this cell again." : "");
    if (this.status.textContent !== text) this.status.textContent = text;
    this.status.classList.toggle("dl101-error", this.gone || Boolean(this.model.get("_notice")));
  }
  scores() {
    const { points } = this.plane;
    const own = this.plane.score();
    const tests = this.#wrong(this.model.get("test_points"), this.model.get("test_labels"));
    this.wrongTests = tests;
    return [own, { total: tests.length, right: tests.filter((one) => !one).length }];
  }
  #wrong(points, labels) {
    const { values, width } = forward(this.plane.layers, Float64Array.from(points.flat()));
    return labels.map((label, i) => predict(values.slice(i * width, (i + 1) * width)) !== label);
  }

  // Painting --------------------------------------------------------------------------------

  /** What the picture's colours show: the output, or the unit that is looked at. */
  regions() {
    const { chosen } = this.units;
    const { layers } = this.plane;
    const last = layers.length - 1;
    if (!chosen || !layers[chosen.layer]?.biases.length || chosen.layer > last) return undefined;
    if (chosen.layer === last) return layers[last].biases.length > 1 ? { layers, unit: chosen.unit } : undefined;
    return { layers: upTo(layers, chosen), scale: unitScale(layers[chosen.layer].activation) };
  }

  paint(context) {
    const { plane } = this;
    const { view, theme } = plane;
    theme.test ??= getComputedStyle(plane.root).getPropertyValue("--dl101-test").trim();
    const { chosen } = this.units;
    const zero = () => paintZero(context, plane.regions.line, [0, 0, view.width, view.height]);
    context.save();
    if (chosen) {
      Object.assign(context, { strokeStyle: theme.ink, lineWidth: 2 });
      zero();
    } else {
      if (plane.layers.length > 1) this.#unitLines(context, plane.layers[0]);
      Object.assign(context, { strokeStyle: theme.ink, lineWidth: 2.5 });
      if (plane.classes === 2) zero();
    }
    context.restore();
    const tests = this.model.get("test_points");
    this.scored = this.scores();
    this.#tests.paint(context, view, tests, this.model.get("test_labels"), this.wrongTests, theme);
  }

  /** Where the sums of the first layer's units are zero. */
  #unitLines(context, { weights, biases }) {
    const { view, theme } = this.plane;
    biases.forEach((b, k) => {
      const w = weights.map((row) => row[k]);
      if (Math.hypot(...w) < 1e-6) return;
      context.globalAlpha = 0.6;
      paintLine(context, view, w, b, { color: theme.faint, width: 1, dash: [3, 4] });
    });
    context.globalAlpha = 1;
  }

  painted() {
    const { layers, theme } = this.plane;
    const limits = [this.model.get("xlim"), this.model.get("ylim")];
    if (this.#due("units")) this.units.paint(layers, theme, limits);
    if (this.#due("numbers")) this.#paintNumbers();
    if (!this.playing) this.curves.tell(`Loss curves. ${this.words()}`);
    else if (performance.now() - this.#spoken > SPEECH) this.say(this.words());
    this.#acknowledge();
  }
  /** Whether a part is painted: while training goes on not every time, to leave it the processor. */
  #due(part) {
    const now = performance.now();
    if (this.playing && now - this.#last[part] < NEXT[part]) return false;
    this.#last[part] = now;
    return true;
  }
  #paintNumbers() {
    const { layers, theme } = this.plane;
    const { step, losses, interval } = this.progress;
    this.curves.paint({ losses: floats(this.model.get("_curve")), interval, step, now: losses, theme });
    this.controls.update({ playing: this.playing, gone: this.gone, step, losses, scores: this.scored });
    this.tables.update(layers, this.playing);
    this.#tellUnit(layers);
  }

  #tellUnit(layers) {
    const { chosen } = this.units;
    const text = chosen
      ? `${this.units.name(chosen)}: ${formula(layers, chosen)}`
      : "Point at a unit, or choose it with the keyboard, to see its map large and its weights in numbers.";
    if (this.formula.textContent !== text) this.formula.textContent = text;
  }

  // Places ----------------------------------------------------------------------------------

  arrange({ tools, help }) {
    const { plane, controls } = this;
    plane.root.classList.add("dl101-training");
    plane.el.classList.add("dl101-training-host");
    const left = element("div", { class: "dl101-network" }, this.units.node, this.formula, tools, plane.details.node);
    const right = element("div", { class: "dl101-output" }, plane.stage, controls.readings, this.curves.node);
    const more = element("div", { class: "dl101-more" }, this.tables.node, this.program.node, help);
    plane.root.replaceChildren(
      controls.transport,
      controls.choices,
      this.status,
      left,
      right,
      plane.kernel.node,
      more,
      plane.announcer.node,
      this.speech.node,
    );
    this.#look();
    this.#report();
  }
}

/** Bytes from Python as numbers; none before the first have come. */
function floats(bytes) {
  if (!bytes) return new Float32Array();
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function scene() {
  let ground;
  return {
    traits: ["_layers"],
    layers: (model) => model.get("_layers"),
    handles: () => [],
    controls(plane) {
      ground = new Ground(plane);
      return [];
    },
    regions: () => ground.regions(),
    paint: (plane, context) => ground.paint(context),
    paintOver() {},
    painted: () => ground.painted(),
    quiet: () => ground.playing,
    arrange: (plane, parts) => ground.arrange(parts),
    restore: { text: "Restore points", title: "The points as the data set has them" },
    rows: ["predicted", "probabilities"],
    values(plane, at) {
      const outputs = plane.output(at);
      const all = classProbabilities(outputs).map((v, k) => `${CLASS_MARKS[k]} ${number(v)}`);
      return { predicted: verdict(outputs), probabilities: all.join("  ") };
    },
    summary: (plane) => {
      const tests = plane.model.get("test_points").length;
      const widths = [2, ...plane.layers.map(({ biases }) => biases.length)].join("-");
      return (
        `${plane.points.all.length} training points and ${tests} test points over the probabilities of a ` +
        `network ${widths} after ${ground.progress.step} steps.`
      );
    },
    help: [
      "Play trains the network in Python as fast as the pace allows; every control works while it trains. Another " +
        "data set, noise, shape, activation or optimizer begins again; another learning rate or batch size goes on.",
      "Filled points are trained on, hollow ones are only tested. The line is where both classes are equally " +
        "probable; dotted lines are where the first layer's units change sign.",
      "Point at a unit to see its map large; click it to keep it there.",
    ],
  };
}

export default widget(scene);
