"""Property tests: every gradient rule against central differences, first and second order."""

from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dl101 as dl
from dl101 import shapes

from ..cases import CASES
from ..strategies import apart

DIFFERENTIABLE = [name for name, case in CASES.items() if case.differentiable]
SMOOTH = [name for name in DIFFERENTIABLE if CASES[name].smooth]


def build(data, name, known):
    """Build an example; return its result, the floating inputs, and what to feed."""
    streams = count()
    example = CASES[name].draw(
        data.draw, lambda shape, low=-3, high=3: apart(shape, low, high, next(streams))
    )
    # A factor of unknown rank is taken for matrices: vectors have their own test.
    known = known or (name == "matmul" and any(x.ndim == 1 for x in example.inputs))
    nodes = [dl.placeholder(x.dtype, x.shape if known else None) for x in example.inputs]
    feeds = dict(zip(nodes, example.inputs, strict=True))
    shape = np.shape(example.reference(*example.inputs))
    y = weighted(example.build(*nodes), shape)
    return y, [node for node in nodes if node.dtype == dl.float64], feeds


def weighted(y, shape):
    """Give each entry a weight of its own, so that a gradient in the wrong place shows."""
    return y * np.cos(1.0 + np.arange(np.prod(shape, dtype=int))).reshape(shape)


@pytest.mark.parametrize("name", DIFFERENTIABLE)
@given(data=st.data(), known=st.booleans())
def test_first_derivative(name, data, known):
    with dl.Graph().as_default():
        y, xs, feeds = build(data, name, known)
        report = dl.check_gradients(y, xs, feeds)
        assert report, report
        grads = dl.gradients(y, xs)
        assert all(shapes.compatible(g.shape, x.shape) for x, g in zip(xs, grads, strict=True))
        for x, value in zip(xs, dl.Session().run(grads, feeds), strict=True):
            assert np.shape(value) == feeds[x].shape
            assert np.asarray(value).dtype == np.float64


@pytest.mark.parametrize("name", SMOOTH)
@given(data=st.data(), known=st.booleans())
def test_second_derivative(name, data, known):
    with dl.Graph().as_default():
        y, xs, feeds = build(data, name, known)
        firsts = [
            weighted(first, feeds[x].shape)
            for x, first in zip(xs, dl.gradients(y, xs), strict=True)
        ]
        seconds = dl.gradients(firsts, xs)
        curved = [x for x, second in zip(xs, seconds, strict=True) if second is not None]
        if curved:
            report = dl.check_gradients(firsts, curved, feeds)
            assert report, report


FACTORS = [
    [(3,), (3, 2)],
    [(2, 3), (3,)],
    [(3,), (3,)],
    [(3,), (3, 3)],
    [(3, 3), (3,)],
    [(3,), (2, 3, 4)],
    [(2, 4, 3), (3,)],
    [(3,), (3, 3, 3)],
    [(3, 3, 3), (3,)],
]


@pytest.mark.parametrize("factors", FACTORS, ids=str)
@pytest.mark.parametrize("known", [(True, False), (False, True), (False, False)], ids=str)
def test_a_vector_of_unknown_rank_gives_the_right_gradient_or_an_error(factors, known):
    nodes = [dl.placeholder(shape=s if k else None) for s, k in zip(factors, known, strict=True)]
    rng = np.random.default_rng(0)
    feeds = {x: rng.normal(size=shape) for x, shape in zip(nodes, factors, strict=True)}
    y = dl.sin(dl.matmul(*nodes))
    for x in nodes:
        try:
            report = dl.check_gradients(y, x, feeds)
        except (ValueError, IndexError) as error:
            assert "cannot be computed" in str(error)  # noqa: PT017 (the gradient may be right)
        else:
            assert report, report


@pytest.mark.parametrize("factors", [FACTORS[0], FACTORS[1], FACTORS[7], FACTORS[8]], ids=str)
def test_the_error_for_such_a_vector_says_what_to_do(factors):
    a, b = (np.ones(shape) for shape in factors)
    x, y = dl.placeholder(), dl.placeholder()
    with pytest.raises(
        ValueError, match=r"a vector .* give the placeholder that is fed .*its shape"
    ):
        dl.check_gradients(dl.matmul(x, y), [x, y], {x: a, y: b})
    x, y = dl.placeholder(shape=a.shape), dl.placeholder(shape=b.shape)
    assert dl.check_gradients(dl.matmul(x, y), [x, y], {x: a, y: b})


def test_every_operation_whose_result_varies_with_its_inputs_is_differentiated():
    assert set(CASES) - set(DIFFERENTIABLE) == {
        # Their results are integers or booleans, or stay the same,
        *("equal", "not_equal", "greater", "greater_equal", "less", "less_equal"),
        *("logical_and", "logical_or", "logical_not", "argmax", "argmin", "shape", "one_hot"),
        *("zeros_like", "ones_like", "floordiv"),
        # or are to be taken for constants.
        "stop_gradient",
    }
