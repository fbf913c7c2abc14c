"""Tests of random operations: redrawn at each run, repeatable by seed, and of the right kind."""

import numpy as np
import pytest

import dl101 as dl

NORMAL, UNIFORM, TRUNCATED = dl.random_normal, dl.random_uniform, dl.truncated_normal


@pytest.mark.parametrize("draw", [NORMAL, UNIFORM, TRUNCATED])
def test_each_run_draws_anew_and_one_run_draws_once(draw, session):
    x = draw([5])
    first, again = session.run([x, dl.identity(x)])
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, session.run(x))


@pytest.mark.parametrize("seeded", ["operation", "graph"])
@pytest.mark.parametrize("draw", [NORMAL, UNIFORM, TRUNCATED])
def test_a_seed_makes_sessions_draw_the_same(draw, seeded):
    if seeded == "graph":
        dl.set_random_seed(3)
    x = draw([5], seed=7 if seeded == "operation" else None)
    a, b = dl.Session(), dl.Session()
    runs = [(a.run(x), b.run(x)) for _ in range(3)]
    for one, other in runs:
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(runs[0][0], runs[1][0])


def test_draws_differ_otherwise(session):
    x = dl.random_normal([5])
    assert not np.array_equal(session.run(x), dl.Session().run(x))
    dl.set_random_seed(3)
    x, y = session.run([dl.random_normal([5]), dl.random_normal([5])])
    assert not np.array_equal(x, y)


def test_a_program_run_again_in_a_new_graph_draws_the_same():
    def program():
        with dl.Graph().as_default():
            dl.set_random_seed(3)
            w = dl.Variable(dl.random_normal([4]))
            return dl.Session().run(w)

    np.testing.assert_array_equal(program(), program())


def test_the_numbers_have_the_distribution_asked_for(session):
    x, t, u, i = session.run(
        [
            dl.random_normal([20_000], 3.0, 2.0, seed=1),
            dl.truncated_normal([20_000], 3.0, 2.0, seed=1),
            dl.random_uniform([20_000], -1, 4, seed=1),
            dl.random_uniform([20_000], 2, 5, "int32", seed=1),
        ]
    )
    assert [x.mean(), x.std()] == pytest.approx([3, 2], abs=0.05)
    assert np.abs(t - 3).max() <= 4
    assert t.std() == pytest.approx(2 * 0.8796, abs=0.05)
    assert -1 <= u.min() < -0.99
    assert 3.99 < u.max() < 4
    assert set(i) == {2, 3, 4}


@pytest.mark.parametrize("draw", [NORMAL, UNIFORM, TRUNCATED])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [[], [0], [2, 3]])
def test_shape_and_dtype(draw, dtype, shape, session):
    x = draw(shape, dtype=dtype)
    value = session.run(x)
    assert value.dtype == x.dtype == dtype
    assert np.shape(value) == x.shape == tuple(shape)


def test_the_shape_can_be_computed(session):
    x = dl.placeholder()
    y = dl.random_normal(dl.shape(x))
    assert session.run(y, {x: np.zeros((3, 2))}).shape == (3, 2)
