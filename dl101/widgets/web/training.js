// A network that is trained step by step on points of the plane, with the history of its losses.
//
// `trainer.py` is the same in Python. Either side goes on from where the other one was; the state
// that they exchange is a snapshot.
import { Batches, Network, OPTIMIZERS, Random, takeRows, withFeatures } from "./network.js";

export class Training {
  /**
   * `network` has the fields `hidden`, `activation`, `optimizer`, `classes`, `features` and `seed`;
   * `settings`, `learning_rate`, `batch_size` and `weight_decay`. `base` holds the points as the data set has
   * them, `data` those of now, `tests` those of which only the loss is computed: `points` and
   * `labels` each. `limits` are the `largest_loss` and the `curve_length`.
   */
  constructor({ network, settings, base, data, tests, limits }) {
    Object.assign(this, { spec: network, settings: { ...settings }, base, limits });
    this.data = this.#flattened(data);
    this.tests = this.#flattened(tests);
    this.restart(network.seed);
  }

  /** Begin again with new weights. */
  restart(seed) {
    const { hidden, activation, optimizer, classes, features } = this.spec;
    const loss = classes === 2 ? "sigmoid" : "softmax";
    this.network = new Network([2 + features.length, ...hidden, classes === 2 ? 1 : classes], activation, loss);
    const random = new Random(seed);
    this.network.initialize(random);
    this.optimizer = new OPTIMIZERS[optimizer](this.network.parameters.length);
    this.batches = new Batches(random);
    Object.assign(this, { seed, step: 0, interval: 1, inPage: false, began: { ...this.settings } });
    this.changes = new Map();
    this.before = this.base;
    this.#noteEdit();
    this.#known = null;
    this.curve = [this.losses];
  }

  // Training --------------------------------------------------------------------------------

  /** Take `count` steps, or as many as possible `until` a time, at least one; return how many. */
  advance(count, until = Infinity) {
    if (this.data.labels.length === 0) throw new Stopped("There are no points to train on: add some.");
    const before = this.step;
    while (this.step - before < count) {
      this.#oneStep();
      if (performance.now() >= until) break;
    }
    return this.step - before;
  }

  #oneStep() {
    const { network, settings, optimizer, batches } = this;
    const { drawnFrom, position } = batches;
    const { inputs, labels } = this.#batch();
    const loss = network.lossOf(inputs, labels);
    if (!(loss <= this.limits.largest_loss)) {
      batches.resume({ drawnFrom, position }, this.data.labels.length);
      throw new Stopped(
        `Training diverges: after step ${this.step} the loss is ${loss.toPrecision(3)}. ` +
          `Try a smaller learning rate than ${settings.learning_rate}, and reset the weights.`,
      );
    }
    network.backward(settings.weight_decay);
    optimizer.step(network.parameters, network.gradient, settings.learning_rate);
    this.step += 1;
    this.inPage = true;
    this.#known = null;
    if (this.step % this.interval === 0) this.#remember();
  }

  #batch() {
    const { data, settings } = this;
    if (settings.batch_size === null) return data;
    const rows = this.batches.next(data.labels.length, settings.batch_size);
    return { inputs: takeRows(data.inputs, this.network.widths[0], rows), labels: takeRows(data.labels, 1, rows) };
  }

  #remember() {
    this.curve.push(this.losses);
    if (this.curve.length > this.limits.curve_length) {
      this.curve = this.curve.filter((_, i) => i % 2 === 0);
      this.interval *= 2;
    }
  }

  // What it has learned ---------------------------------------------------------------------

  #known = null;

  /** Mean losses over the training and over the test points, NaN without any. */
  get losses() {
    this.#known ??= [this.data, this.tests].map(({ inputs, labels }) =>
      labels.length ? this.network.lossOf(inputs, labels) : NaN
    );
    return this.#known;
  }

  /** The network as Python describes one. */
  get layers() {
    return this.network.describe().map((layer, l) => ({ ...layer, features: l === 0 ? this.spec.features : [] }));
  }

  // What can be changed while it trains -----------------------------------------------------

  /** Set one of the settings for the next steps. */
  change(name, value) {
    if (this.settings[name] === value) return;
    this.settings[name] = value;
    if (this.step === 0) this.began[name] = value;
    else this.#now()[name] = value;
  }

  setData(data) {
    if (!this.changes.get(this.step)?.edit) this.before = this.step ? rowsToData(this.data.rows) : this.base;
    this.data = this.#flattened(data);
    this.batches.restart();
    this.#noteEdit();
    this.#known = null;
    if (this.step === 0) this.curve = [this.losses];
  }

  setTests(tests) {
    this.tests = this.#flattened(tests);
    this.#known = null;
  }

  /** What has been changed since the last step. */
  #now() {
    if (!this.changes.has(this.step)) this.changes.set(this.step, {});
    return this.changes.get(this.step);
  }

  /** Record how the data differ from what they were before the next step. */
  #noteEdit() {
    const now = this.#now();
    // Of an edit that was taken back, what stays is that it has begun a new round of batches.
    const nothing = now.edit && this.step > 0 && this.#batched ? [0, 0, []] : null;
    const edit = difference(rowsOf(this.before), this.data.rows) ?? nothing;
    delete now.edit;
    if (edit) now.edit = edit;
    if (Object.keys(now).length === 0) this.changes.delete(this.step);
  }

  /** Whether there have been batches. */
  get #batched() {
    return this.began.batch_size !== null || [...this.changes.values()].some((change) => "batch_size" in change);
  }

  /** Points and labels in flat arrays to train on, and in the rows that edits are about. */
  #flattened({ points, labels }) {
    return {
      inputs: withFeatures(Float64Array.from(points.flat()), this.spec.features),
      labels: Float64Array.from(labels),
      rows: rowsOf({ points, labels }),
    };
  }

  // Going back ------------------------------------------------------------------------------

  /** Where it is, as far as the record does not say it. */
  get place() {
    const { step, inPage, batches, network, optimizer } = this;
    const { drawnFrom, position } = batches;
    return { step, inPage, drawnFrom, position, numbers: joined([network.parameters, ...optimizer.state]) };
  }

  /** Go back to a place of before, with the `curve` of its step; `changes` are all that were ever made. */
  rewind({ numbers, ...place }, { interval, curve }, changes) {
    const { seed, began, base } = this;
    const made = [...changes].filter(([at]) => at < place.step);
    this.settings = Object.assign({}, began, ...made.map(([, { edit: _, ...settings }]) => settings));
    const rows = made.reduce((all, [, { edit }]) => (edit ? edited(all, edit) : all), rowsOf(base));
    if (difference(this.data.rows, rows)) this.data = this.#flattened(rowsToData(rows));
    this.resume({ run: { ...place, interval, seed, began }, numbers, curve: curve.flat(), changes: made });
    this.redo(changes);
  }

  /** Of changes that were made before, make again those at this step. */
  redo(changes) {
    const change = changes.get(this.step);
    if (!change) return;
    const { edit, ...settings } = change;
    Object.assign(this.settings, settings);
    this.changes.set(this.step, { ...change });
    if (!edit) return;
    this.before = rowsToData(this.data.rows);
    this.data = this.#flattened(rowsToData(edited(this.data.rows, edit)));
    this.batches.restart();
    this.#known = null;
  }

  /** Another training that is where this one is. */
  fork() {
    const { spec, seed, settings, base, limits } = this;
    const [data, tests] = [this.data, this.tests].map(({ rows }) => rowsToData(rows));
    const other = new Training({ network: { ...spec, seed }, settings, base, data, tests, limits });
    other.resume(this.snapshot);
    return other;
  }

  // Traffic with Python ---------------------------------------------------------------------

  get snapshot() {
    const { interval, seed, began } = this;
    const { numbers, ...place } = this.place;
    return {
      run: { ...place, interval, seed, began },
      numbers,
      curve: Float64Array.from(this.curve.flat()),
      changes: [...this.changes],
    };
  }

  /** Go on from a snapshot; return whether it fits. */
  resume({ run, numbers, curve, changes }) {
    const parts = [this.network.parameters, ...this.optimizer.state];
    if (numbers.length !== parts.reduce((sum, part) => sum + part.length, 0)) return false;
    let start = 0;
    for (const part of parts) part.set(numbers.subarray(start, start += part.length));
    const { step, interval, seed, inPage, began } = run;
    Object.assign(this, { step, interval, seed, inPage, began: { ...began } });
    this.changes = new Map(changes.map(([at, change]) => [at, { ...change }]));
    this.batches.resume(run, this.data.labels.length);
    this.curve = Array.from({ length: curve.length / 2 }, (_, i) => [curve[2 * i], curve[2 * i + 1]]);
    this.#known = null;
    let before = rowsOf(this.base);
    for (const [at, { edit }] of this.changes) if (at < step && edit) before = edited(before, edit);
    this.before = rowsToData(before);
    return true;
  }
}

/** Training has ended by itself, for a reason that the reader can do something about. */
export class Stopped extends Error {}

// Data ---------------------------------------------------------------------------------------

/** Points and labels in one row each: x₁, x₂ and the label. */
export function rowsOf({ points, labels }) {
  return points.map(([x1, x2], i) => [x1, x2, labels[i]]);
}

function rowsToData(rows) {
  return { points: rows.map(([x1, x2]) => [x1, x2]), labels: rows.map(([, , label]) => label) };
}

/** The shortest edit that turns rows into others: start, end and the new rows; null if they are equal. */
export function difference(before, after) {
  const shared = Math.min(before.length, after.length);
  let first = 0;
  while (first < shared && same(before[first], after[first])) first++;
  let last = 0;
  while (last < shared - first && same(before.at(-1 - last), after.at(-1 - last))) last++;
  const [start, stop] = [first, before.length - last];
  const rows = after.slice(first, after.length - last);
  return start < stop || rows.length ? [start, stop, rows] : null;
}

export function edited(rows, [start, stop, others]) {
  return rows.toSpliced(start, stop - start, ...others);
}

function same(one, other) {
  return one.every((value, i) => value === other[i]);
}

function joined(arrays) {
  const all = new Float64Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let start = 0;
  for (const array of arrays) {
    all.set(array, start);
    start += array.length;
  }
  return all;
}
