"""Two lines and the hidden plane in JupyterLab: three lines that are dragged, and what is said."""

from __future__ import annotations

import json

import numpy as np
import pytest

from .figures import PIXELS, Figure, call, wait_until

SOURCE = """
from dl101.widgets import TwoLines
two = TwoLines()
two
"""
SOLVED = "two.first, two.second = (1, 1, -0.5), (-1, -1, 1.5)"


class TwoPlanes(Figure):
    """The plane of the points, from -1 to 2, and the hidden one, from -0.25 to 1.25."""

    @property
    def canvas(self):
        return self.find("canvas").first

    @property
    def hidden(self):
        return self.find("canvas").nth(1)

    def screen(self, x, y):
        return self._on(self.canvas, (x + 1) / 3, (2 - y) / 3)

    def _on(self, canvas, u, v):
        box = canvas.bounding_box()
        return box["x"] + u * box["width"], box["y"] + v * box["height"]

    def drag_hidden(self, start, end):
        """Drag from one point of the hidden plane to another."""
        places = [((x + 0.25) / 1.5, (1.25 - y) / 1.5) for x, y in (start, end)]
        mouse = self.page.mouse
        mouse.move(*self._on(self.hidden, *places[0]))
        mouse.down()
        mouse.move(*self._on(self.hidden, *places[1]), steps=4)
        mouse.up()

    def told(self):
        return self.find("p.dl101-now").inner_text()

    def tells(self, text):
        wait_until(lambda: text in self.told(), f"it says {self.told()!r} and not {text!r}")


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    with open_notebook(lab.write("two_lines.ipynb", [SOURCE.strip()])) as opened:
        opened.run_all()
        yield opened


@pytest.fixture
def two(notebook):
    figure = TwoPlanes(notebook, 0)
    notebook.kernel("two.reset()")
    figure.tells("In the hidden plane no two points coincide. 3 of 4 are right.")
    yield figure
    assert notebook.problems() == []


def _is(notebook, name, expected):
    notebook.wait_kernel(f"print(two.{name}.round(1).tolist())", str(expected))


def test_a_line_is_dragged_and_corners_coincide(two, notebook):
    two.changes(lambda: two.drag((0.5, -0.7), (1.5, -0.7)))
    two.tells("(0, 0) and (1, 0) coincide; (0, 1) and (1, 1) coincide.")
    two.tells("Points of both classes coincide there: no third line can tell them apart.")
    _is(notebook, "first", [1.0, 0.0, -1.5])
    _is(notebook, "hidden()", [[0.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 1.0]])
    assert "(0, 1) and (1, 1) coincide" in two.hidden.get_attribute("aria-label")


def test_a_tip_is_dragged(two, notebook):
    two.changes(lambda: two.drag((1.5, 1.4), (1.0, 1.9)))
    notebook.wait_kernel("print(two.first.round(1).tolist()[:2])", "[0.5, 0.5]")
    # The line turned about the arrow's foot.
    assert two.slider("bias b").input_value().startswith("-0.9")
    two.changes(lambda: two.press(two.handle("h₂: normal vector"), "ArrowLeft", "Shift+ArrowUp"))
    notebook.wait_kernel("print(two.second.round(1).tolist()[:2])", "[-0.1, 1.5]")


def test_the_third_line_is_dragged_until_all_are_right(two, notebook):
    notebook.kernel(SOLVED)
    two.tells("In the hidden plane (0, 1) and (1, 0) coincide. 2 of 4 are right.")
    before = two.hidden.evaluate(PIXELS)[0]
    two.drag_hidden((0.6, -0.1), (1.1, 0.4))
    two.tells("In the hidden plane (0, 1) and (1, 0) coincide. All 4 are right.")
    assert two.hidden.evaluate(PIXELS)[0] != before
    _is(notebook, "third", [1.0, 1.0, -1.5])
    assert notebook.kernel("print(two.accuracy)") == "1.0"
    two.press(two.handle("output: line"), "ArrowLeft", "ArrowLeft")
    _is(notebook, "third", [1.0, 1.0, -1.4])
    two.button("Undo").click()
    notebook.wait_kernel("print(two.third.round(1).tolist())", "[1.0, 1.0, -1.5]")


def test_each_unit_s_numbers_have_sliders(two, notebook):
    two.find('select[aria-label="unit"]').select_option("output")
    wait_until(lambda: two.slider("weight w2").input_value() == "1", "not the output's numbers")
    two.press(two.slider("bias b"), "ArrowLeft")
    notebook.wait_kernel("print(two.third.tolist())", "[1.0, 1.0, -0.6]")
    two.find('select[aria-label="unit"]').select_option("h₁")


def test_steps_become_sigmoids_as_in_python(two, notebook):
    notebook.kernel(f"{SOLVED}; two.third = (1, 1, -1.5)")
    two.tells("All 4 are right.")
    steepness = two.slider("steepness")
    assert steepness.get_attribute("aria-valuetext") == "hard step"
    two.changes(lambda: two.press(steepness, "ArrowLeft"))
    notebook.wait_kernel("print(two.steepness)", "20.0")
    two.changes(lambda: two.press(steepness, "Home"))
    notebook.wait_kernel("print(two.steepness)", "0.5")
    two.page.mouse.move(*two.screen(1, 1))
    wait_until(lambda: two.reads("label") == "blue circle", "no read-out")
    shown = [float(text.replace("\N{MINUS SIGN}", "-")) for text in two.reads("h₁, h₂").split(", ")]
    expected = json.loads(notebook.kernel("print(two.hidden()[3].tolist())"))
    np.testing.assert_allclose(shown, expected, atol=0.00501)
    two.press(steepness, "End")
    notebook.wait_kernel("print(two.steepness)", "None")


def test_reset_puts_the_arrows_back(two, notebook):
    start = two.pixels()
    two.changes(lambda: two.press(two.handle("h₂: line"), "ArrowRight", "ArrowRight"))
    two.button("Reset").click()
    two.canvas.evaluate("() => document.activeElement.blur()")
    wait_until(lambda: two.pixels() == start, "not as it began")


def test_a_score_of_0_is_not_positive(two, notebook):
    notebook.kernel("two.first, two.second, two.third = (1, 1, -0.5), (-1, -1, 2), (1, 1, -1.5)")
    two.tells("(0, 1) and (1, 0) coincide. All 4 are right.")
    notebook.kernel("two.first, two.second, two.third = (1, 1, -1), (1, 1, -2), (1, -1, -0.5)")
    two.tells("1 of 4 are right.")


def test_of_many_points_it_counts(two, notebook):
    notebook.kernel("from dl101.datasets import xor_clouds; two.set_points(*xor_clouds(40))")
    two.tells("10 ● at (0, 0)")
    two.tells("10 ■ at (1, 0)")


def test_places_that_coincide_are_grouped(notebook):
    places = [[0, 0], [1, 1], [0.01, 0], [1, 0]]
    assert call(notebook, "two_lines.js", "groups", [[places], [[]]]) == [[[0, 2], [1], [3]], []]
