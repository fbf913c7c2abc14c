// The surfaces that are descended: polynomials, as Python describes them, each a list of terms with
// a factor and a power of each variable.
import { OPTIMIZERS } from "./network.js";

/** A term with its factor, differentiated by the variables in `by`, at a place. */
function term([factor, ...powers], at, by = []) {
  const left = powers.slice();
  let value = factor;
  for (const i of by) value *= left[i]--;
  // A factor of 0 comes from a power that would become negative.
  return value && left.reduce((product, power, i) => product * at[i] ** power, value);
}

const sum = (terms, at, by) => terms.reduce((total, one) => total + term(one, at, by), 0);

export function valueAt({ terms }, at) {
  return sum(terms, at);
}
export function gradientAt({ terms }, at) {
  return at.map((_, i) => sum(terms, at, [i]));
}

/** The places that a descent visits: `steps` of them after the start, fewer if it gets lost. */
export function descend(surface, { optimizer, rate, momentum, start, steps, far }) {
  const own = optimizer === "momentum" ? [momentum] : [];
  const method = new OPTIMIZERS[optimizer](start.length, ...own);
  const path = [start];
  let diverged = false;
  for (let step = 0; step < steps && !diverged; step++) {
    const next = Float64Array.from(path[step]);
    method.step(next, gradientAt(surface, path[step]), rate);
    path.push(Array.from(next));
    diverged = next.some((value) => !(Math.abs(value) <= far));
  }
  return { path, diverged };
}

/** What kind of place a point with gradient zero is, in words. */
export function restingPlace(surface, at) {
  const second = (...by) => sum(surface.terms, at, by);
  const flat = at.length === 1;
  const curved = flat ? second(0, 0) : second(0, 0) * second(1, 1) - second(0, 1) ** 2;
  if (curved <= 0) return flat ? "on a maximum" : "on a saddle";
  return valueAt(surface, at) < 0.01 ? "in the lowest minimum" : "in a minimum that is not the lowest";
}
