// A training ground: a network that is trained in the page while the reader watches.
import { brief, element, write } from "./controls.js";
import { contourPath } from "./contours.js";
import { HiddenPlane } from "./hidden_plane.js";
import { hasLine } from "./line.js";
import { LossCurves } from "./loss_curves.js";
import { activations, classProbabilities } from "./network.js";
import { Markers, paintLine, using } from "./painting.js";
import { Plane } from "./plane.js";
import { playerOf } from "./player.js";
import { RunsPanel } from "./runs_panel.js";
import { follow, SettingPanel } from "./setting.js";
import { share, TrainingControls } from "./training_controls.js";
import { ProgramPanel, WeightTables } from "./training_details.js";
import { formula, Units, unitScale, upTo, widthsOf } from "./units.js";
import { widget } from "./view.js";

const QUICK = 8; // CSS pixels between two evaluations of the network while training goes on
const NEXT = { units: 55, numbers: 110, tables: 250 }; // milliseconds to the next painting meanwhile
const SPEECH = 10_000; // milliseconds between two reports for screen readers meanwhile

class Ground extends Plane {
  rows = ["predicted", "probabilities"];
  restore = ["Restore points", "The points as the data set has them"];
  help = [
    "Play trains the network as fast as the pace allows; every control works while it trains. " +
    "Training begins again with other data, inputs or layers, another activation or optimizer; it " +
    "goes on with another learning rate, batch size or weight decay.",
    "Filled points are trained on, hollow ones are only tested. The line is where both classes " +
    "are equally probable; thin dashed lines are where the first layer's units change sign.",
    "Rewind goes back to any of the last 10,000 steps. A change there begins another run beside the " +
    "first one, whose boundary is then a thin line; both go on step by step. Another activation, or " +
    "other layers, begin at step 0. With three runs, a change replaces what the marked one did later.",
    "Fork here makes a copy of the run before anything is changed. Race the optimizers begins three " +
    "runs from the same weights.",
    "Point at a unit to see its map large; click it to keep it there.",
    "The plane of two hidden units shows the points where these units put them, and the grid of " +
    "the inputs' plane, bent. With two units in the last hidden layer, the output draws a " +
    "straight line there.",
  ];
  #tests = new Markers({ hollow: true });
  #last = {};
  #spoken = 0;

  // Training --------------------------------------------------------------------------------

  get training() {
    return this.player.training;
  }
  get playing() {
    return this.player.playing;
  }
  set(changes) {
    this.player.byHand(() => super.set(changes));
  }
  playOrPause() {
    if (this.playing) this.player.pause();
    else this.player.play();
  }
  /** Begin again with another data set. */
  use(name) {
    this.player.use(name);
    this.set({});
    this.forget();
  }
  /** Begin again: paused with the same weights, or as it is with others. */
  restart(further = 0) {
    if (!further && this.playing) this.player.pause();
    this.player.restart((this.training.seed + further) % 2 ** 32);
  }

  // What only Python can do -----------------------------------------------------------------

  /** Change traits of which Python makes something new. */
  askPython(changes) {
    this.set(changes);
    this.player.ask();
  }
  /** Not by a message of its own, which would overtake the newest report. */
  #askForProgram() {
    this.askPython({ _asked: this.get("_asked") + 1 });
  }
  /** What the points have been drawn with: other than asked for where Python does not answer. */
  get noise() {
    return this.player.missed ? this.player.noise : this.get("noise");
  }
  #paintStatus() {
    const notice = this.playing ? "" : this.player.notice;
    const missed =
      "Python is needed for other noise and for the program, and does not answer: it is busy with another " +
      "cell, or it was restarted or never started. Then run this cell again. All the rest goes on without it.";
    write(this.status, notice || (this.player.missed ? missed : ""));
    this.status.classList.toggle("dl101-error", Boolean(notice));
  }

  // Words -----------------------------------------------------------------------------------

  words() {
    const [loss] = this.training.losses;
    const [train, test] = this.scores;
    const losses = Number.isFinite(loss) ? ` Training loss ${brief(loss)}.` : "";
    const tests = test.total ? ` Test points: ${share(test)}.` : "";
    return `Step ${this.training.step}.${losses} Training points: ${share(train)}.${tests}`;
  }
  /** While training goes on, a picture's words change too fast to be read. */
  describe(node, words, news) {
    if (!this.playing || !node.hasAttribute("aria-label")) super.describe(node, words, news);
  }
  summary() {
    const tests = this.get("test_points").length;
    const widths = widthsOf(this.layers).join("-");
    return (
      `${this.points.all.length} training points and ${tests} test points over the probabilities of a ` +
      `network ${widths} after ${this.training.step} steps.` +
      (this.player.runs.others.length ? " Thin lines are the boundaries of other runs." : "")
    );
  }
  news() {
    return this.words();
  }
  #speak() {
    const now = performance.now();
    if (this.playing !== this.#last.playing) {
      if (this.#last.playing !== undefined) this.say(this.playing ? "Training." : this.words());
      this.#last.playing = this.playing;
    } else if (!this.playing || now - this.#spoken < SPEECH) return;
    else this.say(this.words());
    this.#spoken = now;
  }

  // Painting --------------------------------------------------------------------------------

  state() {
    return [this.player.version];
  }
  network() {
    return this.training.layers;
  }
  paintGround(context) {
    const { area, theme, layers, playing } = this;
    const { chosen } = this.units;
    this.keep("regions", [layers, area, theme, chosen?.layer, chosen?.unit, playing], () => {
      const { shown, ...how } = this.#shown(chosen);
      this.regions.compute(shown, area, theme, { ...how, cell: playing ? QUICK : undefined });
    });
    this.regions.paint(context, area);
  }
  /** What the colours show: the output, or the unit that is looked at. */
  #shown(chosen) {
    const { layers } = this;
    const last = layers.length - 1;
    if (!layers[chosen?.layer]?.biases.length) return { shown: layers };
    if (chosen.layer < last) {
      const { activation } = layers[chosen.layer];
      return { shown: upTo(layers, chosen), scale: unitScale(activation) };
    }
    return { shown: layers, unit: this.classes > 2 ? chosen.unit : undefined };
  }

  /** The whole picture. */
  get box() {
    return [0, 0, this.area.width, this.area.height];
  }
  paintUnder(context) {
    const { area, theme, layers } = this;
    const { chosen } = this.units;
    if (!chosen && layers.length > 1) this.#paintUnitLines(context, layers[0]);
    if (!chosen) this.runs.paint(context, area, theme);
    this.boundary = chosen || this.classes === 2 ? contourPath(this.regions.grid, [0], this.box) : new Path2D();
    using(context, { strokeStyle: theme.ink, lineWidth: chosen ? 2 : 2.5 }, () => context.stroke(this.boundary));
    const [points, labels] = [this.get("test_points"), this.get("test_labels")];
    const wrong = this.wrong(points, labels);
    this.#tests.paint(context, area, points, labels, wrong, theme);
    this.scores = [this.wrongPoints, wrong].map((all) => ({
      total: all.length,
      right: all.filter((one) => !one).length,
    }));
  }
  /** Where many points hide the boundary, it shows through. */
  paintOver(context) {
    using(context, { strokeStyle: this.theme.ink, lineWidth: 1 }, () => context.stroke(this.boundary));
  }
  /** Where the sums of the first layer's units are zero. */
  #paintUnitLines(context, { weights, biases, features }) {
    const settings = { strokeStyle: this.theme.faint, lineWidth: 1, globalAlpha: 0.6, dash: [3, 4] };
    if (features.length) {
      const { columns, rows, points } = this.regions.grid;
      const [{ sums, width }] = activations([this.layers[0]], points);
      const path = (k) => contourPath({ values: sums, width, k, columns, rows }, [0], this.box);
      using(context, settings, () => biases.forEach((_, k) => context.stroke(path(k))));
      return;
    }
    biases.forEach((b, k) => {
      const w = weights.map((row) => row[k]);
      if (hasLine(w)) paintLine(context, this.area, w, b, settings);
    });
  }

  paint(time) {
    super.paint(time);
    if (!this.area) return;
    const { layers, theme } = this;
    const limits = [this.get("xlim"), this.get("ylim")];
    if (this.#due("units")) {
      const { all: points, labels } = this.points;
      this.units.paint(layers, theme, limits);
      this.hidden.paint(layers, { points, labels, wrong: this.wrongPoints, limits, theme });
    }
    if (this.#due("numbers")) this.#paintNumbers();
    if (this.#due("tables")) {
      this.tables.update(layers);
      this.sharing.update();
    }
    this.describe(this.curves.canvas.node, `Loss curves. ${this.words()}`, "");
    this.#speak();
    this.#paintStatus();
    // In every frame, the player trains and then this paints: asked by the player, it would be every other.
    if (this.player.trains) this.schedule();
  }
  /** Whether a part is painted: while training goes on not every time, to leave it the processor. */
  #due(part) {
    const now = performance.now();
    if (this.playing && now - this.#last[part] < NEXT[part]) return false;
    this.#last[part] = now;
    return true;
  }
  #paintNumbers() {
    const { layers, theme, playing, scores, units } = this;
    const { step, losses } = this.training;
    const { marked, others } = this.player.runs;
    this.curves.paint([...others, marked], theme);
    this.runs.update();
    this.settings.update({ playing, step, losses, scores });
    write(
      this.formula,
      units.chosen
        ? `${units.name(units.chosen)}: ${formula(layers, units.chosen)}`
        : "Point at a unit, or choose it with the keyboard, to see its map large and its weights in numbers.",
    );
  }

  values(at) {
    const probabilities = this.marked(classProbabilities(this.outputs(at)));
    return { predicted: this.verdict(at), probabilities };
  }

  // Building --------------------------------------------------------------------------------

  build() {
    this.player = playerOf(this);
    this.settings = new TrainingControls(this);
    const again = () => {
      for (const part of Object.keys(NEXT)) delete this.#last[part];
      this.schedule();
    };
    this.curves = new LossCurves(this, again);
    this.runs = new RunsPanel(this);
    this.hidden = new HiddenPlane(this, again);
    this.hidden.node.open = this.get("hidden_plane");
    this.units = new Units(this, {
      choose: again,
      resize: (layer, by) => this.settings.resize(layer, by),
    });
    this.formula = element("div", { class: "dl101-unit-formula" });
    this.status = element("div", { class: "dl101-kernel dl101-training-status", role: "status" });
    this.tables = new WeightTables();
    this.listen(this.tables.node, "toggle", again);
    this.sharing = new SettingPanel(this);
    this.program = new ProgramPanel(this, () => this.#askForProgram());
    super.build();
    this.on(["_program"], () => {
      this.program.show(this.get("_program"));
      this.player.answered();
    });
    this.on(["_initial"], () => {
      this.forget();
      this.player.answered();
    });
    this.on(["dataset", "noise", "pace", "test_points"]);
    follow(this);
  }
  arrange() {
    const { settings, units, formula, stage, curves, runs, hidden, details, python } = this;
    this.root.classList.add("dl101-training");
    this.el.classList.add("dl101-training-host");
    const network = [units.node, formula, this.tools(), details.node];
    const output = [stage.node, runs.rewind, settings.readings, curves.node, runs.node];
    if (this.get("hidden_plane")) network.splice(2, 0, hidden.node);
    else output.push(hidden.node);
    const left = element("div", { class: "dl101-network" }, ...network);
    const right = element("div", { class: "dl101-output" }, ...output);
    const alone = element("p", {}, "Without Python on this page, the noise cannot be changed, and no program written.");
    const more = [this.tables.node, this.sharing.node, this.alone ? alone : this.program.node, this.howTo()];
    this.root.append(
      settings.transport,
      settings.choices,
      this.status,
      left,
      right,
      python.node,
      element("div", { class: "dl101-more" }, ...more),
    );
  }
}

export default widget((context) => new Ground(context));
