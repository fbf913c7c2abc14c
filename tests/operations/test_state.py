"""Tests of operations that change variables."""

import numpy as np
import pytest

import dl101 as dl


@pytest.fixture
def w():
    return dl.Variable([1.0, 2.0], name="w")


def test_assigning_changes_the_value_in_this_session_only(w, session):
    other = dl.Session()
    assert session.run(dl.assign(w, [3.0, 4.0])).tolist() == [3, 4]
    assert session.run(w).tolist() == [3, 4]
    assert other.run(w).tolist() == [1, 2]


def test_adding_and_subtracting(w, session):
    assert session.run(w.assign_add([1.0, 1.0])).tolist() == [2, 3]
    assert session.run(w.assign_sub([0.5, 0.0])).tolist() == [1.5, 3]
    assert session.run(dl.assign_add(w, w)).tolist() == [3, 6]
    assert session.run(w).tolist() == [3, 6]


def test_several_changes_in_one_run_all_count(w, session):
    session.run([w.assign_add([1.0, 0.0]), w.assign_add([10.0, 0.0])])
    assert session.run(w).tolist() == [12, 2]


def test_a_fetch_sees_the_variable_as_it_was_before_the_run(w, session):
    change = w.assign([5.0, 6.0])
    before, after, doubled = session.run([w * 1.0, change, change * 2])
    assert before.tolist() == [1, 2]
    assert after.tolist() == [5, 6]
    assert doubled.tolist() == [10, 12]


def test_an_assigned_array_is_not_shared(w, session):
    array = np.array([5.0, 6.0])
    x = dl.placeholder(shape=[2])
    session.run(w.assign(dl.identity(x)), {x: array})
    array[:] = 0
    assert session.run(w).tolist() == [5, 6]


def test_loading_a_value(w, session):
    other = dl.Session()
    w.load([5.0, 6.0], other)
    w.load([7, 8])
    assert session.run(w).tolist() == [7, 8]
    assert other.run(w).tolist() == [5, 6]


def test_a_group_does_all_and_has_no_value(w, session):
    v = dl.Variable(0.0)
    step = dl.group(w.assign_add([1.0, 1.0]), [v.assign(3.0)])
    assert session.run(step) is None
    assert session.run([w, v])[0].tolist() == [2, 3]
    assert session.run(v) == 3
    assert session.run(dl.no_op()) is None


def test_the_lists_of_variables(w):
    step = dl.Variable(0, trainable=False)
    assert dl.global_variables() == [w, step]
    assert dl.trainable_variables() == [w]


def test_initializers_set_back(w, session):
    v = dl.Variable(7.0)
    for several in (w, [w], {w}, iter([w])):
        session.run([w.assign([0.0, 0.0]), v.assign(0.0)])
        session.run(dl.variables_initializer(several))
        assert session.run(w).tolist() == [1, 2]
        assert session.run(v) == 0
    dl.global_variables_initializer().run()
    assert session.run(v) == 7


def test_a_variable_has_one_initializer(w, graph):
    assert w.initializer is w.initializer
    count = len(graph.nodes)
    dl.global_variables_initializer()
    assert len(graph.nodes) == count + 1


# Initial values are drawn once


@pytest.fixture(params=[None, 3], ids=["unseeded", "seeded"])
def copies(request):
    """A variable that starts from random numbers, and others that start from it."""
    dl.set_random_seed(request.param)
    start = dl.random_normal([3])
    w, v = dl.Variable(start), dl.Variable(start)
    t, u = dl.Variable(w.initialized_value()), dl.Variable(w * 2)
    return w, v, t, u, dl.Variable(u - t)


def agree(values):
    w, v, t, u, difference = values
    np.testing.assert_array_equal(t, w)
    np.testing.assert_array_equal(u, 2 * w)
    np.testing.assert_allclose(difference, w)
    return v


@pytest.mark.parametrize("order", [1, -1])
def test_variables_initialized_together_share_what_was_drawn(copies, order, session):
    variables = list(copies)
    init = dl.variables_initializer(variables[::order])
    for _ in range(2):
        session.run(init)
        first = session.run(variables)
        np.testing.assert_array_equal(agree(first), first[0])
        # Starting afresh, nothing depends on the values of before.
        session.run(copies[0].assign([7.0, 8.0, 9.0]))
    session.run(dl.global_variables_initializer())
    np.testing.assert_array_equal(agree(session.run(variables)), session.run(copies[0]))


@pytest.mark.parametrize("first", [0, 2, 3, 4])
def test_variables_at_first_use_share_what_was_drawn(copies, first, session):
    session.run(copies[first])
    agree(session.run(list(copies)))


def test_a_value_that_was_loaded_is_what_others_start_from(copies, session):
    w, _, t, u, _ = copies
    w.load([1.0, 2.0, 3.0])
    assert [value.tolist() for value in session.run([t, u])] == [[1, 2, 3], [2, 4, 6]]
    w.load([5.0, 5.0, 5.0])
    assert session.run(t).tolist() == [1, 2, 3]
    session.run(t.initializer)
    assert session.run([w.value(), t.read_value()])[1].tolist() == [5, 5, 5]


def test_what_is_computed_from_a_variable_that_the_run_initializes(session):
    w = dl.Variable(dl.random_normal([3]))
    square, _, plus = session.run([dl.square(w) + 1.0, w.initializer, w + 0.0])
    np.testing.assert_array_equal(square, session.run(w) ** 2 + 1)
    np.testing.assert_array_equal(plus, session.run(w))
    t = dl.Variable(w * 2)
    _, ratio = session.run([dl.global_variables_initializer(), t / w])
    np.testing.assert_allclose(ratio, 2)


def test_a_value_of_another_shape_is_not_loaded(session):
    w = dl.Variable([1.0, 2.0], name="w")
    with pytest.raises(ValueError, match=r"'w' has shape \(2,\), and the value to load \(3,\)"):
        w.load([1.0, 2.0, 3.0], session)
    assert session.run(w).tolist() == [1, 2]
