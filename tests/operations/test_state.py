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
    before, after = session.run([w * 1.0, w.assign([5.0, 6.0])])
    assert before.tolist() == [1, 2]
    assert after.tolist() == [5, 6]


def test_what_was_assigned_can_be_used_in_the_same_run(w, session):
    assert session.run(w.assign([5.0, 6.0]) * 2).tolist() == [10, 12]


def test_an_assigned_array_is_not_shared(w, session):
    array = np.array([5.0, 6.0])
    x = dl.placeholder(shape=[2])
    session.run(w.assign(x), {x: array})
    array[:] = 0
    fetched = session.run(w)
    assert fetched.tolist() == [5, 6]
    fetched[:] = 0
    assert session.run(w).tolist() == [5, 6]


def test_only_variables_of_the_right_shape_and_dtype_are_assigned(w):
    with pytest.raises(TypeError, match=r"Assign changes a Variable, and <Const .* is none"):
        dl.assign(dl.constant(1.0), 2.0)
    with pytest.raises(ValueError, match=r"Assign to 'w': the shapes \(2,\) and \(3,\) differ"):
        w.assign([1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match=r"1.5 cannot become int32"):
        dl.Variable(1).assign(1.5)
    with pytest.raises(TypeError, match=r"'x' is float32, and float64 is wanted"):
        w.assign(dl.placeholder(dl.float32, [2], name="x"))


def test_a_variable_keeps_its_shape_when_fed(w, session):
    x = dl.placeholder()
    with pytest.raises(ValueError, match=r"Assign 'Assign' cannot .*variable 'w' has shape \(2,\)"):
        session.run(w.assign(x), {x: [1, 2, 3]})
    assert session.run(w).tolist() == [1, 2]


def test_a_group_does_all_and_has_no_value(w, session):
    v = dl.Variable(0.0)
    step = dl.group(w.assign_add([1.0, 1.0]), [v.assign(3.0)])
    assert session.run(step) is None
    assert session.run([w, v])[0].tolist() == [2, 3]
    assert session.run(v) == 3
    assert session.run(dl.no_op()) is None
    with pytest.raises(TypeError, match="group brings nodes about, and 3 is none"):
        dl.group(3)


def test_the_lists_of_variables(w):
    step = dl.Variable(0, trainable=False)
    assert dl.global_variables() == [w, step]
    assert dl.trainable_variables() == [w]


def test_initializers_set_back(w, session):
    v = dl.Variable(7.0)
    session.run([w.assign([0.0, 0.0]), v.assign(0.0)])
    session.run(dl.variables_initializer([w]))
    assert session.run(w).tolist() == [1, 2]
    assert session.run(v) == 0
    dl.global_variables_initializer().run()
    assert session.run(v) == 7


def test_a_variable_has_one_initializer(w, graph):
    assert w.initializer is w.initializer
    count = len(graph.nodes)
    dl.global_variables_initializer()
    assert len(graph.nodes) == count + 1


def test_variables_initialised_together_by_one_random_node_start_equal(session):
    start = dl.random_normal([3])
    a, b = dl.Variable(start), dl.Variable(start)
    session.run(dl.global_variables_initializer())
    np.testing.assert_array_equal(*session.run([a, b]))


def test_only_variables_have_initial_values_and_shapes_to_validate(session):
    for var_list in ([1], 3, [dl.constant(1.0)]):
        with pytest.raises(TypeError, match="Only variables have initial values, and"):
            dl.variables_initializer(var_list)
    w = dl.Variable(1.0)
    session.run(dl.variables_initializer(w))
    with pytest.raises(TypeError, match="validate_shape is True or False"):
        dl.assign(w, 2.0, validate_shape="w")
