"""The Python side of lesson 3's widgets in numbers; `test_widgets.py` tests what all promise."""

import json

import numpy as np
import pytest

from dl101.datasets import two_clouds
from dl101.widgets import InvalidValue, LineFit, LossBoundary, LossSurface

POINTS, LABELS = [[-1.0, 0.0], [1.0, 0.0], [2.0, 1.0]], [0, 1, 0]
X, Y = [0.0, 1.0, 2.0, 4.0], [1.0, 3.0, 2.0, 5.0]


def from_front_end(widget, **state):
    """Deliver a change as the browser sends it."""
    widget.set_state(json.loads(json.dumps(state)))


def test_each_point_s_loss_and_their_mean():
    widget = LossBoundary(POINTS, LABELS, w1=2.0, w2=-1.0, b=0.5)
    p = widget.probabilities()
    expected = -np.log(np.where(widget.labels == 1, p, 1 - p))
    np.testing.assert_allclose(widget.losses, expected)
    assert widget.loss == pytest.approx(expected.mean())
    assert isinstance(widget.loss, float)


def test_confident_mistakes_stay_finite():
    widget = LossBoundary([[1.0, 0.0], [-1.0, 0.0]], [0, 0], w1=1000.0)
    np.testing.assert_allclose(widget.losses, [1000.0, 0.0])
    assert widget.loss == 500.0


def test_without_points_there_is_no_loss():
    widget = LossBoundary()
    assert widget.losses.shape == (0,)
    assert np.isnan(widget.loss)
    assert "entropy" not in widget.alt


def test_the_loss_follows_the_hand():
    heard = []
    widget = LossBoundary(POINTS, LABELS, kernel_readout=lambda w: heard.append(w.loss))
    from_front_end(widget, w1=0, points=[[1, 1]], labels=[1])
    assert heard[-1] == pytest.approx(np.log(2))
    widget.reset()
    assert len(widget.losses) == 3


def test_the_surface_agrees_with_the_boundary():
    boundary = LossBoundary(*two_clouds(20), w1=0.5, w2=-1.0, b=2.0)
    for x, y in (("w1", "w2"), ("b", "w1"), ("w2", "b")):
        surface = LossSurface(boundary, x, y)
        losses = surface.losses([-3.0, 0.0, 1.5], [-1.0, 4.0])
        assert losses.shape == (2, 3)
        for (i, j), loss in np.ndenumerate(losses):
            numbers = {"w1": 0.5, "w2": -1.0, "b": 2.0}
            numbers |= {x: [-3.0, 0.0, 1.5][j], y: [-1.0, 4.0][i]}
            other = LossBoundary(boundary.points, boundary.labels, **numbers)
            assert loss == pytest.approx(other.loss, abs=1e-12)


def test_the_surface_shows_the_boundary_itself():
    boundary = LossBoundary(POINTS, LABELS)
    surface = LossSurface(boundary, "b", "w1", xlim=(-1, 1))
    assert surface.boundary is boundary
    assert (surface.xlim, surface.ylim) == ((-1.0, 1.0), (-4.0, 4.0))
    assert surface.get_state("boundary") == {"boundary": f"IPY_MODEL_{boundary.model_id}"}
    from_front_end(surface, x="w2", y="b", xlim=[-4, 4], ylim=[-1, 1])
    assert (surface.x, surface.y, surface.ylim) == ("w2", "b", (-1.0, 1.0))
    from_front_end(surface, x="b", y="w2")
    assert (surface.x, surface.y) == ("b", "w2")
    with pytest.raises(InvalidValue, match="two different"):
        surface.x = "w2"
    assert surface.x == "b"


def test_a_parameter_brings_the_limits_it_had():
    surface = LossSurface(LossBoundary(POINTS, LABELS), ylim=(-2, 3))
    surface.y = "b"
    assert (surface.xlim, surface.ylim) == ((-4.0, 4.0), (-8.0, 8.0))
    surface.ylim = (0, 1)
    surface.x = "w2"
    assert (surface.xlim, surface.ylim) == ((-2.0, 3.0), (0.0, 1.0))
    with surface.hold_trait_notifications():
        surface.x, surface.y = "b", "w1"
    assert (surface.xlim, surface.ylim) == ((0.0, 1.0), (-4.0, 4.0))


def test_a_line_in_numbers():
    widget = LineFit(X, Y, slope=0.5, intercept=1.0)
    np.testing.assert_allclose(widget.residuals, [0.0, 1.5, 0.0, 2.0])
    assert widget.mse == pytest.approx((1.5**2 + 2.0**2) / 4)
    slope, intercept = widget.least_squares
    np.testing.assert_allclose((slope, intercept), np.polyfit(X, Y, 1))
    widget.slope, widget.intercept = slope, intercept
    assert widget.mse < LineFit(X, Y, slope + 0.01, intercept).mse
    from_front_end(widget, points=[[1, 2], [3, 5]], slope=1)
    np.testing.assert_array_equal((widget.x, widget.y), ([1, 3], [2, 5]))
    widget.reset()
    np.testing.assert_array_equal(widget.y, Y)
    assert widget.slope == 0.5
    widget.set_points([1, 2], [3, 4])
    assert widget.points.tolist() == [[1, 3], [2, 4]]


def test_a_line_s_axes_have_the_names_they_are_given():
    axes = LineFit(X, Y, xlabel="ink ($)").draw()[1]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("ink ($)", "y")


def test_a_line_without_points_and_through_one_x():
    assert np.isnan(LineFit().mse)
    assert np.isnan(LineFit().least_squares).all()
    assert LineFit([2, 2], [1, 4]).least_squares == (0.0, 2.5)


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e6])
def test_a_line_s_picture_has_room_around_the_points(size):
    widget = LineFit(size * np.array(X), -size * np.array(Y))
    for values, (low, high) in ((widget.x, widget.xlim), (widget.y, widget.ylim)):
        span = values.max() - values.min()
        assert low < values.min() - 0.2 * span
        assert high > values.max() + 0.2 * span
        assert high - low < 2.6 * span
    assert LineFit([3], [0]).xlim == (0.0, 6.0)
    assert LineFit(X, Y, xlim=(-1, 5)).xlim == (-1.0, 5.0)
