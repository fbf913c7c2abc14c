"""Lesson 6's exercises: right answers of many kinds, and typical wrong ones by their diagnosis."""

from itertools import combinations

import numpy as np
import pytest

from dl101.exercises import multi_layer_perceptrons as lesson
from dl101.exercises.answers import same, shown


def functions(name_and_parameters, pairs):
    return [(f"def {name_and_parameters}:\n    {body}", mistake) for body, mistake in pairs]


def function(name_and_parameters, *bodies):
    return [f"def {name_and_parameters}:\n    {body}" for body in bodies]


BACK = "hidden_gradients(X, H, W2, dZ)"
DA = "dA = (dZ @ W2.T) * (H > 0)\n    "
HE = "he_normal(n_in, n_out, random)"
STOP = "early_stopping(losses, patience)"
BUILD = "mlp(x, sizes, activation)"
DRAW = "random.standard_normal((n_in, n_out))"

BEST = """best = 0
    for step in range(len(losses)):
        if losses[step] {better} losses[best]:
            best = step
        {otherwise} step - best {reached} patience:
            {stop}
    return {result}"""


def stopping(better="<", otherwise="elif", reached=">=", stop="break", result="best"):
    return BEST.format(
        better=better, otherwise=otherwise, reached=reached, stop=stop, result=result
    )


BEFORE = """best = wait = i = 0
    for i in range(1, len(losses)):
        if losses[i] {compare} losses[i - 1]:
            best, wait = i, 0
        else:
            wait += 1
        if wait == patience:
            {stop}
    return {result}"""


NETWORK = """h = x
    for i, size in enumerate(sizes):
        W = dl.Variable({start})
        b = dl.Variable({bias})
        h = {affine}
        {rest}
    return {result}"""
RANDOM = "dl.random_normal([h.shape[1], size], stddev=h.shape[1] ** -0.5, seed=i)"
LAST = "h = activation(h) if i < len(sizes) - 1 else h"


def network(start=RANDOM, bias="dl.zeros([size])", affine="h @ W + b", rest=LAST, result="h"):
    return NETWORK.format(start=start, bias=bias, affine=affine, rest=rest, result=result)


RECURSIVE = """W = dl.Variable(dl.random_normal([x.shape[1], sizes[0]], stddev=x.shape[1] ** -0.5))
    z = dl.add(dl.matmul(x, W), dl.Variable(np.zeros((1, sizes[0]))))
    return mlp(activation(z), sizes[1:], activation) if sizes[1:] else z"""

RIGHT = {
    "xor_relu": [
        "v1, v2, c = 2, -4, -1",
        "v1, v2, c = 1.0, -3, -0.25",
        "v1, v2, c = np.array([1, -2, 0])",
    ],
    "parameters": [
        "small, large = 17, 2410",
        "small, large = 17.0, np.int64(2410)",
    ],
    "hidden_gradients": function(
        BACK,
        f"{DA}return X.T @ dA, dA.sum(0, keepdims=True)",
        f"{DA}return [np.einsum('nd,nh->dh', X, dA), np.ones(len(X)) @ dA]",
        "dA = np.dot(dZ, W2.T) * np.sign(H); return np.dot(X.T, dA), sum(dA)",
        "dA = dZ @ W2.T; dA[H == 0] = 0; return X.T @ dA, dA.sum(0)",
        "dA = np.where(H > 0, dZ @ W2.T, 0); return X.T @ dA, dA.sum(0)",
    ),
    "stay_equal": [
        "a, b, c, d = 1, 1, 0, 1",
        "a, b, c, d = np.array([True, True, False, True])",
    ],
    "he_normal": function(
        HE,
        f"return {DRAW} * (2 / n_in) ** 0.5",
        "return random.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))",
        "return random.normal(scale=np.sqrt(2 / n_in), size=(n_out, n_in)).T",
        "s = np.sqrt(6 / n_in); return random.uniform(-s, s, (n_in, n_out))",
    ),
    "early_stopping": function(
        STOP,
        stopping(),
        stopping(otherwise="if"),
        stopping(stop="return best"),
        "best, wait = 0, 0\n    for i in range(1, len(losses)):\n"
        "        best, wait = (i, 0) if losses[i] < losses[best] else (best, wait + 1)\n"
        "        if wait == patience: break\n    return best",
    ),
    "mlp": [
        *function(BUILD, network(), RECURSIVE),
        *function(BUILD, network(bias="np.zeros(size)", affine="dl.nn.bias_add(h @ W, b)")),
        *function(
            BUILD,
            network(rest="logits, h = h, activation(h)", result="logits"),
        ),
    ],
}

WRONG = {
    "xor_relu": [
        (f"v1, v2, c = {numbers}", mistake)
        for numbers, mistake in [
            ("1, -1, -0.5", "or"),
            ("1, 0, -0.5", "or"),
            ("-1, 2, 0.5", "negated"),
            ("1, 1, -2", "and"),
            ("1, -3, 0.5", "nand"),
            ("-1, -1, 0.5", "nor"),
            ("0, 0, 0", "constant"),
            ("1, 1, 1", "constant"),
            ("1, 'two', 0", "not_numbers"),
            ("1, [1, 2], 0", "shape"),
            ("1, np.nan, 0", "not_finite"),
        ]
    ],
    "parameters": [
        (f"small, large = {numbers}", mistake)
        for numbers, mistake in [
            ("12, 2368", "no_biases"),
            ("7, 106", "units"),
            ("16, 2400", "hidden_biases_only"),
            ("13, 2378", "output_biases_only"),
            ("19, 2474", "input_biases"),
            ("14, 2370", "one_bias"),
            ("8, 20480", "product"),
            ("12, 2080", "first_layer"),
            ("17, 2409", "other"),
            ("2410, 17", "other"),
            ("None, 17", "not_numbers"),
        ]
    ],
    "hidden_gradients": functions(
        BACK,
        [
            ("dA = dZ @ W2.T; return X.T @ dA, dA.sum(0)", "no_slope"),
            ("dA = dZ @ W2.T * (H >= 0); return X.T @ dA, dA.sum(0)", "no_slope"),
            ("dA = dZ @ W2.T; dA[H < 0] = 0; return X.T @ dA, dA.sum(0)", "no_slope"),
            ("dA = dZ @ W2.T * (1 - H**2); return X.T @ dA, dA.sum(0)", "tanh"),
            ("dA = dZ @ W2.T * (1 - np.tanh(H) ** 2); return X.T @ dA, dA.sum(0)", "tanh"),
            ("dA = dZ @ W2.T * H * (1 - H); return X.T @ dA, dA.sum(0)", "sigmoid"),
            ("dA = dZ @ W2.T * H; return X.T @ dA, dA.sum(0)", "activation"),
            ("dA = dZ @ W2.T * np.maximum(H, 0); return X.T @ dA, dA.sum(0)", "activation"),
            ("dA = dZ @ W2.T * (H == 0); return X.T @ dA, dA.sum(0)", "opposite"),
            (
                "dA = dZ @ W2.T * np.where(H > 0, 1, -1); return X.T @ dA, dA.sum(0)",
                "minus_one",
            ),
            ("dA = np.maximum(dZ @ W2.T, 0); return X.T @ dA, dA.sum(0)", "relu_of_the_gradient"),
            (
                "dH = dZ @ W2.T; dA = dH * (H > 0) * (dH > 0); return X.T @ dA, dA.sum(0)",
                "relu_of_the_gradient",
            ),
            (f"{DA}return X.T @ dA / len(X), dA.mean(0)", "mean"),
            (f"{DA}return X.T @ dA, dA.mean(0)", "bias_mean"),
            (f"{DA}return -X.T @ dA, -dA.sum(0)", "sign"),
            (f"{DA}return X.T @ dA, (dZ @ W2.T).sum(0)", "bias_no_slope"),
            (f"{DA}return dA.T @ X, dA.sum(0)", "shape"),
            (f"{DA}return X.T @ dA, dA", "bias_shape"),
            (f"{DA}return X.T @ dA, dA.sum()", "bias_shape"),
            (f"{DA}return X.T @ dA", "not_a_pair"),
            (f"{DA}return X @ dA, dA.sum(0)", "shapes"),
            ("dA = dZ @ W2 * (H > 0); return X.T @ dA, dA.sum(0)", "not_transposed"),
            ("dA = dZ * (H > 0); return X.T @ dA, dA.sum(0)", "no_weights"),
            (f"{DA}return 2 * X.T @ dA, dA.sum(0)", "other"),
            (f"{DA}dA.sum(0)", "no_return"),
            (f"{DA}return 'W', 'b'", "not_numbers"),
            ("return X.transposed @ H, X", "exception"),
            (f"{DA}X *= 2; return (X / 2).T @ dA, dA.sum(0)", "modified"),
            ("H[H > 0] = 1; dA = dZ @ W2.T * H; return X.T @ dA, dA.sum(0)", "modified"),
        ],
    ),
    "stay_equal": [
        (f"a, b, c, d = {values}", mistake)
        for values, mistake in [
            ("False, True, False, True", "start_a"),
            ("True, False, False, True", "start_b"),
            ("True, True, True, True", "start_c"),
            ("True, True, False, False", "start_d"),
            ("False, False, True, False", "opposite"),
            ("True, True, 'no', True", "not_numbers"),
            ("2, True, False, True", "not_bool"),
        ]
    ],
    "he_normal": functions(
        HE,
        [
            (f"return 2 / n_in * {DRAW}", "variance"),
            (f"return {DRAW} / np.sqrt(n_in)", "no_two"),
            (f"return np.sqrt(2 / (n_in + n_out)) * {DRAW}", "glorot"),
            (f"return np.sqrt(2 / n_out) * {DRAW}", "n_out"),
            (f"return {DRAW}", "unscaled"),
            (f"return np.sqrt(n_in / 2) * {DRAW}", "inverse"),
            (f"return 2 / np.sqrt(n_in) * {DRAW}", "two_outside"),
            (
                "s = np.sqrt(2 / n_in); return random.uniform(-s, s, (n_in, n_out))",
                "uniform_limit",
            ),
            ("return np.sqrt(2 / n_in) * random.random((n_in, n_out))", "mean"),
            ("return np.sqrt(2 / n_in) * random.standard_normal((n_out, n_in))", "transposed"),
            ("return np.sqrt(2 / n_in) * random.standard_normal(n_in)", "shape"),
            ("return np.full((n_in, n_out), np.sqrt(2 / n_in))", "equal"),
            (
                "return np.tile(np.sqrt(2 / n_in) * random.standard_normal((n_in, 1)), n_out)",
                "equal",
            ),
            (
                "return np.random.default_rng(0).normal(0, np.sqrt(2 / n_in), (n_in, n_out))",
                "own_seed",
            ),
            (
                "return np.random.normal(0, np.sqrt(2 / n_in), (n_in, n_out))",
                "not_repeatable",
            ),
            (f"return 0.3 * {DRAW}", "other"),
            (f"return np.inf * {DRAW}", "not_finite"),
            ("return dl.random_normal([n_in, n_out])", "not_numbers"),
            ("return random.gauss(n_in, n_out)", "exception"),
            (f"{DRAW}", "no_return"),
        ],
    ),
    "early_stopping": functions(
        STOP,
        [
            ("return int(np.argmin(losses))", "whole_curve"),
            (stopping(result="step"), "stopping_step"),
            (stopping(stop="return step"), "stopping_step"),
            (
                "i = best = 0\n    while i < len(losses) and i <= best + patience:\n"
                "        best = i if losses[i] < losses[best] else best\n        i += 1\n"
                "    return i",
                "stopping_step",
            ),
            (stopping(reached=">"), "one_too_patient"),
            (stopping(reached=">= max(patience - 1, 1) and"), "one_too_impatient"),
            (
                "for i in range(1, len(losses)):\n        if losses[i] > losses[i - 1]: "
                "return i - 1\n    return len(losses) - 1",
                "first_rise",
            ),
            (
                "for i in range(1, len(losses)):\n        if losses[i] >= losses[i - 1]: "
                "return i\n    return len(losses) - 1",
                "first_rise",
            ),
            (
                "best = rises = 0\n    for i in range(1, len(losses)):\n"
                "        rises = rises + 1 if losses[i] > losses[i - 1] else 0\n"
                "        if losses[i] < losses[best]: best = i\n"
                "        if rises == patience: break\n    return best",
                "rises_in_a_row",
            ),
            *[
                (BEFORE.format(compare=compare, stop=stop, result=result), mistake)
                for compare in ("<", "<=")
                for stop, result, mistake in [
                    ("break", "best", "loss_before"),
                    ("return i", "best", "loss_before"),
                    ("return i", "len(losses) - 1", "loss_before"),
                    ("return i - patience", "best", "loss_before"),
                    ("break", "int(np.argmin(losses[:i + 1]))", "rises_in_a_row"),
                ]
            ],
            (
                "best = bad = 0\n    for i in range(1, len(losses)):\n"
                "        if losses[i] < losses[best]: best = i\n        else: bad += 1\n"
                "        if bad == patience: break\n    return best",
                "never_reset",
            ),
            (stopping(better="<="), "ties"),
            (stopping(result="losses[best]"), "the_loss"),
            (stopping(result="best + 1"), "one_based"),
            ("return 0", "other"),
            ("return losses.index(losses)", "exception"),
            ("return 'at 3'", "not_numbers"),
            (stopping(stop="return"), "no_return"),
        ],
    ),
    "mlp": functions(
        BUILD,
        [
            (network(rest="h = activation(h)"), "activation_at_the_end"),
            (network(rest=""), "no_activation"),
            (network(rest="", result="activation(h)"), "only_at_the_end"),
            (
                network(rest="h = activation(h) if i < len(sizes) - 2 else h"),
                "one_left_out",
            ),
            (network().replace("h = x", "h = activation(x)", 1), "activation_of_input"),
            (network(rest=LAST.replace("activation(", "dl.tanh(")), "activation_ignored"),
            (network(affine="h @ W"), "no_biases"),
            (network(affine="h @ W + 0 * b"), "biases_unused"),
            (network(bias="0.0"), "biases"),
            (network(bias="dl.zeros([h.shape[1]])", affine="(h + b) @ W"), "biases"),
            (network().replace("enumerate(sizes)", "enumerate(sizes[:-1])"), "weights"),
            (network(start="dl.zeros([h.shape[1], size])"), "symmetric"),
            (network(start="0.5 * dl.ones([h.shape[1], size])"), "symmetric"),
            (network().replace("dl.Variable(", "dl.identity("), "no_variables"),
            (network(affine="h @ (2 * W) + b"), "other"),
            (network(affine="h.dense(W) + b"), "exception"),
            (network(rest=f"{LAST}; h = 1"), "exception"),
            (network(result="[h]"), "not_a_node"),
            (network(result="None"), "no_return"),
            ("with dl.Graph().as_default():\n        return dl.constant(1.0)", "other_graph"),
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


@pytest.mark.parametrize("exercise", [lesson.hidden_gradients, lesson.early_stopping])
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


def test_the_back_pass_that_is_called_right_is_the_librarys():
    import dl101 as dl

    X, _, W2, dZ = lesson.hidden_gradients.cases[1]
    W1 = np.random.default_rng(0).normal(size=(3, 2))
    with dl.Graph().as_default(), dl.Session() as session:
        first, biases = dl.Variable(W1), dl.Variable(np.zeros(2))
        H = dl.nn.relu(dl.constant(X) @ first + biases)
        grads = dl.gradients(H @ W2, [first, biases], grad_ys=dl.constant(dZ))
        values, (by_weights, by_biases) = session.run([H, grads])
    wanted = np.vstack([by_weights, by_biases])
    assert (values > 0).any(axis=0).all()
    assert (values == 0).any(axis=0).all()
    np.testing.assert_allclose(lesson.hidden_gradients.right(X, values, W2, dZ), wanted)


def test_one_of_the_units_in_the_back_pass_is_dead():
    X, H, W2, dZ = lesson.hidden_gradients.cases[0]
    assert list((H > 0).any(axis=0)) == [True, True, True, False]
    *_, dead = lesson.hidden_gradients.right(X, H, W2, dZ).T
    assert not dead.any()


def test_a_place_in_a_list_is_shown_as_an_integer(attempt):
    def text(body):
        return attempt(lesson, lesson.early_stopping, f"def {STOP}:\n    {body}").message

    assert "your result is `5`; it should be `2`." in text(stopping(result="step"))
    assert "your result is `0.4`; it should be `2`." in text(stopping(result="losses[best]"))
    assert "your result is `inf`; it should be `2`." in text("return np.inf")


@pytest.mark.parametrize("name", "abcd")
def test_the_answers_about_equal_units_hold_when_tried(name):
    one, other = lesson.stay_equal.after(name, 200).T
    assert np.allclose(one, other) == (name != "c")


def test_a_wrong_guess_about_equal_units_is_tried_out(attempt):
    text = attempt(lesson, lesson.stay_equal, "a, b, c, d = True, True, True, True").message
    assert "after 200 steps" in text
    first, second = lesson.stay_equal.after("c", 200).T
    assert shown(first) in text
    assert shown(second) in text


def test_remarks(attempt):
    wide = function(BUILD, network(start="dl.random_normal([h.shape[1], size])"))[0]
    assert "standard deviation 1" in attempt(lesson, lesson.mlp, wide).message
    assert "One thing more" not in attempt(lesson, lesson.mlp, RIGHT["mlp"][0]).message
    uniform = RIGHT["he_normal"][-1]
    assert "more evenly" in attempt(lesson, lesson.he_normal, uniform).message
    assert "more evenly" not in attempt(lesson, lesson.he_normal, RIGHT["he_normal"][0]).message
    tie = attempt(lesson, lesson.xor_relu, "v1, v2, c = 1, -2, 0").message
    assert "For (h₁, h₂) = (0, 0) and (2, 1) the score of the output is exactly 0" in tie
