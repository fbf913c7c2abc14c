// What pointer and keys do to the things in the picture that can be moved.
//
// A handle is an object with
//   name            what it is, in words
//   place()         where it is, a point of the plane, or null when it is not there
//   text()          its present value, in words
//   hit(x, y)       null, or { distance, cursor, grab } for a pixel near enough to take hold of it;
//                   grab(point) returns move(point), which follows the pointer
//   nudge(dx, dy)   moves it by so much, in the plane's units
//   key(event)      optional: other keys; returns whether it did something
import { element } from "./controls.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Hands {
  /** Put `handles` over `plane`'s picture. The first handle is under all others. */
  constructor(plane, handles) {
    this.plane = plane;
    this.handles = handles;
    this.drag = null;
    this.nodes = handles.map((handle) => this.#overlay(handle));
    this.#listen();
  }

  /** Bring the overlay in line with the picture. */
  update(view) {
    this.handles.forEach((handle, i) => {
      const node = this.nodes[i];
      const place = handle.place();
      node.hidden = !place;
      if (!place) return;
      node.style.transform = `translate(${view.x(place[0])}px, ${view.y(place[1])}px)`;
      const text = handle.text();
      if (node.getAttribute("aria-valuetext") !== text) node.setAttribute("aria-valuetext", text);
    });
  }

  focus(handle) {
    const node = this.nodes[this.handles.indexOf(handle)];
    node.hidden = false;
    node.focus({ preventScroll: true });
  }

  /** Whether `handle` is in the hand or has the keyboard. */
  holds(handle) {
    const focused = document.activeElement === this.nodes[this.handles.indexOf(handle)];
    return this.drag?.handle === handle || focused;
  }

  #overlay(handle) {
    const node = element("div", {
      class: "dl101-handle",
      role: "slider",
      tabindex: "0",
      "aria-label": handle.name,
      "aria-valuenow": "0",
      "data-lm-suppress-shortcuts": "true",
    });
    const { signal } = this.plane;
    node.addEventListener("keydown", (event) => this.#keydown(event, handle), { signal });
    node.addEventListener("focus", () => this.plane.schedule(), { signal });
    node.addEventListener("blur", () => this.plane.schedule(), { signal });
    this.plane.stage.append(node);
    return node;
  }

  #keydown(event, handle) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const [across, up] = this.plane.steps ?? [0.1, 0.1];
      const times = event.shiftKey ? 5 : 1;
      handle.nudge(arrow[0] * times * across, arrow[1] * times * up);
    } else if (!handle.key?.(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #listen() {
    const { stage, signal } = this.plane;
    const on = (name, listener, options) =>
      stage.addEventListener(name, listener.bind(this), { signal, ...options });
    on("pointerdown", this.#down);
    on("pointermove", this.#move);
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) on(name, this.#up);
    on("pointerleave", () => this.plane.point(null));
    on("dblclick", (event) => this.plane.doubleClick(...this.#pixel(event)));
    // A finger that takes hold of something must not scroll the page.
    on("touchstart", this.#touch, { passive: false });
  }

  #pixel({ clientX, clientY }) {
    const box = this.plane.stage.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  }

  #nearest(x, y) {
    let best = null;
    for (const handle of this.handles) {
      const hit = handle.hit(x, y);
      if (hit && (!best || hit.distance <= best.distance)) best = { ...hit, handle };
    }
    return best;
  }

  #touch(event) {
    if (event.touches.length === 1 && this.#nearest(...this.#pixel(event.touches[0]))) {
      event.preventDefault();
    }
  }

  #down(event) {
    const hit = event.button === 0 ? this.#nearest(...this.#pixel(event)) : null;
    if (!hit) return;
    event.preventDefault();
    event.stopPropagation();
    const { stage, view } = this.plane;
    stage.setPointerCapture(event.pointerId);
    const move = hit.grab(view.point(...this.#pixel(event)));
    this.drag = { handle: hit.handle, move };
    this.focus(hit.handle);
    stage.style.cursor = "grabbing";
    this.plane.schedule();
  }

  #move(event) {
    const [x, y] = this.#pixel(event);
    if (this.drag) this.drag.move(this.plane.view.point(x, y));
    else this.plane.stage.style.cursor = this.#nearest(x, y)?.cursor ?? "crosshair";
    this.plane.point([x, y]);
  }

  #up() {
    if (!this.drag) return;
    this.drag = null;
    this.plane.stage.style.cursor = "";
    this.plane.schedule();
  }
}
