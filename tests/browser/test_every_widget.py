"""What holds for every widget: seen, in any theme and width, run again, closed, saved, alone.

axe-core, the rules of accessibility that a program can check, comes in a Python package that
carries npm's file as it is, so that the tests need no Node.js.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from .examples import EXAMPLES, IMPORTS, cells, names, root_of
from .figures import CHECK, LOAD, PIXELS, STILLS, TALL, TOO_WIDE, module, wait_until
from .living import must_live

LEAKS = (Path(__file__).parent / "leaks.js").read_text("utf-8")


def test_every_widget_has_an_example():
    assert set(names()) <= set(EXAMPLES), "add what is missing to tests/browser/examples.py"


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    # Tall enough for the largest widget: of what is out of sight, axe cannot tell the colours.
    with open_notebook(lab.write("examples.ipynb", cells()), height=1600) as opened:
        opened.run_all()
        opened.page.evaluate(AXE_SCRIPT)
        opened.page.evaluate(TALL)
        yield opened
        assert opened.problems() == []


def cell_of(notebook, name):
    return notebook.page.query_selector_all(".jp-Cell")[1 + names().index(name)]


def test_the_stills_give_way_to_the_widgets(notebook):
    stills = notebook.page.locator(STILLS)
    assert stills.count() == len(names())
    wait_until(lambda: not any(one.is_visible() for one in stills.all()), "a still is shown")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_no_widget_violates_a_rule_of_accessibility(theme, notebook):
    notebook.theme(theme)
    wrong = {}
    for name in names():
        root = root_of(notebook, name)
        root.scroll_into_view_if_needed()
        details = root.locator("details")
        details.evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
        described = root.locator(":is(canvas, svg)[aria-label]")
        wait_until(lambda shown=described: shown.count() > 0, "the picture has no words")
        wrong[name], passed = root.evaluate(CHECK)
        details.evaluate_all("(all) => all.forEach((one) => { one.open = false; })")
        # What says nothing would pass as well: these must have found something to look at.
        assert {"button-name", "color-contrast", "nested-interactive"} <= set(passed)
        assert {"label", "aria-input-field-name"} & set(passed)
        assert {"role-img-alt", "svg-img-alt"} & set(passed)
    assert wrong == {name: [] for name in names()}


def test_axe_sees_what_is_wrong(notebook):
    """The checks above can fail: colours and names are really looked at, where widgets stand."""
    notebook.theme("Light")
    root = root_of(notebook, "Boundary")
    root.scroll_into_view_if_needed()
    wrong = '<p id="wrong" style="color: #999; background: #fff">pale <button></button></p>'
    root.evaluate("(node, html) => node.insertAdjacentHTML('afterbegin', html)", wrong)
    root.locator("#wrong").scroll_into_view_if_needed()
    violations, _ = root.evaluate(CHECK)
    root.locator("#wrong").evaluate("(node) => node.remove()")
    found = {text.split(":")[0] for text in violations}
    assert found == {"critical button-name", "serious color-contrast"}


def test_pictures_follow_the_theme(notebook):
    notebook.theme("Light")
    canvases = (root_of(notebook, name).locator("canvas:visible") for name in names())
    pictures = [one for found in canvases for one in found.all()]
    assert len(pictures) >= len(names())
    light = [picture.evaluate(PIXELS)[0] for picture in pictures]
    notebook.theme("Dark")
    for picture, before in zip(pictures, light, strict=True):
        wait_until(lambda p=picture, b=before: p.evaluate(PIXELS)[0] != b, "it stays bright")


def test_widgets_fit_a_narrow_window(notebook):
    roots = [root_of(notebook, name) for name in names()]
    notebook.command("application:toggle-left-area")
    notebook.page.set_viewport_size({"width": 360, "height": 900})
    for root in roots:
        picture = root.locator(":is(canvas, .dl101-card)").first
        wait_until(lambda p=picture: p.bounding_box()["width"] < 330, "a picture stays wide")
    for name, root in zip(names(), roots, strict=True):
        wait_until(lambda r=root: r.evaluate(TOO_WIDE) == [], f"{name} is too wide")
    notebook.page.set_viewport_size({"width": 1280, "height": 1600})
    notebook.command("application:toggle-left-area")


@pytest.mark.parametrize("name", names())
def test_a_cell_that_runs_again_leaves_one_live_widget(name, notebook):
    notebook.run_cell(1 + names().index(name))
    root_of(notebook, name).wait_for()
    assert must_live(notebook, cell_of(notebook, name)) == 1


@pytest.mark.parametrize("name", names())
def test_a_closed_view_leaves_nothing_behind(name, notebook):
    """Count what `render` registers on the page, the model and the clock, and what is left."""
    scope = {}
    *before, last = EXAMPLES[name].strip().splitlines()
    exec("\n".join([IMPORTS, *before]), scope)
    widget = eval(last, scope)
    state = getattr(widget, "boundary", widget).get_state() | widget.get_state()
    shown = {key: value for key, value in state.items() if key not in ("_files", "_esm")}
    given = {"module": module(widget._files[-1].name), "load": LOAD, "state": shown}
    before, after = notebook.page.evaluate(LEAKS, given)
    assert before["handlers"] >= (4 if name in ("DigitPad", "Predict") else 5)
    assert before["frames"] + before["timers"] > 0
    assert after == {"handlers": 0, "frames": 0, "timers": 0, "observers": 0}
