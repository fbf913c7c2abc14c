"""What goes wrong around a widget that plays: kernel killed, connection cut, two at once."""

import os
import signal
import time

import pytest

from .delay import Delay
from .figures import Figure, wait_until
from .lab import IDLE

DESCENT = """
from dl101.widgets import Descent
playing = Descent("valley", learning_rate=0.001, pace=5)
playing
"""
STEPPER = """
import dl101 as dl
from dl101.widgets import Stepper
node = x = dl.placeholder(name="x")
for _ in range(40):
    node = node + 1
stepping = Stepper(node, {x: 3.0}, sliders={x: (-4, 4)})
stepping
"""
BOUNDARY = """
from dl101.widgets import Boundary
moved = Boundary([[-1, 0], [1, 0]], [0, 1], kernel_readout=lambda one: {"heard": f"{one.w1:.1f}"})
moved
"""
CELLS = [DESCENT, STEPPER, BOUNDARY]

pytestmark = pytest.mark.usefixtures("in_ci")


class Playing:
    """A notebook in which a descent and a stepper play, beside a boundary."""

    def __init__(self, notebook):
        self.notebook = notebook
        self.find()

    def find(self):
        self.descent = Figure(self.notebook, 0)
        self.stepper = self.notebook.page.locator(".jp-Cell >> nth=1 >> .dl101-stepper")
        self.stepper.locator("svg").first.wait_for()
        self.boundary = Figure(self.notebook, 2)

    def play(self):
        self.descent.find('button:has-text("Play")').click()
        self.stepper.locator('button[aria-label^="Play"]').click()

    def steps(self):
        place = self.stepper.locator('input[aria-label="step"]').input_value()
        return int(self.descent.reads("step")), int(place)

    def goes_on(self):
        start = self.steps()

        def further():
            return all(now > then for now, then in zip(self.steps(), start, strict=True))

        wait_until(further, f"nothing plays: still at {start}")

    def follows(self):
        """A slider moves the picture, and the kernel hears of it."""
        boundary = self.boundary
        boundary.changes(lambda: boundary.press(boundary.slider("weight w1"), "ArrowRight"))
        wait_until(self._heard, "the kernel does not answer")

    def follows_again(self):
        """The same, once JupyterLab has shown its dialogs and taken over the kernel's state."""
        slider = self.boundary.slider("weight w1")
        before = slider.input_value()

        def moved():
            for button in self.notebook.page.locator(".jp-Dialog button.jp-mod-styled").all():
                button.click()
            self.boundary.press(slider, "ArrowRight")
            time.sleep(1)
            return slider.input_value() != before and self._heard()

        wait_until(moved, "the kernel does not answer any more")
        self.follows()

    def _heard(self):
        shown = float(self.boundary.slider("weight w1").input_value())
        return self.boundary.kernel_text() == f"heard: {shown:.1f}"


@pytest.fixture(scope="module")
def playing(lab, open_notebook):
    name = lab.write("playing.ipynb", CELLS)
    with open_notebook(name, fresh=True) as notebook:
        notebook.run_all()
        found = Playing(notebook)
        found.play()
        found.goes_on()
        yield found


def test_two_notebooks_play_at_once(playing, lab, open_notebook):
    name = lab.write("second.ipynb", CELLS)
    with open_notebook(name, fresh=True) as notebook:
        notebook.run_all()
        second = Playing(notebook)
        second.play()
        for one in (second, playing):
            one.goes_on()
            one.follows()
        assert notebook.problems() == playing.notebook.problems() == []


def test_a_killed_kernel_is_told_of_and_running_all_mends_the_page(playing):
    notebook = playing.notebook
    os.kill(int(notebook.kernel("import os; print(os.getpid())")), signal.SIGKILL)
    # JupyterLab says so, and starts another kernel.
    dialog = notebook.page.locator(".jp-Dialog")
    dialog.wait_for()
    assert "Kernel Restarting" in dialog.inner_text()
    assert "died" in dialog.inner_text()
    dialog.locator("button").last.click()
    notebook.page.wait_for_function(IDLE)
    assert not [error for error in notebook.errors if error.startswith("page error")]
    notebook.errors.clear()
    notebook.run_all()
    playing.find()
    playing.play()
    playing.goes_on()
    playing.follows()
    assert notebook.problems() == []


def test_a_connection_that_is_cut_for_a_while(lab, open_notebook):
    cable = Delay(lab.port, 0.0)
    name = lab.write("cut.ipynb", CELLS)
    with open_notebook(name, url=f"http://127.0.0.1:{cable.port}") as notebook:
        notebook.run_all()
        playing = Playing(notebook)
        playing.play()
        playing.goes_on()
        cable.close()
        try:
            dialog = notebook.page.locator(".jp-Dialog")
            dialog.wait_for()
            assert "Server Connection Error" in dialog.inner_text()
            dialog.locator("button").last.click()
            # On the page, everything goes on without the kernel.
            playing.goes_on()
            boundary = playing.boundary
            boundary.changes(lambda: boundary.press(boundary.slider("weight w1"), "ArrowRight"))
        finally:
            cable = Delay(lab.port, 0.0, cable.port)
        # JupyterLab would come to it by itself, after ever longer waits.
        notebook.command("kernelmenu:reconnect-to-kernel")
        # What was done meanwhile arrives; then JupyterLab takes the kernel's state over.
        wait_until(lambda: boundary.kernel_text() == "heard: 1.1", "the kernel heard nothing")
        notebook.page.wait_for_function(IDLE)
        playing.follows_again()
        playing.goes_on()
        assert not [error for error in notebook.errors if error.startswith("page error")]
    cable.close()
