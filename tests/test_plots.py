"""Tests of the still pictures."""

import io
import subprocess
import sys

import matplotlib.image
import numpy as np

from dl101 import plots
from dl101.datasets import three_clouds, two_clouds


def _pixels(figure):
    return matplotlib.image.imread(io.BytesIO(plots.png(figure, "a test")))[..., :3]


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
        files.append(plots.png(figure, "a test"))
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


def test_points_on_a_figure_of_their_own():
    axes = plots.plot_points([[0.0, 0.0], [1.0, 1.0]], [0, 1])
    assert axes.figure.get_facecolor()[:3] == (1.0, 1.0, 1.0)
