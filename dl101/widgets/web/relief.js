// A function of the plane as a landscape: the lower, the darker, with light from the upper left and
// numbers on its contour lines.
import { contourLines, mix, tint, trace } from "./contours.js";
import { brief } from "./controls.js";
import { using, writeOver } from "./painting.js";

const MARGIN = [24, 20]; // pixels at the picture's edges without a number
const ROOM = [44, 24]; // pixels between two numbers, across and up
const SHORTEST = 50; // pixels of the shortest line that has a number
const WAYS = Array.from({ length: 8 }, (_, i) => (0.3 + i / 4) * Math.PI);

export class Relief {
  #picture = document.createElement("canvas");
  #lines = new Path2D();
  #labels = [];

  constructor({ lift, light: [right, up, front], contrast }) {
    Object.assign(this, { lift, light: [right, -up, front], contrast }); // rows go down
  }
  /**
   * `grid` has the function's `values`, `columns` and `rows`, top row first; `height` says of a value
   * where it is between the lowest, 0, and the highest, 1. There is a contour line at each of `levels`.
   */
  compute({ grid, height, levels, area, theme }) {
    this.#colour(grid, Float64Array.from(grid.values, height), area, theme.rgb);
    this.#lines = new Path2D();
    this.#labels = [];
    for (const level of levels) {
      for (const line of contourLines(grid, level)) this.#add(brief(level), line, area);
    }
  }
  #colour({ columns, rows }, heights, { width, height }, { low, high }) {
    const slope = (i, before, after, step) => (heights[i + after] - heights[i - before]) / step;
    const { lift, light, contrast } = this;
    const across = lift * columns;
    const down = (lift * rows * width) / height;
    tint(this.#picture, columns, rows, (i, data, at) => {
      const [left, right] = [i % columns > 0 ? 1 : 0, i % columns < columns - 1 ? 1 : 0];
      const [above, below] = [i >= columns ? 1 : 0, i < columns * (rows - 1) ? 1 : 0];
      const sx = across * slope(i, left, right, left + right);
      const sy = down * slope(i, above * columns, below * columns, above + below);
      const facing = (light[2] - sx * light[0] - sy * light[1]) / Math.hypot(sx, sy, 1);
      const excess = facing / light[2] - 1;
      mix(low, high, heights[i], data, at);
      const own = [data[at], data[at + 1], data[at + 2]];
      const shade = excess > 0 ? [255, 255, 255] : [0, 0, 0];
      mix(own, shade, contrast * Math.min(1, Math.abs(excess)), data, at);
    });
  }
  #add(text, shares, area) {
    const line = trace(this.#lines, shares, area);
    const length = line.reduce((sum, [x, y], k) => {
      return k ? sum + Math.hypot(x - line[k - 1][0], y - line[k - 1][1]) : 0;
    }, 0);
    if (length < SHORTEST) return;
    const at = candidates(line).find((place) => this.#isFree(place, area));
    if (at) this.#labels.push({ text, at });
  }
  #isFree(at, { width, height }) {
    const inside = [width, height].every(
      (side, axis) => at[axis] > MARGIN[axis] && at[axis] < side - MARGIN[axis],
    );
    const near = (label) => at.every((v, axis) => Math.abs(v - label.at[axis]) < ROOM[axis]);
    return inside && !this.#labels.some(near);
  }

  paint(context, { width, height }, { paper, ink, font }) {
    context.drawImage(this.#picture, 0, 0, width, height);
    using(context, { strokeStyle: ink, lineWidth: 1, globalAlpha: 0.55 }, () => context.stroke(this.#lines));
    using(context, { font }, () => {
      for (const { text, at } of this.#labels) writeOver(context, text, at, { color: ink, halo: paper });
    });
  }
}

/** Where a line's number may stand, the best place first: the same while the line moves a little. */
function candidates(line) {
  const [first, last] = [line[0], line.at(-1)];
  if (first[0] !== last[0] || first[1] !== last[1]) {
    return [1 / 2, 1 / 3, 2 / 3, 1 / 5, 4 / 5].map((share) => line[Math.floor(share * line.length)]);
  }
  const farthest = (way) => {
    const far = ([x, y]) => x * Math.cos(way) - y * Math.sin(way);
    return line.reduce((best, at) => (far(at) > far(best) ? at : best));
  };
  return WAYS.map(farthest);
}
