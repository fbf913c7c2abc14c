"""Property tests: the stepper's gradients are the library's, for any graph and any operation."""

from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dl101 as dl
from dl101.widgets import Stepper
from dl101.widgets.backward import Backward

from .cases import CASES
from .strategies import apart


def backward(stepper):
    return [step for step in stepper._trace["steps"] if step["phase"] == "backward"]


UNARY = (dl.square, dl.sin, dl.tanh, dl.sigmoid, dl.negative, dl.nn.softplus, dl.nn.relu)
BINARY = (dl.add, dl.subtract, dl.multiply, dl.maximum)


@st.composite
def graphs(draw):
    """A graph of random operations on inputs of broadcasting shapes, ending in a sum."""
    shapes = draw(st.sampled_from([[(), (), ()], [(3, 2), (2,), ()], [(2, 2), (2, 1), (1, 2)]]))
    leaves = [dl.placeholder(name=f"x{k}") for k in range(3)]
    feeds = {
        x: draw(apart(s, stream=k)) for k, (x, s) in enumerate(zip(leaves, shapes, strict=True))
    }
    nodes = list(leaves)
    for _ in range(draw(st.integers(1, 8))):
        a, b = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        operation = draw(st.sampled_from([*UNARY, *BINARY]))
        nodes.append(operation(a, b) if operation in BINARY else operation(a))
    return dl.reduce_sum(dl.add_n([dl.reduce_sum(n) for n in nodes[3:]]) / 10.0), leaves, feeds


@given(data=st.data())
def test_steps_back_agree_with_gradients_for_any_graph(data):
    with dl.Graph().as_default():
        loss, leaves, feeds = data.draw(graphs())
        stepper = Stepper(loss, feeds, gradients=True)
        computed = stepper._values
        expected = dl.gradients(loss, leaves)
        for x, node in zip(leaves, expected, strict=True):
            if node is not None:
                found = stepper.gradients[x]
                np.testing.assert_allclose(found, dl.Session().run(node, feeds), rtol=1e-9)
        way_back: Backward = stepper._backward
        for node, gradient in stepper.gradients.items():
            parts = way_back.parts[node].values()
            if node is not loss and gradient is not None:
                np.testing.assert_allclose(sum(computed[p] for p in parts), gradient, rtol=1e-9)
        assert all(step["rows"] for step in backward(stepper))


DIFFERENTIABLE = [name for name, case in CASES.items() if case.differentiable]


@pytest.mark.parametrize("name", DIFFERENTIABLE)
@settings(max_examples=5)
@given(data=st.data(), known=st.booleans())
def test_every_operation_can_be_stepped_back_through(name, data, known):
    streams = count()
    with dl.Graph().as_default():
        example = CASES[name].draw(
            data.draw, lambda shape, low=-3, high=3: apart(shape, low, high, next(streams))
        )
        known = known or name == "matmul"  # a product with a vector has to know that it is one
        nodes = [dl.placeholder(x.dtype, x.shape if known else None) for x in example.inputs]
        feeds = dict(zip(nodes, example.inputs, strict=True))
        y = dl.sin(example.build(*nodes))
        stepper = Stepper(y, feeds, gradients=True)
        assert [step["node"] for step in backward(stepper)] == [n.name for n in stepper.gradients]
        for x, node in zip(nodes, dl.gradients(y, nodes), strict=True):
            if node is not None:
                expected = dl.Session().run(node, feeds)
                np.testing.assert_allclose(stepper.gradients[x], expected, rtol=1e-9, atol=1e-12)
