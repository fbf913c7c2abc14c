"""The exercise of lesson 7 on translating a graph program to TensorFlow 2."""

import numpy as np

from ..import_tensorflow import import_tensorflow
from .answers import Wrong, call
from .graph_function import Mistake
from .plain_function import PlainFunction


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _walk(x, t, rate, steps, slope=None):
    slope = slope or _slope
    w = np.zeros((x.shape[1], 1))
    for _ in range(steps):
        w = w - rate * slope(x, t, w)
    return w


def _slope(x, t, w):
    return x.T @ (_sigmoid(x @ w) - t) / len(x)


def _slope_of_squares(x, t, w):
    p = _sigmoid(x @ w)
    return 2 * x.T @ (p * (1 - p) * (p - t)) / len(x)


class TrainWithTape(PlainFunction):
    """Train a perceptron with a gradient tape."""

    lesson, number, name, needs = 7, 2, "train_with_tape", "tensorflow"
    task = """
Translate the lesson's `dl101` program for a perceptron without bias into a function of TensorFlow
2, handed over as `tf`: start from weights of zero, make `steps` steps of gradient descent on the
mean sigmoid cross-entropy, and return the weights, of shape (2, 1). `x` and `t` are arrays of
float64, of shapes (n, 2) and (n, 1).
"""
    blank = """
def train_with_tape(tf, x, t, rate, steps):
    return ...
"""
    answers = ("train_with_tape",)
    hints = (
        "Make the variable once, before the loop. In each round open a tape, compute the loss "
        "under it, ask it for the gradient by w, and step.",
        "`w = tf.Variable(tf.zeros([2, 1], tf.float64))`; under `with tf.GradientTape() as tape:` "
        "stands the loss; then `w.assign_sub(rate * tape.gradient(loss, w))`. Not `w = w - …`: "
        "that would be a plain tensor, which the next tape does not watch.",
    )
    solution_code = """
def train_with_tape(tf, x, t, rate, steps):
    w = tf.Variable(tf.zeros([2, 1], tf.float64))
    for _ in range(steps):
        with tf.GradientTape() as tape:
            losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=t, logits=x @ w)
            loss = tf.reduce_mean(losses)
        w.assign_sub(rate * tape.gradient(loss, w))
    return w.numpy()
"""
    why = """
Line by line: the placeholders, here constants, are gone, since arrays take part in eager operations
as they are. The variable stays, and is initialised when it is made. The loss moves *into* the loop,
for there is no graph to be run again: what should be computed in each step must be written where
each step is made. `minimize` falls into its two halves, the gradient and the assignment. And there
is no session, for values are there at once; `numpy()` hands them over.

The types need care: `tf.zeros([2, 1])` would be float32, and a product with float64 data an error.
"""
    checked = "Checked with TensorFlow on three data sets, for 0 to 4 steps."
    wanted = "an array of weights of shape (2, 1)"
    parameters = ("x", "t", "rate", "steps")
    cases = (
        (
            np.array([[1.0, 2.0], [-1.0, 0.5], [2.0, -1.0], [0.0, 1.0], [-2.0, -1.5]]),
            np.array([[1.0], [0.0], [1.0], [1.0], [0.0]]),
            0.5,
            3,
        ),
        (np.array([[3.0, -1.0], [1.0, 1.0], [0.5, 2.0]]), np.array([[1.0], [0.0], [1.0]]), 0.25, 4),
        (np.array([[1.0, -2.0], [2.0, 1.0]]), np.array([[0.0], [1.0]]), 1.0, 1),
        (np.array([[1.0, -2.0], [2.0, 1.0]]), np.array([[0.0], [1.0]]), 1.0, 0),
    )
    mistakes = {  # noqa: RUF012
        "climbs": Mistake(
            "This climbs: the gradient is to be *subtracted*, `assign_sub`.",
            (lambda x, t, rate, steps: _walk(x, t, -rate, steps),),
        ),
        "sum": Mistake(
            "This minimizes the *sum* of the losses; the program takes their mean: "
            "`tf.reduce_mean`. (A tape, too, adds up if what it differentiates is no scalar.)",
            (lambda x, t, rate, steps: _walk(x, t, rate * len(x), steps),),
        ),
        "no_rate": Mistake(
            "The learning rate is left out.",
            (lambda x, t, rate, steps: _walk(x, t, 1.0, steps),),
        ),
        "one_step": Mistake(
            "However many steps are asked for, the result is that of one. Is the variable made "
            "anew within the loop? Or does `return` stand inside of it?",
            (
                lambda x, t, rate, steps: _walk(x, t, rate, 1),
                lambda x, t, rate, steps: _walk(x, t, rate, min(steps, 1)),
            ),
        ),
        "one_too_many": Mistake(
            "This makes one step too many.",
            (lambda x, t, rate, steps: _walk(x, t, rate, steps + 1),),
        ),
        "same_gradient": Mistake(
            "All steps use the gradient of the start. Loss and tape belong *into* the loop.",
            (lambda x, t, rate, steps: -steps * rate * _slope(x, t, np.zeros((x.shape[1], 1))),),
        ),
        "squared": Mistake(
            "This minimizes a squared error; the program takes the sigmoid cross-entropy.",
            (
                lambda x, t, rate, steps: _walk(
                    x, t, rate, steps, lambda x, t, w: 2 * x.T @ (x @ w - t) / len(x)
                ),
                lambda x, t, rate, steps: _walk(x, t, rate, steps, _slope_of_squares),
            ),
        ),
        "never_steps": Mistake(
            "The weights stay 0: they are never changed. `assign_sub` does it.",
            (lambda x, t, rate, steps: np.zeros((2, 1)),),
        ),
    }

    right = staticmethod(_walk)

    def judge(self, answer):
        if not callable(answer):
            call(answer)
        tf = import_tensorflow()
        return super().judge(lambda *case: answer(tf, *case))

    def as_array(self, result):
        if "Variable" in type(result).__name__ or hasattr(result, "numpy"):
            result = result.numpy()
        array = super().as_array(result)
        if array.ndim == 0:
            raise Wrong("one_number", "This is a single number (the loss?), and not the weights.")
        return array.reshape(2, 1) if array.shape == (2,) else array

    def explained(self, wrong):
        for key, signs, message in _EXCEPTIONS:
            if any(sign in wrong.message for sign in signs):
                return Wrong(key, f"{message}\n\n{wrong.message}")
        return wrong


_EXCEPTIONS = (
    (
        "no_gradient",
        ("NoneType", "None values not supported"),
        "The gradient is `None`: the tape has not seen how the loss depends on w. Either the loss "
        "is computed outside of the `with` block; or w is a plain tensor, which tapes do not "
        "watch. (`w = w - …` makes one of it: use `w.assign_sub(…)`.)",
    ),
    (
        "types",
        ("float tensor", "double tensor", "dtype"),
        "The types do not match: the data are float64, and so must be the weights: "
        "`tf.zeros([2, 1], tf.float64)`.",
    ),
    (
        "old_face",
        (
            "eager execution",
            "no attribute 'placeholder'",
            "no attribute 'Session'",
            "no attribute 'train'",
            "no attribute 'global_variables_initializer'",
            "no attribute 'GradientDescentOptimizer'",
        ),
        "This belongs to TensorFlow 1. Here everything is computed at once: no placeholders, no "
        "session, no `minimize`.",
    ),
    (
        "tape_used_up",
        ("non-persistent",),
        "A tape is played once, and then it is empty. Open a new one in each step.",
    ),
)
