// What a training ground shows on demand: the weights in numbers, and the program that does the same.
import { button, copyButton, element, number, OWN_KEYS, write } from "./controls.js";
import { inputNames, subscript } from "./units.js";

/** Tables of all weights and biases; they are kept up to date while they are open. */
export class WeightTables {
  #cells = [];
  #key = "";

  constructor() {
    this.tables = element("div", { class: "dl101-tables" });
    const summary = element("summary", OWN_KEYS, "Weights in numbers");
    this.node = element("details", {}, summary, this.tables);
  }

  update(layers) {
    if (!this.node.open) return;
    this.#prepare(layers);
    layers.forEach(({ weights, biases }, l) =>
      [...weights, biases].forEach((row, i) => row.forEach((value, j) => write(this.#cells[l][i][j], number(value, 3))))
    );
  }

  #prepare(layers) {
    const key = layers.map(({ biases, activation }, l) => [inputNames(layers, l), biases.length, activation]).join();
    if (key === this.#key) return;
    this.#key = key;
    this.#cells = layers.map(({ weights, biases }) =>
      [...weights, biases].map((row) => row.map(() => element("td", {})))
    );
    this.tables.replaceChildren(...layers.map((layer, l) => this.#table(layers, layer, l)));
  }

  #table(layers, { biases, activation }, l) {
    const last = l === layers.length - 1;
    const title = last ? `output (${activation})` : `hidden layer ${l + 1} (${activation})`;
    const heads = biases.map((_, j) => `${last ? "z" : "h"}${last && biases.length === 1 ? "" : subscript(j + 1)}`);
    const head = (scope) => (text) => element("th", { scope }, text);
    const rows = [...inputNames(layers, l), "bias"].map((name, i) =>
      element("tr", {}, head("row")(name), ...this.#cells[l][i])
    );
    const first = element("tr", {}, element("td", {}), ...heads.map(head("col")));
    return element("table", {}, element("caption", {}, title), first, ...rows);
  }
}

/** The program, shown and copied. `ask()` asks Python for it. */
export class ProgramPanel {
  constructor(view, ask) {
    this.code = element("pre", { tabindex: "0", role: "group", "aria-label": "program", ...OWN_KEYS });
    this.copy = copyButton(view, "Copy", "Copy the program", this.code);
    const again = button(view, "Write again", "Write the program for the weights of now", ask);
    this.step = element("span");
    const row = element("div", { class: "dl101-row" }, this.copy.node, again, this.step);
    const summary = element("summary", OWN_KEYS, "Export as code");
    this.node = element("details", { class: "dl101-program" }, summary, row, this.code);
    view.listen(this.node, "toggle", () => this.node.open && ask());
  }

  show({ text = "", step = 0 }) {
    write(this.code, text);
    write(this.step, `to step ${step.toLocaleString("en")}`);
    this.copy.reset();
  }
}
