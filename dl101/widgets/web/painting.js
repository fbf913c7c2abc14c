// What is painted in more than one picture: regions of classes, axes, lines, arrows, markers.
import { brief } from "./controls.js";
import { gridOver, mix, tint } from "./contours.js";
import { activate, column, forward, margins } from "./network.js";

/** Each class's marker in text, and what it is called in words. */
export const CLASSES = [
  ["●", "blue circle"],
  ["■", "orange square"],
  ["▲", "green triangle"],
];

/** Paint with some settings, and put back those from before. */
export function using(context, settings, paint) {
  context.save();
  const { dash, ...rest } = settings;
  if (dash) context.setLineDash(dash);
  Object.assign(context, rest);
  paint(context);
  context.restore();
}

/** Cover everything that a picture shows. */
export function paintPaper(context, { width, height }, { paper }) {
  using(context, { fillStyle: paper }, () => context.fillRect(0, 0, width, height));
}

// Regions -------------------------------------------------------------------------------------

const CELL = 5; // CSS pixels between two evaluations of the network

/** The network's probabilities as colours, on a coarse picture that is stretched when painted. */
export class Regions {
  picture = document.createElement("canvas");
  grid = null; // what is zero on the boundary, as `contour` takes it

  /**
   * Evaluate a network every `cell` pixels. Of several outputs all are shown, or `unit`; `scale`
   * changes one output's values to probabilities, in place.
   */
  compute(layers, area, theme, { unit, scale, cell = CELL } = {}) {
    const columns = Math.max(2, Math.round(area.width / cell));
    const rows = Math.max(2, Math.round(area.height / cell));
    let { values, width } = forward(layers, this.#over(area, columns, rows), { logits: true });
    let sums = values.slice();
    activate(layers.at(-1).activation, values, width);
    if (unit !== undefined) {
      sums = column(margins(sums, width), width, unit);
      [values, width] = [column(values, width, unit), 1];
    }
    scale?.(values);
    this.grid = { values: sums, width, columns, rows, points: this.points };
    tint(this.picture, columns, rows, width === 1 ? twoColours(values, theme) : manyColours(values, width, theme));
  }
  #over(area, columns, rows) {
    if (this.area !== area || this.points.length !== 2 * columns * rows) {
      this.area = area;
      this.points = gridOver(area, columns, rows);
    }
    return this.points;
  }
  paint(context, { width, height }) {
    context.drawImage(this.picture, 0, 0, width, height);
  }
}

/** From the first class's colour over paper, at a probability of one half, to the second's. */
export function twoColours(values, { rgb, strength }) {
  return (i, data, at) => {
    const lead = 2 * values[i] - 1;
    mix(rgb.paper, rgb.classes[lead < 0 ? 0 : 1], Math.abs(lead) * strength, data, at);
  };
}

/** Each class's colour by how far its probability exceeds an even share. */
function manyColours(values, width, { rgb, strength }) {
  return (i, data, at) => {
    const excess = (k) => Math.max(0, (values[i * width + k] * width - 1) / (width - 1));
    for (let c = 0; c < 3; c++) {
      let channel = rgb.paper[c];
      for (let k = 0; k < width; k++) {
        channel += excess(k) * strength * (rgb.classes[k][c] - rgb.paper[c]);
      }
      data[at + c] = channel;
    }
  };
}

// Axes ----------------------------------------------------------------------------------------

export function paintAxes(context, area, { font, sized, faint }, [across, up] = ["x₁", "x₂"]) {
  const { width, height } = area;
  const settings = { font, fillStyle: faint, strokeStyle: faint, lineWidth: 1, textBaseline: "middle" };
  const named = sized("italic 13px");
  using(context, settings, () => {
    context.font = named;
    const room = context.measureText(across).width + 16; // the axis's name stands there
    context.font = font;
    for (const value of ticks(area.left, area.right)) {
      const x = Math.round(area.x(value)) + 0.5;
      if (x > width - room) continue;
      segment(context, [x, height - 5], [x, height]);
      context.textAlign = "center";
      context.fillText(brief(value, 4), x, height - 12);
    }
    context.textAlign = "left";
    for (const value of ticks(area.bottom, area.top)) {
      const y = Math.round(area.y(value)) + 0.5;
      if (y < 26 || y > height - 20) continue;
      segment(context, [0, y], [5, y]);
      context.fillText(brief(value, 4), 8, y);
    }
    context.font = named;
    context.fillText(up, 7, 11);
    context.textAlign = "right";
    context.fillText(across, width - 5, height - 12);
  });
}

/** Round values between two ends, at most six or so. */
export function ticks(low, high) {
  const span = high - low;
  const step = roundUp(span / 6);
  const first = Math.ceil((low + 0.04 * span) / step);
  const last = Math.floor((high - 0.04 * span) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

/** 1, 2 or 5 times a power of ten, at least as large as `value`. */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * (1 - 1e-9));
}

// Lines and arrows ----------------------------------------------------------------------------

export function segment(context, from, to) {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}

/** A circle around a pixel. */
export function circle(context, [x, y], radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

/** The line w·x + b = 0, right across the picture. */
export function paintLine(context, area, [w1, w2], b, settings) {
  const [cx, cy] = area.centre;
  const square = w1 * w1 + w2 * w2;
  const away = (w1 * cx + w2 * cy + b) / square;
  const foot = [cx - away * w1, cy - away * w2];
  const reach = (area.spans[0] + area.spans[1]) / Math.sqrt(square);
  const end = (side) => area.pixel([foot[0] - side * w2 * reach, foot[1] + side * w1 * reach]);
  using(context, settings, () => segment(context, end(1), end(-1)));
}

/** A text that can be read on any ground. */
export function writeOver(context, text, [x, y], { color, halo }) {
  const style = { textAlign: "center", textBaseline: "middle", lineWidth: 4, lineJoin: "round" };
  using(context, { ...style, fillStyle: color, strokeStyle: halo }, () => {
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  });
}

/** A text around a pixel, or as near to it as there is room in the picture. */
export function writeWithin(context, { width, height }, text, [x, y], style) {
  const within = (value, end, margin) => Math.min(Math.max(value, margin), end - margin);
  const room = roomFor(context, text);
  writeOver(context, text, [within(x, width, room), within(y, height, 11)], style);
}
function roomFor(context, text) {
  return context.measureText(text).width / 2 + 4;
}

/** A text beside the tip of an arrow between two pixels. */
export function writeBeside(context, area, text, from, to, style) {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]) + 0.9;
  const away = roomFor(context, text) + 10;
  const at = [to[0] + away * Math.cos(angle), to[1] + away * Math.sin(angle)];
  writeWithin(context, area, text, at, style);
}

/** An arrow between two pixels, with a head as long as said. */
export function paintArrow(context, from, to, { color, halo, head = 16, dash = [] }) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const tip = Math.min(head, 0.8 * length);
  using(context, { strokeStyle: halo, fillStyle: color, lineJoin: "round" }, () => {
    context.translate(...to);
    context.rotate(Math.atan2(to[1] - from[1], to[0] - from[0]));
    context.lineWidth = 6;
    segment(context, [-length, 0], [-0.8 * tip, 0]);
    using(context, { strokeStyle: color, lineWidth: 2.5, dash }, () => segment(context, [-length, 0], [-0.8 * tip, 0]));
    context.lineWidth = 2;
    context.beginPath();
    for (const corner of [[0, 0], [-tip, -0.5 * tip], [-tip, 0.5 * tip]]) context.lineTo(...corner);
    context.closePath();
    context.stroke();
    context.fill();
  });
}

/** A disc by which something is taken hold of, and a ring. */
export function paintGrip(context, pixel, radius, { ink, paper }) {
  using(context, { fillStyle: ink, strokeStyle: paper, lineWidth: 2 }, () => {
    circle(context, pixel, radius);
    context.stroke();
    context.fill();
  });
}
export function paintRing(context, pixel, radius, { ink, paper }) {
  for (const [strokeStyle, lineWidth] of [[paper, 5.5], [ink, 2.5]]) {
    using(context, { strokeStyle, lineWidth }, () => {
      circle(context, pixel, radius);
      context.stroke();
    });
  }
}

// Markers -------------------------------------------------------------------------------------

const REACH = 11; // half the width of a stamp, in CSS pixels

/** The outline of a class's marker: circle, square, triangle. */
export function marker(context, label, [x, y], size) {
  if (label === 0) return circle(context, [x, y], size);
  context.beginPath();
  if (label === 1) return context.rect(x - 0.9 * size, y - 0.9 * size, 1.8 * size, 1.8 * size);
  context.moveTo(x, y - 1.2 * size);
  context.lineTo(x + 1.1 * size, y + 0.8 * size);
  context.lineTo(x - 1.1 * size, y + 0.8 * size);
  context.closePath();
}

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
  /** Paint points, and over them, with a ring, those that are `wrong`. */
  paint(context, area, points, labels, wrong, theme) {
    const ratio = context.getTransform().a;
    if (theme !== this.#theme || ratio !== this.#ratio) {
      [this.#theme, this.#ratio] = [theme, ratio];
      this.#stamps = [false, true].map((ring) => theme.classes.map((_, label) => this.#stamp(label, ring)));
    }
    for (const ring of [false, true]) {
      points.forEach((point, i) => {
        if (Boolean(wrong[i]) !== ring) return;
        const [x, y] = area.pixel(point);
        context.drawImage(this.#stamps[Number(ring)][labels[i]], x - REACH, y - REACH, 2 * REACH, 2 * REACH);
      });
    }
  }
  #stamp(label, ring) {
    const { classes, paper, ink } = this.#theme;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.ceil(2 * REACH * this.#ratio);
    const context = canvas.getContext("2d");
    context.scale(canvas.width / (2 * REACH), canvas.width / (2 * REACH));
    const [fillStyle, strokeStyle] = this.hollow ? [paper, classes[label]] : [classes[label], paper];
    Object.assign(context, { fillStyle, strokeStyle, lineWidth: this.hollow ? 2 : 1.5 });
    marker(context, label, [REACH, REACH], this.hollow ? 3.8 : 5);
    context.stroke();
    context.fill();
    if (ring) {
      context.strokeStyle = ink;
      circle(context, [REACH, REACH], 8.5);
      context.stroke();
    }
    return canvas;
  }
}
