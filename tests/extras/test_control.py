"""Tests of cond, while_loop and py_func: what is computed when, and what is refused."""

import numpy as np
import pytest

import dl101 as dl


def test_only_the_branch_that_is_chosen_is_computed(session):
    x, calls = dl.placeholder(shape=[]), []

    def noted(name):
        def call(a):
            calls.append(name)
            return a

        return lambda: dl.py_func(call, [x], dl.float64)

    y = dl.cond(x > 0, noted("true"), noted("false"))
    assert session.run(y, {x: 2.0}) == 2
    assert session.run(y, {x: -2.0}) == -2
    assert calls == ["true", "false"]


def test_the_gradient_computes_one_branch_too(session):
    x = dl.placeholder(shape=[])
    y = dl.cond(x > 0, lambda: dl.log(x), lambda: x * x)
    (grad,) = dl.gradients(y, x)
    with np.errstate(all="raise"):
        assert session.run([y, grad], {x: -3.0}) == [9, -6]
        assert session.run(grad, {x: 4.0}) == 0.25


def test_cond_of_variables_sessions_and_refusals(session):
    x, w = dl.placeholder(shape=[]), dl.Variable(3.0)
    y = dl.cond(x > 0, lambda: w * x, lambda: w + 0)
    step = dl.train.GradientDescentOptimizer(0.5).minimize(y)
    session.run(step, {x: 2.0})
    assert session.run(w) == 2
    assert dl.Session().run(y, {x: 2.0}) == 6
    with pytest.raises(TypeError, match=r"cond takes two functions: cond\(pred, lambda"):
        dl.cond(x > 0, y, y)
    with pytest.raises(TypeError, match=r"int32; use dl101.cast"):
        dl.cond(x > 0, lambda: x, lambda: 1)
    with pytest.raises(ValueError, match="one function returns 2 tensors, the other one 1"):
        dl.cond(x > 0, lambda: [x, x], lambda: x)
    many = dl.cond(dl.placeholder(dl.bool, name="many"), lambda: x, lambda: -x)
    with pytest.raises(ValueError, match="it must be one truth value"):
        session.run(many, {x: 1.0, dl.get_default_graph().get_tensor_by_name("many"): [True]})


def test_a_loop_reads_what_is_outside_once(session):
    calls = []
    outside = dl.py_func(lambda: calls.append(1) or np.float64(2), [], dl.float64)
    i, x = dl.while_loop(lambda i, x: i < 5, lambda i, x: [i + 1, x * outside], [0, 1.0])
    assert session.run([i, x]) == [5, 32]
    assert calls == [1]


def test_a_loop_says_that_it_has_no_gradients():
    x = dl.placeholder(shape=[], name="x")
    y = dl.while_loop(lambda y: y < 10.0, lambda y: y * 2, [x])
    with pytest.raises(LookupError, match=r"no gradients through a while_loop.*Python's for"):
        dl.gradients(y, x)


def test_loops_that_are_refused(session):
    with pytest.raises(TypeError, match="the body turns 'while/Const' from int32 into float64"):
        dl.while_loop(lambda i: i < 3, lambda i: i * 0.5, [1])
    with pytest.raises(ValueError, match="there are 1 variables, and the body returns 2"):
        dl.while_loop(lambda i: i < 3, lambda i: [i, i], [1])
    with pytest.raises(ValueError, match=r"the body changes the shape .*shape_invariants"):
        dl.while_loop(lambda x: True, lambda x: dl.concat([x, x], 0), [[1.0]])
    endless = dl.while_loop(lambda i: i > -1, lambda i: i, [0], maximum_iterations=7)
    assert session.run(endless) == 0


def test_what_a_python_function_returns_is_checked(session):
    y = dl.py_func(lambda: "text", [], dl.float64, name="mine")
    with pytest.raises(TypeError, match=r"a result is .*and Tout says float64"):
        session.run(y)
    two = dl.py_func(lambda: 1.0, [], [dl.float64, dl.float64])
    with pytest.raises(ValueError, match="1 results, and Tout names 2 dtypes"):
        session.run(two)
