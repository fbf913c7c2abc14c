"""The web edition: built, opened from its files without a network, moved, searched."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from dl101.jupyter.saving import VIEW
from tests.tools.packages import ROOT

from .figures import wait_until
from .test_alive import plain_page, views
from .test_lessons import LESSONS, must_live

pytestmark = pytest.mark.skipif(
    find_spec("myst_nb") is None, reason="the group `site` of pyproject.toml is not installed"
)
PAGES = ["index", *(lesson.stem for lesson in LESSONS), "TEACHING"]
LOOKED_AT = PAGES[::3]
"""Pages that axe looks at: one takes it three seconds."""
CODE = LOOKED_AT[-2]
"""The page whose colours of code it looks at, too; on all of them it would take minutes."""
SIMPLER = """(fully) => {
  for (const one of document.querySelectorAll(fully ? ".math" : ".math, .highlight pre"))
    one.textContent = one.textContent;
}"""
AXE = """async (rules) => {
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: rules }) };
  // The widgets have a test of their own.
  const { violations, passes } = await axe.run({ exclude: ["[data-model]"] }, options);
  const told = ({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 150)}`);
  return [violations.flatMap(told), passes.map(({ id }) => id)];
}"""
OPEN = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
PHONE = {"width": 390, "height": 844}
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"
FORMULAS = """() => ({
  unset: [...document.querySelectorAll(".math")].filter((one) => !one.querySelector(".katex-html"))
    .map((one) => one.outerHTML),
  wrong: document.querySelectorAll(".katex-error").length,
  fonts: [...document.fonts].filter(({ status }) => status === "error").length,
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = (sys.executable, "-m", "tests.tools.site", folder)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def cells_of(name: str) -> list[dict]:
    path = ROOT / "lessons" / f"{name}.ipynb"
    return json.loads(path.read_text("utf-8"))["cells"] if path.exists() else []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_lives_from_its_file(name, site, browser):
    cells = cells_of(name)
    shown = json.dumps(cells).count(f'"{VIEW}"') if cells else int(name == "index")
    folded = [cell for cell in cells if {"hide-output", "hide-input"} & set(_tags(cell))]
    with plain_page(browser, site / f"{name}.html") as opened:
        page = opened.page
        assert page.locator("details.hide:not([open])").count() == len(folded)
        page.evaluate(OPEN)
        found = views(page)
        assert len(found) == shown
        # The one on the front page moves already, and has a test of its own.
        for place in found if cells else ():
            assert must_live(opened, place) == 1
        assert page.evaluate(FORMULAS) == {"unset": [], "wrong": 0, "fonts": 0}
        page.set_viewport_size(PHONE)
        wait_until(lambda: page.evaluate(TOO_WIDE) <= 0, "too wide for a phone")
        assert opened.errors == []


def _tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def test_no_page_violates_a_rule_of_accessibility_in_either_theme(site, browser):
    wrong = {}
    for name in LOOKED_AT:
        with plain_page(browser, site / f"{name}.html", reduced_motion="reduce") as opened:
            opened.page.evaluate(AXE_SCRIPT)
            opened.page.evaluate(SIMPLER, name == CODE)
            light, passed = opened.page.evaluate(AXE, None)
            assert "color-contrast" in passed
            opened.page.evaluate("() => { document.body.dataset.theme = 'dark'; }")
            wrong[name] = light + opened.page.evaluate(AXE, ["color-contrast"])[0]
    assert wrong == {name: [] for name in LOOKED_AT}


def test_the_front_page_moves_by_itself_and_rests_out_of_sight(site, browser):
    with plain_page(browser, site / "index.html") as opened:
        step = opened.page.locator(".site-hero .dl101-train-test strong")
        wait_until(lambda: int(step.inner_text()) > 20, "it stands still")
        opened.page.locator("footer").scroll_into_view_if_needed()
        play = opened.page.locator(".site-hero .dl101-play")
        wait_until(lambda: "Play" in play.inner_text(), "it goes on out of sight")
    with plain_page(browser, site / "index.html", reduced_motion="reduce") as opened:
        play = opened.page.locator(".site-hero .dl101-play")
        wait_until(lambda: "Play" in play.inner_text(), "it moves though nobody wants it to")


def test_the_way_to_every_lesson_and_back(site, browser):
    with plain_page(browser, site / "index.html") as opened:
        page = opened.page
        for lesson in LESSONS:
            page.locator(f'.sidebar-tree a[href$="{lesson.stem}.html"]').click()
            page.wait_for_url(f"**/{lesson.stem}.html")
            actions = page.get_by_label("this lesson as a notebook").locator("a")
            binder, notebook = (one.get_attribute("href") for one in actions.all())
            assert binder.startswith("https://mybinder.org/")
            assert binder.endswith(f"lessons%2F{lesson.name}")
            assert (site / notebook).read_bytes() == Path(lesson).read_bytes()
        page.locator("a.prev-page").click()
        page.wait_for_url(f"**/{LESSONS[-2].stem}.html")
        page.locator("input.sidebar-search").fill("perceptron")
        page.keyboard.press("Enter")
        page.locator("#search-results a", has_text="Perceptrons").first.wait_for()
        assert opened.errors == []
