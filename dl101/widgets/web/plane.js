// Points of the plane, over what a network makes of it.
import { allow, button, element, fromPython, help, number, percent, place, readOut } from "./controls.js";
import { classProbabilities, forward, predict } from "./network.js";
import { CLASSES, Markers, paintAxes, paintPaper, Regions } from "./painting.js";
import { Points } from "./points.js";
import { Stage } from "./stage.js";
import { View } from "./view.js";

const UNDO_STEPS = 100;
const SAME_GESTURE = 1000; // milliseconds between two key presses that are undone together

/** Without a trait `classes` the points are all of one kind, and there is no accuracy. */
export class Plane extends View {
  // What a subclass says.
  traits = []; // names of those that set the picture, besides the points
  rows = []; // names of the read-out's rows
  help = []; // what hands can do here, one sentence each
  get axes() {
    return [this.get("xlabel") || "x₁", this.get("ylabel") || "x₂"];
  }
  square = false; // whether the picture is square, and each axis has a scale of its own
  restore = ["Reset", "Back to how it began"]; // the button for that

  /** The network, as `forward` takes it, or null: then there are no regions. */
  network() {
    return null;
  }
  /** What the network depends on: it is asked for again when this changes. */
  state() {
    return this.traits.map((name) => this.get(name));
  }
  /** What can be moved besides the points. */
  handles() {
    return [];
  }
  /** Parts above the read-outs: a `node`, and where it has to follow `update()`, or `paint()` a canvas. */
  controls() {
    return [];
  }
  /** Between regions and points, and over the points. */
  paintUnder() {}
  paintOver() {}
  /** The texts of `rows` for a place, and the label of the point there if there is one. */
  values() {
    return {};
  }
  /** Those before any place has been looked at. */
  valuesAnywhere() {
    return {};
  }
  /** The picture in words, and what is said after a change besides the accuracy. */
  summary() {
    return "";
  }
  news() {
    return "";
  }

  constructor(context) {
    super(context, "dl101-plane");
    this.classes = this.get("classes") ?? 1;
    this.labelled = this.classes > 1;
    this.constants = this.get("_constants");
  }
  get area() {
    return this.stage.area;
  }

  // Changes ---------------------------------------------------------------------------------

  #history = [];
  #last = { gesture: null, time: 0 };

  /** Change traits by hand. Changes of one `gesture`, such as a drag, are undone together. */
  edit(changes, gesture = Symbol("edit")) {
    const time = performance.now();
    const last = this.#last;
    // A drag is one symbol however long it rests; key presses share a name.
    const pause = typeof gesture === "string" && time - last.time > SAME_GESTURE;
    if (gesture !== last.gesture || pause) this.#remember();
    this.#last = { gesture, time };
    this.set(changes);
  }
  #remember() {
    const names = Object.keys(this.get("_initial"));
    this.#history.push(Object.fromEntries(names.map((name) => [name, this.get(name)])));
    if (this.#history.length > UNDO_STEPS) this.#history.shift();
  }
  #undo() {
    const before = this.#history.pop();
    if (before) this.set(before);
    this.#last = { gesture: null, time: 0 };
  }

  reset() {
    this.edit(this.get("_initial"));
  }
  /** Forget what could be undone. */
  forget() {
    this.#history = [];
    this.schedule();
  }

  // The network -----------------------------------------------------------------------------

  /** The network's outputs for one point, or the last layer's sums with `logits`. */
  outputs(point, options) {
    return Array.from(forward(this.layers, Float64Array.from(point), options).values);
  }
  /** The most probable class in words, with its probability. */
  verdict(point) {
    const outputs = this.outputs(point);
    const k = predict(outputs);
    return `${CLASSES[k][1].split(" ")[0]} ${number(classProbabilities(outputs)[k])}`;
  }
  /** Every class's number, with its marker. */
  marked(values) {
    return values.map((value, k) => `${CLASSES[k][0]} ${number(value)}`).join("  ");
  }
  /** Which points are predicted wrong. */
  wrong(points, labels) {
    if (!this.layers) return [];
    const { values, width } = forward(this.layers, Float64Array.from(points.flat()));
    return labels.map((label, i) => predict(values.slice(i * width, (i + 1) * width)) !== label);
  }

  // Showing ---------------------------------------------------------------------------------

  #markers = new Markers();
  regions = new Regions();

  paint() {
    const context = this.stage.begin(this.get("xlim"), this.get("ylim"));
    if (!context) return;
    const { area, theme, points } = this;
    const { all, labels } = points;
    this.layers = this.keep("layers", this.state(), () => this.network());
    this.paintGround(context);
    paintAxes(context, area, theme, this.axes);
    this.wrongPoints = this.wrong(all, labels);
    this.paintUnder(context);
    this.#markers.paint(context, area, all, labels, this.wrongPoints, theme);
    this.paintOver(context);
    this.stage.finish();
    this.#tell(all.length, this.wrongPoints.filter((one) => !one).length);
  }
  paintGround(context) {
    const { area, theme, layers } = this;
    if (layers) {
      this.keep("regions", [layers, area, theme], () => this.regions.compute(layers, area, theme));
      this.regions.paint(context, area);
    } else {
      paintPaper(context, area, theme);
    }
  }

  #tell(total, right) {
    const accuracy = `${right} of ${total}${total ? ` = ${percent(right, total)} %` : ""}`;
    const readings = this.#readings();
    // Canvases before texts: to set a font, a canvas has all that has changed on the page styled.
    for (const part of this.parts) part.paint?.();
    this.accuracy.show({ accuracy });
    this.details.show(readings);
    this.python.show(this.fromPython);
    allow(this.undoButton, this.#history.length > 0);
    for (const part of this.parts) part.update?.();
    const told = this.labelled ? `Accuracy ${accuracy}.` : "";
    const words = [this.summary(), told].join(" ").trim();
    this.describe(this.stage.canvas.node, words, [this.news(), told].join(" ").trim());
  }

  looked = null; // the place that the read-outs are about

  /** About the point in hand, under the pointer or with the keyboard, or the place looked at last. */
  #readings() {
    const { points, stage } = this;
    if (stage.pointer && !stage.drag) {
      this.looked = points.all[points.under(...stage.pointer)] ?? this.area.point(...stage.pointer);
    } else if (stage.holds(points)) this.looked = points.place() ?? this.looked;
    const at = this.looked;
    if (!at) return this.valuesAnywhere();
    const label = points.labels[points.all.findIndex(([x, y]) => x === at[0] && y === at[1])];
    const own = { [this.axes.join(", ")]: place(at), label: CLASSES[label]?.[1] ?? "no point here" };
    return { ...(this.labelled ? own : {}), ...this.values(at, label) };
  }

  // Building --------------------------------------------------------------------------------

  build() {
    this.points = new Points(this);
    const onDouble = (at, pixel) => this.points.under(...pixel) < 0 && this.points.add(at);
    const steps = () => (this.square ? this.area.spans.map((span) => span / 100) : [0.1, 0.1]);
    const handles = [...this.handles(), this.points];
    this.stage = new Stage(this, { handles, onDouble, steps });
    this.accuracy = readOut(["accuracy"], { class: "dl101-readout dl101-accuracy" });
    this.details = readOut([...(this.labelled ? [this.axes.join(", "), "label"] : []), ...this.rows]);
    this.python = fromPython();
    this.parts = this.controls();
    this.side = element("div", { class: "dl101-side" });
    this.arrange();
    this.#shape();
    this.on(["points", "labels", "_kernel", "_answered", "_initial", ...this.traits]);
    this.on(["xlim", "ylim"], () => this.#shape());
  }
  arrange() {
    const { stage, side, parts, labelled, accuracy, details, python } = this;
    side.append(
      ...parts.map(({ node }) => node),
      ...(labelled ? [accuracy.node] : []),
      details.node,
      python.node,
      this.tools(),
      this.howTo(),
    );
    this.root.append(stage.node, side);
  }
  tools() {
    this.undoButton = button(this, "Undo", "Take back the last change", () => this.#undo());
    const reset = button(this, ...this.restore, () => this.reset());
    const tools = this.points.controls();
    tools.append(element("span", { class: "dl101-pair" }, this.undoButton, reset));
    return tools;
  }
  howTo() {
    return help([
      ...this.help,
      "Drag a point to move it; double-click the plane to add one.",
      "Keys: Tab reaches everything, arrow keys move what has the focus (further: with Shift in the " +
      "picture, Page Up and Page Down on a slider); on a point, N and P choose the next or previous one, Delete removes it" +
      (this.labelled ? ", digits set its class." : "."),
      ...(this.labelled ? ["A ring marks a point that is on the wrong side."] : []),
    ]);
  }
  /** Equal scales on both axes, or a square picture whatever they are. */
  #shape() {
    const [width, height] = ["xlim", "ylim"].map((name) => this.get(name)[1] - this.get(name)[0]);
    this.stage.node.style.aspectRatio = this.square ? "1" : `${width} / ${height}`;
    this.schedule();
  }
}
