// The surfaces that are descended and the rules of the steps: what dl101 computes, computed here so
// that the picture follows the hand. A test holds both against each other.

/** Values and gradients; what else is known of a surface comes from surfaces.py. */
export const SURFACES = {
  parabola: { value: ([x]) => x ** 2 / 2, gradient: ([x]) => [x] },
  curve: {
    value: ([x]) => x ** 4 / 4 + x ** 3 / 6 - (3 * x ** 2) / 4 + 63 / 64,
    gradient: ([x]) => [x ** 3 + x ** 2 / 2 - (3 * x) / 2],
  },
  bowl: { value: ([x, y]) => x ** 2 / 2 + y ** 2, gradient: ([x, y]) => [x, 2 * y] },
  valley: { value: ([x, y]) => x ** 2 / 2 + 10 * y ** 2, gradient: ([x, y]) => [x, 20 * y] },
  "two minima": {
    value: ([x, y]) => x ** 4 / 4 + x ** 3 / 6 - (3 * x ** 2) / 4 + y ** 2 + 63 / 64,
    gradient: ([x, y]) => [x ** 3 + x ** 2 / 2 - (3 * x) / 2, 2 * y],
  },
  rosenbrock: {
    value: ([x, y]) => (1 - x) ** 2 + 2 * (y - x ** 2) ** 2,
    gradient: ([x, y]) => [-2 * (1 - x) - 8 * x * (y - x ** 2), 4 * (y - x ** 2)],
  },
};

/** What each optimizer subtracts: made anew for a descent, then called with one gradient a step. */
export const OPTIMIZERS = {
  "gradient descent": (rate) => (gradient) => gradient.map((g) => rate * g),
  momentum(rate, momentum) {
    let velocity = [0, 0];
    return (gradient) => {
      velocity = gradient.map((g, i) => momentum * velocity[i] + g);
      return velocity.map((v) => rate * v);
    };
  },
  Adam(rate) {
    const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
    let [mean, squares, power1, power2] = [[0, 0], [0, 0], 1, 1];
    return (gradient) => {
      mean = gradient.map((g, i) => beta1 * mean[i] + (1 - beta1) * g);
      squares = gradient.map((g, i) => beta2 * squares[i] + (1 - beta2) * g * g);
      [power1, power2] = [power1 * beta1, power2 * beta2];
      const corrected = (rate * Math.sqrt(1 - power2)) / (1 - power1);
      return mean.map((m, i) => (corrected * m) / (Math.sqrt(squares[i]) + epsilon));
    };
  },
};

const FAR = 30; // as in surfaces.py

/** The places that a descent visits: `steps` of them after the start, fewer if it gets lost. */
export function descend({ surface, optimizer, rate, momentum, start, steps }) {
  const { gradient } = SURFACES[surface];
  const update = OPTIMIZERS[optimizer](rate, momentum);
  const path = [start];
  let diverged = false;
  for (let step = 0; step < steps && !diverged; step++) {
    const here = path[step];
    const change = update(gradient(here));
    const next = here.map((value, i) => value - change[i]);
    path.push(next);
    diverged = next.some((value) => !(Math.abs(value) <= FAR));
  }
  return { path, diverged };
}

/** What kind of place a point with gradient zero is, in words. */
export function restingPlace(surface, at) {
  const { gradient, value } = SURFACES[surface];
  const h = 1e-4;
  const columns = at.map((v, i) => {
    const [up, down] = [gradient(at.with(i, v + h)), gradient(at.with(i, v - h))];
    return up.map((g, j) => (g - down[j]) / (2 * h));
  });
  const [[a, b], [, d]] = columns.length === 1 ? [[columns[0][0], 0], [0, 1]] : columns;
  if (a * d - b * b <= 0) return columns.length === 1 ? "on a maximum" : "on a saddle";
  return value(at) < 0.01 ? "in the lowest minimum" : "in a minimum that is not the lowest";
}
