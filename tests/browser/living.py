"""Moving a widget, whichever it is: it is alive if something changes."""

from __future__ import annotations

from .figures import PIXELS, wait_until


def must_live(notebook, part) -> int:
    """Move all widgets in a part of the page, none of which asks Python; return their number."""
    kinds = {
        ".dl101-plane:not(.dl101-training)": lambda plane: _moves(notebook, plane),
        ".dl101-stepper": _steps,
        ".dl101-training": _trains,
        ".dl101-predict": _asks,
        ".dl101-pad": lambda pad: _reads(notebook, pad),
        ".dl101-own": _learns,
    }
    found = [(move, one) for kind, move in kinds.items() for one in part.query_selector_all(kind)]
    for move, one in found:
        move(one)
    return len(found)


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
    for label, computed in (("Last", boxes), ("First", 0), ("Step", 1)):
        # A button that leads nowhere is marked as disabled, and can still be pressed.
        stepper.query_selector(f'button[aria-label^="{label}"]').click(force=True)
        wait_until(
            lambda n=computed: len(stepper.query_selector_all(".dl101-badge:not([hidden])")) == n,
            f"after {label}, not {computed} nodes look computed",
        )


def _trains(ground):
    ground.scroll_into_view_if_needed()
    canvas = ground.wait_for_selector(".dl101-output canvas[aria-label]")
    step = ground.wait_for_selector(".dl101-train-test .dl101-value")
    play = ground.query_selector(".dl101-play")
    before, pixels = int(step.inner_text()), canvas.evaluate(PIXELS)[0]
    play.click()
    wait_until(lambda: int(step.inner_text()) > before, "Play trained nothing")
    play.click()
    wait_until(lambda: "Play" in play.inner_text(), "it did not pause")
    assert canvas.evaluate(PIXELS)[0] != pixels, "training changed nothing in the picture"


def _learns(own):
    own.scroll_into_view_if_needed()
    told = own.wait_for_selector(".dl101-told")
    wait_until(lambda: told.inner_text() not in ("", "Reading your code …"), "nothing is said")
    if told.inner_text().startswith("Not attempted yet"):
        return
    canvas = own.wait_for_selector(".dl101-stage canvas[aria-label*='the loss is']")
    step = own.query_selector(".dl101-readout span:text-is('step') + .dl101-value")
    done = step.inner_text()
    before = canvas.evaluate(PIXELS)[0]
    own.query_selector("button:text-is('Other start')").click()
    wait_until(lambda: step.inner_text() != done, "it does not begin again")
    wait_until(lambda: step.inner_text() == done, "it does not learn to the end")
    assert canvas.evaluate(PIXELS)[0] != before, "another start ends in the same picture"


def _asks(question):
    question.scroll_into_view_if_needed()
    told = question.wait_for_selector(".dl101-told:not(:empty)")
    show, skip, again = question.query_selector_all(".dl101-side button")
    if again.is_visible():
        again.click()
        wait_until(lambda: not again.is_visible(), "the guess is not forgotten")
    show.click()
    wait_until(skip.is_visible, "no guess is asked for")
    skip.click()
    wait_until(lambda: told.inner_text().startswith("The truth: "), "no truth is shown")


def _reads(notebook, pad):
    pad.scroll_into_view_if_needed()
    told = pad.wait_for_selector(".dl101-told:not(:empty)")
    clear = pad.query_selector('button[title^="Take all"]')
    if clear.is_enabled():
        clear.click()
    wait_until(lambda: "reads nothing" in told.inner_text(), "an empty pad is read")
    pad.query_selector('[role="slider"]').focus()
    for key in ("Enter", *["ArrowDown"] * 5):
        notebook.page.keyboard.press(key)
    wait_until(lambda: told.inner_text().startswith("The network reads "), "nothing is read")
