"""Tests of how operands become nodes, in which graph, and of Python's operators."""

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dl101 as dl

from ..strategies import arrays, broadcasting_shapes


def test_a_node_stays_itself_and_a_value_becomes_a_constant(session):
    x = dl.constant(1.0)
    assert dl.convert_to_tensor(x) is x
    y = dl.convert_to_tensor([1, 2], dl.float32, name="y")
    assert y.name == "y"
    assert session.run(y).dtype == np.float32


OPERATORS = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"]


@pytest.mark.parametrize("name", [*OPERATORS, "gt", "ge", "lt", "le"])
@given(data=st.data())
def test_operators_on_both_sides_of_arrays_and_numbers(name, data):
    apply = getattr(operator, name)
    shapes = data.draw(broadcasting_shapes(min_length=1)) if name != "matmul" else [(2, 3), (3, 2)]
    a, b = (data.draw(arrays(shape, "float64", 0.5, 3)) for shape in shapes)
    with dl.Graph().as_default():
        x, y = dl.placeholder(shape=a.shape), dl.placeholder(shape=b.shape)
        ways = [apply(x, y), apply(a, y), apply(x, b), apply(a.tolist(), y), apply(x, b.tolist())]
        for value in dl.Session().run(ways, {x: a, y: b}):
            np.testing.assert_allclose(value, apply(a, b), rtol=1e-14)


def test_operators_of_one_operand_and_of_numpys_scalars_and_booleans(session):
    x, flag = dl.constant([-1.0, 2.0]), dl.constant([True, False])
    results = session.run([-x, abs(x), np.float64(3) * x, np.int64(3) - x])
    assert [value.tolist() for value in results] == [[1, -2], [1, 2], [-3, 6], [4, 1]]
    results = session.run([~flag, True & flag, False | flag])
    assert [value.tolist() for value in results] == [[False, True], [True, False], [True, False]]


def test_operands_join_the_graph_of_the_node_beside_them():
    with dl.Graph().as_default() as graph:
        x = dl.placeholder(shape=[2, 2], name="x")
        flag = dl.placeholder(dl.bool, [2, 2], name="flag")
        index = dl.placeholder(dl.int32, [2], name="index")
    assert dl.get_default_graph() is not graph
    nodes = [
        2 * x + np.ones(2),
        [1.0, 2.0] @ x,
        dl.where(flag, 1.0, 0.0),
        dl.where([True, False], x, 0.0),
        dl.logical_and(True, flag),
        dl.gather([1.0, 2.0, 3.0], index),
        dl.fill(index, 1.0),
        dl.concat([[[1.0, 2.0]], x], 0),
        dl.stack([[1.0, 2.0], x[0]]),
        dl.convert_to_tensor([x[0], [1.0, 2.0]]),
        dl.reshape(x, [4]),
        dl.range(0, index[0]),
        dl.zeros(index),
        dl.random_normal(index),
        dl.add_n([x, [[1.0, 2.0], [3.0, 4.0]]]),
        dl.nn.dropout(x, rate=0.5),
        dl.nn.l2_loss(x),
        dl.nn.sigmoid_cross_entropy_with_logits(labels=[1.0, 0.0], logits=x[0]),
        dl.nn.softmax_cross_entropy_with_logits(labels=[1.0, 0.0], logits=x[0]),
        dl.nn.sparse_softmax_cross_entropy_with_logits(labels=[1, 0], logits=x),
        dl.nn.sparse_softmax_cross_entropy_with_logits(labels=index, logits=np.ones((2, 3))),
    ]
    assert {node.graph for node in nodes} == {graph}
    assert dl.get_default_graph().nodes == []


def test_what_is_run_for_its_side_effect_has_no_value():
    step = dl.group(dl.assign(dl.Variable(1.0), 2.0), name="step")
    for call in (lambda: step + 1.0, lambda: dl.reshape(step, [1]), lambda: dl.stack([step])):
        with pytest.raises(TypeError, match="'step' is run for its side effect, and has no value"):
            call()
