// What two hidden units make of the plane: each point where its two values are, and the grid that the
// plane's own axes have become.
import { element, OWN_KEYS, selection } from "./controls.js";
import { hasLine } from "./line.js";
import { activations } from "./network.js";
import { Markers, paintAxes, paintLine, paintPaper, Regions, roundUp, using } from "./painting.js";
import { Area } from "./stage.js";
import { subscript } from "./units.js";

const LINES = 10; // of the grid in either direction, and one more
const PIECES = 50; // of each line
const ENDS = { tanh: [-1.2, 1.2], sigmoid: [-0.1, 1.1] };

export class HiddenPlane {
  #markers = new Markers();
  #regions = new Regions();
  #units = [];
  #key = "";

  /** `changed()` is called when there is something else to paint. */
  constructor(view, changed) {
    this.view = view;
    this.canvas = view.canvas({ role: "img", "aria-label": "The plane of two hidden units." });
    const choose = (name) => selection(view, { name, title: `hidden unit ${name}`, options: [], onChange: changed });
    const axes = ["across", "up"].map(choose);
    this.selects = axes.map(({ select }) => select);
    this.choices = element("div", { class: "dl101-row" }, ...axes.map(({ node }) => node));
    this.frame = element("div", { class: "dl101-hidden" }, this.canvas.node);
    this.none = element("p", {}, "There is no hidden layer.");
    const summary = element("summary", OWN_KEYS, "The plane of two hidden units");
    this.node = element("details", {}, summary, this.choices, this.frame, this.none);
    view.listen(this.node, "toggle", changed);
  }

  /** Show points with their labels, and which are `wrong`, as the units see them. */
  paint(layers, { points, labels, wrong, limits, theme }) {
    if (!this.node.open) return;
    this.#offer(layers);
    const empty = this.#units.length === 0;
    [this.frame.hidden, this.choices.hidden, this.none.hidden] = [empty, empty, !empty];
    const context = empty ? null : this.canvas.context();
    if (!context) return;
    const pair = this.selects.map(({ selectedIndex }) => this.#units[selectedIndex]);
    const places = this.#places(layers, points.flat(), pair);
    const [xlim, ylim] = pair.map(({ layer }, axis) => ends(layers[layer].activation, places, axis));
    const area = this.view.keep(this, [...xlim, ...ylim, this.canvas.width], () => {
      return new Area(xlim, ylim, this.canvas.width, this.canvas.height);
    });
    this.#paintGround(context, layers, pair, area, theme);
    paintGrid(context, area, limits, theme.faint, (inputs) => this.#places(layers, inputs, pair));
    paintAxes(context, area, theme, pair.map(({ short }) => short));
    this.#markers.paint(context, area, places, labels, wrong, theme);
    const words = `${points.length} points, each at the values of hidden units ${pair[0].name} and ${pair[1].name}.`;
    if (this.canvas.node.getAttribute("aria-label") !== words) this.canvas.node.setAttribute("aria-label", words);
  }

  /** Let the hidden units be chosen from; at first, two of the last layer. */
  #offer(layers) {
    const hidden = layers.slice(0, -1);
    const key = hidden.map(({ biases }) => biases.length).join();
    if (key === this.#key) return;
    this.#key = key;
    const place = (layer) => (hidden.length > 1 ? ` of layer ${layer + 1}` : "");
    this.#units = hidden.flatMap(({ biases }, layer) =>
      biases.map((_, unit) => {
        const short = `h${subscript(unit + 1)}`;
        return { layer, unit, short, name: short + place(layer) };
      })
    );
    const first = this.#units.findIndex(({ layer }) => layer === hidden.length - 1);
    this.selects.forEach((select, axis) => {
      select.replaceChildren(...this.#units.map((one) => element("option", {}, one.name)));
      select.selectedIndex = Math.min(first + axis, this.#units.length - 1);
    });
  }

  /** Where the inputs, x₁ and x₂ in turn, are in the plane of two units. */
  #places(layers, inputs, pair) {
    const all = activations(layers.slice(0, -1), Float64Array.from(inputs));
    const columns = pair.map(({ layer, unit }) => {
      const { values, width } = all[layer];
      return (row) => values[row * width + unit];
    });
    return Array.from({ length: inputs.length / 2 }, (_, row) => columns.map((value) => value(row)));
  }

  /** Where the output depends on these two units alone, its colours and its line. */
  #paintGround(context, layers, [one, other], area, theme) {
    const last = layers.at(-1);
    const alone = one.layer === layers.length - 2 && one.layer === other.layer;
    const whole = alone && last.weights.length === 2 && one.unit !== other.unit;
    paintPaper(context, area, theme);
    if (!whole) return;
    const seen = { ...last, weights: [last.weights[one.unit], last.weights[other.unit]] };
    const key = [layers, one, other, area, theme];
    this.view.keep(this.#regions, key, () => this.#regions.compute([seen], area, theme, { cell: 8 }));
    this.#regions.paint(context, area);
    if (last.biases.length > 1) return;
    const w = seen.weights.map(([weight]) => weight);
    if (hasLine(w)) paintLine(context, area, w, last.biases[0], { strokeStyle: theme.ink, lineWidth: 2 });
  }
}

/**
 * Paint where the lines of a plane go, shown within `limits`, when `send` moves its points: x₁ and x₂
 * in turn to a list of places.
 */
export function paintGrid(context, area, limits, color, send) {
  const steps = (axis, count) => {
    const [low, high] = limits[axis];
    return Array.from({ length: count + 1 }, (_, i) => low + (i / count) * (high - low));
  };
  const lines = [0, 1].flatMap((axis) =>
    steps(axis, LINES).map((fixed) =>
      steps(1 - axis, PIECES).map((moving) => (axis === 0 ? [fixed, moving] : [moving, fixed]))
    )
  );
  using(context, { strokeStyle: color, lineWidth: 1, globalAlpha: 0.55 }, () => {
    context.beginPath();
    send(lines.flat(2)).forEach((place, i) => {
      if (i % (PIECES + 1) === 0) context.moveTo(...area.pixel(place));
      else context.lineTo(...area.pixel(place));
    });
    context.stroke();
  });
}

/** From where to where a unit's values are shown: all that it can have, or all that the points have. */
function ends(activation, places, axis) {
  if (ENDS[activation]) return ENDS[activation];
  let largest = 1;
  for (const place of places) largest = Math.max(largest, Math.abs(place[axis]));
  largest = 1.1 * roundUp(largest);
  return [activation === "relu" ? -0.1 * largest : -largest, largest];
}
