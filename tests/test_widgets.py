"""What every widget promises, and the boundaries in numbers; `tests/browser` tests the pages."""

import doctest
import io
import json
import re
from itertools import combinations

import matplotlib.image
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from ipywidgets import Widget

import dl101
from dl101 import plots, widgets
from dl101.datasets import three_clouds, xor_clouds
from dl101.widgets import (
    Boundary,
    Descent,
    DigitPad,
    InvalidValue,
    LineFit,
    LossBoundary,
    LossSurface,
    NetworkPlane,
    Plane,
    Predict,
    SoftmaxBoundary,
    Stepper,
    TrainingGround,
    TwoLines,
    cell_widget,
)
from dl101.widgets.front_end import WEB
from dl101.widgets.network import ACTIVATIONS, Dense, dense_layers, evaluate

POINTS, LABELS = [[-1.0, 0.0], [1.0, 0.0], [2.0, 1.0]], [0, 1, 0]
XOR_LAYERS = [
    ([[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0], "tanh"),
    ([[2.0], [-1.0]], [0.5], "sigmoid"),
]
COLUMN = np.ones((2, 1))
# A network that sees a one where the middle is black.
MIDDLE = np.tile([0, 0, 0, 1, 1, 0, 0, 0], 8)
PAD_LAYERS = [(np.outer(MIDDLE, np.eye(10)[1]), np.zeros(10), "softmax")]


def stepper():
    with dl101.Graph().as_default():
        x = dl101.placeholder(name="x")
        return Stepper(dl101.square(x, name="y"), {x: 3.0}, sliders=x)


# For each widget, what its representation and its alternative text say.
WIDGETS = {
    Boundary: (
        lambda: Boundary(POINTS, LABELS),
        "<Boundary: w1=1, w2=0, b=0, 3 points>",
        "w = (1, 0), b = 0. Accuracy 2 of 3 = 67 %.",
    ),
    SoftmaxBoundary: (
        lambda: SoftmaxBoundary(*three_clouds(9)),
        "<SoftmaxBoundary: 9 points of 3 classes>",
        "points of three classes, blue circles, orange squares and green triangles",
    ),
    NetworkPlane: (
        lambda: NetworkPlane(layers=XOR_LAYERS),
        "<NetworkPlane: 0 points of 2 classes>",
        "Accuracy 0 of 0.",
    ),
    LossBoundary: (
        lambda: LossBoundary(POINTS, LABELS),
        "<LossBoundary: w1=1, w2=0, b=0, 3 points>",
        "area is its loss, the largest 2.127.",
    ),
    LossSurface: (
        lambda: LossSurface(LossBoundary(POINTS, LABELS)),
        "<LossSurface: cross-entropy over w1 and w2, 3 points>",
        "with a ring at w1 = 1, w2 = 0.",
    ),
    LineFit: (
        lambda: LineFit([0.0, 1.0, 2.0, 4.0], [1.0, 3.0, 2.0, 5.0], 0.5, 1.0),
        "<LineFit: slope=0.5, intercept=1, 4 points>",
        "Mean squared error 1.562.",
    ),
    Descent: (
        lambda: Descent("rosenbrock", compare=True, step_count=5),
        "<Descent: all optimizers on 'rosenbrock', learning rate 0.03, step 5>",
        "momentum is at (1.27, 1.56) after 5 steps",
    ),
    TrainingGround: (
        lambda: TrainingGround("circles", n=40),
        "<TrainingGround: 'circles', 2-4-1 tanh, Adam, step 0>",
        "28 training points and 12 test points over the probabilities of a network 2-4-1 after 0",
    ),
    Predict: (
        lambda: Predict.curve("How fast does it fall?", lambda x: 1 - x, ylabel="loss"),
        "<Predict: curve 'How fast does it fall?', no guess>",
        "Empty axes: x from 0 to 1, loss from 0 to 1.",
    ),
    DigitPad: (
        lambda: DigitPad(PAD_LAYERS, strokes=[[[0.5, 0.9], [0.5, 0.1]]]),
        "<DigitPad: 1 stroke, reads 1>",
        "A pad with 1 stroke. The network reads 1, with probability 1.00.",
    ),
    TwoLines: (
        lambda: TwoLines(),
        "<TwoLines: 4 points, accuracy 3 of 4 = 75 %>",
        "hard steps, with a third line. Accuracy 3 of 4",
    ),
    Stepper: (stepper, "<Stepper: 2 steps to compute 'y'>", "value 9"),
}
every_widget = pytest.mark.parametrize("kind", WIDGETS)


def _from_front_end(widget, **state):
    """Deliver a change as the browser sends it."""
    widget.set_state(json.loads(json.dumps(state)))


# What every widget promises ---------------------------------------------------------------------


@every_widget
def test_showing_emits_the_still_first_and_no_address(kind):
    make, text, words = WIDGETS[kind]
    shell, widget = InteractiveShell.instance(), make()
    with capture_output() as captured:
        bundle, _ = shell.display_formatter.format(widget)
    (still,) = captured.outputs
    assert repr(widget) == text
    assert bundle["text/plain"] == f"{text}\nRun this cell to move it, after those above it."
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert words in still.data["text/html"]
    if kind is Stepper:
        assert 'data-note="dl101 still"' in still.data["image/svg+xml"]
        return
    assert words in widget.alt
    assert set(still.data) == {"text/html", "text/plain"}
    assert widget.alt == still.data["text/plain"]
    assert b"dl101 still" in widget.still()[:400]
    assert widget.still() == make().still()


def test_no_two_style_sheets_besides_the_common_one_are_about_one_class():
    """A page may have them all, and each is for all of it."""
    sheets = {}
    for path in WEB.glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        selectors = ",".join(re.findall(r"([^{}]+)\{", text)).split(",")
        found = {re.match(r"\s*\.(dl101-[\w-]+)", one) for one in selectors} - {None}
        if path.name != "view.css":
            sheets[path.name] = {match[1] for match in found}
    for one, other in combinations(sheets, 2):
        assert sheets[one] & sheets[other] == set(), (one, other)


@every_widget
def test_a_widget_s_files_hold_what_they_import_and_no_widget_a_copy(kind):
    make, *_ = WIDGETS[kind]
    one, other = make(), make()
    assert one._files == other._files
    names = [file.name for file in one._files]
    assert len(set(names)) == len(names)
    for i, file in enumerate(one._files):
        imported = re.findall(r'from "(.+?)"', file.text)
        assert {name.removeprefix("./") for name in imported} <= set(names[:i])
    assert one._files[-1].text.count("export default") == 1
    assert len(str(one.get_state())) < 40_000  # the modules together are larger


@every_widget
def test_what_only_the_kernel_says_is_not_taken_from_the_page(kind):
    widget = WIDGETS[kind][0]()
    before = widget.get_state()
    ours = [name for name in ("_kernel", "_initial", "_trace", "_layers") if name in before]
    widget.set_state({name: [None] for name in ours})
    assert widget.get_state() == before


@every_widget
def test_the_reader_s_graph_stays_as_it_is(kind):
    with dl101.Graph().as_default() as graph:
        WIDGETS[kind][0]().still()
        assert graph.nodes == []


@every_widget
def test_examples(kind):
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder().find(kind, globs=vars(widgets).copy()):
        runner.run(test)
    assert runner.summarize().failed == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Boundary([[1, 2, 3]], [0]), r"points must have shape \(n, 2\), not \(1, 3\)"),
        (lambda: Boundary([[1, 2], [3]], [0, 1]), "points must be numbers in rows of equal length"),
        (lambda: Boundary([[0, 1], [2, np.nan]], [0, 1]), r"points\[1, 1\] is nan"),
        (lambda: Boundary(np.zeros((2001, 2)), np.zeros(2001)), r"2001 rows.*points\[::2\]"),
        (lambda: Boundary([[0, 1]], [0, 1]), r"points has 1 rows but labels has 2.*set_points"),
        (lambda: Boundary([[0, 1]], [3]), "labels must be whole numbers from 0 to 2"),
        (lambda: Boundary([[0, 1]], [2]), "2 classes here, but a label is 2. .*SoftmaxBoundary"),
        (lambda: Boundary([[0, 1]], np.array([[0, 1]])), r"labels.argmax\(axis=1\)"),
        (lambda: Boundary([[0, 1]], [0.5]), r"labels must be whole .* labels\[0\] is 0.5"),
        (lambda: Boundary([[0, 1]], ["a"]), "labels must be numbers"),
        (lambda: Boundary([[0, 1]], [-1]), r"from 0 here: pass np.array\(labels\) > 0"),
        (lambda: Boundary([[0, 1]], [-2]), r"labels\[0\] is -2"),
        (lambda: Boundary(w1=np.inf), "w1 must be a finite number, not inf"),
        (lambda: Boundary(b="much"), "b must be a finite number, not 'much'"),
        (lambda: Boundary(xlim=(2, 1)), "xlim must rise"),
        (lambda: Boundary(ylim=(2,)), r"ylim must have shape \(2,\)"),
        (lambda: Boundary(kernel_readout=3), "kernel_readout must be a function"),
        (lambda: Boundary(w3=1.0), r"no argument 'w3'.*w1, w2, b, xlabel"),
        (lambda: SoftmaxBoundary(weights=np.ones((3, 2))), r"weights must have shape \(2, 3\)"),
        (lambda: SoftmaxBoundary(biases=[0, 0, np.nan]), r"biases\[2\] is nan"),
        (lambda: NetworkPlane(), "layers must be a list of at least one"),
        (lambda: NetworkPlane(layers=[3]), r"layers\[0\] must be \(weights, biases, activation\)"),
        (lambda: NetworkPlane(layers=[([[1.0]], [0.0])]), r"layers\[0\] weights.*\(2, n\)"),
        (lambda: NetworkPlane(layers=[(np.ones((2, 3)), [0.0])]), r"biases must have shape \(3,\)"),
        (lambda: NetworkPlane(layers=[(COLUMN, [0.0], "step")]), "activation must be one of"),
        (lambda: NetworkPlane(layers=[(COLUMN, [0.0])]), "must end in one sigmoid unit"),
        (lambda: DigitPad(XOR_LAYERS), r"layers\[0\] weights must have shape \(64, n\)"),
        (lambda: DigitPad([(np.ones((64, 3)), [0] * 3, "softmax")]), "end in 10 softmax units"),
        (lambda: DigitPad([(np.ones((64, 10)), [0] * 10)]), "end in 10 softmax units, not in 10 l"),
        (lambda: DigitPad(PAD_LAYERS, strokes=[[0.5, 0.5]]), "strokes must be a list of strokes"),
        (lambda: DigitPad(PAD_LAYERS, strokes=[[[0.5, 1.5]]]), "coordinates from 0 to 1"),
        (lambda: DigitPad(PAD_LAYERS, strokes=[[]]), "strokes must be a list of strokes"),
        (lambda: DigitPad(PAD_LAYERS, strokes=[[[0, 0]] * 4001]), "at most 4000 points"),
        (lambda: TwoLines([[0, 1]]), "points has 1 rows but labels has 0"),
        (lambda: TwoLines(labels=[0, 1]), "points has 4 rows but labels has 2"),
        (lambda: TwoLines(first=(1, 2)), r"first must have shape \(3,\)"),
        (lambda: TwoLines(third=(1, 2, np.nan)), r"third\[2\] is nan"),
        (lambda: TwoLines(steepness=0), "steepness must be a finite number from 0.5 to 20"),
        (lambda: TwoLines(steepness="hard"), "steepness must be a finite number"),
        (lambda: LineFit([1, 2], [1]), "x has 2 values but y has 1"),
        (lambda: LineFit([[1, 2]], [1]), r"x must have shape \(n,\), not \(1, 2\)"),
        (lambda: LineFit([1], [np.nan]), r"y\[0\] is nan"),
        (lambda: LineFit(np.zeros(2001), np.zeros(2001)), "at most 2000 points"),
        (
            lambda: LineFit([1], [1], bias=1.0),
            r"no argument 'bias'.*x, y, slope, intercept, xlabel",
        ),
        (lambda: LossSurface(Boundary()), "boundary must be a LossBoundary, not <Boundary"),
        (lambda: LossSurface(LossBoundary(), "w3"), "x must be one of 'w1', 'w2', 'b', not 'w3'"),
        (lambda: LossSurface(LossBoundary(), "b", "b"), "two different parameters"),
        (lambda: LossSurface(LossBoundary()).losses([np.inf], [0]), r"columns\[0\] is inf"),
    ],
)
def test_mistakes_are_named(make, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make()


def test_the_files_of_the_front_end_outlive_widgets_and_come_back():
    widget = Boundary()
    files = widget._files
    parts = list(cell_widget._with_parts([widget]))
    assert widget in parts
    assert not set(parts) & set(files)
    cell_widget._put_to_sleep(widget)
    assert all(file.comm is not None for file in files)
    Widget.close_all()
    assert all(file.comm is None for file in files)
    assert Boundary()._files == files
    assert all(file.comm is not None for file in files)
    Widget.close_all()
    assert widget.model_id
    assert all(file.comm is not None for file in files)


def test_the_page_gets_the_front_end_without_comments_and_indentation():
    for file in TrainingGround()._files:
        lines = (WEB / file.name).read_text("utf-8").splitlines()
        own = [line.lstrip() for line in lines if line.strip()]
        own = [line for line in own if not line.startswith(("/", "*"))]
        assert [line for line in file.text.splitlines() if line] == own


# Planes in numbers ------------------------------------------------------------------------------


def test_two_classes_in_numbers():
    widget = Boundary(POINTS, LABELS, w1=3.0, w2=4.0, b=-5.0)
    np.testing.assert_allclose(widget.logits(), [-8.0, -2.0, 5.0])
    np.testing.assert_allclose(widget.distances(), [-1.6, -0.4, 1.0])
    np.testing.assert_allclose(widget.probabilities(), 1 / (1 + np.exp(-widget.logits())))
    np.testing.assert_array_equal(widget.predictions(), [0, 0, 1])
    assert widget.accuracy == pytest.approx(1 / 3)
    np.testing.assert_allclose(widget.probabilities([[1.0, 0.5]]), [0.5])
    assert widget.predictions([[1.0, 0.5]]) == [0]
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
    assert dense_layers("layers", [(np.ones((2, 2)), [0, 0]), XOR_LAYERS[1]])[0][2] == "linear"


def test_two_lines_in_numbers():
    points, labels = xor_clouds(40)
    weights, biases = np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([0.5, -1.0])
    first, second = np.vstack([weights, biases]).T
    widget = TwoLines(points, labels, first, second, third=(1, -1, 0.2), steepness=3)
    sums = points @ weights + biases
    np.testing.assert_allclose(widget.hidden(), 1 / (1 + np.exp(-3 * sums)))
    output = widget.hidden() @ [1.0, -1.0] + 0.2
    np.testing.assert_allclose(widget.probabilities(), 1 / (1 + np.exp(-3 * output)))
    widget.steepness = None
    np.testing.assert_array_equal(widget.hidden(), sums > 0)


def test_a_score_of_0_is_not_positive():
    # Whatever rounding makes of it: 0.1 + 0.2 - 0.3 is not quite 0.
    assert TwoLines(first=(0.1, 0.2, -0.3)).hidden([[1.0, 1.0]])[0, 0] == 0.0
    assert TwoLines(first=(1, 1, -1), second=(1, 1, -2), third=(1, -1, -0.5)).accuracy == 0.25
    assert TwoLines(first=(1, 1, -0.5), second=(-1, -1, 2), third=(1, 1, -1.5)).accuracy == 1.0


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_activations_at_large_values(activation):
    layers = [Dense(np.array([[1e3, -1e3], [0.0, 0.0]]), np.zeros(2), activation)]
    assert np.isfinite(evaluate(layers, np.array([[1.0, 0.0], [-1.0, 0.0]]))).all()


@pytest.mark.parametrize(
    "widget",
    [
        lambda: Boundary(),
        lambda: Boundary(w1=0.0, w2=0.0),
        lambda: Boundary(POINTS, LABELS, w1=1e-3, b=5.0),
        lambda: SoftmaxBoundary(weights=np.zeros((2, 3))),
        lambda: NetworkPlane(*xor_clouds(20), layers=XOR_LAYERS),
        lambda: LossSurface(LossBoundary()),
        lambda: LineFit(),
        lambda: TwoLines([], [], first=(0, 0, 0), steepness=20),
    ],
)
def test_extreme_stills_are_drawn(widget):
    assert matplotlib.image.imread(io.BytesIO(widget().still())).std() > 0


def test_a_plane_says_what_a_subclass_must_add():
    with pytest.raises(NotImplementedError, match="which network"):
        Plane(POINTS, LABELS).probabilities()


def test_the_widget_and_the_stills_use_the_same_colours():
    styles = Boundary()._files[0].text
    for k, color in enumerate(plots.COLORS):
        assert f"--dl101-class-{k}: {color};" in styles
    low, high = plots.LOW_AND_HIGH
    rest = {"loss": plots.LOSS_COLOR, "low": low, "high": high, "strength": plots.STRENGTH}
    for name, value in rest.items():
        assert f"--dl101-{name}: {value};" in styles


# Changes ----------------------------------------------------------------------------------------


def test_a_refused_value_changes_nothing():
    widget = Boundary(POINTS, LABELS)
    before = widget.get_state() | {"_kernel": None}
    for refused in (
        lambda: setattr(widget, "points", [[1.0, 2.0]]),
        lambda: setattr(widget, "labels", [0, 1, 7]),
        lambda: setattr(widget, "labels", [0, 1, 2]),
        lambda: setattr(widget, "w1", np.nan),
        lambda: setattr(widget, "xlim", None),
        lambda: widget.set_points([[1.0, 2.0]], [1, 0]),
        lambda: widget.set_points([[1.0, 2.0]], dl101.placeholder()),
        lambda: widget.set_state({"points": [[1.0, 2.0]], "labels": None}),
    ):
        with pytest.raises(InvalidValue):
            refused()
        assert widget.get_state() | {"_kernel": None} == before


def test_layers_that_a_page_sends_in_part_are_refused():
    widget = NetworkPlane(layers=XOR_LAYERS)
    before = widget.get_state()["layers"]
    three = [{"weights": [[1, 2, 3]] * 2, "biases": [0, 0, 0], "activation": "softmax"}]
    for layers in ([{}], [{"weights": [[1.0]]}], 3, None, three):
        with pytest.raises(InvalidValue, match="layers"):
            widget.set_state({"layers": layers})
    assert widget.get_state()["layers"] == before


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
