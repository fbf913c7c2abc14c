"""Lesson 5's gradient rules: for tanh, and for a product with broadcasting."""

import numpy as np

from ..nodes import Operation
from .gradient_rule import GradientRule
from .graph_function import Mistake


class _Tanh(Operation):
    op_type = "TanhWithoutRule"

    def __init__(self, x):
        super().__init__([x], x.dtype, x.shape, "tanh")

    def compute(self, x):
        return np.tanh(x)


class _Multiply(Operation):
    op_type = "MultiplyWithoutRule"

    def __init__(self, x, y):
        super().__init__([x, y], x.dtype, x.shape, "product")

    def compute(self, x, y):
        return x * y


class TanhRule(GradientRule):
    """Write the gradient rule of tanh."""

    lesson, number, name = 5, 3, "tanh_rule"
    task = """
Write the gradient rule of the hyperbolic tangent, as for `@dl.RegisterGradient`: `op` is the
operation (and stands for its value, tanh x), `op.inputs` is the list of its one input, `grad` is
the gradient of the final result with respect to tanh x. Return a node for the gradient with respect
to x.
"""
    blank = """
def tanh_rule(op, grad):
    return ...
"""
    answers = ("tanh_rule",)
    hints = (
        "The derivative of tanh can be written with tanh itself. Write tanh as a fraction of "
        "exponentials and use the quotient rule: what is in the bracket of 1 - (…)²? And what does "
        "the chain rule do with the gradient that arrives?",
        "It is 1 - tanh². `op` is the node of tanh x, so nothing has to be computed anew: 1 - op². "
        "Multiply by `grad`.",
    )
    solution_code = """
def tanh_rule(op, grad):
    return grad * (1 - dl.square(op))
"""
    why = """
tanh x = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ). By the quotient rule the derivative is
((eˣ + e⁻ˣ)² - (eˣ - e⁻ˣ)²) / (eˣ + e⁻ˣ)² = 1 - tanh² x. Each entry of the result depends on its own
entry of x only, so the chain rule is a product, entry by entry: grad says how much the final result
changes per unit of tanh x, 1 - tanh² x how much tanh x changes per unit of x.

Two things are worth noticing. The derivative needs the operation's *output*, which the forward pass
has computed already: a rule that names `op` costs a square and a product, one that writes
`dl.tanh(op.inputs[0])` computes it all again. And 1 - tanh² is nearly 0 for |x| > 3: there the
unit is *saturated*, and whatever gradient arrives, next to nothing goes on.
"""
    checked = "Checked on a vector and a matrix, with gradients of both signs."
    parameters = ("x",)
    operation = _Tanh
    cases = (
        ([-1.5, -0.2, 0.0, 0.7, 2.0], [1.0, -2.0, 3.0, 0.5, -1.0]),
        ([[0.4, -0.6], [1.2, 0.1]], [[2.0, 1.5], [-0.5, 4.0]]),
    )
    mistakes = (
        {
            "no_grad": Mistake(
                "`grad` is missing. This is the local derivative alone; the chain rule multiplies "
                "it by the gradient that arrives.",
                (lambda x, g: 1 - np.tanh(x) ** 2,),
            ),
            "input_for_output": Mistake(
                "This is 1 - x², with the operation's *input* in the place of its output: it is "
                "tanh x that is squared, and that is `op` itself.",
                (lambda x, g: g * (1 - x**2), lambda x, g: 1 - x**2),
            ),
            "sign": Mistake(
                "The sign is wrong: tanh rises everywhere, so its derivative 1 - tanh² is "
                "positive.",
                (
                    lambda x, g: g * (np.tanh(x) ** 2 - 1),
                    lambda x, g: g * (1 + np.tanh(x) ** 2),
                ),
            ),
            "no_square": Mistake(
                "The square is missing: the derivative is 1 - tanh² x.",
                (lambda x, g: g * (1 - np.tanh(x)), lambda x, g: 1 - np.tanh(x)),
            ),
            "sigmoid": Mistake(
                "This is the rule of the sigmoid, s (1 - s). That of tanh is 1 - tanh².",
                (lambda x, g: g * np.tanh(x) * (1 - np.tanh(x)),),
            ),
            "applied_twice": Mistake(
                "This takes tanh twice: `op` already stands for tanh x.",
                (lambda x, g: g * (1 - np.tanh(np.tanh(x)) ** 2),),
            ),
            "grad_inside": Mistake(
                "`grad` multiplies only a part of it: the whole of 1 - tanh² needs parentheses.",
                (lambda x, g: g - np.tanh(x) ** 2, lambda x, g: 1 - g * np.tanh(x) ** 2),
            ),
            "grad_added": Mistake(
                "`grad` is added; the chain rule multiplies.",
                (lambda x, g: g + 1 - np.tanh(x) ** 2,),
            ),
            "only_grad": Mistake(
                "This hands the gradient on as it came: the local derivative is missing.",
                (lambda x, g: g,),
            ),
        },
    )

    @staticmethod
    def right(x, g):
        return (g * (1 - np.tanh(x) ** 2),)


class MultiplyRule(GradientRule):
    """Write the gradient rule of a product with broadcasting."""

    lesson, number, name = 5, 4, "multiply_rule"
    task = """
An operation multiplies x, of shape (n, k), by y, of shape (1, k), which broadcasting stretches over
the n rows. Write its gradient rule, all by yourself: here nobody undoes the stretching for you.
Return two nodes, the gradients of x and of y, each of the shape of its input.
"""
    blank = """
def multiply_rule(op, grad):
    x, y = op.inputs
    return ..., ...
"""
    answers = ("multiply_rule",)
    hints = (
        "For numbers, the derivative of x y by x is y, and the other way round. Now y₁ⱼ is used in "
        "every row of column j: how many contributions does it get, and what happens to them?",
        "`grad * y` has the shape of x already. `grad * x` has shape (n, k): sum it over the rows, "
        "`axis=0`, with `keepdims=True`, so that (1, k) is left.",
    )
    solution_code = """
def multiply_rule(op, grad):
    x, y = op.inputs
    return grad * y, dl.reduce_sum(grad * x, axis=0, keepdims=True)
"""
    why = """
Entry (i, j) of the result is xᵢⱼ y₁ⱼ. So xᵢⱼ is used once, with the local derivative y₁ⱼ, and its
gradient is gradᵢⱼ y₁ⱼ; broadcasting lines it up by itself. But y₁ⱼ is used n times, once in each
row, and a value that is used several times gets the *sum* of its contributions: Σᵢ gradᵢⱼ xᵢⱼ.

Copying forward is adding backward. That holds for a node with several consumers, and it holds for
broadcasting, which is nothing but copying. The axis to sum over is the one that was stretched: axis
0, of length 1 in y and of length n in the result; `keepdims` leaves it in place. The library does
this for all elementwise operations at once, after their rules have run, and for axes that are
missing in y too; this is how the bias of a layer, added to every point of a batch, gets one
gradient.
"""
    checked = "Checked with 1 to 4 rows and 2 to 3 columns, values and shapes."
    parameters, batched = ("x", "y"), ("x", "grad")
    operation = _Multiply
    cases = (
        (
            [[1.0, 2.0, -1.0], [0.5, 3.0, 2.0], [4.0, -2.0, 1.5]],
            [[2.0, -1.0, 0.5]],
            [[1.0, 0.5, -2.0], [3.0, 1.0, 0.25], [-1.0, 2.0, 4.0]],
        ),
        (
            [[1.0, 2.0], [0.5, -3.0], [4.0, 1.0], [-1.0, 0.5]],
            [[3.0, -2.0]],
            [[1.0, 2.0], [-0.5, 1.5], [2.0, -1.0], [0.5, 3.0]],
        ),
        ([[2.0, -1.0]], [[0.5, 4.0]], [[3.0, 1.5]]),
    )
    mistakes = (
        {
            "wrong_factor": Mistake(
                "the wrong factor. The derivative of x y by x is *y*: each input's gradient is "
                "grad times the *other* one.",
                (lambda x, y, g: g * x, lambda x, y, g: x),
            ),
            "no_grad": Mistake(
                "`grad` is missing. The chain rule multiplies the local derivative, y, by the "
                "gradient that arrives.",
                (lambda x, y, g: y, lambda x, y, g: y + 0 * g),
            ),
            "superfluous_sum": Mistake(
                "a sum too much. x was not stretched, so each of its entries has one contribution "
                "only; it is y that needs a sum.",
                (
                    lambda x, y, g: (g * y).sum(0, keepdims=True),
                    lambda x, y, g: (g * y).sum(0),
                ),
            ),
            "only_grad": Mistake(
                "this hands grad on as it came, which is the rule of a *sum*. A product needs the "
                "other factor.",
                (lambda x, y, g: g,),
            ),
        },
        {
            "no_sum": Mistake(
                "the sum is missing. y was stretched over the n rows: each of its entries was used "
                "n times, and its n contributions must be added up, along axis 0.",
                (lambda x, y, g: g * x,),
            ),
            "no_keepdims": Mistake(
                "the right numbers, but an axis is lost: `keepdims=True` leaves it in place, with "
                "length 1, as in y.",
                (lambda x, y, g: (g * x).sum(0),),
            ),
            "axis": Mistake(
                "the sum runs over the wrong axis. y was stretched along axis 0, over the rows, "
                "and that is the axis to sum away.",
                (
                    lambda x, y, g: (g * x).sum(1),
                    lambda x, y, g: (g * x).sum(1, keepdims=True),
                    lambda x, y, g: (g * x).sum(1)[None, :],
                ),
            ),
            "everything": Mistake(
                "this sums over both axes. Each column has its own entry of y: sum over the rows "
                "only, `axis=0`.",
                (
                    lambda x, y, g: (g * x).sum(),
                    lambda x, y, g: (g * x).sum(keepdims=True),
                ),
            ),
            "mean": Mistake(
                "this takes the mean; contributions add up.",
                (
                    lambda x, y, g: (g * x).mean(0, keepdims=True),
                    lambda x, y, g: (g * x).mean(0),
                ),
            ),
            "wrong_factor": Mistake(
                "the wrong factor. The derivative of x y by y is *x*: each input's gradient is "
                "grad times the *other* one.",
                (lambda x, y, g: (g * y).sum(0, keepdims=True), lambda x, y, g: g * y),
            ),
            "no_grad": Mistake(
                "`grad` is missing. The chain rule multiplies the local derivative, x, by the "
                "gradient that arrives, before the sum.",
                (lambda x, y, g: x.sum(0, keepdims=True), lambda x, y, g: x),
            ),
            "only_grad": Mistake(
                "the factor x is missing: this is the rule of a *sum*.",
                (lambda x, y, g: g.sum(0, keepdims=True), lambda x, y, g: g),
            ),
            "product_of_sums": Mistake(
                "this multiplies two sums. First multiply, entry by entry; then sum.",
                (
                    lambda x, y, g: g.sum(0, keepdims=True) * x.sum(0, keepdims=True),
                    lambda x, y, g: g.sum(0) * x.sum(0),
                ),
            ),
        },
    )

    @staticmethod
    def right(x, y, g):
        return g * y, (g * x).sum(0, keepdims=True)
