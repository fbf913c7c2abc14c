// The surfaces that are descended, as Python describes them: polynomials, each a list of terms with a
// factor and a power of each variable; and the mean cross-entropy of a perceptron over its weights.
import { Batches, OPTIMIZERS, Random, sigmoid, sigmoidLoss } from "./network.js";

/** A term with its factor, differentiated by the variables in `by`, at a place. */
function term([factor, ...powers], at, by = []) {
  const left = powers.slice();
  let value = factor;
  for (const i of by) value *= left[i]--;
  // A factor of 0 comes from a power that would become negative.
  return value && left.reduce((product, power, i) => product * at[i] ** power, value);
}

const sum = (terms, at, by) => terms.reduce((total, one) => total + term(one, at, by), 0);

export function valueAt({ terms, points, labels, bias }, at) {
  if (terms) return sum(terms, at);
  const loss = (total, [x1, x2], i) => total + sigmoidLoss(labels[i], at[0] * x1 + at[1] * x2 + bias);
  return points.reduce(loss, 0) / points.length;
}

/** The gradient; where there are data, that of some `rows` of them, or of all. */
export function gradientAt({ terms, points, labels, bias }, at, rows) {
  if (terms) return at.map((_, i) => sum(terms, at, [i]));
  const [w1, w2] = at;
  const count = rows ? rows.length : points.length;
  let [g1, g2] = [0, 0];
  for (let i = 0; i < count; i++) {
    const row = rows ? rows[i] : i;
    const point = points[row];
    const excess = sigmoid(w1 * point[0] + w2 * point[1] + bias) - labels[row];
    g1 += excess * point[0];
    g2 += excess * point[1];
  }
  return [g1 / count, g2 / count];
}

/** How far a place is away from the lowest minimum. */
const distance = ({ minimum }, at) => Math.hypot(...at.map((value, i) => value - minimum[i]));

/**
 * The places that a descent visits: `steps` of them after the start, fewer if it gets lost. Of a
 * mean over data each step sees `batch` rows, or all.
 */
export function descend(surface, { optimizer, rate, momentum, start, steps, batch, seed = 0 }) {
  const { far, points } = surface;
  const next = walk(surface, { optimizer, rate, momentum });
  const batches = points && batch && new Batches(new Random(seed));
  const path = [start];
  let diverged = false;
  for (let step = 0; step < steps && !diverged; step++) {
    path.push(next(path[step], batches ? batches.next(points.length, batch) : undefined));
    diverged = path.at(-1).some((value) => !(Math.abs(value) <= far));
  }
  return { path, diverged };
}

/** A function from one place of a descent to the next. */
function walk(surface, { optimizer, rate, momentum }) {
  const own = optimizer === "momentum" ? [momentum] : [];
  const method = new OPTIMIZERS[optimizer](surface.start.length, ...own);
  return (at, rows) => {
    const next = Float64Array.from(at);
    method.step(next, gradientAt(surface, at, rows), rate);
    return Array.from(next);
  };
}

/** The step from which on a path stays near the lowest minimum, or null. */
export function arrival(surface, path) {
  const last = path.findLastIndex((at) => !(distance(surface, at) <= surface.goal));
  return last === path.length - 1 ? null : last + 1;
}

/** The learning rate that arrives in the fewest steps: [rate, steps]; or ends nearest: [rate, null]. */
export function bestRate(surface, { rates, most, start, ...settings }) {
  let [best, fewest] = [null, most + 1];
  let [nearest, least] = [rates[0], Infinity];
  // From the largest on, for most of the fastest are large, and the others then end early.
  for (const rate of rates.toReversed()) {
    const next = walk(surface, { ...settings, rate });
    let at = start;
    let arrived = 0;
    for (let step = 0; step <= most; step++) {
      if (step) at = next(at);
      if (!at.every((value) => Math.abs(value) <= surface.far)) {
        arrived = Infinity;
        break;
      }
      if (!(distance(surface, at) <= surface.goal)) arrived = step + 1;
      // It cannot win any more.
      if (best !== null && arrived > fewest) break;
    }
    if (arrived <= fewest && arrived <= most) [best, fewest] = [rate, arrived];
    const end = arrived <= most + 1 ? distance(surface, at) : Infinity;
    if (end <= least) [nearest, least] = [rate, end];
  }
  return best === null ? [nearest, null] : [best, fewest];
}

/** What kind of place a point with gradient zero is, in words. */
export function restingPlace(surface, at) {
  const lowest = distance(surface, at) <= surface.goal;
  if (!surface.terms) return lowest ? "in the minimum" : "where it is almost flat";
  const second = (...by) => sum(surface.terms, at, by);
  const flat = at.length === 1;
  const curved = flat ? second(0, 0) : second(0, 0) * second(1, 1) - second(0, 1) ** 2;
  if (curved <= 0) return flat ? "on a maximum" : "on a saddle";
  return lowest ? "in the lowest minimum" : "in a minimum that is not the lowest";
}
