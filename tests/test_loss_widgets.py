"""Tests of the Python side of lesson 3's widgets; `tests/browser/test_loss.py` tests the rest."""

import json
import re

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import dl101
from dl101 import plots
from dl101.datasets import two_clouds
from dl101.widgets import Boundary, InvalidValue, LineFit, LossBoundary, LossSurface

POINTS, LABELS = [[-1.0, 0.0], [1.0, 0.0], [2.0, 1.0]], [0, 1, 0]


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
    assert widget.still() == widget.still()
    assert LossSurface(widget).still() == LossSurface(widget).still()


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
    from_front_end(surface, x="w2", y="b", xlim=[-4, 4], ylim=[-8, 8])
    assert (surface.x, surface.y, surface.ylim) == ("w2", "b", (-8.0, 8.0))
    from_front_end(surface, x="b", y="w2")
    assert (surface.x, surface.y) == ("b", "w2")


X, Y = [0.0, 1.0, 2.0, 4.0], [1.0, 3.0, 2.0, 5.0]


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


def test_a_line_without_points_and_through_one_x():
    assert np.isnan(LineFit().mse)
    assert np.isnan(LineFit().least_squares).all()
    assert LineFit([2, 2], [1, 4]).least_squares == (0.0, 2.5)
    assert LineFit().still() == LineFit().still()


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


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LineFit([1, 2], [1]), "x has 2 values but y has 1"),
        (lambda: LineFit([[1, 2]], [1]), r"x must have shape \(n,\), not \(1, 2\)"),
        (lambda: LineFit([1], [np.nan]), r"y\[0\] is nan"),
        (lambda: LineFit(np.zeros(2001), np.zeros(2001)), "at most 2000 points"),
        (lambda: LineFit(slope=np.inf), "slope must be a finite number"),
        (lambda: LineFit(ylim=(3, 2)), "ylim must rise"),
        (lambda: LossBoundary([[0, 1]], [2]), "SoftmaxBoundary"),
        (lambda: LossSurface(Boundary()), "boundary must be a LossBoundary, not <Boundary"),
        (lambda: LossSurface(LossBoundary(), "w3"), r'x must be "w1", "w2" or "b", not \'w3\''),
        (lambda: LossSurface(LossBoundary(), y=["b"]), r'y must be "w1"'),
        (lambda: LossSurface(LossBoundary(), "b", "b"), "two different parameters"),
        (lambda: LossSurface(LossBoundary(), xlim=(1, 1)), "xlim must rise"),
        (lambda: setattr(LossSurface(LossBoundary()), "x", "w2"), "two different"),
        (lambda: LossSurface(LossBoundary()).losses([np.inf], [0]), r"columns\[0\] is inf"),
    ],
)
def test_mistakes_are_named(make, message):
    with pytest.raises(InvalidValue, match=message):
        make()


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (
            lambda: LossBoundary(POINTS, LABELS),
            "<LossBoundary: w1=1, w2=0, b=0, 3 points>",
            "area is its loss, the largest 2.127.",
        ),
        (
            lambda: LossSurface(LossBoundary(POINTS, LABELS)),
            "<LossSurface: cross-entropy over w1 and w2, 3 points>",
            "with a ring at w1 = 1, w2 = 0.",
        ),
        (
            lambda: LineFit(X, Y, 0.5, 1.0),
            "<LineFit: slope=0.5, intercept=1, 4 points>",
            "Mean squared error 1.562.",
        ),
    ],
)
def test_showing_emits_the_still_first_and_no_address(make, name, words):
    shell, widget = InteractiveShell.instance(), make()
    with capture_output() as captured:
        bundle, _ = shell.display_formatter.format(widget)
    (still,) = captured.outputs
    assert still.metadata["image/png"]["alt"] == widget.alt == still.data["text/plain"]
    assert words in widget.alt
    assert b"dl101 still" in widget.still()[:400]
    assert widget.still() == make().still()
    assert bundle["text/plain"] == repr(widget) == name


@pytest.mark.parametrize("widget", [LossBoundary, LossSurface, LineFit])
def test_the_joined_modules_import_nothing_and_share_no_name(widget):
    assert not re.findall(r"^import ", widget._front_end.default_value, flags=re.MULTILINE)
    declared = r"^(?:export )?(?:const|let|class|function) (\w+)"
    names = re.findall(declared, widget._front_end.default_value, flags=re.MULTILINE)
    assert sorted(set(names)) == sorted(names)
    assert widget._front_end.default_value.count("export default") == 1
    assert f"--dl101-loss: {plots.LOSS_COLOR};" in widget._css


def test_an_unknown_argument_is_named_with_the_known_ones():
    with pytest.raises(TypeError, match=r"no argument 'bias'.*x, y, slope, intercept, xlim"):
        LineFit(X, Y, bias=1.0)


def test_the_reader_s_graph_stays_as_it_is():
    with dl101.Graph().as_default():
        LossSurface(LossBoundary(POINTS, LABELS)).still()
        LineFit(X, Y).still()
        assert dl101.placeholder(dl101.float64).name == "Placeholder"


def test_a_parameter_that_is_none():
    widget = LossSurface(LossBoundary(*two_clouds(10)))
    for value, wanted in ((None, "a string"), (3, "a string"), ("a" * 10_000, '"w1", "w2" or "b"')):
        with pytest.raises(InvalidValue, match=f"^x must be {wanted}, not .{{,60}}$"):
            widget.x = value
    assert widget.x == "w1"
    with pytest.raises(InvalidValue, match=r"boundary must be a LossBoundary, not 'a.{,59}$"):
        LossSurface("a" * 10_000)
