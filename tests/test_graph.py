"""Tests of graphs: nodes, names, scopes, and which graph is the default."""

import threading

import numpy as np
import pytest

import dl101 as dl
from dl101 import topological_order


def names(*wanted):
    return [dl.constant(1.0, name=name).name for name in wanted]


def test_names_are_made_unique_as_tensorflow_does():
    assert names("a", "A", "a", "a_1", "a") == ["a", "A_1", "a_2", "a_1_1", "a_3"]
    assert names("b_1", "b", "b", "b") == ["b_1", "b", "b_2", "b_3"]
    assert [dl.matmul(dl.ones([1, 1]), dl.ones([1, 1])).name for _ in range(3)] == [
        "MatMul",
        "MatMul_1",
        "MatMul_2",
    ]


def test_scopes_prefix_names_and_are_made_unique_too():
    found = []
    with dl.name_scope("s"):
        found += names("x")
    with dl.name_scope("s") as scope:
        found += names("x")
        with dl.name_scope("inner"):
            found += names("x", "x")
    with dl.name_scope(scope):
        found += names("x")
    with dl.name_scope("S"):
        found += names("x")
        with dl.name_scope(None):
            found += names("x")
    expected = ["s/x", "s_1/x", "s_1/inner/x", "s_1/inner/x_1", "s_1/x_1", "S_2/x", "x"]
    assert found == expected


def test_a_scope_ends_after_an_error():
    with pytest.raises(KeyError), dl.name_scope("s"):
        raise KeyError
    assert names("x") == ["x"]


def test_a_name_has_tensorflows_characters_and_500_of_them_at_most(graph):
    for name in ("a b", "_a", "a:0", "ä", "<b>", "a\n", " ", "-a", "n" * 501):
        with pytest.raises(ValueError, match="cannot be a name"):
            dl.constant(1.0, name=name)
    with dl.name_scope("s" * 400), pytest.raises(ValueError, match="501 characters"):
        dl.constant(1.0, name="n" * 100)
    assert graph.nodes == []
    assert dl.constant(1.0).name == "Const"
    assert dl.constant(1.0, name="n" * 500).name == "n" * 500


def test_a_node_is_found_by_its_name(graph):
    x = dl.placeholder(name="x")
    assert graph.get_tensor_by_name("x") is x
    assert graph.get_tensor_by_name("x:0") is x


def test_a_graph_is_the_default_within_its_block(graph):
    other = dl.Graph()
    with other.as_default() as entered:
        assert entered is other
        assert dl.constant(1.0).graph is other
    assert dl.constant(1.0).graph is graph


def test_a_plain_call_makes_a_graph_the_default_for_good(graph):
    dl.Graph().as_default()
    x = dl.constant(1.0)
    assert x.graph is not graph
    assert dl.Session().run(x) == 1
    dl.reset_default_graph()
    assert dl.get_default_graph() is not x.graph
    assert dl.get_default_graph().nodes == []


def test_each_thread_has_a_default_graph_of_its_own(graph):
    nodes = []

    def work():
        dl.Graph().as_default()
        nodes.append(dl.constant(1.0))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert dl.get_default_graph() is graph
    assert nodes[0].graph is not graph


def test_a_constant_cannot_be_changed_from_outside(session):
    array = np.ones(2)
    x = dl.constant(array)
    array[:] = 5
    session.run(x)[:] = 7
    assert session.run(x).tolist() == [1, 1]
    with pytest.raises(ValueError, match="read-only"):
        x.value[:] = 3


def test_a_constant_may_be_put_into_a_shape(session):
    assert session.run(dl.constant(3, shape=[2, 2])).tolist() == [[3, 3], [3, 3]]
    assert session.run(dl.constant([1, 2, 3, 4], shape=[2, 2])).tolist() == [[1, 2], [3, 4]]


def test_a_placeholder_is_a_float64_of_any_shape_by_default():
    x = dl.placeholder()
    assert x.dtype == dl.float64
    assert x.shape is None
    assert dl.placeholder("int32", [None, 2]).get_shape() == (None, 2)
    assert repr(dl.placeholder(shape=[2], name="x")) == "<Placeholder 'x' shape=(2,) dtype=float64>"


def test_what_a_variable_starts_from(session):
    ways = [
        dl.Variable([1.0, 2.0]),
        dl.Variable(lambda: np.array([1.0, 2.0])),
        dl.Variable(dl.constant([1.0, 2.0])),
        dl.Variable(lambda: dl.constant([1.0, 2.0])),
    ]
    for value in session.run(ways):
        assert value.tolist() == [1, 2]
    assert dl.Variable(1, dtype="float32").dtype == dl.float32


def test_the_order_of_evaluation_names_each_node_once_and_inputs_first():
    x = dl.placeholder()
    y = x
    for _ in range(40):
        y = y + y
    order = topological_order([y, x])
    assert len(order) == 41
    place = {node: i for i, node in enumerate(order)}
    assert all(place[i] < place[node] for node in order for i in node.inputs)
    assert topological_order([y], given=[y.inputs[0]]) == [y]


def test_the_equals_sign_asks_for_the_same_node():
    x, y = dl.constant(1.0), dl.constant(1.0)
    assert x == x
    assert x != y
    assert x in [y, x]
    assert len({x, y}) == 2
