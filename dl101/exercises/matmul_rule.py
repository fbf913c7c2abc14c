"""Lesson 5's gradient rule of a matrix product."""

from ..nodes import Operation
from .gradient_rule import GradientRule
from .graph_function import Mistake


class _MatMul(Operation):
    op_type = "MatMulWithoutRule"

    def __init__(self, a, b):
        super().__init__([a, b], a.dtype, [a.shape[0], b.shape[1]], "product")

    def compute(self, a, b):
        return a @ b


_SHAPES = (
    "Write the shapes under the factors: a is (n, k), b is (k, m), and grad is (n, m), like the "
    "product."
)


class MatmulRule(GradientRule):
    """Write the gradient rule of a matrix product."""

    lesson, number, name = 5, 5, "matmul_rule"
    task = """
Write the gradient rule of the matrix product a @ b, for a of shape (n, k) and b of shape (k, m).
`grad` has the product's shape, (n, m). Return two nodes, the gradients of a and of b.
"""
    blank = """
def matmul_rule(op, grad):
    a, b = op.inputs
    return ..., ...
"""
    answers = ("matmul_rule",)
    hints = (
        "The gradient of a has the shape of a, (n, k). Which product of grad, (n, m), with b, "
        "(k, m), transposed or as it is, has that shape?",
        "One gradient is `grad @ dl.transpose(b)`. For the other, a comes first and is "
        "transposed: (k, n) @ (n, m).",
    )
    solution_code = """
def matmul_rule(op, grad):
    a, b = op.inputs
    return grad @ dl.transpose(b), dl.transpose(a) @ grad
"""
    why = """
Entry (i, j) of the product is Σₗ aᵢₗ bₗⱼ. So aᵢₗ occurs in all entries of row i, in column j with
the local derivative bₗⱼ. Its contributions add up to Σⱼ gradᵢⱼ bₗⱼ = Σⱼ gradᵢⱼ (bᵀ)ⱼₗ: that is
entry (i, l) of grad bᵀ. In the same way bₗⱼ occurs in all entries of column j, in row i with the
factor aᵢₗ, and Σᵢ (aᵀ)ₗᵢ gradᵢⱼ is entry (l, j) of aᵀ grad.

The shapes say it too: (n, m) @ (m, k) = (n, k), and (k, n) @ (n, m) = (k, m). If n, k and m differ,
nothing else made of grad and the other factor has the right shape. If they happen to be equal
everything fits, and only the numbers are wrong; so test a rule with square matrices as well, and
numerically. For a layer X W the second one is Xᵀ grad: it sums over the points of the batch, since
each of them used the same W.
"""
    checked = "Checked with square and with oblong matrices."
    parameters = ("a", "b")
    operation = _MatMul
    cases = (
        ([[1.0, 2.0], [0.5, -1.0]], [[3.0, -2.0], [1.0, 0.25]], [[1.0, -0.5], [2.0, 4.0]]),
        (
            [[1.0, 0.0, 2.0], [-1.0, 3.0, 0.5], [2.0, 1.0, -2.0]],
            [[0.5, 1.0, -1.0], [2.0, 0.0, 1.0], [1.0, 4.0, 3.0]],
            [[1.0, 2.0, 0.5], [-1.0, 0.0, 3.0], [2.0, 1.0, 1.5]],
        ),
        (
            [[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]],
            [[1.0, 0.5, 2.0, 0.0], [3.0, 1.0, -1.0, 2.0], [0.0, 4.0, 1.0, -2.0]],
            [[1.0, 0.0, 2.0, -1.0], [0.5, 3.0, 1.0, 2.0]],
        ),
        ([[1.0, 2.0]], [[3.0], [-1.0]], [[2.0]]),
    )
    mistakes = (
        {
            "no_transpose": Mistake(
                f"a transpose is missing: b must be transposed. With square matrices nothing "
                f"complains. {_SHAPES}",
                (lambda a, b, g: g @ b,),
            ),
            "order": Mistake(
                f"the factors are in the wrong order. In a @ b, a stands on the left; in its "
                f"gradient, grad takes its place there. {_SHAPES}",
                (lambda a, b, g: b.T @ g,),
            ),
            "order_and_transpose": Mistake(
                f"the factors are in the wrong order, and b is not transposed. {_SHAPES}",
                (lambda a, b, g: b @ g,),
            ),
            "result_transposed": Mistake(
                f"the result is transposed: (grad bᵀ)ᵀ = b gradᵀ. {_SHAPES}",
                (lambda a, b, g: b @ g.T,),
            ),
            "grad_transposed": Mistake(
                "it is grad that is transposed here; transpose b instead.",
                (lambda a, b, g: g.T @ b, lambda a, b, g: g.T @ b.T),
            ),
            "wrong_factor": Mistake(
                "this uses a itself. A product's derivative with respect to one factor contains "
                "the *other* one: b.",
                (
                    lambda a, b, g: g @ a.T,
                    lambda a, b, g: g @ a,
                    lambda a, b, g: a.T @ g,
                    lambda a, b, g: a @ g,
                ),
            ),
            "entry_by_entry": Mistake(
                "this multiplies entry by entry, with `*`; here it is a matrix product, `@`.",
                (lambda a, b, g: g * b, lambda a, b, g: g * b.T),
            ),
            "no_grad": Mistake(
                "`grad` is missing: the chain rule multiplies by it.",
                (lambda a, b, g: b.T, lambda a, b, g: b),
            ),
        },
        {
            "no_transpose": Mistake(
                f"a transpose is missing: a must be transposed. With square matrices nothing "
                f"complains. {_SHAPES}",
                (lambda a, b, g: a @ g,),
            ),
            "order": Mistake(
                f"the factors are in the wrong order. In a @ b, b stands on the right; in its "
                f"gradient, grad takes its place there. {_SHAPES}",
                (lambda a, b, g: g @ a.T,),
            ),
            "order_and_transpose": Mistake(
                f"the factors are in the wrong order, and a is not transposed. {_SHAPES}",
                (lambda a, b, g: g @ a,),
            ),
            "result_transposed": Mistake(
                f"the result is transposed: (aᵀ grad)ᵀ = gradᵀ a. {_SHAPES}",
                (lambda a, b, g: g.T @ a,),
            ),
            "grad_transposed": Mistake(
                "it is grad that is transposed here; transpose a instead.",
                (lambda a, b, g: a @ g.T, lambda a, b, g: a.T @ g.T),
            ),
            "wrong_factor": Mistake(
                "this uses b itself. A product's derivative with respect to one factor contains "
                "the *other* one: a.",
                (
                    lambda a, b, g: b.T @ g,
                    lambda a, b, g: b @ g,
                    lambda a, b, g: g @ b.T,
                    lambda a, b, g: g @ b,
                ),
            ),
            "entry_by_entry": Mistake(
                "this multiplies entry by entry, with `*`; here it is a matrix product, `@`.",
                (lambda a, b, g: g * a, lambda a, b, g: g * a.T),
            ),
            "no_grad": Mistake(
                "`grad` is missing: the chain rule multiplies by it.",
                (lambda a, b, g: a.T, lambda a, b, g: a),
            ),
        },
    )

    @staticmethod
    def right(a, b, g):
        return g @ b.T, a.T @ g
