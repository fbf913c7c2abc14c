"""Lesson 4's exercises: right answers of many kinds, and typical wrong ones by their diagnosis."""

from itertools import combinations

import numpy as np
import pytest

from dl101.exercises import gradient_descent as lesson
from dl101.exercises.answers import same


def functions(name_and_parameters, pairs):
    return [(f"def {name_and_parameters}:\n    {body}", mistake) for body, mistake in pairs]


def function(name_and_parameters, *bodies):
    return [f"def {name_and_parameters}:\n    {body}" for body in bodies]


R = "r = x * w + b - t; "
MEAN = "dl.reduce_mean"
LOOP = "x, p = start, [start]\n    for _ in range(steps):\n        "
ONES = "A = np.column_stack([X, np.ones(len(X))]); "
STEP = "momentum_update(w, v, grad, rate, momentum)"
CUT = "[o[i : i + size] for i in range(0, n, size)]"
ORDER = "o = np.random.default_rng(seed).permutation(n); "

RIGHT = {
    "gradient_of_mse": function(
        "gradient_of_mse(x, t, w, b)",
        f"{R}return [2 * {MEAN}(r * x), 2 * {MEAN}(r)]",
        f"{R}return -2 * {MEAN}(-r * x), {MEAN}(r) * 2",
        f"r = t - w * x - b; return {MEAN}(-2 * x * r), {MEAN}(-2 * r)",
    ),
    "learning_rate": [
        "limit, one_step = 0.25, 0.125",
        "limit, one_step = np.array([2, 1]) / 8",
    ],
    "descent": function(
        "descent(grad, start, rate, steps)",
        f"{LOOP}x = x - rate * grad(x); p.append(x)\n    return tuple(p)",
        f"{LOOP}p.append(p[-1] - rate * grad(p[-1]))\n    return np.array(p)",
        "x = np.array(start, float); p = [x.copy()]\n    for _ in range(steps):\n"
        "        x -= rate * grad(x); p.append(x.copy())\n    return p",
        "yield start\n    for _ in range(steps):\n"
        "        start = start - rate * grad(start); yield start",
    ),
    "closed_form": function(
        "closed_form(X, t)",
        f"{ONES}return np.linalg.inv(A.T @ A) @ A.T @ t",
        f"{ONES}return np.linalg.lstsq(A, t, rcond=None)[0]",
        f"{ONES}return np.linalg.pinv(A) @ t.reshape(-1, 1)",
        "m = X.mean(0); C = X - m; w = np.linalg.solve(C.T @ C, C.T @ t)\n"
        "    return w, t.mean() - w @ m",
    ),
    "momentum_update": function(
        STEP,
        "new = momentum * v + grad; return w - rate * new, new",
        "return w - rate * (momentum * v + grad), grad + v * momentum",
        "v = v * momentum; v = v + grad; return [w - v * rate, v]",
    ),
    "minibatches": function(
        "minibatches(n, size, seed)",
        f"{ORDER}return {CUT}",
        f"import random; o = list(range(n)); random.Random(seed).shuffle(o); return {CUT}",
        f"{ORDER}return np.array_split(o, range(size, n, size))",
        f"o = np.random.RandomState(seed).permutation(n); return tuple({CUT})",
        f"np.random.seed(seed); o = np.random.permutation(n); return {CUT}",
        f"{ORDER}yield from {CUT}",
    ),
}

WRONG = {
    "gradient_of_mse": functions(
        "gradient_of_mse(x, t, w, b)",
        [
            (f"r = t - w * x - b; return {MEAN}(2 * x * r), {MEAN}(2 * r)", "sign"),
            (f"{R}return {MEAN}(r * x), {MEAN}(r)", "no_two"),
            (f"{R}return {MEAN}(2 * r), {MEAN}(2 * r)", "no_x"),
            (f"{R}return {MEAN}(2 * r * x), {MEAN}(2 * r * x)", "x_in_both"),
            (f"{R}return {MEAN}(2 * r * w), {MEAN}(2 * r)", "w_for_x"),
            (f"{R}return dl.reduce_sum(2 * r * x), dl.reduce_sum(2 * r)", "sum"),
            (f"{R}return {MEAN}(2 * r), {MEAN}(2 * r * x)", "swapped"),
            (f"{R}return {MEAN}(2 * r) * {MEAN}(x), {MEAN}(2 * r)", "product_of_means"),
            (f"{R}return 2 * r * x, 2 * r", "not_reduced"),
            (f"{R}return 2 * r * x, {MEAN}(2 * r)", "shape"),
            (f"{R}return {MEAN}(2 * r * x)", "not_a_pair"),
            (f"{R}return {MEAN}(2 * r * x), 2", "not_a_node"),
            (f"{R}return tuple(dl.gradients({MEAN}(r * r), [w, b]))", "forbidden"),
            (f"{R}return np.mean(2 * r * x), {MEAN}(2 * r)", "numpy_on_a_node"),
            (f"{R}return {MEAN}(r.T), {MEAN}(2 * r)", "attribute_T"),
            (f"{R}{MEAN}(2 * r * x)", "no_return"),
        ],
    ),
    "learning_rate": [
        (f"limit, one_step = {pair}", mistake)
        for pair, mistake in [
            ("1 / 8, 2 / 8", "swapped"),
            ("1 / 8, 1 / 8", "same"),
            ("2 / 8, 2 / 8", "limit_for_both"),
            ("16, 8", "curvature"),
            ("1 / 8, 1 / 16", "derivative"),
            ("1 / 2, 1 / 4", "no_derivative"),
            ("0.25, 0.2", "other"),
            ("1e9, 0.1", "other"),
            ("'2/a', '1/a'", "not_numbers"),
        ]
    ],
    "descent": functions(
        "descent(grad, start, rate, steps)",
        [
            (f"{LOOP}x = x + rate * grad(x); p.append(x)\n    return p", "climbs"),
            (f"{LOOP}x -= rate * grad(x); p.append(x)\n    return p", "in_place"),
            (f"{LOOP}x = x - rate * grad(x); p.append(x)\n    return p[1:]", "no_start"),
            (f"{LOOP}p.append(x); x = x - rate * grad(x)\n    return p[1:]", "one_too_few"),
            (
                "x, p = start, [start]\n    for _ in range(steps - 1):\n"
                "        x = x - rate * grad(x); p.append(x)\n    return p",
                "one_too_few",
            ),
            (
                "x, p = start, [start]\n    for _ in range(steps + 1):\n"
                "        x = x - rate * grad(x); p.append(x)\n    return p",
                "one_too_many",
            ),
            (f"{LOOP}x = x - grad(x); p.append(x)\n    return p", "no_rate"),
            (f"{LOOP}x = x - grad(x) / rate; p.append(x)\n    return p", "divided"),
            (f"{LOOP}x = x - rate * np.sign(grad(x)); p.append(x)\n    return p", "rate_only"),
            (f"{LOOP}x = x - rate * grad(start); p.append(x)\n    return p", "same_gradient"),
            (f"{LOOP}x = x - rate * grad(x)\n    return x", "only_last"),
            (f"{LOOP}x = x - rate * grad; p.append(x)\n    return p", "exception"),
            (f"{LOOP}x = x - rate * grad(x); p.append(x)", "no_return"),
            (f"{LOOP}x = x - rate * grad(x); p.append([x, x])\n    return p", "shapes"),
            ("return {start}", "not_a_list"),
            ("return undefined", "exception"),
            ("return 'downhill'", "not_a_list"),
            ("return descent(grad, start, rate, steps)", "recursion"),
        ],
    ),
    "closed_form": functions(
        "closed_form(X, t)",
        [
            ("return np.linalg.solve(X.T @ X, X.T @ t)", "no_bias"),
            (
                "A = np.column_stack([np.ones(len(X)), X])\n"
                "    return np.linalg.solve(A.T @ A, A.T @ t)",
                "bias_first",
            ),
            (f"{ONES}return np.linalg.solve(A, t)", "not_square"),
            (f"{ONES}return np.linalg.inv(A) @ t", "not_square"),
            (f"{ONES}return np.linalg.solve(A @ A.T, A @ t)", "transposed"),
            (f"{ONES}return np.linalg.inv(A.T @ A) @ A @ t", "transposed"),
            (f"{ONES}return A.T @ t", "no_inverse"),
            (f"{ONES}return A.T @ A @ (A.T @ t)", "not_inverted"),
            (f"{ONES}return A @ np.linalg.solve(A.T @ A, A.T @ t)", "predictions"),
            (f"{ONES}return np.linalg.solve(A.T @ A, A.T @ t)[:-1]", "bias_missing"),
            (
                "C = X - X.mean(0); w = np.linalg.solve(C.T @ C, C.T @ t)\n"
                "    return np.append(w, t.mean())",
                "centred",
            ),
            (f"{ONES}return np.linalg.solve(A.T @ A, A.T @ t) * 2", "other"),
            ("return X.solve(t)", "exception"),
        ],
    ),
    "momentum_update": functions(
        STEP,
        [
            ("new = momentum * v + grad; return w - rate * v, new", "old_velocity"),
            ("v = momentum * v + grad; return w + rate * v, v", "climbs"),
            ("v = momentum * v - grad; return w - rate * v, v", "gradient_subtracted"),
            ("v = momentum * v - grad; return w + rate * v, v", "gradient_subtracted"),
            ("v = momentum * v + rate * grad; return w - v, v", "rate_in_velocity"),
            ("v = momentum * v - rate * grad; return w + v, v", "rate_in_velocity"),
            ("v = momentum * v + rate * grad; return w - rate * v, v", "rate_twice"),
            ("v = momentum * v + (1 - momentum) * grad; return w - rate * v, v", "average"),
            ("v = v + grad; return w - rate * v, v", "no_momentum"),
            ("v = momentum * (v + grad); return w - rate * v, v", "momentum_of_sum"),
            ("v = momentum * v + grad; return w - v, v", "no_rate"),
            ("return w - rate * grad, momentum * v + grad", "no_velocity"),
            ("v = momentum * v + grad; return v, w - rate * v", "swapped"),
            ("return w - rate * (momentum * v + grad), v", "old_returned"),
            (
                "v = momentum * v + grad; return w - rate * (grad + momentum * v), v",
                "nesterov",
            ),
            ("v *= momentum; v += grad; return w - rate * v, v", "modified"),
            ("v = momentum * v + grad; return w - rate * v", "not_a_pair"),
            ("w -= rate * v.velocity; return w, v", "exception"),
        ],
    ),
    "minibatches": functions(
        "minibatches(n, size, seed)",
        [
            (f"{ORDER}return {CUT[:-1]} if i + size <= n]", "dropped"),
            (f"o = np.arange(n); return {CUT}", "not_shuffled"),
            (
                "g = np.random.default_rng(seed)\n    return [g.permutation(np.arange(i, min(i + "
                "size, n))) for i in range(0, n, size)]",
                "shuffled_apart",
            ),
            (f"o = np.random.default_rng(seed).integers(0, n, n); return {CUT}", "replacement"),
            (
                f"o = np.random.default_rng(seed).permutation(n); o = np.append(o, o[:-n % size])\n"
                f"    return {CUT}".replace("range(0, n, size)", "range(0, len(o), size)"),
                "padded",
            ),
            (f"o = np.random.permutation(n); return {CUT}", "not_repeatable"),
            (f"o = np.random.default_rng(0).permutation(n); return {CUT}", "seed_ignored"),
            (f"{ORDER}o = o + 1; return {CUT}", "one_based"),
            (f"{ORDER}return np.array_split(o, min(size, n))", "sizes"),
            (f"{ORDER}return o", "not_indices"),
            (f"{ORDER}return [[o]]", "not_indices"),
            (f"{ORDER}return [o * 1.0]", "not_indices"),
            (f"{ORDER}return [o[:1]]", "missing"),
            ("return n", "not_a_list"),
            (f"return {CUT}", "exception"),
            (f"o = np.random.default_rng(seed).shuffle(np.arange(n)); return {CUT}", "exception"),
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


@pytest.mark.parametrize("exercise", [lesson.descent, lesson.closed_form, lesson.momentum_update])
def test_the_cases_tell_all_mistakes_apart(exercise):
    formulas = [("right", exercise.right)] + [
        (key, formula) for key, mistake in exercise.mistakes.items() for formula in mistake.formulas
    ]
    values = [
        (key, [exercise._computed(f, case) for case in exercise.cases]) for key, f in formulas
    ]
    for (key, mine), (other, theirs) in combinations(values, 2):
        agree = all(
            (a is None and b is None) or (a is not None and b is not None and same(a, b))
            for a, b in zip(mine, theirs, strict=True)
        )
        assert key == other or not agree, f"{key} and {other} look alike"


def test_global_random_numbers_get_a_remark_and_stay_as_they_were(attempt):
    code = next(code for code in RIGHT["minibatches"] if "np.random.seed" in code)
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    assert "global random numbers" in attempt(lesson, lesson.minibatches, code).message
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_a_learning_rate_is_tried_out(attempt):
    text = attempt(lesson, lesson.learning_rate, "limit, one_step = 0.25, 0.2").message
    assert "one step leads from x = 1 to x = -0.6; it should be 0." in text
