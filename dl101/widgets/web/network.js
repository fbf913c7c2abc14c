// A small neural network library: dense layers, their gradients, and training by steps.
//
// It computes what `dl101` computes in Python. A batch of examples is one flat Float64Array, row by
// row; so are the weights of a layer, a row for each input and a column for each output.

// Random numbers -----------------------------------------------------------------------------

/**
 * A generator of random numbers: mulberry32 by Tommy Ettinger, 2017, public domain. Its state is
 * one whole number below 2³². `random_numbers.py` has the same in Python.
 */
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** The next number, evenly spread from 0 up to, and not including, 1. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let bits = this.state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** The numbers from 0 to n − 1 in a random order, by Fisher and Yates's shuffle. */
  permutation(n) {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(this.next() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}

// Further inputs -----------------------------------------------------------------------------

/** What a network may be given of a point besides x₁ and x₂. `features.py` has the same in Python. */
const FEATURES = {
  "x1**2": (x1) => x1 * x1,
  "x2**2": (_x1, x2) => x2 * x2,
  "x1*x2": (x1, x2) => x1 * x2,
  "sin(x1)": (x1) => Math.sin(x1),
  "sin(x2)": (_x1, x2) => Math.sin(x2),
};

/** Rows of inputs: each point's x₁ and x₂, and the further ones. */
export function withFeatures(points, features = []) {
  if (features.length === 0) return points;
  const functions = [(x1) => x1, (_x1, x2) => x2, ...features.map((name) => FEATURES[name])];
  const inputs = new Float64Array((points.length / 2) * functions.length);
  for (let i = 0, at = 0; i < points.length; i += 2) {
    for (const one of functions) inputs[at++] = one(points[i], points[i + 1]);
  }
  return inputs;
}

// Activations --------------------------------------------------------------------------------

/**
 * Each activation has two parts, which change an array in place: `forward` turns sums into values,
 * and `backward` multiplies the gradient of the values by the slope, which the values tell.
 */
export const ACTIVATIONS = {
  linear: {
    forward() {},
    backward() {},
  },
  tanh: {
    forward(values) {
      for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i]);
    },
    backward(values, gradient) {
      for (let i = 0; i < values.length; i++) gradient[i] *= 1 - values[i] * values[i];
    },
  },
  sigmoid: {
    forward(values) {
      for (let i = 0; i < values.length; i++) values[i] = sigmoid(values[i]);
    },
    backward(values, gradient) {
      for (let i = 0; i < values.length; i++) gradient[i] *= values[i] * (1 - values[i]);
    },
  },
  relu: {
    forward(values) {
      for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] = 0;
    },
    backward(values, gradient) {
      for (let i = 0; i < values.length; i++) if (!(values[i] > 0)) gradient[i] = 0;
    },
  },
  // Only for the last layer of a finished network: in training it is a part of the loss.
  softmax: { forward: softmax },
};

export function sigmoid(sum) {
  return 1 / (1 + Math.exp(-sum));
}

/** Turn every row of `width` sums into probabilities. The largest sum becomes 0: nothing overflows. */
function softmax(values, width) {
  for (let start = 0; start < values.length; start += width) {
    let largest = -Infinity;
    for (let k = start; k < start + width; k++) largest = Math.max(largest, values[k]);
    let total = 0;
    for (let k = start; k < start + width; k++) total += values[k] = Math.exp(values[k] - largest);
    for (let k = start; k < start + width; k++) values[k] /= total;
  }
}

/** Apply an activation, by name, to rows of `width` sums in place. */
export function activate(name, values, width) {
  ACTIVATIONS[name].forward(values, width);
}

// A dense layer ------------------------------------------------------------------------------

/**
 * Values = activation(inputs · weights + biases). The layer keeps what it has computed last: its
 * backward pass needs it.
 */
export class Dense {
  /** `parameters` and `gradient` are the layer's own parts of its network's: weights, then biases. */
  constructor(inputs, outputs, activation, parameters, gradient) {
    Object.assign(this, { inputs, outputs, activation });
    const count = inputs * outputs;
    this.weights = parameters.subarray(0, count);
    this.biases = parameters.subarray(count);
    this.weightGradient = gradient.subarray(0, count);
    this.biasGradient = gradient.subarray(count);
    this.values = this.inputGradient = new Float64Array();
  }

  forward(inputs) {
    const { inputs: width, outputs, weights, biases } = this;
    const rows = inputs.length / width;
    const values = (this.values = ofLength(rows * outputs, this.values));
    this.given = inputs;
    for (let r = 0; r < rows; r++) {
      for (let j = 0; j < outputs; j++) {
        let sum = biases[j];
        for (let i = 0; i < width; i++) sum += inputs[r * width + i] * weights[i * outputs + j];
        values[r * outputs + j] = sum;
      }
    }
    activate(this.activation, values, outputs);
    return values;
  }

  /** From the gradient of the values, which it overwrites, find those of weights, biases and inputs. */
  backward(gradient, { first = false } = {}) {
    const { inputs: width, outputs, weights, weightGradient, biasGradient, given } = this;
    const rows = gradient.length / outputs;
    ACTIVATIONS[this.activation].backward(this.values, gradient);
    weightGradient.fill(0);
    biasGradient.fill(0);
    for (let r = 0; r < rows; r++) {
      const own = r * outputs;
      for (let j = 0; j < outputs; j++) biasGradient[j] += gradient[own + j];
      for (let i = 0; i < width; i++) {
        const input = given[r * width + i];
        for (let j = 0; j < outputs; j++) weightGradient[i * outputs + j] += input * gradient[own + j];
      }
    }
    if (first) return null; // nobody asks how the data should change
    const result = (this.inputGradient = ofLength(rows * width, this.inputGradient));
    for (let r = 0; r < rows; r++) {
      for (let i = 0; i < width; i++) {
        let sum = 0;
        for (let j = 0; j < outputs; j++) sum += gradient[r * outputs + j] * weights[i * outputs + j];
        result[r * width + i] = sum;
      }
    }
    return result;
  }
}

/** An array to write into: the one given, if it is as long as it must be. */
function ofLength(length, array) {
  return array.length === length ? array : new Float64Array(length);
}

// Losses -------------------------------------------------------------------------------------

/** Cross-entropy of σ(sum) with a label, 0, 1 or a probability, however large the sum. */
export function sigmoidLoss(label, sum) {
  return Math.max(sum, 0) - sum * label + Math.log1p(Math.exp(-Math.abs(sum)));
}

/**
 * Each loss compares the last layer's sums, rows of `width`, with the labels. It returns the mean
 * over the rows, and writes into `gradient` what this changes by with each sum.
 */
export const LOSSES = {
  /** Cross-entropy of one sigmoid unit. Labels are 0 or 1, or probabilities. */
  sigmoid(sums, labels, _width, gradient) {
    let total = 0;
    for (let r = 0; r < sums.length; r++) {
      total += sigmoidLoss(labels[r], sums[r]);
      gradient[r] = (sigmoid(sums[r]) - labels[r]) / sums.length;
    }
    return total / sums.length;
  },

  /** Cross-entropy of a softmax. Labels are class numbers. */
  softmax(sums, labels, width, gradient) {
    const rows = sums.length / width;
    let total = 0;
    for (let r = 0; r < rows; r++) {
      const start = r * width;
      let largest = -Infinity;
      for (let k = start; k < start + width; k++) largest = Math.max(largest, sums[k]);
      let powers = 0;
      for (let k = start; k < start + width; k++) powers += Math.exp(sums[k] - largest);
      const log = Math.log(powers);
      total += log - (sums[start + labels[r]] - largest);
      for (let k = 0; k < width; k++) {
        const probability = Math.exp(sums[start + k] - largest - log);
        gradient[start + k] = (probability - (k === labels[r] ? 1 : 0)) / rows;
      }
    }
    return total / rows;
  },

  /** Sum of squared differences from the labels, rows of `width` numbers. */
  squared(sums, labels, width, gradient) {
    const rows = sums.length / width;
    let total = 0;
    for (let i = 0; i < sums.length; i++) {
      const error = sums[i] - labels[i];
      total += error * error;
      gradient[i] = (2 * error) / rows;
    }
    return total / rows;
  },
};

// A network ----------------------------------------------------------------------------------

/**
 * Dense layers, one after the other; the last one returns sums, to which the loss belongs. All
 * parameters are in one array, and their gradient in another of the same order: the first layer's
 * weights, its biases, the second layer's weights, and so on.
 */
export class Network {
  /** `widths` are the numbers of inputs, of units of each hidden layer, and of outputs. */
  constructor(widths, activation, loss) {
    Object.assign(this, { widths, activation, loss });
    const sizes = widths.slice(1).map((outputs, i) => (widths[i] + 1) * outputs);
    const count = sizes.reduce((sum, size) => sum + size, 0);
    this.parameters = new Float64Array(count);
    this.gradient = new Float64Array(count);
    this.isWeight = new Uint8Array(count);
    this.lossGradient = new Float64Array();
    let start = 0;
    this.layers = sizes.map((size, i) => {
      const [inputs, outputs, end] = [widths[i], widths[i + 1], start + size];
      const parts = [this.parameters, this.gradient].map((array) => array.subarray(start, end));
      this.isWeight.fill(1, start, start + inputs * outputs);
      start = end;
      return new Dense(inputs, outputs, i + 2 < widths.length ? activation : "linear", ...parts);
    });
  }

  /**
   * Start anew: biases at 0, weights evenly spread around 0. Their variance is 1 / inputs, or twice
   * that for relu, which lets half of its inputs through (He et al., 2015).
   */
  initialize(random) {
    const gain = this.activation === "relu" ? 2 : 1;
    for (const { inputs, weights, biases } of this.layers) {
      const limit = Math.sqrt((3 * gain) / inputs);
      for (let i = 0; i < weights.length; i++) weights[i] = limit * (2 * random.next() - 1);
      biases.fill(0);
    }
  }

  /** The layers as those of a finished network are described: rows of weights, biases, activation. */
  describe() {
    return this.layers.map(({ inputs, outputs, weights, biases, activation }, l) => ({
      weights: Array.from({ length: inputs }, (_, i) => Array.from(weights.subarray(i * outputs, (i + 1) * outputs))),
      biases: Array.from(biases),
      activation: l === this.layers.length - 1 ? this.loss : activation,
    }));
  }

  /** The last layer's sums for rows of inputs. */
  forward(inputs) {
    return this.layers.reduce((values, layer) => layer.forward(values), inputs);
  }

  /** The mean loss over a batch; `gradient` then belongs to the batch's last layer's sums. */
  lossOf(inputs, labels) {
    const sums = this.forward(inputs);
    this.lossGradient = ofLength(sums.length, this.lossGradient);
    return LOSSES[this.loss](sums, labels, this.widths.at(-1), this.lossGradient);
  }

  /**
   * From the loss of the batch that was last seen back to all parameters. `decay` adds that of
   * `decay` times the sum of all squared weights; biases are left alone.
   */
  backward(decay = 0) {
    let gradient = this.lossGradient;
    for (let l = this.layers.length - 1; l >= 0; l--) {
      gradient = this.layers[l].backward(gradient, { first: l === 0 });
    }
    if (decay === 0) return;
    for (let i = 0; i < this.gradient.length; i++) {
      if (this.isWeight[i]) this.gradient[i] += 2 * decay * this.parameters[i];
    }
  }
}

// Optimizers ---------------------------------------------------------------------------------

class GradientDescent {
  state = [];

  step(parameters, gradient, rate) {
    for (let i = 0; i < parameters.length; i++) parameters[i] -= rate * gradient[i];
  }
}

/** Steps along a decaying sum of gradients (Polyak, 1964). */
class Momentum {
  constructor(count, momentum = 0.9) {
    this.momentum = momentum;
    this.velocity = new Float64Array(count);
    this.state = [this.velocity];
  }

  step(parameters, gradient, rate) {
    const { velocity, momentum } = this;
    for (let i = 0; i < parameters.length; i++) {
      velocity[i] = momentum * velocity[i] + gradient[i];
      parameters[i] -= rate * velocity[i];
    }
  }
}

/** Steps along a running mean of gradients, measured by one of their squares (Kingma and Ba, 2015). */
class Adam {
  constructor(count, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8) {
    Object.assign(this, { beta1, beta2, epsilon });
    this.mean = new Float64Array(count);
    this.squares = new Float64Array(count);
    this.powers = Float64Array.of(beta1, beta2); // beta1ᵗ and beta2ᵗ at step t
    this.state = [this.mean, this.squares, this.powers];
  }

  step(parameters, gradient, rate) {
    const { beta1, beta2, epsilon, mean, squares, powers } = this;
    const scale = (rate * Math.sqrt(1 - powers[1])) / (1 - powers[0]);
    for (let i = 0; i < parameters.length; i++) {
      const slope = gradient[i];
      mean[i] = beta1 * mean[i] + (1 - beta1) * slope;
      squares[i] = beta2 * squares[i] + (1 - beta2) * slope * slope;
      parameters[i] -= (scale * mean[i]) / (Math.sqrt(squares[i]) + epsilon);
    }
    powers[0] *= beta1;
    powers[1] *= beta2;
  }
}

/**
 * By name, classes of optimizers for a number of parameters. `state` holds all that an optimizer
 * remembers from one step to the next, in arrays that may be written into.
 */
export const OPTIMIZERS = { "gradient descent": GradientDescent, momentum: Momentum, Adam };

// Mini-batches -------------------------------------------------------------------------------

/**
 * Cuts batches from the rows of a data set in rounds: each row comes once in a round, and each
 * round has a new random order.
 */
export class Batches {
  /** What the state of `random` was before this round's order was drawn, and where the round is. */
  constructor(random) {
    this.random = random;
    this.restart();
  }

  /** Begin a new round with the next batch. */
  restart() {
    this.order = [];
    this.position = 0;
    this.drawnFrom = this.random.state;
  }

  /** The rows of the next batch: `size` of `count`, or fewer at the end of a round. */
  next(count, size) {
    if (this.position >= this.order.length) {
      this.drawnFrom = this.random.state;
      this.order = this.random.permutation(count);
      this.position = 0;
    }
    const rows = this.order.slice(this.position, this.position + size);
    this.position += rows.length;
    return rows;
  }

  /** Go on from where another one was, with a data set of `count` rows. */
  resume({ drawnFrom, position }, count) {
    this.random.state = drawnFrom;
    this.restart();
    if (position > 0) {
      this.order = this.random.permutation(count);
      this.position = position;
    }
  }
}

/** Some rows of a flat array of rows of `width` numbers. */
export function takeRows(values, width, rows) {
  const taken = new Float64Array(rows.length * width);
  rows.forEach((row, to) => {
    for (let k = 0; k < width; k++) taken[to * width + k] = values[row * width + k];
  });
  return taken;
}

// Finished networks --------------------------------------------------------------------------
//
// As Python describes one: a list of layers, each with `weights` (a row for each input), `biases`
// and the name of its `activation`; the first may name `features`.

/**
 * Evaluate `layers` at points, x₁ and x₂ in turn. Returns the last layer's values as a flat array and
 * their number in a row. With `logits`, the last activation is left out.
 */
export function forward(layers, points, { logits = false } = {}) {
  const last = layers.length - 1;
  const values = layers.reduce(
    (before, layer, l) => filled(layer, logits && l === last ? "linear" : layer.activation).forward(before),
    withFeatures(points, layers[0]?.features),
  );
  return { values, width: layers[last].biases.length };
}

/** What every layer makes of points: its weighted sums, its values and their number in a row. */
export function activations(layers, points) {
  let values = withFeatures(points, layers[0]?.features);
  return layers.map((layer) => {
    const width = layer.biases.length;
    const sums = filled(layer, "linear").forward(values);
    values = sums.slice();
    activate(layer.activation, values, width);
    return { sums, values, width };
  });
}

function filled({ weights, biases }, activation) {
  const parameters = Float64Array.from([...weights.flat(), ...biases]);
  return new Dense(weights.length, biases.length, activation, parameters, new Float64Array(parameters.length));
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

/** The more probable class; class 0 at exactly one half, as in Python. */
export function predict(row) {
  return row.length === 1 ? Number(row[0] > 0.5) : row.indexOf(Math.max(...row));
}
