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


@pytest.mark.parametrize("name", ["a b", "_a", "a:0", "ä", "<b>", "a\n", " ", "-a"])
def test_a_name_has_tensorflows_characters(name):
    with pytest.raises(ValueError, match="cannot be a name: use letters, digits"):
        dl.placeholder(name=name)


def test_a_name_is_a_string():
    with pytest.raises(TypeError, match="A name is a string, not 3"):
        dl.placeholder(name=3)


def test_a_node_is_found_by_its_name(graph):
    x = dl.placeholder(name="x")
    assert graph.get_tensor_by_name("x") is x
    assert graph.get_tensor_by_name("x:0") is x
    with pytest.raises(KeyError, match="no node named 'y'"):
        graph.get_tensor_by_name("y")


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
    seen = []

    def work():
        with dl.Graph().as_default() as mine:
            seen.append(dl.constant(1.0).graph is mine)

    thread = threading.Thread(target=work)
    with dl.Graph().as_default() as current:
        thread.start()
        thread.join()
        assert dl.get_default_graph() is current
    assert seen == [True]


def test_nodes_of_two_graphs_do_not_meet():
    x = dl.placeholder(name="x")
    with dl.Graph().as_default():
        y = dl.placeholder(name="y")
    with pytest.raises(ValueError, match=r"Add cannot join nodes of two graphs: 'y' .* than 'x'"):
        x + y


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
    with pytest.raises(ValueError, match=r"2 values do not fill the shape \(3,\)"):
        dl.constant([1, 2], shape=[3])


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


def test_what_a_variable_cannot_start_from():
    with pytest.raises(ValueError, match="A Variable needs an initial value"):
        dl.Variable()
    with pytest.raises(TypeError, match="The second argument of Variable is trainable"):
        dl.Variable(1.0, 0.5)
    with pytest.raises(TypeError, match=r"1.5 cannot become int32"):
        dl.Variable(1.5, dtype="int32")
    for start, dtype in (("float32", "float64"), ("float64", "float32")):
        with pytest.raises(TypeError, match=f"A Variable of dtype {dtype} cannot start as 'Const"):
            dl.Variable(dl.constant(1.0, start), dtype=dtype)


def test_a_node_has_no_truth_value_length_or_number():
    x = dl.placeholder(name="x")
    for ask in (bool, lambda x: x or 1, lambda x: not x):
        with pytest.raises(TypeError, match=r"'x' has no truth value .*Session\.run.*dl101\.where"):
            ask(x)
    with pytest.raises(TypeError, match=r"'Less' has no truth value|'Greater' has no truth value"):
        assert 0 < x < 1
    with pytest.raises(TypeError, match="'x' has no length yet"):
        len(x)
    for ask in (float, int):
        with pytest.raises(TypeError, match=r"'x' has no value yet; compute it with Session\.run"):
            ask(x)


@pytest.mark.parametrize("ask", [np.array, np.asarray, np.mean, lambda x: np.array([x, x])])
def test_a_node_is_no_array(ask):
    with pytest.raises(TypeError, match=r"'x' is a node, not an array: .*Session\.run"):
        ask(dl.placeholder(name="x"))


def test_numpys_functions_do_not_take_nodes():
    with pytest.raises(TypeError, match="does not support ufuncs"):
        np.sin(dl.placeholder())


def test_a_node_of_known_length_can_be_gone_through(session):
    first, second = dl.constant([[1.0, 2.0], [3.0, 4.0]])
    assert session.run([first, second])[1].tolist() == [3, 4]
    for shape in (None, [], [None]):
        with pytest.raises(TypeError, match="Cannot go through 'Placeholder"):
            list(dl.placeholder(shape=shape))


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


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: dl.constant(1.0, name=np.ones(2)), TypeError, r"A name is a string, not array"),
        (lambda: dl.name_scope(3), TypeError, "A name scope is a string, not 3"),
        (lambda: dl.get_default_graph().get_tensor_by_name(None), TypeError, "name is a string"),
        (
            lambda: dl.Operation([[1.0]]),
            TypeError,
            r"and \[1.0\] is none.*convert_to_tensor",
        ),
        (lambda: dl.Operation(3), TypeError, r"a list of nodes, such as \[x\], not 3"),
        (lambda: dl.Operation([], "text"), TypeError, "no dtype 'text'"),
        (lambda: dl.constant(1.0, graph=3), TypeError, "graph is a dl101.Graph, not 3"),
        (lambda: dl.constant(1.0).eval(session=[1]), TypeError, r"a dl101.Session, not \[1\]"),
        (
            lambda: dl.constant(1.0, shape=[None, 2]),
            ValueError,
            r"complete; \(None, 2\)",
        ),
        (lambda: dl.constant(1.0, shape=[10**6] * 4), ValueError, "too large"),
        (lambda: dl.placeholder(shape=[10**30]), ValueError, "no such long lengths"),
        (lambda: dl.placeholder("a" * 10_000), TypeError, "no dtype 'aaa.{,60}; use one of"),
        (lambda: dl.Variable(1.0, "a" * 10_000), TypeError, "True or False, not 'aaa.{,60}; give"),
        (
            lambda: dl.Variable(1.0, validate_shape="w"),
            TypeError,
            "validate_shape is True",
        ),
    ],
)
def test_what_is_no_name_no_node_no_graph_and_no_shape(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_name_has_500_characters_at_most():
    assert len(dl.constant(1.0, name="n" * 500).name) == 500
    with pytest.raises(ValueError, match=r"'nnn.{37}'… cannot be a name: it has 501 characters"):
        dl.constant(1.0, name="n" * 501)
    with dl.name_scope("s" * 400), pytest.raises(ValueError, match="501 characters, its scopes"):
        dl.constant(1.0, name="n" * 100)
    assert dl.constant(1.0, name="n" * 499).name == "n" * 499


def test_a_name_given_in_vain_does_not_spoil_the_graph(graph):
    for name in ("two words", "n" * 501, 3):
        with pytest.raises((TypeError, ValueError)):
            dl.constant(1.0, name=name)
    assert graph.nodes == []
    assert dl.constant(1.0).name == "Const"
