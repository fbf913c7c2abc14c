// Painting a descent: the surface as a curve or as tints and contours, paths on it, the next step.
import { marker } from "./painter.js";
import { SURFACES } from "./surfaces.js";

/** How each optimizer's path looks; its colour is the theme's ink or that of a class. */
export const LOOKS = {
  "gradient descent": { shape: 0, dash: [] },
  momentum: { shape: 1, dash: [7, 4] },
  Adam: { shape: 2, dash: [2, 3] },
};
/** Values at which contours are drawn, as in descent_still.py. */
export const LEVELS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200];

const SPACING = 4; // CSS pixels between two evaluations of the surface
const HIDDEN = 12; // CSS pixels: a shorter arrow is under the marker
const APART = 5; // CSS pixels between two marks
const SOFT = 0.3; // around this value tints pass from linear to logarithmic
const [LOWEST, DECADE] = [1e-4, 10]; // the ends of the plot of values are powers of ten

export const colourOf = (name, theme) => (name === "gradient descent" ? theme.ink : theme.classes[LOOKS[name].shape]);

/** The picture under everything that moves; computed anew when `key` changes. */
export class Ground {
  #tints = document.createElement("canvas");
  #lines = null;
  #key = "";

  prepare(surface, view, theme) {
    const key = [surface, view.width, view.height, theme.paper].join();
    if (key === this.#key) return;
    this.#key = key;
    const { value } = SURFACES[surface];
    if (view.variables === 1) this.#curve(value, view);
    else this.#contours(value, view, theme);
  }
  paint(context, view, theme) {
    context.save();
    if (view.variables === 1) {
      context.fillStyle = theme.paper;
      context.fillRect(0, 0, view.width, view.height);
      Object.assign(context, { strokeStyle: theme.classes[0], lineWidth: 3, lineJoin: "round" });
    } else {
      context.drawImage(this.#tints, 0, 0, view.width, view.height);
      Object.assign(context, { strokeStyle: theme.ink, lineWidth: 0.8, globalAlpha: 0.5 });
    }
    context.stroke(this.#lines);
    context.restore();
  }

  #curve(value, view) {
    this.#lines = new Path2D();
    for (let x = -2; x <= view.width + 2; x += 2) {
      this.#lines.lineTo(x, view.y(value([view.point(x, 0)[0]])));
    }
  }
  #contours(value, view, theme) {
    const columns = Math.round(view.width / SPACING);
    const rows = Math.round(view.height / SPACING);
    const [dx, dy] = [view.width / columns, view.height / rows];
    const at = (c, r) => value(view.point(c * dx, r * dy));
    const values = Array.from({ length: rows + 1 }, (_, r) =>
      Array.from({ length: columns + 1 }, (_, c) => at(c, r)),
    );
    this.#tint(values, theme);
    this.#lines = new Path2D();
    for (const level of LEVELS) trace(this.#lines, values, level, dx, dy);
  }
  /** The lowest places have the first class's colour, the highest the paper's. */
  #tint(values, { paperRgb, classesRgb, strength }) {
    const [rows, columns] = [values.length, values[0].length];
    const image = new ImageData(columns, rows);
    const top = Math.log1p(Math.max(...values.flat()) / SOFT);
    values.flat().forEach((value, i) => {
      const depth = strength * (1 - Math.log1p(Math.max(0, value) / SOFT) / top);
      for (let k = 0; k < 3; k++) {
        image.data[4 * i + k] = paperRgb[k] + depth * (classesRgb[0][k] - paperRgb[k]);
      }
      image.data[4 * i + 3] = 255;
    });
    Object.assign(this.#tints, { width: columns, height: rows });
    this.#tints.getContext("2d").putImageData(image, 0, 0);
  }
}

/** Add the line on which values on a grid pass a level: one piece in each triangle that it cuts. */
function trace(path, values, level, dx, dy) {
  const cut = ([r, c], [s, d]) => {
    const share = (level - values[r][c]) / (values[s][d] - values[r][c]);
    return [(c + share * (d - c)) * dx, (r + share * (s - r)) * dy];
  };
  const above = ([r, c]) => values[r][c] > level;
  for (let r = 0; r + 1 < values.length; r++) {
    for (let c = 0; c + 1 < values[0].length; c++) {
      const [a, b, d, e] = [[r, c], [r, c + 1], [r + 1, c], [r + 1, c + 1]];
      for (const [p, q, s] of [[a, b, d], [b, d, e]]) {
        const ends = [[p, q], [q, s], [s, p]].filter(([one, two]) => above(one) !== above(two));
        if (!ends.length) continue;
        path.moveTo(...cut(...ends[0]));
        path.lineTo(...cut(...ends[1]));
      }
    }
  }
}

/** A path up to `now`, with a mark for each step that is far enough from the last mark to be told apart. */
export function paintPath(context, { view, theme, name, places, now }) {
  const colour = colourOf(name, theme);
  const { shape, dash } = LOOKS[name];
  const pixels = places.map((place) => [view.x(place[0]), view.y(place[1])]);
  const here = [view.x(now[0]), view.y(now[1])];
  context.save();
  context.lineJoin = "round";
  context.beginPath();
  for (const pixel of [...pixels, here]) context.lineTo(...pixel);
  for (const [stroke, width] of [[theme.paper, 4], [colour, 1.8]]) {
    Object.assign(context, { strokeStyle: stroke, lineWidth: width });
    context.setLineDash(stroke === colour ? dash : []);
    context.stroke();
  }
  context.setLineDash([]);
  Object.assign(context, { strokeStyle: theme.paper, fillStyle: colour, lineWidth: 1 });
  let [lastX, lastY] = [Infinity, Infinity];
  for (const [x, y] of pixels) {
    if (Math.hypot(x - lastX, y - lastY) < APART) continue;
    [lastX, lastY] = [x, y];
    marker(context, shape, x, y, 3);
    context.stroke();
    context.fill();
  }
  context.restore();
}

/** The marker at the end of a path, or on the way to the next place. */
export function paintMarker(context, { view, theme, name, now }) {
  context.save();
  Object.assign(context, { strokeStyle: theme.paper, fillStyle: colourOf(name, theme), lineWidth: 2 });
  marker(context, LOOKS[name].shape, view.x(now[0]), view.y(now[1]), 7);
  context.stroke();
  context.fill();
  context.restore();
}

/** A ring around the start, by which it is taken hold of. */
export function paintStart(context, view, theme, place) {
  context.save();
  for (const [stroke, width] of [[theme.paper, 5], [theme.ink, 2]]) {
    Object.assign(context, { strokeStyle: stroke, lineWidth: width });
    marker(context, 0, view.x(place[0]), view.y(place[1]), 10);
    context.stroke();
  }
  context.restore();
}

/** An arrow from a place to another, none where the marker would cover it. */
export function paintStep(context, view, from, to, { colour, halo, label, dash = [] }) {
  const [x1, y1, x2, y2] = [view.x(from[0]), view.y(from[1]), view.x(to[0]), view.y(to[1])];
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (!(length > HIDDEN)) return;
  const head = Math.min(9, length - 7);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  context.save();
  context.lineCap = "butt";
  for (const [stroke, width] of [[halo, 5.5], [colour, 2.5]]) {
    Object.assign(context, { strokeStyle: stroke, lineWidth: width });
    context.setLineDash(stroke === colour ? dash : []);
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2 - 0.8 * head * ux, y2 - 0.8 * head * uy);
    context.stroke();
  }
  context.setLineDash([]);
  Object.assign(context, { fillStyle: colour, strokeStyle: halo, lineWidth: 1.5 });
  context.beginPath();
  context.moveTo(x2, y2);
  context.lineTo(x2 - head * ux - 0.5 * head * uy, y2 - head * uy + 0.5 * head * ux);
  context.lineTo(x2 - head * ux + 0.5 * head * uy, y2 - head * uy - 0.5 * head * ux);
  context.closePath();
  context.stroke();
  context.fill();
  if (label && length > 26) writeBeside(context, view, [x2, y2], [ux, uy], label, colour, halo);
  context.restore();
}

function writeBeside(context, view, [x, y], [ux, uy], label, colour, halo) {
  const inside = (value, end, margin) => Math.min(Math.max(value, margin), end - margin);
  const place = [inside(x + 14 * ux - 20 * uy, view.width, 26), inside(y + 14 * uy + 20 * ux, view.height, 12)];
  Object.assign(context, { font: "13px sans-serif", textAlign: "center", textBaseline: "middle" });
  Object.assign(context, { fillStyle: colour, strokeStyle: halo, lineWidth: 4 });
  context.strokeText(label, ...place);
  context.fillText(label, ...place);
}

/** The tangent of a curve at a place. */
export function paintTangent(context, view, theme, [x, y], slope) {
  const reach = 0.16 * (view.right - view.left);
  const across = reach / Math.hypot(1, (slope * view.height * (view.right - view.left)) / (view.width * (view.top - view.bottom)));
  context.save();
  Object.assign(context, { strokeStyle: theme.faint, lineWidth: 1.5 });
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(view.x(x - across), view.y(y - slope * across));
  context.lineTo(view.x(x + across), view.y(y + slope * across));
  context.stroke();
  context.restore();
}

/** The value after each step, on a logarithmic scale, in a box of the picture's pixels. */
export function paintValues(context, { theme, box, runs, steps, rate }) {
  const [left, top, width, height] = box;
  const room = { left: left + 38, right: left + width - 12, top: top + 25, bottom: top + height - 16 };
  const all = runs.flatMap(({ values }) => values).filter((value) => value > LOWEST);
  const exponents = all.map((value) => Math.log10(value));
  const high = Math.ceil(exponents.reduce((a, b) => Math.max(a, b), 0));
  const low = Math.min(high - 2, Math.floor(exponents.reduce((a, b) => Math.min(a, b), -1)));
  const last = Math.max(10, steps);
  const x = (step) => room.left + (step / last) * (room.right - room.left);
  const y = (value) => {
    const share = (Math.log10(Math.max(value, LOWEST)) - low) / (high - low);
    return room.bottom - Math.max(0, share) * (room.bottom - room.top);
  };
  context.save();
  Object.assign(context, { fillStyle: theme.paper, strokeStyle: theme.faint, lineWidth: 1, font: theme.font });
  context.fillRect(left, top, width, height);
  context.globalAlpha = 0.5;
  context.strokeRect(left - 1, top + 0.5, width + 2, height);
  context.globalAlpha = 1;
  Object.assign(context, { fillStyle: theme.faint, textBaseline: "middle", textAlign: "left" });
  context.fillText("f after each step", left + 6, top + 10);
  context.textAlign = "right";
  context.fillText(`η = ${rate}`, left + width - 8, top + 10);
  for (const exponent of [low, high]) {
    context.fillText(powerOfTen(exponent), room.left - 5, y(DECADE ** exponent));
    line(context, theme, [room.left, y(DECADE ** exponent)], [room.right, y(DECADE ** exponent)]);
  }
  context.fillText(String(last), room.right, room.bottom + 9);
  context.textAlign = "left";
  context.fillText("0", room.left, room.bottom + 9);
  for (const { name, values } of runs) paintSeries(context, theme, name, values.map((value, k) => [x(k), y(value)]));
  context.restore();
}

function line(context, theme, from, to) {
  context.save();
  context.globalAlpha = 0.4;
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
  context.restore();
}

function paintSeries(context, theme, name, pixels) {
  const { shape, dash } = LOOKS[name];
  context.save();
  context.strokeStyle = context.fillStyle = colourOf(name, theme);
  context.lineWidth = 1.6;
  context.setLineDash(dash);
  context.beginPath();
  for (const pixel of pixels) context.lineTo(...pixel);
  context.stroke();
  for (const pixel of pixels.length > 40 ? pixels.slice(-1) : pixels) {
    marker(context, shape, ...pixel, 2.5);
    context.fill();
  }
  context.restore();
}

function powerOfTen(exponent) {
  if (exponent >= -2 && exponent <= 3) return String(Number((10 ** exponent).toFixed(2)));
  return `10${String(exponent).replace(/./g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)])}`;
}
