// Runs of training beside each other. One is marked: it is the one that is shown and changed.
import { brief } from "./controls.js";
import { Timeline } from "./timeline.js";
import { difference, Stopped } from "./training.js";
import { symbol } from "./units.js";

const SLOTS = [0, 1, 2]; // which of the colours and letters a run has
const DIFFERENCES = {
  optimizer: ({ spec }) => spec.optimizer,
  activation: ({ spec }) => spec.activation,
  hidden: ({ spec }) => `hidden layers ${spec.hidden.join("-") || "none"}`,
  features: ({ spec }) => `inputs ${["x₁", "x₂", ...spec.features.map(symbol)].join(" ")}`,
  learning_rate: ({ settings }) => `rate ${brief(settings.learning_rate)}`,
  batch_size: ({ settings }) => `batch ${settings.batch_size ?? "all points"}`,
  weight_decay: ({ settings }) => `decay ${brief(settings.weight_decay)}`,
  points: ({ base, rows }) => (difference(base, rows) ? "points changed" : "points as drawn"),
};

export class Runs {
  /** The first of some trainings is marked, unless another one is. */
  constructor(trainings, marked = 0) {
    this.all = trainings.map((training) => new Timeline(training));
    this.all.forEach((run, i) => (run.slot = i));
    this.marked = this.all[marked];
    this.#share();
  }
  #share() {
    for (const run of this.all) run.share(this.all.length);
  }

  get others() {
    return this.all.filter((run) => run !== this.marked);
  }
  /** Whether there is room for another one. */
  get room() {
    return this.all.length < SLOTS.length;
  }

  /** Let the others catch up with the marked one; return whether there is time left. */
  catchUp(until) {
    for (const run of this.others) {
      while (run.step < this.marked.step && this.#advance(run)) if (performance.now() >= until) return false;
    }
    return true;
  }
  /** Take steps with all runs that are equally far, until a time; return how many. */
  advance(count, until = Infinity) {
    let taken = 0;
    while (taken < count) {
      const beside = this.others.filter(({ step }) => step === this.marked.step);
      this.marked.advance();
      beside.forEach((run) => this.#advance(run));
      taken += 1;
      if (performance.now() >= until) break;
    }
    return taken;
  }
  /** Take a step with a run that is not the marked one; return whether it could. */
  #advance(run) {
    try {
      run.advance();
      return true;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return false;
    }
  }

  /** Go to a step with all runs, each as near to it as it can. */
  seek(step) {
    this.marked.seek(step);
    for (const run of this.others) run.seek(this.marked.step);
  }
  mark(run) {
    this.marked = run;
    this.seek(run.step);
  }

  /** Go on with a copy of the marked run; where there is no room for one, it forgets its later steps. */
  fork() {
    const { marked, all } = this;
    if (!this.room) return marked.cut();
    this.marked = marked.fork();
    this.marked.since = marked.step;
    this.marked.slot = SLOTS.find((slot) => all.every((run) => run.slot !== slot));
    all.push(this.marked);
    this.#share();
  }
  /** Before a change: keep what was trained after this step without it. */
  branch() {
    if (this.marked.rewound) this.fork();
  }
  /** Begin again with another training in the place of the marked one. */
  replace(training) {
    this.branch();
    const { slot } = this.marked;
    const fresh = Object.assign(new Timeline(training), { slot });
    this.all = this.all.map((run) => (run === this.marked ? fresh : run));
    this.#share();
    this.mark(fresh);
  }
  /** Forget all but the marked one. */
  keepMarked() {
    this.all = [this.marked];
    this.marked.slot = 0;
    this.#share();
  }

  /** What makes a run another one than the others, in words. */
  describe(run) {
    const told = ({ outcome }) => Object.values(DIFFERENCES).map((words) => words(outcome));
    const own = told(run);
    const others = this.all.filter((other) => other !== run).map(told);
    const words = own.filter((word, i) => others.some((other) => other[i] !== word));
    const twin = others.some((other) => other.every((word, i) => word === own[i]));
    if (twin && run.since !== undefined) words.push(`from step ${run.since.toLocaleString("en")}`);
    return words.join(", ");
  }
}
