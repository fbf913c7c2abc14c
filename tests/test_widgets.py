"""Tests of the widgets' Python side; `tests/browser` tests the rest."""

import io
import json
import re

import matplotlib.image
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import dl101
from dl101 import plots
from dl101.datasets import three_clouds, two_clouds, xor_clouds
from dl101.widgets import Boundary, InvalidValue, NetworkPlane, Plane, SoftmaxBoundary
from dl101.widgets.network import ACTIVATIONS, Dense, check_layers, evaluate

POINTS, LABELS = [[-1.0, 0.0], [1.0, 0.0], [2.0, 1.0]], [0, 1, 0]
XOR_LAYERS = [
    ([[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0], "tanh"),
    ([[2.0], [-1.0]], [0.5], "sigmoid"),
]


def _from_front_end(widget, **state):
    """Deliver a change as the browser sends it."""
    widget.set_state(json.loads(json.dumps(state)))


def test_two_classes_in_numbers():
    widget = Boundary(POINTS, LABELS, w1=3.0, w2=4.0, b=-5.0)
    np.testing.assert_allclose(widget.logits(), [-8.0, -2.0, 5.0])
    np.testing.assert_allclose(widget.distances(), [-1.6, -0.4, 1.0])
    np.testing.assert_allclose(widget.probabilities(), 1 / (1 + np.exp(-widget.logits())))
    np.testing.assert_array_equal(widget.predictions(), [0, 0, 1])
    assert widget.accuracy == pytest.approx(1 / 3)
    np.testing.assert_allclose(widget.probabilities([[1.0, 0.5]]), [0.5])
    assert widget.predictions([[1.0, 0.5]]) == [1]
    assert np.isnan(Boundary().accuracy)
    assert np.isnan(Boundary(POINTS, LABELS, w1=0).distances()).all()


def test_three_classes_in_numbers():
    widget = SoftmaxBoundary(*three_clouds(30))
    probabilities = widget.probabilities()
    powers = np.exp(widget.logits())
    np.testing.assert_allclose(probabilities, powers / powers.sum(axis=1, keepdims=True))
    np.testing.assert_array_equal(widget.predictions(), widget.logits().argmax(axis=1))
    assert widget.accuracy > 0.9


def test_a_network_in_numbers():
    widget = NetworkPlane(*xor_clouds(12), layers=XOR_LAYERS)
    hidden = np.tanh(widget.points @ np.ones((2, 2)) + [0.0, -1.0])
    expected = 1 / (1 + np.exp(-(hidden @ [2.0, -1.0] + 0.5)))
    np.testing.assert_allclose(widget.probabilities(), expected)
    widget.layers = [([[1.0], [0.0]], [0.0], "sigmoid")]
    np.testing.assert_allclose(widget.probabilities([[0.0, 3.0]]), [0.5])
    widget.reset()
    np.testing.assert_allclose(widget.probabilities(), expected)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_activations_at_large_values(activation):
    layers = [Dense(np.array([[1e3, -1e3], [0.0, 0.0]]), np.zeros(2), activation)]
    assert np.isfinite(evaluate(layers, np.array([[1.0, 0.0], [-1.0, 0.0]]))).all()


def test_the_reader_s_graph_stays_as_it_is():
    with dl101.Graph().as_default() as graph:
        x = dl101.placeholder(dl101.float64, name="x")
        Boundary(POINTS, LABELS).probabilities()
        NetworkPlane(layers=[*XOR_LAYERS, ([[1.0]], [0.0], "sigmoid")]).still()
        assert dl101.placeholder(dl101.float64).name == "Placeholder"
        assert x.graph is graph


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Boundary([[1, 2, 3]], [0]), r"points must have shape \(n, 2\), not \(1, 3\)"),
        (lambda: Boundary([1, 2], [0]), r"points must have shape \(n, 2\), not \(2,\)"),
        (lambda: Boundary([[1, 2], [3]], [0, 1]), "points must be numbers in rows of equal length"),
        (lambda: Boundary([[0, 1], [2, np.nan]], [0, 1]), r"points\[1, 1\] is nan"),
        (lambda: Boundary(np.zeros((2001, 2)), np.zeros(2001)), r"2001 rows.*points\[::2\]"),
        (lambda: Boundary([[0, 1]], [0, 1]), r"points has 1 rows but labels has 2.*set_points"),
        (lambda: Boundary([[0, 1]], [3]), r"between 0 and 2"),
        (lambda: Boundary([[0, 1]], [2]), "SoftmaxBoundary"),
        (lambda: Boundary([[0, 1]], [[0, 1]]), r"labels.argmax\(axis=1\)"),
        (lambda: Boundary([[0, 1]], [0.5]), "labels must be whole numbers"),
        (lambda: Boundary([[0, 1]], ["a"]), "labels must be whole numbers"),
        (lambda: Boundary([[0, 1]], [[0], [1, 2]]), r"labels must have shape \(n,\)"),
        (lambda: Boundary([[0, 1]], [-1]), r"labels\[0\] is -1"),
        (lambda: Boundary(w1=np.inf), "w1 must be a finite number, not inf"),
        (lambda: Boundary(b="much"), "b must be a finite number, not 'much'"),
        (lambda: Boundary(xlim=(2, 1)), "xlim must rise"),
        (lambda: Boundary(ylim=(2,)), r"ylim must have shape \(2,\)"),
        (lambda: Boundary(kernel_readout=3), "kernel_readout must be a function"),
        (lambda: SoftmaxBoundary(weights=np.ones((3, 2))), r"weights must have shape \(2, 3\)"),
        (lambda: SoftmaxBoundary(biases=[0, 0, np.nan]), r"biases\[2\] is nan"),
        (lambda: SoftmaxBoundary([[0, 1]], [3]), r"labels\[0\] is 3"),
        (lambda: NetworkPlane(), "layers must hold at least one layer"),
        (lambda: NetworkPlane(layers=[([[1.0]], [0.0])]), r"layers\[0\] weights.*\(2, n\)"),
        (lambda: NetworkPlane(layers=[(np.ones((2, 3)), [0.0])]), r"biases must have shape \(3,\)"),
        (lambda: NetworkPlane(layers=[(np.ones((2, 1)), [0.0], "step")]), "activation 'step'"),
        (lambda: NetworkPlane(layers=[(np.ones((2, 1)), [0.0])]), "must end in one sigmoid unit"),
        (lambda: NetworkPlane(layers=[[np.ones((2, 1))]]), r"\(weights, biases, activation\)"),
    ],
)
def test_mistakes_are_named(make, message):
    with pytest.raises(InvalidValue, match=message):
        make()


def test_an_unknown_argument_is_named_with_the_known_ones():
    with pytest.raises(TypeError, match=r"no argument 'w3'.*w1, w2, b, xlim"):
        Boundary(POINTS, LABELS, w3=1.0)


def test_a_refused_value_changes_nothing():
    widget = Boundary(POINTS, LABELS)
    for refused in (
        lambda: setattr(widget, "points", [[1.0, 2.0]]),
        lambda: setattr(widget, "labels", [0, 1, 7]),
        lambda: setattr(widget, "w1", np.nan),
        lambda: widget.set_points([[1.0, 2.0]], [1, 0]),
        lambda: setattr(widget, "weights", [1.0, 2.0, 3.0]),
    ):
        with pytest.raises(ValueError, match=r"must|but"):
            refused()
        np.testing.assert_array_equal(widget.points, POINTS)
        np.testing.assert_array_equal(widget.labels, LABELS)
        assert widget.w1 == 1.0


def test_arrays_cannot_be_changed_unnoticed():
    widget = Boundary(POINTS, LABELS)
    with pytest.raises(ValueError, match="read-only"):
        widget.points[0, 0] = 3.0


def test_points_are_set_and_reset():
    widget = Boundary(POINTS, LABELS, w1=2.0)
    widget.set_points([[0, 1]], [1])
    widget.weights = [0, 3]
    assert (widget.w1, widget.w2, widget.points.shape) == (0.0, 3.0, (1, 2))
    widget.reset()
    assert (widget.w1, widget.w2, widget.points.shape) == (2.0, 0.0, (3, 2))


def test_the_front_end_s_changes_arrive_as_arrays():
    widget = Boundary(POINTS, LABELS)
    seen = []
    widget.observe(lambda change: seen.append(change.new), "points")
    _from_front_end(widget, points=[[0, 1], [2, 3]], labels=[1, 1], w1=2)
    assert isinstance(widget.points, np.ndarray)
    assert widget.points.dtype == np.float64
    assert widget.labels.dtype == np.int64
    assert isinstance(widget.w1, float)
    assert len(seen) == 1


def test_one_read_out_for_one_change():
    calls = []
    widget = Boundary(POINTS, LABELS, kernel_readout=lambda w: calls.append(w.w1) or {"w1": w.w1})
    assert calls == [1.0]
    _from_front_end(widget, w1=2, w2=3, b=4)
    assert calls == [1.0, 2.0]
    assert widget._kernel == {"lines": [["w1", "2"]]}
    widget.w1 = 5
    widget.weights = [6, 7]
    assert calls == [1.0, 2.0, 5.0, 6.0]
    widget.kernel_readout = lambda w: "two\nlines"
    assert widget._kernel == {"lines": [["", "two"], ["", "lines"]]}
    widget.kernel_readout = lambda w: {"p": np.array([0.123456, 1.0]), "n": 3, "t": "text"}
    assert widget._kernel["lines"] == [["p", "[0.1235 1.    ]"], ["n", "3"], ["t", "text"]]
    widget.kernel_readout = None
    assert widget._kernel == {}


def test_an_exception_is_shown_and_the_next_result_again():
    widget = Boundary(POINTS, LABELS, kernel_readout=lambda w: {"inverse": 1 / w.w1})
    _from_front_end(widget, w1=0)
    assert widget._kernel == {"error": "ZeroDivisionError: float division by zero"}
    _from_front_end(widget, w1=4)
    assert widget._kernel == {"lines": [["inverse", "0.25"]]}


def test_an_exception_of_an_observer_is_shown():
    widget = Boundary(POINTS, LABELS)

    def fail(change):
        raise KeyError("mine")

    widget.observe(fail, "b")
    with pytest.raises(KeyError):
        _from_front_end(widget, b=1)
    assert widget._kernel == {"error": "KeyError: 'mine'"}
    widget.unobserve(fail, "b")
    _from_front_end(widget, b=2)
    assert widget._kernel == {}


@pytest.mark.parametrize(
    "widget",
    [
        lambda: Boundary(*two_clouds(20)),
        lambda: Boundary(),
        lambda: Boundary(w1=0.0, w2=0.0),
        lambda: Boundary(POINTS, LABELS, w1=1e-3, b=5.0),
        lambda: SoftmaxBoundary(*three_clouds(21)),
        lambda: SoftmaxBoundary(weights=np.zeros((2, 3))),
        lambda: NetworkPlane(*xor_clouds(20), layers=XOR_LAYERS),
    ],
)
def test_a_still_picture_is_drawn_and_the_same_again(widget):
    picture = widget().still()
    assert picture == widget().still()
    assert b"dl101 still" in picture[:400]
    assert matplotlib.image.imread(io.BytesIO(picture)).std() >= 0


def test_showing_emits_the_still_first_and_no_address():
    shell = InteractiveShell.instance()
    widget = Boundary(POINTS, LABELS)
    with capture_output() as captured:
        bundle, _ = shell.display_formatter.format(widget)
    (still,) = captured.outputs
    assert set(still.data) == {"text/html", "image/png", "text/plain"}
    assert (
        f'<img alt="{widget.alt}" width="360" src="data:image/png;base64,'
        in (still.data["text/html"])
    )
    assert still.metadata["image/png"]["alt"] == widget.alt == still.data["text/plain"]
    assert bundle["text/plain"] == repr(widget) == "<Boundary: w1=1, w2=0, b=0, 3 points>"
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_words_for_every_picture():
    assert "w = (1, 0), b = 0. Accuracy 2 of 3 = 67 %." in Boundary(POINTS, LABELS).alt
    assert "three classes" in SoftmaxBoundary(*three_clouds(9)).alt
    assert NetworkPlane(layers=XOR_LAYERS).alt.endswith("Accuracy 0 of 0.")


def test_a_plane_says_what_a_subclass_must_add():
    with pytest.raises(NotImplementedError, match="which network"):
        Plane(POINTS, LABELS).probabilities()


def test_the_widget_and_the_stills_use_the_same_colours():
    for k, color in enumerate(plots.COLORS):
        assert f"--dl101-class-{k}: {color};" in Boundary._css


@pytest.mark.parametrize("widget", [Boundary, SoftmaxBoundary, NetworkPlane])
def test_the_joined_modules_import_nothing_and_share_no_name(widget):
    assert not re.findall(r"^import ", widget._front_end.default_value, flags=re.MULTILINE)
    declared = r"^(?:export )?(?:const|let|class|function) (\w+)"
    names = re.findall(declared, widget._front_end.default_value, flags=re.MULTILINE)
    assert len(names) > 30
    assert sorted(set(names)) == sorted(names)
    assert widget._front_end.default_value.count("export default") == 1


def test_layers_may_leave_out_the_activation():
    first, _ = check_layers(
        "layers", [(np.ones((2, 2)), [0, 0]), (np.ones((2, 1)), [0], "sigmoid")]
    )
    assert first.activation == "linear"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Boundary(np.array(3), []), r"points must have shape \(n, 2\), not \(\)"),
        (lambda: Boundary(w1=10**400), "w1 must be a finite number, not 1000"),
        (lambda: Boundary(w1="a" * 10_000), "w1 must be a finite number, not 'a.{,59}$"),
        (lambda: Boundary([[1j, 2]], [0]), "points must be numbers.*complex"),
        (lambda: setattr(Boundary(), "xlim", 10**400), "xlim must be numbers.*too large"),
        (lambda: setattr(Boundary(), "xlim", None), "xlim must have shape"),
        (lambda: NetworkPlane(layers=3), "layers must be a list of layers, not 3"),
        (lambda: NetworkPlane(layers=[3]), r"layers\[0\] must be \(weights, biases, activation\)"),
        (lambda: NetworkPlane(layers=[(np.ones((2, 1)), [0.0], [])]), r"activation \[\]; known"),
        (lambda: Boundary(kernel_readout="a" * 10_000), "a function of the widget, not 'a.{,59}$"),
    ],
)
def test_mistakes_of_other_types_are_named_briefly(make, message):
    with pytest.raises(InvalidValue, match=message):
        make()


def test_labels_that_cannot_be_read_leave_the_points_as_they_are():
    widget = Boundary(POINTS, LABELS)
    before = widget.get_state()
    for labels in (dl101.placeholder(), object(), [[1], [2, 3]]):
        with pytest.raises(InvalidValue, match="labels must"):
            widget.set_points([[1.0, 2.0]], labels)
    assert widget.get_state() == before


def test_layers_that_a_page_sends_in_part_are_refused():
    widget = NetworkPlane(layers=XOR_LAYERS)
    before = widget.get_state()["layers"]
    for layers in ([{}], [{"weights": [[1.0]]}], [3], 3, None):
        with pytest.raises(InvalidValue, match="layers"):
            widget.set_state({"layers": layers})
    assert widget.get_state()["layers"] == before


def test_what_only_the_kernel_says_is_not_taken_from_the_page():
    widget = Boundary(POINTS, LABELS)
    before = widget._initial
    widget.set_state({"_kernel": {"rows": 3}, "_initial": {}, "w1": 2.5})
    assert (widget.w1, widget._kernel, widget._initial) == (2.5, {}, before)
