"""The exercise of lesson 5 on a rule of the reader's own: written, registered and checked."""

import numpy as np

from ..gradients import get_gradient_function
from ..gradients import GradientCheck
from ..graph import Graph
from ..nodes import Operation, constant
from ..session import Session
from .answers import Wrong, call, described, same
from .gradient_rule import GradientRule
from .graph_function import Mistake


class OwnRule(GradientRule):
    """Write, register and check the rule of an operation that the library does not have."""

    lesson, number, name = 5, 6, "own_rule"
    task = """
Write a gradient rule for softsign(x) = x / (1 + |x|) and register it, with
`@dl.RegisterGradient(softsign)`. Then check it by numbers, with something behind the operation, and
call what `dl.check_gradients` returns `report`.
"""
    blank = """
class softsign(dl.Operation):
    op_type = "Softsign"

    def __init__(self, x, name=None):
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, x):
        return x / (1 + np.abs(x))


report = ...
"""
    answers = ("softsign", "report")
    hints = (
        "For x > 0 the function is x / (1 + x), for x < 0 it is x / (1 - x). Differentiate both by "
        "the quotient rule. Can you write the two results as one? And what arrives is `grad`.",
        "The derivative is 1 / (1 + |x|)². A function with `@dl.RegisterGradient(softsign)` above "
        "it, of `op` and `grad`, returns `grad` times that. For the report, make a constant `x`, "
        "put `dl.sin` behind `softsign(x)`, and check by `x`.",
    )
    solution_code = """
class softsign(dl.Operation):
    op_type = "Softsign"

    def __init__(self, x, name=None):
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, x):
        return x / (1 + np.abs(x))


@dl.RegisterGradient(softsign)
def softsign_rule(op, grad):
    (x,) = op.inputs
    return grad / dl.square(1 + dl.abs(x))


with dl.Graph().as_default():
    x = dl.constant([-2.0, -0.3, 0.5, 3.0], name="x")
    report = dl.check_gradients(dl.sin(softsign(x)), x)
"""
    why = """
For x > 0 the quotient rule gives ((1 + x) - x) / (1 + x)² = 1 / (1 + x)², for x < 0 it gives
((1 - x) + x) / (1 - x)² = 1 / (1 - x)². Both are 1 / (1 + |x|)², and at 0 both sides give 1: there
is no kink. With the value y = x / (1 + |x|) it can be said once more, since 1 - |y| is 1 / (1 +
|x|): the rule `grad * dl.square(1 - dl.abs(op))` is right too, and uses what is there already.

The points of the check lie on both sides of 0 and not at 0. There the *second* derivative jumps
from 2 to -2, so the error of a central difference shrinks like h and not like h², and the check
would complain of a rule that is right.
"""
    checked = "The rule is right, on a vector and a matrix, and your own check agrees."
    parameters = ("x",)
    cases = (
        ([-1.5, -0.2, 0.0, 0.7, 2.0], [1.0, -2.0, 3.0, 0.5, -1.0]),
        ([[0.4, -0.6], [1.2, 0.1]], [[2.0, 1.5], [-0.5, 4.0]]),
    )
    mistakes = (
        {
            "no_grad": Mistake(
                "`grad` is missing. This is the local derivative alone; the chain rule multiplies "
                "it by the gradient that arrives. (A check with nothing behind the operation would "
                "not have noticed.)",
                (lambda x, g: 1 / (1 + np.abs(x)) ** 2,),
            ),
            "no_square": Mistake(
                "The square is missing. The quotient rule divides by the *square* of the "
                "denominator, (1 + |x|)².",
                (lambda x, g: g / (1 + np.abs(x)), lambda x, g: g * np.abs(x) / (1 + np.abs(x))),
            ),
            "no_abs": Mistake(
                "This is right for positive x only: for negative x the denominator is 1 - x. Write "
                "it with |x|.",
                (
                    lambda x, g: g / (1 + x) ** 2,
                    lambda x, g: g * (1 - x / (1 + np.abs(x))) ** 2,
                ),
            ),
            "inner_derivative": Mistake(
                "The denominator has been differentiated as 1 + x, but the derivative of |x| is "
                "the sign of x: the numerator is (1 + |x|) - x · sign x = 1.",
                (lambda x, g: g * (1 + np.abs(x) - x) / (1 + np.abs(x)) ** 2,),
            ),
            "numerator": Mistake(
                "That is grad · (1 - y²) = grad · (1 + 2 |x|) / (1 + |x|)²: the rule of tanh, or "
                "the quotient rule with a wrong sign. The numerator is (1 + |x|) - |x| = 1.",
                (lambda x, g: g * (1 + 2 * np.abs(x)) / (1 + np.abs(x)) ** 2,),
            ),
            "sign": Mistake(
                "The sign is wrong: softsign grows everywhere, so its derivative is positive.",
                (lambda x, g: -g / (1 + np.abs(x)) ** 2,),
            ),
            "output_for_input": Mistake(
                "`op` stands for the operation's *value*. Use `op.inputs[0]` in this formula, or "
                "find the one for the value: (1 - |y|)².",
                (lambda x, g: g / (1 + np.abs(x / (1 + np.abs(x)))) ** 2,),
            ),
            "only_grad": Mistake(
                "This hands grad on as it came, as if the derivative were 1.",
                (lambda x, g: g,),
            ),
        },
    )

    @staticmethod
    def right(x, g):
        return (g / (1 + np.abs(x)) ** 2,)

    def judge(self, operation, report) -> str:
        if not (isinstance(operation, type) and issubclass(operation, Operation)):
            raise Wrong(
                "not_an_operation",
                f"`softsign` is to be the class of the operation, not {described(operation)}.",
            )
        try:
            rule = get_gradient_function(operation)
        except LookupError:
            raise Wrong(
                "not_registered",
                f"There is no rule for {operation.op_type}. Put `@dl.RegisterGradient(softsign)` "
                f"above the function, in the line before `def`.",
            ) from None
        self._must_compute_softsign(operation)
        self.operation = operation
        super().judge(rule)
        self._must_agree(report)
        # A report tells neither the points nor what was behind the operation.
        return _COULD_IT_NOTICE

    def _must_compute_softsign(self, operation):
        for values, _ in self.cases:
            with Graph().as_default(), Session() as session:
                found = call(session.run, call(operation, constant(values)))
            if not same(found, values / (1 + np.abs(values))):
                raise Wrong(
                    "another_function",
                    "The operation no longer computes x / (1 + |x|); leave `compute` as it was.",
                )

    @staticmethod
    def _must_agree(report):
        if not isinstance(report, GradientCheck):
            raise Wrong(
                "no_report",
                f"The rule is right. `report` is to be what `dl.check_gradients` returns, not "
                f"{described(report)}.",
            )
        if not report:
            raise Wrong(
                "report",
                f"The rule is right, but your own check says otherwise:\n\n```\n{report!r}\n```\n\n"
                f"Was it made with an earlier rule? Or at x = 0, where the second derivative jumps "
                f"and a central difference is less exact?",
            )


_COULD_IT_NOTICE = (
    "Was something behind it, and were there points on both sides of 0? Without the one your check "
    "would miss a forgotten `grad`, without the other a forgotten `abs`."
)
