"""Exercises of lesson 3: likelihood, cross-entropy, squared error, numerical trouble."""

import numpy as np

from .answers import Wrong, numbers, shown
from .from_scores import SoftmaxCrossEntropy, StableCrossEntropy
from .graph_function import GraphFunction, Mistake
from .old_exercise import Exercise


class Likelihood(Exercise):
    """Compute a likelihood and a cross-entropy by hand."""

    lesson, number, name = 3, 1, "likelihood"
    probabilities, labels = (0.9, 0.2, 0.6), (1, 0, 1)

    task = """
For three points a perceptron gives the probabilities 0.9, 0.2 and 0.6 of class 1; their labels are
1, 0 and 1. How likely are these three labels together, if the perceptron is right? And what is the
mean cross-entropy? (Three digits are enough; let Python do the arithmetic.)
"""
    blank = """
likelihood, mean_cross_entropy = ..., ...
"""
    answers = ("likelihood", "mean_cross_entropy")
    hints = (
        "For each point, which probability does the perceptron give to the label that the point "
        "*has*? The second one has label 0. And what do probabilities of independent events do?",
        "The labels' probabilities are 0.9, 1 - 0.2 and 0.6; multiply them. The cross-entropy is "
        "minus the natural logarithm of that product, divided by the number of points.",
    )
    solution_code = """
likelihood = 0.9 * (1 - 0.2) * 0.6
mean_cross_entropy = -np.log(likelihood) / 3
"""
    why = """
The perceptron speaks about class 1. Of the second point it says "class 1 with probability 0.2", so
the label 0 that we saw has probability 1 - 0.2 = 0.8. The points are independent, so probabilities
multiply: 0.9 · 0.8 · 0.6 = 0.432.

The logarithm turns the product into a sum: log 0.432 = log 0.9 + log 0.8 + log 0.6 = -0.839. The
minus sign makes something to be made *small* of it, and the division by 3 makes it comparable
between data sets of different sizes: 0.280. Read backwards, exp(-0.280) = 0.756 is the geometric
mean of the three probabilities: per point, the perceptron gives about three quarters to what
happened. Whoever guesses 1/2 for everything has a cross-entropy of log 2 = 0.693; less than that
means that something has been learned.
"""
    checked = "Both numbers are right, to within 0.002."

    def judge(self, likelihood, mean_cross_entropy):
        likelihood = numbers(likelihood, (), "likelihood")
        loss = numbers(mean_cross_entropy, (), "mean_cross_entropy")
        p, y = np.array(self.probabilities), np.array(self.labels)
        seen = np.where(y == 1, p, 1 - p)
        if not _close(likelihood, seen.prod()):
            self._diagnose("likelihood", likelihood, self._wrong_likelihoods(p, seen))
        if not _close(loss, -np.log(seen).mean()):
            self._diagnose("mean_cross_entropy", loss, self._wrong_losses(p, seen))

    @staticmethod
    def _diagnose(what, found, mistakes):
        for key, (value, message) in mistakes.items():
            if _close(found, value):
                raise Wrong(key, f"`{what}` is {shown(found)}. {message}")
        raise Wrong(f"other_{what}", f"`{what}` is not {shown(found)}. {_REMINDERS[what]}")

    @staticmethod
    def _wrong_likelihoods(p, seen):
        return {
            "label_0": (
                p.prod(),
                "That multiplies the three probabilities of class 1. But the second point has "
                "label 0, and the perceptron gives *that* the probability 1 - 0.2.",
            ),
            "other_class": (
                (1 - seen).prod(),
                "That is the probability that all three labels are the other way round.",
            ),
            "sum": (
                seen.sum(),
                "That adds the three probabilities, and the sum is more than 1. The points are "
                "independent: their probabilities multiply.",
            ),
            "mean": (
                seen.mean(),
                "That is the mean of the three probabilities. The probability that all three "
                "labels occur *together* is their product.",
            ),
            "log_likelihood": (
                np.log(seen).sum(),
                "That is already the logarithm of the likelihood.",
            ),
        }

    @staticmethod
    def _wrong_losses(p, seen):
        loss = -np.log(seen).mean()
        return {
            "loss_sum": (
                3 * loss,
                "That is the *sum* over the three points; divide by their number.",
            ),
            "loss_sign": (
                -loss,
                "The minus sign is missing: logarithms of probabilities are negative, and the "
                "cross-entropy, which is to be made small, is positive.",
            ),
            "loss_sum_and_sign": (
                -3 * loss,
                "That is the logarithm of the likelihood. It lacks the minus sign, and the "
                "division by the number of points.",
            ),
            "loss_base_2": (
                loss / np.log(2),
                "That takes the logarithm to base 2, which counts in bits. Here it is the natural "
                "one: `np.log`.",
            ),
            "loss_base_10": (
                loss / np.log(10),
                "That takes the logarithm to base 10. Here it is the natural one: `np.log`.",
            ),
            "loss_label_0": (
                -np.log(p).mean(),
                "That takes log 0.2 for the second point. Its label is 0, which has probability "
                "1 - 0.2.",
            ),
            "loss_of_mean": (
                -np.log(seen.mean()),
                "That is the logarithm of the mean. It is the mean of the logarithms that is "
                "wanted, and the two differ.",
            ),
        }


_REMINDERS = {
    "likelihood": "Take for each point the probability of the label that it has, then multiply.",
    "mean_cross_entropy": (
        "The likelihood is right; take its natural logarithm, turn the sign, and divide by the "
        "number of points."
    ),
}


def _close(found, wanted) -> bool:
    return abs(found - wanted) < 0.0021


def _entropies(p, y):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


class CrossEntropy(GraphFunction):
    """Build the mean binary cross-entropy from probabilities."""

    lesson, number, name = 3, 2, "cross_entropy"
    task = """
Given nodes p, the probabilities of class 1 for n points, and y, their labels (0 or 1), both of
shape (n,), return a node for the mean cross-entropy, a scalar.
"""
    blank = """
def cross_entropy(p, y):
    return ...
"""
    answers = ("cross_entropy",)
    hints = (
        "For a point of label 1, its share is -log p; for one of label 0, -log(1 - p). A label is "
        "0 or 1: multiply by something that is 1 in one case and 0 in the other.",
        "-(y log p + (1 - y) log(1 - p)), and the mean of it: `dl.log` and `dl.reduce_mean`.",
    )
    solution_code = """
def cross_entropy(p, y):
    return -dl.reduce_mean(y * dl.log(p) + (1 - y) * dl.log(1 - p))
"""
    why = """
The labels act as switches: y is 1 or 0 and 1 - y the opposite, so exactly one of the two terms is
left for each point, the logarithm of the probability given to the label that was seen. It is the
logarithm of p^y (1 - p)^(1 - y), the probability of a single coin's toss, and summed over the
points it is the logarithm of the likelihood.

Both terms are needed. Without the second, a perceptron that says 1 to everything would have a loss
of 0: nobody would punish it for the points of class 0. With both, each point pulls towards its own
label, and being sure of the wrong one costs without limit: -log p goes to infinity as p goes to 0.
"""
    checked = "Checked for 1 to 5 points, with labels all 0, all 1, and mixed."
    parameters, batched = ("p", "y"), ("p", "y")
    cases = (
        ([0.9, 0.2, 0.6], [1.0, 0.0, 1.0]),
        ([0.3, 0.85, 0.1, 0.45, 0.7], [0.0, 0.0, 1.0, 1.0, 0.0]),
        ([0.25], [0.0]),
        ([0.65, 0.15], [1.0, 1.0]),
    )
    mistakes = {  # noqa: RUF012
        "no_minus": Mistake(
            "The minus sign is missing: this is negative, and making it small would make the "
            "likelihood small.",
            (lambda p, y: -_entropies(p, y).mean(), lambda p, y: -_entropies(p, y).sum()),
        ),
        "minus_first_term": Mistake(
            "The minus sign stands before the first term only; it belongs to both. Put "
            "parentheses around the sum of the two.",
            (
                lambda p, y: (-y * np.log(p) + (1 - y) * np.log(1 - p)).mean(),
                lambda p, y: (-y * np.log(p) + (1 - y) * np.log(1 - p)).sum(),
            ),
        ),
        "only_label_1": Mistake(
            "The term for label 0 is missing, (1 - y) log(1 - p): points of class 0 cost nothing "
            "here, and a perceptron that always says 1 would be the best.",
            (lambda p, y: -(y * np.log(p)).mean(), lambda p, y: -(y * np.log(p)).sum()),
        ),
        "only_label_0": Mistake(
            "The term for label 1 is missing, y log p.",
            (lambda p, y: -((1 - y) * np.log(1 - p)).mean(),),
        ),
        "sum": Mistake(
            "This is the sum over the points, which grows with their number; the mean is wanted.",
            (lambda p, y: _entropies(p, y).sum(),),
        ),
        "not_reduced": Mistake(
            "These are the points' shares, one each. The mean of them is wanted, a scalar.",
            (_entropies,),
        ),
        "labels_ignored": Mistake(
            "The labels do not act as switches here: every point gets the same treatment. "
            "Multiply log p by y, and log(1 - p) by 1 - y.",
            (
                lambda p, y: -(np.log(p) + np.log(1 - p)).mean(),
                lambda p, y: -np.log(p).mean() + 0 * y.sum(),
            ),
        ),
        "argument": Mistake(
            "The logarithm's argument is wrong in the term of label 0: it must be 1 - p, the "
            "probability of class 0.",
            (
                lambda p, y: -(y * np.log(p) + (1 - y) * (1 - np.log(p))).mean(),
                lambda p, y: -(y * np.log(p) + (1 - y) * np.log(1 + p)).mean(),
            ),
        ),
        "terms_crossed": Mistake(
            "The two logarithms are crossed: y goes with log p, and 1 - y with log(1 - p).",
            (lambda p, y: -(y * np.log(1 - p) + (1 - y) * np.log(p)).mean(),),
        ),
        "swapped": Mistake(
            "p and y are swapped: this takes the logarithm of the *labels*, and log 0 is minus "
            "infinity. Labels are the weights, and the logarithms are of the probabilities.",
            (lambda p, y: _entropies(y, p).mean(), lambda p, y: _entropies(y, p).sum()),
        ),
        "other_base": Mistake(
            "The logarithm here is the natural one, `dl.log` as it is.",
            (
                lambda p, y: _entropies(p, y).mean() / np.log(2),
                lambda p, y: _entropies(p, y).mean() / np.log(10),
            ),
        ),
        "no_logarithm": Mistake(
            "The logarithm is missing: these are probabilities of labels, and it is the sum of "
            "their *logarithms* that belongs to their product, the likelihood.",
            (
                lambda p, y: -(y * p + (1 - y) * (1 - p)).mean(),
                lambda p, y: (y * p + (1 - y) * (1 - p)).mean(),
            ),
        ),
    }

    @staticmethod
    def right(p, y):
        return _entropies(p, y).mean()


def _squares(x, t, w, b):
    return ((x @ w)[:, 0] + b - t) ** 2


class MeanSquaredError(GraphFunction):
    """Build the mean squared error of a linear regression."""

    lesson, number, name = 3, 5, "mean_squared_error"
    task = """
Linear regression predicts x w + b. Given nodes x of shape (n, d), one point per row, t of shape
(n,), their targets, w of shape (d, 1) and b, a scalar, return a node for the mean of the squared
residuals, a scalar. Mind the shapes.
"""
    blank = """
def mean_squared_error(x, t, w, b):
    return ...
"""
    answers = ("mean_squared_error",)
    hints = (
        "Write the shapes under the terms: which shape has x @ w, and what does broadcasting make "
        "of its difference from t?",
        "x @ w is a column, (n, 1), and t a vector, (n,): their difference would be (n, n), every "
        "prediction minus every target. Take the axis of length 1 away first, with "
        "`dl.squeeze(…, axis=1)`, or give one to t, with `dl.expand_dims(t, 1)`.",
    )
    solution_code = """
def mean_squared_error(x, t, w, b):
    predictions = dl.squeeze(x @ w, axis=1) + b
    return dl.reduce_mean(dl.square(predictions - t))
"""
    why = """
x @ w has shape (n, d) @ (d, 1) = (n, 1). Broadcasting lines shapes up from the right: (n, 1)
against (n,) is read as (n, 1) against (1, n), both axes of length 1 are stretched, and the
difference is an (n, n) table of every prediction minus every target. The mean of its squares is a
scalar, as it should be, so nothing complains; it even goes down in training, towards a w that
predicts the mean target for all points. This is one of the most frequent silent errors in
deep-learning code. `squeeze` makes both sides (n,), and each point meets its own target.

Why squares? If t = x w + b + noise, and the noise is normal with variance v, then -log of a
target's density is residual² / 2v plus a constant: the same likelihood as for labels, under
another noise. The factor 1/2v and the constant do not move the minimum, and are left out.
"""
    checked = "Checked for 1 to 4 points, with one, two and three inputs each."
    parameters, batched = ("x", "t", "w", "b"), ("x", "t")
    cases = (
        ([[1.0], [2.0], [4.0]], [1.5, 2.0, 6.0], [[2.0]], -1.0),
        (
            [[1.0, 2.0], [0.0, -1.0], [3.0, 0.5], [-2.0, 1.0]],
            [1.0, -2.0, 4.0, 0.0],
            [[1.0], [-0.5]],
            0.25,
        ),
        ([[0.5, -1.0, 2.0]], [1.0], [[1.0], [2.0], [0.5]], 3.0),
    )
    mistakes = {  # noqa: RUF012
        "broadcast": Mistake(
            "Broadcasting has made an (n, n) table: x @ w is a column, of shape (n, 1), t has "
            "shape (n,), and their difference is *every* prediction minus *every* target. Nothing "
            "complains, since the mean is a scalar all the same. Make both shapes (n,), or both "
            "(n, 1).",
            (
                lambda x, t, w, b: ((x @ w + b - t) ** 2).mean(),
                lambda x, t, w, b: ((x @ w + b - t) ** 2).sum(),
                lambda x, t, w, b: ((x @ w + b - t) ** 2).mean() / 2,
                lambda x, t, w, b: (x @ w + b - t) ** 2,
            ),
        ),
        "sum": Mistake(
            "This is the sum of the squares, which grows with the number of points; the mean is "
            "wanted.",
            (lambda x, t, w, b: _squares(x, t, w, b).sum(),),
        ),
        "half": Mistake(
            "This is half the mean. The 1/2 is a convention of many books, to cancel the 2 in the "
            "derivative; here it is the plain mean.",
            (
                lambda x, t, w, b: _squares(x, t, w, b).mean() / 2,
                lambda x, t, w, b: _squares(x, t, w, b).sum() / 2,
            ),
        ),
        "no_square": Mistake(
            "The square is missing: here residuals above and below the line cancel, and any line "
            "through the middle of the points would be perfect.",
            (
                lambda x, t, w, b: ((x @ w)[:, 0] + b - t).mean(),
                lambda x, t, w, b: (t - (x @ w)[:, 0] - b).mean(),
            ),
        ),
        "absolute": Mistake(
            "This is the mean of the absolute residuals; square them.",
            (lambda x, t, w, b: np.sqrt(_squares(x, t, w, b)).mean(),),
        ),
        "root": Mistake(
            "This is the root of the mean square; the mean square itself is wanted.",
            (lambda x, t, w, b: np.sqrt(_squares(x, t, w, b).mean()),),
        ),
        "square_of_mean": Mistake(
            "This squares the mean; first square each residual, then take the mean.",
            (lambda x, t, w, b: ((x @ w)[:, 0] + b - t).mean() ** 2,),
        ),
        "no_bias": Mistake(
            "b is missing in the prediction.",
            (lambda x, t, w, b: _squares(x, t, w, 0).mean(),),
        ),
        "bias_subtracted": Mistake(
            "b has the wrong sign: the residual is (x w + b) - t. Perhaps parentheses are missing "
            "in t - (x w + b)?",
            (lambda x, t, w, b: _squares(x, t, w, -b).mean(),),
        ),
        "not_reduced": Mistake(
            "These are the squared residuals, one a point; the mean of them is wanted, a scalar.",
            (_squares, lambda x, t, w, b: _squares(x, t, w, b)[:, None]),
        ),
        "targets_added": Mistake(
            "The targets are added; a residual is a difference.",
            (lambda x, t, w, b: _squares(x, -t, w, b).mean(),),
        ),
    }

    @staticmethod
    def right(x, t, w, b):
        return _squares(x, t, w, b).mean()


likelihood = Likelihood()
cross_entropy = CrossEntropy()
stable_cross_entropy = StableCrossEntropy()
mean_squared_error = MeanSquaredError()
softmax_cross_entropy = SoftmaxCrossEntropy()

EXERCISES = (
    likelihood,
    cross_entropy,
    stable_cross_entropy,
    softmax_cross_entropy,
    mean_squared_error,
)
