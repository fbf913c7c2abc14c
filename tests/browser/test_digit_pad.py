"""The pad in JupyterLab: drawn on with pointer and keys, and read in the page."""

from __future__ import annotations

import numpy as np
import pytest

from dl101.widgets import DigitPad
from dl101.widgets.strokes import small_picture

from ..digit_reader import program
from ..twenty_drawings import LABELS, STROKES
from .figures import PIXELS, call, wait_until

CELLS = [
    program(),
    """
from dl101.widgets import DigitPad
pad = DigitPad(layers, kernel_readout=lambda widget: {"Python reads": widget.reads})
pad
""".strip(),
]
ODD = [[], [[[0.2, 0.9]]], [[[0.5, 0.1], [0.5, 0.9]]], [[[0, 0], [1, 1]], [[0.3, 0.3]]]]


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    with open_notebook(lab.write("digit_pad.ipynb", CELLS)) as opened:
        opened.run_all()
        yield opened
        assert opened.problems() == []


@pytest.fixture
def pad(notebook):
    root = notebook.page.locator(".dl101-pad")
    root.scroll_into_view_if_needed()
    notebook.kernel("pad.reset()")
    wait_until(lambda: "reads nothing" in told(root), "the pad is not empty")
    return root


def told(pad):
    return pad.locator(".dl101-told").inner_text()


def draw(pad, strokes):
    """Draw strokes with the pointer."""
    box = pad.locator("canvas").first.bounding_box()
    mouse = pad.page.mouse
    for stroke in strokes:
        for i, (x, y) in enumerate(stroke):
            mouse.move(box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"])
            if i == 0:
                mouse.down()
        mouse.up()


def test_the_page_makes_the_pictures_that_python_makes(notebook):
    constants = DigitPad([(np.zeros((64, 10)), np.zeros(10), "softmax")])._constants
    cases = [[strokes, constants] for strokes in STROKES + ODD]
    found = call(notebook, "strokes.js", "smallPicture", cases)
    for strokes, picture in zip(STROKES + ODD, found, strict=True):
        values = [picture[str(i)] for i in range(64)] if isinstance(picture, dict) else picture
        np.testing.assert_array_equal(values, small_picture(strokes))


@pytest.mark.parametrize("which", [0, 5, 14])
def test_a_digit_is_drawn_and_read_while_the_stroke_grows(which, pad, notebook):
    *_, last = strokes = STROKES[which]
    draw(pad, [*strokes[:-1], last[: len(last) // 3]])
    wait_until(lambda: told(pad).startswith("The network reads "), "nothing is read")
    early = pad.locator("canvas").last.evaluate(PIXELS)[0]
    pad.locator("button", has_text="Clear").click()
    draw(pad, strokes)
    wait_until(lambda: told(pad).startswith(f"The network reads {LABELS[which]}, "), told(pad))
    assert pad.locator("canvas").last.evaluate(PIXELS)[0] != early
    # What Python makes of the same strokes, in both digits that are shown.
    notebook.wait_kernel("print(pad.reads)", str(LABELS[which]))
    shown = pad.locator(".dl101-chances > div > span:last-child").all_inner_texts()
    notebook.wait_kernel("print([f'{p:.2f}' for p in pad.probabilities])", str(shown))
    wait_until(
        lambda: pad.locator(".dl101-kernel").inner_text() == f"Python reads: {LABELS[which]}",
        "Python did not answer",
    )


def test_keys_draw_and_take_back(pad, notebook):
    pen = pad.locator('[role="slider"]')
    pen.focus()
    press = notebook.page.keyboard.press
    for _ in range(5):
        press("Shift+ArrowUp")
    assert "reads nothing" in told(pad)
    press("Enter")
    for _ in range(4):
        press("Shift+ArrowDown")
    wait_until(lambda: told(pad).startswith("The network reads 1, "), told(pad))
    assert pen.get_attribute("aria-valuetext").startswith("drawing, at (")
    press("Enter")
    press("ArrowRight")
    notebook.wait_kernel("print([len(stroke) for stroke in pad.strokes])", "[5]")
    press("Enter")
    press("ArrowRight")
    notebook.wait_kernel("print([len(stroke) for stroke in pad.strokes])", "[5, 2]")
    press("Delete")
    notebook.wait_kernel("print([len(stroke) for stroke in pad.strokes])", "[5]")
    pad.locator("button", has_text="Undo stroke").click()
    wait_until(lambda: "reads nothing" in told(pad), "a stroke is left")


def test_a_pen_is_lifted_where_its_stroke_has_been_taken_away(pad, notebook):
    pen = pad.locator('[role="slider"]')
    pen.focus()
    for key in ("Enter", "ArrowDown", "ArrowDown"):
        notebook.page.keyboard.press(key)
    wait_until(lambda: pen.get_attribute("aria-valuetext").startswith("drawing"), "no stroke")
    notebook.wait_kernel("print(len(pad.strokes))", "1")
    notebook.kernel("pad.strokes = []")
    wait_until(lambda: pen.get_attribute("aria-valuetext").startswith("lifted"), "it draws on")
    place = pen.get_attribute("aria-valuetext")
    notebook.page.keyboard.press("ArrowDown")
    wait_until(lambda: pen.get_attribute("aria-valuetext") != place, "it is stuck")
    assert notebook.kernel("print(pad.strokes)") == "[]"


def test_python_draws_and_changes_the_network(pad, notebook):
    notebook.kernel(f"pad.strokes = {STROKES[8]}")
    wait_until(lambda: told(pad).startswith("The network reads 4"), told(pad))
    assert (
        pad.locator("canvas").first.get_attribute("aria-label").startswith("A pad with 2 strokes.")
    )
    notebook.kernel(
        "kept = pad.layers; pad.layers = [(np.zeros((64, 10)), np.eye(10)[7], 'softmax')]"
    )
    wait_until(lambda: told(pad) == "The network reads 7, with probability 0.23.", told(pad))
    notebook.kernel("pad.layers = kept")
