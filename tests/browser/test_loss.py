"""Lesson 3's widgets in JupyterLab: losses, the map over two parameters, the fitted line."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dl101 import plots
from dl101.widgets import LineFit, LossBoundary, LossSurface
from dl101.widgets.loss_boundary import sigmoid_losses

from .figures import LOAD, PIXELS, Figure, call, module, wait_until

TWO_VALLEYS = f"""async ([relief, stage, constants, themes]) => {{
  const {{ Relief }} = await ({LOAD})(relief);
  const {{ Area }} = await ({LOAD})(stage);
  const [columns, rows] = [60, 40];
  const area = new Area([-2, 2], [-1.5, 1.5], 360, 270);
  const values = Float64Array.from({{ length: columns * rows }}, (_, i) => {{
    const x = (4 * ((i % columns) + 0.5)) / columns - 2;
    const y = 1.5 - (3 * (Math.floor(i / columns) + 0.5)) / rows;
    return (x ** 2 - 1) ** 2 + y ** 2 + 0.2 * x + 0.3;
  }});
  const grid = {{ values, columns, rows }};
  const top = Math.log(Math.max(...values) / 0.09);
  const context = document.createElement("canvas").getContext("2d");
  Object.assign(context.canvas, {{ width: 360, height: 270 }});
  return themes.map((theme) => {{
    const texts = [];
    context.fillText = (text, x, y) => texts.push([text, ...area.point(x, y)]);
    const drawing = new Relief(constants);
    const levels = [0.2, 0.4, 0.6, 1, 2];
    const height = (value) => Math.log(value / 0.09) / top;
    drawing.compute({{ grid, height, levels, area, theme }});
    drawing.paint(context, area, theme);
    const bright = (at) => {{
      const [r, g, b] = context.getImageData(...area.pixel(at).map(Math.round), 1, 1).data;
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }};
    return {{ texts, bright: [[-1.02, 0], [0.97, 0], [1.9, -1.4]].map(bright) }};
  }});
}}"""
"""A relief of two valleys, the left one lower: its numbers, and how bright three places are."""

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

FIT = """
from dl101 import plots
from dl101.widgets import LineFit
fit = LineFit([0, 1, 3, 4], [1, 2, 2, 4.5], slope=0.5, intercept=1.0, xlim=(-5, 5), ylim=(-5, 5))
fit
"""


class TwoPictures(Figure):
    """The boundary and the map of one widget; `canvas` is the boundary's."""

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
    name = lab.write("loss.ipynb", [LOSSES, SURFACE, FIT])
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


@pytest.fixture
def fit(notebook):
    figure = Figure(notebook, 2)
    notebook.kernel("fit.reset()")
    wait_until(lambda: "y = 0.5000 x + 1.000" in figure.summary(), figure.summary())
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
    results = call(lone.notebook, "loss.js", "crossEntropy", cases)
    for result, losses in zip(results, expected, strict=True):
        np.testing.assert_allclose(result["losses"], losses, rtol=1e-9, atol=1e-9)
        assert result["mean"] == pytest.approx(losses.mean(), abs=1e-6)


def test_the_map_s_grid_is_dl101_s(surface):
    for count, scale in ((1, 1.0), (30, 8.0), (30, 500.0), (1500, 1.0)):
        random = np.random.default_rng(count)
        boundary = LossBoundary(
            scale * random.normal(size=(count, 2)),
            random.integers(0, 2, count),
            w1=0.3,
            w2=-2.0,
            b=1.0,
        )
        script = f"""async ([map, stage, points, labels]) => {{
          const {{ lossGrid }} = await ({LOAD})(map);
          const {{ Area }} = await ({LOAD})(stage);
          const area = new Area([-4, 4], [-8, 8], 300, 300);
          const numbers = {{ w1: 0.3, w2: -2, b: 1 }};
          const {{ values, rows }} = lossGrid(points, labels, numbers, "w2", "b", area);
          return [Array.from(values), rows];
        }}"""
        modules = [module("loss_grid.js"), module("stage.js")]
        points = [boundary.points.tolist(), boundary.labels.tolist()]
        values, size = surface.page.evaluate(script, [*modules, *points])
        middles = (np.arange(size) + 0.5) / size
        expected = LossSurface(boundary, "w2", "b").losses(8 * middles - 4, 8 - 16 * middles)
        np.testing.assert_allclose(np.reshape(values, (size, size)), expected, atol=1e-9)


def test_of_two_valleys_the_lower_is_darker_and_says_so(surface):
    # JupyterLab's own switch of the theme is slow: here only the widgets' colours follow.
    read = """(light) => {
      const page = document.createElement("div");
      page.dataset.jpThemeLight = light;
      page.innerHTML = '<div class="dl101"></div>';
      document.body.append(page);
      const style = getComputedStyle(page.firstChild);
      const color = (name) => style.getPropertyValue(`--dl101-${name}`).trim();
      const rgb = (name) => [1, 3, 5].map((i) => parseInt(color(name).slice(i, i + 2), 16));
      const own = { paper: color("paper"), ink: color("ink"), font: "11px sans-serif" };
      const theme = { ...own, rgb: { low: rgb("low"), high: rgb("high") } };
      page.remove();
      return theme;
    }"""
    themes = [surface.page.evaluate(read, light) for light in ("true", "false")]
    assert themes[0] != themes[1]
    modules = [module("relief.js"), module("stage.js")]
    for seen in surface.page.evaluate(TWO_VALLEYS, [*modules, plots.RELIEF, themes]):
        left, right, high = seen["bright"]
        assert left < right - 5
        assert right < high - 30
        numbers = {float(text): x for text, x, _ in seen["texts"]}
        assert sorted(numbers) == [0.2, 0.4, 0.6, 1.0, 2.0]
        assert numbers[0.2] < 0
        assert [x > 0 for text, x, _ in seen["texts"] if text == "0.6"].count(True) == 1


def test_the_picture_with_all_its_numbers_fits_on_a_screen(surface):
    surface.page.mouse.move(*surface.screen(0, 0))
    wait_until(lambda: surface.reads("probability") != "\N{EN DASH}", "no read-out")
    assert surface.root.bounding_box()["height"] <= 600


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
    ring = surface.handle("current perceptron on the map")
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
    place = surface.handle("current perceptron on the map").bounding_box()
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


def _error_agrees(fit, notebook):
    expected = float(notebook.kernel("print(fit.mse)"))
    assert float(fit.reads("mean squared error")) == pytest.approx(expected, rel=1e-3)


def test_the_fitted_line_by_slider_and_key(fit, notebook):
    fit.changes(lambda: fit.press(fit.slider("slope"), "ArrowRight"))
    notebook.wait_kernel("print(fit.slope)", "0.52")
    fit.changes(lambda: fit.press(fit.handle("line"), "ArrowUp", "Shift+ArrowUp"))
    notebook.wait_kernel("print(fit.intercept)", "1.6")
    fit.changes(lambda: fit.press(fit.handle("grip"), "ArrowDown"))
    notebook.wait_kernel("print(fit.slope < 0.52, fit.intercept)", "True 1.6")
    points = fit.handle("points")
    fit.changes(lambda: fit.press(points, "ArrowDown"))
    notebook.wait_kernel("print(fit.y.tolist())", "[0.9, 2.0, 2.0, 4.5]")
    fit.press(points, "n", "Delete")
    notebook.wait_kernel("print(fit.x.tolist())", "[0.0, 3.0, 4.0]")
    _error_agrees(fit, notebook)


def test_the_fitted_line_by_pointer(fit, notebook):
    fit.changes(lambda: fit.drag((-3, -0.5), (-3, 1.5)))
    notebook.wait_kernel("print(fit.slope, round(fit.intercept, 1))", "0.5 3.0")
    fit.changes(lambda: fit.drag((3.6, 4.8), (3.6, 3)))
    notebook.wait_kernel("print(abs(fit.slope) < 0.05, round(fit.intercept, 1))", "True 3.0")
    fit.changes(lambda: fit.drag((4, 4.5), (-4, -4)))
    notebook.wait_kernel("print(fit.points[3].round(1).tolist())", "[-4.0, -4.0]")
    _error_agrees(fit, notebook)
    fit.page.mouse.dblclick(*fit.screen(-1, 1))
    notebook.wait_kernel("print(fit.points[4].round(1).tolist())", "[-1.0, 1.0]")
    wait_until(lambda: fit.reads("residual").startswith("\N{MINUS SIGN}2.0"), "no residual")


def test_the_least_squares_line(fit, notebook):
    fit.changes(lambda: fit.button("Least squares").click())
    check = "print(np.allclose((fit.slope, fit.intercept), fit.least_squares))"
    notebook.wait_kernel("import numpy as np; " + check, "True")
    assert "no line does better" in fit.summary()
    assert "Dashed: the line before, y = 0.5000 x + 1.000" in fit.summary()
    _error_agrees(fit, notebook)
    fit.changes(lambda: fit.button("Undo").click())
    notebook.wait_kernel("print(fit.slope, fit.intercept)", "0.5 1.0")
    assert "Dashed" not in fit.summary()
    fit.changes(lambda: notebook.kernel("fit.slope = 7.0"))
    assert fit.slider("slope").input_value() == "7"
    fit.changes(lambda: notebook.kernel("fit.set_points([], [])"))
    assert fit.button("Least squares").is_disabled()


def test_the_fitted_line_s_sliders_reach_as_far_as_its_axes(fit, notebook):
    slider = fit.slider("intercept")
    assert slider.get_attribute("max") == "5"
    fit.changes(lambda: notebook.kernel("fit.ylim = (-80, 80)"))
    assert [slider.get_attribute(name) for name in ("min", "max", "step")] == ["-100", "100", "1"]
    fit.changes(lambda: fit.press(slider, "ArrowRight"))
    notebook.wait_kernel("print(fit.intercept)", "2.0")
    fit.changes(lambda: notebook.kernel("fit.ylim = (-5, 5)"))
    assert slider.get_attribute("max") == "5"


def test_the_front_end_s_least_squares_are_numpy_s(fit):
    random = np.random.default_rng(7)
    cases = [[(random.normal(size=(20, 2)) * scale).tolist()] for scale in (1e-3, 1, 1e4)]
    results = call(fit.notebook, "line_fit.js", "leastSquares", cases)
    for (points,), result in zip(cases, results, strict=True):
        expected = LineFit(*np.transpose(points)).least_squares
        np.testing.assert_allclose((result["slope"], result["intercept"]), expected, atol=1e-9)


def test_after_a_drag_every_number_is_of_the_present_line(fit, surface, notebook):
    fit.root.scroll_into_view_if_needed()
    box = fit.canvas.bounding_box()
    mouse, left, top = fit.page.mouse, box["x"], box["y"]
    mouse.move(left + 0.3 * box["width"], top + 0.3 * box["height"])
    wait_until(lambda: fit.reads("residual") != "\N{EN DASH}", "no read-out")
    mouse.move(5, 5)
    x, y = (float(one) for one in fit.reads("x, y").replace("\N{MINUS SIGN}", "-").split(", "))
    fit.button("Least squares").click()
    slope, intercept = json.loads(notebook.kernel("print(list(fit.least_squares))"))
    there = slope * x + intercept

    def shown(name):
        return float(fit.reads(name).replace("\N{MINUS SIGN}", "-"))

    wait_until(lambda: abs(shown("line at x") - there) < 2e-2, "the prediction is an old one")
    assert shown("residual") == pytest.approx(y - there, abs=2e-2)
    surface.root.scroll_into_view_if_needed()
    mouse.move(*surface.screen(2, 2))
    wait_until(lambda: surface.reads("loss \N{MINUS SIGN}log p") != "\N{EN DASH}", "no read-out")
    mouse.move(5, 5)
    before = surface.reads("loss \N{MINUS SIGN}log p")
    notebook.kernel("seen.b = -2")
    wait_until(
        lambda: surface.reads("loss \N{MINUS SIGN}log p") != before, "the loss is an old one"
    )
    assert surface.reads("w·x + b") == "0.00"


def test_in_a_narrow_window_the_map_lies_below(surface, notebook):
    notebook.page.set_viewport_size({"width": 500, "height": 900})
    wait_until(
        lambda: surface.map.bounding_box()["y"] > surface.canvas.bounding_box()["y"] + 200, ""
    )
    notebook.page.set_viewport_size({"width": 1280, "height": 1000})


def test_without_a_kernel_both_pictures_move(surface, notebook):
    """The last one: it ends the kernel."""
    notebook.end_kernel()
    ring = surface.handle("current perceptron on the map")
    surface.changes(lambda: surface.press(ring, "ArrowRight"))
    assert "w1 = 1.10" in ring.get_attribute("aria-valuetext")
    before = surface.map_pixels()
    surface.press(surface.slider("weight w2"), "ArrowRight")
    wait_until(lambda: surface.map_pixels() != before, "the marker stays")
    assert not [error for error in notebook.errors if error.startswith("page error")]
    notebook.errors.clear()
