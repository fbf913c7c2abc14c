// Going back in training, and runs beside each other: what there is to press, and their boundaries.
import { contourLines, gridOver, trace } from "./contours.js";
import { allow, brief, button, element, groupName, OWN_KEYS, write } from "./controls.js";
import { forward, margins } from "./network.js";
import { using } from "./painting.js";

const CELL = 8; // CSS pixels between two evaluations of another run's network
const DASHES = [[7, 3], [2, 3], [9, 3, 2, 3]];
const LETTERS = "ABC";

export class RunsPanel {
  #rows = [];
  #group = groupName();

  constructor(ground) {
    this.ground = ground;
    const make = (text, title, onClick) => button(ground, text, title, onClick);
    this.slider = element("input", { type: "range", "aria-label": "rewind", ...OWN_KEYS });
    ground.listen(this.slider, "input", () => {
      this.#arrange((runs) => runs.seek(Number(this.slider.value)));
      ground.player.forget(); // the points may be others here
    });
    this.step = element("output", {});
    const words = element("span", {}, "rewind");
    this.rewind = element("label", { class: "dl101-rewind" }, words, this.slider, this.step);
    this.fork = make(
      "Fork here",
      "Keep this run, and go on with a copy of it",
      () => this.#arrange((runs) => runs.fork()),
    );
    const race = make(
      "Race the optimizers",
      "Begin again with each optimizer, from the same weights; forgets the other runs",
      () => ground.player.race(),
    );
    this.only = make("Only this run", "Forget the other runs", () => {
      this.slider.focus(); // the button goes away
      this.#arrange((runs) => runs.keepMarked());
    });
    this.list = element("fieldset", { class: "dl101-runs" });
    ground.listen(this.list, "change", ({ target }) => {
      const { run } = this.#rows.find(({ input }) => input === target);
      this.#arrange((runs) => runs.mark(run));
      ground.player.forget();
    });
    const buttons = element("div", { class: "dl101-row" }, this.fork, race, this.only);
    this.node = element("div", { class: "dl101-timeline" }, buttons, this.list);
  }

  get runs() {
    return this.ground.player.runs;
  }
  #arrange(change) {
    this.ground.player.arrange(change);
  }

  /** Bring everything in line with the runs. */
  update() {
    const { all, marked, room } = this.runs;
    const { first, last, step } = marked;
    const text = `${step.toLocaleString("en")} of ${last.toLocaleString("en")}`;
    Object.assign(this.slider, { min: first, max: last, value: step, disabled: first === last });
    this.slider.setAttribute("aria-valuetext", `step ${text}`);
    write(this.step, text);
    allow(this.fork, room);
    this.only.hidden = this.list.hidden = all.length === 1;
    if (all.length !== this.#rows.length || all.some((run, i) => run !== this.#rows[i].run)) this.#offer(all);
    for (const { run, input, name, losses } of this.#rows) {
      input.checked = run === marked;
      const late = run.step === step ? "" : `, at step ${run.step.toLocaleString("en")}`;
      write(name, `${LETTERS[run.slot]} ${this.runs.describe(run)}${late}`);
      write(losses, run.training.losses.map((loss, which) => `${"●○"[which]} ${brief(loss)}`).join("  "));
    }
  }
  /** Let the runs be chosen from. */
  #offer(all) {
    this.#rows = all.map((run) => {
      const input = element("input", { type: "radio", name: this.#group, ...OWN_KEYS });
      const swatch = element("span", { class: `dl101-sample dl101-run-${run.slot}`, "aria-hidden": "true" });
      const name = element("span", {});
      const losses = element("span", { class: "dl101-value" });
      const node = element("div", {}, element("label", {}, input, swatch, name), losses);
      return { run, input, name, losses, node };
    });
    const legend = element("legend", {}, "Mark the run to show and to change");
    this.list.replaceChildren(legend, ...this.#rows.map(({ node }) => node));
  }

  /** Paint the boundaries of the other runs, as far as they are at the same step. */
  paint(context, area, theme) {
    const { marked, others } = this.runs;
    for (const { training, slot } of others) {
      if (training.step !== marked.step) continue;
      const [columns, rows] = [area.width, area.height].map((length) => Math.max(2, Math.round(length / CELL)));
      const points = this.ground.keep("other runs", [area, columns, rows], () => gridOver(area, columns, rows));
      const { values, width } = forward(training.layers, points, { logits: true });
      const sums = width > 1 ? margins(values, width) : values;
      const boundary = new Path2D();
      for (let k = 0; k < width; k++) {
        for (const line of contourLines({ values: sums, width, k, columns, rows }, 0)) trace(boundary, line, area);
      }
      const halo = { strokeStyle: theme.paper, lineWidth: 4, globalAlpha: 0.6 };
      const line = { strokeStyle: theme.runs[slot], lineWidth: 1.8, dash: DASHES[slot] };
      for (const settings of [halo, line]) using(context, settings, () => context.stroke(boundary));
    }
  }
}
