// Painting a descent: the surface as a curve or as tints and contours, paths on it, the values.
import { gridOver } from "./contours.js";
import { brief } from "./controls.js";
import { lossGrid } from "./loss_grid.js";
import { circle, marker, paintPaper, segment, using } from "./painting.js";
import { Relief } from "./relief.js";
import { valueAt } from "./surfaces.js";

/** How each optimizer's path looks; its colour is the theme's ink or that of a class. */
export const LOOKS = {
  "gradient descent": { shape: 0, dash: [] },
  momentum: { shape: 1, dash: [7, 4] },
  Adam: { shape: 2, dash: [2, 3] },
};

const SPACING = 4; // CSS pixels between two evaluations of the surface
const APART = 5; // CSS pixels between two marks
const LOWEST = 1e-4; // the lowest value in the plot

export function colourOf(name, { ink, classes }) {
  return name === "gradient descent" ? ink : classes[LOOKS[name].shape];
}

/** What a picture shows: the map, or so many times as much where points of a path leave it. */
export function zoomedOut({ start, xlim, ylim }, paths, { margin, zooms }) {
  const flat = start.length === 1;
  // Values grow upwards only.
  const middles = [(xlim[0] + xlim[1]) / 2, flat ? 0 : (ylim[0] + ylim[1]) / 2];
  const points = paths.flat();
  const needed = [xlim, ylim].map(([, high], axis) => {
    const reach = Math.max(...points.map((at) => Math.abs(at[axis] - middles[axis])));
    return reach / (high - middles[axis]);
  });
  const most = Math.max(...needed);
  const times = (flat ? needed : [most, most]).map((one) => (one > 1 ? zoom(margin * one, zooms) : 1));
  const wider = (ends, axis) => ends.map((end) => middles[axis] + times[axis] * (end - middles[axis]));
  return { xlim: wider(xlim, 0), ylim: wider(ylim, 1), times: times[0] };
}

/** The next of some factors: a picture that zoomed with every step would never rest. */
function zoom(factor, zooms) {
  const power = 10 ** Math.floor(Math.log10(factor));
  return power * zooms.find((one) => one * power >= factor);
}

/** The circle in which a descent has arrived; when it is too small to be seen, nothing. */
export function paintGoal(context, area, { ink, paper }, { minimum, goal }) {
  const radius = (goal / area.spans[0]) * area.width;
  if (radius < 3) return;
  for (const [strokeStyle, lineWidth] of [[paper, 3.5], [ink, 1.2]]) {
    using(context, { strokeStyle, lineWidth, dash: [3, 2.5] }, () => {
      circle(context, area.pixel(minimum), radius);
      context.stroke();
    });
  }
}

/** The picture under everything that moves. */
export class Ground {
  constructor({ soft, relief }) {
    this.soft = soft; // up to this value above the lowest the relief is linear, then logarithmic
    this.relief = new Relief(relief);
  }
  compute(surface, area, theme) {
    this.flat = surface.start.length === 1;
    if (this.flat) this.#curve(surface, area);
    else this.#map(surface, area, theme);
  }
  #curve(surface, area) {
    this.lines = new Path2D();
    for (let x = -2; x <= area.width + 2; x += 2) {
      this.lines.lineTo(x, area.y(valueAt(surface, [area.point(x, 0)[0]])));
    }
  }
  #map(surface, area, theme) {
    const grid = gridOf(surface, area);
    const soft = (value) => Math.log1p(Math.max(0, value - surface.lowest) / this.soft);
    const highest = grid.values.reduce((most, value) => Math.max(most, value), 0);
    const height = (value) => soft(value) / soft(highest);
    this.relief.compute({ grid, height, levels: levelsUpTo(surface, highest), area, theme });
  }
  paint(context, area, theme) {
    if (!this.flat) return this.relief.paint(context, area, theme);
    paintPaper(context, area, theme);
    const curve = { strokeStyle: theme.classes[0], lineWidth: 3, lineJoin: "round" };
    using(context, curve, () => context.stroke(this.lines));
  }
}

/** A surface's values over an area. */
function gridOf(surface, area) {
  const { points, labels, bias } = surface;
  if (points) return lossGrid(points, labels, { b: bias }, "w1", "w2", area);
  const [columns, rows] = [area.width, area.height].map((side) => Math.round(side / SPACING));
  const places = gridOver(area, columns, rows);
  const values = Float64Array.from(
    { length: columns * rows },
    (_, i) => valueAt(surface, [places[2 * i], places[2 * i + 1]]),
  );
  return { values, columns, rows };
}

/** A surface's contours, or powers of ten where the picture shows a large part of the plane. */
function levelsUpTo({ levels }, highest) {
  if (highest < 10 * levels.at(-1)) return levels;
  const powers = Array.from({ length: Math.floor(Math.log10(highest)) + 1 }, (_, k) => 10 ** k);
  return powers.slice(-5);
}

/** A path of pixels up to `now`, with a mark where a step is far enough from the last mark. */
export function paintPath(context, theme, name, pixels, now) {
  const colour = colourOf(name, theme);
  const { shape, dash } = LOOKS[name];
  context.beginPath();
  for (const pixel of [...pixels, now]) context.lineTo(...pixel);
  using(context, { strokeStyle: theme.paper, lineWidth: 4, lineJoin: "round" }, () => context.stroke());
  using(context, { strokeStyle: colour, lineWidth: 1.8, dash }, () => context.stroke());
  using(context, { strokeStyle: theme.paper, fillStyle: colour, lineWidth: 1 }, () => {
    let last = [Infinity, Infinity];
    for (const pixel of pixels) {
      if (Math.hypot(pixel[0] - last[0], pixel[1] - last[1]) < APART) continue;
      last = pixel;
      marker(context, shape, pixel, 3);
      context.stroke();
      context.fill();
    }
  });
}

/** The tangent of a curve at a place, as long everywhere. */
export function paintTangent(context, area, { faint }, [x, y], slope) {
  const [width, height] = area.spans;
  const steep = (slope * area.height * width) / (area.width * height);
  const across = (0.16 * width) / Math.hypot(1, steep);
  const end = (side) => area.pixel([x + side * across, y + side * slope * across]);
  const settings = { strokeStyle: faint, lineWidth: 1.5, dash: [5, 4] };
  using(context, settings, () => segment(context, end(-1), end(1)));
}

/** The value after each step, on a logarithmic scale, in a box of the picture's pixels. */
export function paintValues(context, { theme, box: [left, top, width, height], runs, steps }) {
  const room = { left: left + 46, right: left + width - 12, top: top + 25, bottom: top + height - 16 };
  const [low, high] = powers(runs);
  const last = Math.max(10, steps);
  const x = (step) => room.left + (step / last) * (room.right - room.left);
  const y = (value) => {
    const share = (Math.log10(Math.max(value, LOWEST)) - low) / (high - low);
    return room.bottom - Math.max(0, share) * (room.bottom - room.top);
  };
  const write = (text, align, at, line) => {
    context.textAlign = align;
    context.fillText(text, at, line);
  };
  const { paper, faint, font } = theme;
  using(context, { fillStyle: paper }, () => context.fillRect(left, top, width, height));
  const settings = { fillStyle: faint, strokeStyle: faint, lineWidth: 1, font };
  using(context, { ...settings, textBaseline: "middle" }, () => {
    using(context, { globalAlpha: 0.5 }, () => context.strokeRect(left - 1, top + 0.5, width + 2, height));
    write("f after each step", "left", left + 6, top + 10);
    const rates = runs.map(({ rate }) => brief(rate)).join(", ");
    write(`η = ${rates}`, "right", left + width - 8, top + 10);
    for (const power of [low, high]) {
      const line = y(10 ** power);
      write(brief(10 ** power, 1), "right", room.left - 5, line);
      using(context, { globalAlpha: 0.4 }, () => segment(context, [room.left, line], [room.right, line]));
    }
    write(String(last), "right", room.right, room.bottom + 9);
    write("0", "left", room.left, room.bottom + 9);
  });
  for (const { name, values } of runs) {
    paintSeries(context, theme, name, values.map((value, k) => [x(k), y(value)]));
  }
}

/** The powers of ten between which all values lie, two apart or more. */
function powers(runs) {
  let [low, high] = [-1, 0];
  for (const value of runs.flatMap(({ values }) => values)) {
    if (value <= LOWEST) continue;
    low = Math.min(low, Math.floor(Math.log10(value)));
    high = Math.max(high, Math.ceil(Math.log10(value)));
  }
  return [Math.min(low, high - 2), high];
}

function paintSeries(context, theme, name, pixels) {
  const { shape, dash } = LOOKS[name];
  const colour = colourOf(name, theme);
  context.beginPath();
  for (const pixel of pixels) context.lineTo(...pixel);
  const settings = { strokeStyle: colour, fillStyle: colour, lineWidth: 1.6 };
  using(context, settings, () => {
    using(context, { dash }, () => context.stroke());
    for (const pixel of pixels.length > 40 ? pixels.slice(-1) : pixels) {
      marker(context, shape, pixel, 2.5);
      context.fill();
    }
  });
}
