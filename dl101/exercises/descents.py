"""Lesson 4's exercises in plain Python: the loop, and its closed form."""

import numpy as np

from .answers import Wrong, described, shown
from .graph_function import Mistake
from .plain_function import PlainFunction


def _walk(grad, start, rate, steps):
    positions = [start]
    for _ in range(steps):
        positions.append(positions[-1] - rate * grad(positions[-1]))
    return positions


def _bowl(x):
    return 2 * (x - 3)


def _valley(x):
    return np.array([1.0, 6.0]) * x


class Descent(PlainFunction):
    """Write the loop of gradient descent."""

    lesson, number, name = 4, 2, "descent"
    task = """
Write gradient descent in plain Python: `grad` is a function that gives the gradient at a position
(a number or an array), `start` a position. Return the list of all positions, the start and those
after each of the `steps` steps: steps + 1 in all.
"""
    blank = """
def descent(grad, start, rate, steps):
    return ...
"""
    answers = ("descent",)
    hints = (
        "Keep the current position in a variable, and a list that begins with the start. Each "
        "round of the loop asks for the gradient *here*, moves against it, and notes where it is.",
        "`x = x - rate * grad(x)` and `positions.append(x)`, in a loop over `range(steps)`. Not "
        "`x -= …`: for an array, that changes the very array that is already in the list.",
    )
    solution_code = """
def descent(grad, start, rate, steps):
    x, positions = start, [start]
    for _ in range(steps):
        x = x - rate * grad(x)
        positions.append(x)
    return positions
"""
    why = """
The gradient points to where the function rises fastest, so descent goes the other way, by the
gradient times the learning rate. The gradient is taken anew at each position: it is a fact about
this place alone, true only nearby.

`x = x - …` makes a new array each time, and the list holds steps + 1 different ones. `x -= …` would
change the array in place. The name x, every entry of the list, and the caller's `start` would be
one and the same array, and the list would show the last position steps + 1 times. With plain
numbers both are the same, since numbers cannot be changed: the error appears only with the first
array.
"""
    checked = "Checked with numbers and arrays, for 0 to 5 steps; the start stays as it is."
    wanted = "a list of positions"
    parameters = ("grad", "start", "rate", "steps")
    cases = (
        (_bowl, 0.0, 0.1, 3),
        (_valley, np.array([4.0, -2.0]), 0.25, 4),
        (_bowl, 5.0, 0.75, 5),
        (_valley, np.array([1.0, 1.0]), 0.1, 1),
        (_bowl, 1.0, 0.1, 0),
    )
    mistakes = {  # noqa: RUF012
        "climbs": Mistake(
            "This climbs: the gradient points uphill, and is to be *subtracted*.",
            (lambda grad, start, rate, steps: _walk(grad, start, -rate, steps),),
        ),
        "in_place": Mistake(
            "With numbers it is right, but with arrays all entries of the list are the *same* "
            "array, which each step changes in place (by `-=`). Make a new one: "
            "`x = x - rate * grad(x)`.",
            (
                lambda grad, start, rate, steps: (
                    [_walk(grad, start, rate, steps)[-1]] * (steps + 1)
                    if np.ndim(start)
                    else _walk(grad, start, rate, steps)
                ),
            ),
        ),
        "no_start": Mistake(
            "The start is missing: the list is to begin with it, and have steps + 1 entries.",
            (lambda grad, start, rate, steps: _walk(grad, start, rate, steps)[1:],),
        ),
        "one_too_few": Mistake(
            "The last position is missing: there are `steps` steps, and one position more than "
            "steps. Do you note the position before you move, or does the loop end too early?",
            (
                lambda grad, start, rate, steps: (
                    _walk(grad, start, rate, max(steps - 1, 0)) if steps else []
                ),
                lambda grad, start, rate, steps: _walk(grad, start, rate, max(steps - 1, 0)),
            ),
        ),
        "one_too_many": Mistake(
            "This makes one step too many.",
            (lambda grad, start, rate, steps: _walk(grad, start, rate, steps + 1),),
        ),
        "one_late": Mistake(
            "The start is missing, and there is one step too many at the end.",
            (lambda grad, start, rate, steps: _walk(grad, start, rate, steps + 1)[1:],),
        ),
        "no_rate": Mistake(
            "The learning rate is left out: the step is rate times the gradient.",
            (lambda grad, start, rate, steps: _walk(grad, start, 1.0, steps),),
        ),
        "rate_only": Mistake(
            "The step has the length of the rate alone; it is the rate *times* the gradient.",
            (
                lambda grad, start, rate, steps: _walk(
                    lambda x: np.sign(grad(x)), start, rate, steps
                ),
                lambda grad, start, rate, steps: _walk(lambda x: 1.0 + 0 * x, start, rate, steps),
            ),
        ),
        "divided": Mistake(
            "This divides by the rate; a small rate is to make small steps.",
            (lambda grad, start, rate, steps: _walk(grad, start, 1 / rate, steps),),
        ),
        "same_gradient": Mistake(
            "The gradient is always the one at the start. Ask for it anew at each position, within "
            "the loop: `grad(x)`.",
            (
                lambda grad, start, rate, steps: _walk(
                    lambda x, there=start: grad(there), start, rate, steps
                ),
                lambda grad, start, rate, steps: [start] + [start - rate * grad(start)] * steps,
            ),
        ),
        "gradients_only": Mistake(
            "These are steps, or gradients, and not positions.",
            (
                lambda grad, start, rate, steps: [
                    grad(x) for x in _walk(grad, start, rate, steps)[:steps]
                ],
            ),
        ),
        "only_last": Mistake(
            "This is the last position alone; all of them are wanted, in a list.",
            (lambda grad, start, rate, steps: _walk(grad, start, rate, steps)[-1],),
        ),
    }

    right = staticmethod(_walk)

    def as_array(self, result):
        if isinstance(result, set | dict | str):
            raise Wrong("not_a_list", f"Your function returns {described(result)}, and not a list.")
        if hasattr(result, "__next__"):
            result = list(result)
        if isinstance(result, list | tuple) and len({np.shape(x) for x in result}) > 1:
            raise Wrong("shapes", "The positions in your list are not all of one shape.")
        return super().as_array(result)

    def example(self, case, found, wanted):
        _, start, rate, steps = case
        f = "(x₁² + 6 x₂²) / 2" if np.ndim(start) else "(x - 3)²"
        return (
            f"On {f}, from {shown(start)}, with rate {rate} and {steps} steps, you return "
            f"{shown(found)}; it should be {shown(wanted)}."
        )


def _with_ones(X):
    return np.column_stack([X, np.ones(len(X))])


def _least_squares(X, t):
    return np.linalg.lstsq(_with_ones(X), t, rcond=None)[0]


class ClosedForm(PlainFunction):
    """Solve linear regression by the normal equations."""

    lesson, number, name = 4, 4, "closed_form"
    task = """
Find the least-squares line without descent, with NumPy: given an array X of shape (n, d), one point
per row, and targets t of shape (n,), return one array of d + 1 numbers: the d weights w, then the
bias b, for which the mean of (X w + b - t)² is smallest.
"""
    blank = """
def closed_form(X, t):
    return ...
"""
    answers = ("closed_form",)
    hints = (
        "A bias is the weight of an input that is always 1: append a column of ones to X, with "
        "`np.column_stack`. Call that A. What does it mean for Aᵀ(A v - t) to be 0?",
        "The normal equations are AᵀA v = Aᵀt, with shapes (d + 1, d + 1) and (d + 1,): "
        "`np.linalg.solve(A.T @ A, A.T @ t)`.",
    )
    solution_code = """
def closed_form(X, t):
    A = np.column_stack([X, np.ones(len(X))])
    return np.linalg.solve(A.T @ A, A.T @ t)
"""
    why = """
With a column of ones, X w + b is A v for v = (w, b). The gradient of the mean of (A v - t)² is
(2/n) Aᵀ(A v - t), of shapes (d + 1, n) and (n,), and a minimum has the gradient 0: AᵀA v = Aᵀt.
These are the normal equations; they say that the residuals are perpendicular (*normal*) to every
column of A, to the column of ones too, which makes their sum 0.

A itself is not square and has no inverse: n equations for d + 1 unknowns can in general not be
solved, only approximated. AᵀA is square, and invertible as long as no column depends on the others.
`np.linalg.lstsq(A, t)` does the same more accurately, since AᵀA squares the condition number.

So why descend? Because this works only where the model is linear and the error is squared. With a
sigmoid in between the equations cannot be solved for v; and for a million weights, solving takes
10¹⁸ operations.
"""
    checked = "Checked for one to three inputs and 4 to 8 points."
    wanted = "an array of d + 1 numbers"
    parameters = ("X", "t")
    cases = (
        (np.array([[0.0], [1.0], [2.0], [4.0]]), np.array([1.0, 2.5, 5.5, 8.0])),
        (
            np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5], [-2.0, 1.0], [1.0, 1.0]]),
            np.array([1.0, -2.0, 4.0, 0.5, 3.0]),
        ),
        (
            np.random.default_rng(5).normal(size=(8, 3)).round(2),
            np.random.default_rng(6).normal(size=8).round(2) + 2,
        ),
    )
    mistakes = {  # noqa: RUF012
        "no_bias": Mistake(
            "There is no bias: this is the best line *through the origin*. Append a column of ones "
            "to X.",
            (
                lambda X, t: np.linalg.lstsq(X, t, rcond=None)[0],
                lambda X, t: np.append(np.linalg.lstsq(X, t, rcond=None)[0], 0),
            ),
        ),
        "bias_first": Mistake(
            "The numbers are right, but the bias comes first. The task asks for the weights first: "
            "put the column of ones last.",
            (lambda X, t: np.roll(_least_squares(X, t), 1),),
        ),
        "bias_missing": Mistake(
            "These are the right weights, but the bias is not among them.",
            (lambda X, t: _least_squares(X, t)[:-1],),
        ),
        "no_inverse": Mistake(
            "This is Aᵀt, the right-hand side alone: the equations AᵀA v = Aᵀt must still be "
            "solved.",
            (lambda X, t: _with_ones(X).T @ t,),
        ),
        "not_inverted": Mistake(
            "This multiplies by AᵀA; it is to be *undone*: `np.linalg.solve(A.T @ A, A.T @ t)`.",
            (lambda X, t: (A := _with_ones(X)).T @ A @ (A.T @ t),),
        ),
        "centred": Mistake(
            "The weights are right, but the bias is not: this is the mean target. If you work with "
            "centred points, b = mean of t - w · mean of x.",
            (lambda X, t: np.append(_least_squares(X, t)[:-1], t.mean()),),
        ),
        "predictions": Mistake(
            "These are the predictions for the n points; return the weights and the bias.",
            (lambda X, t: _with_ones(X) @ _least_squares(X, t),),
        ),
    }

    right = staticmethod(_least_squares)

    def as_array(self, result):
        if isinstance(result, list | tuple) and len(result) == 2 and np.size(result[1]) == 1:
            result = np.append(np.ravel(result[0]), result[1])  # (w, b)
        array = super().as_array(result)
        return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array

    def explained(self, wrong):
        text = wrong.message
        if "must be square" in text:
            return Wrong("not_square", f"{_NOT_SQUARE}\n\n{text}")
        if "Singular matrix" in text:
            return Wrong("transposed", f"{_TRANSPOSED}\n\n{text}")
        if "matmul" in text or "not aligned" in text or "mismatch" in text:
            return Wrong("transposed", f"{_SHAPES}\n\n{text}")
        return wrong


_NOT_SQUARE = (
    "A matrix that is not square has no inverse: A has n rows and d + 1 columns, more equations "
    "than unknowns. Multiply both sides of A v = t by Aᵀ from the left: AᵀA is square."
)
_TRANSPOSED = (
    "This matrix is singular. Is it A Aᵀ, of shape (n, n), in the place of AᵀA, of shape "
    "(d + 1, d + 1)? Write the shapes under the factors."
)
_SHAPES = (
    "The shapes do not fit: write them under the factors. A is (n, d + 1), so AᵀA is "
    "(d + 1, d + 1), and Aᵀt is (d + 1,). With A Aᵀ, of shape (n, n), nothing fits."
)
