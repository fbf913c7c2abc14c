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
from dl101.widgets import TrainingGround
from tests.tools.packages import ROOT

from .figures import wait_until
from .living import must_live
from .plain_page import plain_page, views

pytestmark = pytest.mark.skipif(
    find_spec("myst_nb") is None, reason="the group `site` of pyproject.toml is not installed"
)
GROUNDS = ["playground", "playground-3"]
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
PAGES = ["index", *(lesson.stem for lesson in LESSONS), "TEACHING", *GROUNDS]
LOOKED_AT = PAGES[::6]
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
    shown = json.dumps(cells).count(f'"{VIEW}"') if cells else int(name in ("index", *GROUNDS))
    tags = [tag for cell in cells for tag in cell["metadata"].get("tags", [])]
    folded = [tag for tag in tags if tag in ("hide-input", "hide-output")]
    with plain_page(browser, site / f"{name}.html") as opened:
        page = opened.page
        assert page.locator("details.hide:not([open])").count() == len(folded)
        page.evaluate(OPEN)
        found = views(page)
        assert len(found) == shown
        # The one on the front page moves already, and has a test of its own.
        for place in found if name != "index" else ():
            assert must_live(opened, place) == 1
        assert page.evaluate(FORMULAS) == {"unset": [], "wrong": 0, "fonts": 0}
        page.set_viewport_size(PHONE)
        wait_until(lambda: page.evaluate(TOO_WIDE) <= 0, "too wide for a phone")
        assert opened.errors == []


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


WRONG = {
    "dataset=moon&hidden=3": 'zeros and ones, not "moon"',
    "dataset=three+clouds": 'not "three clouds"',
    "hidden=3,99": 'such as 4,2, or "none", not "3,99"',
    "hidden=1,1,1,1,1": 'at most 4 whole numbers from 1 to 16, such as 4,2, or "none", not "1,1',
    "hidden=": 'or "none", not "".',
    "activation=swish": 'one of linear, tanh, sigmoid, relu, not "swish"',
    "features=x1*x2,x9": 'or "none", not "x1*x2,x9"',
    "optimizer=adam": 'momentum, Adam, not "adam"',
    "learning_rate=0": 'a number above 0 and up to 100, not "0"',
    "learning_rate=1e3": 'not "1e3"',
    "batch_size=1.5": 'a whole number not below 1 or "all", not "1.5"',
    "weight_decay=-1": 'a number from 0 to 10, not "-1"',
    "pace=fast": 'a number above 0 or "fastest", not "fast"',
    "seed=4294967296": 'a whole number from 0 to 4294967295, not "4294967296"',
    "colour=red": 'There is no setting "colour"',
    "constructor=1": 'There is no setting "constructor"',
}


def test_a_link_opens_the_playground_as_it_was_set(site, browser):
    ground = TrainingGround(
        "circles",
        hidden=(3, 2),
        activation="relu",
        optimizer="momentum",
        features=("x1*x2", "sin(x1)"),
        learning_rate=0.003,
        batch_size=10,
        weight_decay=0.001,
        pace=300,
    )
    ground.reset(seed=7)
    link = ground.link(site.as_uri())
    with plain_page(browser, site / "playground.html") as opened:
        page = opened.page
        page.locator(".dl101-stage canvas").first.wait_for()
        page.goto(link)
        page.reload()
        page.locator('summary:text-is("Share this setting")').click()
        field = page.get_by_label("link to this setting")
        wait_until(lambda: field.input_value() == link, "another setting")
        assert page.evaluate("() => getSelection().toString()") == link
        assert page.get_by_label("code of this setting").inner_text() == ground.code()
        page.locator('summary:text-is("Weights in numbers")').click()
        cells = page.locator(".dl101-tables td:not(:empty)")
        wait_until(lambda: cells.count() == 26, "not all weights are shown")
        numbers = [v for w, b, _ in ground.layers for v in (*w.ravel(), *b)]
        shown = [float(text.replace("\N{MINUS SIGN}", "-")) for text in cells.all_inner_texts()]
        assert shown == pytest.approx(numbers, abs=6e-4)
        loss = page.locator('.dl101-train-test tr:has(th:has-text("training")) td').first
        assert loss.inner_text() == f"{ground.train_loss:.3g}"
        # What is no setting changes nothing, but training rests to tell it.
        page.locator(".dl101-play").click()
        status = page.locator(".dl101-training-status")
        for wrong, words in WRONG.items():
            page.evaluate("(hash) => { location.hash = hash; }", wrong)
            wait_until(lambda w=words: w in status.inner_text(), f"{wrong} is taken")
            assert field.input_value() == link
        page.evaluate("() => { location.hash = 'something-to-try'; }")
        page.locator(".dl101-play").click()
        wait_until(lambda: status.inner_text() == "", "the complaint stays")
        for row in page.locator("#something-to-try li a").all():
            row.click()
            asked = page.evaluate("() => location.hash")
            assert len(asked) > 100
            wait_until(lambda hash=asked: field.input_value().endswith(hash), "another setting")
            assert "Play" in page.locator(".dl101-play").inner_text()
        assert opened.errors == []


def test_a_training_ground_elsewhere_is_shared(site, browser):
    with plain_page(browser, site / "index.html", reduced_motion="reduce") as opened:
        opened.page.locator('summary:text-is("Share this setting")').click()
        field = opened.page.get_by_label("link to this setting")
        wait_until(lambda: "#dataset=spirals&hidden=8,8&" in field.input_value(), "no link")
        link, three = field.input_value(), (site / "playground-3.html").as_uri()
        for address, widths in ((link, ["8", "8"]), (f"{three}#hidden=5,3,2", ["5", "3", "2"])):
            opened.page.goto(address)
            counts = opened.page.locator(".dl101-layers .dl101-count > span")
            wait_until(lambda w=widths, c=counts: c.all_inner_texts() == w, "another network")
