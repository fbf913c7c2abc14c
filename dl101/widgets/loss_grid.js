// The mean cross-entropy over two parameters of a line: its values on a grid, and contour lines.

const FINEST = 60; // cells along each side of the map
const COARSEST = 24;
const WORK = 360_000; // losses computed for one map: about 5 ms
const FACTORS = 512; // each at most 2: their product stays finite

/** What a point contributes to w·x + b for each unit of a parameter. */
const FEATURE = { w1: ([x1]) => x1, w2: ([, x2]) => x2, b: () => 1 };

/**
 * The mean over the points at the middle of each cell between `view`'s limits, top row first.
 * `numbers` are the line's { w1, w2, b }; `x` and `y` name the two that vary.
 */
export function lossGrid(points, labels, numbers, x, y, view) {
  const count = points.length;
  const size = Math.max(COARSEST, Math.min(FINEST, Math.floor(Math.sqrt(WORK / (count || 1)))));
  const fixed = Object.keys(FEATURE).filter((name) => name !== x && name !== y);
  // Signed, so that a point loses log(1 + e^s).
  const column = (value) =>
    Float64Array.from(points, (point, i) => (labels[i] ? -1 : 1) * value(point));
  const across = column(FEATURE[x]);
  const up = column(FEATURE[y]);
  const rest = column((point) =>
    fixed.reduce((sum, name) => sum + numbers[name] * FEATURE[name](point), 0),
  );
  const values = new Float64Array(size * size);
  const base = new Float64Array(count);
  for (let r = 0, cell = 0; r < size; r++) {
    const [, v] = view.point(0, ((r + 0.5) / size) * view.height);
    for (let i = 0; i < count; i++) base[i] = rest[i] + v * up[i];
    for (let c = 0; c < size; c++, cell++) {
      const [u] = view.point(((c + 0.5) / size) * view.width, 0);
      let sum = 0;
      let product = 1; // of 1 + e^−|s|: one logarithm serves many points
      for (let i = 0; i < count; i++) {
        const s = base[i] + u * across[i];
        if (s > 0) sum += s;
        product *= 1 + Math.exp(s > 0 ? -s : s);
        if (i % FACTORS === FACTORS - 1) {
          sum += Math.log(product);
          product = 1;
        }
      }
      values[cell] = (sum + Math.log(product)) / (count || 1);
    }
  }
  return { values, size, ...range(values) };
}

function range(values) {
  let [low, high, lowest] = [Infinity, 0, 0];
  values.forEach((value, i) => {
    if (value < low) [low, lowest] = [value, i];
    if (value > high) high = value;
  });
  return { low, high, lowest };
}

/** Where a loss stands between the lowest, 0, and the highest, 1: on a logarithmic scale. */
export function shade({ low, high }, value) {
  const floor = Math.max(low, high / 1e4, 1e-12);
  if (high <= floor) return 0;
  return Math.min(1, Math.max(0, Math.log(value / floor) / Math.log(high / floor)));
}

const STEPS = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]];

/** A few round values between the lowest and the highest. */
export function levels({ low, high }) {
  const floor = Math.max(low, high / 1e4, 1e-12);
  const inside = (steps) => {
    const found = [];
    for (let power = Math.floor(Math.log10(floor)); power <= Math.log10(high); power++) {
      for (const step of steps) found.push(Number((step * 10 ** power).toPrecision(3)));
    }
    return found.filter((level) => level > floor && level < high);
  };
  return STEPS.map(inside).find((found) => found.length >= 5) ?? inside(STEPS.at(-1));
}

/** The pieces [x, y, x, y] of the line along which a grid has one value; the grid is 1 wide. */
export function contour({ values, size }, level) {
  const pieces = [];
  const cross = (a, b) => (level - a) / (b - a);
  for (let r = 0; r + 1 < size; r++) {
    for (let c = 0; c + 1 < size; c++) {
      const i = r * size + c;
      const [p, q, s, t] = [values[i], values[i + 1], values[i + size + 1], values[i + size]];
      const ends = [];
      if (p < level !== q < level) ends.push(c + cross(p, q), r);
      if (q < level !== s < level) ends.push(c + 1, r + cross(q, s));
      if (t < level !== s < level) ends.push(c + cross(t, s), r + 1);
      if (p < level !== t < level) ends.push(c, r + cross(p, t));
      for (let k = 0; k + 3 < ends.length; k += 4) {
        pieces.push(ends.slice(k, k + 4).map((value) => (value + 0.5) / size));
      }
    }
  }
  return pieces;
}
