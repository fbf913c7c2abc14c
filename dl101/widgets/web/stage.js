// A part of the plane as a picture, and what pointer and keys do to the things in it.
//
// A handle, by which something is moved, is an object with
//   name            what it is, in words
//   place()         where it is, a point of the plane, or null when it is not there
//   text()          its present value, in words
//   distance(x, y)  from a pixel, less where it should be preferred to others; Infinity: too far.
//                   Without it, a handle is taken hold of within `reach` pixels of its place
//   take(x, y)      returns move([dx, dy], gesture), which moves it from where it is now; the pixel
//                   is only given if it is taken with the pointer
//   key(event)      optional: other keys; returns whether it did something
//   cursor          optional
import { element, OWN_KEYS } from "./controls.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Maps coordinates of the plane to CSS pixels of a picture, and back. */
export class Area {
  constructor([left, right], [bottom, top], width, height) {
    Object.assign(this, { left, right, bottom, top, width, height });
  }
  x(value) {
    return ((value - this.left) / (this.right - this.left)) * this.width;
  }
  y(value) {
    return ((this.top - value) / (this.top - this.bottom)) * this.height;
  }
  /** The pixel of a point. */
  pixel([x, y]) {
    return [this.x(x), this.y(y)];
  }
  /** The point under a pixel. */
  point(x, y) {
    return [
      this.left + (x / this.width) * (this.right - this.left),
      this.top - (y / this.height) * (this.top - this.bottom),
    ];
  }
  /** How many pixels a point is away from a pixel. */
  distance([px, py], x, y) {
    return Math.hypot(this.x(px) - x, this.y(py) - y);
  }
  contains([px, py], margin = 0) {
    const { left, right, bottom, top } = this;
    const inside = (value, low, high) => value >= low + margin && value <= high - margin;
    return inside(px, left, right) && inside(py, bottom, top);
  }
  /** The nearest place that is inside. */
  clamp([px, py], margin = 0) {
    const { left, right, bottom, top } = this;
    const inside = (value, low, high) => Math.min(Math.max(value, low + margin), high - margin);
    return [inside(px, left, right), inside(py, bottom, top)];
  }
  /** Between which two t the place from + t · along is inside; null if there are none. */
  clip(from, along, [low, high] = [-Infinity, Infinity]) {
    const sides = [[this.left, this.right], [this.bottom, this.top]];
    sides.forEach((ends, axis) => {
      if (along[axis] === 0) {
        if (from[axis] < ends[0] || from[axis] > ends[1]) high = -Infinity;
        return;
      }
      const [one, other] = ends.map((end) => (end - from[axis]) / along[axis]).sort((a, b) => a - b);
      [low, high] = [Math.max(low, one), Math.min(high, other)];
    });
    return low < high ? [low, high] : null;
  }
  get centre() {
    return [(this.left + this.right) / 2, (this.bottom + this.top) / 2];
  }
  get spans() {
    return [this.right - this.left, this.top - this.bottom];
  }
}

/** A canvas that shows an area, and hands on the handles over it. */
export class Stage {
  area = null;
  pointer = null; // the pixel under it
  drag = null;

  /** The first handle is under all others. `onDouble(point)` is called after a double click. */
  constructor(view, { handles, onDouble = () => {}, steps = () => [0.1, 0.1] }) {
    Object.assign(this, { view, handles, onDouble, steps });
    this.canvas = view.canvas();
    this.node = element("div", { class: "dl101-stage" }, this.canvas.node);
    this.overlays = handles.map((handle) => this.#overlay(handle));
    this.node.append(...this.overlays);
    this.#listen();
  }

  /** A context for painting an area, or null while nothing is to be seen; as high as said. */
  begin(xlim, ylim, height = this.canvas.height) {
    const context = this.canvas.context();
    if (!context) return null;
    const { width } = this.canvas;
    const key = [...xlim, ...ylim, width, height];
    this.area = this.view.keep(this, key, () => new Area(xlim, ylim, width, height));
    return context;
  }
  /** Bring what lies over the picture in line with it. */
  finish() {
    this.handles.forEach((handle, i) => {
      const node = this.overlays[i];
      const at = handle.place();
      node.hidden = !at;
      if (!at) return;
      node.style.transform = `translate(${this.area.pixel(at).map((v) => `${v}px`)})`;
      const text = handle.text();
      if (node.getAttribute("aria-valuetext") !== text) node.setAttribute("aria-valuetext", text);
    });
  }
  focus(handle) {
    const node = this.overlays[this.handles.indexOf(handle)];
    node.hidden = false;
    node.focus({ preventScroll: true });
  }
  /** Whether a handle is in the hand or has the keyboard. */
  holds(handle) {
    const node = this.overlays[this.handles.indexOf(handle)];
    return this.drag?.handle === handle || document.activeElement === node;
  }

  #overlay(handle) {
    const words = { "aria-label": handle.name, "aria-valuenow": "0", role: "slider", tabindex: "0" };
    const node = element("div", { class: "dl101-handle", ...words, ...OWN_KEYS });
    this.view.listen(node, "keydown", (event) => this.#keydown(event, handle));
    for (const type of ["focus", "blur"]) this.view.listen(node, type, () => this.view.schedule());
    return node;
  }
  #keydown(event, handle) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const times = event.shiftKey ? 5 : 1;
      const way = this.steps().map((step, axis) => arrow[axis] * times * step);
      handle.take()(way, `keys on ${handle.name} ${handle.selected ?? ""}`);
    } else if (!handle.key?.(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #listen() {
    const on = (type, listener, options) => this.view.listen(this.node, type, listener, options);
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) on(type, () => this.#up());
    on("pointerleave", () => this.#point(null));
    on("dblclick", (event) => {
      const [x, y] = this.#pixel(event);
      if (y <= this.area.height) this.onDouble(this.area.point(x, y), [x, y]);
    });
    // A finger that takes hold of something must not scroll the page.
    const touched = (event) => {
      const one = event.touches.length === 1 && this.#nearest(...this.#pixel(event.touches[0]));
      if (one) event.preventDefault();
    };
    on("touchstart", touched, { passive: false });
  }
  #point(pixel) {
    this.pointer = pixel;
    this.view.schedule();
  }
  #pixel({ clientX, clientY }) {
    const box = this.node.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  }
  #nearest(x, y) {
    let [best, least] = [null, Infinity];
    for (const handle of this.handles) {
      const distance = handle.distance ? handle.distance(x, y) : this.#fromPlace(handle, x, y);
      if (distance < Infinity && distance <= least) [best, least] = [handle, distance];
    }
    return best;
  }
  #fromPlace(handle, x, y) {
    const at = handle.place();
    const distance = at ? this.area.distance(at, x, y) : Infinity;
    if (distance > handle.reach) return Infinity;
    // It is painted over the points, so it is taken hold of before them.
    return distance <= handle.reach / 2 ? -1 : distance / 2;
  }

  #down(event) {
    const [x, y] = this.#pixel(event);
    const handle = this.area && event.button === 0 ? this.#nearest(x, y) : null;
    if (!handle) return;
    event.preventDefault();
    event.stopPropagation();
    this.node.setPointerCapture(event.pointerId);
    const move = handle.take(x, y);
    this.drag = { handle, move, from: this.area.point(x, y), gesture: Symbol("drag") };
    this.focus(handle);
    this.node.style.cursor = "grabbing";
    this.view.schedule();
  }
  #move(event) {
    if (!this.area) return;
    const pixel = this.#pixel(event);
    if (this.drag) {
      const { move, from, gesture } = this.drag;
      move(this.area.point(...pixel).map((value, axis) => value - from[axis]), gesture);
    } else {
      const nearest = this.#nearest(...pixel);
      this.node.style.cursor = nearest ? (nearest.cursor ?? "grab") : "crosshair";
    }
    this.#point(pixel);
  }
  #up() {
    if (!this.drag) return;
    this.drag = null;
    this.node.style.cursor = "";
    this.view.schedule();
  }
}
