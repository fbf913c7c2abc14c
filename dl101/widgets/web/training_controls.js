// The controls and read-outs of a training ground.
import { allow, brief, button, choices, element, percent, selection, slider, write } from "./controls.js";
import { symbol } from "./units.js";

const BATCHES = [null, 1, 2, 5, 10, 20, 50, 100];
const DECAYS = [0, 0.0001, 0.001, 0.003, 0.01, 0.03];
const PACES = [1, 10, 30, 100, 300, 1000, null];

export class TrainingControls {
  lists = []; // functions that bring a list in line with its trait

  constructor(ground) {
    this.ground = ground;
    this.transport = this.#transport();
    this.choices = this.#choices();
    this.readings = this.#readings();
  }

  #transport() {
    const { ground } = this;
    const make = (text, title, onClick) => button(ground, text, title, onClick);
    this.play = make("▶ Play", "Train, or pause", () => ground.playOrPause());
    this.play.classList.add("dl101-play");
    const step = make("Step", "Take one training step", () => ground.player.step());
    const reset = make(
      "Reset",
      "Pause, and begin again with the same initial weights; forgets the other runs",
      () => ground.restart(),
    );
    const fresh = make(
      "New weights",
      "Begin again with other initial weights; forgets the other runs",
      () => ground.restart(1),
    );
    const speed = (pace) => (pace ? `${pace.toLocaleString("en")} steps/s` : "as fast as it can");
    const pace = this.#list("pace", "pace", "pace, steps a second", PACES, speed);
    return element("div", { class: "dl101-row dl101-transport" }, this.play, step, reset, fresh, pace);
  }

  /** The values of a trait in words, to choose from; what Python sets besides is one more of them. */
  #list(trait, name, title, values, words = String) {
    const { ground } = this;
    const option = (value) => [JSON.stringify(value), words(value)];
    const onChange = (text) => ground.set({ [trait]: JSON.parse(text) });
    const { node, show } = selection(ground, { name, title, options: values.map(option), onChange });
    this.lists.push(() => show(...option(ground.get(trait))));
    return node;
  }

  #choices() {
    const { ground } = this;
    const { activations, optimizers } = ground.constants;
    this.dataset = selection(ground, {
      name: "data",
      title: "data set",
      options: this.sets.map(({ name }) => name),
      onChange: (name) => ground.use(name),
    });
    this.noise = slider(ground, {
      name: "noise",
      title: "noise",
      min: 0,
      max: 1.5,
      step: 0.05,
      onInput: (noise) => ground.askPython({ noise }),
    });
    this.rate = slider(ground, {
      name: "rate η",
      title: "learning rate",
      min: -4,
      max: 1,
      step: 0.05,
      text: (exponent) => brief(10 ** exponent),
      onInput: (exponent) => ground.set({ learning_rate: Number((10 ** exponent).toPrecision(3)) }),
    });
    const inputs = ground.constants.features.map((formula) => [formula, symbol(formula)]);
    this.features = choices(ground, "inputs x₁, x₂ and", inputs, (features) => ground.set({ features }));
    return element(
      "div",
      { class: "dl101-settings" },
      this.dataset.node,
      this.noise.node,
      this.#list("activation", "activation", "activation", activations),
      this.#list("optimizer", "optimizer", "optimizer", optimizers),
      this.rate.node,
      this.#list("batch_size", "batch", "batch size", BATCHES, (size) => String(size ?? "all points")),
      this.#list("weight_decay", "decay", "weight decay", DECAYS, brief),
      this.#depth(),
      this.features.node,
    );
  }

  #depth() {
    const { ground } = this;
    const make = (text, title, onClick) => {
      const node = button(ground, text, title, onClick);
      node.setAttribute("aria-label", title);
      return node;
    };
    this.fewer = make("−", "One hidden layer fewer", () => ground.set({ hidden: this.hidden.slice(0, -1) }));
    this.more = make(
      "+",
      "One hidden layer more",
      () => ground.set({ hidden: [...this.hidden, this.hidden.at(-1) ?? 4] }),
    );
    this.layers = element("span", {});
    const count = element("span", { class: "dl101-count" }, this.fewer, this.layers, this.more);
    return element("div", { class: "dl101-depth-choice" }, element("span", {}, "hidden layers"), count);
  }

  get sets() {
    return this.ground.get("_sets");
  }
  get hidden() {
    return this.ground.get("hidden");
  }
  /** Add units to a hidden layer, or take some away. */
  resize(layer, by) {
    const count = Math.min(this.ground.constants.most_units, Math.max(1, this.hidden[layer] + by));
    if (count !== this.hidden[layer]) this.ground.set({ hidden: this.hidden.with(layer, count) });
  }

  #readings() {
    this.step = element("strong", { class: "dl101-value" }, "0");
    this.cells = [0, 1].map(() => [element("td", {}), element("td", {})]);
    const swatch = (which) => element("span", { class: `dl101-sample dl101-sample-${which}`, "aria-hidden": "true" });
    const row = (name, mark, which) =>
      element("tr", {}, element("th", { scope: "row" }, swatch(which), `${mark} ${name}`), ...this.cells[which]);
    const head = element(
      "tr",
      {},
      element("td", {}, "step ", this.step),
      ...["loss", "accuracy"].map((text) => element("th", { scope: "col" }, text)),
    );
    return element("table", { class: "dl101-train-test" }, head, row("training", "●", 0), row("test", "○", 1));
  }

  /** Bring everything in line with the traits and with what is shown. */
  update({ playing, step, losses, scores }) {
    const { ground } = this;
    for (const show of this.lists) show();
    this.dataset.show(ground.get("dataset"));
    this.noise.show(ground.noise);
    const noisy = this.sets.some(({ name, noise }) => name === ground.get("dataset") && noise > 0);
    this.noise.input.disabled = ground.alone || !noisy;
    this.features.show(ground.get("features"));
    this.rate.show(Math.log10(ground.get("learning_rate")));
    write(this.layers, String(this.hidden.length));
    allow(this.fewer, this.hidden.length > 0);
    allow(this.more, this.hidden.length < ground.constants.most_layers);
    write(this.play, playing ? "❚❚ Pause" : "▶ Play");
    write(this.step, step.toLocaleString("en"));
    this.cells.forEach(([loss, accuracy], which) => {
      write(loss, brief(losses[which]));
      write(accuracy, share(scores[which]));
    });
  }
}

/** A share in words: 95 % of 60 */
export function share({ right, total }) {
  return total ? `${percent(right, total)} % of ${total}` : "–";
}
