// The points: selected, moved, added, deleted, given another class.
import { button, choice, element, place } from "./controls.js";
import { CLASSES } from "./painting.js";

const REACH = 12; // pixels

/** The handle by which points are moved, and the buttons for all the rest. */
export class Points {
  newClass = 0;
  chosen = null; // the index of the point that was chosen by hand last
  #selected = 0;

  constructor(plane) {
    this.plane = plane;
    const more = plane.labelled ? ", digits set the class" : "";
    this.name = `points: arrow keys move one, N and P choose, Delete removes${more}`;
  }
  get all() {
    return this.plane.get("points");
  }
  get labels() {
    return this.plane.labelled ? this.plane.get("labels") : this.all.map(() => 0);
  }
  /** The index of the selected point; the last one's when points have gone. */
  get selected() {
    return Math.max(0, Math.min(this.#selected, this.all.length - 1));
  }

  place() {
    return this.all[this.selected] ?? null;
  }
  text() {
    const i = this.selected;
    const kind = this.plane.labelled ? CLASSES[this.labels[i]][1] : "point";
    return `point ${i + 1} of ${this.all.length}, ${kind} at (${place(this.all[i])})`;
  }
  /** The index of the point under a pixel, or −1. */
  under(x, y) {
    let [best, nearest] = [-1, REACH];
    this.all.forEach((point, i) => {
      const distance = this.plane.area.distance(point, x, y);
      if (distance < nearest) [best, nearest] = [i, distance];
    });
    return best;
  }

  distance(x, y) {
    const i = this.under(x, y);
    // A point wins over a line that passes beneath it.
    return i < 0 ? Infinity : Math.max(0, this.plane.area.distance(this.all[i], x, y) - 7);
  }
  take(x, y) {
    const i = x === undefined ? this.selected : this.under(x, y);
    const [px, py] = this.all[i];
    this.#selected = this.chosen = i;
    return ([dx, dy], gesture) => {
      // Python, or another window, may have taken it away.
      if (i >= this.all.length) return;
      this.plane.edit({ points: this.all.with(i, this.#tidy([px + dx, py + dy])) }, gesture);
    };
  }
  key(event) {
    const { selected, all, plane } = this;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "n" || key === "PageDown") this.#select((selected + 1) % all.length);
    else if (key === "p" || key === "PageUp") this.#select((selected + all.length - 1) % all.length);
    else if (key === "Delete" || key === "Backspace") this.#remove();
    else if (plane.labelled && key.trim() && Number(key) < plane.classes) this.#relabel(Number(key));
    else return false;
    return true;
  }

  #select(i) {
    this.#selected = this.chosen = i;
    this.plane.schedule();
  }
  #relabel(label) {
    this.plane.edit({ labels: this.labels.with(this.selected, label) });
  }
  #remove() {
    if (this.all.length === 0) return;
    const i = this.selected;
    const rest = this.all.toSpliced(i, 1);
    this.#replace(rest, this.labels.toSpliced(i, 1));
    if (rest.length === 0) this.addButton.focus();
  }
  add(at) {
    if (this.all.length >= this.plane.constants.most_points) return;
    this.#selected = this.all.length;
    this.#replace([...this.all, this.#tidy(at)], [...this.labels, this.newClass]);
    this.plane.stage.focus(this);
  }
  #replace(points, labels) {
    this.plane.edit(this.plane.labelled ? { points, labels } : { points });
  }
  /** Add a point near the middle, each a little further along a spiral than the one before. */
  #addSomewhere() {
    const { centre, spans } = this.plane.area;
    const turn = 2.4 * this.all.length;
    const share = 0.06 * (1 + (this.all.length % 5));
    const way = [Math.cos(turn), Math.sin(turn)];
    this.add(centre.map((value, axis) => value + share * spans[axis] * way[axis]));
  }
  /** A place in the picture, to a thousandth of what it shows or finer. */
  #tidy(at) {
    const { area } = this.plane;
    return area.clamp(at).map((value, axis) => {
      const digits = Math.max(3, 3 - Math.floor(Math.log10(area.spans[axis] / 5)));
      return Number(value.toFixed(digits));
    });
  }

  controls() {
    const { plane } = this;
    const options = CLASSES.slice(0, plane.classes);
    const classes = choice(plane, "New point", options, (label) => (this.newClass = label));
    const title = plane.labelled ? "Add a point of this class" : "Add a point";
    this.addButton = button(plane, "Add", title, () => this.#addSomewhere());
    const remove = button(plane, "Delete", "Delete the selected point", () => this.#remove());
    const chosen = plane.labelled ? [classes] : [];
    return element("div", { class: "dl101-row" }, ...chosen, this.addButton, remove);
  }
}
