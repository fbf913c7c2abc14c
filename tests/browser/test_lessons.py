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
        notebook.run_all()
        wait_until(lambda: "Loading widget" not in notebook.page.inner_text(".jp-Notebook"), "")
        assert notebook.problems() == []
        for plane in planes(notebook):
            _moves(notebook, plane)
        for stepper in notebook.page.query_selector_all(".dl101-stepper"):
            _steps(stepper)
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
