// The controls and read-outs of a training ground.
import { brief, button, element, selection, slider } from "./controls.js";

const HIDDEN_ACTIVATIONS = ["linear", "tanh", "sigmoid", "relu"];
const OPTIMIZERS = ["gradient descent", "momentum", "Adam"];
const BATCHES = [1, 2, 5, 10, 20, 50, 100];
const PACES = [1, 10, 30, 100, 300, 1000];
const MOST_LAYERS = 4; // as in training_checks.py
const MOST_UNITS = 16;

export class TrainingControls {
  constructor(ground) {
    this.ground = ground;
    this.transport = this.#transport();
    this.choices = this.#choices();
    this.readings = this.#readings();
  }

  #transport() {
    const { ground } = this;
    const make = (text, title, onClick) => button({ text, title, onClick, signal: ground.signal });
    this.play = make("▶ Play", "Train, or pause", () => ground.playOrPause());
    this.play.classList.add("dl101-play");
    this.stepButton = make("Step", "Take one training step", () => ground.ask("step"));
    this.reset = make("Reset", "Pause, and begin again with the same initial weights", () => ground.ask("reset"));
    this.fresh = make("New weights", "Pause, and begin again with other initial weights", () => ground.ask("new weights"));
    this.pace = this.#select("pace", "pace, steps a second", [
      ...PACES.map((pace) => ({ value: String(pace), text: `${pace.toLocaleString("en")} steps/s` })),
      { value: "", text: "as fast as it can" },
    ], (value) => ground.set({ pace: value ? Number(value) : null }));
    return element("div", { class: "dl101-row dl101-transport" }, this.play, this.stepButton, this.reset, this.fresh, this.pace.node);
  }

  #select(name, title, options, onChange) {
    return selection({ name, title, options, onChange, signal: this.ground.signal });
  }

  #choices() {
    const { ground } = this;
    const { model } = ground;
    this.dataset = this.#select("data", "data set", model.get("_datasets"), (dataset) => ground.set({ dataset }));
    this.noise = slider({
      name: "noise",
      title: "noise",
      min: 0,
      max: 1.5,
      step: 0.05,
      signal: ground.signal,
      onInput: (noise) => ground.set({ noise }),
    });
    this.activation = this.#select("activation", "activation", HIDDEN_ACTIVATIONS, (activation) => ground.set({ activation }));
    this.optimizer = this.#select("optimizer", "optimizer", OPTIMIZERS, (optimizer) => ground.set({ optimizer }));
    this.rate = slider({
      name: "rate η",
      title: "learning rate",
      min: -4,
      max: 1,
      step: 0.05,
      read: (exponent) => brief(10 ** exponent),
      signal: ground.signal,
      onInput: (exponent) => ground.set({ learning_rate: Number((10 ** exponent).toPrecision(3)) }),
    });
    this.batch = this.#select("batch", "batch size", [
      { value: "", text: "all points" },
      ...BATCHES.map((size) => ({ value: String(size), text: String(size) })),
    ], (value) => ground.set({ batch_size: value ? Number(value) : null }));
    this.depth = this.#depth();
    const nodes = [this.dataset, this.noise, this.activation, this.optimizer, this.rate, this.batch];
    return element("div", { class: "dl101-settings" }, ...nodes.map(({ node }) => node), this.depth);
  }

  #depth() {
    const { ground } = this;
    const make = (text, title, onClick) => {
      const node = button({ text, title, onClick, signal: ground.signal });
      node.setAttribute("aria-label", title);
      return node;
    };
    this.fewer = make("−", "One hidden layer fewer", () => ground.set({ hidden: this.hidden.slice(0, -1) }));
    this.more = make("+", "One hidden layer more", () =>
      ground.set({ hidden: [...this.hidden, this.hidden.at(-1) ?? 4] }),
    );
    this.layers = element("span", {});
    const count = element("span", { class: "dl101-count" }, this.fewer, this.layers, this.more);
    return element("div", { class: "dl101-depth-choice" }, element("span", {}, "hidden layers"), count);
  }

  get hidden() {
    return this.ground.model.get("hidden");
  }
  /** Add units to a hidden layer, or take some away. */
  resize(layer, by) {
    const count = Math.min(MOST_UNITS, Math.max(1, this.hidden[layer] + by));
    if (count !== this.hidden[layer]) this.ground.set({ hidden: this.hidden.with(layer, count) });
  }

  #readings() {
    this.step = element("strong", { class: "dl101-value" }, "0");
    this.cells = [0, 1].map(() => [element("td", {}), element("td", {})]);
    const swatch = (which) => element("span", { class: `dl101-line dl101-line-${which}`, "aria-hidden": "true" });
    const row = (name, mark, which) =>
      element("tr", {}, element("th", { scope: "row" }, swatch(which), `${mark} ${name}`), ...this.cells[which]);
    const head = element("tr", {}, element("td", {}, "step ", this.step), ...["loss", "accuracy"].map((text) => element("th", { scope: "col" }, text)));
    return element("table", { class: "dl101-readings" }, head, row("training", "●", 0), row("test", "○", 1));
  }

  /** Bring everything in line with the traits and with what is shown. */
  update({ playing, gone, step, losses, scores }) {
    const { model } = this.ground;
    this.dataset.select.value = model.get("dataset");
    this.noise.show(model.get("noise"));
    this.noise.input.disabled = model.get("dataset") === "own points";
    this.activation.select.value = model.get("activation");
    this.optimizer.select.value = model.get("optimizer");
    this.rate.show(Math.log10(model.get("learning_rate")));
    this.#offer(this.batch.select, model.get("batch_size"), String);
    this.#offer(this.pace.select, model.get("pace"), (pace) => `${brief(pace)} steps/s`);
    this.#put(this.layers, String(this.hidden.length));
    this.fewer.disabled = this.hidden.length === 0;
    this.more.disabled = this.hidden.length === MOST_LAYERS;
    this.#put(this.play, playing ? "❚❚ Pause" : "▶ Play");
    for (const node of [this.play, this.stepButton, this.reset, this.fresh]) node.disabled = gone;
    this.#put(this.step, step.toLocaleString("en"));
    this.cells.forEach(([loss, accuracy], which) => {
      this.#put(loss, losses[which] === null ? "–" : brief(losses[which]));
      this.#put(accuracy, share(scores[which]));
    });
  }

  /** Choose a value in a list, which gets one more entry if Python has set another. */
  #offer(select, value, write) {
    const text = value === null ? "" : String(value);
    if (select.value === text) return;
    if (![...select.options].some((option) => option.value === text)) {
      select.append(element("option", { value: text }, write(value)));
    }
    select.value = text;
  }

  #put(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }
}

/** A share in words: 95 % of 60 */
export function share({ right, total }) {
  return total ? `${percent(right / total)} % of ${total}` : "–";
}

/** A share in hundredths; 100 only if it is all, and 0 only if it is none. */
function percent(part) {
  return part > 0 && part < 1 ? Math.min(99, Math.max(1, Math.round(100 * part))) : 100 * part;
}
