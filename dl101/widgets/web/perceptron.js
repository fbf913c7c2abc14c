// A perceptron between two classes: its formula in numbers, its sigmoid, Rosenblatt's rule, and a
// way back to the best line so far.
import { allow, button, element, number, place, readOut, signed, write } from "./controls.js";
import { exact, hasLine, TwoClasses } from "./line.js";
import { crossEntropy, lossText } from "./loss.js";
import { predict, sigmoid } from "./network.js";
import { CLASSES, paintLine, paintRing } from "./painting.js";
import { SigmoidCurve } from "./sigmoid_curve.js";

const RUN = 1000; // corrections after which a run gives up

/**
 * Rosenblatt's rule at the first point from `next` on, in turn, that is misclassified, as one with a
 * score of 0 is: the new line, and what has been done; null if there is none.
 */
export function correct(points, labels, line, next = 0) {
  for (let k = 0; k < points.length; k++) {
    const i = (next + k) % points.length;
    const [x1, x2] = points[i];
    const [w1, w2, b] = line;
    const score = w1 * x1 + w2 * x2 + b;
    const sign = labels[i] ? 1 : -1;
    if (score !== 0 && classOf(score) === labels[i]) continue;
    const after = [w1 + sign * x1, w2 + sign * x2, b + sign].map(exact);
    const corrected = { point: i, at: points[i], label: labels[i], score };
    return { ...corrected, before: line, line: after, next: (i + 1) % points.length };
  }
  return null;
}

/** As everywhere: that of the probability, which for a score of 1e-17 is ½ and no more. */
function classOf(score) {
  return predict([sigmoid(score)]);
}

/** How many corrections a run has made after so many seconds: slowly at first. */
function due(seconds) {
  return Math.floor(8 * seconds + 60 * Math.max(0, seconds - 2) ** 2);
}

export class Perceptron extends TwoClasses {
  rows = ["z = w·x + b", "σ(z)", "distance"];
  help = [
    ...this.help,
    "‖w‖ makes w and b larger or smaller together: the line stays, the probabilities change.",
    "One step of Rosenblatt's rule corrects the line at one misclassified point: the one that you " +
    "clicked last (or chose with N and P), or else the next in order. A score of 0 counts as " +
    "misclassified.",
  ];

  get numbers() {
    return this.traits.map((name) => this.get(name));
  }

  // The best so far -------------------------------------------------------------------------

  /** How many points a line gets right, and its mean cross-entropy. */
  measure([w1, w2, b]) {
    const [points, labels] = [this.get("points"), this.get("labels")];
    const right = points.filter(([x, y], i) => classOf(w1 * x + w2 * y + b) === labels[i]);
    return { right: right.length, loss: crossEntropy(points, labels, [w1, w2], b).mean };
  }
  /** The most accurate line and the one with the least loss, of those in `best` and another one. */
  #better(best, line) {
    const now = this.measure(line);
    const { accuracy = line, loss = line } = best;
    return {
      accuracy: now.right > this.measure(accuracy).right ? line : accuracy,
      loss: now.loss < this.measure(loss).loss ? line : loss,
    };
  }
  /** Those of all lines that hands and the rule have left behind, and of the present one. */
  get best() {
    return this.#better(this.get("_best") ?? {}, this.numbers);
  }
  edit(changes, gesture) {
    super.edit({ _best: this.best, ...changes }, gesture);
  }
  #goTo([w1, w2, b]) {
    this.edit({ w1, w2, b });
  }
  #scores() {
    const row = (name, key) => {
      const { node, show } = readOut([name], { class: "dl101-readout dl101-accuracy" });
      const title = `Back to the line with the best ${name} so far`;
      const back = button(this, "", title, () => this.#goTo(this.best[key]));
      const line = element("div", { class: "dl101-row dl101-best" }, node, back);
      return { line, show: (text) => show({ [name]: text }), back };
    };
    const accuracy = row("accuracy", "accuracy");
    const loss = row("cross-entropy", "loss");
    accuracy.line.firstChild.replaceWith(this.accuracy.node);
    const update = () => {
      const { numbers } = this;
      const best = this.#better(this.get("_best") ?? {}, numbers);
      const [now, most, least] = [numbers, best.accuracy, best.loss].map((line) => this.measure(line));
      loss.show(lossText(now.loss));
      write(accuracy.back, `best so far: ${most.right}`);
      write(loss.back, `best so far: ${lossText(least.loss)}`);
      allow(accuracy.back, now.right < most.right);
      allow(loss.back, now.loss > least.loss);
    };
    const node = element("div", { class: "dl101-scores" }, accuracy.line, loss.line);
    return { node, update };
  }

  // Rosenblatt's rule -----------------------------------------------------------------------

  #running = null; // of a run: its gesture, its first count, when it began

  /** What the rule has done since the line, or the point it was corrected at, was last changed otherwise. */
  get rule() {
    const rule = this.get("_rule");
    const same = (one, other) => other && one.every((value, i) => value === other[i]);
    const still = rule?.line && same(rule.line, this.numbers) &&
      same(rule.at, this.get("points")[rule.point]) && rule.label === this.get("labels")[rule.point];
    return still ? rule : { count: 0, next: 0 };
  }
  /** The index of the point that the next step would correct; −1 if there is none. */
  get candidate() {
    const { chosen } = this.points;
    const start = chosen ?? this.rule.next;
    return correct(this.get("points"), this.get("labels"), this.numbers, start)?.point ?? -1;
  }
  /** Correct the line `times` times, or until nothing is left; return how often it was. */
  #correct(times, gesture) {
    const [points, labels] = [this.get("points"), this.get("labels")];
    let { rule, best } = this;
    let line = this.numbers;
    let done = 0;
    for (; done < times; done++) {
      const step = correct(points, labels, line, this.points.chosen ?? rule.next);
      if (!step) break;
      this.points.chosen = null;
      rule = { ...step, count: rule.count + 1 };
      line = step.line;
      best = this.#better(best, line);
    }
    const [w1, w2, b] = line;
    if (done) this.edit({ w1, w2, b, _rule: rule, _best: best }, gesture);
    return done;
  }
  #step() {
    this.#running = null;
    this.#correct(1, Symbol("step"));
    this.say(this.#ruleText());
    this.schedule();
  }
  #run() {
    const running = this.#running;
    this.#running = running ? null : { gesture: Symbol("run"), done: 0 };
    if (running) this.schedule();
    else this.playHere();
  }
  /** Go on with a run. */
  #advance(time) {
    const running = this.#running;
    running.began ??= time;
    // Somebody else has moved the line.
    if (running.done && !this.rule.count) this.#running = null;
    if (!this.#running) return;
    const seconds = matchMedia("(prefers-reduced-motion: reduce)").matches ? Infinity : (time - running.began) / 1000;
    const wanted = Math.min(RUN, due(seconds)) - running.done;
    const done = this.#correct(wanted, running.gesture);
    running.done += done;
    if (running.done === RUN && this.candidate >= 0) {
      this.set({ _rule: { ...this.rule, ended: this.#data } });
    }
    if (done < wanted || running.done === RUN || this.candidate < 0) this.#running = null;
    if (!this.#running) this.say(this.#ruleText());
    this.schedule();
  }
  /** What a run without an end has been about. */
  get #data() {
    return JSON.stringify([this.get("points"), this.get("labels")]);
  }
  #ruleText() {
    const { count, point, at, label, score, before, ended } = this.rule;
    const { candidate } = this;
    const corrections = `${count.toLocaleString("en")} correction${count === 1 ? "" : "s"}`;
    if (this.points.all.length === 0) return "There are no points.";
    if (candidate < 0) {
      const after = count ? ` after ${corrections}` : "";
      return `No point is misclassified${after}: there is nothing to correct.`;
    }
    if (ended && ended === this.#data) {
      return `${corrections} without an end; the data may not be separable by a line.`;
    }
    if (this.#running) return `${corrections} …`;
    if (!count) return `Next would be point ${this.#named(candidate)}.`;
    const sign = label ? "+" : "−";
    return (
      `${corrections}. Point ${this.#named(point)}, had the score ${number(score)}: w becomes ` +
      `(${place(before.slice(0, 2))}) ${sign} ` +
      `(${place(at)}), and b becomes ` +
      `${number(before[2])} ${sign} 1.`
    );
  }
  #named(i) {
    return `${i + 1}, a${this.get("labels")[i] ? "n" : ""} ${CLASSES[this.get("labels")[i]][1]}`;
  }
  #ruleControls() {
    const title = "One step of Rosenblatt's rule";
    const step = button(this, "One step", title, () => this.#step());
    const run = button(this, "Run it", "Run Rosenblatt's rule", () => this.#run());
    const text = element("p", { class: "dl101-said" });
    const name = element("span", {}, "Rosenblatt's rule");
    const row = element("div", { class: "dl101-row" }, name, step, run);
    const update = () => {
      write(run, this.#running ? "Stop" : "Run it");
      write(text, this.#ruleText());
    };
    return { node: element("div", { class: "dl101-rule" }, row, text), update };
  }

  // Showing ---------------------------------------------------------------------------------

  controls() {
    this.whenPlayedElsewhere(() => {
      this.#running = null;
      this.schedule();
    });
    this.curve = new SigmoidCurve(this);
    const paint = () => {
      const at = this.looked;
      const [points, labels] = [this.get("points"), this.get("labels")];
      const scores = points.map((point) => this.line.at(point));
      this.curve.paint({ scores, labels, z: at && this.line.at(at), theme: this.theme });
    };
    this.own = [this.lines(), { node: this.curve.node, paint }, this.#scores(), this.#ruleControls()];
    return this.own;
  }
  arrange() {
    const { stage, side, details, python, own } = this;
    const [lines, curve, scores, rule] = own.map(({ node }) => node);
    details.node.classList.add("dl101-formula");
    const left = element("div", { class: "dl101-left" }, stage.node, details.node, lines);
    side.append(curve, scores, rule, python.node, this.tools(), this.howTo());
    this.root.append(left, side);
  }
  paint(time) {
    if (this.#running) this.#advance(time);
    super.paint(time);
  }
  paintUnder(context) {
    const { before } = this.rule;
    const { theme, area } = this;
    if (before && !this.#running && hasLine(before.slice(0, 2))) {
      const style = { strokeStyle: theme.faint, lineWidth: 1.5, dash: [6, 5] };
      paintLine(context, area, before.slice(0, 2), before[2], style);
    }
    super.paintUnder(context);
  }
  paintOver(context) {
    const next = this.rule.count && !this.#running ? this.candidate : -1;
    if (next >= 0) paintRing(context, this.area.pixel(this.points.all[next]), 12, this.theme);
    super.paintOver(context);
  }
  values(at) {
    const { line } = this;
    const { w, b } = line.read();
    const z = line.at(at);
    const terms = w.map((value, axis) => `${(axis ? signed : number)(value)}·${inBrackets(at[axis])}`).join(" ");
    const p = number(this.outputs(at)[0], 3);
    const length = number(line.length);
    return {
      "z = w·x + b": `${terms} ${signed(b)} = ${number(z)}`,
      "σ(z)": `1 / (1 + e^${inBrackets(-z)}) = ${p} for orange`,
      distance: line.exists ? `z / ‖w‖ = ${number(z)} / ${length} = ${number(line.distance(at))}` : "no line: w = 0",
    };
  }
  valuesAnywhere() {
    const { line, axes } = this;
    const { w, b } = line.read();
    const terms = `${number(w[0])} ${axes[0]} ${signed(w[1])} ${axes[1]}`;
    return {
      "z = w·x + b": `${terms} ${signed(b)}`,
      "σ(z)": "1 / (1 + e^(−z)) for orange",
      distance: line.exists ? `z / ‖w‖ = z / ${number(line.length)}` : "no line: w = 0",
    };
  }
}

function inBrackets(value) {
  const text = number(value);
  return text.startsWith("−") ? `(${text})` : text;
}
