"""Lesson 3's exercises that start from scores: stable cross-entropies of two and more classes."""

import numpy as np

from .answers import Wrong
from .graph_function import GraphFunction, Mistake


def _of_logits(z, y):
    return np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))


class StableCrossEntropy(GraphFunction):
    """Build the cross-entropy from scores, safe for large ones."""

    lesson, number, name = 3, 3, "stable_cross_entropy"
    task = """
Now from the scores (*logits*) themselves: given nodes z and y of shape (n,), return the mean
cross-entropy of the labels y for the probabilities sigmoid(z), such that scores of 1000 and -1000
give finite and correct numbers. Not by `dl.nn.sigmoid_cross_entropy_with_logits` or
`dl.nn.softplus`.
"""
    blank = """
def stable_cross_entropy(z, y):
    return ...
"""
    answers = ("stable_cross_entropy",)
    hints = (
        "Put p = 1 / (1 + e⁻ᶻ) into -y log p - (1 - y) log(1 - p) and simplify on paper: one "
        "logarithm remains, log(1 + e⁻ᶻ), and (1 - y) z. For which z does it overflow?",
        "log(1 + e⁻ᶻ) = max(-z, 0) + log(1 + e^(-|z|)): the exponential never exceeds 1. Add "
        "(1 - y) z, and since z + max(-z, 0) = max(z, 0): max(z, 0) - y z + log(1 + e^(-|z|)).",
    )
    solution_code = """
def stable_cross_entropy(z, y):
    shares = dl.maximum(z, 0) - y * z + dl.log(1 + dl.exp(-dl.abs(z)))
    return dl.reduce_mean(shares)
"""
    why = """
With p = 1 / (1 + e⁻ᶻ) we have -log p = log(1 + e⁻ᶻ), and 1 - p = e⁻ᶻ / (1 + e⁻ᶻ) gives
-log(1 - p) = z + log(1 + e⁻ᶻ). Weighted by y and 1 - y, the logarithms add up to one:
(1 - y) z + log(1 + e⁻ᶻ). Nothing has been approximated, and the logarithm of a number that may be
0 has gone.

What is left is e⁻ᶻ, which overflows for z = -1000. So take the larger of the two terms out of the
sum, as softmax does: for negative z, 1 + e⁻ᶻ = e⁻ᶻ (1 + eᶻ), and log(1 + e⁻ᶻ) = -z + log(1 + eᶻ).
Both cases in one: max(-z, 0) + log(1 + e^(-|z|)), where the exponential lies between 0 and 1.

A score of 1000 for a point of class 0 now costs 1000: the loss of a wrong point grows linearly
with its score, and so its gradient stays alive. Cutting p off at 10⁻¹⁵ would also avoid infinity,
but at that price: a constant loss has no slope, and the worst points would teach nothing.
"""
    checked = "Checked for scores from -3 to 4, and for 1000 and -1000 under both labels."
    parameters, batched = ("z", "y"), ("z", "y")
    cases = (
        ([2.0, -1.0, 0.5], [1.0, 0.0, 0.0]),
        ([-3.0, 4.0, 0.3, -0.2, 1.5], [1.0, 0.0, 1.0, 1.0, 0.0]),
        ([-0.7], [0.0]),
        ([1.2, 0.4], [1.0, 1.0]),
    )
    forbidden = {  # noqa: RUF012
        "SigmoidCrossEntropyWithLogits": (
            "That is the library's fused operation. Here you are to write it: from `dl.maximum`, "
            "`dl.abs`, `dl.exp` and `dl.log`."
        ),
        "Softplus": (
            "The library's `softplus`, log(1 + eᶻ), holds the whole trick already. Here you are to "
            "find it yourself."
        ),
    }
    mistakes = {  # noqa: RUF012
        "sign_of_z": Mistake(
            "The sign of z is the wrong way round: this is the cross-entropy for p = sigmoid(-z), "
            "the probability of class *0*.",
            (lambda z, y: _of_logits(-z, y).mean(),),
        ),
        "no_maximum": Mistake(
            "The term max(z, 0) is missing. The logarithm of 1 + e^(-|z|) alone is the same for z "
            "and -z; it is max(z, 0) that makes up for the absolute value.",
            (
                lambda z, y: (_of_logits(z, y) - np.maximum(z, 0)).mean(),
                lambda z, y: np.log1p(np.exp(-np.abs(z))).mean() + 0 * y.sum(),
            ),
        ),
        "z_for_maximum": Mistake(
            "This has z in the place of max(z, 0): for positive z that is the same, for negative "
            "z a share comes out too small by |z|.",
            (lambda z, y: (z - y * z + np.log1p(np.exp(-np.abs(z)))).mean(),),
        ),
        "no_label_term": Mistake(
            "The labels' term is missing: -y z. This is the loss as if all labels were 0.",
            (lambda z, y: _of_logits(z, 0 * y).mean(),),
        ),
        "sign_of_label_term": Mistake(
            "The term y z has the wrong sign: it is subtracted, so that a high score of a point of "
            "class 1 makes the loss small.",
            (lambda z, y: (_of_logits(z, y) + 2 * y * z).mean(),),
        ),
        "no_other_term": Mistake(
            "The term (1 - y) z is missing: log(1 + e⁻ᶻ) is -log p, the loss as if all labels "
            "were 1.",
            (lambda z, y: _of_logits(z, 0 * y + 1).mean(),),
        ),
        "sum": Mistake(
            "This is the sum over the points; the mean is wanted.",
            (lambda z, y: _of_logits(z, y).sum(),),
        ),
        "not_reduced": Mistake(
            "These are the points' shares, one each. The mean of them is wanted, a scalar.",
            (_of_logits,),
        ),
        "no_minus": Mistake(
            "The sign of the whole is wrong: a cross-entropy is positive.",
            (lambda z, y: -_of_logits(z, y).mean(),),
        ),
        "logits_as_probabilities": Mistake(
            "This takes the scores z for probabilities. The probability is sigmoid(z); a score "
            "may be negative, and has no logarithm then.",
            (lambda z, y: -(y * np.log(z) + (1 - y) * np.log(1 - z)).mean(),),
        ),
    }

    @staticmethod
    def right(z, y):
        return _of_logits(z, y).mean()

    def refine(self, answer):
        for case in (([z], [y]) for z in (-1000.0, 1000.0) for y in (0.0, 1.0)):
            found, wanted = self.outcome(answer, case), self.right(*map(np.array, case))
            if isinstance(found, Wrong):
                raise found
            if np.allclose(found, wanted, rtol=1e-6, atol=1e-9):
                continue
            example = self.example(case, found, wanted)
            if not np.isfinite(found):
                raise Wrong("overflow", f"{_SIGMOID_OVERFLOW}\n\n{example}")
            raise Wrong("clipped", f"{_CLIPPED}\n\n{example}")


_SIGMOID_OVERFLOW = (
    "For moderate scores it is right. But for scores of ±1000 either an exponential overflows to "
    "inf, or a probability is rounded to exactly 0 or 1, and the logarithm of 0 is -inf (and 0 "
    "times that is nan). Do not compute the probability at all: simplify log(sigmoid(z)) on paper "
    "first, and see to it that the exponent is never positive: `-dl.abs(z)`."
)
_CLIPPED = (
    "For moderate scores it is right, and for ±1000 it is finite, but wrong: it looks as if the "
    "probability, or its logarithm, was cut off at a small number. There the loss is constant and "
    "its slope 0, just where the perceptron is most wrong. Simplify log(sigmoid(z)) on paper "
    "instead; then nothing has to be cut off."
)


def _logs(Z, axis=1):
    shifted = Z - Z.max(axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))


def _probabilities(Z):
    return np.exp(_logs(Z))


class SoftmaxCrossEntropy(GraphFunction):
    """Build the cross-entropy of a softmax from scores."""

    lesson, number, name = 3, 4, "softmax_cross_entropy"
    task = """
Many classes: given nodes Z of shape (n, k), the scores of n points for k classes, and labels of
the same shape, whose rows are *one-hot* (1 for the right class, 0 elsewhere), return a node for the
mean over the points of -Σⱼ labelsᵢⱼ log softmax(zᵢ)ⱼ. It is to work for scores of 1000, and without
`dl.nn`'s own cross-entropies or `log_softmax`.
"""
    blank = """
def softmax_cross_entropy(Z, labels):
    return ...
"""
    answers = ("softmax_cross_entropy",)
    hints = (
        "On paper first: log(eᶻʲ / Σ eᶻ) = zⱼ - log Σ eᶻ. Subtracting the same number from all "
        "scores of a row changes nothing; which number keeps the exponentials small?",
        "`Z = Z - dl.reduce_max(Z, axis=1, keepdims=True)`, then the logarithm of the sum of "
        "`dl.exp(Z)` along axis 1, with `keepdims=True`. Sum labels times the rest along axis 1, "
        "and only then take the mean.",
    )
    solution_code = """
def softmax_cross_entropy(Z, labels):
    Z = Z - dl.reduce_max(Z, axis=1, keepdims=True)
    logs = Z - dl.log(dl.reduce_sum(dl.exp(Z), axis=1, keepdims=True))
    return -dl.reduce_mean(dl.reduce_sum(labels * logs, axis=1))
"""
    why = """
The logarithm of a fraction is a difference, and the logarithm of an exponential is nothing at all:
log softmax(z)ⱼ = zⱼ - log Σ eᶻ. So the exponential of the score above the line need never be
computed, and no logarithm of a probability that was rounded to 0. After the row's maximum m is
subtracted, the sum below the line lies between 1 and k, and its logarithm is harmless. m itself
cancels: (zⱼ - m) - log Σ e^(z - m) = zⱼ - log Σ eᶻ.

A one-hot row of labels picks one of the k logarithms and leaves nothing of the others. The sum
along axis 1 therefore is not an average over classes but a *selection*: dividing by n · k, as
`reduce_mean` of the whole table does, would count k - 1 zeros per point as if they were data, and
make the loss of ten classes ten times too small. With two classes and scores (0, z) all of this is
the cross-entropy of the sigmoid.
"""
    checked = "Checked for 1 to 4 points with 2 to 4 classes, and for scores of ±1000."
    parameters, batched = ("Z", "labels"), ("Z", "labels")
    cases = (
        (
            [[1.0, 2.0, 0.5], [0.0, -1.0, 3.0], [2.0, 2.5, -0.5]],
            [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
        ),
        (
            [[0.3, -0.2], [1.5, 0.1], [-1.0, 1.0], [0.0, 2.0]],
            [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]],
        ),
        ([[1.0, -1.0, 0.5, 2.0]], [[0.0, 0.0, 1.0, 0.0]]),
    )
    forbidden = dict.fromkeys(
        ("SoftmaxCrossEntropyWithLogits", "SparseSoftmaxCrossEntropyWithLogits"),
        "That is the library's fused operation. Here you are to write it, from `dl.exp`, `dl.log` "
        "and sums.",
    ) | {
        "LogSoftmax": "The library's `log_softmax` is most of the answer; build it yourself.",
    }
    mistakes = {  # noqa: RUF012
        "mean_over_entries": Mistake(
            "This divides by n · k, the number of *entries*, where n, the number of points, is "
            "meant. Each row has one entry that is not 0: sum along axis 1 first, then take the "
            "mean over the points.",
            (lambda Z, labels: -(labels * _logs(Z)).mean(),),
        ),
        "axis": Mistake(
            "The softmax runs over the wrong axis: it makes the points compete for a class, and "
            "not the classes for a point. The sum of the exponentials is one per row: `axis=1`.",
            (
                lambda Z, labels: -(labels * _logs(Z, 0)).sum(1).mean(),
                lambda Z, labels: -(labels * _logs(Z, 0)).mean(),
                lambda Z, labels: -(labels * _logs(Z, 0)).sum(0).mean(),
            ),
        ),
        "mean_over_classes": Mistake(
            "The sum runs over the points and the mean over the classes. It is the other way "
            "round: sum along `axis=1`, over the classes; mean over the points.",
            (lambda Z, labels: -(labels * _logs(Z)).sum(0).mean(),),
        ),
        "no_keepdims": Mistake(
            "The logarithms of the sums have shape (n,), and broadcasting lines that up with the "
            "*columns*. For a square Z nothing complains. `keepdims=True` keeps them as a column.",
            (
                lambda Z, labels: -(labels * (Z - np.log(np.exp(Z).sum(1)))).sum(1).mean(),
                lambda Z, labels: (
                    -(labels * (S := Z - Z.max(1, keepdims=True)) - labels * _row_logs(S))
                    .sum(1)
                    .mean()
                ),
            ),
        ),
        "no_minus": Mistake(
            "The minus sign is missing: logarithms of probabilities are negative, and the loss is "
            "positive.",
            (
                lambda Z, labels: (labels * _logs(Z)).sum(1).mean(),
                lambda Z, labels: (labels * _logs(Z)).sum(),
                lambda Z, labels: (labels * _logs(Z)).mean(),
            ),
        ),
        "sum": Mistake(
            "This is the sum over the points; the mean is wanted.",
            (lambda Z, labels: -(labels * _logs(Z)).sum(),),
        ),
        "not_reduced": Mistake(
            "These are the points' losses, one each; the mean of them is wanted, a scalar.",
            (
                lambda Z, labels: -(labels * _logs(Z)).sum(1),
                lambda Z, labels: -(labels * _logs(Z)),
            ),
        ),
        "no_softmax": Mistake(
            "The softmax's denominator is missing: this is minus the right class's score. Nothing "
            "would keep the scores from growing for ever.",
            (
                lambda Z, labels: -(labels * Z).sum(1).mean(),
                lambda Z, labels: -(labels * (Z - Z.max(1, keepdims=True))).sum(1).mean(),
            ),
        ),
        "no_logarithm": Mistake(
            "The logarithm is missing: this is minus the mean of the right classes' probabilities.",
            (lambda Z, labels: -(labels * _probabilities(Z)).sum(1).mean(),),
        ),
        "labels_ignored": Mistake(
            "The labels are left out: all k logarithms of a row are added. Multiply by the labels, "
            "so that only the right class's is left.",
            (
                lambda Z, labels: -_logs(Z).sum(1).mean() + 0 * labels.sum(),
                lambda Z, labels: -_logs(Z).mean() + 0 * labels.sum(),
            ),
        ),
        "swapped": Mistake(
            "Scores and labels are swapped: this takes the softmax of the labels.",
            (lambda Z, labels: -(Z * _logs(labels)).sum(1).mean(),),
        ),
        "sigmoid": Mistake(
            "This takes each score's sigmoid by itself, and the classes do not compete. The "
            "softmax divides by the sum over the row.",
            (lambda Z, labels: (labels * np.log1p(np.exp(-Z))).sum(1).mean(),),
        ),
    }

    @staticmethod
    def right(Z, labels):
        return -(labels * _logs(Z)).sum(1).mean()

    def refine(self, answer):
        for row in ([1000.0, 0.0], [0.0, -1000.0], [-1000.0, -1001.0], [1001.0, 1000.0]):
            self._must_survive(answer, ([row], [[0.0, 1.0]]), "overflow", _OVERFLOW)
        Z = [[1000.0, 1001.0], [-1000.0, -1001.0]]
        self._must_survive(answer, (Z, [[1.0, 0.0], [0.0, 1.0]]), "row_maximum", _ROW_MAXIMUM)

    def _must_survive(self, answer, case, mistake, message):
        found, wanted = self.outcome(answer, case), self.right(*map(np.array, case))
        if isinstance(found, Wrong):
            raise found
        if not np.allclose(found, wanted, rtol=1e-6, atol=1e-9):
            raise Wrong(mistake, f"{message}\n\n{self.example(case, found, wanted)}")


def _row_logs(Z):
    return np.log(np.exp(Z).sum(1))


_OVERFLOW = (
    "For moderate scores it is right. For scores of ±1000, an exponential overflows to inf, or a "
    "probability is rounded to 0 (or cut off) before its logarithm is taken. Take the logarithm on "
    "paper, log softmax(z)ⱼ = zⱼ - log Σ eᶻ, and subtract each row's maximum before the "
    "exponential."
)
_ROW_MAXIMUM = (
    "Almost: for a single row of large scores it is right. But you seem to subtract the largest "
    "score of *all* rows, and in a row that lies far below it every exponential is 0. Subtract "
    "each row's own maximum: `axis=1`, with `keepdims=True`."
)
