"""Exercises of lesson 6 on where training starts: symmetry, and the size of the weights."""

import numpy as np

from ..graph import Graph, Variable, placeholder
from ..nn import sigmoid_cross_entropy_with_logits
from ..operations import reduce_mean, tanh
from ..session import Session
from ..train import GradientDescentOptimizer
from .answers import Wrong, call, described, numbers, returned, shown
from .gates import ROWS
from .old_exercise import Exercise

_XOR = np.array([[0.0], [1.0], [1.0], [0.0]])


class StayEqual(Exercise):
    """Predict from which starts two hidden units remain copies of each other."""

    lesson, number, name = 6, 4, "stay_equal"
    starts = {  # noqa: RUF012
        "a": (np.full((2, 2), 0.5), np.full((2, 1), 0.5)),
        "b": (np.zeros((2, 2)), np.zeros((2, 1))),
        "c": (np.array([[1.0, 1.0], [-0.5, -0.5]]), np.array([[0.5], [-0.3]])),
        "d": (np.array([[1.0, 1.0], [-0.5, -0.5]]), np.array([[0.8], [0.8]])),
    }

    task = """
A network with two hidden tanh units and one output is trained on XOR by gradient descent; all
biases start at 0. For each start decide whether the two hidden units, the columns of W₁, remain
equal for ever (True) or not (False). a: all weights 0.5. b: all weights 0. c: both columns of W₁
are (1, -0.5), and W₂ is (0.5, -0.3). d: both columns of W₁ are (1, -0.5), both entries of W₂ are
0.8, and each step takes a mini-batch of 2 of the 4 points, drawn at random.
"""
    blank = """
a, b, c, d = ..., ..., ..., ...
"""
    answers = ("a", "b", "c", "d")
    hints = (
        "Two units get different gradients only if something is different for them. In "
        "dA = (dZ W₂ᵀ) * (1 - H²), what differs from column to column?",
        "If two columns of W₁ are equal, so are the columns of H. Then the columns of dA differ "
        "exactly if the two entries of W₂ do. Does it matter which examples are in the batch?",
    )
    solution_code = """
a, b, c, d = True, True, False, True
"""
    why = """
If two units have the same weights and bias, they have the same value H at every example. If they
also feed the output with the same weight, they get the same dA = (dZ W₂ᵀ) * (1 - H²), hence the
same gradient, and make the same step. The entries of W₂ get the same gradient too, Hᵀ dZ. So after
the step both are equal again, and so on for ever: a and d. The examples in the batch are the same
ones for both units, so chance in the choice of data breaks nothing.

In b the units are equal, but it is worse: H = 0 makes ∂L/∂W₂ = 0, and W₂ = 0 makes ∂L/∂W₁ = 0.
Nothing moves at all, except perhaps the output's bias. In c the two units start equal but are heard
differently: their first steps are proportional to 0.5 and -0.3, and from then on H differs too. So
a difference in W₁ *or* in W₂ is enough.
"""
    checked = "All four are right."

    def judge(self, *answers):
        given = {name: _truth(value, name) for name, value in zip("abcd", answers, strict=True)}
        right = {name: name != "c" for name in "abcd"}
        wrong = [name for name in "abcd" if given[name] != right[name]]
        if len(wrong) == 4:
            raise Wrong(
                "opposite",
                "All four are the other way round: True means that the units *remain equal*.",
            )
        if wrong:
            name = wrong[0]
            more = f"\n\n{len(wrong)} of the four are not right yet." if wrong[1:] else ""
            raise Wrong(f"start_{name}", f"{_ABOUT[name]}\n\n{self._tried(name)}{more}")

    def _tried(self, name: str) -> str:
        first, second = self.after(name, 200).T
        return (
            f"Tried out: after 200 steps with learning rate 0.5, the columns of W₁ in {name} are "
            f"{shown(first)} and {shown(second)}."
        )

    def after(self, name: str, steps: int) -> np.ndarray:
        """Train from a start, and return W₁, of shape (2, 2)."""
        W1, W2 = self.starts[name]
        random = np.random.default_rng(0)
        with Graph().as_default():
            x, y = placeholder(shape=[None, 2]), placeholder(shape=[None, 1])
            first, second = Variable(W1), Variable(W2)
            hidden = tanh(x @ first + Variable(np.zeros(2)))
            logits = hidden @ second + Variable(np.zeros(1))
            losses = sigmoid_cross_entropy_with_logits(labels=y, logits=logits)
            step = GradientDescentOptimizer(0.5).minimize(reduce_mean(losses))
            with Session() as session:
                for _ in range(steps):
                    batch = random.choice(4, 2, replace=False) if name == "d" else slice(None)
                    session.run(step, {x: ROWS[batch], y: _XOR[batch]})
                return session.run(first)


def _truth(value, name: str) -> bool:
    number = numbers(value, (), name)
    if number not in (0, 1):
        raise Wrong("not_bool", f"`{name}` is to be `True` or `False`, not {shown(number)}.")
    return bool(number)


_ABOUT = {
    "a": (
        "a: the two units have the same weights, and the output hears both with the same weight "
        "0.5. What could make their gradients differ?"
    ),
    "b": (
        "b: H is 0, so the gradient by W₂ is 0; and W₂ is 0, so nothing comes back to W₁. Two "
        "units that never move remain equal."
    ),
    "c": (
        "c: the units start equal, but the entries of W₂ differ, and with them the columns of "
        "dZ W₂ᵀ: one step parts the units."
    ),
    "d": (
        "d: the mini-batches are random, but in each step both units see the *same* batch, and "
        "get the same gradient from it. Chance in the data does not tell the units apart."
    ),
}


class HeNormal(Exercise):
    """Draw the weights of a layer of relus."""

    lesson, number, name = 6, 5, "he_normal"
    task = """
Write He's initialiser for a layer of relus with NumPy: a function that returns weights of shape
(n_in, n_out), drawn from a normal distribution with mean 0 and variance 2 / n_in, by means of the
generator `random` that it is given (made by `np.random.default_rng`).
"""
    blank = """
def he_normal(n_in, n_out, random):
    return ...
"""
    answers = ("he_normal",)
    hints = (
        "`random.standard_normal((rows, columns))` draws numbers of variance 1. What does a factor "
        "do to a variance?",
        "A factor s multiplies the variance by s². So the factor is the square *root* of 2 / n_in.",
    )
    solution_code = """
def he_normal(n_in, n_out, random):
    return np.sqrt(2 / n_in) * random.standard_normal((n_in, n_out))
"""
    why = """
A unit adds up n_in products w h. With independent weights of mean 0, the variances add up:
Var(a) = n_in · Var(w) · E[h²]. Here h = relu(a') is the positive half of a value of the layer
before; that is symmetric about 0, so half of its mean square is lost, E[h²] = Var(a') / 2. To keep
Var(a) = Var(a'), n_in Var(w) / 2 must be 1.

The spread of `standard_normal` is multiplied by the standard deviation, the square root of the
variance. Only n_in matters, for it counts the terms of the sum; n_out matters on the way back,
where each unit adds up what comes from the n_out units above it, and Glorot's rule, 2 /
(n_in + n_out), splits the difference. What distribution it is hardly matters: a uniform one between
±√(6 / n_in) has the same variance. Biases start at 0.
"""
    checked = "Checked for a layer from 400 to 100 units and back, with several generators."
    shapes = ((400, 100), (100, 400))

    def judge(self, answer):
        draws = {shape: self._drawn(answer, shape, np.random.default_rng(7)) for shape in _SHAPES}
        self._must_be_centred(draws)
        stds = [draws[shape].std() for shape in _SHAPES]
        self._must_have_spread(stds)
        self._must_use_generator(answer)
        sample = draws[_SHAPES[0]]
        if np.mean((sample - sample.mean()) ** 4) / sample.var() ** 2 < 2.4:
            return (
                "Mean and variance are right. Yours are not normal, though, but more evenly "
                "spread; for the training that makes hardly any difference."
            )
        return None

    def _drawn(self, answer, shape, random) -> np.ndarray:
        result = returned(call(answer, *shape, random), "an array of shape (n_in, n_out)")
        try:
            array = np.asarray(result)
        except Exception:
            array = np.asarray(None)
        if array.dtype.kind not in "iuf":
            raise Wrong(
                "not_numbers",
                f"Your function returns {described(result)}; it is to return an array of NumPy.",
            )
        if array.shape != shape:
            transposed = " It is transposed." if array.shape == shape[::-1] else ""
            raise Wrong(
                "transposed" if transposed else "shape",
                f"For n_in = {shape[0]} and n_out = {shape[1]} the weights are to have the shape "
                f"{shape}; yours have {array.shape}.{transposed}",
            )
        if not np.isfinite(array).all():
            raise Wrong("not_finite", "Not all of your weights are finite.")
        return array.astype(float)

    @staticmethod
    def _must_be_centred(draws):
        sample = draws[_SHAPES[0]]
        if sample.std() == 0 or len(np.unique(sample, axis=1).T) < sample.shape[1]:
            raise Wrong(
                "equal",
                "Several units get the same weights, and will remain copies of each other for "
                "ever. Draw each number on its own.",
            )
        if abs(sample.mean()) > 0.05 * sample.std():
            raise Wrong(
                "mean",
                f"The mean of your weights is {shown(sample.mean())}, and it is to be 0: as many "
                f"negative as positive ones. (`random.random` draws from 0 to 1.)",
            )

    @staticmethod
    def _must_have_spread(stds):
        right = [np.sqrt(2 / n_in) for n_in, _ in _SHAPES]
        if np.allclose(stds, right, rtol=0.03):
            return
        example = (
            f"For n_in = 400, n_out = 100 the standard deviation of your weights is "
            f"{stds[0]:.4f}; it should be near √(2 / 400) = {right[0]:.4f}."
        )
        for key, rule, message in _SPREADS:
            if np.allclose(stds, [rule(*shape) for shape in _SHAPES], rtol=0.03):
                raise Wrong(key, f"{message}\n\n{example}")
        raise Wrong("other", example)

    def _must_use_generator(self, answer):
        state = np.random.get_state()  # noqa: NPY002
        random = np.random.default_rng(1)
        first, second = (self._drawn(answer, (5, 4), random) for _ in range(2))
        again = self._drawn(answer, (5, 4), np.random.default_rng(1))
        np.random.set_state(state)  # noqa: NPY002
        if np.array_equal(first, second):
            raise Wrong(
                "own_seed",
                "Each call returns the same numbers: two layers of one size would be equal. Draw "
                "from the generator `random` that is given, and make none in the function.",
            )
        if not np.array_equal(first, again):
            raise Wrong(
                "not_repeatable",
                "Two generators with the same seed give different weights: draw from `random`, "
                "the generator that is given, and from nothing else.",
            )


_SHAPES = HeNormal.shapes
_SPREADS = (
    (
        "variance",
        lambda n_in, n_out: 2 / n_in,
        "This multiplies by the *variance*; a factor s makes the variance s². Take the square "
        "root.",
    ),
    (
        "no_two",
        lambda n_in, n_out: np.sqrt(1 / n_in),
        "The variance is 1 / n_in, which suits tanh. A relu throws half of the mean square away, "
        "hence the 2.",
    ),
    (
        "glorot",
        lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),
        "This is Glorot's rule, 2 / (n_in + n_out), a compromise between both directions. He's "
        "looks at n_in alone.",
    ),
    (
        "n_out",
        lambda n_in, n_out: np.sqrt(2 / n_out),
        "This divides by n_out. A unit adds up n_in products, and it is their number that counts.",
    ),
    ("unscaled", lambda n_in, n_out: 1.0, "These have variance 1 whatever the size of the layer."),
    (
        "inverse",
        lambda n_in, n_out: np.sqrt(n_in / 2),
        "The ratio is upside down: the more inputs, the smaller the weights.",
    ),
    (
        "two_outside",
        lambda n_in, n_out: 2 / np.sqrt(n_in),
        "The 2 belongs under the root: √(2 / n_in), not 2 / √n_in.",
    ),
    (
        "uniform_limit",
        lambda n_in, n_out: np.sqrt(2 / n_in / 3),
        "A uniform distribution between ±s has the variance s² / 3, not s².",
    ),
)
