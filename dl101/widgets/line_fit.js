// A line through points, and the square on each residual.
import { element, button, number, slider } from "./controls.js";
import { widget } from "./plane.js";

const LINE_REACH = 9; // pixels from the line
const GRIP_REACH = 14; // pixels from the grip that turns it
const GRIP_AT = 0.86; // of the picture's width

/** The mean of the squared residuals: NaN without points. */
export function meanSquare(points, slope, intercept) {
  const sum = points.reduce((sum, [x, y]) => sum + (y - slope * x - intercept) ** 2, 0);
  return sum / points.length;
}

/** The line with the smallest mean square, or null without points; flat where all x are equal. */
export function leastSquares(points) {
  if (points.length === 0) return null;
  const mean = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const slope = spread ? points.reduce((sum, [x, y]) => sum + (x - mx) * y, 0) / spread : 0;
  return { slope, intercept: my - slope * mx };
}

/** A number with about four digits, whatever its size. */
function quantity(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return value.toExponential(2).replace("-", "−");
  return number(value, Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(size || 1)))));
}

/** 1, 2 or 5 times a power of ten, at least as large as `value`. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * (1 - 1e-9));
}

class Fit {
  constructor(plane) {
    this.plane = plane;
  }
  get slope() {
    return this.plane.model.get("slope");
  }
  get intercept() {
    return this.plane.model.get("intercept");
  }
  at(x) {
    return this.slope * x + this.intercept;
  }
  set(slope, intercept, gesture) {
    const tidy = (value) => Number(value.toPrecision(6));
    this.plane.edit({ slope: tidy(slope), intercept: tidy(intercept) }, gesture);
  }
  /** The point in the middle of the picture, and the one where the line is turned. */
  get middle() {
    const [x] = this.plane.view.centre;
    return [x, this.at(x)];
  }
  get grip() {
    const { left, right } = this.plane.view;
    const x = left + GRIP_AT * (right - left);
    return [x, this.at(x)];
  }
  /** Turn the line about its middle so that it passes through height `y` at the grip. */
  turn([mx, my], y, gesture) {
    const slope = (y - my) / (this.grip[0] - mx);
    this.set(slope, my - slope * mx, gesture);
  }
}

class ShiftHandle {
  name = "line: arrow keys move it up and down";

  constructor(fit) {
    this.fit = fit;
  }
  place() {
    return this.fit.plane.view.clamp(this.fit.middle);
  }
  text() {
    return `intercept = ${quantity(this.fit.intercept)}`;
  }
  hit(px, py) {
    const { fit } = this;
    const { view } = fit.plane;
    const [x] = view.point(px, py);
    // The distance from the line as it is drawn, whatever the axes' scales.
    const rise = fit.slope * (view.right - view.left);
    const steep = (rise * view.height) / ((view.top - view.bottom) * view.width);
    const distance = Math.abs(view.y(fit.at(x)) - py) / Math.hypot(1, steep);
    if (distance > LINE_REACH) return null;
    return { distance, cursor: "ns-resize", grab: (at) => this.grab(at) };
  }
  grab([, y]) {
    const { slope, intercept } = this.fit;
    const gesture = Symbol("drag");
    return ([, ny]) => this.fit.set(slope, intercept + ny - y, gesture);
  }
  nudge(dx, dy) {
    this.fit.set(this.fit.slope, this.fit.intercept + dy, "nudge line");
  }
}

class TurnHandle {
  name = "grip: arrow keys turn the line";

  constructor(fit) {
    this.fit = fit;
  }
  place() {
    return this.fit.plane.view.clamp(this.fit.grip);
  }
  text() {
    return `slope = ${quantity(this.fit.slope)}`;
  }
  hit(x, y) {
    const distance = this.fit.plane.view.distance(this.place(), x, y);
    if (distance > GRIP_REACH) return null;
    return { distance: distance / 2, cursor: "ns-resize", grab: (at) => this.grab(at) };
  }
  grab([, y]) {
    const { middle } = this.fit;
    const from = this.place()[1];
    const gesture = Symbol("drag");
    return ([, ny]) => this.fit.turn(middle, from + ny - y, gesture);
  }
  nudge(dx, dy) {
    this.fit.turn(this.fit.middle, this.fit.grip[1] + dy, "nudge grip");
  }
}

function sliders(fit) {
  const { signal, model } = fit.plane;
  const [left, right] = model.get("xlim");
  const [bottom, top] = model.get("ylim");
  const steepest = roundUp((2 * (top - bottom)) / (right - left));
  const highest = roundUp(Math.max(Math.abs(bottom), Math.abs(top)));
  const row = (name, limit, onInput) => {
    const step = limit / 100;
    const digits = Math.max(2, 2 - Math.floor(Math.log10(limit)));
    return slider({ name, title: name, min: -limit, max: limit, step, digits, onInput, signal });
  };
  const slope = row("slope", steepest, (value) => fit.set(value, fit.intercept, "slide slope"));
  const shift = (value) => fit.set(fit.slope, value, "slide intercept");
  const intercept = row("intercept", highest, shift);
  const node = element("div", { class: "dl101-sliders dl101-long" }, slope.node, intercept.node);
  const update = () => {
    slope.show(fit.slope);
    intercept.show(fit.intercept);
  };
  return { node, update };
}

/** The mean squared error, how far it is above the best line's, and the button that goes there. */
function errorMeter(fit) {
  const { plane } = fit;
  const value = element("span", { class: "dl101-value" }, "–");
  const words = element("span", { class: "dl101-now" });
  const fill = element("span", { class: "dl101-fill" });
  const jump = button({
    text: "Least squares",
    title: "Jump to the line with the smallest mean squared error",
    signal: plane.signal,
    onClick() {
      const best = leastSquares(plane.points.all);
      if (best) plane.edit(best, Symbol("least squares"));
    },
  });
  const node = element(
    "div",
    { class: "dl101-meter" },
    element("span", { class: "dl101-readout" }, element("span", {}, "mean squared error"), value),
    element("div", { class: "dl101-bar dl101-short", "aria-hidden": "true" }, fill),
    words,
    element("div", { class: "dl101-row" }, jump),
  );
  const update = () => {
    const { all } = plane.points;
    const error = meanSquare(all, fit.slope, fit.intercept);
    const { bottom, top } = plane.view;
    value.textContent = quantity(error);
    // Full where the squares' sides are on average a third of the picture's height.
    const share = Math.min(1, error / ((top - bottom) / 3) ** 2);
    fill.style.width = `${100 * (share || 0)}%`;
    words.textContent = inWords(all, error);
    jump.disabled = all.length === 0;
  };
  return { node, update };
}

function inWords(points, error) {
  if (points.length === 0) return "no points yet";
  const best = leastSquares(points);
  const least = meanSquare(points, best.slope, best.intercept);
  const typical = `typically ${quantity(Math.sqrt(error))} off`;
  if (error - least <= 1e-6 * Math.max(error, 1e-12)) return `${typical}; no line does better`;
  return `${typical}; the best line has ${quantity(least)}`;
}

function paintSquares({ view, theme, points }, context, fit) {
  context.save();
  context.fillStyle = context.strokeStyle = theme.loss;
  for (const [x, y] of points.all) {
    const [px, py, foot] = [view.x(x), view.y(y), view.y(fit.at(x))];
    const side = Math.abs(py - foot);
    // On the side where the line goes away from the point, if there is room in the picture.
    const away = py < foot === fit.slope > 0;
    const left = (away && px - side > 0) || px + side > view.width ? px - side : px;
    context.globalAlpha = 0.2;
    context.fillRect(left, Math.min(py, foot), side, side);
    context.globalAlpha = 0.8;
    context.strokeRect(left, Math.min(py, foot), side, side);
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(px, py);
    context.lineTo(px, foot);
    context.stroke();
    context.lineWidth = 1;
  }
  context.restore();
}

function paintFit({ view, theme }, context, fit) {
  context.save();
  context.strokeStyle = theme.ink;
  context.lineWidth = 2.5;
  context.beginPath();
  context.moveTo(0, view.y(fit.at(view.left)));
  context.lineTo(view.width, view.y(fit.at(view.right)));
  context.stroke();
  context.restore();
}

function paintGrips({ view, theme }, context, places) {
  context.save();
  Object.assign(context, { fillStyle: theme.ink, strokeStyle: theme.paper, lineWidth: 2 });
  for (const [x, y] of places) {
    context.beginPath();
    context.arc(view.x(x), view.y(y), 6, 0, 2 * Math.PI);
    context.stroke();
    context.fill();
  }
  context.restore();
}

function fitScene() {
  let fit;
  let handles;
  return {
    traits: ["slope", "intercept"],
    names: ["x", "y"],
    square: true,
    handles(plane) {
      fit = new Fit(plane);
      handles = [new ShiftHandle(fit), new TurnHandle(fit)];
      return handles;
    },
    controls: () => [sliders(fit), errorMeter(fit)],
    paint(plane, context) {
      paintSquares(plane, context, fit);
      paintFit(plane, context, fit);
    },
    paintOver(plane, context) {
      paintGrips(plane, context, handles.map((handle) => handle.place()));
    },
    rows: ["x, y", "line at x", "residual", "its square"],
    values(plane, [x, y]) {
      const residual = y - fit.at(x);
      return {
        "x, y": `${quantity(x)}, ${quantity(y)}`,
        "line at x": quantity(fit.at(x)),
        residual: quantity(residual),
        "its square": quantity(residual ** 2),
      };
    },
    summary(plane) {
      const { all } = plane.points;
      const error = meanSquare(all, fit.slope, fit.intercept);
      return (
        `${all.length} points and the line y = ${quantity(fit.slope)} x + ` +
        `${quantity(fit.intercept)}; mean squared error ${quantity(error)}, ${inWords(all, error)}.`
      );
    },
    spoken() {
      const { all } = fit.plane.points;
      return `Mean squared error ${quantity(meanSquare(all, fit.slope, fit.intercept))}.`;
    },
    help: [
      "Drag the line to shift it (intercept), the grip at its right to turn it (slope).",
      "Each point's residual is the distance upwards to the line; the square on it is the point's " +
        "squared error, and the mean of the squares is what the best line makes smallest.",
    ],
  };
}

export default widget(() => fitScene());
