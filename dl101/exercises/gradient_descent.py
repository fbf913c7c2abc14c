"""Exercises of lesson 4: gradients by hand, learning rates, descent, least squares, momentum."""

import numpy as np

from ..graph import Node
from ..operations import stack
from .answers import NotAttempted, Wrong, call, described, numbers, returned, shown
from .batches import Minibatches
from .descents import ClosedForm, Descent
from .graph_function import GraphFunction, Mistake
from .momentum import MomentumUpdate
from .old_exercise import Exercise


def _slopes(x, t, w, b):
    residuals = x * w + b - t
    return np.array([2 * (residuals * x).mean(), 2 * residuals.mean()])


class GradientOfMse(GraphFunction):
    """Differentiate the mean squared error by hand."""

    lesson, number, name = 4, 3, "gradient_of_mse"
    task = """
The mean squared error of a line is L = mean of (xᵢ w + b - tᵢ)². Differentiate it by hand, and
return two nodes, ∂L/∂w and ∂L/∂b, built from the nodes x and t, of shape (n,), and the scalars w
and b; not with `dl.gradients`.
"""
    blank = """
def gradient_of_mse(x, t, w, b):
    return ..., ...
"""
    answers = ("gradient_of_mse",)
    hints = (
        "A mean is differentiated term by term. For one point with residual r = x w + b - t: what "
        "is the derivative of r² by r, what that of r by w, and that of r by b?",
        "By the chain rule ∂r²/∂w = 2 r x and ∂r²/∂b = 2 r. Now take the mean over the points of "
        "each, with `dl.reduce_mean`.",
    )
    solution_code = """
def gradient_of_mse(x, t, w, b):
    residuals = x * w + b - t
    return dl.reduce_mean(2 * residuals * x), dl.reduce_mean(2 * residuals)
"""
    why = """
The square's derivative is 2 r, and the chain rule multiplies it by what one more unit of w, or of
b, does to the residual: x, or 1. So ∂L/∂w = mean of 2 rᵢ xᵢ and ∂L/∂b = mean of 2 rᵢ.

Read it as a vote. Each point pulls with the strength of its residual: those above the line (r < 0)
make ∂L/∂b negative, so descent raises b. On the slope they act with a lever, their x: far away from
0 a point can do much by turning the line, at x = 0 nothing. Where both sums are 0, the residuals
balance, and are uncorrelated with x: that is the least-squares line. Points with large x dominate
∂L/∂w, which is why inputs of very different sizes make descent slow, and why they are scaled first.
"""
    checked = "Checked for 1 to 4 points, above and below the line."
    parameters, batched = ("x", "t", "w", "b"), ("x", "t")
    cases = (
        ([1.0, 2.0, 4.0], [1.5, 2.0, 9.0], 2.0, -1.0),
        ([0.5, -1.0, 3.0, -2.5], [0.0, 1.0, 1.0, -3.0], -0.5, 2.0),
        ([3.0], [1.0], 1.5, 0.25),
    )
    forbidden = dict.fromkeys(
        ("Spread", "SumToLike", "SizeRatio"),
        "That is the library's derivative, from `dl.gradients`. Here you are to find it by hand.",
    )
    mistakes = {  # noqa: RUF012
        "sign": Mistake(
            "Both signs are the wrong way round: the residual is prediction minus target, "
            "x w + b - t. With its sign turned, the derivative of the inner part has a minus too.",
            (lambda *case: -_slopes(*case),),
        ),
        "no_two": Mistake(
            "The factor 2 is missing, from the derivative of the square. (Books that leave it out "
            "have a 1/2 in the loss.)",
            (lambda *case: _slopes(*case) / 2,),
        ),
        "no_x": Mistake(
            "The factor x is missing in ∂L/∂w, the inner derivative: a change of w moves the "
            "prediction by x times as much.",
            (
                lambda *case: _slopes(*case)[[1, 1]],
                lambda *case: _slopes(*case)[[1, 1]] / 2,
            ),
        ),
        "x_in_both": Mistake(
            "There is a factor x in ∂L/∂b too. b is added as it is: its inner derivative is 1.",
            (lambda *case: _slopes(*case)[[0, 0]],),
        ),
        "w_for_x": Mistake(
            "The inner derivative of x w by w is x; this multiplies by w.",
            (lambda x, t, w, b: _slopes(x, t, w, b)[1] * np.array([w, 1]),),
        ),
        "sum": Mistake(
            "These are the sums over the points; L is a mean, and so are its derivatives.",
            (lambda x, *rest: _slopes(x, *rest) * len(x),),
        ),
        "swapped": Mistake(
            "The two are swapped: ∂L/∂w comes first.", (lambda *case: _slopes(*case)[::-1],)
        ),
        "product_of_means": Mistake(
            "∂L/∂w is the mean of the products 2 rᵢ xᵢ, not the product of the means.",
            (lambda x, *rest: _slopes(x, *rest)[1] * np.array([x.mean(), 1]),),
        ),
        "not_reduced": Mistake(
            "These are the points' shares, one each; the mean over them is missing.",
            (lambda x, t, w, b: 2 * (x * w + b - t) * np.array([x, np.ones_like(x)]),),
        ),
        "no_residual": Mistake(
            "The residual is missing: the outer derivative is 2 r, not 2.",
            (lambda x, t, w, b: np.array([2 * x.mean(), 2.0]),),
        ),
    }

    @staticmethod
    def right(x, t, w, b):
        return _slopes(x, t, w, b)

    def judge(self, answer):
        if not callable(answer):
            call(answer)
        return super().judge(lambda *inputs: _as_one_node(answer, inputs))


def _as_one_node(answer, inputs):
    try:
        pair = returned(call(answer, *inputs), "a pair of nodes")
    except NotAttempted:
        return ...
    pair = list(pair) if isinstance(pair, list | tuple) else pair
    if not isinstance(pair, list) or len(pair) != 2:
        raise Wrong(
            "not_a_pair",
            f"Your function is to return two nodes, `return dw, db`; it returns {described(pair)}.",
        )
    for node in pair:
        if not isinstance(node, Node):
            raise Wrong(
                "not_a_node", f"Both results are to be nodes, and one is {described(node)}."
            )
    if pair[0].shape != pair[1].shape:
        raise Wrong(
            "shape",
            f"Both derivatives belong to scalars, so both are scalars; yours have the shapes "
            f"`{pair[0].shape}` and `{pair[1].shape}`. Is a mean missing?",
        )
    return stack(pair)


class LearningRate(Exercise):
    """Find the learning rates of a parabola."""

    lesson, number, name = 4, 1, "learning_rate"
    a = 8.0

    task = """
Gradient descent on f(x) = ½ · 8 · x², from any start that is not 0. From which learning rate on
does it no longer converge (it does for all rates between 0 and this one)? And which rate arrives at
the minimum in a single step?
"""
    blank = """
limit, one_step = ..., ...
"""
    answers = ("limit", "one_step")
    hints = (
        "Write down one step: x - rate · df/dx, with df/dx = 8 x. It is x times something. For "
        "which rates does repeating that shrink x?",
        "The step multiplies x by 1 - 8 · rate. It arrives at once if this is 0, and converges as "
        "long as it lies between -1 and 1.",
    )
    solution_code = """
limit, one_step = 2 / 8, 1 / 8
"""
    why = """
With f(x) = ½ a x², df/dx = a x and one step is x - rate · a x = (1 - rate · a) x. After k steps x
is (1 - rate · a)ᵏ times the start: a geometric sequence. Its factor is 0 for rate = 1/a, and
descent is there at once. Between 1/a and 2/a it is negative: x jumps to the other side of the
minimum each time and yet comes closer. At 2/a it is -1, and x jumps back and forth for ever;
beyond, it explodes.

a is the *curvature*, f″. So the steeper a valley's walls curve, the smaller the rate must be. In
several dimensions one rate has to serve all directions: it must stay below 2 / the largest
curvature, and then the direction of smallest curvature takes some (largest / smallest) steps. That
ratio, the condition number, is what makes narrow valleys slow, and momentum worth its name.
"""
    checked = "Both are right: 2/a and 1/a for the curvature a = 8."

    def judge(self, limit, one_step):
        found = float(numbers(limit, (), "limit")), float(numbers(one_step, (), "one_step"))
        wanted = 2 / self.a, 1 / self.a
        if np.allclose(found, wanted, rtol=1e-3):
            return
        for key, guess, message in _WRONG_RATES:
            if np.allclose(found, guess, rtol=1e-3):
                raise Wrong(key, f"{message}\n\n{self._tried(found, wanted)}")
        raise Wrong("other", self._tried(found, wanted))

    def _tried(self, found, wanted) -> str:
        lines = []
        if not np.isclose(found[0], wanted[0], rtol=1e-3):
            below, above = (self._after(found[0] * c) for c in (0.99, 1.01))
            lines.append(
                f"Tried out from x = 1: with a rate 1 % below your `limit`, {shown(found[0])}, x "
                f"is {below:.3g} after 200 steps, with a rate 1 % above it {above:.3g}. "
                f"Only beyond the limit should it grow."
            )
        if not np.isclose(found[1], wanted[1], rtol=1e-3):
            lines.append(
                f"With your `one_step`, {shown(found[1])}, one step leads from x = 1 to "
                f"x = {1 - found[1] * self.a:.4g}; it should be 0."
            )
        return " ".join(lines)

    def _after(self, rate) -> float:
        with np.errstate(over="ignore"):
            return float(np.power(1 - rate * self.a, 200.0))


_WRONG_RATES = (
    (
        "swapped",
        (1 / 8, 2 / 8),
        "The two are swapped: the rate that arrives at once is half as large as the limit.",
    ),
    (
        "same",
        (1 / 8, 1 / 8),
        "Beyond the rate that arrives in one step, each step goes too far, but it may still come "
        "closer: converging ends only where the other side is as far away as the start.",
    ),
    (
        "limit_for_both",
        (2 / 8, 2 / 8),
        "With the limit itself a step leads to the mirror image of the start, not to the minimum.",
    ),
    (
        "curvature",
        (2 * 8, 8),
        "A large curvature needs a *small* rate: these are 2a and a, the inverses are wanted.",
    ),
    (
        "derivative",
        (1 / 8, 1 / 16),
        "Half as large as they should be: the derivative of ½ · 8 · x² is 8 x, not 16 x.",
    ),
    (
        "no_derivative",
        (2 / 4, 1 / 4),
        "Twice as large as they should be: this has the slope 4 x, but the derivative of "
        "½ · 8 · x² is 8 x.",
    ),
)


gradient_of_mse = GradientOfMse()
learning_rate = LearningRate()
descent = Descent()
closed_form = ClosedForm()
momentum_update = MomentumUpdate()
minibatches = Minibatches()

EXERCISES = (
    learning_rate,
    descent,
    gradient_of_mse,
    closed_form,
    minibatches,
    momentum_update,
)
