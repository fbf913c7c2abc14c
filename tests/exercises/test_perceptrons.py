"""Lesson 2's exercises: right answers of many kinds, and typical wrong ones by their diagnosis."""

import numpy as np
import pytest

from dl101.exercises import perceptrons as lesson


def function(name_and_parameters, *bodies):
    return [f"def {name_and_parameters}:\n    {body}" for body in bodies]


def functions(name_and_parameters, pairs):
    return [(function(name_and_parameters, body)[0], mistake) for body, mistake in pairs]


def units(*three):
    return "\n".join(
        f"{name} = {unit}"
        for name, unit in zip(("hidden1", "hidden2", "output"), three, strict=True)
    )


NORM = "norm = dl.sqrt(dl.reduce_sum(w * w)); "
SHIFTED = "P = dl.exp(Z - dl.reduce_max(Z, axis=1, keepdims=True)); "
OR, NAND, AND, NOR = (1, 1, -0.5), (-1, -1, 1.5), (1, 1, -1.5), (-1, -1, 0.5)

RIGHT = {
    "separate": [
        "w1, w2, b = 1, -1, -1",
        "w1, w2, b = 10.0, -12, -11",
        "w1, w2, b = np.array([0.5, -0.5, -0.5])",
        "w1, w2, b = 1, -0.8, -1",
    ],
    "signed_distance": function(
        "signed_distance(X, w, b)",
        "return (X @ w + b) / dl.sqrt(dl.reduce_sum(dl.square(w)))",
        "return (X @ w + b) / dl.reduce_sum(w ** 2) ** 0.5",
        "unit = w / dl.sqrt(dl.reduce_sum(w * w)); return X @ unit + b / dl.sqrt(w @ w)",
        "return (dl.reduce_sum(X * w, axis=1) + b) / dl.sqrt(dl.reduce_sum(w * w))",
        "z = dl.squeeze(X @ dl.expand_dims(w, 1), 1) + b; return z / dl.sqrt(w @ w)",
    ),
    "sigmoid_from_odds": function(
        "probability(z)",
        "return 1 / (1 + dl.exp(-z))",
        "return dl.exp(z) / (1 + dl.exp(z))",
        "odds = dl.exp(z); return odds / (odds + 1)",
        "return 1 - 1 / (1 + dl.exp(z))",
        "return (1 + dl.tanh(z / 2)) / 2",
        "return dl.exp(-dl.log(1 + dl.exp(-z)))",
    ),
    "gate": [
        "w1, w2, b = -1, -1, 1.5",
        "w1, w2, b = -1, -1, 2",
        "w1, w2, b = -2, -3, 4",
        "w1, w2, b = (-0.5, -0.5, 0.9)",
        "w1, w2, b = np.array([-10, -10, 15])",
    ],
    "softmax_rows": function(
        "softmax_rows(Z)",
        f"{SHIFTED}return P / dl.reduce_sum(P, axis=1, keepdims=True)",
        f"{SHIFTED}return P / dl.reduce_sum(P, axis=-1, keep_dims=True)",
        f"{SHIFTED}return P / dl.expand_dims(dl.reduce_sum(P, 1), 1)",
        f"{SHIFTED}return dl.transpose(dl.transpose(P) / dl.reduce_sum(P, 1))",
        "m = dl.reduce_max(Z, 1, True); e = dl.exp(Z - m)\n"
        "    return dl.exp(Z - m - dl.log(dl.reduce_sum(e, 1, True)))",
    ),
    "xor_two_layers": [
        units(OR, NAND, AND),
        units(NAND, OR, AND),
        units((1, 1, 0), (1, 1, -1), (1, -1, 0)),
        units(OR, AND, (1, -1, -0.5)),
        units(NOR, AND, NOR),
        units((1, -1, -0.5), (-1, 1, -0.5), OR),
        "hidden1, hidden2, output = np.array([[1, 1, -.5], [-1, -1, 1.5], [1, 1, -1.5]])",
    ],
}

WRONG = {
    "separate": [
        ("w1, w2, b = 0, 0, 1", "zero"),
        ("w1, w2, b = -1, 1, 1.5", "sides"),
        ("w1, w2, b = -1, 1, 0", "sides"),
        ("w1, w2, b = 1, -1, 0", "bias"),
        ("w1, w2, b = 1, -1, -5", "bias"),
        ("w1, w2, b = 1, 1, 0", "slope"),
        ("w1, w2, b = -1, -1, 1", "slope"),
        ("w1, w2, b = 1, 0, 0", "direction"),
        ("w1, w2, b = 1, '-1', 0", "not_numbers"),
        ("w1, w2, b = 1, -1, float('nan')", "not_finite"),
        ("w1, w2, b = [1], -1, 0", "shape"),
    ],
    "signed_distance": functions(
        "signed_distance(X, w, b)",
        [
            ("return X @ w + b", "no_norm"),
            ("return b + dl.reduce_sum(X * w, axis=1)", "no_norm"),
            ("return (X @ w + b) / dl.reduce_sum(w * w)", "squared_norm"),
            ("return (X @ w + b) / (w @ w)", "squared_norm"),
            (f"{NORM}return X @ w / norm + b", "bias_not_divided"),
            (f"{NORM}return X @ w + b / norm", "bias_not_divided"),
            (f"{NORM}return dl.abs(X @ w + b) / norm", "no_sign"),
            (f"{NORM}return -(X @ w + b) / norm", "wrong_sign"),
            (f"{NORM}return X @ w / norm", "no_bias"),
            (f"{NORM}return (X @ w - b) / norm", "bias_subtracted"),
            ("return (X @ w + b) / dl.reduce_sum(dl.abs(w))", "other_norm"),
            ("return (X @ w + b) / dl.sqrt(dl.reduce_sum(X * X, axis=1))", "norm_of_points"),
            (f"{NORM}return (X @ dl.expand_dims(w, 1) + b) / norm", "column"),
            (f"{NORM}return dl.reduce_sum(X @ w + b) / norm", "other"),
            ("return (X @ dl.transpose(w) + b) / dl.sqrt(w)", "exception"),
            ("return dl.zeros([5]) + b", "unused"),
        ],
    ),
    "sigmoid_from_odds": functions(
        "probability(z)",
        [
            ("return 1 / (1 + dl.exp(z))", "sign"),
            ("return 1 - 1 / (1 + dl.exp(-z))", "sign"),
            ("return dl.exp(z)", "odds"),
            ("return 1 / dl.exp(-z)", "odds"),
            ("return dl.exp(-z)", "inverse_odds"),
            ("return 1 / (1 + z)", "no_exponential"),
            ("return dl.exp(z) / (1 - dl.exp(z))", "minus_below"),
            ("return 1 + dl.exp(-z)", "not_inverted"),
            ("return 1 / 1 + dl.exp(-z)", "not_inverted"),
            ("return dl.exp(z) / 1 + dl.exp(z)", "parentheses"),
            ("return 1 / (1 + 10 ** -z)", "other_base"),
            ("return dl.sigmoid(z)", "forbidden"),
            ("return dl.nn.sigmoid(z)", "forbidden"),
            ("return dl.log(z / (1 - z))", "not_finite"),
            ("return 1 / (1 + np.exp(-z))", "numpy_on_a_node"),
        ],
    ),
    "gate": [
        ("w1, w2, b = 1, 1, -1.5", "and"),
        ("w1, w2, b = -1, -1, 0.5", "nor"),
        ("w1, w2, b = 1, 1, -0.5", "or"),
        ("w1, w2, b = -1, -1, 1", "nor"),
        ("w1, w2, b = -1, -1, 3", "constant"),
        ("w1, w2, b = 0, 0, -1", "constant"),
        ("w1, w2, b = -1, 0, 0.5", "other_gate"),
        ("w1, w2, b = 1, -1, 0.5", "other_gate"),
        ("w1, w2, b = None, -1, 0.5", "not_numbers"),
    ],
    "softmax_rows": functions(
        "softmax_rows(Z)",
        [
            ("e = dl.exp(Z); return e / dl.reduce_sum(e, axis=0)", "columns"),
            ("e = dl.exp(Z); return e / dl.reduce_sum(e, axis=0, keepdims=True)", "columns"),
            (f"{SHIFTED}return P / dl.reduce_sum(P, axis=0)", "columns"),
            ("e = dl.exp(Z); return e / dl.reduce_sum(e)", "everything"),
            ("e = dl.exp(Z); return e / dl.reduce_sum(e, axis=1)", "no_keepdims"),
            (f"{SHIFTED}return P / dl.reduce_sum(P, axis=1)", "no_keepdims"),
            ("return Z / dl.reduce_sum(Z, axis=1, keepdims=True)", "no_exponential"),
            ("return dl.exp(Z)", "no_sum"),
            (f"{SHIFTED}return P", "no_sum"),
            ("return dl.exp(Z) / dl.exp(dl.reduce_sum(Z, 1, True))", "sum_of_scores"),
            ("return dl.sigmoid(Z)", "sigmoid"),
            ("return Z - dl.log(dl.reduce_sum(dl.exp(Z), 1, True))", "logarithm"),
            (
                "e = dl.exp(Z - dl.reduce_max(Z, 0)); return e / dl.reduce_sum(e, 1, True)",
                "column_maximum",
            ),
            ("e = dl.exp(Z); return e / dl.reduce_sum(e, 1, True)", "overflow"),
            (
                "e = dl.exp(Z - dl.reduce_max(Z)); return e / dl.reduce_sum(e, 1, True)",
                "row_maximum",
            ),
            ("return dl.softmax(Z)", "forbidden"),
            ("return dl.exp(dl.nn.log_softmax(Z))", "forbidden"),
            ("return dl.reduce_max(Z, axis=1)", "other"),
        ],
    ),
    "xor_two_layers": [
        (units(OR, OR, AND), "collision"),
        (units(OR, NOR, AND), "collision"),
        (units(OR, (0, 0, 1), AND), "collision"),
        (units((1, 0, -0.5), (1, 1, -0.5), AND), "collision"),
        (units((1, 0, -0.5), (0, 1, -0.5), AND), "still_xor"),
        (units(OR, NAND, OR), "output"),
        (units(OR, NAND, NAND), "negated"),
        (units(OR, (-1, -1, 1), AND), "collision"),
        (units(OR, NAND, (1, 1, 0)), "output"),
        (units(OR, NAND, (1, 1)), "shape"),
        (units(OR, NAND, (1, 1, None)), "not_numbers"),
    ],
}


@pytest.mark.parametrize(("name", "code"), [(n, c) for n, codes in RIGHT.items() for c in codes])
def test_right_answers_are_accepted(name, code, attempt):
    verdict = attempt(lesson, getattr(lesson, name), code)
    assert verdict.status == "right", verdict


@pytest.mark.parametrize(
    ("name", "code", "mistake"), [(n, *pair) for n, pairs in WRONG.items() for pair in pairs]
)
def test_wrong_answers_are_diagnosed(name, code, mistake, attempt):
    verdict = attempt(lesson, getattr(lesson, name), code)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict


def message(attempt, name, code):
    return attempt(lesson, getattr(lesson, name), code).message


def test_the_clouds_are_those_of_the_solution():
    points, labels = lesson.separate.points, lesson.separate.labels
    assert points.shape == (40, 2)
    along = points @ [1, -1]
    assert along[labels == 0].max() == pytest.approx(0.416)
    assert along[labels == 1].min() == pytest.approx(1.664)
    with pytest.raises(ValueError, match="read-only"):
        points += 1


def test_separate_names_a_point(attempt):
    text = message(attempt, "separate", "w1, w2, b = 1, -1, 0")
    assert "1 of the 40 points is not on its side. For example, the point `[-1.308, -1.7" in text
    assert "of class 0 has score `0.416`, on the wrong side." in text
    text = message(attempt, "separate", "w1, w2, b = 1, -1, 5")
    assert "points are not on their sides." in text


def test_three_numbers_may_come_as_one_list():
    for answer in ([1, -1, -1], (1, -1, -1)):
        lesson.separate.check(answer)
        assert lesson.separate.status == "right"


def test_a_sigmoid_that_overflows_is_right_with_a_remark(attempt):
    text = message(
        attempt, "sigmoid_from_odds", "def probability(z):\n    e = dl.exp(z); return e / (1 + e)"
    )
    assert "your formula gives `[0.0, nan]`" in text
    text = message(attempt, "sigmoid_from_odds", lesson.sigmoid_from_odds.solution_code)
    assert "nan" not in text


def test_gate_shows_the_rows_that_fail(attempt):
    text = message(attempt, "gate", "w1, w2, b = -1, -1, 0.5")
    assert "2 of 4 rows are right: for (0, 1) it gives 0 instead of 1; for (1, 0) it" in text
    assert "For the inputs (1, 1)" in message(attempt, "gate", "w1, w2, b = -1, -1, 2")
    assert "(0, 1) and (1, 0) the score" in message(attempt, "gate", "w1, w2, b = -1, -1, 1")


def test_xor_asks_for_another_pair_than_the_lessons(attempt):
    assert "another?" in message(attempt, "xor_two_layers", units(NAND, OR, AND))
    assert "another?" not in message(attempt, "xor_two_layers", units(OR, AND, (1, -1, -0.5)))


def test_softmax_says_that_columns_add_up(attempt):
    code = "def softmax_rows(Z):\n    e = dl.exp(Z)\n    return e / dl.reduce_sum(e, axis=0)"
    assert "your *columns* add up to 1" in message(attempt, "softmax_rows", code)


def test_xor_tells_what_the_hidden_units_do(attempt):
    text = message(attempt, "xor_two_layers", units(OR, NOR, AND))
    assert "same line" in text
    assert "(0, 1) and (1, 0)" not in text
    assert "`hidden1` computes OR, `hidden2` NOR" in text
    text = message(attempt, "xor_two_layers", units(OR, (0, 0, 1), AND))
    assert "`hidden2` gives the same for all inputs" in text


def test_every_hidden_layer_gets_a_fair_verdict():
    """Over a grid of hidden units, 'fine' and 'cannot work' agree with trying all outputs."""
    rows = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    weights = np.array(np.meshgrid(*[[-1, 0, 1]] * 2, [-1.5, -0.5, 0.5, 1.5])).reshape(3, -1).T
    outputs = weights
    for one in weights[::3]:
        for two in weights[1::3]:
            hidden = np.column_stack([rows @ u[:2] + u[2] > 0 for u in (one, two)]).astype(int)
            tables = hidden @ outputs[:, :2].T + outputs[:, 2] > 0
            possible = (tables == [[False], [True], [True], [False]]).all(axis=0)
            lesson.xor_two_layers.check(one, two, outputs[possible.argmax()])
            verdict = lesson.xor_two_layers.verdict
            if possible.any():
                assert verdict.status == "right"
            else:
                assert verdict.mistake in ("collision", "still_xor")
