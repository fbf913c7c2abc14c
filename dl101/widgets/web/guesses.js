// The four kinds of a guess: a curve, a place, a number, one of several. Each has
//   node            the picture in which the guess is made
//   how             what to do, in words
//   paint()         show the present guess, and the truth if that is revealed
//   yours(guess)    a guess in words
//   truth()         the truth in words
//   apart(guess)    how far apart the two are, in words
import { brief, element, groupName, listed, OWN_KEYS, place, slider, write } from "./controls.js";
import {
  circle,
  Markers,
  paintArrow,
  paintAxes,
  paintGrip,
  paintPaper,
  paintRing,
  segment,
  ticks,
  using,
  writeWithin,
} from "./painting.js";
import { Area, Stage } from "./stage.js";

const REACH = 24; // pixels from a guessed place within which it is taken hold of
const DECIMALS = 6; // of a drawn height, in parts of the picture's

/** A number of any size, whole ones with all their digits. */
function amount(value) {
  return Number.isInteger(value) ? String(value).replace("-", "−") : brief(value, 4);
}

/** The height of a curve through points, from left to right, at a place; null beyond its ends. */
function heightAt(points, x) {
  const right = points.findIndex((point) => point[0] >= x);
  if (right < 0) return null;
  const [x2, y2] = points[right];
  if (x2 === x) return y2;
  if (right === 0) return null;
  const [x1, y1] = points[right - 1];
  return y1 + ((x - x1) / (x2 - x1)) * (y2 - y1);
}

/** The places of the columns in which a curve is drawn. */
function columnPlaces([left, right], count) {
  return Array.from({ length: count }, (_, i) => left + (i / (count - 1)) * (right - left));
}

/**
 * How far a drawn curve is from the true one: on average, where most, and over what share of the
 * columns in which there is a truth it was drawn; null where it was drawn in none of them.
 */
export function curveGap(heights, truth, xlim) {
  const places = columnPlaces(xlim, heights.length);
  const known = places
    .map((x, i) => ({ x, guess: heights[i], truth: heightAt(truth, x) }))
    .filter((one) => one.truth !== null);
  const drawn = known.filter(({ guess }) => guess !== null);
  if (drawn.length === 0) return null;
  const gap = (one) => Math.abs(one.guess - one.truth);
  const mean = drawn.reduce((sum, one) => sum + gap(one), 0) / drawn.length;
  const most = drawn.reduce((worst, one) => (gap(one) > gap(worst) ? one : worst));
  return { mean, most, share: drawn.length / known.length };
}

/** What the two kinds over axes have in common. */
class OverAxes {
  constructor(view, ratio) {
    this.view = view;
    this.question = view.get("_question");
    const [across, up] = [this.question.xlabel || "x", this.question.ylabel || "y"];
    this.names = [across, up];
    this.handle = this.makeHandle();
    const steps = () => this.area.spans.map((span) => span / 100);
    this.stage = new Stage(view, { handles: [this.handle], steps });
    this.stage.node.style.aspectRatio = ratio;
    const row = (name, text) => element("span", { class: name, "aria-hidden": "true" }, text);
    this.node = element(
      "div",
      { class: "dl101-axes" },
      row("dl101-up", `${up} ↑`),
      this.stage.node,
      row("dl101-across", `${across} →`),
    );
  }
  get area() {
    return this.stage.area;
  }
  get guess() {
    return this.view.get("guess");
  }
  get open() {
    return !this.view.get("revealed");
  }
  paint() {
    const { view, stage, guess, open } = this;
    const context = stage.begin(view.get("xlim"), view.get("ylim"));
    if (!context) return;
    const { area } = this;
    const { theme } = view;
    paintPaper(context, area, theme);
    paintAxes(context, area, theme, ["", ""]);
    this.paintIn(context, area, theme, guess, open);
    stage.finish();
    const limits = ["xlim", "ylim"].map((name) => view.get(name).map(amount).join(" to "));
    const axes = `${this.names[0]} from ${limits[0]}, ${this.names[1]} from ${limits[1]}.`;
    const own = guess === null ? "no guess yet" : this.yours(guess);
    const words = `Axes: ${axes} ${open ? "" : `The truth: ${this.truth()}. `}Your guess: ${own}.`;
    view.describe(stage.canvas.node, words, open ? `Your guess: ${own}.` : "");
  }
}

export class CurveGuess extends OverAxes {
  how = "Draw your guess: with the pointer over the axes, or with the arrow keys, which draw as they go.";
  #cursor = { column: 0, height: null };
  #drawn = false;

  constructor(view) {
    super(view, "8 / 5");
    this.node.classList.add("dl101-draws");
    this.count = this.question.columns;
  }
  get heights() {
    return this.guess ?? Array(this.count).fill(null);
  }
  get places() {
    return columnPlaces(this.view.get("xlim"), this.count);
  }
  #tidy(height) {
    const [low, high] = this.view.get("ylim");
    const within = Math.min(Math.max(height, low), high);
    const digits = DECIMALS - Math.ceil(Math.log10(high - low));
    return Number(within.toFixed(Math.min(Math.max(digits, 0), 20)));
  }
  /** Draw a straight piece between two columns. */
  #draw(from, to) {
    const heights = [...this.heights];
    const steps = Math.abs(to.column - from.column);
    for (let step = 0; step <= steps; step++) {
      const share = steps ? step / steps : 1;
      const column = from.column + Math.sign(to.column - from.column) * step;
      heights[column] = this.#tidy(from.height + share * (to.height - from.height));
    }
    this.#cursor = to;
    this.view.set({ guess: heights });
  }
  #at([x, y]) {
    const { left, spans } = this.area;
    const column = Math.round(((x - left) / spans[0]) * (this.count - 1));
    return { column: Math.min(Math.max(column, 0), this.count - 1), height: y };
  }
  #height(column) {
    return this.heights[column] ?? this.#cursor.height ?? this.area.centre[1];
  }

  makeHandle() {
    return {
      name: "your curve: arrow keys left and right draw on, up and down change the height here",
      cursor: "crosshair",
      place: () => {
        const { column } = this.#cursor;
        return this.open ? [this.places[column], this.#height(column)] : null;
      },
      text: () => {
        const { column } = this.#cursor;
        const height = this.heights[column];
        const drawn = height === null ? "nothing drawn" : `${this.names[1]} ${amount(height)}`;
        return `${this.names[0]} ${amount(this.places[column])}: ${drawn}`;
      },
      distance: () => (this.open ? 0 : Infinity),
      take: (x, y) => {
        if (x === undefined) return ([dx, dy]) => this.#key(dx, dy);
        const start = this.area.point(x, y);
        this.#draw(this.#at(start), this.#at(start));
        return ([dx, dy]) => this.#draw(this.#cursor, this.#at([start[0] + dx, start[1] + dy]));
      },
      key: ({ key }) => {
        if (key !== "Delete" && key !== "Backspace") return false;
        const rest = this.heights.with(this.#cursor.column, null);
        this.view.set({ guess: rest.some((height) => height !== null) ? rest : null });
        return true;
      },
    };
  }
  /** Sideways from something drawn: draw on, but leave what is there. Upwards: change it. */
  #key(dx, dy) {
    if (!this.open) return;
    const { column } = this.#cursor;
    const height = this.#height(column);
    if (dx === 0) {
      const moved = { column, height: this.#tidy(height + 2 * dy) };
      return this.#draw(moved, moved);
    }
    const columns = Math.round((dx / this.area.spans[0]) * 100);
    const next = Math.min(Math.max(column + columns, 0), this.count - 1);
    const there = this.heights[next];
    if (this.heights[column] !== null && there === null) {
      return this.#draw({ column, height }, { column: next, height });
    }
    this.#cursor = { column: next, height: there ?? height };
    this.view.schedule();
  }

  paint() {
    const drawn = this.guess !== null;
    // A curve that is drawn anew begins at the left.
    if (this.#drawn && !drawn) this.#cursor = { column: 0, height: null };
    this.#drawn = drawn;
    super.paint();
  }
  paintIn(context, area, theme, guess, open) {
    const { truth } = this.question;
    if (!open) {
      if (guess) this.#paintGap(context, area, theme);
      using(context, { strokeStyle: theme.classes[0], lineWidth: 3, lineJoin: "round" }, () => {
        context.beginPath();
        for (const point of truth) context.lineTo(...area.pixel(point));
        context.stroke();
      });
    }
    if (guess) this.#paintDrawn(context, area, theme);
    const style = (color) => ({ color, halo: theme.paper });
    using(context, { font: theme.sized("bold 12px") }, () => {
      if (!open) {
        const end = truth.findLast(([x, y]) => x < area.left + 0.9 * area.spans[0] && y <= area.top);
        const [x, y] = area.pixel(end ?? truth[0]);
        writeWithin(context, area, "truth", [x, y < 30 ? y + 16 : y - 14], style(theme.classes[0]));
      }
      if (guess) this.#labelGuess(context, area, style(theme.ink));
    });
  }
  /** Beside the middle of what is drawn, on the side where the truth is not. */
  #labelGuess(context, area, style) {
    const drawn = this.places.filter((_, i) => this.heights[i] !== null);
    const x = drawn[Math.floor(drawn.length / 2)];
    const height = this.heights[this.places.indexOf(x)];
    const truth = this.open ? null : heightAt(this.question.truth, x);
    const [across, y] = area.pixel([x, height]);
    const above = truth === null ? y > 40 : height >= truth;
    writeWithin(context, area, "your guess", [across, y + (above ? -16 : 18)], style);
  }
  #paintDrawn(context, area, theme) {
    using(context, { strokeStyle: theme.ink, lineWidth: 2.5, lineJoin: "round", dash: [7, 4] }, () => {
      context.beginPath();
      let before = null;
      this.heights.forEach((height, i) => {
        if (height !== null) {
          const pixel = area.pixel([this.places[i], height]);
          if (before === null) context.moveTo(pixel[0] - 1, pixel[1]);
          context.lineTo(...pixel);
        }
        before = height;
      });
      context.stroke();
    });
  }
  #paintGap(context, area, theme) {
    using(context, { strokeStyle: theme.loss, globalAlpha: 0.3, lineWidth: 2 }, () => {
      this.places.forEach((x, i) => {
        const [guess, truth] = [this.heights[i], heightAt(this.question.truth, x)];
        if (guess === null || truth === null) return;
        segment(context, area.pixel([x, guess]), area.pixel([x, truth]));
      });
    });
  }

  yours(guess) {
    const drawn = guess.flatMap((height, i) => (height === null ? [] : [[this.places[i], height]]));
    return this.#inWords(drawn);
  }
  truth() {
    return this.#inWords(this.question.truth);
  }
  #inWords(points) {
    const [across, up] = this.names;
    const [first, last] = [points[0], points.at(-1)].map((one) => one.map((value) => brief(value)));
    return `a curve from ${up} ${first[1]} at ${across} ${first[0]} to ${last[1]} at ${last[0]}`;
  }
  apart(guess) {
    const gap = curveGap(guess, this.question.truth, this.view.get("xlim"));
    if (!gap) return "Your curve lies where there is no truth to compare it with.";
    const { mean, most, share } = gap;
    const [low, high] = this.view.get("ylim");
    const percent = Math.round((100 * mean) / (high - low));
    const lines = [
      `On average your curve is ${brief(mean)} away from the true one, ${percent} % of the picture's height.`,
      `They are farthest apart at ${amount(most.x)} (${this.names[0]}): you drew ${brief(most.guess)}, the truth is ${
        brief(most.truth)
      }.`,
    ];
    if (share < 0.95) lines.push(`You drew over ${Math.round(100 * share)} % of the way.`);
    return lines.join(" ");
  }
}

export class PlaceGuess extends OverAxes {
  how = "Click your guess in the picture, or move it with the arrow keys.";
  #markers = new Markers();

  constructor(view) {
    super(view, "1");
    // Not as soon as it is touched: a finger may be about to scroll the page.
    view.listen(this.stage.node, "click", ({ clientX, clientY }) => {
      const box = this.stage.node.getBoundingClientRect();
      if (!this.open) return;
      this.#go(this.area.point(clientX - box.left, clientY - box.top));
      this.stage.focus(this.handle);
    });
  }
  #go([x, y]) {
    const tidy = (value, axis) => Number(value.toFixed(Math.max(0, 3 - Math.floor(Math.log10(this.area.spans[axis])))));
    this.view.set({ guess: this.area.clamp([x, y]).map(tidy) });
  }
  makeHandle() {
    return {
      name: "your place: arrow keys move it, Enter puts it here",
      reach: REACH,
      place: () => (this.open ? (this.guess ?? this.area.centre) : null),
      text: () => (this.guess ? `at (${place(this.guess)})` : `not placed yet, at (${place(this.area.centre)})`),
      take: () => {
        const from = this.guess ?? this.area.centre;
        return (way) => this.#go([from[0] + way[0], from[1] + way[1]]);
      },
      key: ({ key }) => {
        if (key !== "Enter" && key !== " ") return false;
        this.#go(this.guess ?? this.area.centre);
        return true;
      },
    };
  }
  paintIn(context, area, theme, guess, open) {
    const { truth, points, labels, radius } = this.question;
    this.#markers.paint(context, area, points, labels, [], theme);
    const font = theme.sized("bold 12px");
    const style = { color: theme.ink, halo: theme.paper };
    const [mine, right] = [guess && area.pixel(guess), area.pixel(truth)];
    if (!open) {
      if (radius) {
        const [rx, ry] = [radius / area.spans[0], radius / area.spans[1]];
        using(context, { strokeStyle: theme.ink, dash: [4, 4] }, () => {
          context.beginPath();
          context.ellipse(...right, rx * area.width, ry * area.height, 0, 0, 2 * Math.PI);
          context.stroke();
        });
      }
      const far = mine && Math.hypot(mine[0] - right[0], mine[1] - right[1]) > 24;
      if (far) paintArrow(context, mine, right, { color: theme.loss, halo: theme.paper, head: 10, dash: [5, 4] });
      paintRing(context, right, 8, theme);
      using(context, { fillStyle: theme.ink }, () => {
        circle(context, right, 3);
        context.fill();
      });
    }
    if (mine) paintGrip(context, mine, 6, theme);
    using(context, { font }, () => {
      const below = open || !mine || mine[1] >= right[1];
      if (mine) writeWithin(context, area, "your guess", [mine[0], mine[1] + (below ? 18 : -18)], style);
      if (!open) writeWithin(context, area, "truth", [right[0], right[1] + (below ? -20 : 20)], style);
    });
  }
  yours(guess) {
    return `(${place(guess)})`;
  }
  truth() {
    return `(${place(this.question.truth)})`;
  }
  apart(guess) {
    const { truth, radius } = this.question;
    const distance = Math.hypot(...guess.map((value, axis) => value - truth[axis]));
    const text = `Your place ${this.yours(guess)} is ${brief(distance)} away from the true one, ${this.truth()}`;
    if (radius === null) return `${text}.`;
    return distance <= radius
      ? `${text}: close enough.`
      : `${text}. Within ${amount(radius)} would have been close enough.`;
  }
}

export class NumberGuess {
  how = "Type your guess, or slide to it.";

  constructor(view) {
    this.view = view;
    this.question = view.get("_question");
    const { unit, question } = this.question;
    const [min, max] = view.get("xlim");
    const step = (max - min) / 200;
    const onInput = (value) => view.set({ guess: Number(value.toPrecision(6)) });
    this.input = element("input", { type: "number", step: "any", "aria-label": question, ...OWN_KEYS });
    view.listen(this.input, "input", () => {
      const value = this.input.valueAsNumber;
      view.set({ guess: Number.isFinite(value) ? value : null });
    });
    this.slider = slider(view, {
      name: "",
      title: `guess: ${question}`,
      min,
      max,
      step,
      text: () => "",
      onInput,
    });
    // A click on the handle where it stands is a guess, too.
    view.listen(this.slider.input, "click", () => {
      if (view.get("guess") === null) onInput(this.slider.input.valueAsNumber);
    });
    this.canvas = view.canvas({ role: "img" });
    this.node = element(
      "div",
      { class: "dl101-on-line" },
      element("div", { class: "dl101-line" }, this.canvas.node),
      element("div", { class: "dl101-slide" }, this.slider.input),
      element("label", { class: "dl101-typed" }, "your guess", this.input, unit),
    );
  }
  paint() {
    const { view, canvas, input, slider } = this;
    const [guess, open] = [view.get("guess"), !view.get("revealed")];
    const [low, high] = view.get("xlim");
    slider.input.disabled = input.disabled = !open;
    slider.show(Math.min(Math.max(guess ?? (low + high) / 2, low), high));
    const text = guess === null ? "no guess yet" : this.yours(guess);
    slider.input.setAttribute("aria-valuetext", text);
    slider.input.classList.toggle("dl101-unset", guess === null);
    if (input.valueAsNumber !== guess && !(guess === null && document.activeElement === input)) {
      input.value = guess ?? "";
    }
    const context = canvas.context();
    if (!context) return;
    this.#paintLine(context, guess, open);
    const words = `A number line. ${open ? "" : `The truth: ${this.truth()}. `}Your guess: ${text}.`;
    view.describe(canvas.node, words, open ? `Your guess: ${text}.` : "");
  }
  #paintLine(context, guess, open) {
    const { truth } = this.question;
    const { view, canvas } = this;
    const { theme } = view;
    const all = [...view.get("xlim"), ...(guess === null ? [] : [guess]), ...(open ? [] : [truth])];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = 0.04 * (high - low);
    const area = new Area([low - room, high + room], [0, 1], canvas.width, canvas.height);
    const base = 30.5;
    context.clearRect(0, 0, area.width, area.height);
    const faint = { font: theme.font, fillStyle: theme.faint, strokeStyle: theme.faint };
    using(context, { ...faint, textAlign: "center", textBaseline: "top" }, () => {
      segment(context, [0, base], [area.width, base]);
      for (const value of ticks(area.left, area.right)) {
        const x = Math.round(area.x(value)) + 0.5;
        segment(context, [x, base - 4], [x, base + 4]);
        context.fillText(brief(value, 4), x, base + 7);
      }
    });
    const at = (value) => [area.x(value), base];
    const style = { color: theme.ink, halo: theme.paper };
    const write = (text, value, y) => writeWithin(context, area, text, [area.x(value), y], style);
    using(context, { font: theme.sized("bold 12px") }, () => {
      if (!open && guess !== null) {
        using(context, { strokeStyle: theme.loss, lineWidth: 4 }, () => segment(context, at(guess), at(truth)));
      }
      if (!open) {
        paintRing(context, at(truth), 8, theme);
        write(`truth ${amount(truth)}`, truth, 10);
      }
      if (guess === null) return;
      paintGrip(context, at(guess), 6, theme);
      write(`your guess ${amount(guess)}`, guess, open ? 10 : area.height - 10);
    });
  }
  yours(value) {
    const { unit } = this.question;
    return unit ? `${amount(value)} ${unit}` : amount(value);
  }
  truth() {
    return this.yours(this.question.truth);
  }
  apart(guess) {
    const { truth, tolerance } = this.question;
    const off = Number((guess - truth).toPrecision(12));
    const head = `You guessed ${this.yours(guess)}; it is ${this.truth()}.`;
    if (off === 0) return `${head} Exactly right.`;
    // Two percentages differ by points: "10 % too low" would be a tenth of the truth.
    const unit = /^(%|percent)$/.test(this.question.unit) ? "percentage points" : this.question.unit;
    const by = `${amount(Math.abs(off))} ${unit}`.trim();
    const way = `Your guess is ${by} too ${off > 0 ? "high" : "low"}`;
    return `${head} ${way}${Math.abs(off) <= tolerance ? ": close enough" : ""}.`;
  }
}

export class ChoiceGuess {
  how = "Choose one.";

  constructor(view) {
    this.view = view;
    const { options, question } = (this.question = view.get("_question"));
    const group = groupName();
    this.rows = options.map((text, i) => {
      const input = element("input", { type: "radio", name: group, ...OWN_KEYS });
      view.listen(input, "change", () => view.set({ guess: i }));
      const mark = element("strong", {});
      return { input, mark, node: element("label", {}, input, element("span", {}, text), mark) };
    });
    this.node = element(
      "fieldset",
      { class: "dl101-options" },
      element("legend", { class: "dl101-unseen" }, question),
      ...this.rows.map(({ node }) => node),
    );
  }
  paint() {
    const [guess, open] = [this.view.get("guess"), !this.view.get("revealed")];
    this.rows.forEach(({ input, mark, node }, i) => {
      const right = !open && this.question.truth.includes(i);
      input.checked = guess === i;
      input.disabled = !open;
      node.classList.toggle("dl101-right", right);
      write(mark, right ? "✓ right" : !open && guess === i ? "your guess" : "");
    });
  }
  yours(guess) {
    return `“${this.question.options[guess]}”`;
  }
  truth() {
    return listed(this.question.truth.map((i) => this.yours(i)));
  }
  apart(guess) {
    const { truth } = this.question;
    const own = this.yours(guess);
    const is = truth.length > 1 ? "are" : "is";
    if (!truth.includes(guess)) return `You chose ${own}. Right ${is} ${this.truth()}.`;
    const others = truth.filter((i) => i !== guess).map((i) => this.yours(i));
    if (others.length === 0) return `You chose ${own}, which is right.`;
    return `You chose ${own}, which is right, and so ${others.length > 1 ? "are" : "is"} ${listed(others)}.`;
  }
}
