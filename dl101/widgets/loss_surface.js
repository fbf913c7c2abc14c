// A boundary with, beside it, the map of its cross-entropy over two of its parameters.
import { initialize } from "./closing.js";
import { View, paintAxes } from "./painter.js";
import { element, number } from "./controls.js";
import { Hands } from "./hands.js";
import { Plane } from "./plane.js";
import { tidy } from "./line.js";
import { crossEntropy, lossOf, lossScene, lossText } from "./loss.js";
import { contour, levels, lossGrid, shade } from "./loss_grid.js";

const NAMES = { w1: "w₁", w2: "w₂", b: "b" };
const LIMITS = { w1: [-4, 4], w2: [-4, 4], b: [-8, 8] };
const STRENGTH = 0.85; // of the loss's colour where the loss is highest
const MARKER_REACH = 24; // pixels
const LABEL_ROOM = 30; // pixels between two contour lines' numbers

/** The line's place on the map. */
class Marker {
  name = "current line on the map: arrow keys move it";

  constructor(map) {
    this.map = map;
  }
  place() {
    return this.map.view && this.map.view.clamp(this.map.current);
  }
  text() {
    const { x, y, current, loss } = this.map;
    const place = `${x} = ${number(current[0])}, ${y} = ${number(current[1])}`;
    return `${place}, cross-entropy ${lossText(loss)}`;
  }
  hit(x, y) {
    const distance = this.map.view.distance(this.place(), x, y);
    if (distance > MARKER_REACH) return null;
    return { distance, cursor: "grab", grab: (at) => this.grab(at) };
  }
  grab([x, y]) {
    const [px, py] = this.place();
    const gesture = Symbol("drag");
    return ([nx, ny]) => this.map.go([px + nx - x, py + ny - y], gesture);
  }
  nudge(dx, dy) {
    const [x, y] = this.map.current;
    this.map.go([x + dx, y + dy], "nudge marker");
  }
}

class LossMap {
  #grid = null;
  #key = [];
  #picture = document.createElement("canvas");
  #lines = [];
  #size = [0, 0];
  #pointer = null;
  #limits = { ...LIMITS };

  constructor(model, plane) {
    Object.assign(this, { model, plane, signal: plane.signal });
    this.#limits[this.x] = model.get("xlim");
    this.#limits[this.y] = model.get("ylim");
    this.#build();
    this.marker = new Marker(this);
    this.hands = new Hands(this, [this.marker]);
    this.#watch();
  }

  get x() {
    return this.model.get("x");
  }
  get y() {
    return this.model.get("y");
  }
  get current() {
    return [this.x, this.y].map((name) => this.plane.model.get(name));
  }
  get loss() {
    return lossOf(this.plane.model).mean;
  }
  /** Put the line where the map's point says. */
  go(point, gesture) {
    const [u, v] = this.view.clamp(point).map(tidy);
    this.plane.edit({ [this.x]: u, [this.y]: v }, gesture);
  }

  // What `Hands` asks of a picture.
  schedule() {
    this.plane.schedule();
  }
  point(pixel) {
    this.#pointer = pixel;
    this.schedule();
  }
  doubleClick(x, y) {
    this.go(this.view.point(x, y), Symbol("jump"));
  }

  // Painting --------------------------------------------------------------------------------

  /** Paint; the plane calls this after each painting of its own. */
  paint() {
    const [width, height] = this.#size;
    if (!width || !height) return;
    const { canvas } = this;
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    this.view = new View(this.model.get("xlim"), this.model.get("ylim"), width, height);
    this.#compute();
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = true;
    context.drawImage(this.#picture, 0, 0, width, height);
    this.#paintContours(context);
    const { theme } = this.plane;
    const ink = { ...theme, faint: theme.ink };
    paintAxes(context, this.view, ink, [NAMES[this.x], NAMES[this.y]]);
    this.#paintMarker(context);
    this.hands.update(this.view);
    this.#tell();
  }

  #compute() {
    const { model } = this.plane;
    const numbers = Object.fromEntries(Object.keys(NAMES).map((name) => [name, model.get(name)]));
    const third = Object.keys(NAMES).find((name) => name !== this.x && name !== this.y);
    const [points, labels] = [model.get("points"), model.get("labels")];
    const { left, right, bottom, top, width, height } = this.view;
    const limits = [left, right, bottom, top, width, height];
    const key = [points, labels, numbers[third], this.x, this.y, this.plane.theme, ...limits];
    if (key.every((value, i) => value === this.#key[i])) return;
    this.#key = key;
    this.#grid = lossGrid(points, labels, numbers, this.x, this.y, this.view);
    this.#colour();
    this.#lines = levels(this.#grid).map((level) => ({ level, pieces: contour(this.#grid, level) }));
  }

  #colour() {
    const { values, size } = this.#grid;
    const { paperRgb, lossRgb } = this.plane.theme;
    const image = new ImageData(size, size);
    values.forEach((value, i) => {
      const share = STRENGTH * shade(this.#grid, value);
      for (let c = 0; c < 3; c++) {
        image.data[4 * i + c] = paperRgb[c] + share * (lossRgb[c] - paperRgb[c]);
      }
      image.data[4 * i + 3] = 255;
    });
    Object.assign(this.#picture, { width: size, height: size });
    this.#picture.getContext("2d").putImageData(image, 0, 0);
  }

  #paintContours(context) {
    const { view, plane: { theme } } = this;
    context.save();
    Object.assign(context, { strokeStyle: theme.ink, lineWidth: 1, globalAlpha: 0.45 });
    context.beginPath();
    for (const { pieces } of this.#lines) {
      for (const [x1, y1, x2, y2] of pieces) {
        context.moveTo(x1 * view.width, y1 * view.height);
        context.lineTo(x2 * view.width, y2 * view.height);
      }
    }
    context.stroke();
    Object.assign(context, { globalAlpha: 1, font: theme.font, fillStyle: theme.ink });
    Object.assign(context, { textAlign: "center", textBaseline: "middle" });
    Object.assign(context, { strokeStyle: theme.paper, lineWidth: 3 });
    for (const { text, x, y } of this.#labels()) {
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    }
    context.restore();
  }

  /** The contour lines' numbers, along a ray from the lowest cell to the farthest corner. */
  #labels() {
    const { size, lowest } = this.#grid;
    const { width, height } = this.view;
    const start = [(lowest % size) + 0.5, Math.floor(lowest / size) + 0.5].map((v) => v / size);
    const ray = start.map((v) => (v < 0.5 ? 0.92 : 0.08) - v);
    const placed = [];
    for (const { level, pieces } of this.#lines) {
      let [best, nearest] = [null, 0.05];
      for (const [x1, y1, x2, y2] of pieces) {
        const [dx, dy] = [(x1 + x2) / 2 - start[0], (y1 + y2) / 2 - start[1]];
        const off = Math.abs(dx * ray[1] - dy * ray[0]) / Math.hypot(...ray);
        if (dx * ray[0] + dy * ray[1] > 0 && off < nearest) {
          [best, nearest] = [[(start[0] + dx) * width, (start[1] + dy) * height], off];
        }
      }
      const near = ({ x, y }) => Math.hypot(x - best[0], y - best[1]) < LABEL_ROOM;
      const inside = best && best.every((v, i) => v > 22 && v < [width, height][i] - 22);
      if (inside && !placed.some(near)) placed.push({ text: String(level), x: best[0], y: best[1] });
    }
    return placed;
  }

  #paintMarker(context) {
    const { view, plane: { theme } } = this;
    const [x, y] = this.marker.place();
    context.save();
    for (const [color, width] of [[theme.paper, 6], [theme.ink, 2.5]]) {
      Object.assign(context, { strokeStyle: color, lineWidth: width });
      context.beginPath();
      context.arc(view.x(x), view.y(y), 8, 0, 2 * Math.PI);
      context.stroke();
    }
    context.fillStyle = view.contains(this.current) ? theme.ink : theme.paper;
    context.beginPath();
    context.arc(view.x(x), view.y(y), 3, 0, 2 * Math.PI);
    context.fill();
    context.restore();
  }

  #tell() {
    const { low, high } = this.#grid;
    const { loss, legend, view } = this;
    const empty = Number.isNaN(loss);
    legend.low.textContent = empty ? "–" : lossText(low);
    legend.high.textContent = empty ? "–" : lossText(high);
    legend.mark.style.left = `${100 * shade(this.#grid, loss || 0)}%`;
    const axes = `${NAMES[this.x]}, ${NAMES[this.y]}`;
    const outside = view.contains(this.current) ? "" : " (outside the map)";
    const at = this.#pointer && !this.hands.drag && view.point(...this.#pointer);
    const place = at ? `under the pointer: ${axes} =` : `line: ${axes} =`;
    const text = (at || this.current).map((value) => number(value)).join(", ");
    legend.now.textContent = `${place} ${text}: ${lossText(at ? this.#at(at) : loss)}${at ? "" : outside}`;
    for (const name of ["x", "y"]) this.choices[name].value = this[name];
    const summary =
      `Map of the mean cross-entropy over ${this.x} (across) and ${this.y} (up), from ` +
      `${lossText(low)} to ${lossText(high)}; the current line at ${this.marker.text()}${outside}.`;
    if (this.canvas.getAttribute("aria-label") !== summary) {
      this.canvas.setAttribute("aria-label", summary);
    }
  }

  /** The loss of the line that a point of the map stands for. */
  #at([u, v]) {
    const { model } = this.plane;
    const read = (name) => (name === this.x ? u : name === this.y ? v : model.get(name));
    const [points, labels] = [model.get("points"), model.get("labels")];
    return crossEntropy(points, labels, [read("w1"), read("w2")], read("b")).mean;
  }

  // Building --------------------------------------------------------------------------------

  #build() {
    this.canvas = element("canvas", { role: "img" });
    this.stage = element("div", { class: "dl101-stage dl101-square" }, this.canvas);
    const [low, high, now] = ["", "", "dl101-now"].map((name) => element("span", { class: name }));
    const mark = element("span", { class: "dl101-mark" });
    this.legend = { low, high, now, mark };
    this.choices = { x: this.#choice("x", "across"), y: this.#choice("y", "up") };
    const scale = element("span", { class: "dl101-bar dl101-shades", "aria-hidden": "true" }, mark);
    this.node = element(
      "div",
      { class: "dl101-column" },
      this.stage,
      element("div", { class: "dl101-legend" }, low, scale, high),
      now,
      element(
        "div",
        { class: "dl101-row" },
        ...["x", "y"].map((name) =>
          element("label", {}, name === "x" ? "across " : "up ", this.choices[name]),
        ),
      ),
    );
    const { root, stage, controls } = this.plane;
    const left = element("div", { class: "dl101-column" });
    stage.before(left, this.node);
    left.append(stage, ...controls.map(({ node }) => node));
    root.classList.add("dl101-wide");
  }

  #choice(axis, where) {
    const options = Object.entries(NAMES).map(([value, text]) => element("option", { value }, text));
    const own = { "aria-label": `parameter ${where} the map`, "data-lm-suppress-shortcuts": "true" };
    const node = element("select", own, ...options);
    node.addEventListener("change", () => this.#choose(axis, node.value), { signal: this.signal });
    return node;
  }

  #choose(axis, name) {
    const chosen = { x: this.x, y: this.y };
    const other = axis === "x" ? "y" : "x";
    if (chosen[other] === name) chosen[other] = chosen[axis];
    chosen[axis] = name;
    const changes = {
      ...chosen,
      xlim: this.#limits[chosen.x],
      ylim: this.#limits[chosen.y],
    };
    for (const [trait, value] of Object.entries(changes)) this.model.set(trait, value);
    this.model.save_changes();
    this.schedule();
  }

  #watch() {
    const { model, signal } = this;
    const repaint = () => this.schedule();
    for (const name of ["x", "y", "xlim", "ylim"]) {
      model.on(`change:${name}`, repaint);
      signal.addEventListener("abort", () => model.off(`change:${name}`, repaint));
    }
    const resized = new ResizeObserver(() => {
      this.#size = [this.stage.clientWidth, this.stage.clientHeight];
      this.schedule();
    });
    resized.observe(this.stage);
    signal.addEventListener("abort", () => resized.disconnect());
  }
}

export default {
  initialize,
  async render({ model, el }) {
    // The boundary's own model: every view of it moves at once, and without the kernel.
    const reference = model.get("boundary").replace("IPY_MODEL_", "");
    const boundary = await model.widget_manager.get_model(reference);
    let map = null;
    const scene = lossScene({ painted: () => map.paint() });
    scene.help.push(
      "On the map, each place is a line, and its colour the line's cross-entropy (logarithmic " +
        "scale). Drag the ring, move it with the arrow keys, or double-click where it shall go.",
    );
    const plane = new Plane({ model: boundary, el }, scene);
    map = new LossMap(model, plane);
    return () => plane.destroy();
  },
};
