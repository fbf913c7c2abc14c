"""Tests of sessions: fetching, feeding, variables, and what stays whose."""

import threading
import weakref
from collections import namedtuple

import numpy as np
import pytest

import dl101 as dl

Pair = namedtuple("Pair", "first second")


def test_fetches_come_back_as_they_were_nested(session):
    x, y = dl.constant(1.0), dl.constant([2.0, 3.0])
    fetches = {"a": [x, (y, x)], "b": Pair(x, [y]), "c": [], "d": {"e": x}}
    values = session.run(fetches)
    assert values["a"][0] == 1
    assert values["a"][1][0].tolist() == [2, 3]
    assert isinstance(values["a"][1], tuple)
    assert isinstance(values["b"], Pair)
    assert values["b"].second[0].tolist() == [2, 3]
    assert values["c"] == []
    assert values["d"] == {"e": 1}


def test_lists_and_numbers_are_fed(session):
    x = dl.placeholder()
    assert session.run(x * 2, {x: [[1, 2], [3, 4]]}).tolist() == [[2, 4], [6, 8]]
    assert session.run(x * 2, {x: 3}) == 6


def test_any_node_can_be_fed(session):
    x = dl.placeholder()
    w, c = dl.Variable([1.0, 2.0]), dl.constant(3.0)
    middle = dl.square(x)
    y = middle * c + w
    assert session.run(y, {middle: 10.0}).tolist() == [31, 32]
    assert session.run(y, {x: 1, w: [0, 0], c: 5}).tolist() == [5, 5]
    assert session.run(w).tolist() == [1, 2]
    assert session.run(c) == 3
    assert session.run(y, {y: [7, 7]}).tolist() == [7, 7]


def test_two_sessions_keep_their_own_values():
    w = dl.Variable(1.0)
    a, b = dl.Session(), dl.Session()
    a.run(w.assign(5.0))
    assert (a.run(w), b.run(w)) == (5, 1)


def test_variables_start_from_their_initial_value_at_first_use(session):
    w = dl.Variable(2.0)
    v = dl.Variable(w * 3)
    assert session.run(v + w) == 8
    session.run(w.assign(10.0))
    assert session.run(v) == 6


def test_the_order_of_feeding_does_not_matter(session):
    x, y = dl.placeholder(), dl.placeholder()
    z = x - y
    assert session.run(z, {x: 3, y: 1}) == 2
    assert session.run(z, {y: 1, x: 3}) == 2
    assert session.run(z, {x: 1, y: 3}) == -2


def test_a_chain_of_50000_nodes(session):
    x = dl.placeholder(shape=[])
    y = x
    for _ in range(50_000):
        y = y + 1.0
    assert session.run(y, {x: 0.5}) == 50_000.5


def test_each_node_is_computed_once_per_run(session):
    class Counted(dl.Operation):
        op_type = "Counted"
        count = 0

        def __init__(self, x):
            super().__init__([x], x.dtype, x.shape)

        def compute(self, x):
            Counted.count += 1
            return x

    y = Counted(dl.constant(1.0))
    for _ in range(40):
        y = y + y
    assert session.run([y, y])[0] == 2**40
    assert Counted.count == 1


def test_values_that_nobody_needs_any_more_are_let_go(session):
    class Noted(dl.Operation):
        op_type = "Noted"
        results = ()
        alive = ()

        def compute(self, x):
            y = x + 1
            Noted.alive = (*Noted.alive, sum(ref() is not None for ref in Noted.results))
            Noted.results = (*Noted.results, weakref.ref(y))
            return y

    y = dl.constant(np.ones(3))
    for _ in range(5):
        y = Noted([y])
    assert session.run(y).tolist() == [6, 6, 6]
    assert Noted.alive == (0, 1, 1, 1, 1)


def test_an_error_in_a_run_is_explained_and_the_session_goes_on(session):
    w = dl.Variable([1.0, 2.0])
    x = dl.placeholder(name="x")
    y = dl.matmul(x, [[1.0], [2.0]], name="y")
    with pytest.raises(ValueError, match="MatMul 'y' cannot be computed from 'x' Placeholder"):
        session.run([w, y], {x: np.ones((2, 3))})
    assert session.run(y, {x: [[1, 2]]}).tolist() == [[5]]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_a_run_changed_before_an_error_is_taken_back(error, session):
    class Failing(dl.Operation):
        op_type = "Failing"

        def compute(self, x):
            raise error

    w, v = dl.Variable(1.0), dl.Variable(2.0)
    change = w.assign_add(1.0)
    with pytest.raises(error):
        session.run([change, v.assign(5.0), Failing([change], shape=[])])
    assert session.run([w, v]) == [1, 2]
    session.run(change)
    assert session.run(w) == 2


def test_a_session_is_the_default_within_its_block():
    x = dl.constant(3.0)
    assert dl.get_default_session() is None
    with dl.Session() as session:
        assert dl.get_default_session() is session
        assert x.eval() == 3
        with dl.Session() as inner:
            assert dl.get_default_session() is inner
        assert dl.get_default_session() is session
    assert dl.get_default_session() is None
    with pytest.raises(RuntimeError, match="This session is closed"):
        session.run(x)


def test_as_default_leaves_a_session_open():
    session = dl.Session()
    with session.as_default():
        assert dl.constant(3.0).eval() == 3
    assert session.run(dl.constant(4.0)) == 4


def test_a_sessions_graph_is_the_default_within_its_block(graph):
    other = dl.Graph()
    with dl.Session(graph=other):
        assert dl.get_default_graph() is other
    assert dl.get_default_graph() is graph


def test_an_interactive_session_is_the_default_until_closed():
    session = dl.InteractiveSession()
    w = dl.Variable(1.0)
    w.initializer.run()
    w.assign_add(2.0).run()
    assert w.eval() == 3
    assert w.eval({w: 2}) == 2
    session.close()
    assert dl.get_default_session() is None
    with pytest.raises(ValueError, match="needs a session"):
        w.eval()


def test_eval_and_run_take_a_session():
    w = dl.Variable(1.0)
    a, b = dl.Session(), dl.Session()
    w.assign(5.0).run(session=a)
    assert (w.eval(session=a), w.eval(session=b)) == (5, 1)


def test_threads_can_share_a_session():
    x = dl.placeholder(shape=[100])
    y = dl.reduce_sum(dl.sqrt(x) * dl.sqrt(x))
    session = dl.Session()
    results = {}

    def work(i):
        results[i] = [session.run(y, {x: np.full(100, float(i))}) for _ in range(50)]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i, values in results.items():
        np.testing.assert_allclose(values, 100 * i)
