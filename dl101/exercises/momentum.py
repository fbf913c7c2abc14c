"""The exercise of lesson 4 on momentum."""

import numpy as np

from .answers import Wrong, described
from .graph_function import Mistake
from .plain_function import PlainFunction


def _step(w, v, grad, rate, momentum):
    v = momentum * v + grad
    return w - rate * v, v


class MomentumUpdate(PlainFunction):
    """Write one step with momentum."""

    lesson, number, name = 4, 6, "momentum_update"
    task = """
One step with momentum, by TensorFlow's rule: the velocity becomes momentum · v + grad, and then the
position w moves by -rate times the *new* velocity. Return the new w and the new v; leave the arrays
that you are given as they are.
"""
    blank = """
def momentum_update(w, v, grad, rate, momentum):
    return ..., ...
"""
    answers = ("momentum_update",)
    hints = (
        "Two lines: first the velocity, then the position. Which velocity does the second line "
        "use?",
        "`v = momentum * v + grad` gives the name `v` to a new array; after it, "
        "`w - rate * v` uses the new one.",
    )
    solution_code = """
def momentum_update(w, v, grad, rate, momentum):
    v = momentum * v + grad
    return w - rate * v, v
"""
    why = """
The velocity is a fading memory: it is the gradient now, plus momentum times the one before, plus
momentum² times the one before that, and so on. If all gradients are the same, they add up to
grad / (1 - momentum): with momentum 0.9 the steps grow ten times longer. Where gradients change
their sign from step to step, as across a narrow valley, they cancel. So momentum is fast along the
valley and calm across it.

There are other conventions. Some put the rate into the velocity, v = momentum · v - rate · grad and
w + v: the same path as long as the rate never changes. Others weight the gradient by (1 -
momentum): the velocity is then an average, and the rate must be 1 / (1 - momentum) times as large
for the same path; Adam does so. When you compare rates from two papers, look at which is meant.
"""
    checked = "Checked with numbers and arrays; what your function is given stays as it is."
    wanted = "the new w and the new v"
    parameters = ("w", "v", "grad", "rate", "momentum")
    cases = (
        (2.0, 0.5, 3.0, 0.1, 0.9),
        (np.array([1.0, -2.0]), np.array([0.3, 4.0]), np.array([2.0, -1.0]), 0.05, 0.8),
        (np.array([1.0, 5.0]), np.array([0.0, 0.0]), np.array([-2.0, 1.0]), 0.2, 0.9),
    )
    mistakes = {  # noqa: RUF012
        "old_velocity": Mistake(
            "w moves by the *old* velocity. The velocity is renewed first, so that this step's "
            "gradient already counts.",
            (lambda w, v, g, rate, m: (w - rate * v, m * v + g),),
        ),
        "climbs": Mistake(
            "The sign of the step is wrong: w moves *against* the velocity, which is a sum of "
            "gradients.",
            (lambda w, v, g, rate, m: (w + rate * (m * v + g), m * v + g),),
        ),
        "gradient_subtracted": Mistake(
            "The gradient is subtracted from the velocity. By TensorFlow's rule it is added, and "
            "the minus stands in the step of w.",
            (
                lambda w, v, g, rate, m: (w - rate * (m * v - g), m * v - g),
                lambda w, v, g, rate, m: (w + rate * (m * v - g), m * v - g),
            ),
        ),
        "rate_in_velocity": Mistake(
            "The rate is inside the velocity. That is another convention, not an error in itself "
            "(the path is the same as long as the rate stays the same), but TensorFlow's velocity "
            "is a sum of bare gradients, and the rate comes in when w moves.",
            (
                lambda w, v, g, rate, m: (w - (m * v + rate * g), m * v + rate * g),
                lambda w, v, g, rate, m: (w + (m * v - rate * g), m * v - rate * g),
            ),
        ),
        "rate_twice": Mistake(
            "The rate comes in twice, in the velocity and in the step.",
            (lambda w, v, g, rate, m: (w - rate * (m * v + rate * g), m * v + rate * g),),
        ),
        "average": Mistake(
            "The gradient is weighted by 1 - momentum. That is another convention, an average "
            "instead of a sum, and its steps are shorter; TensorFlow adds the whole gradient.",
            (
                lambda w, v, g, rate, m: (
                    w - rate * (m * v + (1 - m) * g),
                    m * v + (1 - m) * g,
                ),
            ),
        ),
        "no_momentum": Mistake(
            "The old velocity is not multiplied by momentum: nothing would ever fade.",
            (lambda w, v, g, rate, m: (w - rate * (v + g), v + g),),
        ),
        "momentum_of_sum": Mistake(
            "The momentum multiplies the gradient too; it is the old velocity alone that fades.",
            (
                lambda w, v, g, rate, m: (w - rate * m * (v + g), m * (v + g)),
                lambda w, v, g, rate, m: (w - rate * (v + m * g), v + m * g),
            ),
        ),
        "no_rate": Mistake(
            "The learning rate is missing.",
            (lambda w, v, g, rate, m: (w - (m * v + g), m * v + g),),
        ),
        "no_velocity": Mistake(
            "w moves by the gradient alone, as without momentum.",
            (lambda w, v, g, rate, m: (w - rate * g, m * v + g),),
        ),
        "swapped": Mistake(
            "The two results are swapped: first w, then v.",
            (lambda *case: _step(*case)[::-1],),
        ),
        "old_returned": Mistake(
            "w is right, but the velocity that is returned is the old one; the next step needs the "
            "new one.",
            (lambda w, v, g, rate, m: (w - rate * (m * v + g), v),),
        ),
        "nesterov": Mistake(
            "This is Nesterov's momentum, which looks one step ahead; the plain rule is wanted.",
            (
                lambda w, v, g, rate, m: (
                    w - rate * (g + m * (m * v + g)),
                    m * v + g,
                ),
            ),
        ),
    }

    right = staticmethod(_step)

    def as_array(self, result):
        if not isinstance(result, list | tuple) or len(result) != 2:
            raise Wrong(
                "not_a_pair",
                f"Your function is to return two things, `return w, v`; it returns "
                f"{described(result)}.",
            )
        if np.shape(result[0]) != np.shape(result[1]):
            raise Wrong("shapes", "The new w and the new v are to have the shape of the old ones.")
        return super().as_array(result)
