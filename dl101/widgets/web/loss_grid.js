// The mean cross-entropy over two parameters of a line, on a grid.
import { sigmoidLoss } from "./network.js";

const FINEST = 60; // cells along each side of the map
const COARSEST = 24;
const WORK = 800_000; // losses computed for one map: a few milliseconds
const LARGEST = 340; // logits up to here: the products below stay finite
const FULL = 1e150;

/** What a point contributes to w·x + b for each unit of a parameter. */
const FEATURE = { w1: ([x1]) => x1, w2: ([, x2]) => x2, b: () => 1 };

/**
 * The mean over the points at the middle of each cell of an area, top row first. `numbers` are the
 * line's { w1, w2, b }; `x` and `y` name the two that vary.
 */
export function lossGrid(points, labels, numbers, x, y, area) {
  const count = points.length;
  const size = Math.max(COARSEST, Math.min(FINEST, Math.floor(Math.sqrt(WORK / (count || 1)))));
  const fixed = Object.keys(FEATURE).filter((name) => name !== x && name !== y);
  // Signed, so that a point loses log(1 + e^s).
  const column = (value) => Float64Array.from(points, (point, i) => (labels[i] ? -1 : 1) * value(point));
  const across = column(FEATURE[x]);
  const up = column(FEATURE[y]);
  const rest = column((point) => fixed.reduce((sum, name) => sum + numbers[name] * FEATURE[name](point), 0));
  const middles = Array.from({ length: size }, (_, i) => (i + 0.5) / size);
  const us = middles.map((share) => area.point(share * area.width, 0)[0]);
  const vs = middles.map((share) => area.point(0, share * area.height)[1]);
  const values = new Float64Array(size * size);
  vs.forEach((v, r) => {
    const base = rest.map((value, i) => value + v * up[i]);
    meansOfRow(us, across, base, values.subarray(r * size, (r + 1) * size));
  });
  return { values, columns: size, rows: size, ...range(values) };
}

/** Fill `row` with the means of log(1 + e^(base + u · across)) for each u. */
function meansOfRow(us, across, base, row) {
  const count = base.length;
  if (count === 0) return;
  const reach = Math.max(...us.map(Math.abs));
  const small = base.every((value, i) => Math.abs(value) + reach * Math.abs(across[i]) < LARGEST);
  if (!small) {
    us.forEach((u, c) => {
      const loss = (sum, value, i) => sum + sigmoidLoss(0, value + u * across[i]);
      row[c] = base.reduce(loss, 0) / count;
    });
    return;
  }
  // One exponential for each point, then a factor from column to column; one logarithm for many.
  const powers = base.map((value, i) => Math.exp(value + us[0] * across[i]));
  const factors = across.map((value) => Math.exp((us[1] - us[0]) * value));
  for (let c = 0; c < us.length; c++) {
    let sum = 0;
    let product = 1;
    for (let i = 0; i < count; i++) {
      product *= 1 + powers[i];
      powers[i] *= factors[i];
      if (product > FULL) {
        sum += Math.log(product);
        product = 1;
      }
    }
    row[c] = (sum + Math.log(product)) / count;
  }
}

function range(values) {
  let [low, high] = [Infinity, 0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high, floor: Math.max(low, high / 1e4, 1e-12) };
}

/** Where a loss stands between the lowest, 0, and the highest, 1: on a logarithmic scale. */
export function shade({ floor, high }, value) {
  if (!(high > floor)) return 0;
  return Math.min(1, Math.max(0, Math.log(value / floor) / Math.log(high / floor)));
}

/** A few round values between the lowest and the highest: some of `rows`, times powers of ten. */
export function levels({ floor, high }, rows) {
  const inside = (steps) => {
    const found = [];
    for (let power = Math.floor(Math.log10(floor)); power <= Math.log10(high); power++) {
      for (const step of steps) found.push(Number((step * 10 ** power).toPrecision(3)));
    }
    return found.filter((level) => level > floor && level < high);
  };
  return rows.map(inside).find((found) => found.length >= 5) ?? inside(rows.at(-1));
}
