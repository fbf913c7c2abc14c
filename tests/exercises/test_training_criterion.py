"""Lesson 3's exercises: right answers of many kinds, and typical wrong ones by their diagnosis."""

from itertools import combinations

import pytest

from dl101.exercises import training_criterion as lesson
from dl101.exercises.answers import same
from dl101.exercises.graph_function import GraphFunction, _computed


def function(name_and_parameters, *bodies):
    return [f"def {name_and_parameters}:\n    {body}" for body in bodies]


def functions(name_and_parameters, pairs):
    return [(function(name_and_parameters, body)[0], mistake) for body, mistake in pairs]


SHIFT = "S = Z - dl.reduce_max(Z, axis=1, keepdims=True); "
LOGS = f"{SHIFT}L = S - dl.log(dl.reduce_sum(dl.exp(S), axis=1, keepdims=True)); "
PREDICTED = "r = dl.squeeze(x @ w, 1) + b - t; "

RIGHT = {
    "likelihood": [
        "likelihood, mean_cross_entropy = 0.432, 0.28",
        "likelihood, mean_cross_entropy = 0.432, 0.2798",
        "likelihood, mean_cross_entropy = [np.float32(0.432), np.float32(0.28)]",
        "p = np.array([0.9, 0.8, 0.6])\n"
        "likelihood, mean_cross_entropy = p.prod(), -np.log(p).mean()",
    ],
    "cross_entropy": function(
        "cross_entropy(p, y)",
        "return -dl.reduce_mean(dl.log(y * p + (1 - y) * (1 - p)))",
        "return dl.reduce_mean(dl.where(y > 0.5, -dl.log(p), -dl.log(1 - p)))",
        "return -dl.reduce_mean(y * dl.log(p)) - dl.reduce_mean((1 - y) * dl.log(1 - p))",
        "return dl.reduce_mean(-dl.log(1 - dl.abs(y - p)))",
    ),
    "stable_cross_entropy": function(
        "stable_cross_entropy(z, y)",
        "return dl.reduce_mean((1 - y) * z + dl.maximum(-z, 0) + dl.log(1 + dl.exp(-dl.abs(z))))",
        "m = dl.maximum(z, 0)\n"
        "    return dl.reduce_mean(m + dl.log(dl.exp(-m) + dl.exp(z - m)) - y * z)",
        "return dl.reduce_mean(dl.nn.relu(z) - y * z - dl.log(dl.sigmoid(dl.abs(z))))",
        "s = dl.where(y > 0.5, -z, z)\n"
        "    return dl.reduce_mean(dl.maximum(s, 0) + dl.log(1 + dl.exp(-dl.abs(s))))",
    ),
    "mean_squared_error": function(
        "mean_squared_error(x, t, w, b)",
        "return dl.reduce_mean((x @ w + b - dl.expand_dims(t, 1)) ** 2)",
        "return dl.reduce_mean((t - b - dl.reshape(x @ w, [-1])) ** 2)",
        f"{PREDICTED}return dl.reduce_mean(r * r)",
        "return dl.reduce_mean(dl.square(x @ dl.squeeze(w, 1) + b - t))",
    ),
    "softmax_cross_entropy": function(
        "softmax_cross_entropy(Z, labels)",
        f"{LOGS}return dl.reduce_mean(-dl.reduce_sum(labels * L, axis=-1))",
        f"{LOGS}return dl.reduce_mean(dl.reduce_sum(-L * labels, 1))",
        f"{SHIFT}right = dl.reduce_sum(S * labels, 1)\n"
        "    return dl.reduce_mean(dl.log(dl.reduce_sum(dl.exp(S), 1)) - right)",
    ),
}

WRONG = {
    "likelihood": [
        (f"likelihood, mean_cross_entropy = {pair}", mistake)
        for pair, mistake in [
            ("0.9 * 0.2 * 0.6, 0.28", "label_0"),
            ("0.1 * 0.2 * 0.4, 0.28", "other_class"),
            ("0.9 + 0.8 + 0.6, 0.28", "sum"),
            ("2.3 / 3, 0.28", "mean"),
            ("-0.839, 0.28", "log_likelihood"),
            ("0.5, 0.28", "other_likelihood"),
            ("0.432, 0.839", "loss_sum"),
            ("0.432, -0.28", "loss_sign"),
            ("0.432, -0.839", "loss_sum_and_sign"),
            ("0.432, -np.log2(0.432) / 3", "loss_base_2"),
            ("0.432, -np.log10(0.432) / 3", "loss_base_10"),
            ("0.432, -np.log([0.9, 0.2, 0.6]).mean()", "loss_label_0"),
            ("0.432, -np.log(2.3 / 3)", "loss_of_mean"),
            ("0.432, 1", "other_mean_cross_entropy"),
            ("'0.432', 1", "not_numbers"),
            ("0.432, -np.inf", "not_finite"),
            ("dl.constant(0.432), 1", "not_numbers"),
        ]
    ],
    "cross_entropy": functions(
        "cross_entropy(p, y)",
        [
            ("return dl.reduce_mean(y * dl.log(p) + (1 - y) * dl.log(1 - p))", "no_minus"),
            ("return dl.reduce_mean(-y * dl.log(p) + (1 - y) * dl.log(1 - p))", "minus_first_term"),
            ("return -dl.reduce_mean(y * dl.log(p))", "only_label_1"),
            ("return -dl.reduce_mean((1 - y) * dl.log(1 - p))", "only_label_0"),
            ("return -dl.reduce_sum(y * dl.log(p) + (1 - y) * dl.log(1 - p))", "sum"),
            ("return -(y * dl.log(p) + (1 - y) * dl.log(1 - p))", "not_reduced"),
            ("return -dl.reduce_mean(dl.log(p) + dl.log(1 - p))", "labels_ignored"),
            ("return -dl.reduce_mean(dl.log(p))", "labels_ignored"),
            ("return -dl.reduce_mean(y * dl.log(p) + (1 - y) * dl.log(p + 1))", "argument"),
            ("return -dl.reduce_mean(y * dl.log(p) + (1 - y) * (1 - dl.log(p)))", "argument"),
            ("return -dl.reduce_mean(y * dl.log(1 - p) + (1 - y) * dl.log(p))", "terms_crossed"),
            ("return -dl.reduce_mean(p * dl.log(y) + (1 - p) * dl.log(1 - y))", "swapped"),
            (
                "return -dl.reduce_mean(y * dl.log(p) + (1 - y) * dl.log(1 - p)) / np.log(2)",
                "other_base",
            ),
            ("return -dl.reduce_mean(y * p + (1 - y) * (1 - p))", "no_logarithm"),
            ("return -dl.reduce_mean(y * np.log(p))", "numpy_on_a_node"),
            ("return dl.reduce_mean(p)", "unused"),
            ("return dl.log(p) @ dl.log(y, p, p, p)", "exception"),
        ],
    ),
    "stable_cross_entropy": functions(
        "stable_cross_entropy(z, y)",
        [
            (
                "p = dl.sigmoid(z)\n"
                "    return -dl.reduce_mean(y * dl.log(p) + (1 - y) * dl.log(1 - p))",
                "overflow",
            ),
            ("return dl.reduce_mean((1 - y) * z + dl.log(1 + dl.exp(-z)))", "overflow"),
            (
                "p = dl.minimum(dl.maximum(dl.sigmoid(z), 1e-12), 1 - 1e-12)\n"
                "    return -dl.reduce_mean(y * dl.log(p) + (1 - y) * dl.log(1 - p))",
                "clipped",
            ),
            (
                "p = dl.sigmoid(-z)\n"
                "    return -dl.reduce_mean(y * dl.log(p) + (1 - y) * dl.log(1 - p))",
                "sign_of_z",
            ),
            ("return dl.reduce_mean(dl.log(1 + dl.exp(-dl.abs(z))) - y * z)", "no_maximum"),
            ("return dl.reduce_mean(z - y * z + dl.log(1 + dl.exp(-dl.abs(z))))", "z_for_maximum"),
            (
                "return dl.reduce_mean(dl.maximum(z, 0) + dl.log(1 + dl.exp(-dl.abs(z))))",
                "no_label_term",
            ),
            (
                "return dl.reduce_mean(dl.maximum(z, 0) + y * z + dl.log(1 + dl.exp(-dl.abs(z))))",
                "sign_of_label_term",
            ),
            ("return dl.reduce_mean(dl.log(1 + dl.exp(-z)))", "no_other_term"),
            (
                "return dl.reduce_sum(dl.maximum(z, 0) - y * z + dl.log(1 + dl.exp(-dl.abs(z))))",
                "sum",
            ),
            ("return dl.maximum(z, 0) - y * z + dl.log(1 + dl.exp(-dl.abs(z)))", "not_reduced"),
            (
                "return dl.reduce_mean(y * z - dl.maximum(z, 0) - dl.log(1 + dl.exp(-dl.abs(z))))",
                "no_minus",
            ),
            (
                "return -dl.reduce_mean(y * dl.log(z) + (1 - y) * dl.log(1 - z))",
                "logits_as_probabilities",
            ),
            (
                "c = dl.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=z)\n"
                "    return dl.reduce_mean(c)",
                "forbidden",
            ),
            ("return dl.reduce_mean(dl.nn.softplus(z) - y * z)", "forbidden"),
            ("return 1 / 0", "exception"),
        ],
    ),
    "mean_squared_error": functions(
        "mean_squared_error(x, t, w, b)",
        [
            ("return dl.reduce_mean(dl.square(x @ w + b - t))", "broadcast"),
            ("return dl.reduce_sum((t - x @ w - b) ** 2)", "broadcast"),
            (f"{PREDICTED}return dl.reduce_sum(r * r)", "sum"),
            (f"{PREDICTED}return dl.reduce_mean(r * r) / 2", "half"),
            (f"{PREDICTED}return dl.reduce_mean(r)", "no_square"),
            (f"{PREDICTED}return -dl.reduce_mean(r)", "no_square"),
            (f"{PREDICTED}return dl.reduce_mean(dl.abs(r))", "absolute"),
            (f"{PREDICTED}return dl.sqrt(dl.reduce_mean(r * r))", "root"),
            (f"{PREDICTED}return dl.square(dl.reduce_mean(r))", "square_of_mean"),
            ("return dl.reduce_mean((dl.squeeze(x @ w, 1) - t) ** 2)", "no_bias"),
            ("return dl.reduce_mean((t - dl.squeeze(x @ w, 1) + b) ** 2)", "bias_subtracted"),
            ("return dl.reduce_mean((dl.squeeze(x @ w, 1) + b + t) ** 2)", "targets_added"),
            (f"{PREDICTED}return r * r", "not_reduced"),
            ("return dl.reduce_mean((w @ x + b - t) ** 2)", "exception"),
            ("return dl.reduce_mean(np.square(x @ w))", "numpy_on_a_node"),
        ],
    ),
    "softmax_cross_entropy": functions(
        "softmax_cross_entropy(Z, labels)",
        [
            (f"{LOGS}return -dl.reduce_mean(labels * L)", "mean_over_entries"),
            (f"{LOGS}return -dl.reduce_mean(dl.reduce_sum(labels * L, 0))", "mean_over_classes"),
            (f"{LOGS}return dl.reduce_mean(dl.reduce_sum(labels * L, 1))", "no_minus"),
            (f"{LOGS}return -dl.reduce_sum(labels * L)", "sum"),
            (f"{LOGS}return -dl.reduce_sum(labels * L, 1)", "not_reduced"),
            (f"{LOGS}return -dl.reduce_mean(dl.reduce_sum(L, 1))", "labels_ignored"),
            (
                "e = dl.exp(Z); L = dl.log(e / dl.reduce_sum(e, axis=0))\n"
                "    return -dl.reduce_mean(dl.reduce_sum(labels * L, 1))",
                "axis",
            ),
            (
                "L = Z - dl.log(dl.reduce_sum(dl.exp(Z), axis=1))\n"
                "    return -dl.reduce_mean(dl.reduce_sum(labels * L, 1))",
                "no_keepdims",
            ),
            (
                f"{SHIFT}L = S - dl.log(dl.reduce_sum(dl.exp(S), axis=1))\n"
                "    return -dl.reduce_mean(dl.reduce_sum(labels * L, 1))",
                "no_keepdims",
            ),
            ("return -dl.reduce_mean(dl.reduce_sum(labels * Z, 1))", "no_softmax"),
            (
                "return -dl.reduce_mean(dl.reduce_sum(labels * dl.nn.softmax(Z), 1))",
                "no_logarithm",
            ),
            (
                "return -dl.reduce_mean(dl.reduce_sum(Z * dl.log(dl.nn.softmax(labels)), 1))",
                "swapped",
            ),
            (
                "return -dl.reduce_mean(dl.reduce_sum(labels * dl.log(dl.sigmoid(Z)), 1))",
                "sigmoid",
            ),
            (
                "return -dl.reduce_mean(dl.reduce_sum(labels * dl.log(dl.nn.softmax(Z)), 1))",
                "overflow",
            ),
            (
                "L = dl.log(dl.nn.softmax(Z) + 1e-15)\n"
                "    return -dl.reduce_mean(dl.reduce_sum(labels * L, 1))",
                "overflow",
            ),
            (
                "S = Z - dl.reduce_max(Z)\n"
                "    L = S - dl.log(dl.reduce_sum(dl.exp(S), 1, True))\n"
                "    return -dl.reduce_mean(dl.reduce_sum(labels * L, 1))",
                "row_maximum",
            ),
            (
                "L = dl.nn.log_softmax(Z); return -dl.reduce_mean(dl.reduce_sum(labels * L, 1))",
                "forbidden",
            ),
            (
                "c = dl.nn.softmax_cross_entropy_with_logits(labels=labels, logits=Z)\n"
                "    return dl.reduce_mean(c)",
                "forbidden",
            ),
            ("return Z.softmax()", "exception"),
        ],
    ),
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


@pytest.mark.parametrize(
    "exercise", [e for e in lesson.EXERCISES if isinstance(e, GraphFunction)], ids=lambda e: e.name
)
def test_the_cases_tell_all_mistakes_apart(exercise):
    formulas = [("right", exercise.right)] + [
        (key, formula) for key, mistake in exercise.mistakes.items() for formula in mistake.formulas
    ]
    values = [(key, [_computed(f, case) for case in exercise.cases]) for key, f in formulas]
    for (key, mine), (other, theirs) in combinations(values, 2):
        agree = all(
            (a is None and b is None) or (a is not None and b is not None and same(a, b))
            for a, b in zip(mine, theirs, strict=True)
        )
        assert key == other or not agree, f"{key} and {other} look alike"


def test_a_code_that_fails_is_told_with_its_line(attempt):
    code = "def cross_entropy(p, y):\n    return dl.log(p) + undefined"
    verdict = attempt(lesson, lesson.cross_entropy, code)
    assert verdict.mistake == "exception"
    assert "return dl.log(p) + undefined" in verdict.message


def test_a_clipped_loss_is_shown_beside_the_right_one(attempt):
    code = next(c for c, m in WRONG["stable_cross_entropy"] if m == "clipped")
    text = attempt(lesson, lesson.stable_cross_entropy, code).message
    assert "it should be `1000.0`" in text
