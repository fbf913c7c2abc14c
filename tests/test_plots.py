"""Tests of what is drawn on matplotlib's axes, and of the pictures made of it."""

import io
import subprocess
import sys

import matplotlib.image
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation

from dl101 import figures, plots
from dl101.datasets import three_clouds, two_clouds
from dl101.widgets import TwoLines


def _pixels(figure):
    return matplotlib.image.imread(io.BytesIO(figures.png(figure, "a test")))[..., :3]


def test_matplotlib_waits_until_something_is_drawn():
    code = "import sys, dl101.plots; print('matplotlib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_a_picture_is_the_same_every_time_and_white_around():
    files = []
    for _ in range(2):
        figure, axes = plots.new_figure()
        plots.plot_regions(lambda x: 1 / (1 + np.exp(-x[:, 0])), axes)
        plots.plot_line([1.0, 0.0], 0.0, axes)
        plots.plot_points(*two_clouds(20), axes)
        files.append(figures.png(figure, "a test"))
    assert files[0] == files[1]
    pixels = matplotlib.image.imread(io.BytesIO(files[0]))
    np.testing.assert_array_equal(pixels[0, 0], [1, 1, 1, 1])


def test_regions_are_blue_on_one_side_and_orange_on_the_other():
    figure, axes = plots.new_figure()
    plots.plot_regions(lambda x: (x[:, 0] > 0).astype(float), axes)
    pixels = _pixels(figure)
    height, width, _ = pixels.shape
    left, right = pixels[height // 2, width // 3], pixels[height // 2, 3 * width // 4]
    assert left[2] > left[0] + 0.2
    assert right[0] > right[2] + 0.2


def test_three_classes_have_borders_and_a_line_needs_weights():
    points, labels = three_clouds(30)
    figure, axes = plots.new_figure()
    scores = np.array([[-1.0, 1.0, 0.0], [-0.5, -0.5, 1.0]])

    def softmax(x):
        powers = np.exp(x @ scores)
        return powers / powers.sum(axis=1, keepdims=True)

    plots.plot_regions(softmax, axes)
    before = len(axes.get_lines())
    plots.plot_line([0.0, 0.0], 1.0, axes)
    assert len(axes.get_lines()) == before
    plots.plot_points(points, labels, axes, predictions=np.zeros_like(labels))
    assert len(np.unique(_pixels(figure).reshape(-1, 3), axis=0)) > 100


@pytest.mark.parametrize(
    ("w", "bias", "foot", "tip", "label"),
    [
        ([1.0, 0.0], 0.0, [0, 0], [1, 0], None),
        ([4.0, 0.0], 0.0, [0, 0], [4, 0], None),
        ([5.0, 0.0], 0.0, [0, 0], [2.5, 0], "arrow: $w$ / 2"),
        ([0.0, -300.0], 0.0, [0, 0], [0, -3], "arrow: $w$ / 100"),
        ([1.0, 1.0], -9.0, [4.5, 4.5], [4.6, 4.6], "arrow: $w$ / 10"),
        ([0.5, 0.0], -2.6, None, None, None),
    ],
)
def test_the_arrow_is_w_or_says_by_how_much_it_is_shrunk(w, bias, foot, tip, label):
    _, axes = plots.new_figure()
    plots.plot_line(w, bias, axes)
    arrows = [one for one in axes.texts if isinstance(one, Annotation)]
    assert len(arrows) == (foot is not None)
    for arrow in arrows:
        np.testing.assert_allclose(arrow.xyann, foot, atol=1e-9)
        np.testing.assert_allclose(arrow.xy, tip, atol=1e-9)
        assert arrow.get_zorder() > 4  # over the points and the rings around mistakes
    assert [one.get_text() for one in axes.texts if one not in arrows] == [label] * bool(label)


def test_a_picture_has_a_palette_where_nobody_sees_the_difference():
    def drawn():
        figure, axes = plots.new_figure()
        plots.plot_regions(lambda x: 1 / (1 + np.exp(-x[:, 0])), axes)
        return figure

    data = figures.png(drawn(), "a test")
    assert data[25] == 3  # a palette, says the header
    canvas = FigureCanvasAgg(drawn())
    canvas.draw()
    seen = np.asarray(canvas.buffer_rgba())[..., :3] / 255
    read = matplotlib.image.imread(io.BytesIO(data))[..., :3]
    assert 0 < np.abs(read - seen).max() < 13 / 255
    figure, axes = plots.new_figure()
    axes.imshow(np.random.default_rng(0).random((90, 90, 3)), extent=(-5, 5, -5, 5))
    assert figures.png(figure, "noise")[25] == 2  # all colours


def test_a_grid_goes_where_the_map_sends_it_and_the_view_stays():
    figure, axes = plots.new_figure(xlim=(-1, 1), ylim=(-1, 1))
    plots.plot_grid(lambda points: 0.2 * points + [0.25, 0], axes)
    assert len(axes.get_lines()) == 22
    ends = np.array([line.get_xydata()[[0, -1]] for line in axes.get_lines()])
    np.testing.assert_allclose(ends[0], [[-0.75, -1], [-0.75, 1]])
    np.testing.assert_allclose(ends[1], [[-0.75, -1], [1.25, -1]])
    assert (axes.get_xlim(), axes.get_ylim()) == ((-1, 1), (-1, 1))
    assert _pixels(figure).min() < 0.7


def test_two_lines_send_the_grid_of_their_own_plane():
    widget = TwoLines(steepness=2.0)
    figure, _ = widget.draw()
    first = figure.axes[1].get_lines()[0].get_xydata()
    corners = [[widget.xlim[0], one] for one in widget.ylim]
    np.testing.assert_allclose(first[[0, -1]], widget.hidden(corners))


def test_images_are_drawn_in_rows_of_ten_with_their_captions():
    images = np.tile(np.eye(9), (2, 1))[:12]
    axes = plots.plot_images(images, [*"abcdefghijk", 12])  # captions may be numbers
    grid = axes.figure.axes
    assert [one.get_title() for one in grid[:13]] == [*"abcdefghijk", "12", ""]
    assert [len(one.get_images()) for one in grid] == [1] * 12 + [0] * 8
    shown = grid[4].get_images()[0]
    np.testing.assert_array_equal(shown.get_array(), [[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    np.testing.assert_array_equal(shown.to_rgba(np.array([[0.0, 1.0]]))[0, :, 0], [1, 0])


def test_images_are_larger_with_fewer_in_a_row():
    widths = [
        plots.plot_images(np.eye(4), columns=columns).get_window_extent().width
        for columns in (10, 5)
    ]
    assert widths[1] == pytest.approx(2 * widths[0], rel=0.05)


def test_signed_images_are_white_at_zero_blue_below_and_orange_above():
    axes = plots.plot_images([[-4.0, 0.0, 2.0, 4.0], [0.0, 0.0, 0.0, 0.0]], signed=True)
    image = axes.get_images()[0]
    blue, white, _, orange = image.to_rgba(image.get_array()).reshape(4, 4)[:, :3]
    np.testing.assert_allclose(white, 1, atol=0.01)
    assert blue[2] > blue[0] + 0.5
    assert orange[0] > orange[2] + 0.5
    assert _pixels(axes.figure).min() < 0.5


def test_show_puts_the_words_into_the_page_and_leaves_pyplot_nothing(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    _, axes = pyplot.subplots()
    figures.show(axes, 'A line that rises <"steeply">.')
    [bundle] = shown
    assert bundle["text/plain"] == 'A line that rises <"steeply">.'
    assert 'alt="A line that rises &lt;&quot;steeply&quot;&gt;." src="data:' in bundle["text/html"]
    assert set(bundle) == {"text/html", "text/plain"}
    assert not pyplot.fignum_exists(axes.figure.number)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda axes: plots.new_figure((1, 1)), ValueError, "xlim must rise"),
        (lambda axes: plots.plot_line([1, 2], 0, None), TypeError, "axes must be matplotlib's"),
        (lambda axes: plots.plot_line([1, 2, 3], 0, axes), ValueError, r"shape \(2,\), not \(3,\)"),
        (lambda axes: plots.plot_line([1, np.nan], 0, axes), ValueError, "weights must be finite"),
        (lambda axes: plots.plot_points("a", [1]), ValueError, "points must be numbers .* not 'a'"),
        (lambda axes: plots.plot_points([[0, 1]], [0, 1]), ValueError, "labels must have shape"),
        (lambda axes: plots.plot_points([[0, 1]], [-1]), ValueError, "labels are -1 or 1, but"),
        (lambda axes: plots.plot_points([[0, 1]], [3]), ValueError, r"labels\[0\] is 3"),
        (lambda axes: plots.plot_losses([[0, 1]], [-1], axes), ValueError, "must not be negative"),
        (lambda axes: plots.plot_regions(3, axes), TypeError, "probability must be a function"),
        (lambda axes: plots.plot_grid(3, axes), TypeError, "transform must be a function"),
        (lambda axes: plots.plot_grid(len, axes), ValueError, "what transform returns must"),
        (lambda axes: plots.plot_images([1, 2]), ValueError, "images must have shape"),
        (lambda axes: plots.plot_images(np.ones((2, 3))), ValueError, "side . side"),
        (lambda axes: plots.plot_images(np.ones((2, 4)), ["a"]), ValueError, "1 captions for 2"),
        (lambda axes: plots.plot_images(np.eye(4), columns=0), ValueError, "columns must be"),
        (lambda axes: figures.show(axes.figure, "a"), TypeError, "axes must be matplotlib's"),
        (lambda axes: figures.show(axes, 3), TypeError, "alt must be a string, not 3"),
        (lambda axes: figures.show(axes, " "), ValueError, "show needs words"),
    ],
)
def test_what_cannot_be_drawn(call, error, message):
    with pytest.raises(error, match=message):
        call(plots.new_figure()[1])


def test_in_a_relief_the_lower_is_the_darker():
    figure, axes = plots.new_figure((-2, 2), (-2, 2))
    axes.set_axis_off()
    places = np.linspace(-2, 2, 61)
    x, y = np.meshgrid(places, places)
    two_valleys = (x**2 - 1) ** 2 + y**2 + 0.3 * x
    plots.plot_relief(places, places, two_valleys, axes)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    seen = axes.transData.transform([(-1, 0), (1, 0), (1.9, -1.9)]).round().astype(int)
    pixels = np.asarray(canvas.buffer_rgba())[::-1].astype(int)
    low, less_low, high = (pixels[v, u, :3].sum() for u, v in seen)
    assert low < less_low - 10
    assert less_low < high - 100
