"""Descent in JupyterLab: steps, play, the start dragged, learning rates, both implementations."""

from __future__ import annotations

from dataclasses import asdict
from itertools import product

import numpy as np
import pytest

from dl101.widgets import surfaces
from dl101.widgets.surfaces import OPTIMIZERS, SURFACES

from .figures import Figure, call, wait_until

BOWL = """
from dl101.widgets import Descent
bowl = Descent("bowl", start=(2, 1), learning_rate=0.1, pace=10)
bowl
"""
CURVE = 'curve = Descent("curve")\ncurve'
DIGITS = 'digits = Descent("digits", learning_rate=5.0, step_count=20)\ndigits'


class Slope(Figure):
    """The descent in the output of one code cell."""

    def screen(self, x, y):
        """Where a point of the bowl's map is on the screen."""
        box = self.canvas.bounding_box()
        return box["x"] + (x + 3) / 6 * box["width"], box["y"] + (2.4 - y) / 6 * box["width"]

    def reads_step(self, step):
        """Wait until so many steps are shown."""
        wait_until(lambda: self.reads("step") == str(step), f"step {step} is not shown")

    def status(self):
        return self.find(".dl101-status").inner_text()


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    name = lab.write("descent.ipynb", [BOWL, CURVE, DIGITS])
    with open_notebook(name) as opened:
        opened.run_all()
        yield opened


@pytest.fixture
def bowl(notebook):
    found = Slope(notebook, 0)

    def reset():
        notebook.kernel("bowl.reset(); bowl.pace = 10")
        return found.reads("step") == "0"

    # More than once if a step that the page has taken is still on its way to Python.
    wait_until(reset, "not reset")
    wait_until(lambda: found.reads("position") == "(2.000, 1.000)", "not reset")
    yield found
    assert notebook.problems() == []


def test_both_implementations_agree(notebook):
    rates = (0.003, 0.05, 0.3, 1.5)
    cases = [
        (
            surface,
            {"optimizer": optimizer, "rate": rate, "momentum": 0.8, "batch": batch, "seed": 7},
        )
        for surface, optimizer, rate in product(SURFACES.values(), OPTIMIZERS, rates)
        for batch in ([None, 7] if surface is SURFACES["digits"] else [None])
    ]
    there = [[asdict(one), {**case, "start": one.start, "steps": 50}] for one, case in cases]
    starts = [[asdict(one), one.start] for one, _ in cases]
    found = call(notebook, "surfaces.js", "descend", there)
    values = call(notebook, "surfaces.js", "valueAt", starts)
    gradients = call(notebook, "surfaces.js", "gradientAt", starts)
    for (surface, case), run, value, gradient in zip(cases, found, values, gradients, strict=True):
        *settings, batch, seed = case.values()
        path, diverged = surfaces.descend(surface, *settings, surface.start, 50, batch, seed)
        assert run["diverged"] == diverged, case
        tolerance = 1e-6 * np.abs(path).max()
        np.testing.assert_allclose(run["path"], path, atol=tolerance, err_msg=str(case))
        expected, slopes = surface.evaluate(*surface.start)
        assert value == pytest.approx(float(expected), rel=1e-12)
        assert gradient == pytest.approx([float(one) for one in slopes], rel=1e-12)


def test_the_best_learning_rates_agree(notebook):
    names = ["curve", "valley", "turned canyon", "rosenbrock"]
    cases = [
        [
            {**asdict(SURFACES[name]), "goal": SURFACES[name].goal},
            {
                "optimizer": optimizer,
                "momentum": 0.8,
                "start": SURFACES[name].start,
                "rates": surfaces.RATES,
                "most": surfaces.MOST_STEPS,
            },
        ]
        for name, optimizer in product(names, OPTIMIZERS)
    ]
    found = call(notebook, "surfaces.js", "bestRate", cases)
    for name in names:
        expected = surfaces.best_rates(SURFACES[name], 0.8, SURFACES[name].start)
        assert [tuple(found.pop(0)) for _ in OPTIMIZERS] == list(expected.values())


def test_step_back_and_reset(bowl, notebook):
    bowl.changes(lambda: bowl.button("Step").click())
    bowl.reads_step(1)
    assert bowl.reads("position") == "(1.800, 0.800)"
    assert bowl.reads("f") == "2.26"
    bowl.press(bowl.button("Step"), "Enter")
    bowl.reads_step(2)
    notebook.wait_kernel("print(bowl.step_count, bowl.position.round(6))", "2 [1.62 0.64]")
    bowl.button("Back").click()
    bowl.reads_step(1)
    bowl.button("Reset").click()
    bowl.reads_step(0)
    notebook.wait_kernel("print(len(bowl.trajectory))", "1")


def test_play_and_pause(bowl):
    bowl.button("▶ Play").click()
    wait_until(lambda: int(bowl.reads("step")) >= 3, "it does not play")
    bowl.button("❚❚ Pause").click()
    bowl.button("▶ Play").wait_for()
    step = bowl.reads("step")
    bowl.page.wait_for_timeout(300)
    assert bowl.reads("step") == step
    assert int(step) < 60


def test_playing_ends_at_rest(bowl, notebook):
    notebook.kernel("bowl.learning_rate = 0.4; bowl.pace = 60")
    wait_until(lambda: "learning rate 0.4" in bowl.summary(), "the learning rate is not shown")
    bowl.button("▶ Play").click()
    wait_until(lambda: "At rest in the lowest minimum" in bowl.status(), "no end")
    bowl.button("▶ Play").wait_for()


def test_reduced_motion_steps_without_moving_between(bowl):
    bowl.page.emulate_media(reduced_motion="reduce")
    bowl.find('[aria-label="pace, steps a second"]').fill("1")
    bowl.button("▶ Play").click()
    bowl.reads_step(1)
    pictures = {bowl.pixels() for _ in range(6)}
    steps = int(bowl.reads("step"))
    bowl.button("❚❚ Pause").click()
    bowl.page.emulate_media(reduced_motion="no-preference")
    assert len(pictures) <= steps  # one, unless the machine is so slow that it has gone on


def test_the_start_is_dragged_and_moved_by_keys(bowl, notebook):
    bowl.button("Step").click()
    bowl.reads_step(1)
    bowl.drag((2, 1), (-1, 0.5))
    wait_until(
        lambda: bowl.reads("position").startswith("(\N{MINUS SIGN}0.9"), bowl.reads("position")
    )
    notebook.wait_kernel("print(bowl.start.round(1))", "[-1.   0.5]")
    handle = bowl.handle("start")
    bowl.press(handle, "ArrowRight", "Shift+ArrowUp")
    notebook.wait_kernel("print(bowl.start.round(1))", "[-0.9  1. ]")
    bowl.press(handle, "Enter", "Enter", "Backspace")
    bowl.reads_step(2)
    bowl.page.mouse.dblclick(*bowl.screen(1, -1))
    notebook.wait_kernel("print(bowl.start.round(1))", "[ 1. -1.]")


def test_a_learning_rate_that_diverges_is_told_and_stops(bowl, notebook):
    rate = bowl.slider("learning rate of gradient descent")
    bowl.press(rate, "End")
    wait_until(lambda: rate.get_attribute("aria-valuetext") == "100", "")
    bowl.button("▶ Play").click()
    wait_until(lambda: bowl.status().startswith("Diverges: step "), "no message")
    assert "below 2/λ = 1" in bowl.status()
    # All of the path is in the picture.
    assert "The picture shows 100 times as much." in bowl.status()
    bowl.button("▶ Play").wait_for()
    last = bowl.reads("step")
    bowl.button("Step").click()
    assert bowl.reads("step") == last
    assert "NaN" not in bowl.root.inner_text()
    notebook.wait_kernel("print(bowl.diverged, bowl.learning_rate)", "True 100.0")
    notebook.wait_kernel("print(len(bowl.trajectory) - 1)", last)
    bowl.press(rate, "Home")
    wait_until(lambda: bowl.status() == "", "the message stays")


def test_surface_optimizer_and_race(bowl, notebook):
    bowl.slider("momentum").wait_for(state="hidden")
    bowl.find('select[aria-label="optimizer"]').select_option("momentum")
    bowl.slider("momentum").wait_for()
    bowl.find('select[aria-label="surface"]').select_option("two minima")
    notebook.wait_kernel("print(bowl.surface, bowl.start)", "two minima [2.3 1.6]")
    bowl.find('input[type="checkbox"]').check()
    bowl.button("Step").click()
    bowl.reads_step(1)
    race = bowl.find(".dl101-race")
    assert [name in race.inner_text() for name in OPTIMIZERS] == [True] * 3
    notebook.wait_kernel("print(bowl)", "<Descent: all optimizers on 'two minima', learning rate "
                         "0.1, step 1>")  # fmt: skip
    bowl.find('select[aria-label="surface"]').select_option("parabola")
    wait_until(lambda: bowl.summary().startswith("Curve of f(x) = x²/2"), bowl.summary())


def test_each_optimizer_at_its_best(bowl, notebook):
    bowl.find('select[aria-label="surface"]').select_option("canyon")
    bowl.find('input[type="checkbox"]').check()
    bowl.slider("learning rate of Adam").wait_for()
    bowl.press(bowl.slider("learning rate of Adam"), "ArrowLeft")
    notebook.wait_kernel("print(*bowl.learning_rates.values())", "0.1 0.1 0.09")
    bowl.button("Best η").click()
    wait_until(lambda: "Adam in 45 steps with 0.22" in bowl.status(), "nothing is found")
    assert "gradient descent not in 1000 steps" in bowl.status()
    notebook.wait_kernel("print(bowl.learning_rates['momentum'])", "0.09")
    notebook.kernel("bowl.step_count = 150")
    wait_until(lambda: "arrived at step 136" in bowl.find(".dl101-race").inner_text(), "no end")
    assert "arrived at step 45" in bowl.find(".dl101-race").inner_text()
    notebook.wait_kernel("bowl.optimizer = 'Adam'; print(bowl.arrival)", "45")


def test_the_line_turns_with_the_marker_and_batches_are_drawn(notebook):
    digits = Slope(notebook, 2)
    beside = digits.find(".dl101-beside canvas")
    before = beside.get_attribute("aria-label")
    assert before.startswith("The 360 zeros and ones, and the line w·x + b = 0 with w = (")
    digits.button("Step").click()
    wait_until(lambda: beside.get_attribute("aria-label") != before, "the line stays")
    right = "print(int(((np.array(SURFACES['digits'].points) @ digits.position + "
    right += "SURFACES['digits'].bias > 0) == SURFACES['digits'].labels).sum()))"
    notebook.kernel("import numpy as np; from dl101.widgets.surfaces import SURFACES")
    shown = digits.find(".dl101-right").inner_text()
    notebook.wait_kernel(right, shown.split(" of 360 ")[0])
    digits.find('select[aria-label="each step"]').select_option("on 5 at random")
    notebook.wait_kernel("print(digits.batch_size, digits.seed)", "5 0")
    digits.button("Best η").click()
    said = "On all the data, not on batches, best of 121 learning rates: "
    wait_until(lambda: digits.status().startswith(said), digits.status())
    digits.button("Step").click()
    place = digits.reads("position")
    digits.button("Other batches").click()
    wait_until(lambda: digits.reads("position") != place, "the same batches")
    notebook.wait_kernel("print(digits.seed)", "1")
    there = notebook.kernel("print(*(f'{value:.3f}' for value in digits.position), sep=', ')")
    assert digits.reads("position").replace("\N{MINUS SIGN}", "-") == f"({there})"
    assert notebook.problems() == []


def test_python_moves_it(notebook):
    curve = Slope(notebook, 1)
    notebook.kernel("curve.step(5)")
    curve.reads_step(5)
    notebook.kernel("curve.position = -2")
    wait_until(
        lambda: curve.reads("position") == "\N{MINUS SIGN}2.000", "the position is not shown"
    )
    curve.reads_step(0)
    notebook.kernel("curve.surface = 'valley'")
    wait_until(lambda: curve.summary().startswith("Contour map"), "no map")
    assert notebook.problems() == []


def test_of_two_views_one_plays(lab, open_notebook):
    with open_notebook(lab.write("two-slopes.ipynb", [BOWL, "bowl"])) as notebook:
        notebook.run_all()
        first, second = Slope(notebook, 0), Slope(notebook, 1)
        first.button("▶ Play").click()
        first.button("❚❚ Pause").wait_for()
        second.button("▶ Play").click()
        second.button("❚❚ Pause").wait_for()
        first.button("▶ Play").wait_for()
        second.button("❚❚ Pause").click()
        second.button("▶ Play").wait_for()
        wait_until(lambda: first.reads("step") == second.reads("step"), "they disagree")
        first.button("Best η").click()
        wait_until(lambda: first.status().startswith("Best of 121"), "nothing is found")
        wait_until(lambda: second.status() == first.status(), "it is told in one view")
        assert notebook.problems() == []
