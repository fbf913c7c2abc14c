"""Training steps of two networks, beside the same mathematics written by hand in NumPy.

``python -m tests.tools.benchmarks.training``; with TensorFlow installed, its session runs too.
"""

import importlib.util
import os
from collections.abc import Callable
from itertools import product

import numpy as np

import dl101
from tests.tools.benchmarks.timing import best_times, table

SIZES = {
    "lesson: 100x2, 2 hidden, 2 classes": (100, 2, 2, 2),
    "1000x256, 256 hidden, 10 classes": (1000, 256, 256, 10),
}
RATE = 0.1


def problem(rows: int, features: int, hidden: int, classes: int) -> dict[str, np.ndarray]:
    """Make data and initial weights of a network with one hidden layer."""
    random = np.random.default_rng(0)
    return {
        "X": random.normal(size=(rows, features)),
        "labels": np.eye(classes)[random.integers(classes, size=rows)],
        "W1": random.normal(size=(features, hidden)) / np.sqrt(features),
        "b1": np.zeros(hidden),
        "W2": random.normal(size=(hidden, classes)) / np.sqrt(hidden),
        "b2": np.zeros(classes),
    }


def session_step(tf, data: dict[str, np.ndarray], fused: bool) -> Callable[[], float]:
    """Make a function that runs loss and training step, in `dl101` or in TensorFlow.

    Not `fused`, it is written as by hand: placeholders without shapes, and `log(softmax)`.
    """
    graph = tf.Graph()
    with graph.as_default():
        X, labels = (
            tf.placeholder("float64", shape=[None, data[name].shape[1]] if fused else None)
            for name in ("X", "labels")
        )
        W1, b1, W2, b2 = (tf.Variable(data[name]) for name in ("W1", "b1", "W2", "b2"))
        hidden = tf.sigmoid(tf.matmul(X, W1) + b1)
        logits = tf.matmul(hidden, W2) + b2
        if fused:
            losses = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        else:
            losses = -tf.reduce_sum(labels * tf.log(tf.nn.softmax(logits)), axis=1)
        loss = tf.reduce_mean(losses)
        step = tf.train.GradientDescentOptimizer(RATE).minimize(loss)
        start = tf.global_variables_initializer()
    session = tf.Session(graph=graph)
    session.run(start)
    feeds = {X: data["X"], labels: data["labels"]}
    return lambda: session.run([loss, step], feeds)[0]


def numpy_step(data: dict[str, np.ndarray], fused: bool) -> Callable[[], float]:
    """Make a function that does the same by hand."""
    X, labels = data["X"], data["labels"]
    weights = [data[name].copy() for name in ("W1", "b1", "W2", "b2")]

    def step():
        W1, b1, W2, b2 = weights
        hidden = 1 / (1 + np.exp(-(X @ W1 + b1)))
        logits = hidden @ W2 + b2
        shifted = logits - logits.max(axis=1, keepdims=True)
        if fused:
            log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            p = np.exp(log_p)
        else:
            powers = np.exp(shifted)
            p = powers / powers.sum(axis=1, keepdims=True)
            log_p = np.log(p)
        loss = -(labels * log_p).sum(axis=1).mean()

        d_logits = (p - labels) / len(X)
        d_hidden = (d_logits @ W2.T) * hidden * (1 - hidden)
        weights[0] = W1 - RATE * (X.T @ d_hidden)
        weights[1] = b1 - RATE * d_hidden.sum(axis=0)
        weights[2] = W2 - RATE * (hidden.T @ d_logits)
        weights[3] = b2 - RATE * d_logits.sum(axis=0)
        return loss

    return step


def main() -> None:
    """Print a table of times and ratios."""
    rows = []
    for (name, size), fused in product(SIZES.items(), (True, False)):
        data = problem(*size)
        name += "" if fused else ", log(softmax), no shapes"
        steps = {
            "NumPy by hand": numpy_step(data, fused),
            "dl101": session_step(dl101, data, fused),
        }
        if importlib.util.find_spec("tensorflow"):
            os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
            import tensorflow.compat.v1 as tf

            tf.disable_v2_behavior()
            steps["TensorFlow session"] = session_step(tf, data, fused)
        first = [step() for step in steps.values()]
        assert np.ptp(first) < 1e-9 * abs(first[0]), f"losses differ: {first}"
        times = best_times(steps)
        for which, seconds in times.items():
            ratio = seconds / times["NumPy by hand"]
            rows.append([name, which, f"{seconds * 1e6:,.1f} µs", f"{ratio:.2f}"])
    print(table(["network", "one training step by", "time", "of NumPy"], rows))


if __name__ == "__main__":
    main()
