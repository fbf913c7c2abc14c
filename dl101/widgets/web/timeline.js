// A run of training in which one can go back.
//
// Every so many steps it keeps where training is. The steps between are taken again, with everything
// that was changed by hand in its place: they end in the same state, to the last bit.
import { edited, rowsOf } from "./training.js";

const REACH = 10_000; // how many steps back one can go
const MEMORY = 20e6; // bytes for the places of all runs together
const CLOSEST = 10; // steps between two places that are kept
const AROUND = 500; // bytes that a place needs besides its numbers

export class Timeline {
  #places = [];
  #curves = new Map(); // by interval: the loss curve, each until it had become too long
  #end = null; // what is known of the last step while training is at an earlier one

  constructor(training) {
    this.training = training;
    this.share(1);
    this.#keep();
  }
  /** Leave room in the memory for as many runs: keep fewer places. */
  share(count) {
    const bytes = 8 * this.training.place.numbers.length + AROUND;
    this.apart = Math.max(CLOSEST, Math.ceil((REACH * bytes * count) / MEMORY));
    let last = -Infinity;
    this.#places = this.#places.filter(({ step }) => {
      const kept = step - last >= this.apart;
      if (kept) last = step;
      return kept;
    });
  }

  get step() {
    return this.training.step;
  }
  /** The first and the last step that one can go to. */
  get first() {
    return this.#places[0].step;
  }
  get last() {
    return this.#end?.step ?? this.step;
  }
  /** Whether there are later steps that have been taken already. */
  get rewound() {
    return this.#end !== null;
  }
  /** The losses of all steps, also of later ones: their `curve`, its `interval`, and the `losses` at the `last`. */
  get whole() {
    const { training, last } = this;
    if (!this.rewound) return { curve: training.curve, interval: training.interval, losses: training.losses, last };
    const [interval, curve] = [...this.#curves].at(-1);
    return { curve, interval, losses: this.#end.losses, last };
  }

  /** The network, the settings and the data of its last step. */
  get outcome() {
    const { spec, base, began, changes } = this.training;
    const settings = { ...began };
    let rows = rowsOf(base);
    for (const { edit, ...others } of (this.#end?.changes ?? changes).values()) {
      Object.assign(settings, others);
      if (edit) rows = edited(rows, edit);
    }
    return { spec, settings, base: rowsOf(base), rows };
  }

  /** Take a step: the one that was taken before, or a new one. */
  advance() {
    const { training } = this;
    training.advance(1);
    if (this.rewound) this.#again();
    else if (training.step % this.apart === 0) this.#keep();
    else this.#curves.set(training.interval, training.curve);
  }
  #again() {
    this.training.redo(this.#end.changes);
    if (this.step === this.#end.step) this.#end = null;
  }
  #keep() {
    const { training } = this;
    const places = this.#places;
    this.#curves.set(training.interval, training.curve);
    places.push(training.place);
    while (places.length > 2 && places[1].step <= this.step - REACH) places.shift();
  }

  /** Go to a step, or as near to it as possible. */
  seek(step) {
    const { training } = this;
    const goal = Math.min(Math.max(step, this.first), this.last);
    if (goal === this.step) return;
    const place = this.#places.findLast((one) => one.step <= goal);
    if (training.step > goal || training.step < place.step) {
      const { changes, losses } = training;
      this.#end ??= { step: this.step, changes, losses };
      training.rewind(place, this.#curveAt(place.step), this.#end.changes);
    }
    while (this.step < goal) {
      training.advance(1);
      this.#again();
    }
    Object.assign(training, this.#curveAt(goal));
  }
  /** The curve of a step, as it was then. */
  #curveAt(step) {
    const count = (interval) => Math.floor(step / interval) + 1;
    const most = this.training.limits.curve_length;
    const [interval, curve] = [...this.#curves].find(([one]) => count(one) <= most);
    return { interval, curve: curve.slice(0, count(interval)) };
  }

  /** Another run that is the same up to this step. */
  fork() {
    const other = new Timeline(this.training.fork());
    other.#places = this.#places;
    other.#curves = this.#curves;
    other.cut();
    return other;
  }
  /** Forget what came after this step. */
  cut() {
    const { step, interval, curve } = this.training;
    this.#end = null;
    this.#places = this.#places.filter((place) => place.step <= step);
    this.#curves = new Map([...this.#curves].filter(([one]) => one < interval)).set(interval, curve);
  }
}
