"""Lesson 3's widgets in JupyterLab: losses, the map over two parameters, the fitted line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dl101.widgets import LossBoundary, LossSurface
from dl101.widgets.loss_boundary import sigmoid_losses

from .figures import PIXELS, Figure, wait_until

LEAKS = (Path(__file__).parent / "leaks.js").read_text("utf-8")
MAP_STATE = {
    **{"points": [[1, 1]], "labels": [0], "classes": 2, "_kernel": {}, "_initial": {"w1": 1}},
    **{"w1": 1, "w2": 0, "b": 0, "boundary": "IPY_MODEL_1", "x": "w1", "y": "w2"},
    **{"xlim": [-5, 5], "ylim": [-5, 5]},
}

LOSSES = """
from dl101.widgets import LossBoundary, LossSurface
lone = LossBoundary([[-2, -2], [-2, 1], [2, 2], [2, -1]], [0, 0, 1, 1], w1=1.0, w2=0.0, b=0.0)
lone
"""
SURFACE = """
seen = LossBoundary([[-2, -2], [-2, 1], [2, 2], [1, -1], [-1, 0]], [0, 0, 1, 1, 1],
                    w1=1.0, w2=0.0, b=0.0)
surface = LossSurface(seen, xlim=(-5, 5), ylim=(-5, 5))
surface
"""

IMPORTED = """async ([source, name, cases]) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const module = await import(url);
  URL.revokeObjectURL(url);
  return cases.map((given) => module[name](...given));
}"""


class TwoPictures(Figure):
    """The boundary and the map of one widget; `canvas` is the boundary's."""

    @property
    def canvas(self):
        return self.find("canvas").first

    @property
    def map(self):
        """The map's canvas."""
        return self.find("canvas").nth(1)

    def on_map(self, u, v):
        """Where a place of a map from -5 to 5 is on the screen."""
        box = self.map.bounding_box()
        return box["x"] + (u + 5) / 10 * box["width"], box["y"] + (5 - v) / 10 * box["height"]

    def map_pixels(self):
        """A number that stands for what the map shows."""
        return self.map.evaluate(PIXELS)[0]


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    name = lab.write("loss.ipynb", [LOSSES, SURFACE])
    with open_notebook(name) as opened:
        opened.run_all()
        yield opened


@pytest.fixture
def lone(notebook):
    figure = Figure(notebook, 0)
    notebook.kernel("lone.reset()")
    wait_until(lambda: "w = (1.00, 0.00), b = 0.00" in figure.summary(), figure.summary())
    yield figure
    assert notebook.problems() == []


@pytest.fixture
def surface(notebook):
    figure = TwoPictures(notebook, 1)
    notebook.kernel("seen.reset(); surface.reset()")
    wait_until(lambda: "w1 = 1.00, w2 = 0.00" in figure.map.get_attribute("aria-label"), "no reset")
    yield figure
    assert notebook.problems() == []


def _loss(figure):
    return float(figure.reads("cross-entropy"))


def test_the_loss_follows_slider_and_point(lone, notebook):
    before = _loss(lone)
    assert before == pytest.approx(float(notebook.kernel("print(lone.loss)")), abs=5e-4)
    lone.changes(lambda: lone.press(lone.slider("weight w1"), "ArrowRight", "ArrowRight"))
    wait_until(lambda: _loss(lone) < before, "a better line does not lose less")
    bar = lone.find(".dl101-fill")
    narrow = bar.bounding_box()["width"]
    lone.changes(lambda: lone.drag((-2, -2), (4, 3)))
    notebook.wait_kernel("print(lone.loss > 1, lone.losses.argmax())", "True 0")
    assert _loss(lone) == pytest.approx(float(notebook.kernel("print(lone.loss)")), abs=5e-4)
    assert bar.bounding_box()["width"] > narrow
    lone.page.mouse.move(*lone.screen(4, 3))
    wait_until(lambda: lone.reads("label") == "blue circle", "no read-out of the point")
    expected = float(notebook.kernel("print(lone.losses[0])"))
    assert float(lone.reads("loss \N{MINUS SIGN}log p")) == pytest.approx(expected, abs=5e-4)


def test_the_front_end_s_loss_is_dl101_s(lone):
    random = np.random.default_rng(3)
    cases, expected = [], []
    for scale in (0.1, 1.0, 30.0, 1e4):
        points, labels = random.normal(size=(50, 2)), random.integers(0, 2, 50)
        w, b = scale * random.normal(size=2), scale * random.normal()
        cases.append([points.tolist(), labels.tolist(), w.tolist(), b])
        expected.append(sigmoid_losses(labels, points @ w + b))
    results = lone.page.evaluate(IMPORTED, [LossBoundary._esm, "crossEntropy", cases])
    for result, losses in zip(results, expected, strict=True):
        np.testing.assert_allclose(result["losses"], losses, rtol=1e-9, atol=1e-9)
        assert result["mean"] == pytest.approx(losses.mean(), abs=1e-6)


def test_the_map_s_grid_is_dl101_s(surface):
    for count in (1, 30, 1500):
        random = np.random.default_rng(count)
        boundary = LossBoundary(
            random.normal(size=(count, 2)), random.integers(0, 2, count), w1=0.3, w2=-2.0, b=1.0
        )
        script = """async ([source, points, labels]) => {
          const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          const { View, lossGrid } = await import(url);
          const view = new View([-4, 4], [-8, 8], 300, 300);
          const numbers = { w1: 0.3, w2: -2, b: 1 };
          const { values, size } = lossGrid(points, labels, numbers, "w2", "b", view);
          return [Array.from(values), size];
        }"""
        values, size = surface.page.evaluate(
            script, [LossSurface._esm, boundary.points.tolist(), boundary.labels.tolist()]
        )
        middles = (np.arange(size) + 0.5) / size
        expected = LossSurface(boundary, "w2", "b").losses(8 * middles - 4, 8 - 16 * middles)
        np.testing.assert_allclose(np.reshape(values, (size, size)), expected, atol=1e-9)


def test_dragging_on_the_map_moves_the_line(surface, notebook):
    mouse, before = surface.page.mouse, surface.pixels()
    mouse.move(*surface.on_map(1, 0))
    mouse.down()
    mouse.move(*surface.on_map(2, 1), steps=3)
    mouse.move(*surface.on_map(3, 2), steps=3)
    mouse.up()
    wait_until(lambda: surface.pixels() != before, "the line did not move")
    notebook.wait_kernel("print(seen.weights.round(1).tolist(), seen.b)", "[3.0, 2.0] 0.0")
    assert float(surface.slider("weight w1").input_value()) == pytest.approx(3, abs=0.05)
    assert _loss(surface) == pytest.approx(float(notebook.kernel("print(seen.loss)")), abs=5e-4)
    surface.button("Undo").click()
    notebook.wait_kernel("print(seen.weights.tolist())", "[1.0, 0.0]")


def test_keys_on_the_map_and_a_double_click(surface, notebook):
    ring = surface.handle("current line on the map")
    surface.changes(lambda: surface.press(ring, "ArrowRight", "Shift+ArrowUp"))
    notebook.wait_kernel("print(seen.w1, seen.w2)", "1.1 0.5")
    loss = float(notebook.kernel("print(seen.loss)"))
    text = ring.get_attribute("aria-valuetext")
    assert text == f"w1 = 1.10, w2 = 0.50, cross-entropy {loss:.3f}"
    surface.page.mouse.dblclick(*surface.on_map(-2, -3))
    notebook.wait_kernel("print(seen.weights.round(1).tolist())", "[-2.0, -3.0]")


def test_the_line_moves_the_marker(surface, notebook):
    before = surface.map_pixels()
    surface.changes(lambda: surface.drag((1, 0), (0, 2)))
    notebook.wait_kernel("print(seen.weights.round(1).tolist())", "[0.0, 2.0]")
    assert surface.map_pixels() != before
    place = surface.handle("current line on the map").bounding_box()
    x, y = surface.on_map(0, 2)
    assert place["x"] + place["width"] / 2 == pytest.approx(x, abs=3)
    assert place["y"] + place["height"] / 2 == pytest.approx(y, abs=3)
    surface.changes(lambda: notebook.kernel("seen.weights = 9, 0"))
    wait_until(lambda: "outside the map" in surface.map.get_attribute("aria-label"), "not said")


def test_points_and_the_third_parameter_change_the_map(surface, notebook):
    low = surface.find(".dl101-legend span").first
    for action in (
        lambda: surface.drag((1, -1), (-4, -4)),
        lambda: surface.press(surface.slider("bias b"), "ArrowRight", "PageUp"),
    ):
        was, before = low.inner_text(), surface.map_pixels()
        action()
        wait_until(lambda b=before: surface.map_pixels() != b, "the map did not change")
        wait_until(lambda w=was: low.inner_text() != w, "the legend did not change")
    shown = surface.find('select[aria-label="parameter up the map"]')
    shown.select_option("b")
    notebook.wait_kernel("print(surface.x, surface.y, surface.ylim)", "w1 b (-8.0, 8.0)")
    shown.select_option("w1")
    notebook.wait_kernel("print(surface.x, surface.y)", "b w1")
    assert "over b (across) and w1 (up)" in surface.map.get_attribute("aria-label")
    surface.find('select[aria-label="parameter across the map"]').select_option("w1")
    shown.select_option("w2")
    notebook.wait_kernel("print(surface.x, surface.y, surface.xlim)", "w1 w2 (-5.0, 5.0)")


def test_closed_views_leave_nothing_behind(lone):
    for source, state, handlers in (
        (LossBoundary._esm, None, 8),
        (LossSurface._esm, MAP_STATE, 12),
    ):
        before, after = lone.page.evaluate(LEAKS, {"source": source, "state": state})
        assert before["handlers"] == handlers
        assert before["observers"] >= 2
        assert after == {"handlers": 0, "frames": 0, "timers": 0, "observers": 0}


def test_cells_that_run_again(surface, notebook):
    notebook.run_cell(1)
    figure = TwoPictures(notebook, 1)
    assert figure.find("canvas").count() == 2
    figure.changes(lambda: figure.press(figure.handle("current line on the map"), "ArrowUp"))
    notebook.wait_kernel("print(seen.w2)", "0.1")
