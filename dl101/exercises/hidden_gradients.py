"""The exercise of lesson 6 on the way back through a hidden layer."""

import numpy as np

from .answers import Wrong, described
from .graph_function import Mistake
from .plain_function import PlainFunction


def _packed(weights, biases):
    return np.vstack([weights, np.reshape(biases, (1, -1))])


def _gradients(X, dA):
    return _packed(X.T @ dA, dA.sum(axis=0))


def _case(seed, n, d, h, k):
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, d)).round(1)
    H = np.maximum(random.normal(size=(n, h)), 0).round(2)
    W2 = random.normal(size=(h, k)).round(1)
    dZ = (random.normal(size=(n, k)) / n).round(2)
    return X, H, W2, dZ


class HiddenGradients(PlainFunction):
    """Hand a gradient back through a layer of relu units."""

    lesson, number, name = 6, 3, "hidden_gradients"
    task = """
Go the second half of the way back, with NumPy and for a hidden layer of relus: from the inputs X,
shape (n, d), the hidden layer's values H = max(X W₁ + b₁, 0), shape (n, m), the output's weights
W₂, shape (m, k), and dZ = ∂L/∂Z, shape (n, k), return ∂L/∂W₁, shape (d, m), and ∂L/∂b₁, shape (m,).
Where X W₁ + b₁ is exactly 0 the relu has a corner; take 0 for its slope there.
"""
    blank = """
def hidden_gradients(X, H, W2, dZ):
    return ..., ...
"""
    answers = ("hidden_gradients",)
    hints = (
        "First find dA, the gradient with respect to A = X W₁ + b₁; it has the shape of H, (n, m). "
        "Which slope has max(a, 0) for a > 0, and which for a < 0? You do not have A, but you can "
        "see from H on which side each of its entries lies.",
        "dA = (dZ W₂ᵀ) * (H > 0), entry by entry for the second product: in a product with numbers "
        "`True` is 1 and `False` is 0. Then ∂L/∂W₁ = Xᵀ dA, and ∂L/∂b₁ is the sum of dA over the "
        "examples, axis 0.",
    )
    solution_code = """
def hidden_gradients(X, H, W2, dZ):
    dA = (dZ @ W2.T) * (H > 0)
    return X.T @ dA, dA.sum(axis=0)
"""
    why = """
Z = H W₂ + b₂ hands dZ W₂ᵀ back to H, of shapes (n, k) and (k, m): each hidden unit hears from every
output that it feeds, as loudly as the weight between them. The unit itself multiplies by its own
slope at this example. To the right of 0 a relu is a, with slope 1, to the left it is 0, with slope
0. H is positive just where A is, so H > 0 is the slope, and there is no need to keep A. What comes
back either passes unchanged or is stopped. From dA on it is the layer of lesson 4, linear in its
parameters: Xᵀ dA has the shapes (d, n) and (n, m), and the product sums over the examples. The bias
goes to every row, so its gradient is the sum over the rows.

Note what makes learning stop. A unit that is 0 at an example learns nothing from it, however wrong
the output was. One that is 0 at *every* example has the gradient 0 for all its weights and its
bias: a step of gradient descent leaves them as they are, so the unit is 0 at every example after it
as well, and never learns again. It is called *dead*. Some of the units in the check are.
"""
    checked = (
        "Checked for 1 to 6 examples, 2 and 3 inputs, 2 to 4 hidden units, dead ones among them, "
        "and 1 to 3 outputs."
    )
    wanted = "two arrays, ∂L/∂W₁ and ∂L/∂b₁"
    parameters = ("X", "H", "W2", "dZ")
    cases = (
        _case(2, 3, 2, 4, 1),
        _case(3, 6, 3, 2, 3),
        _case(1, 1, 2, 3, 1),
        _case(7, 4, 2, 2, 2),
    )
    mistakes = {  # noqa: RUF012
        "no_slope": Mistake(
            "Everything comes through: the slope of the relus is missing. What comes back through "
            "W₂ belongs to H, and must be multiplied by 1 where H > 0 and by 0 where H = 0 to "
            "become the gradient by A = X W₁ + b₁. (H is never negative: `H >= 0` is true "
            "everywhere.)",
            (lambda X, H, W2, dZ: _gradients(X, dZ @ W2.T),),
        ),
        "tanh": Mistake(
            "1 - H² is the slope of *tanh*. The hidden units are relus: their slope is 1 where "
            "H > 0, else 0.",
            (
                lambda X, H, W2, dZ: _gradients(X, dZ @ W2.T * (1 - H**2)),
                lambda X, H, W2, dZ: _gradients(X, dZ @ W2.T * (1 - np.tanh(H) ** 2)),
            ),
        ),
        "sigmoid": Mistake(
            "H (1 - H) is the slope of the *sigmoid*. The hidden units are relus: their slope is 1 "
            "where H > 0, else 0.",
            (lambda X, H, W2, dZ: _gradients(X, dZ @ W2.T * H * (1 - H)),),
        ),
        "activation": Mistake(
            "This multiplies by H itself; the chain rule wants the activation's *slope*. That of "
            "a relu is 1 wherever H > 0, however large H is.",
            (lambda X, H, W2, dZ: _gradients(X, dZ @ W2.T * H),),
        ),
        "opposite": Mistake(
            "This is the wrong way round: the slope is 1 where H > 0, and 0 where H = 0. It is "
            "the units at 0 that learn nothing.",
            (lambda X, H, W2, dZ: _gradients(X, dZ @ W2.T * (H <= 0)),),
        ),
        "minus_one": Mistake(
            "To the left of 0 a relu is flat: its slope there is 0, not -1.",
            (lambda X, H, W2, dZ: _gradients(X, dZ @ W2.T * np.where(H > 0, 1, -1)),),
        ),
        "relu_of_the_gradient": Mistake(
            "This cuts off what comes *back* where it is negative. Going back, a relu multiplies "
            "by its slope, and that follows from H alone: 1 where H > 0, else 0. The gradient may "
            "have either sign.",
            (
                lambda X, H, W2, dZ: _gradients(X, np.maximum(dZ @ W2.T, 0)),
                lambda X, H, W2, dZ: _gradients(X, np.maximum(dZ @ W2.T, 0) * (H > 0)),
            ),
        ),
        "mean": Mistake(
            "The factor 1/n is already in dZ, since L is a mean over the examples. Over the rows "
            "one sums.",
            (lambda X, H, W2, dZ: _gradients(X, dZ @ W2.T * (H > 0)) / len(X),),
        ),
        "bias_mean": Mistake(
            "∂L/∂W₁ is right, but for the bias you take the mean. The bias is added to every row, "
            "so what the rows hand back adds up: a sum.",
            (lambda X, H, W2, dZ: _packed(X.T @ (dA := dZ @ W2.T * (H > 0)), dA.mean(axis=0)),),
        ),
        "sign": Mistake(
            "Both have the wrong sign. The minus belongs to the step of gradient descent, not to "
            "the gradient.",
            (lambda X, H, W2, dZ: -_gradients(X, dZ @ W2.T * (H > 0)),),
        ),
        "not_transposed": Mistake(
            "W₂ is not transposed, and that fits only by chance where m = k. Forwards, H of shape "
            "(n, m) meets W₂ of shape (m, k); backwards dZ, (n, k), needs W₂ᵀ, (k, m).",
            (lambda X, H, W2, dZ: _gradients(X, dZ @ W2 * (H > 0)),),
        ),
        "no_weights": Mistake(
            "W₂ is missing: what a hidden unit hears from an output is multiplied by the weight "
            "between them. dZ W₂ᵀ has the shape of H, dZ alone only by chance.",
            (lambda X, H, W2, dZ: _gradients(X, dZ * (H > 0)),),
        ),
        "bias_no_slope": Mistake(
            "∂L/∂W₁ is right, but ∂L/∂b₁ lacks the slope, 1 where H > 0, else 0: the bias sits "
            "*inside* the relu, as the weights do.",
            (lambda X, H, W2, dZ: _packed(X.T @ (dZ @ W2.T * (H > 0)), (dZ @ W2.T).sum(axis=0)),),
        ),
    }

    @staticmethod
    def right(X, H, W2, dZ):
        """See `PlainFunction.right`."""
        return _gradients(X, dZ @ W2.T * (H > 0))

    def outcome(self, answer, case):
        """See `PlainFunction.outcome`."""
        self._shape = case[0].shape[1], case[1].shape[1]
        return super().outcome(answer, case)

    def as_array(self, result):
        """See `PlainFunction.as_array`."""
        if not (isinstance(result, list | tuple) and len(result) == 2):
            raise Wrong(
                "not_a_pair",
                f"Your function returns {described(result)}; it is to return two arrays, "
                f"∂L/∂W₁ and ∂L/∂b₁.",
            )
        weights, biases = (PlainFunction.as_array(self, one) for one in result)
        d, h = self._shape
        if weights.shape != (d, h):
            raise Wrong("shape", _shape_message("∂L/∂W₁", "W₁", weights.shape, (d, h)))
        if biases.shape not in ((h,), (1, h)):
            raise Wrong("bias_shape", _shape_message("∂L/∂b₁", "b₁", biases.shape, (h,)))
        return _packed(weights, biases)

    def example(self, case, found, wanted):
        """See `PlainFunction.example`."""
        return super().example(case, found, wanted) + (
            "\n\nIn both results, the last row is ∂L/∂b₁, and those above it ∂L/∂W₁."
        )

    def explained(self, wrong):
        """See `PlainFunction.explained`."""
        if any(word in wrong.message for word in ("matmul", "broadcast", "aligned", "mismatch")):
            return Wrong("shapes", f"{_SHAPES}\n\n{wrong.message}")
        return wrong


def _shape_message(what: str, of: str, found: tuple, wanted: tuple) -> str:
    reason = ""
    if found == wanted[::-1] and len(found) == 2:
        reason = " It is transposed."
    elif what == "∂L/∂b₁":
        reason = " Every row has handed something back to the bias: sum over the rows, axis 0."
    return (
        f"A gradient has the shape of what it belongs to: {what} is to be of the shape of {of}, "
        f"{wanted}, and yours has {found}.{reason}"
    )


_SHAPES = (
    "The shapes do not fit; write them under the factors. dZ is (n, k) and W₂ (m, k), so it takes "
    "W₂ᵀ, of shape (k, m), to make (n, m). And Xᵀ is (d, n), which makes (d, m) with (n, m)."
)
