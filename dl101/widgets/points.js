// The points: selected, moved, added, deleted, given another class.
import { CLASS_MARKS, CLASS_NAMES } from "./painter.js";
import { button, choice, element, number } from "./controls.js";

const POINT_REACH = 12; // pixels
const MOST = 2000; // as in checks.py

export class Points {
  newClass = 0;
  #selected = 0;

  constructor(plane) {
    this.plane = plane;
    const more = plane.labelled ? ", digits set the class" : "";
    this.name = `points: arrow keys move one, N and P choose, Delete removes${more}`;
  }
  get all() {
    return this.plane.model.get("points");
  }
  get labels() {
    return this.plane.labelled ? this.plane.model.get("labels") : this.all.map(() => 0);
  }

  /** The index of the selected point; the last one's when points have gone. */
  get selected() {
    return Math.max(0, Math.min(this.#selected, this.all.length - 1));
  }
  set selected(i) {
    this.#selected = i;
  }

  place() {
    return this.all[this.selected] ?? null;
  }
  text() {
    const i = this.selected;
    return `point ${i + 1} of ${this.all.length}, ${this.describe(i)}`;
  }
  /** A point in words, with what the network makes of it. */
  describe(i) {
    const [x, y] = this.all[i];
    return `${this.plane.labelled ? CLASS_NAMES[this.labels[i]] : "point"} at (${number(x)}, ${number(y)})`;
  }
  /** The index of the point under a pixel, or −1. */
  under(x, y) {
    let best = -1;
    let nearest = POINT_REACH;
    this.all.forEach((point, i) => {
      const distance = this.plane.view.distance(point, x, y);
      if (distance < nearest) [best, nearest] = [i, distance];
    });
    return best;
  }

  hit(x, y) {
    const i = this.under(x, y);
    if (i < 0) return null;
    // A point wins over a line that passes beneath it.
    const distance = Math.max(0, this.plane.view.distance(this.all[i], x, y) - 7);
    return { distance, cursor: "grab", grab: (at) => this.grab(i, at) };
  }
  grab(i, [x, y]) {
    this.selected = i;
    const [px, py] = this.all[i];
    const gesture = Symbol("drag");
    return ([nx, ny]) => this.move(i, [px + nx - x, py + ny - y], gesture);
  }
  nudge(dx, dy) {
    const [x, y] = this.all[this.selected];
    this.move(this.selected, [x + dx, y + dy], `nudge ${this.selected}`);
  }
  move(i, to, gesture) {
    this.plane.edit({ points: this.all.with(i, this.#tidy(to)) }, gesture);
  }

  key({ key }) {
    const count = this.all.length;
    if (key === "n" || key === "PageDown") this.select((this.selected + 1) % count);
    else if (key === "p" || key === "PageUp") this.select((this.selected + count - 1) % count);
    else if (key === "Delete" || key === "Backspace") this.remove();
    else if (this.plane.labelled && Number(key) < this.plane.classes && key.trim()) this.relabel(Number(key));
    else return false;
    return true;
  }
  select(i) {
    this.selected = i;
    this.plane.schedule();
  }
  relabel(label) {
    this.plane.edit({ labels: this.labels.with(this.selected, label) }, Symbol("relabel"));
  }
  remove() {
    if (this.all.length === 0) return;
    const i = this.selected;
    const points = this.all.toSpliced(i, 1);
    this.#replace(points, this.labels.toSpliced(i, 1), Symbol("delete"));
    if (points.length === 0) this.addButton.focus();
  }
  add(place) {
    if (this.all.length >= MOST) return;
    this.selected = this.all.length;
    this.#replace([...this.all, this.#tidy(place)], [...this.labels, this.newClass], Symbol("add"));
    this.plane.hands.focus(this);
  }
  /** A place in the picture, to a thousandth of what it shows or finer. */
  #tidy(place) {
    const { view } = this.plane;
    const spans = [view.right - view.left, view.top - view.bottom];
    const digits = spans.map((span) => Math.max(3, 3 - Math.floor(Math.log10(span / 5))));
    return view.clamp(place).map((value, axis) => Number(value.toFixed(digits[axis])));
  }
  #replace(points, labels, gesture) {
    this.plane.edit(this.plane.labelled ? { points, labels } : { points }, gesture);
  }
  /** Add a point near the middle, each a little further along a spiral than the one before. */
  addSomewhere() {
    const { view } = this.plane;
    const turn = 2.4 * this.all.length;
    const share = 0.06 * (1 + (this.all.length % 5));
    const [x, y] = view.centre;
    const across = share * (view.right - view.left) * Math.cos(turn);
    this.add([x + across, y + share * (view.top - view.bottom) * Math.sin(turn)]);
  }

  /** The buttons for all this. */
  controls() {
    const { signal, classes, labelled } = this.plane;
    const options = CLASS_MARKS.slice(0, classes).map((text, i) => ({ text, title: CLASS_NAMES[i] }));
    const onChange = (label) => (this.newClass = label);
    const { node } = choice({ legend: "New point", options, onChange, signal });
    const add = { text: "Add", title: labelled ? "Add a point of this class" : "Add a point", signal };
    const remove = { text: "Delete", title: "Delete the selected point", signal };
    this.addButton = button({ ...add, onClick: () => this.addSomewhere() });
    const removeButton = button({ ...remove, onClick: () => this.remove() });
    const chosen = labelled ? [node] : [];
    return element("div", { class: "dl101-row" }, ...chosen, this.addButton, removeButton);
  }
}
