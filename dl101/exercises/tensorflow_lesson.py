"""Exercises of lesson 7: initialisation, tapes, tracing, counting operations, replicas."""

import numpy as np

from .answers import Wrong, numbers, shown
from .graph_function import Mistake
from .old_exercise import Exercise
from .plain_function import PlainFunction
from .strict_session import GrownArea
from .tapes import TrainWithTape


class Traces(Exercise):
    """Predict how often a traced function is traced."""

    lesson, number, name = 7, 3, "traces"
    task = """
The function `twice` of the lesson is called eight times, with 1.0 and 5.0 as tensors, with two
vectors of two numbers, with the Python numbers 3, 4 and 3, and with 3 as a tensor. How often is the
word *tracing* printed, and how often is a result computed?
"""
    blank = """
printed, computed = ..., ...
"""
    answers = ("printed", "computed")
    hints = (
        "A Python `print` runs only while a graph is made. When is a graph made that did not exist "
        "before: what do two calls have to share to use the same one?",
        "Tensors share a graph if type and shape are equal. A Python number is written into the "
        "graph as a constant, so each value has a graph of its own; and `tf.constant(3)` is no "
        "Python number. Every call computes a result, traced or not.",
    )
    solution_code = """
printed, computed = 5, 8
"""
    why = """
Five graphs are made: for a float32 scalar (used for 1.0 and 5.0), for a float32 vector of length
two (used for both vectors), for the Python number 3 (used again for the third number), for the
Python number 4, and for an int32 scalar, which is what `tf.constant(3)` is. Each is traced once,
and while it is traced Python runs through the function and prints. Calls that find their graph run
it without Python. A result is computed by all eight.

The rule has a reason. TensorFlow cannot compile code without knowing types and shapes, so these
decide. Values of tensors stay open, as with a placeholder. A Python number is not a tensor: it may
steer an `if` or a `range` in the function's Python code, so the graph can depend on it in any way,
and only a graph traced with the same number is sure to be right.
"""
    checked = "Both numbers are right. The code in the task is there to be run."

    def judge(self, printed, computed):
        printed = numbers(printed, (), "printed")
        computed = numbers(computed, (), "computed")
        if printed == 8 and computed == 5:
            raise Wrong("swapped", "The two are swapped: printing happens in fewer calls.")
        if computed != 8:
            raise Wrong(
                "computed",
                f"A result is computed at *every* call, by the graph: 8 times, not "
                f"{shown(computed)}. Only Python's own part, such as `print`, is left out.",
            )
        if printed != 5:
            key, message = _WRONG_TRACES.get(int(printed), ("traces", ""))
            raise Wrong(
                key, f"{message} Go through the calls one by one, and list the graphs.".strip()
            )


_WRONG_TRACES = {
    0: ("never", "To make a graph, Python must run through the function, and so it prints."),
    1: (
        "once",
        "Once would be right if all calls fitted the first graph. It takes a scalar, and a vector "
        "does not fit.",
    ),
    2: (
        "shapes_only",
        "This counts shapes only. Types count as well, and Python numbers count by their value.",
    ),
    3: (
        "numbers_by_type",
        "This treats the Python numbers like tensors, by their type. They count by their value: 3 "
        "and 4 make two graphs.",
    ),
    4: (
        "tensor_is_number",
        "Nearly. `tf.constant(3)` does not share the graph of the Python number 3: in that one, 3 "
        "is a constant and there is nothing to hand a tensor to.",
    ),
    6: (
        "forgets",
        "Nearly. Graphs are kept: the second call with the Python number 3 finds the first one's.",
    ),
    7: (
        "by_value",
        "Tensors of equal type and shape share a graph, whatever their values.",
    ),
    8: ("every_call", "A call that finds a graph to fit runs it, and Python is not involved."),
}


class Operations(Exercise):
    """Count the operations of a training step."""

    lesson, number, name = 7, 4, "operations"
    task = """
A network with 64 inputs, one hidden layer of 100 units and 10 outputs is trained with batches of
1,000 rows. By the formula of the lesson, how many operations on numbers does one step take, biases
and activations left aside? And how many times as many if every layer (inputs, hidden units,
outputs) is twice as wide?
"""
    blank = """
count, factor = ..., ...
"""
    answers = ("count", "factor")
    hints = (
        "There are two layers of weights, from inputs to hidden units and from there to outputs, "
        "and each takes 6 n a b operations.",
        "n is 1,000; a b is 64 · 100 for the first and 100 · 10 for the second. In a b, *both* "
        "factors double.",
    )
    solution_code = """
count = 6 * 1000 * (64 * 100 + 100 * 10)
factor = 4
"""
    why = """
Each layer costs 2 n a b operations forwards, for a product of shapes (n, a) and (a, b), and twice
that backwards, where there are two such products: 6 n a b. The sum of a b over the layers is the
number of weights, 7,400. So a step costs 6 operations for each row and each weight, 44.4 million
here. (The gradient with respect to the *inputs* of the network is not needed, and the library does
not compute it: in truth it is 2 · 1,000 · 6,400 operations less.)

Twice as wide means four times as many weights, and four times the work. That is why width is paid
for so dearly, and why twice the *depth*, which only doubles the work, is the cheaper way to grow.
"""
    checked = "Both numbers are right."

    def judge(self, count, factor):
        count, factor = numbers(count, (), "count"), numbers(factor, (), "factor")
        weights = 64 * 100 + 100 * 10
        if count not in (6000 * weights, 6000 * weights - 2000 * 64 * 100):
            for key, value, message in _WRONG_COUNTS:
                if np.isclose(count, value):
                    raise Wrong(key, message)
            raise Wrong(
                "count",
                f"`count` is not `{count:,.12g}`: add up 6 n a b for the two layers of weights.",
            )
        if factor != 4:
            message = "In each a b both factors double, the layer's inputs and its outputs."
            if factor == 2:
                message = f"Twice as wide is more than twice the work. {message}"
            raise Wrong("factor", f"`count` is right, but `factor` is not. {message}")
        if count < 6000 * weights:
            return "You have left out the gradient by the inputs, too, which nobody needs."


_WEIGHTS = 64 * 100 + 100 * 10
_WRONG_COUNTS = (
    (
        "forward_only",
        2000 * _WEIGHTS,
        "The way forwards alone; backwards costs twice that.",
    ),
    ("backward_only", 4000 * _WEIGHTS, "This is the way backwards alone; add the way forwards."),
    ("one_row", 6 * _WEIGHTS, "This is for a single row. The batch has 1,000."),
    ("weights", _WEIGHTS, "This is the number of weights. Each is used in 6 operations a row."),
    ("first_layer", 6000 * 6400, "The second layer of weights is missing, from hidden to output."),
    ("second_layer", 6000 * 1000, "The first layer of weights is missing, from input to hidden."),
    (
        "multiplied",
        6000 * 64 * 100 * 10,
        "The layers' products are *added*: first one product is computed, then the other.",
    ),
)


def _weighted(gradients, sizes):
    weights = np.asarray(sizes, dtype=float)
    return np.tensordot(weights / weights.sum(), gradients, axes=1)


class WholeGradient(PlainFunction):
    """Combine the gradients of replicas with unequal shares."""

    lesson, number, name = 7, 5, "whole_gradient"
    task = """
Replica r has computed the gradient of the *mean* loss over its share of `sizes[r]` examples;
`gradients[r]` is that gradient, an array. Return the gradient of the mean loss over the whole
batch. (`gradients` is an array with one axis more than each gradient, or think of a list of
arrays.)
"""
    blank = """
def whole_gradient(gradients, sizes):
    return ...
"""
    answers = ("whole_gradient",)
    hints = (
        "If one share has three examples and another has one, should both gradients count the "
        "same? Look at the formula with n_r / n.",
        "Multiply each gradient by its n_r, add up over the replicas, divide by the sum of the "
        "sizes. `zip(sizes, gradients)` pairs them.",
    )
    solution_code = """
def whole_gradient(gradients, sizes):
    total = sum(size * gradient for size, gradient in zip(sizes, gradients, strict=True))
    return total / sum(sizes)
"""
    why = """
`size * gradient` undoes the mean within a share: it is the *sum* of the gradients of its examples.
Sums over shares add up to the sum over the batch, and dividing by n makes a mean of it. The plain
mean of the replicas' gradients is right only for equal shares; otherwise each example of a small
share counts for more than one of a large share.

It happens in practice at the end of an epoch, when the last batch is not full. TensorFlow lets one
say what is meant: `all_reduce("SUM", …)` of losses that each replica has divided by the size of the
*whole* batch (`tf.nn.compute_average_loss`) is this formula, for shares of any size.
"""
    checked = "Checked for two to four replicas, gradients that are vectors and matrices."
    wanted = "an array of the shape of one gradient"
    parameters = ("gradients", "sizes")
    cases = (
        (np.array([[1.0, 2.0], [5.0, -2.0]]), np.array([3, 1])),
        (np.array([[0.5, -1.0, 2.0], [2.0, 0.0, 1.0], [-1.0, 4.0, 0.0]]), np.array([10, 10, 5])),
        (np.arange(16.0).reshape(4, 2, 2) ** 1.5 // 1, np.array([2, 4, 1, 1])),
        (np.array([[1.0, 3.0], [3.0, -1.0]]), np.array([4, 4])),
    )
    mistakes = {  # noqa: RUF012
        "plain_mean": Mistake(
            "This is the plain mean of the gradients. It is right for equal shares only: weigh "
            "each gradient with the size of its share.",
            (lambda gradients, sizes: gradients.mean(axis=0),),
        ),
        "sum": Mistake(
            "This adds the gradients up without any weights. Each is already a mean over its "
            "share; weigh it with n_r / n.",
            (lambda gradients, sizes: gradients.sum(axis=0),),
        ),
        "not_divided": Mistake(
            "The weights are right up to a factor: this is the gradient of the *sum* of all "
            "losses. Divide by the number of all examples.",
            (lambda gradients, sizes: np.tensordot(sizes, gradients, axes=1),),
        ),
        "divided_by_replicas": Mistake(
            "The weighted sum is right, but you divide by the number of replicas: it is to be the "
            "number of examples, the sum of the sizes.",
            (lambda gradients, sizes: np.tensordot(sizes, gradients, axes=1) / len(sizes),),
        ),
        "divided_twice": Mistake(
            "The gradients are divided by the sizes of their shares. They are means already; to "
            "get back to sums, multiply.",
            (
                lambda gradients, sizes: np.tensordot(1 / sizes, gradients, axes=1),
                lambda gradients, sizes: np.tensordot(1 / sizes, gradients, axes=1) / len(sizes),
                lambda gradients, sizes: _weighted(gradients, 1 / sizes),
            ),
        ),
        "mean_of_weighted": Mistake(
            "The weights n_r / n are right, but then you take the mean over the replicas: add up.",
            (lambda gradients, sizes: _weighted(gradients, sizes) / len(sizes),),
        ),
        "one_replica": Mistake(
            "This is one replica's gradient alone.",
            (
                lambda gradients, sizes: gradients[0],
                lambda gradients, sizes: gradients[-1],
            ),
        ),
    }

    right = staticmethod(_weighted)


grown_area = GrownArea()
train_with_tape = TrainWithTape()
traces = Traces()
operations = Operations()
whole_gradient = WholeGradient()

EXERCISES = (grown_area, train_with_tape, traces, operations, whole_gradient)
