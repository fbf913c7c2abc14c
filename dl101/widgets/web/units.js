// The network as a drawing: every unit with its map of the plane, every weight as a line.
import { element, number, OWN_KEYS, signed } from "./controls.js";
import { contourPath, gridOver, tint } from "./contours.js";
import { activations, margins, withFeatures } from "./network.js";
import { twoColours } from "./painting.js";
import { Area } from "./stage.js";

const CELLS = 24; // evaluations of the network across a unit's map
const LARGEST = 46; // CSS pixels of a map
const HIGHEST = 430; // CSS pixels of the highest layer
const HEADER = 48;
const SIDE = 22; // right of the last layer, and left of the first one
const NAMES = 48; // the same left of the inputs if they have long names
const GAP = 8;

/** How a unit's values become numbers from 0 to 1, with 1/2 for the value in the middle. */
export function unitScale(activation) {
  if (activation === "sigmoid" || activation === "softmax") return () => {};
  if (activation === "tanh") {
    return (values) => {
      for (let i = 0; i < values.length; i++) values[i] = (values[i] + 1) / 2;
    };
  }
  return (values) => {
    let largest = 1e-9;
    for (const value of values) largest = Math.max(largest, Math.abs(value));
    for (let i = 0; i < values.length; i++) values[i] = 0.5 + values[i] / (2 * largest);
  };
}

/** The part of a network that ends in one unit. */
export function upTo(layers, { layer, unit }) {
  const { weights, biases } = layers[layer];
  const own = { ...layers[layer], weights: weights.map((row) => [row[unit]]), biases: [biases[unit]] };
  return [...layers.slice(0, layer), own];
}

export class Units {
  #maps = [];
  #grid = null;
  #key = "";
  #pictures = new Map();

  /**
   * `choose()` is called when another unit is looked at, or none; `resize(layer, by)` when a hidden
   * layer is to have more units, or fewer.
   */
  constructor(view, { choose, resize }) {
    Object.assign(this, { view, choose, resize, pinned: null, looked: null });
    this.canvas = view.canvas({ "aria-hidden": "true" });
    this.headers = element("div", { class: "dl101-layers" });
    this.buttons = element("div", { role: "group", "aria-label": "Hidden units and output" });
    this.node = element("div", { class: "dl101-units" }, this.canvas.node, this.headers, this.buttons);
    this.#listen();
  }

  /** The unit that is shown large: the one under the pointer or with the keyboard, or the pinned one. */
  get chosen() {
    return this.looked ?? this.pinned;
  }

  // Painting --------------------------------------------------------------------------------

  paint(layers, theme, limits) {
    const { canvas } = this;
    if (!canvas.width) return;
    this.#arrange(layers, canvas.width);
    canvas.node.style.height = `${this.height}px`;
    canvas.height = this.height;
    const context = canvas.context();
    context.clearRect(0, 0, canvas.width, this.height);
    this.#evaluate(layers, limits);
    layers.forEach((layer, l) => this.#paintWeights(context, layer, l, theme));
    this.places.forEach((column, l) =>
      column.forEach((place, k) => this.#paintUnit(context, layers, theme, l, k, place))
    );
  }

  /** Find places for all units, and put buttons over them. */
  #arrange(layers, width) {
    const widths = widthsOf(layers);
    const key = [width, ...widths].join();
    if (key === this.#key) return;
    this.#key = key;
    const most = Math.max(...widths);
    const left = widths[0] > 2 ? NAMES : SIDE;
    const across = (width - left - SIDE) / (1 + 1.35 * (widths.length - 1));
    const size = Math.floor(Math.min(LARGEST, across, HIGHEST / most - GAP));
    const step = (width - left - SIDE - size) / (widths.length - 1);
    const inner = most * (size + GAP);
    this.size = size;
    this.height = HEADER + inner;
    this.places = widths.map((count, c) =>
      Array.from({ length: count }, (_, k) => [
        left + c * step,
        HEADER + (inner - count * (size + GAP)) / 2 + k * (size + GAP) + GAP / 2,
      ])
    );
    this.#placeHeaders(widths);
    this.#placeButtons();
  }

  #evaluate(layers, [xlim, ylim]) {
    const key = [...xlim, ...ylim].join();
    if (this.#grid?.key !== key) {
      const area = new Area(xlim, ylim, CELLS, CELLS);
      this.#grid = { key, points: gridOver(area, CELLS, CELLS) };
    }
    const { points } = this.#grid;
    const inputs = withFeatures(points, layers[0].features);
    this.#maps = [{ values: inputs, sums: inputs, width: layers[0].weights.length }, ...activations(layers, points)];
    const output = this.#maps.at(-1);
    if (output.width > 1) output.sums = margins(output.sums, output.width);
  }

  #paintUnit(context, layers, theme, l, k, [x, y]) {
    const { size } = this;
    const { values, sums, width } = this.#maps[l];
    const own = new Float64Array(CELLS * CELLS);
    for (let i = 0; i < own.length; i++) own[i] = values[i * width + k];
    unitScale(l ? layers[l - 1].activation : "linear")(own);
    const picture = this.#picture(l, k);
    tint(picture, CELLS, CELLS, twoColours(own, theme));
    context.drawImage(picture, x, y, size, size);
    context.strokeStyle = theme.ink;
    context.lineWidth = 1;
    const grid = { values: sums, width, k, columns: CELLS, rows: CELLS };
    context.stroke(contourPath(grid, [0], [x, y, size, size]));
    const { chosen } = this;
    const here = chosen && chosen.layer === l - 1 && chosen.unit === k;
    context.strokeStyle = here ? theme.ink : theme.faint;
    context.lineWidth = here ? 3 : 1;
    context.strokeRect(x, y, size, size);
    if (l === 0) this.#nameInput(context, theme, inputNames(layers, 0)[k], x, y);
  }

  #nameInput(context, theme, name, x, y) {
    context.font = theme.sized("italic 13px");
    context.fillStyle = theme.ink;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.fillText(name, x - 4, y + this.size / 2);
  }

  #picture(l, k) {
    const key = `${l} ${k}`;
    if (!this.#pictures.has(key)) this.#pictures.set(key, document.createElement("canvas"));
    return this.#pictures.get(key);
  }

  /** One line for each weight: thicker for larger, in the colour of the side that it speaks for. */
  #paintWeights(context, { weights }, l, theme) {
    const { size } = this;
    const [from, to] = [this.places[l], this.places[l + 1]];
    const largest = Math.max(1, ...weights.flat().map(Math.abs));
    weights.forEach((row, i) =>
      row.forEach((weight, j) => {
        const [x1, y1, x2, y2] = [from[i][0] + size, from[i][1] + size / 2, to[j][0], to[j][1] + size / 2];
        const middle = (x1 + x2) / 2;
        context.strokeStyle = theme.classes[weight < 0 ? 0 : 1];
        context.lineWidth = 0.4 + (4.6 * Math.abs(weight)) / largest;
        context.globalAlpha = 0.35 + (0.65 * Math.abs(weight)) / largest;
        context.beginPath();
        context.moveTo(x1, y1);
        context.bezierCurveTo(middle, y1, middle, y2, x2, y2);
        context.stroke();
      })
    );
    context.globalAlpha = 1;
  }

  // Above and over the drawing --------------------------------------------------------------

  #placeHeaders(widths) {
    const headers = widths.map((count, c) => {
      const last = widths.length - 1;
      const apart = this.places[1][0][0] - this.places[0][0][0];
      const hidden = apart < 60 ? String(c) : `hidden ${c}`;
      const title = c === 0 ? "inputs" : c === last ? "output" : hidden;
      const node = element("div", {}, element("span", {}, title));
      if (c > 0 && c < last) node.append(this.#widthButtons(c - 1, count));
      node.style.left = `${this.places[c][0][0] + this.size / 2}px`;
      return node;
    });
    const focused = this.headers.contains(document.activeElement) && document.activeElement.dataset;
    this.headers.replaceChildren(...headers);
    if (focused) this.headers.querySelector(`[data-h="${focused.h}"][data-by="${focused.by}"]`)?.focus();
  }

  #widthButtons(h, count) {
    const make = (text, by, title) =>
      element("button", { type: "button", title, "aria-label": title, ...OWN_KEYS, "data-h": h, "data-by": by }, text);
    const less = make("−", -1, `One unit fewer in hidden layer ${h + 1}`);
    const more = make("+", 1, `One unit more in hidden layer ${h + 1}`);
    return element("span", { class: "dl101-count" }, less, element("span", {}, String(count)), more);
  }

  #placeButtons() {
    const focused = this.buttons.contains(document.activeElement) ? this.looked : null;
    const nodes = this.places.slice(1).flatMap((column, layer) =>
      column.map(([x, y], unit) => {
        const node = element("button", { type: "button", ...OWN_KEYS });
        Object.assign(node.style, { left: `${x}px`, top: `${y}px`, width: `${this.size}px`, height: `${this.size}px` });
        Object.assign(node.dataset, { layer, unit });
        node.setAttribute("aria-label", this.name({ layer, unit }));
        return node;
      })
    );
    this.buttons.replaceChildren(...nodes);
    const exists = (one) => one && this.places[one.layer + 1]?.[one.unit] && one;
    this.pinned = exists(this.pinned) ?? null;
    this.looked = exists(this.looked) ?? null;
    this.#press();
    if (focused) this.#button(this.looked ?? { layer: 0, unit: 0 })?.focus();
  }

  name({ layer, unit }) {
    const last = this.places.length - 2;
    const column = this.places[layer + 1];
    if (layer === last) return column.length > 1 ? `output ${unit + 1} of ${column.length}` : "output";
    return `hidden layer ${layer + 1}, unit ${unit + 1} of ${column.length}`;
  }

  #button({ layer, unit }) {
    return this.buttons.querySelector(`[data-layer="${layer}"][data-unit="${unit}"]`);
  }

  /** One button of all takes part in the tab order: arrow keys go on from it. */
  #press() {
    const at = this.chosen ?? { layer: 0, unit: 0 };
    for (const node of this.buttons.children) {
      const is = (one) => one && Number(node.dataset.layer) === one.layer && Number(node.dataset.unit) === one.unit;
      node.tabIndex = is(at) ? 0 : -1;
      node.setAttribute("aria-pressed", String(Boolean(is(this.pinned))));
    }
  }

  #listen() {
    const of = ({ target }) => {
      const node = target.closest("[data-layer]");
      return node && { layer: Number(node.dataset.layer), unit: Number(node.dataset.unit) };
    };
    const look = (unit) => {
      this.looked = unit;
      this.#press();
      this.choose();
    };
    const resized = ({ target }) => {
      const { h, by } = target.dataset;
      if (by) this.resize(Number(h), Number(by));
    };
    this.view.listen(this.headers, "click", resized);
    const on = (name, listener) => this.view.listen(this.buttons, name, listener);
    on("pointerover", (event) => look(of(event)));
    on("pointerleave", () => look(null));
    on("focusin", (event) => look(of(event)));
    on("focusout", () => look(null));
    on("click", (event) => this.#pin(of(event)));
    on("keydown", (event) => this.#keydown(event, of(event)));
  }

  #pin(unit) {
    if (!unit) return;
    const same = this.pinned && this.pinned.layer === unit.layer && this.pinned.unit === unit.unit;
    this.pinned = same ? null : unit;
    if (same) this.looked = null;
    this.#press();
    this.choose();
  }

  #keydown(event, at) {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!at || !move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const layer = Math.min(Math.max(at.layer + move[0], 0), this.places.length - 2);
    const count = this.places[layer + 1].length;
    this.#button({ layer, unit: Math.min(Math.max(at.unit + move[1], 0), count - 1) }).focus();
  }
}

/** What a unit computes, in numbers: tanh(0.53 x₁ − 1.20 x₂ + 0.40) */
export function formula(layers, { layer, unit }) {
  const { weights, biases, activation } = layers[layer];
  const names = inputNames(layers, layer);
  const terms = weights.map((row, i) => `${(i ? signed : number)(row[unit])} ${names[i]}`);
  const sum = `${terms.join(" ")} ${signed(biases[unit])}`;
  return activation === "linear" ? sum : `${activation}(${sum})`;
}

/** Numbers of inputs, of units of each hidden layer and of outputs. */
export function widthsOf(layers) {
  return [layers[0].weights.length, ...layers.map(({ biases }) => biases.length)];
}

/** What a layer's inputs are called: x₁, x₂, x₁² or h₁, h₂. */
export function inputNames(layers, l) {
  if (l === 0) return ["x₁", "x₂", ...layers[0].features.map(symbol)];
  return layers[l].weights.map((_, i) => `h${subscript(i + 1)}`);
}

/** A formula of Python's as people write it: x₁² for x1**2 */
export function symbol(formula) {
  return formula.replace("**2", "²").replace("*", "").replace(/\d/g, subscript);
}

export function subscript(index) {
  return String(index).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}
