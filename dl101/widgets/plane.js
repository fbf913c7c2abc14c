// The plane: a picture of points over a network's probabilities, kept in step with the model.
//
// What one widget adds to it is its scene, an object with
//   traits              names of the traits that set the network
//   layers(model)       the network, as `forward` takes it; without it there are no regions
//   handles(plane)      what can be moved besides the points
//   controls(plane)     elements above the read-outs, each with an optional `update()`
//   paint(plane, ctx)   draws between regions and points; paintOver, over the points
//   rows                names of the read-out's rows
//   values(plane, at, label)  their texts for a point of the plane, and its label if it has one
//   summary(plane)      the picture in words
//   help                what hands can do here, one sentence each
// and, where it needs them,
//   names               of the axes
//   square              whether the picture is square, and each axis has a scale of its own
//   painted()           is called after each painting
//   spoken()            what is said after a change, besides the accuracy
//   quiet()             whether words may wait, since they change too fast to be read
//   regions(plane)      what is shown in place of the network: layers, with the `unit` or the `scale`
//                       of `Regions.compute`
//   arrange(plane, parts)  puts the parts in their places itself
//   restore             text and title of the button that goes back to how it began
// Without a trait `classes`, the points are all of one kind, and there is no accuracy.
import { classProbabilities, forward, predict } from "./network.js";
import { CLASS_NAMES, Markers, Regions, View, paintAxes, readTheme } from "./painter.js";
import { Announcer, button, element, kernelReadOut, number, readOut } from "./controls.js";
import { initialize } from "./closing.js";
import { Hands } from "./hands.js";
import { Points } from "./points.js";

const UNDO_STEPS = 100;
const SAME_GESTURE = 1000; // milliseconds between two key presses that are undone together

export class Plane {
  #abort = new AbortController();
  #frame = 0;
  #stale = true;
  regions = new Regions();
  #markers = new Markers();
  #history = [];
  #last = { gesture: null, time: 0 };
  #pointer = null;
  #size = [0, 0];

  constructor({ model, el }, scene) {
    this.model = model;
    this.scene = scene;
    this.classes = model.get("classes") ?? 1;
    this.labelled = this.classes > 1;
    this.signal = this.#abort.signal;
    this.announcer = new Announcer(this.signal);
    this.#build(el);
    this.points = new Points(this);
    this.hands = new Hands(this, [...scene.handles(this), this.points]);
    this.#fillSide();
    this.#watch();
  }

  /** Take everything away that would outlive the view. */
  destroy() {
    cancelAnimationFrame(this.#frame);
    this.#abort.abort();
    this.still?.classList.remove("dl101-replaced");
  }

  // Changes ---------------------------------------------------------------------------------

  /**
   * Change traits by hand. Changes of one `gesture`, such as a drag, are undone together.
   */
  edit(changes, gesture) {
    const time = performance.now();
    const last = this.#last;
    // A drag is one symbol however long it rests; key presses share a name.
    const pause = typeof gesture === "string" && time - last.time > SAME_GESTURE;
    if (gesture !== last.gesture || pause) this.#remember();
    this.#last = { gesture, time };
    this.#apply(changes);
  }
  undo() {
    const snapshot = this.#history.pop();
    if (snapshot) this.#apply(snapshot);
    this.#last = { gesture: null, time: 0 };
  }
  /** Forget what could be undone. */
  forget() {
    this.#history = [];
    this.schedule();
  }
  reset() {
    this.edit(this.model.get("_initial"), Symbol("reset"));
  }
  #remember() {
    const names = Object.keys(this.model.get("_initial"));
    this.#history.push(Object.fromEntries(names.map((name) => [name, this.model.get(name)])));
    if (this.#history.length > UNDO_STEPS) this.#history.shift();
  }
  #apply(changes) {
    for (const [name, value] of Object.entries(changes)) this.model.set(name, value);
    this.model.save_changes();
    this.schedule();
  }

  // The network -----------------------------------------------------------------------------

  /** The network's output for one point, or the last layer's input with `logits`. */
  output(point, options) {
    return Array.from(forward(this.layers, Float64Array.from(point), options).values);
  }
  /** How many points there are, how many are predicted right, and which are not. */
  score() {
    const { labels } = this.points;
    if (!this.scene.layers) return { total: labels.length, right: 0, wrong: [] };
    const { values, width } = forward(this.layers, Float64Array.from(this.points.all.flat()));
    const wrong = labels.map((label, i) => predict(values.slice(i * width, (i + 1) * width)) !== label);
    return { total: labels.length, right: wrong.filter((one) => !one).length, wrong };
  }

  /** How far an arrow key moves something along each axis. */
  get steps() {
    const { left, right, bottom, top } = this.view;
    return this.scene.square ? [(right - left) / 100, (top - bottom) / 100] : [0.1, 0.1];
  }

  // Painting --------------------------------------------------------------------------------

  /** Paint before the next frame. */
  schedule() {
    if (!this.#frame && !this.signal.aborted) {
      this.#frame = requestAnimationFrame(() => this.#paint());
    }
  }
  /** The pointer is at a pixel of the picture, or has left it. */
  point(pixel) {
    this.#pointer = pixel;
    this.schedule();
  }
  doubleClick(x, y) {
    if (this.points.under(x, y) < 0) this.points.add(this.view.point(x, y));
  }

  #paint() {
    this.#frame = 0;
    const { model, scene, canvas } = this;
    if (!this.#fit()) return;
    this.theme ??= readTheme(this.root);
    if (this.#stale) {
      if (scene.layers) {
        this.layers = scene.layers(model);
        const shown = scene.regions?.(this) ?? { layers: this.layers };
        this.regions.compute(shown.layers, this.view, this.theme, { ...shown, quick: scene.quiet?.() });
      }
      this.#stale = false;
    }
    const context = canvas.getContext("2d");
    const ratio = canvas.width / this.view.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (scene.layers) this.regions.paint(context, this.view);
    else {
      context.fillStyle = this.theme.paper;
      context.fillRect(0, 0, this.view.width, this.view.height);
    }
    paintAxes(context, this.view, this.theme, scene.names);
    scene.paint(this, context);
    const score = this.score();
    const { all, labels } = this.points;
    this.#markers.paint(context, this.view, all, labels, score.wrong, this.theme);
    scene.paintOver(this, context);
    this.hands.update(this.view);
    this.#tell(score);
    scene.painted?.();
  }

  /** Give the canvas as many pixels as the screen shows; false while nothing is shown. */
  #fit() {
    const [width, height] = this.#size;
    if (!width || !height) return false;
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h || !this.view) {
      Object.assign(this.canvas, { width: w, height: h });
      this.view = new View(this.model.get("xlim"), this.model.get("ylim"), width, height);
      this.#stale = true;
    }
    return true;
  }

  #tell({ total, right }) {
    const percent = total ? ` = ${Math.round((100 * right) / total)} %` : "";
    const accuracy = `${right} of ${total}${percent}`;
    this.accuracy.show({ accuracy });
    const at = this.#subject();
    if (at) this.details.show({ ...at.rows, ...this.scene.values(this, at.point, at.label) });
    this.undoButton.disabled = this.#history.length === 0;
    for (const control of this.controls) control.update?.();
    if (this.told && this.scene.quiet?.()) return;
    const told = this.labelled ? `Accuracy ${accuracy}.` : "";
    const summary = `${this.scene.summary(this)} ${told}`.trim();
    if (this.canvas.getAttribute("aria-label") !== summary) {
      this.canvas.setAttribute("aria-label", summary);
      if (this.told) this.announcer.say([this.scene.spoken?.(), told].filter(Boolean).join(" "));
      this.told = true;
    }
  }

  /** What the read-out is about: the point in hand, under the pointer or with the keyboard. */
  #subject() {
    const { points, hands, view } = this;
    const pixel = hands.drag ? null : this.#pointer;
    const i = pixel ? points.under(...pixel) : hands.holds(points) ? points.selected : -1;
    const point = points.all[i] ?? (pixel && view.point(...pixel));
    if (!point) return null;
    const label = points.all[i] ? points.labels[i] : undefined;
    const name = CLASS_NAMES[label] ?? "no point here";
    const place = point.map((value) => number(value)).join(", ");
    return { point, label, rows: this.labelled ? { "x₁, x₂": place, label: name } : {} };
  }

  // Building --------------------------------------------------------------------------------

  #build(el) {
    this.canvas = element("canvas", { role: "img" });
    this.stage = element("div", { class: "dl101-stage" }, this.canvas);
    this.side = element("div", { class: "dl101-side" });
    this.root = element("div", { class: "dl101-plane" }, this.stage, this.side, this.announcer.node);
    this.#shape();
    el.append(this.root);
    this.el = el;
  }

  /** Equal scales on both axes, or a square picture whatever they are. */
  #shape() {
    const [left, right] = this.model.get("xlim");
    const [bottom, top] = this.model.get("ylim");
    const ratio = this.scene.square ? "1" : `${right - left} / ${top - bottom}`;
    this.stage.style.aspectRatio = ratio;
    this.view = null;
  }

  #fillSide() {
    const { scene, signal, model } = this;
    this.accuracy = readOut(["accuracy"], { class: "dl101-readout dl101-accuracy" });
    this.details = readOut([...(this.labelled ? ["x₁, x₂", "label"] : []), ...scene.rows]);
    this.kernel = kernelReadOut();
    this.kernel.show(model.get("_kernel"));
    this.controls = scene.controls(this);
    const undo = { text: "Undo", title: "Take back the last change", signal };
    const reset = { text: "Reset", title: "Back to how it began", ...scene.restore, signal };
    this.undoButton = button({ ...undo, onClick: () => this.undo() });
    const resetButton = button({ ...reset, onClick: () => this.reset() });
    const tools = this.points.controls();
    tools.append(element("span", { class: "dl101-pair" }, this.undoButton, resetButton));
    const parts = { tools, help: this.#help() };
    if (scene.arrange) scene.arrange(this, parts);
    else {
      this.side.append(
        ...this.controls.map(({ node }) => node),
        ...(this.labelled ? [this.accuracy.node] : []),
        this.details.node,
        this.kernel.node,
        parts.tools,
        parts.help,
      );
    }
  }

  #help() {
    const lines = [
      ...this.scene.help,
      "Drag a point to move it; double-click the plane to add one.",
      "Keys: Tab reaches everything, arrow keys move what has the focus (Shift: further); on a " +
        "point, N and P choose the next or previous one, Delete removes it" +
        (this.labelled ? ", digits set its class." : "."),
      ...(this.labelled ? ["A ring marks a point that is on the wrong side."] : []),
    ];
    const summary = element("summary", { "data-lm-suppress-shortcuts": "true" }, "How to use");
    return element("details", {}, summary, ...lines.map((line) => element("p", {}, line)));
  }

  #watch() {
    const { model, signal, scene } = this;
    const on = (names, callback) => {
      for (const name of names) {
        model.on(`change:${name}`, callback);
        signal.addEventListener("abort", () => model.off(`change:${name}`, callback));
      }
    };
    on(["points", "labels"], () => this.schedule());
    on(["_kernel"], () => this.kernel.show(model.get("_kernel")));
    on(scene.traits, () => this.restart());
    on(["xlim", "ylim"], () => {
      this.#shape();
      this.restart();
    });
    const resized = new ResizeObserver(() => {
      this.#size = [this.stage.clientWidth, this.stage.clientHeight];
      this.#hideStill();
      this.schedule();
    });
    resized.observe(this.stage);
    const themed = new MutationObserver(() => {
      this.theme = null;
      this.restart();
    });
    const attributes = ["class", "data-jp-theme-light", "data-jp-theme-name"];
    themed.observe(document.body, { attributes: true, attributeFilter: attributes });
    signal.addEventListener("abort", () => {
      resized.disconnect();
      themed.disconnect();
    });
  }

  /** Evaluate the network anew, and paint. */
  restart() {
    this.#stale = true;
    this.schedule();
  }

  /** The picture for readers without a kernel stands in the output before this one. */
  #hideStill() {
    if (this.still) return;
    const before = this.el.closest(".jp-OutputArea-child")?.previousElementSibling;
    const image = before?.querySelector('img[src^="data:image/png"]');
    if (image && atob(image.src.slice(22, 422)).includes("dl101 still")) {
      this.still = before;
      before.classList.add("dl101-replaced");
    }
  }
}

/** The most probable class in words, with its probability. */
export function verdict(outputs) {
  const k = predict(outputs);
  return `${CLASS_NAMES[k].split(" ")[0]} ${number(classProbabilities(outputs)[k])}`;
}

/** What anywidget wants of a module: a view that cleans up after itself. */
export function widget(scene) {
  return {
    initialize,
    render({ model, el }) {
      const plane = new Plane({ model, el }, typeof scene === "function" ? scene(model) : scene);
      return () => plane.destroy();
    },
  };
}
