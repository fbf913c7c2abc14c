"""Guesses in JupyterLab: drawn, clicked, typed and chosen, shown beside the truth, and kept."""

from __future__ import annotations

import nbformat
import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT

from dl101.widgets.predict import COLUMNS

from .figures import CHECK, PIXELS, TALL, TOO_WIDE, call, wait_until
from .plain_page import plain_page, write_page

CELLS = [
    """
from dl101.widgets import Predict
curve = Predict.curve("How does it rise?", lambda x: x**2, x=(0, 4), y=(0, 20),
                      xlabel="step", ylabel="loss", explanation="It is a square.")
curve
""",
    """
place = Predict.place("Where?", (3.0, -1.0), radius=0.5, points=[[0, 0]], labels=[1])
place
""",
    """
number = Predict.number("How many?", 97.5, "%", tolerance=1)
number
""",
    """
choice = Predict.choice("Which?", ["this", "that", "both"], [0, 2])
choice
""",
]
NAMES = ("curve", "place", "number", "choice")


class Question:
    """A question in the output of a cell."""

    def __init__(self, notebook, name):
        self.notebook, self.name, self.page = notebook, name, notebook.page
        self.root = self.page.locator(f".jp-Cell >> nth={NAMES.index(name)} >> .dl101-predict")
        self.root.scroll_into_view_if_needed()
        self.root.locator(".dl101-told:not(:empty)").wait_for()

    def told(self):
        return self.root.locator(".dl101-told").inner_text()

    def tells(self, text):
        wait_until(lambda: text in self.told(), f"not {text!r}")

    def button(self, text):
        return self.root.locator(f'button:text-is("{text}")')

    def hand(self):
        """What takes the keyboard in the picture."""
        return self.root.locator('[role="slider"]')

    def at(self, u, v):
        """A place in the picture, in parts of its width and height."""
        box = self.root.locator("canvas").bounding_box()
        return box["x"] + u * box["width"], box["y"] + v * box["height"]

    def press(self, locator, *keys):
        locator.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def kept(self, expected):
        self.notebook.wait_kernel(f"print({self.name}.guess, {self.name}.revealed)", expected)


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    with open_notebook(lab.write("predict.ipynb", [one.strip() for one in CELLS])) as opened:
        opened.run_all()
        yield opened
        assert opened.problems() == []


@pytest.fixture
def ask(notebook):
    def ask(name):
        question = Question(notebook, name)

        def reset():
            notebook.kernel(f"{name}.reset()")
            return not question.button("Guess again").is_visible()

        # More than once if what was done last is still on its way to Python.
        wait_until(reset, "not reset")
        return question

    return ask


def test_the_gap_between_two_curves_is_numpy_s(notebook):
    truth = [[x, x**2] for x in (0.0, 0.3, 1.1, 2.0, 3.0)]
    places = np.linspace(0, 4, COLUMNS)
    guess = [None if x < 1 else 2.0 for x in places]
    (found,) = call(notebook, "guesses.js", "curveGap", [[guess, truth, [0, 4]]])
    known = places[(places >= 1) & (places <= 3)]
    gaps = np.abs(2.0 - np.interp(known, *np.transpose(truth)))
    assert found["mean"] == pytest.approx(gaps.mean())
    assert found["most"]["x"] == pytest.approx(known[gaps.argmax()])
    assert found["share"] == pytest.approx(len(known) / np.sum(places <= 3))
    assert call(notebook, "guesses.js", "curveGap", [[[None] * 5, truth, [0, 4]]]) == [None]


def test_a_curve_is_drawn_and_compared(ask, notebook):
    question = ask("curve")
    mouse = question.page.mouse
    mouse.move(*question.at(0.001, 0.999))
    mouse.down()
    mouse.move(*question.at(0.999, 0.5), steps=2)
    mouse.up()
    question.tells("Your guess: a curve from loss ")
    notebook.wait_kernel("print(None in (curve.guess or [None]))", "False")
    drawn = np.array(eval(notebook.kernel("print(curve.guess)")))
    np.testing.assert_allclose(drawn, np.linspace(0, 10, COLUMNS), atol=0.2)
    before = question.root.locator("canvas").evaluate(PIXELS)[0]
    question.button("Show the truth").click()
    question.tells("On average your curve is ")
    places = np.linspace(0, 4, COLUMNS)
    truth = np.interp(places, np.linspace(0, 4, 161), np.linspace(0, 4, 161) ** 2)
    mean = np.abs(drawn - truth).mean()
    assert f"is {mean:.3g} away" in question.told()
    assert "farthest apart at 4 (step)" in question.told()
    assert question.root.get_by_text("It is a square.").is_visible()
    assert question.root.locator("canvas").evaluate(PIXELS)[0] != before
    assert "The truth: a curve from loss 0" in question.root.locator("canvas").get_attribute(
        "aria-label"
    )
    # What is drawn when the truth is known is no guess.
    mouse.click(*question.at(0.5, 0.1))
    assert notebook.kernel("print(curve.guess)") == str(drawn.tolist())


def test_a_curve_is_drawn_with_keys(ask, notebook):
    question = ask("curve")
    question.press(question.hand(), "ArrowUp", "ArrowRight", "ArrowRight", "Shift+ArrowDown")
    notebook.wait_kernel("print(curve.guess[:4])", "[10.4, 10.4, 8.4, None]")
    question.press(question.hand(), "Delete", "Shift+ArrowRight")
    notebook.wait_kernel("print(curve.guess[:4])", "[10.4, 10.4, None, None]")
    assert question.hand().get_attribute("aria-valuetext") == "step 0.7: nothing drawn"
    question.press(question.button("Show the truth"), "Enter")
    question.tells("You drew over 5 % of the way.")


def test_without_a_guess_one_is_asked_for_once_and_can_be_skipped(ask, notebook):
    question = ask("curve")
    before = question.root.locator("canvas").evaluate(PIXELS)[0]
    assert not question.button("Skip the guess").is_visible()
    question.press(question.button("Show the truth"), "Enter", "Enter")
    question.tells("There is no guess yet.")
    assert question.root.locator("canvas").evaluate(PIXELS)[0] == before
    question.kept("None False")
    question.press(question.button("Skip the guess"), "Enter")
    question.tells("The truth: a curve from loss 0 at step 0 to 16 at 4.")
    question.kept("None True")
    question.button("Guess again").click()
    question.tells("Draw your guess")
    question.kept("None False")


def test_a_place_by_pointer_and_by_keys(ask):
    question = ask("place")
    question.page.mouse.click(*question.at(0.8, 0.3))
    question.tells("Your guess: (3.0")
    question.page.mouse.move(*question.at(0.8, 0.3))
    question.page.mouse.down()
    question.page.mouse.move(*question.at(0.3, 0.3), steps=3)
    question.page.mouse.up()
    question.tells("Your guess: (\N{MINUS SIGN}1.99")
    question.button("Clear").click()
    question.kept("None False")
    question.press(question.hand(), "Enter")
    question.kept("[0.0, 0.0] False")
    question.press(question.hand(), *["Shift+ArrowRight"] * 6, "ArrowDown")
    question.kept("[3.0, -0.1] False")
    question.button("Show the truth").click()
    question.tells("Your place (3.00, \N{MINUS SIGN}0.10) is 0.9 away from the true one")
    question.tells("Within 0.5 would have been close enough.")


def test_a_number_typed_and_slid(ask):
    question = ask("number")
    slider = question.root.locator('input[type="range"]')
    assert slider.get_attribute("aria-valuetext") == "no guess yet"
    slider.click()
    question.kept("50.0 False")
    question.press(slider, "ArrowRight")
    question.kept("50.5 False")
    typed = question.root.locator('input[type="number"]')
    assert typed.input_value() == "50.5"
    typed.fill("")
    question.kept("None False")
    typed.fill("120.5")
    question.button("Show the truth").click()
    question.tells("You guessed 120.5 %; it is 97.5 %.")
    question.tells("Your guess is 23 percentage points too high.")
    assert typed.is_disabled()
    question.kept("120.5 True")
    question.notebook.kernel("number.guess = 97")
    question.tells("0.5 percentage points too low: close enough.")


def test_one_of_several_by_keys(ask):
    question = ask("choice")
    options = question.root.locator('input[type="radio"]')
    question.press(options.first, " ", "ArrowDown")
    question.kept("1 False")
    question.button("Show the truth").click()
    question.tells("You chose “that”. Right are “this” and “both”.")
    assert question.root.locator(".dl101-right").count() == 2
    question.notebook.kernel("choice.guess = 0")
    question.tells("You chose “this”, which is right, and so is “both”.")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_every_kind_is_accessible_and_narrow_with_the_truth(theme, ask, notebook):
    notebook.theme(theme)
    notebook.page.evaluate(AXE_SCRIPT)
    notebook.page.evaluate(TALL)
    for name, guess in zip(NAMES, ([5] * COLUMNS, (1, 2), 50, 1), strict=True):
        question = ask(name)
        notebook.kernel(f"{name}.guess, {name}.revealed = {guess}, True")
        wait_until(lambda asked=question: asked.button("Guess again").is_visible(), "no truth")
        violations, _ = question.root.evaluate(CHECK)
        assert violations == [], name
        question.root.evaluate("(root) => { root.parentElement.style.width = '280px'; }")
        wait_until(lambda asked=question: asked.root.evaluate(TOO_WIDE) == [], f"{name} is wide")
        question.root.evaluate("(root) => { root.parentElement.style.width = ''; }")


def test_coming_back_shows_guess_and_truth_without_a_kernel(
    notebook, lab, browser, open_notebook, tmp_path
):
    notebook.kernel("place.guess, place.revealed = (3, -1.3), True")
    notebook.kernel("number.guess, number.revealed = 80, False")
    Question(notebook, "place").tells("close enough")
    notebook.command("docmanager:save")
    saved = nbformat.read(lab.root / "predict.ipynb", as_version=4)
    with plain_page(browser, write_page(saved, tmp_path / "page.html")) as opened:
        places = opened.page.locator("[data-model]").all()
        for place in places:
            place.scroll_into_view_if_needed()
            place.locator(".dl101-told:not(:empty)").wait_for()
        told = [place.locator(".dl101-told").inner_text() for place in places]
        assert told[1].startswith("Your place (3.00, \N{MINUS SIGN}1.30) is 0.3 away")
        assert told[2] == "Your guess: 80 %."
        places[2].get_by_text("Show the truth").click()
        wait_until(
            lambda: "it is 97.5 %" in places[2].locator(".dl101-told").inner_text(), "no truth"
        )
        assert opened.errors == []
