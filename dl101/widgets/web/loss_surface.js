// A boundary with, beside it, the map of its cross-entropy over two of its parameters.
import { element, place, selection, write } from "./controls.js";
import { tidy } from "./line.js";
import { crossEntropy, Losses, lossText } from "./loss.js";
import { levels, lossGrid, shade } from "./loss_grid.js";
import { circle, paintAxes, paintRing, using } from "./painting.js";
import { Relief } from "./relief.js";
import { Stage } from "./stage.js";
import { widget } from "./view.js";

const NAMES = { w1: "w₁", w2: "w₂", b: "b" };
const MARKER_REACH = 24; // pixels

/** The map: `model` is the surface's, and `plane`, with its model, the boundary beside it. */
class LossMap {
  constructor(model, plane) {
    Object.assign(this, { model, plane, relief: new Relief(model.get("_constants").relief) });
    this.marker = this.#marker();
    const onDouble = (at) => this.#go(at, Symbol("jump"));
    this.stage = new Stage(plane, { handles: [this.marker], onDouble });
    this.#build();
    plane.on(["x", "y", "xlim", "ylim"], undefined, model);
  }
  get x() {
    return this.model.get("x");
  }
  get y() {
    return this.model.get("y");
  }
  get area() {
    return this.stage.area;
  }
  /** The boundary's numbers, and those of the two that the map shows. */
  get numbers() {
    return Object.fromEntries(Object.keys(NAMES).map((name) => [name, this.plane.get(name)]));
  }
  get current() {
    const { numbers, x, y } = this;
    return [numbers[x], numbers[y]];
  }
  /** Take the perceptron that a point of the map stands for. */
  #go(point, gesture) {
    const [u, v] = this.area.clamp(point).map(tidy);
    this.plane.edit({ [this.x]: u, [this.y]: v }, gesture);
  }
  /** The perceptron's place on the map; at its edge where it is outside. */
  #marker() {
    return {
      name: "current perceptron on the map: arrow keys move it",
      reach: MARKER_REACH,
      place: () => this.area.clamp(this.current),
      text: () => this.#currentText(),
      take: (x) => {
        const from = x === undefined ? this.current : this.marker.place();
        return (way, gesture) => this.#go([from[0] + way[0], from[1] + way[1]], gesture);
      },
    };
  }
  #currentText() {
    const { x, y, current, plane } = this;
    const [u, v] = current.map((value) => place([value]));
    return `${x} = ${u}, ${y} = ${v}, cross-entropy ${lossText(plane.entropy.mean)}`;
  }

  // Painting --------------------------------------------------------------------------------

  paint() {
    const { model, plane, x, y } = this;
    const context = this.stage.begin(model.get("xlim"), model.get("ylim"));
    if (!context) return;
    const { area } = this;
    const { theme } = plane;
    this.grid = this.#grid();
    plane.keep("map", [this.grid, theme], () => {
      const { grid } = this;
      const height = (value) => shade(grid, value);
      this.relief.compute({ grid, height, levels: levels(grid, model.get("_constants").steps), area, theme });
    });
    this.relief.paint(context, area, theme);
    paintAxes(context, area, { ...theme, faint: theme.ink }, [NAMES[x], NAMES[y]]);
    const marker = area.pixel(this.marker.place());
    paintRing(context, marker, 8, theme);
    using(context, { fillStyle: area.contains(this.current) ? theme.ink : theme.paper }, () => {
      circle(context, marker, 3);
      context.fill();
    });
    this.stage.finish();
    this.#tell();
  }
  #grid() {
    const { plane, area, x, y, numbers } = this;
    const third = Object.keys(NAMES).find((name) => name !== x && name !== y);
    const [points, labels] = [plane.get("points"), plane.get("labels")];
    return plane.keep(
      "grid",
      [points, labels, numbers[third], x, y, area],
      () => lossGrid(points, labels, numbers, x, y, area),
    );
  }

  // Words -----------------------------------------------------------------------------------

  #tell() {
    const { legend, area, grid, stage, plane, x, y } = this;
    const empty = plane.entropy.losses.length === 0;
    const [low, high] = [grid.low, grid.high].map((loss) => lossText(empty ? NaN : loss));
    write(legend.low, low);
    write(legend.high, high);
    legend.mark.style.left = `${100 * shade(grid, plane.entropy.mean || 0)}%`;
    const outside = area.contains(this.current) ? "" : " (outside the map)";
    const axes = `${NAMES[x]}, ${NAMES[y]} =`;
    const at = stage.pointer && !stage.drag && area.point(...stage.pointer);
    write(
      legend.now,
      at
        ? `under the pointer: ${axes} ${place(at)}: ${lossText(this.#lossAt(at))}`
        : `perceptron: ${axes} ${place(this.current)}: ${lossText(plane.entropy.mean)}${outside}`,
    );
    this.choices.x.show(x);
    this.choices.y.show(y);
    const words = `Map of the mean cross-entropy over ${x} (across) and ${y} (up), from ${low} to ${high}; ` +
      `the current perceptron at ${this.#currentText()}${outside}.`;
    plane.describe(stage.canvas.node, words, "");
  }
  /** The loss of the perceptron that a point of the map stands for. */
  #lossAt([u, v]) {
    const { w1, w2, b } = { ...this.numbers, [this.x]: u, [this.y]: v };
    return crossEntropy(this.plane.get("points"), this.plane.get("labels"), [w1, w2], b).mean;
  }

  // Building --------------------------------------------------------------------------------

  #build() {
    const span = (name = "") => element("span", { class: name });
    this.legend = { low: span(), high: span(), now: span("dl101-now"), mark: span("dl101-mark") };
    const { low, high, now, mark } = this.legend;
    const scale = element("span", { class: "dl101-bar dl101-shades", "aria-hidden": "true" }, mark);
    this.choices = { x: this.#choice("x", "across"), y: this.#choice("y", "up") };
    const choices = Object.values(this.choices).map(({ node }) => node);
    this.stage.node.style.aspectRatio = "1";
    const legend = element("div", { class: "dl101-legend" }, low, scale, high);
    const row = element("div", { class: "dl101-row dl101-faint" }, ...choices);
    this.nodes = [this.stage.node, legend, now, row];
  }
  #choice(axis, where) {
    const title = `parameter ${where} the map`;
    const onChange = (name) => this.#choose(axis, name);
    return selection(this.plane, { name: where, title, options: Object.entries(NAMES), onChange });
  }
  #choose(axis, name) {
    const chosen = { x: this.x, y: this.y };
    const other = axis === "x" ? "y" : "x";
    if (chosen[other] === name) chosen[other] = chosen[axis];
    chosen[axis] = name;
    const [xlim, ylim] = [chosen.x, chosen.y].map((name) => this.model.get("_limits")[name]);
    this.plane.set({ ...chosen, xlim, ylim }, this.model);
  }
}

/** The boundary of a surface, and its map. */
class Surface extends Losses {
  help = [
    ...this.help,
    "On the map, each place is a perceptron: the darker the place, the lower the cross-entropy " +
    "(logarithmic scale). A contour line joins places of the cross-entropy that stands on it.",
    "Drag the ring, move it with the arrow keys, or double-click where it shall go.",
  ];

  constructor(context, own) {
    super(context);
    this.own = own;
  }
  arrange() {
    this.map = new LossMap(this.own, this);
    const { stage, map, parts, accuracy, details, python } = this;
    const column = (...nodes) => element("div", { class: "dl101-column" }, ...nodes);
    this.root.append(
      column(stage.node, ...parts.map(({ node }) => node), this.tools()),
      column(...map.nodes, accuracy.node, details.node, python.node, this.howTo()),
    );
    this.root.classList.add("dl101-wide");
  }
  paint() {
    super.paint();
    this.map.paint();
  }
}

export default widget(async ({ model, el }) => {
  // The boundary's own model: every view of it moves at once, and without the kernel.
  const reference = model.get("boundary").replace("IPY_MODEL_", "");
  const boundary = await model.widget_manager.get_model(reference);
  return new Surface({ model: boundary, el }, model);
});
