"""Descent's Python side: surfaces, dl101's own paths, traits, and what cannot be shown."""

import numpy as np
import pytest

from dl101.widgets import Descent
from dl101.widgets.choices import OPTIMIZERS
from dl101.widgets.surfaces import FAR, SURFACES


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_are_the_slopes_of_the_values(name):
    surface = SURFACES[name]
    point = np.array(surface.start) * 0.7 + 0.1
    _, gradient = surface.evaluate(*point)
    for i, slope in enumerate(gradient):
        ahead, behind = point.copy(), point.copy()
        ahead[i] += 1e-6
        behind[i] -= 1e-6
        rise = surface.evaluate(*ahead)[0] - surface.evaluate(*behind)[0]
        assert slope == pytest.approx(rise / 2e-6, rel=1e-6)


@pytest.mark.parametrize("name", SURFACES)
def test_the_lowest_minimum_is_zero_and_on_the_map(name):
    surface = SURFACES[name]
    sides = [surface.xlim, surface.ylim][: surface.variables]
    grid = np.meshgrid(*(np.linspace(*side, 601) for side in sides))
    values = surface.evaluate(*grid)[0]
    assert -1e-12 < values.min() < 1e-3


@pytest.mark.parametrize("name", SURFACES)
def test_default_learning_rates_lead_down(name):
    made = Descent(name, step_count=60)
    assert not made.diverged
    assert made.value < 0.1 * made.values[0] or made.values[0] < 1e-6 or name == "curve"
    assert made.values[-1] < made.values[0]


@pytest.mark.parametrize("name", ["parabola", "bowl", "valley"])
def test_two_by_the_curvature_is_the_limit(name):
    limit = 2 / SURFACES[name].sharpest
    assert not Descent(name, learning_rate=0.99 * limit, step_count=1000).diverged
    assert Descent(name, learning_rate=1.05 * limit, step_count=1000).diverged


def test_the_trajectory_by_hand():
    made = Descent("bowl", start=(2, 1), learning_rate=0.1, step_count=2)
    np.testing.assert_allclose(made.trajectory, [[2, 1], [1.8, 0.8], [1.62, 0.64]])
    np.testing.assert_allclose(made.position, [1.62, 0.64])
    np.testing.assert_allclose(made.gradient, [1.62, 1.28])
    assert made.value == pytest.approx(1.62**2 / 2 + 0.64**2)
    made.optimizer = "momentum"
    made.momentum = 0.5
    np.testing.assert_allclose(made.trajectory[2], [1.8 - 0.1 * 2.8, 0.8 - 0.1 * 2.6])
    made.optimizer = "Adam"
    np.testing.assert_allclose(made.trajectory[1], [1.9, 0.9], rtol=1e-6)
    assert list(made.trajectories) == list(OPTIMIZERS)


def test_traits_and_position_both_ways():
    made = Descent("parabola", start=2, learning_rate=0.5, step_count=3)
    assert made.position == pytest.approx([0.25])
    made.step(2)
    assert made.step_count == 5
    made.position = 1.0
    assert made.step_count == 0
    np.testing.assert_array_equal(made.trajectory, [[1.0]])
    made.surface = "rosenbrock"
    np.testing.assert_array_equal(made.start, SURFACES["rosenbrock"].start)
    assert made.learning_rate == 0.5
    made.surface = "bowl"
    np.testing.assert_array_equal(made.start, SURFACES["rosenbrock"].start)
    made.reset()
    assert (made.surface, made.start.tolist(), made.step_count) == ("parabola", [2.0], 3)


def test_the_front_end_changes_surface_and_start_together():
    made = Descent("parabola", step_count=3)
    made.set_state({"surface": "valley", "start": [1.0, 0.5], "step_count": 0})
    assert made.surface == "valley"
    assert len(made.start) == 2
    made.set_state({"surface": "curve", "start": [2.3], "step_count": 0})
    assert made.start.tolist() == [2.3]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", SURFACES)
def test_divergence_ends_the_path_without_overflow(name, optimizer):
    made = Descent(name, learning_rate=100, optimizer=optimizer, step_count=1000)
    path = made.trajectory
    assert made.diverged
    assert np.isfinite(path).all()
    assert np.abs(path[-1]).max() > FAR >= np.abs(path[:-1]).max()
    assert "diverges" in made.alt
    assert made.still().startswith(b"\x89PNG")


def test_momentum_gets_over_the_hill_that_gradient_descent_stays_behind():
    slow = Descent("two minima", step_count=200)
    fast = Descent("two minima", optimizer="momentum", step_count=200)
    assert slow.position == pytest.approx([1, 0], abs=1e-3)
    assert fast.position == pytest.approx([-1.5, 0], abs=1e-2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"surface": "vally"}, "Did you mean 'valley'"),
        ({"optimizer": "adam"}, "Did you mean 'Adam'"),
        ({"surface": "valley", "start": 1.0}, "two numbers, not 1"),
        ({"surface": "curve", "start": (1.0, 2.0)}, "one number, not 2"),
        ({"start": (9, 0)}, "9 is not between -3 and 3"),
        ({"start": (float("nan"), 0)}, "finite"),
        ({"start": "here"}, "numbers"),
        ({"learning_rate": 0}, "learning_rate must not be 0"),
        ({"learning_rate": 101}, "learning_rate must be a finite number from 0 to 100"),
        ({"learning_rate": "fast"}, "finite number"),
        ({"momentum": 1}, "momentum must not be 1"),
        ({"compare": "yes"}, "compare must be True or False, not 'yes'"),
        ({"step_count": -1}, "step_count must be a whole number from 0 to 1000"),
        ({"step_count": 2.5}, "step_count must be a whole number, not 2.5"),
        ({"pace": 0}, "pace must not be 0"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Descent(**arguments)
    made = Descent()
    if "start" not in arguments or len(arguments) == 1:
        ((name, value),) = arguments.items()
        with pytest.raises(ValueError, match=message):
            setattr(made, name, value)
    assert repr(made) == "<Descent: gradient descent on 'bowl', learning rate 0.2, step 0>"


def test_a_kernel_readout_hears_every_change():
    made = Descent("bowl", kernel_readout=lambda d: {"f": d.value})
    before = made._kernel["lines"]
    made.set_state({"step_count": 4})
    assert made._kernel["lines"] != before
    with pytest.raises(TypeError, match="count must be a whole number, not 'a'"):
        made.step("a")
