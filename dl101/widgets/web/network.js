// A small dense network, evaluated in the browser. `network.py` holds the same in Python.

/** Each activation changes `values`, rows of `width` numbers, in place. */
const ACTIVATIONS = {
  linear() {},
  sigmoid(values) {
    for (let i = 0; i < values.length; i++) values[i] = sigmoid(values[i]);
  },
  tanh(values) {
    for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i]);
  },
  relu(values) {
    for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] = 0;
  },
  softmax(values, width) {
    for (let start = 0; start < values.length; start += width) {
      let largest = -Infinity;
      for (let j = 0; j < width; j++) largest = Math.max(largest, values[start + j]);
      let sum = 0;
      for (let j = 0; j < width; j++) {
        sum += values[start + j] = Math.exp(values[start + j] - largest);
      }
      for (let j = 0; j < width; j++) values[start + j] /= sum;
    }
  },
};

/** Apply an activation, by name, to `values` in place. */
export function activate(name, values, width) {
  ACTIVATIONS[name](values, width);
}

export function sigmoid(z) {
  return z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z));
}

/**
 * Evaluate `layers` at `inputs`, rows of two coordinates in one flat array. Returns the last
 * layer's values as a flat array and the number of values in a row. With `logits`, the last
 * activation is left out.
 */
export function forward(layers, inputs, { logits = false } = {}) {
  let values = inputs;
  let width = 2;
  layers.forEach(({ weights, biases, activation }, index) => {
    values = affine(values, width, weights, biases);
    width = biases.length;
    if (!(logits && index === layers.length - 1)) ACTIVATIONS[activation](values, width);
  });
  return { values, width };
}

/**
 * What every layer makes of `inputs`: its weighted sums, its values and their number in a row.
 */
export function activations(layers, inputs) {
  let before = { values: inputs, width: 2 };
  return layers.map(({ weights, biases, activation }) => {
    const sums = affine(before.values, before.width, weights, biases);
    const width = biases.length;
    const values = sums.slice();
    ACTIVATIONS[activation](values, width);
    return (before = { sums, values, width });
  });
}

function affine(values, width, weights, biases) {
  const outputs = biases.length;
  const rows = values.length / width;
  const result = new Float64Array(rows * outputs);
  for (let j = 0; j < outputs; j++) {
    const column = weights.map((row) => row[j]);
    for (let r = 0; r < rows; r++) {
      let sum = biases[j];
      for (let i = 0; i < width; i++) sum += values[r * width + i] * column[i];
      result[r * outputs + j] = sum;
    }
  }
  return result;
}

/** By how much each output is ahead of the best other one: positive where it is the largest. */
export function margins(sums, width) {
  return sums.map((sum, at) => {
    const start = at - (at % width);
    let best = -Infinity;
    for (let i = start; i < start + width; i++) if (i !== at) best = Math.max(best, sums[i]);
    return sum - best;
  });
}

/** One output of each row. */
export function column(values, width, k) {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + k]);
}

/** The probability of each class, in the order of the classes, from one row of outputs. */
export function classProbabilities(row) {
  return row.length === 1 ? [1 - row[0], row[0]] : Array.from(row);
}

/** The more probable class; class 1 at exactly one half, as in Python. */
export function predict(row) {
  return row.length === 1 ? Number(row[0] >= 0.5) : row.indexOf(Math.max(...row));
}
