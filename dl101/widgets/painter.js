// Painting the plane: coordinates, theme, and one function for each thing that is drawn.
import { activate, column, forward, margins } from "./network.js";

/** Each class's marker in text, and what it is called in words. */
export const CLASS_MARKS = ["●", "■", "▲"];
export const CLASS_NAMES = ["blue circle", "orange square", "green triangle"];

const CELL = 5; // CSS pixels between two evaluations of the network
const QUICK = 8; // the same while one picture follows the other

/** Maps the plane's coordinates to CSS pixels of the picture and back. */
export class View {
  constructor([left, right], [bottom, top], width, height) {
    Object.assign(this, { left, right, bottom, top, width, height });
  }
  x(value) {
    return ((value - this.left) / (this.right - this.left)) * this.width;
  }
  y(value) {
    return ((this.top - value) / (this.top - this.bottom)) * this.height;
  }
  /** The point of the plane under a pixel. */
  point(x, y) {
    return [
      this.left + (x / this.width) * (this.right - this.left),
      this.top - (y / this.height) * (this.top - this.bottom),
    ];
  }
  /** How many pixels a point of the plane is away from a pixel. */
  distance([px, py], x, y) {
    return Math.hypot(this.x(px) - x, this.y(py) - y);
  }
  contains([px, py], margin = 0) {
    const { left, right, bottom, top } = this;
    return px >= left + margin && px <= right - margin && py >= bottom + margin && py <= top - margin;
  }
  clamp([px, py], margin = 0) {
    return [
      Math.min(Math.max(px, this.left + margin), this.right - margin),
      Math.min(Math.max(py, this.bottom + margin), this.top - margin),
    ];
  }
  get centre() {
    return [(this.left + this.right) / 2, (this.bottom + this.top) / 2];
  }
}

/** Colours of the page's theme, from the style sheet. */
export function readTheme(root) {
  const style = getComputedStyle(root);
  const color = (name) => style.getPropertyValue(`--dl101-${name}`).trim();
  const theme = {
    paper: color("paper"),
    ink: color("ink"),
    faint: color("faint"),
    classes: [0, 1, 2].map((k) => color(`class-${k}`)),
    loss: color("loss"),
    strength: Number(color("strength")) || 0.5,
    font: `11px ${style.fontFamily}`,
  };
  theme.paperRgb = rgb(theme.paper);
  if (theme.loss) theme.lossRgb = rgb(theme.loss);
  theme.classesRgb = theme.classes.map(rgb);
  return theme;
}

function rgb(color) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = color;
  const hex = context.fillStyle;
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

/** The network's probabilities as colours, on a coarse picture that is stretched when painted. */
export class Regions {
  #canvas = document.createElement("canvas");
  #grid = null;
  #key = "";
  line = null; // what is zero on the boundary, as `paintZero` takes it

  /** Of several outputs, `unit` is shown, or all; `scale` makes one output's values probabilities; `quick` takes fewer of them. */
  compute(layers, view, theme, { unit, scale, quick } = {}) {
    const cell = quick ? QUICK : CELL;
    const columns = Math.max(2, Math.round(view.width / cell));
    const rows = Math.max(2, Math.round(view.height / cell));
    this.#prepare(columns, rows, view);
    let { values, width } = forward(layers, this.#grid, { logits: true });
    let sums = values.slice();
    activate(layers.at(-1).activation, values, width);
    if (unit !== undefined) {
      sums = column(margins(sums, width), width, unit);
      [values, width] = [column(values, width, unit), 1];
    }
    scale?.(values);
    this.line = { values: sums, width, k: 0, columns, rows };
    const image = new ImageData(columns, rows);
    const colour = width === 1 ? twoColours(theme) : manyColours(theme, width);
    for (let i = 0; i < columns * rows; i++) colour(values, i * width, image.data, i * 4);
    this.#canvas.getContext("2d").putImageData(image, 0, 0);
  }

  paint(context, view) {
    context.imageSmoothingEnabled = true;
    context.drawImage(this.#canvas, 0, 0, view.width, view.height);
  }

  #prepare(columns, rows, view) {
    const key = [columns, rows, view.left, view.right, view.bottom, view.top].join();
    if (key === this.#key) return;
    this.#key = key;
    Object.assign(this.#canvas, { width: columns, height: rows });
    this.#grid = new Float64Array(columns * rows * 2);
    for (let r = 0, i = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++, i += 2) {
        const x = ((c + 0.5) / columns) * view.width;
        const y = ((r + 0.5) / rows) * view.height;
        [this.#grid[i], this.#grid[i + 1]] = view.point(x, y);
      }
    }
  }
}

/** From the first class's colour over paper, at a probability of one half, to the second's. */
export function twoColours(theme) {
  const { paperRgb, classesRgb, strength } = theme;
  if (theme.twoColours) return theme.twoColours;
  const table = new Uint8ClampedArray(513 * 3);
  for (let i = 0; i <= 512; i++) {
    const lead = i / 256 - 1;
    const end = classesRgb[lead < 0 ? 0 : 1];
    for (let c = 0; c < 3; c++) {
      table[i * 3 + c] = paperRgb[c] + Math.abs(lead) * strength * (end[c] - paperRgb[c]);
    }
  }
  return (theme.twoColours = (values, from, data, to) => {
    const entry = Math.round(values[from] * 512) * 3;
    data[to] = table[entry];
    data[to + 1] = table[entry + 1];
    data[to + 2] = table[entry + 2];
    data[to + 3] = 255;
  });
}

/** Each class's colour by how far its probability exceeds an even share. */
function manyColours({ paperRgb, classesRgb, strength }, width) {
  return (values, from, data, to) => {
    for (let c = 0; c < 3; c++) {
      let channel = paperRgb[c];
      for (let k = 0; k < width; k++) {
        const excess = Math.max(0, (values[from + k] * width - 1) / (width - 1));
        channel += excess * strength * (classesRgb[k][c] - paperRgb[c]);
      }
      data[to + c] = channel;
    }
    data[to + 3] = 255;
  };
}

export function paintAxes(context, view, theme, [across, up] = ["x₁", "x₂"]) {
  context.save();
  context.font = theme.font;
  context.fillStyle = context.strokeStyle = theme.faint;
  context.lineWidth = 1;
  context.textBaseline = "middle";
  for (const value of ticks(view.left, view.right)) {
    const x = Math.round(view.x(value)) + 0.5;
    if (x > view.width - 32) continue; // the axis's name stands there
    segment(context, x, view.height - 5, x, view.height);
    context.textAlign = "center";
    context.fillText(tickText(value), x, view.height - 12);
  }
  for (const value of ticks(view.bottom, view.top)) {
    const y = Math.round(view.y(value)) + 0.5;
    if (y < 26) continue;
    segment(context, 0, y, 5, y);
    context.textAlign = "left";
    context.fillText(tickText(value), 8, y);
  }
  context.font = theme.font.replace("11px", "italic 13px");
  context.textAlign = "right";
  context.fillText(across, view.width - 5, view.height - 12);
  context.textAlign = "left";
  context.fillText(up, 7, 11);
  context.restore();
}

function ticks(low, high) {
  const span = high - low;
  const power = 10 ** Math.floor(Math.log10(span / 6));
  const step = power * [1, 2, 5, 10].find((s) => span / (s * power) <= 6);
  const first = Math.ceil((low + 0.04 * span) / step) * step;
  const values = [];
  for (let value = first; value <= high - 0.04 * span; value += step) values.push(value);
  return values;
}

function tickText(value) {
  return String(Number(value.toFixed(4))).replace("-", "−");
}

function segment(context, x1, y1, x2, y2) {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** The line w·x + b = 0, right across the picture. */
export function paintLine(context, view, [w1, w2], b, { color, width = 2, dash = [] }) {
  const [cx, cy] = view.centre;
  const square = w1 * w1 + w2 * w2;
  const away = (w1 * cx + w2 * cy + b) / square;
  const foot = [cx - away * w1, cy - away * w2];
  const reach = (view.right - view.left + view.top - view.bottom) / Math.sqrt(square);
  context.save();
  context.strokeStyle = color;
  context.lineWidth = width;
  context.setLineDash(dash);
  segment(
    context,
    view.x(foot[0] - w2 * reach),
    view.y(foot[1] + w1 * reach),
    view.x(foot[0] + w2 * reach),
    view.y(foot[1] - w1 * reach),
  );
  context.restore();
}

/** An arrow between two points of the plane, with a round grip at its tip. */
export function paintArrow(context, view, from, to, { color, halo, label }) {
  const [x1, y1, x2, y2] = [view.x(from[0]), view.y(from[1]), view.x(to[0]), view.y(to[1])];
  const angle = Math.atan2(y2 - y1, x2 - x1);
  context.save();
  context.lineCap = "round";
  for (const [stroke, width] of [[halo, 6], [color, 2.5]]) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    segment(context, x1, y1, x2, y2);
  }
  context.fillStyle = color;
  context.strokeStyle = halo;
  context.lineWidth = 2;
  disc(context, x1, y1, 4.5);
  context.translate(x2, y2);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(9, 0);
  context.lineTo(-7, -8);
  context.lineTo(-7, 8);
  context.closePath();
  context.stroke();
  context.fill();
  context.rotate(-angle);
  context.font = "italic bold 15px serif";
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.lineWidth = 4;
  const [lx, ly] = [24 * Math.cos(angle + 0.9), 24 * Math.sin(angle + 0.9)];
  context.strokeText(label, lx, ly);
  context.fillText(label, lx, ly);
  context.restore();
}

function disc(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  context.fill();
}

const REACH = 11; // half the width of a stamp, in CSS pixels

/**
 * The points, each stamped with a picture of its marker: drawing the paths anew takes longer.
 * `hollow` ones are smaller, and have only an outline of their colour.
 */
export class Markers {
  #stamps = [];
  #theme = null;
  #ratio = 0;

  constructor({ hollow = false } = {}) {
    this.hollow = hollow;
  }

  /** Paint points; a ring marks those that are `wrong`. */
  paint(context, view, points, labels, wrong, theme) {
    const ratio = context.getTransform().a;
    if (theme !== this.#theme || ratio !== this.#ratio) {
      [this.#theme, this.#ratio] = [theme, ratio];
      this.#stamps = [false, true].map((ring) =>
        theme.classes.map((_, label) => stamp(label, ring, theme, ratio, this.hollow)),
      );
    }
    points.forEach(([x, y], i) => {
      const picture = this.#stamps[Number(Boolean(wrong[i]))][labels[i]];
      context.drawImage(picture, view.x(x) - REACH, view.y(y) - REACH, 2 * REACH, 2 * REACH);
    });
  }
}

function stamp(label, ring, theme, ratio, hollow) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(2 * REACH * ratio);
  const context = canvas.getContext("2d");
  context.scale(canvas.width / (2 * REACH), canvas.width / (2 * REACH));
  const [fill, edge] = [theme.classes[label], theme.paper];
  const [fillStyle, strokeStyle] = hollow ? [edge, fill] : [fill, edge];
  Object.assign(context, { fillStyle, strokeStyle, lineWidth: hollow ? 2 : 1.5 });
  marker(context, label, REACH, REACH, hollow ? 3.8 : 5);
  context.stroke();
  context.fill();
  if (ring) {
    context.strokeStyle = theme.ink;
    marker(context, 0, REACH, REACH, 8.5);
    context.stroke();
  }
  return canvas;
}

/** The outline of a class's marker: circle, square, triangle. */
export function marker(context, label, x, y, size) {
  context.beginPath();
  if (label === 0) context.arc(x, y, size, 0, 2 * Math.PI);
  else if (label === 1) context.rect(x - 0.9 * size, y - 0.9 * size, 1.8 * size, 1.8 * size);
  else {
    context.moveTo(x, y - 1.2 * size);
    context.lineTo(x + 1.1 * size, y + 0.8 * size);
    context.lineTo(x - 1.1 * size, y + 0.8 * size);
    context.closePath();
  }
}
