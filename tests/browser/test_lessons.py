"""Every lesson, opened in JupyterLab, run, and its widgets moved."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from .figures import PIXELS, planes, wait_until

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*.ipynb"))
if not find_spec("tensorflow"):
    LESSONS = [path for path in LESSONS if not path.name.startswith(("07-", "08-"))]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_and_its_widgets_live(lesson, lab, open_notebook):
    shutil.copy(lesson, lab.root / lesson.name)
    with open_notebook(lesson.name) as notebook:
        check_lesson(notebook)


def check_lesson(notebook):
    """Run an open lesson, move its planes, and step through its graphs."""
    notebook.run_all()
    wait_until(lambda: "Loading widget" not in notebook.page.inner_text(".jp-Notebook"), "")
    assert notebook.problems() == []
    for plane in planes(notebook):
        _moves(notebook, plane)
    for stepper in notebook.page.query_selector_all(".dl101-stepper"):
        _steps(stepper)
    for ground in notebook.page.query_selector_all(".dl101-training"):
        _trains(ground)
    assert notebook.problems() == []


def _moves(notebook, plane):
    plane.scroll_into_view_if_needed()
    canvas = plane.wait_for_selector("canvas[aria-label]")
    assert canvas.evaluate(PIXELS)[1] > 1, "a blank picture"
    slider = plane.query_selector('input[type="range"]')
    if slider is None:
        return
    before = canvas.evaluate(PIXELS)[0]
    slider.focus()
    notebook.page.keyboard.press("ArrowLeft")
    wait_until(lambda: canvas.evaluate(PIXELS)[0] != before, "a slider moved nothing")


def _steps(stepper):
    stepper.scroll_into_view_if_needed()
    boxes = len(stepper.wait_for_selector("svg[aria-label]").query_selector_all(".node"))
    for label, computed in (("Step", 1), ("Last", boxes), ("First", 0)):
        stepper.query_selector(f'button[aria-label^="{label}"]').click()
        shown = stepper.query_selector_all(".dl101-badge:not([hidden])")
        assert len(shown) == computed, f"after {label}, {len(shown)} nodes look computed"


def _trains(ground):
    ground.scroll_into_view_if_needed()
    canvas = ground.wait_for_selector(".dl101-output canvas[aria-label]")
    step = ground.wait_for_selector(".dl101-readings .dl101-value")
    play = ground.query_selector(".dl101-play")
    before, pixels = int(step.inner_text()), canvas.evaluate(PIXELS)[0]
    play.click()
    wait_until(lambda: int(step.inner_text()) > before, "Play trained nothing")
    play.click()
    wait_until(lambda: "Play" in play.inner_text(), "it did not pause")
    assert canvas.evaluate(PIXELS)[0] != pixels, "training changed nothing in the picture"
