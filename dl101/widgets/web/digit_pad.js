// A pad to draw a digit on, and what a network reads while the stroke grows.
import { allow, button, element, fromPython, help, number, place, write } from "./controls.js";
import { forward, predict } from "./network.js";
import { paintGrip, paintPaper, segment, using, writeOver } from "./painting.js";
import { Stage } from "./stage.js";
import { smallPicture } from "./strokes.js";
import { View, widget } from "./view.js";

const PEN = 0.045; // the width of the pen on the pad, in parts of it
const NEAR = 0.008; // the pen has to move as far for another point
const STEP = 0.04; // of the arrow keys
const EMPTY = "Nothing is drawn: the network reads nothing.";

class DigitPad extends View {
  #pen = [0.5, 0.9];
  #down = false; // whether the arrow keys draw

  constructor(context) {
    super(context, "dl101-pad");
    this.constants = this.get("_constants");
  }
  get strokes() {
    return this.get("strokes");
  }

  // Drawing ---------------------------------------------------------------------------------

  #start(at) {
    if (this.#full) return;
    this.#pen = this.#tidy(at);
    this.set({ strokes: [...this.strokes, [this.#pen]] });
  }
  #drawTo(at) {
    const last = this.strokes.at(-1);
    const next = this.#tidy(at);
    if (!this.#atItsEnd || this.#full) return;
    this.#pen = next;
    const end = last.at(-1);
    if (Math.hypot(next[0] - end[0], next[1] - end[1]) < NEAR) return;
    this.set({ strokes: this.strokes.with(-1, [...last, next]) });
  }
  /** Whether the pen is at the end of the last stroke: that may have been taken away, or another added. */
  get #atItsEnd() {
    const end = this.strokes.at(-1)?.at(-1);
    return Boolean(end) && Math.hypot(end[0] - this.#pen[0], end[1] - this.#pen[1]) < NEAR;
  }
  get #draws() {
    return this.#down && this.#atItsEnd;
  }
  get #full() {
    return this.strokes.flat().length >= this.constants.most_points;
  }
  #tidy(at) {
    return at.map((value) => Number(Math.min(Math.max(value, 0), 1).toFixed(3)));
  }
  #take(strokes) {
    this.#down = false;
    this.set({ strokes });
  }
  #makePen() {
    return {
      name: "pen: arrow keys move it, Enter puts it down or lifts it, Delete takes a stroke back",
      cursor: "crosshair",
      place: () => this.#pen,
      text: () => `${this.#draws ? "drawing" : "lifted"}, at (${place(this.#pen)})`,
      distance: () => 0,
      take: (x, y) => {
        if (x === undefined) return (way) => this.#moveBy(way);
        const from = this.stage.area.point(x, y);
        this.#down = false;
        this.#start(from);
        return (way) => this.#drawTo(from.map((value, axis) => value + way[axis]));
      },
      key: ({ key }) => {
        if (key === "Enter" || key === " ") {
          this.#down = !this.#draws;
          if (this.#down) this.#start(this.#pen);
          this.schedule();
        } else if (key === "Delete" || key === "Backspace") this.#take(this.strokes.slice(0, -1));
        else return false;
        return true;
      },
    };
  }
  #moveBy(way) {
    const to = this.#pen.map((value, axis) => value + way[axis]);
    if (this.#draws) return this.#drawTo(to);
    this.#pen = this.#tidy(to);
    this.schedule();
  }

  // Showing ---------------------------------------------------------------------------------

  paint() {
    const { strokes } = this;
    const layers = this.get("layers");
    const image = this.keep("image", [strokes], () => smallPicture(strokes, this.constants));
    const chances = this.keep("chances", [image, layers], () => forward(layers, image).values);
    const best = strokes.length ? predict(chances) : null;
    this.#paintPad();
    this.#paintImage(image);
    this.rows.forEach(({ node, fill, value }, digit) => {
      const chance = best === null ? NaN : chances[digit];
      node.classList.toggle("dl101-best", digit === best);
      fill.style.width = `${100 * (chance || 0)}%`;
      write(value, number(chance));
    });
    const told = best === null ? EMPTY : `The network reads ${best}, with probability ${number(chances[best])}.`;
    write(this.told, told);
    this.python.show(this.fromPython);
    for (const one of [this.backButton, this.clearButton]) allow(one, strokes.length > 0);
    const pad = `A pad with ${strokes.length} ${strokes.length === 1 ? "stroke" : "strokes"}.`;
    this.describe(this.stage.canvas.node, `${pad} ${told}`, told);
  }
  #paintPad() {
    const context = this.stage.begin([0, 1], [0, 1]);
    if (!context) return;
    const { theme, strokes } = this;
    const { area } = this.stage;
    paintPaper(context, area, theme);
    using(context, { strokeStyle: theme.faint, globalAlpha: 0.4, dash: [3, 5] }, () => {
      segment(context, area.pixel([0.5, 0]), area.pixel([0.5, 1]));
      segment(context, area.pixel([0, 0.5]), area.pixel([1, 0.5]));
    });
    if (strokes.length === 0) {
      const style = { color: theme.faint, halo: theme.paper };
      using(
        context,
        { font: theme.sized("14px") },
        () => writeOver(context, "Draw a digit here.", [area.width / 2, area.height / 2], style),
      );
    }
    const round = { lineCap: "round", lineJoin: "round", lineWidth: PEN * area.width };
    using(context, { ...round, strokeStyle: theme.ink }, () => {
      for (const stroke of strokes) {
        context.beginPath();
        context.moveTo(...area.pixel(stroke[0]));
        for (const point of stroke) context.lineTo(...area.pixel(point));
        context.stroke();
      }
    });
    if (this.#draws) paintGrip(context, area.pixel(this.#pen), 7, { ink: theme.loss, paper: theme.paper });
    this.stage.finish();
  }
  #paintImage(image) {
    const context = this.small.context();
    if (!context) return;
    const { theme } = this;
    const { width } = this.small;
    const side = Math.sqrt(image.length);
    paintPaper(context, this.small, theme);
    using(context, { fillStyle: theme.ink }, () => {
      image.forEach((grey, i) => {
        const edges = [i % side, Math.floor(i / side)].map((k) =>
          [k, k + 1].map((end) => Math.round((end * width) / side))
        );
        const [[left, right], [top, bottom]] = edges;
        context.globalAlpha = grey;
        context.fillRect(left, top, right - left, bottom - top);
      });
    });
  }

  // Building --------------------------------------------------------------------------------

  build() {
    this.stage = new Stage(this, { handles: [this.#makePen()], steps: () => [STEP, STEP] });
    this.stage.node.style.aspectRatio = "1";
    const label = "What the network gets: the drawing in 8 by 8 grey pixels";
    this.small = this.canvas({ role: "img", "aria-label": label });
    this.told = element("p", { class: "dl101-told" });
    this.python = fromPython();
    this.rows = Array.from({ length: 10 }, (_, digit) => {
      const [fill, value] = [element("span", { class: "dl101-fill" }), element("span")];
      const bar = element("span", { class: "dl101-bar", "aria-hidden": "true" }, fill);
      return { node: element("div", {}, element("span", {}, digit), bar, value), fill, value };
    });
    this.backButton = button(
      this,
      "Undo stroke",
      "Take the last stroke back",
      () => this.#take(this.strokes.slice(0, -1)),
    );
    this.clearButton = button(this, "Clear", "Take all strokes back", () => this.#take([]));
    const lines = [
      "Draw with the pointer. The drawing is stretched and centred, and becomes 8 by 8 grey pixels, " +
      "as the digits did from which the network has learned.",
      "Keys: arrow keys move the pen (Shift: further), Enter puts it down or lifts it, Delete takes " +
      "the last stroke back.",
    ];
    const side = element(
      "div",
      { class: "dl101-side" },
      this.told,
      element("div", { class: "dl101-seen" }, this.small.node, element("span", {}, "what the network gets")),
      element("div", { class: "dl101-chances" }, ...this.rows.map(({ node }) => node)),
      element("div", { class: "dl101-row" }, this.backButton, this.clearButton),
      this.python.node,
      help(lines),
    );
    this.root.append(this.stage.node, side);
    this.on(["strokes", "layers", "_kernel", "_answered"]);
  }
}

export default widget((context) => new DigitPad(context));
