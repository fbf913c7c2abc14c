// What trains in the page, and keeps Python informed: one player for each model, however many views.
import { Runs } from "./runs.js";
import { difference, rowsOf, Stopped, Training } from "./training.js";

const REPORT = 250; // milliseconds between two reports to Python
const SLICE = 9.5; // milliseconds of each frame that are spent on training
const CREDIT = 100; // milliseconds of steps to catch up on after a pause of the page's
const SILENCE = 2000; // milliseconds after which a player in another window counts as gone
const ANSWERS = 100; // more reports than another window makes when it hears of changed traits

const PATIENCE = 2000; // milliseconds until an answer of Python's is missed

const SETTINGS = ["learning_rate", "batch_size", "weight_decay"];
const NETWORK = ["hidden", "activation", "optimizer", "features"];

const players = new WeakMap(); // of each notebook's widget manager, by the model's id

/** The player of a view's model. It is there as long as one of its views is. */
export function playerOf(view) {
  const { model, signal } = view;
  // Not by the model itself: anywidget makes another object of it for each view.
  const { widget_manager: manager } = model;
  const id = model.get("_id");
  if (!players.has(manager)) players.set(manager, new Map());
  const known = players.get(manager);
  if (!known.has(id)) known.set(id, new Player(model));
  const player = known.get(id);
  player.views.add(view);
  signal.addEventListener("abort", () => {
    player.views.delete(view);
    const [other] = player.views;
    if (other) player.listen(other.model);
    else {
      known.delete(id);
      player.end();
    }
  });
  return player;
}

/**
 * Trains while `playing`. What Python, or a player in another window, has done since replaces what
 * is here: `epoch` counts Python's own interventions, so that reports from before one are not mixed
 * up with what came after it, and `clock` orders the reports, by whomever (Lamport, 1978).
 */
class Player {
  views = new Set();
  version = 0; // grows with every change of what is to be seen
  notice = ""; // what has stopped training
  missed = false; // whether Python has not answered
  noise = 0; // with which the points have been drawn; a trait may ask Python for other ones
  #id = Math.random().toString(36).slice(2);
  #epoch = 0;
  #stamp = { clock: 0, by: "" }; // of the newest report known
  #frame = 0;
  #last = { time: 0, credit: 0, report: 0 };
  #heard = { by: "", time: -Infinity }; // who plays elsewhere, and when it has said so last
  #silence = null;
  #asked = null;
  #listening = [];
  #changing = false; // several traits, one after the other
  #byHand = false;
  #dataset = "";

  constructor(model) {
    this.listen(model);
    this.#adopt();
    if (model.get("playing") && !model.get("_state").by) this.#start();
  }

  /** Listen by way of one view's model: anywidget ends its listeners with the view. */
  listen(model) {
    for (const stop of this.#listening) stop();
    this.#listening = [];
    this.model = model;
    const on = (names, callback) => {
      const heard = () => this.#changing || callback();
      for (const name of names) {
        model.on(`change:${name}`, heard);
        this.#listening.push(() => model.off(`change:${name}`, heard));
      }
    };
    on(["_state"], () => this.#heardOf());
    on(["playing"], () => this.#turned());
    on(NETWORK, () => this.#begin());
    on(SETTINGS, () => this.#change());
    on(["points", "labels"], () => this.#edit());
    on(["test_points", "test_labels"], () => this.#test());
  }

  end() {
    if (this.#frame) this.pause();
    clearTimeout(this.#silence);
    clearTimeout(this.#asked);
    for (const stop of this.#listening) stop();
  }

  // What a reader does ----------------------------------------------------------------------

  /** Whether the network is being trained, here or in another window. */
  get playing() {
    return this.trains || this.#follows;
  }
  /** Whether it is trained here. */
  get trains() {
    return Boolean(this.#frame);
  }
  get #follows() {
    return Boolean(this.#heard.by) && performance.now() - this.#heard.time < SILENCE;
  }
  /** What is shown: the marked one of the runs. */
  get training() {
    return this.runs.marked.training;
  }
  play() {
    this.notice = "";
    this.#say(true);
    this.#start();
    this.report();
  }
  pause() {
    const here = this.trains;
    this.#stop();
    this.#heard.by = "";
    this.#say(false);
    // How far a player elsewhere is, that one knows better.
    if (here) this.report();
    else this.#save();
  }
  step() {
    if (this.playing) this.pause();
    this.notice = "";
    this.#train(1);
    this.report();
  }
  /** Begin again with the weights of a seed, and go on playing if it plays. */
  restart(seed) {
    this.notice = "";
    this.training.restart(seed);
    this.runs = new Runs([this.training]);
    this.#changed();
    this.report();
  }
  /** Begin again with another of the data sets that came with the widget. */
  use(name) {
    const set = this.model.get("_sets").find((one) => one.name === name);
    const { training: data, test } = pointsOf(set, name === this.model.get("_constants").own);
    const { noise, xlim, ylim } = set;
    const tests = { test_points: test.points, test_labels: test.labels };
    this.noise = noise;
    this.#changing = true;
    this.model.set({ dataset: name, noise, xlim, ylim, ...data, ...tests, _initial: data });
    this.#changing = false;
    this.byHand(() => this.#begin({ alone: true }));
  }

  /** Change traits. Other windows report too when they hear of it; the report made here wins. */
  byHand(change) {
    this.#byHand = true;
    change();
    this.#byHand = false;
  }

  /** Something has been asked of Python. */
  ask() {
    this.answered();
    this.#asked = setTimeout(() => {
      this.missed = true;
      this.#changed();
    }, PATIENCE);
  }
  answered() {
    clearTimeout(this.#asked);
    this.missed = false;
    this.#changed();
  }

  // Runs beside each other ------------------------------------------------------------------

  /** Pause, and do something with the runs; Python then hears of the marked one. */
  arrange(change) {
    if (this.playing) this.pause();
    change(this.runs);
    this.notice = "";
    this.#showRun();
  }
  /** Forget in all views what could be undone. */
  forget() {
    for (const view of this.views) view.forget();
  }
  /** Play with each optimizer, from one start. */
  race() {
    const { optimizers } = this.model.get("_constants");
    const { seed } = this.training;
    const marked = optimizers.indexOf(this.model.get("optimizer"));
    this.runs = new Runs(optimizers.map((optimizer) => this.#made({ optimizer, seed })), marked);
    this.play();
  }
  /** Bring the traits in line with the marked run. */
  #showRun() {
    const { spec, settings, data } = this.training;
    const points = data.rows.map(([x1, x2]) => [x1, x2]);
    const labels = data.rows.map(([, , label]) => label);
    const network = Object.fromEntries(NETWORK.map((name) => [name, spec[name]]));
    this.#changing = true;
    this.model.set({ ...network, ...settings, points, labels });
    this.#changing = false;
    this.#changed();
    this.report(ANSWERS);
  }

  // Training --------------------------------------------------------------------------------

  #start() {
    if (this.#frame) return;
    Object.assign(this.#last, { time: performance.now(), credit: 1, report: performance.now() });
    this.#frame = requestAnimationFrame(() => this.#tick());
    this.#changed();
  }
  #stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#changed();
  }

  #tick() {
    this.#frame = requestAnimationFrame(() => this.#tick());
    const last = this.#last;
    const now = performance.now();
    const pace = this.model.get("pace");
    if (!this.runs.catchUp(now + SLICE)) this.#changed();
    else if (pace === null) this.#train(Infinity, now + SLICE);
    else {
      const most = Math.max(1, (pace * CREDIT) / 1000);
      last.credit = Math.min(last.credit + (pace * (now - last.time)) / 1000, most);
      if (last.credit >= 1) last.credit -= this.#train(Math.floor(last.credit), now + SLICE);
    }
    last.time = now;
    if (now - last.report >= REPORT && this.#frame) this.report();
  }

  /** Take steps; what stops them is told, and ends playing. */
  #train(count, until) {
    const { changes } = this.training;
    const before = changes.size;
    try {
      return this.runs.advance(count, until);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      this.#stop();
      this.model.set({ playing: false });
      this.notice = error.message;
      this.report();
      return 0;
    } finally {
      this.#changed();
      // What was changed by hand at a step that is taken again.
      if (changes.size > before) this.#showRun();
    }
  }

  #changed() {
    this.version += 1;
    for (const view of this.views) view.schedule();
  }

  // Traffic with Python ---------------------------------------------------------------------

  /** Tell Python where training is. The newest report wins: ipywidgets keeps one message on the way. */
  report(ahead = 1) {
    this.#last.report = performance.now();
    // Python may have intervened, which is about to be taken over.
    if (!this.#outdated) {
      const { run, numbers, curve, changes } = this.training.snapshot;
      this.#stamp = { clock: this.#stamp.clock + ahead, by: this.#id };
      const told = { epoch: this.#epoch, ...this.#stamp, playing: this.trains, noise: this.noise, notice: this.notice };
      const arrays = { numbers: new DataView(numbers.buffer), curve: new DataView(curve.buffer) };
      this.model.set({ _state: { ...run, ...told, ...arrays, changes } });
    }
    this.#save();
  }
  get #outdated() {
    return this.model.get("_state").epoch > this.#epoch;
  }
  #save() {
    try {
      this.model.save_changes();
    } catch {
      // The connection was closed with the kernel; training needs none.
    }
  }

  /** Have the next message say whether to play, also where the model has not changed. */
  #say(playing) {
    this.#changing = true;
    this.model.set({ playing: !playing });
    this.model.set({ playing });
    this.#changing = false;
  }

  /** Something new has come, from Python or from another player by way of Python. */
  #heardOf() {
    const { epoch, clock, by, playing } = this.model.get("_state");
    if (by === this.#id || epoch < this.#epoch) return;
    if (epoch === this.#epoch) {
      if (!this.#isNews(clock, by)) return;
      this.#stamp = { clock, by };
    }
    this.#heard = { by: playing ? by : "", time: performance.now() };
    clearTimeout(this.#silence);
    if (playing) this.#silence = setTimeout(() => this.#changed(), SILENCE);
    if (epoch === this.#epoch && this.#frame) {
      if (!by || !playing || by < this.#id) return;
      this.#stop(); // of two that play, one goes on
    }
    // Python may not have heard yet that it plays here.
    if (!playing && this.#frame) this.#stop();
    this.#adopt();
  }

  /** Whether a report is from after all that are known here; reports of one time go by name. */
  #isNews(clock, by) {
    const known = this.#stamp;
    return clock > known.clock || (clock === known.clock && by > known.by);
  }

  #turned() {
    const playing = this.model.get("playing");
    if (playing && !this.#frame && !this.#heard.by) {
      this.#start();
      this.report();
    } else if (!playing) {
      const here = this.trains;
      this.#heard.by = "";
      this.#stop();
      if (here) this.report();
    }
  }

  /** A training with the model's data, settings and network, but for what is said, and new weights. */
  #made(network = {}) {
    const get = (name) => this.model.get(name);
    const all = (names) => Object.fromEntries(names.map((name) => [name, get(name)]));
    this.#dataset = get("dataset");
    return new Training({
      network: { ...all(NETWORK), classes: get("classes"), seed: get("_state").seed ?? 0, ...network },
      settings: all(SETTINGS),
      base: get("_initial"),
      data: all(["points", "labels"]),
      tests: { points: get("test_points"), labels: get("test_labels") },
      limits: get("_constants"),
    });
  }
  /** Take over everything that the model has. */
  #adopt() {
    const run = this.model.get("_state");
    const training = this.#made();
    const [numbers, curve] = [run.numbers, run.curve].map((bytes) => floats(bytes));
    this.noise = run.noise;
    this.notice = run.notice;
    if (training.resume({ ...run, run, numbers, curve })) {
      this.#epoch = run.epoch;
      this.#stamp = { clock: run.clock, by: run.by };
    }
    this.runs = new Runs([training]);
    this.#changed();
  }

  // Changes of traits, by whomever ----------------------------------------------------------

  #begin({ alone = false } = {}) {
    if (this.#outdated) return this.#adopt();
    const training = this.#made({ seed: this.training.seed });
    if (alone) this.runs = new Runs([training]);
    else this.runs.replace(training);
    this.#applied();
  }
  #change() {
    const { settings } = this.training;
    if (SETTINGS.some((name) => settings[name] !== this.model.get(name))) this.runs.branch();
    for (const name of SETTINGS) this.training.change(name, this.model.get(name));
    this.#applied();
  }
  #edit() {
    const [points, labels] = [this.model.get("points"), this.model.get("labels")];
    const others = this.model.get("dataset") !== this.#dataset; // with a state that is still to come
    if (points.length !== labels.length || this.#outdated || others) return;
    if (!difference(this.training.data.rows, rowsOf({ points, labels }))) return;
    this.runs.branch();
    this.training.setData({ points, labels });
    this.#applied();
  }
  #test() {
    const [points, labels] = [this.model.get("test_points"), this.model.get("test_labels")];
    if (points.length !== labels.length) return;
    for (const run of this.runs.all) run.training.setTests({ points, labels });
    this.#changed();
  }
  #applied() {
    this.notice = "";
    this.#changed();
    if (this.#follows) this.#save();
    else this.report(this.#byHand ? ANSWERS : 1);
  }
}

/** Bytes as numbers. */
function floats(view, Numbers = Float64Array) {
  if (!view?.buffer) return new Numbers();
  return new Numbers(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** The points of a data set, in two parts: `exact` numbers, or whole thousandths. */
function pointsOf({ rows, training }, exact) {
  const numbers = exact ? floats(rows) : Array.from(floats(rows, Int16Array), (value) => value / 1000);
  const part = (from, to) => {
    const points = [];
    const labels = [];
    for (let i = 3 * from; i < 3 * to; i += 3) {
      points.push([numbers[i], numbers[i + 1]]);
      labels.push(numbers[i + 2]);
    }
    return { points, labels };
  };
  return { training: part(0, training), test: part(training, numbers.length / 3) };
}
