"""Exercises of lesson 2: lines, distances, probabilities."""

import numpy as np

from ..datasets import two_clouds
from .answers import Wrong, numbers, shown
from .gates import Gate, XorTwoLayers
from .graph_function import GraphFunction, Mistake
from .old_exercise import Exercise


def _clouds() -> tuple[np.ndarray, np.ndarray]:
    points, labels = two_clouds(40, seed=3, distance=3.4, spread=0.7)
    points = (points * [1, -1] + [0.5, -0.6]).round(3)
    points.flags.writeable = labels.flags.writeable = False
    return points, labels


class Separate(Exercise):
    """Find a line between two clouds of points."""

    lesson, number, name = 2, 1, "separate"
    points, labels = _clouds()

    task = """
Find w₁, w₂ and b such that w₁ x₁ + w₂ x₂ + b is positive for all points of class 1 and negative for
all of class 0. The points are `exercises.separate.points`, of shape (40, 2), their classes
`exercises.separate.labels`.
"""
    blank = """
w1, w2, b = ..., ..., ...
"""
    answers = ("w1", "w2", "b")
    hints = (
        "Plot the points. (w₁, w₂) is perpendicular to the line, and points to the side where the "
        "score is positive. In which direction does class 1 lie, seen from class 0?",
        "Class 1 lies to the lower right: w = (1, -1) points there. Then the score is x₁ - x₂ + b; "
        "look at x₁ - x₂ for both classes, and choose b such that 0 falls into the gap.",
    )
    solution_code = """
w1, w2, b = 1, -1, -1
"""
    why = """
w = (1, -1) points from class 0, at the upper left, to class 1, at the lower right. It fixes the
line's direction: along the line, x₁ - x₂ does not change. What is left is to shift it. For the
points of class 0, x₁ - x₂ is at most 0.416, for those of class 1 at least 1.664, so any threshold
between the two will do, and b is minus the threshold. Here that is -1, about half-way.

There are many answers: other thresholds, other directions nearby, and any positive multiple of all
three numbers, which is the same line with the same sides. All of them make no mistake here. Which
is the best? Counting mistakes cannot tell; lesson 3 finds something that can.
"""
    checked = "All 40 points are on their sides of the line."

    def judge(self, w1, w2, b):
        w1, w2, b = (numbers(*item) for item in ((w1, (), "w1"), (w2, (), "w2"), (b, (), "b")))
        w = np.array([w1, w2])
        if not w.any():
            raise Wrong(
                "zero",
                "With w₁ = w₂ = 0 there is no line: the score is b everywhere, and every point "
                "gets the same class.",
            )
        signs = np.where(self.labels == 1, 1, -1)
        scores = self.points @ w + b
        if (signs * scores > 0).all():
            nearest = np.abs(scores).min() / np.hypot(*w)
            return f"The nearest one is at a distance of {nearest:.2f} from it."
        wrong = np.flatnonzero(signs * scores <= 0)
        mistake, message = self._diagnosis(w)
        raise Wrong(mistake, f"{message}\n\n{self._example(scores, wrong)}")

    def _diagnosis(self, w) -> tuple[str, str]:
        if self._separates(w):
            return "bias", (
                "w has a good direction, but the line must be shifted along w: change b, and "
                "leave w as it is."
            )
        if self._separates(-w):
            return "sides", (
                "The sides are swapped: w must point towards class 1, and yours points towards "
                "class 0. Turn the signs of all three numbers; that is the same line, with its "
                "sides exchanged."
            )
        if self._separates(w * [1, -1]) or self._separates(w * [-1, 1]):
            return "slope", (
                "The line slopes the wrong way, and no b helps. The gap between the clouds runs "
                "from lower left to upper right, and so must the line: for that, w₁ and w₂ have "
                "opposite signs."
            )
        return "direction", (
            "No b helps with this w: turn the line, so that w points from the middle of class 0 to "
            "the middle of class 1."
        )

    def _separates(self, w) -> bool:
        along = self.points @ w
        return along[self.labels == 1].min() > along[self.labels == 0].max()

    def _example(self, scores, wrong) -> str:
        i = wrong[0]
        side = "exactly on the line" if scores[i] == 0 else "on the wrong side"
        count = "1 of the 40 points is not on its side"
        if len(wrong) > 1:
            count = f"{len(wrong)} of the 40 points are not on their sides"
        return (
            f"{count}. For example, the point {shown(self.points[i])} of class "
            f"{self.labels[i]} has score {shown(scores[i])}, {side}."
        )


class SignedDistance(GraphFunction):
    """Compute the signed distances of points from a line."""

    lesson, number, name = 2, 2, "signed_distance"
    task = """
Given nodes X of shape (n, d), w of shape (d,) and b, a scalar, return a node of shape (n,): for
each row of X its signed distance from the line (or plane) w · x + b = 0, positive on the side to
which w points.
"""
    blank = """
def signed_distance(X, w, b):
    return ...
"""
    answers = ("signed_distance",)
    hints = (
        "The score w · x + b has the right sign, and is 0 on the line. But if you double w and b, "
        "it doubles, and the line stays where it is. What must you divide by?",
        "Divide the whole score by the length of w, ‖w‖ = √(w₁² + w₂² + …): `dl.sqrt` of "
        "`dl.reduce_sum` of `dl.square`.",
    )
    solution_code = """
def signed_distance(X, w, b):
    norm = dl.sqrt(dl.reduce_sum(dl.square(w)))
    return (X @ w + b) / norm
"""
    why = """
Walk from a point x to the line the shortest way: along w, which is perpendicular to it. In steps of
length 1, of direction w / ‖w‖, after a distance t you stand at x - t w / ‖w‖. There the score is
w · x + b - t ‖w‖² / ‖w‖ = (w · x + b) - t ‖w‖. It is 0, and you have reached the line, when
t = (w · x + b) / ‖w‖. If the score was negative, so is t: you had to walk the other way.

So the score *is* the distance, measured in units of 1 / ‖w‖. Scaling w and b together leaves the
line and the distance alone, and changes the score; the sigmoid will turn that freedom into how
*sure* a perceptron is. X @ w has shape (n,), b and the norm are scalars: broadcasting does the
rest.
"""
    checked = "Checked for 1 to 5 points, in two and three dimensions, on both sides of the line."
    parameters, batched = ("X", "w", "b"), ("X",)
    cases = (
        ([[3, 4], [0, 0], [-1, 2], [2, 2], [1, -6]], [3, 4], 5),
        ([[3, 4], [1, 0]], [-1, 2], -0.5),
        ([[1, 2, 3], [-2, 0, 1], [0, 0, -4]], [2, -1, 2], 1.5),
        ([[5, 1]], [0, 0.25], 2),
    )
    mistakes = {  # noqa: RUF012
        "no_norm": Mistake(
            "This is the score w · x + b, not the distance: it is not divided by ‖w‖. Doubling w "
            "and b would double it, and the line would stay where it is.",
            (lambda X, w, b: X @ w + b,),
        ),
        "squared_norm": Mistake(
            "This is divided by ‖w‖², the sum of the squares: the square root is missing.",
            (lambda X, w, b: (X @ w + b) / (w @ w),),
        ),
        "bias_not_divided": Mistake(
            "Only w · x is divided by ‖w‖, and b is added afterwards. Divide the whole score: it "
            "needs parentheses.",
            (
                lambda X, w, b: X @ w / np.sqrt(w @ w) + b,
                lambda X, w, b: X @ w + b / np.sqrt(w @ w),
            ),
        ),
        "no_sign": Mistake(
            "The sign is lost: on the side from which w points away, the distance is negative.",
            (lambda X, w, b: abs(X @ w + b) / np.sqrt(w @ w),),
        ),
        "wrong_sign": Mistake(
            "The sign is the wrong way round: the distance is positive where w points.",
            (lambda X, w, b: -(X @ w + b) / np.sqrt(w @ w),),
        ),
        "no_bias": Mistake(
            "b is missing: this is the distance from the parallel line through the origin.",
            (lambda X, w, b: X @ w / np.sqrt(w @ w),),
        ),
        "bias_subtracted": Mistake(
            "b is subtracted; the line is w · x + b = 0.",
            (lambda X, w, b: (X @ w - b) / np.sqrt(w @ w),),
        ),
        "other_norm": Mistake(
            "‖w‖ is the root of the sum of the *squares* of w's entries; this divides by another "
            "kind of length.",
            (
                lambda X, w, b: (X @ w + b) / abs(w).sum(),
                lambda X, w, b: (X @ w + b) / abs(w).max(),
                lambda X, w, b: (X @ w + b) / w.sum(),
            ),
        ),
        "norm_of_points": Mistake(
            "This divides by the lengths of the points x, the rows of X. It is w's length that "
            "counts.",
            (lambda X, w, b: (X @ w + b) / np.sqrt((X * X).sum(1)),),
        ),
        "column": Mistake(
            "The numbers are right, but stand in a column, of shape (n, 1). The task asks for "
            "shape (n,): multiply X by w as a vector, or take the axis of length 1 away.",
            (lambda X, w, b: ((X @ w + b) / np.sqrt(w @ w))[:, None],),
        ),
    }

    @staticmethod
    def right(X, w, b):
        return (X @ w + b) / np.sqrt(w @ w)


class SigmoidFromOdds(GraphFunction):
    """Derive the sigmoid from log-odds."""

    lesson, number, name = 2, 3, "sigmoid_from_odds"
    task = """
A perceptron takes its score z for the logarithm of the odds, z = log(p / (1 - p)). Solve for p, and
return a node for it; `dl.exp` is all you need besides arithmetic.
"""
    blank = """
def probability(z):
    return ...
"""
    answers = ("probability",)
    hints = (
        "Take both sides of z = log(p / (1 - p)) into the exponential. What is p / (1 - p)?",
        "p = eᶻ (1 - p) has p on both sides: bring both to the left, and divide.",
    )
    solution_code = """
def probability(z):
    return 1 / (1 + dl.exp(-z))
"""
    why = """
The exponential undoes the logarithm: p / (1 - p) = eᶻ, these are the odds. So p = eᶻ - p eᶻ,
p (1 + eᶻ) = eᶻ, and p = eᶻ / (1 + eᶻ). Dividing above and below by eᶻ gives 1 / (1 + e⁻ᶻ),
the *sigmoid*.

Three checks by eye. At z = 0 the odds are 1 : 1 and p = 1/2. For large z, e⁻ᶻ vanishes and p goes
to 1. And p(-z) = 1 - p(z): naming the classes the other way round must turn the sign of z, and
nothing else. So the S-shape is not chosen because it looks right; it *follows* from reading the
score as log-odds.
"""
    checked = "Checked for numbers, vectors and a matrix, between -3 and 4."
    parameters, batched = ("z",), ()
    cases = (([-3.0, -0.7, 0.0, 1.5, 4.0],), (0.3,), ([[0.1, -2.0], [3.0, 0.5]],))
    forbidden = {  # noqa: RUF012
        "Sigmoid": "That is the library's sigmoid. Here you are to derive it: use `dl.exp`.",
    }
    mistakes = {  # noqa: RUF012
        "sign": Mistake(
            "This is 1 - p, the probability of the *other* class: a large z must give p near 1. "
            "Look at the sign in the exponent.",
            (lambda z: 1 / (1 + np.exp(z)),),
        ),
        "odds": Mistake(
            "These are the odds, p / (1 - p) = eᶻ, which go beyond 1. Now solve for p.",
            (lambda z: np.exp(z),),
        ),
        "inverse_odds": Mistake(
            "This is e⁻ᶻ, the odds *against*, and goes beyond 1. Now solve for p.",
            (lambda z: np.exp(-z),),
        ),
        "no_exponential": Mistake(
            "There is no exponential here: z is the *logarithm* of the odds, so the odds are eᶻ.",
            (lambda z: 1 / (1 + z), lambda z: 1 / (1 - z), lambda z: z / (1 + z)),
        ),
        "minus_below": Mistake(
            "There is a minus below the line where p + p eᶻ = eᶻ gives a plus: p eᶻ comes to "
            "the left with the other sign.",
            (lambda z: np.exp(z) / (1 - np.exp(z)), lambda z: 1 / (1 - np.exp(-z))),
        ),
        "not_inverted": Mistake(
            "This is 1 + e⁻ᶻ, the inverse of p: either the division is missing, or the "
            "parentheses around what stands below the line.",
            (lambda z: 1 + np.exp(-z),),
        ),
        "other_base": Mistake(
            "The logarithm here is the natural one, of base e: use `dl.exp`.",
            (lambda z: 1 / (1 + 2.0**-z), lambda z: 1 / (1 + 10.0**-z)),
        ),
        "parentheses": Mistake(
            "This is eᶻ / 1 + eᶻ: the sum below the line needs parentheses.",
            (lambda z: np.exp(z) / 1 + np.exp(z),),
        ),
    }

    @staticmethod
    def right(z):
        return 1 / (1 + np.exp(-z))

    def refine(self, answer):
        far = self.outcome(answer, ([-1000.0, 1000.0],))
        if isinstance(far, Wrong) or np.allclose(far, [0, 1]):
            return None
        return (
            f"One thing more: for z = -1000 and 1000 your formula gives {shown(far)}, since e¹⁰⁰⁰ "
            f"is beyond the largest number that a computer holds. It should be 0 and 1, as "
            f"`dl.sigmoid` finds. Which way of writing the fraction never divides inf by inf?"
        )


def _powers(Z):
    return np.exp(Z - Z.max(1, keepdims=True))


class SoftmaxRows(GraphFunction):
    """Build the softmax of each row."""

    lesson, number, name = 2, 4, "softmax_rows"
    task = """
Given a node Z of shape (n, k), n points with k scores each, return a node of the same shape whose
rows are the softmax of Z's rows: exp(zᵢⱼ) divided by the sum of exp over row i. Do not use
`dl.softmax`, and make it work for scores of 1000.
"""
    blank = """
def softmax_rows(Z):
    return ...
"""
    answers = ("softmax_rows",)
    hints = (
        "Each row is divided by its own sum. Which axis does that sum run over, and which shape "
        "must it have so that broadcasting lines it up with the rows?",
        "`axis=1` sums along each row; `keepdims=True` leaves shape (n, 1). And for large scores: "
        "subtracting the same number from all scores of a row changes nothing in the fraction.",
    )
    solution_code = """
def softmax_rows(Z):
    powers = dl.exp(Z - dl.reduce_max(Z, axis=1, keepdims=True))
    return powers / dl.reduce_sum(powers, axis=1, keepdims=True)
"""
    why = """
`axis=1` is the axis that *disappears*: the sum runs over the k classes, one sum per point. With
`keepdims=True` it has shape (n, 1) and broadcasts over the columns, so each row is divided by its
own sum. With shape (n,), broadcasting would line it up with the *last* axis, and divide column j
by the sum of row j: an error if n is not k, and silently wrong numbers if it is.

Subtracting a number c from all scores of a row divides each power by eᶜ, above and below the line,
and cancels. With c the row's largest score the largest power is e⁰ = 1, so nothing overflows, and
the sum is at least 1, so nothing is divided by 0. What underflows to 0 was negligible anyway.
"""
    checked = "Checked for 1 to 4 points with 2 to 4 classes, and for scores of 1000 and -1000."
    parameters, batched = ("Z",), ("Z",)
    cases = (
        ([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0], [2.0, 2.0, -0.5]],),
        ([[0.3, -0.2], [1.5, 0.1], [-1.0, 1.0], [0.0, 2.0]],),
        ([[1.0, -1.0, 0.5, 2.0]],),
    )
    forbidden = {  # noqa: RUF012
        "Softmax": "That is the library's softmax; build it yourself, from `dl.exp` and a sum.",
        "LogSoftmax": "That is the library's softmax in disguise; build it yourself.",
    }
    mistakes = {  # noqa: RUF012
        "columns": Mistake(
            "The sum runs over the wrong axis: your *columns* add up to 1, and it should be the "
            "rows. The axis that you name is the one that is summed away: for rows of scores, 1.",
            (
                lambda Z: np.exp(Z) / np.exp(Z).sum(0),
                lambda Z: _powers(Z) / _powers(Z).sum(0),
            ),
        ),
        "everything": Mistake(
            "This divides by the sum over all points together: all entries add up to 1, not each "
            "row. Name the axis.",
            (
                lambda Z: np.exp(Z) / np.exp(Z).sum(),
                lambda Z: _powers(Z) / _powers(Z).sum(),
            ),
        ),
        "no_keepdims": Mistake(
            "The sums have shape (n,), and broadcasting lines that up with the *columns*: column j "
            "is divided by the sum of row j. For a square Z nothing complains. `keepdims=True` "
            "keeps them as a column of shape (n, 1).",
            (
                lambda Z: np.exp(Z) / np.exp(Z).sum(1),
                lambda Z: _powers(Z) / _powers(Z).sum(1),
                lambda Z: np.exp(Z - Z.max(1)) / np.exp(Z - Z.max(1)).sum(1),
            ),
        ),
        "no_exponential": Mistake(
            "The exponential is missing: this divides the scores by their sum. Scores may be "
            "negative, and probabilities may not.",
            (lambda Z: Z / Z.sum(1, keepdims=True),),
        ),
        "no_sum": Mistake(
            "These are the exponentials; they must still be divided by their sum, row by row.",
            (np.exp, _powers),
        ),
        "sum_of_scores": Mistake(
            "Below the line stands the sum of the scores, or the exponential of that sum; what is "
            "needed is the sum of the exponentials.",
            (
                lambda Z: np.exp(Z) / Z.sum(1, keepdims=True),
                lambda Z: np.exp(Z) / np.exp(Z.sum(1, keepdims=True)),
            ),
        ),
        "sigmoid": Mistake(
            "This is the sigmoid of each score by itself: the scores of a row do not compete, and "
            "the row does not add up to 1.",
            (lambda Z: 1 / (1 + np.exp(-Z)),),
        ),
        "column_maximum": Mistake(
            "The numbers that are subtracted differ within a row, so they do not cancel. Subtract "
            "one number per row: its maximum along axis 1, with `keepdims=True`.",
            (
                lambda Z: (P := np.exp(Z - Z.max(0))) / P.sum(1, keepdims=True),
                lambda Z: (P := np.exp(Z - Z.max(1))) / P.sum(1, keepdims=True),
            ),
        ),
        "logarithm": Mistake(
            "This is the logarithm of the softmax.",
            (lambda Z: Z - np.log(np.exp(Z).sum(1, keepdims=True)),),
        ),
    }

    @staticmethod
    def right(Z):
        return _powers(Z) / _powers(Z).sum(1, keepdims=True)

    def refine(self, answer):
        case = ([[1000.0, 1001.0], [-1000.0, -1001.0]],)
        found, wanted = self.outcome(answer, case), self.right(np.array(case[0]))
        if isinstance(found, Wrong):
            raise found
        if np.allclose(found, wanted):
            return
        example = self.example(case, found, wanted)
        if np.allclose(found[0], wanted[0]):
            raise Wrong(
                "row_maximum",
                "Almost: for moderate scores and for one very large row it is right. But you seem "
                "to subtract the largest score of *all* rows, and a row that lies far below it "
                f"underflows to 0 / 0. Subtract each row's own maximum.\n\n{example}",
            )
        raise Wrong(
            "overflow",
            "For moderate scores it is right. For scores around ±1000, e¹⁰⁰⁰ overflows to inf and "
            "e⁻¹⁰⁰⁰ underflows to 0, and inf / inf and 0 / 0 are nan. Subtract each row's maximum "
            f"before you take the exponential: that changes nothing in the fraction.\n\n{example}",
        )


separate = Separate()
signed_distance = SignedDistance()
sigmoid_from_odds = SigmoidFromOdds()
gate = Gate()
softmax_rows = SoftmaxRows()
xor_two_layers = XorTwoLayers()

EXERCISES = (separate, signed_distance, sigmoid_from_odds, softmax_rows, gate, xor_two_layers)
