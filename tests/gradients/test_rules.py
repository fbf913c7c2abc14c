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


@pytest.mark.parametrize("name", DIFFERENTIABLE)
@given(data=st.data())
def test_shape_and_dtype_are_those_of_the_input(name, data):
    with dl.Graph().as_default():
        y, xs, feeds = build(data, name, known=True)
        grads = dl.gradients(y, xs)
        for x, grad in zip(xs, grads, strict=True):
            assert shapes.compatible(grad.shape, x.shape)
        values = dl.Session().run(grads, feeds)
        assert [np.shape(v) for v in values] == [x.shape for x in xs]
        assert {np.asarray(v).dtype for v in values} <= {np.dtype("float64")}


def test_every_operation_whose_result_varies_with_its_inputs_is_differentiated():
    assert set(CASES) - set(DIFFERENTIABLE) == {
        # Their results are integers or booleans, or stay the same,
        *("equal", "not_equal", "greater", "greater_equal", "less", "less_equal"),
        *("logical_and", "logical_or", "logical_not", "argmax", "argmin", "shape", "one_hot"),
        *("zeros_like", "ones_like"),
        # or are to be taken for constants.
        "stop_gradient",
    }
