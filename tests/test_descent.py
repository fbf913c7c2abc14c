"""Descent's Python side: surfaces, dl101's own paths, traits, and what cannot be shown."""

import numpy as np
import pytest

from dl101.widgets import Descent
from dl101.widgets.choices import OPTIMIZERS
from dl101.widgets.surfaces import RATES, SURFACES, descend


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
def test_the_lowest_minimum_is_where_it_is_said_to_be(name):
    surface = SURFACES[name]
    sides = [surface.xlim, surface.ylim][: surface.variables]
    grid = np.meshgrid(*(np.linspace(*side, 201) for side in sides))
    assert (surface.evaluate(*grid)[0] >= surface.lowest - 1e-7).all()
    value, gradient = surface.evaluate(*map(float, surface.minimum))
    assert value == pytest.approx(surface.lowest, abs=1e-7)
    assert np.abs(gradient).max() < 1e-5


def test_the_digits_criterion_keeps_the_best_bias():
    """With all three parameters free, no slope is left at the minimum."""
    digits = SURFACES["digits"]
    logits = np.array(digits.points) @ digits.minimum + digits.bias
    assert abs(np.mean(1 / (1 + np.exp(-logits)) - digits.labels)) < 1e-5
    assert np.mean((logits >= 0) == digits.labels) == 0.975


@pytest.mark.parametrize("name", SURFACES)
def test_default_learning_rates_lead_down(name):
    made = Descent(name, step_count=60)
    assert not made.diverged
    assert made.values[-1] < made.values[0]


@pytest.mark.parametrize("name", ["parabola", "bowl", "valley", "canyon"])
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
@pytest.mark.parametrize("name", [name for name in SURFACES if name != "digits"])
def test_divergence_ends_the_path_without_overflow(name, optimizer):
    made = Descent(name, learning_rate=100, optimizer=optimizer, step_count=1000)
    path, far = made.trajectory, SURFACES[name].far
    assert made.diverged
    assert np.isfinite(path).all()
    assert np.abs(path[-1]).max() > far >= np.abs(path[:-1]).max()
    assert "diverges" in made.alt


@pytest.mark.parametrize(("name", "rate"), [("parabola", 2.2), ("valley", 0.11), ("digits", 60)])
def test_the_still_shows_all_of_a_path_that_leaves_the_map(name, rate):
    made = Descent(name, learning_rate=rate, step_count=8)
    axes = made.draw()[0].axes[0]
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    assert right > SURFACES[name].xlim[1]
    for x, y in zip(made.trajectory[:, 0], made.trajectory[:, -1], strict=True):
        assert left < x < right
        assert made.surface == "parabola" or bottom < y < top
    assert axes.get_ylim()[1] > made.values[-1] or made.surface != "parabola"


def test_a_still_shows_the_path_to_come_and_the_goal():
    made = Descent("valley", learning_rate=0.09)
    assert "gradient descent is at (-0.116, -0.000507) after 33 steps" in made.alt
    axes = made.draw()[0].axes[0]
    assert len(axes.lines[0].get_xdata()) == 34
    (goal,) = axes.patches
    assert goal.get_radius() == SURFACES["valley"].goal
    made.step()
    assert "after 1 steps" in made.alt
    # One that never arrives is followed for a while, to where it is lost.
    assert "after 150 steps" in Descent("canyon").alt
    assert "diverges" in Descent("valley", learning_rate=0.2).alt


def test_a_still_need_not_give_away_the_path():
    made = Descent("canyon", compare=True, learning_rate=0.04, path_ahead=False)
    assert made.alt.endswith("gradient descent, momentum, Adam will start at (-2, 1.6).")
    axes = made.draw()[0].axes[0]
    assert {len(line.get_xdata()) for line in axes.lines} == {1}
    made.step(3)
    assert "Adam is at" in made.alt
    assert max(len(line.get_xdata()) for line in made.draw()[0].axes[0].lines) == 4


def test_each_optimizer_has_its_learning_rate():
    made = Descent("canyon", compare=True, learning_rate={"Adam": 0.1}, step_count=3)
    assert made.learning_rates == {"gradient descent": 0.045, "momentum": 0.045, "Adam": 0.1}
    assert repr(made) == (
        "<Descent: all optimizers on 'canyon', learning rates 0.045, 0.045, 0.1, step 3>"
    )
    for name, rate in made.learning_rates.items():
        alone = Descent("canyon", optimizer=name, learning_rate=rate, step_count=3)
        np.testing.assert_array_equal(made.trajectories[name], alone.trajectory)
    with pytest.raises(ValueError, match="a number for each of"):
        made.learning_rates = {"Adam": 1}
    made.learning_rate = 0.02
    assert set(made.learning_rates.values()) == {0.02}
    made.reset()
    assert made.learning_rates["Adam"] == 0.1


def test_adam_wins_in_a_canyon_and_loses_when_it_is_turned():
    """The others do not notice: their path is turned with the canyon."""
    along = Descent("canyon").best_learning_rates()
    turned = Descent("turned canyon").best_learning_rates()
    assert along == {
        "gradient descent": (0.045, None),
        "momentum": (0.09, 136),
        "Adam": (0.22, 45),
    }
    assert turned == {**along, "Adam": (2.5, 437)}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_best_learning_rate_arrives_first(optimizer):
    best, steps = Descent("valley").best_learning_rates()[optimizer]
    made = Descent("valley", optimizer=optimizer, learning_rate=best, step_count=200)
    assert made.arrival == steps
    for beside in (-1, 1):
        made.learning_rate = RATES[RATES.index(best) + beside]
        assert made.arrival is None or made.arrival >= steps


def test_batches_are_really_drawn_from_the_data():
    surface = SURFACES["digits"]
    full = Descent("digits", step_count=1).trajectory
    steps = []
    for seed in range(40):
        path = Descent("digits", batch_size=90, seed=seed, step_count=4).trajectory
        steps.append(path[1] - path[0])
    # A batch's first step is that of all the data on average, and differs from it.
    np.testing.assert_allclose(np.mean(steps, axis=0), full[1] - full[0], atol=0.1)
    assert np.std(steps, axis=0).min() > 0.05
    # The four batches of an epoch hold each digit once: without moving, they average exactly.
    still = descend(surface, "gradient descent", 1e-9, 0, surface.start, 4, 90, 3)[0]
    slope = np.array(surface.evaluate(*surface.start)[1])
    np.testing.assert_allclose((still[0] - still[-1]) / 4e-9, slope, rtol=1e-4)
    assert repr(Descent("digits", batch_size=5)) == (
        "<Descent: gradient descent on 'digits', learning rate 5, batches of 5, step 0>"
    )


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
        ({"learning_rate": {"Adm": 1}}, "Did you mean 'Adam'"),
        ({"learning_rate": {"Adam": 0}}, "learning_rate must not be 0"),
        ({"batch_size": 0}, "batch_size must be a whole number from 1 to 360"),
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
