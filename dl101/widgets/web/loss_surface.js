// A boundary with, beside it, the map of its cross-entropy over two of its parameters.
import { contour, mix, tint } from "./contours.js";
import { element, place, selection, write } from "./controls.js";
import { tidy } from "./line.js";
import { Losses, crossEntropy, lossText } from "./loss.js";
import { levels, lossGrid, shade } from "./loss_grid.js";
import { circle, paintAxes, paintRing, using, writeOver } from "./painting.js";
import { Stage } from "./stage.js";
import { widget } from "./view.js";

const NAMES = { w1: "w₁", w2: "w₂", b: "b" };
const STRENGTH = 0.85; // of the loss's colour where the loss is highest
const MARKER_REACH = 24; // pixels
const LABEL_ROOM = 30; // pixels between two contour lines' numbers

/** The map: `model` is the surface's, and `plane`, with its model, the boundary beside it. */
class LossMap {
  #picture = document.createElement("canvas");

  constructor(model, plane) {
    Object.assign(this, { model, plane });
    this.limits = { ...model.get("_constants").limits };
    this.limits[this.x] = model.get("xlim");
    this.limits[this.y] = model.get("ylim");
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
  /** Put the line where a point of the map says. */
  #go(point, gesture) {
    const [u, v] = this.area.clamp(point).map(tidy);
    this.plane.edit({ [this.x]: u, [this.y]: v }, gesture);
  }
  /** The line's place on the map; at its edge where the line is outside. */
  #marker() {
    return {
      name: "current line on the map: arrow keys move it",
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
    plane.keep("map", [this.grid, theme], () => this.#colour(theme));
    context.drawImage(this.#picture, 0, 0, area.width, area.height);
    this.#paintContours(context, theme);
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
    return plane.keep("grid", [points, labels, numbers[third], x, y, area], () => {
      const grid = lossGrid(points, labels, numbers, x, y, area);
      const lines = levels(grid).map((level) => {
        const pieces = [];
        contour(grid, level, (...piece) => pieces.push(piece));
        return { level, pieces };
      });
      return { ...grid, lines };
    });
  }
  #colour({ rgb }) {
    const { grid } = this;
    tint(this.#picture, grid.columns, grid.rows, (i, data, at) =>
      mix(rgb.paper, rgb.loss, STRENGTH * shade(grid, grid.values[i]), data, at),
    );
  }
  #paintContours(context, theme) {
    const { width, height } = this.area;
    using(context, { strokeStyle: theme.ink, lineWidth: 1, globalAlpha: 0.45 }, () => {
      context.beginPath();
      for (const [x1, y1, x2, y2] of this.grid.lines.flatMap(({ pieces }) => pieces)) {
        context.moveTo(x1 * width, y1 * height);
        context.lineTo(x2 * width, y2 * height);
      }
      context.stroke();
    });
    const style = { color: theme.ink, halo: theme.paper };
    using(context, { font: theme.font }, () => {
      for (const { text, at } of this.#labels()) writeOver(context, text, at, style);
    });
  }
  /** The contour lines' numbers, along a ray from the lowest cell to the farthest corner. */
  #labels() {
    const { columns, rows, lowest, lines } = this.grid;
    const sides = [this.area.width, this.area.height];
    const start = [((lowest % columns) + 0.5) / columns, (Math.floor(lowest / columns) + 0.5) / rows];
    const ray = start.map((v) => (v < 0.5 ? 0.92 : 0.08) - v);
    const placed = [];
    for (const { level, pieces } of lines) {
      let [best, nearest] = [null, 0.05];
      for (const [x1, y1, x2, y2] of pieces) {
        const [dx, dy] = [(x1 + x2) / 2 - start[0], (y1 + y2) / 2 - start[1]];
        const off = Math.abs(dx * ray[1] - dy * ray[0]) / Math.hypot(...ray);
        if (dx * ray[0] + dy * ray[1] <= 0 || off >= nearest) continue;
        [best, nearest] = [[(start[0] + dx) * sides[0], (start[1] + dy) * sides[1]], off];
      }
      const near = ({ at }) => Math.hypot(at[0] - best[0], at[1] - best[1]) < LABEL_ROOM;
      const inside = best?.every((v, axis) => v > 22 && v < sides[axis] - 22);
      if (inside && !placed.some(near)) placed.push({ text: String(level), at: best });
    }
    return placed;
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
        : `line: ${axes} ${place(this.current)}: ${lossText(plane.entropy.mean)}${outside}`,
    );
    this.choices.x.show(x);
    this.choices.y.show(y);
    const words =
      `Map of the mean cross-entropy over ${x} (across) and ${y} (up), from ${low} to ${high}; ` +
      `the current line at ${this.#currentText()}${outside}.`;
    plane.describe(stage.canvas.node, words, "");
  }
  /** The loss of the line that a point of the map stands for. */
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
    this.node = element(
      "div",
      { class: "dl101-column" },
      this.stage.node,
      element("div", { class: "dl101-legend" }, low, scale, high),
      now,
      element("div", { class: "dl101-row dl101-faint" }, ...choices),
    );
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
    const [xlim, ylim] = [this.limits[chosen.x], this.limits[chosen.y]];
    this.plane.set({ ...chosen, xlim, ylim }, this.model);
  }
}

/** The boundary of a surface, and its map. */
class Surface extends Losses {
  help = [
    ...this.help,
    "On the map, each place is a line, and its colour the line's cross-entropy (logarithmic scale). " +
      "Drag the ring, move it with the arrow keys, or double-click where it shall go.",
  ];

  constructor(context, own) {
    super(context);
    this.own = own;
  }
  arrange() {
    super.arrange();
    this.map = new LossMap(this.own, this);
    const left = element("div", { class: "dl101-column" });
    this.stage.node.before(left, this.map.node);
    left.append(this.stage.node, ...this.parts.map(({ node }) => node));
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
