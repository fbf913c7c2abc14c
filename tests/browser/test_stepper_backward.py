"""The stepper's way back in JupyterLab: by button, key, slider and play, in both themes."""

from __future__ import annotations

from pathlib import Path

import pytest

from .figures import PIXELS, call, wait_until
from .test_stepper import IN_SIGHT, Steps

SHARED = """
import dl101 as dl
from dl101.widgets import Stepper
dl.reset_default_graph()
x = dl.placeholder(name="x")
f1 = dl.square(x, name="f1")
f2 = dl.square(f1, name="f2")
y = dl.add(x, f2, name="y")
shared = Stepper(y, {x: 2.0}, sliders={x: (-3, 3, 0.5)}, gradients=True)
shared
"""
NETWORK = """
dl.reset_default_graph()
X = dl.placeholder(shape=[None, 2], name="X")
t = dl.placeholder(shape=[None, 1], name="t")
W = dl.Variable([[1.0, 2.0], [0.5, -1.0]], name="W")
b = dl.Variable([0.5, 0.1], name="b")
V = dl.Variable([[1.0], [2.0]], name="V")
h = dl.tanh(dl.add(dl.matmul(X, W, name="XW"), b, name="z"), name="h")
error = dl.subtract(dl.matmul(h, V, name="o"), t, name="e")
loss = dl.reduce_mean(dl.square(error, name="s"), name="loss")
feeds = {X: [[1, 2], [3, 4], [0, 1]], t: [[1], [0], [1]]}
network = Stepper(loss, feeds, sliders=b, gradients=[W, b, V])
network
"""
IMPORTS = "import contextlib, io, pathlib"
README = """
dl.reset_default_graph()
with contextlib.redirect_stdout(io.StringIO()):
    exec(pathlib.Path({path!r}).read_text("utf-8").split("```python\\n")[1].split("```")[0])
example = Stepper(loss, feeds, gradients=True)
example.step = len(example.sentences)
example
"""
PATH = Path(__file__).parents[2] / "README.md"
SMALL = """(root) => [...root.querySelectorAll("svg text")]
  .filter((text) => text.textContent && !text.closest("[hidden]"))
  .filter((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a < 11)
  .map((text) => text.textContent)"""
TIMES = "\N{MULTIPLICATION SIGN}"
SUM = "grad_x = 1 (from y) + 32 (from f1) = 33"
PURPLE = "rgb(147, 55, 107)"


def plain(text):
    """A text with the spaces and signs that a keyboard has."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


class Back(Steps):
    """A stepper with gradients."""

    @property
    def h(self):
        """The slider of the nudge."""
        return self.slider("nudge h")

    def choice(self, what):
        """The list of nodes, or entries, to nudge."""
        return self.find(f'select[aria-label="{what} to nudge"]')

    def compares(self, *numbers):
        """Wait until the read-out of the nudge has these numbers."""
        shown = self.find(".dl101-nudge .dl101-readout")

        def read():
            return plain(shown.inner_text()).split("\n")[1::2]

        wait_until(lambda: read() == [*numbers], f"not compared: {numbers}")

    def told_of_nudge(self):
        """All that stands in the panel of the nudge."""
        return plain(self.find(".dl101-nudge").inner_text())

    def gradients(self):
        """What stands in the boxes behind "grad", by the name of the node."""
        return self.boxes("grad")

    def has(self, name, text):
        """Wait until a box shows a gradient."""
        wait_until(lambda: self.gradients().get(name) == text, f"d{name} does not become {text}")

    def heads(self):
        """The arrows that are turned round, and those that are not, of the present step."""
        script = """(svg) => [...svg.querySelectorAll(".edge.dl101-flow polygon")]
          .filter((head) => getComputedStyle(head).display !== "none")
          .map((head) => head.classList.contains("dl101-turned"))"""
        return self.find("svg").evaluate(script)


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    name = lab.write(
        "stepper-backward.ipynb", [SHARED, NETWORK, IMPORTS + README.format(path=str(PATH))]
    )
    with open_notebook(name) as opened:
        opened.run_all()
        yield opened


@pytest.fixture
def shared(notebook):
    steps = Back(notebook, 0)
    notebook.kernel("shared.reset()")
    steps.at(0, 8)
    yield steps
    assert notebook.problems() == []


def test_buttons_step_forward_then_back(shared, notebook):
    for k in range(1, 5):
        shared.button("Step").click()
        shared.at(k, 8)
        assert shared.gradients() == {}
    assert shared.heads() == [False, False]
    visited = []
    for k in range(5, 9):
        shared.button("Step").click()
        shared.at(k, 8)
        (now,) = shared.names("now")
        visited.append(now)
        assert set(shared.gradients()) == set(visited)
        assert all(shared.heads())
    assert visited == ["y", "f2", "f1", "x"]
    assert shared.gradients() == {"y": "1", "f2": "1", "f1": "8", "x": "33"}
    assert shared.values() == {"x": "2", "f1": "4", "f2": "16", "y": "18"}
    assert set(shared.names("flow")) == {"x->y", "x->f1"}
    assert set(shared.names("from")) == {"y", "f1"}
    assert shared.words().startswith("Step 8 of 8 Back to x ∂y/∂x = 1 from y:")
    on_arrows = {"f2->y": (1, 1), "f1->f2": (8, 8), "x->f1": (4, 32), "x->y": (1, 1)}
    assert shared.arrows() == {
        arrow: [f"{TIMES} {slope}", f"= {part}"] for arrow, (slope, part) in on_arrows.items()
    }
    assert shared.words().endswith(SUM)
    said = shared.find(".dl101-unseen")
    wait_until(lambda: SUM in said.text_content(), "not said")
    assert SUM in shared.find("svg").get_attribute("aria-label")
    notebook.wait_kernel("print(shared.step)", "8")
    shared.button("Back").click()
    shared.at(7, 8)
    assert "x" not in shared.gradients()
    shared.button("First").click()
    shared.at(0, 8)
    shared.button("Last").click()
    shared.at(8, 8)
    assert shared.find(".dl101-badge:not([hidden])").count() == 4


def test_the_way_back_looks_different(shared):
    ring = "(ring) => getComputedStyle(ring).stroke"
    shared.button("Last").click()
    shared.at(8, 8)
    wait_until(lambda: shared.find(".dl101-ring").evaluate(ring) == PURPLE, "the same colour")
    dashes = "(path) => getComputedStyle(path).strokeDasharray"
    assert shared.find(".edge.dl101-flow path").first.evaluate(dashes) == "5px, 3px"
    shared.press(shared.find(".dl101-card"), "Home", "ArrowRight", "ArrowRight")
    shared.at(2, 8)
    assert shared.find(".dl101-ring").evaluate(ring) != PURPLE
    assert shared.find(".edge.dl101-flow path").first.evaluate(dashes) == "none"


def test_keys_and_the_slider_step_back(shared, notebook):
    card = shared.find(".dl101-card")
    shared.press(card, "End")
    shared.at(8, 8)
    shared.press(card, "ArrowLeft", "ArrowLeft", "ArrowLeft")
    shared.at(5, 8)
    assert shared.gradients() == {"y": "1"}
    shared.press(card, "Home", *["ArrowRight"] * 7)
    shared.at(7, 8)
    assert f"grad_f1 = grad_f2 {TIMES} ∂f2/∂f1 = 1 {TIMES} 8 = 8" in shared.words()
    shared.press(shared.slider("step"), "ArrowRight")
    shared.at(8, 8)
    assert shared.slider("step").get_attribute("aria-valuetext") == "step 8 of 8"
    slider = shared.slider("step").bounding_box()
    shared.page.mouse.click(slider["x"] + slider["width"] / 2, slider["y"] + slider["height"] / 2)
    shared.at(4, 8)
    notebook.wait_kernel("print(shared.step)", "4")


def test_play_goes_on_into_the_way_back(shared, notebook):
    notebook.kernel("shared.step = 4")
    shared.at(4, 8)
    shared.press(shared.find(".dl101-card"), "Space")
    shared.at(5, 8)
    shared.at(6, 8)
    assert shared.gradients() == {"y": "1", "f2": "1"}
    shared.button("Play").click()
    shared.at(6, 8)


def test_an_input_changes_values_and_gradients(shared, notebook):
    shared.button("Last").click()
    shared.at(8, 8)
    box = shared.find(".dl101-card svg").bounding_box()
    shared.press(shared.slider("input x"), *["ArrowLeft"] * 6)
    shared.has("x", "-3")
    assert shared.values()["y"] == "0"
    assert "1 (from y) - 4 (from f1) = -3" in shared.words()
    assert shared.find(".dl101-card svg").bounding_box() == box
    notebook.wait_kernel("print(shared.gradients[x])", "-3.0")
    slider = shared.slider("input x").bounding_box()
    middle = slider["y"] + slider["height"] / 2
    shared.page.mouse.move(slider["x"] + slider["width"] / 3, middle)
    shared.page.mouse.down()
    shared.page.mouse.move(slider["x"] + slider["width"] / 2, middle, steps=8)
    shared.page.mouse.up()
    shared.has("x", "1")
    shared.button("Reset").click()
    shared.at(0, 8)
    notebook.wait_kernel("print(shared.gradients[x])", "33.0")


def test_a_node_is_nudged(shared, notebook):
    nudge, plot = shared.find(".dl101-nudge"), shared.find(".dl101-nudge canvas")
    shared.press(shared.find(".dl101-card"), *["ArrowRight"] * 4)
    shared.at(4, 8)
    assert not nudge.is_visible()
    shared.press(shared.find(".dl101-card"), "ArrowRight")
    shared.at(5, 8)
    # The loss has its gradient, and can be chosen.
    assert shared.choice("node").locator("option").all_inner_texts() == ["…", "y"]
    assert not plot.is_visible()
    shared.press(shared.find(".dl101-card"), "End")
    shared.at(8, 8)
    assert shared.choice("node").input_value() == "x"
    shared.compares("0", "0", "0", "\N{EN DASH}")
    before = plot.evaluate(PIXELS)
    shared.press(shared.h, *["ArrowRight"] * 5)
    shared.compares("16.5", "23.56", "7.06", "14.1")
    assert shared.h.get_attribute("aria-valuetext") == "0.5"
    assert plot.evaluate(PIXELS) != before
    told = "h = 0.5: predicted change 16.5, actual change 23.56."
    said = shared.find(".dl101-unseen")
    wait_until(lambda: plain(said.text_content()) == told, "not said")
    words = shared.told_of_nudge()
    assert "The straight line is within 10 % of the actual change for h from -0.1 to 0.1." in words
    assert "Dots: y, when x grows by h. Dashed: the straight line 18 + 33 · h." in words
    shared.click("f1")
    shared.press(shared.h, "ArrowLeft")
    shared.compares("-0.8", "-0.79", "0.01", "-0.1")
    shared.press(shared.choice("node"), "y")
    shared.press(shared.h, "End")
    wait_until(lambda: "the curve is the straight line" in nudge.inner_text(), "y is not nudged")
    shared.compares("10", "10", "0", "0")
    shared.button("Reset").click()
    shared.at(0, 8)
    notebook.wait_kernel("print(shared._nudged)", "{}")


def test_a_nudge_belongs_to_the_present_inputs(shared, notebook):
    shared.button("Last").click()
    shared.at(8, 8)
    shared.press(shared.h, "End")
    shared.compares("66", "242", "176", "88")
    notebook.kernel("shared.set_input(x, -3)")
    shared.has("x", "-107")
    shared.compares("-214", "-78", "136", "68")
    # h stays what it is where the slider has another reach.
    shared.press(shared.h, *["ArrowLeft"] * 15)
    for value, place in (("0.5", "10"), ("-3", "5")):
        notebook.kernel(f"shared.set_input(x, {value})")
        wait_until(lambda p=place: shared.h.input_value() == p, "the slider has not moved")
        assert shared.h.get_attribute("aria-valuetext") == "0.5"
    # Python computes the curve of another node when it is asked for.
    shared.choice("node").select_option("f2")
    shared.compares("0", "0", "0", "\N{EN DASH}")
    shared.press(shared.h, "ArrowRight")
    shared.compares("2.5", "2.5", "0", "0")


def test_it_is_said_how_far_the_straight_line_is_good_enough(notebook):
    def curve(*changes, slope=1):
        return {"slope": slope, "reach": 1, "noise": 0, "changes": changes}

    within, gap = (
        "The straight line is within 10 % of the actual change",
        "L is not a finite number.",
    )
    expected = [
        (curve(-1, -0.5, 0, 0.5, 1), "For every h here the prediction is right"),
        (curve(-0.95, -0.49, 0, 0.51, 1.05), "For every h here the straight line is within 10 %"),
        (curve(-0.8, -0.49, 0, 0.51, 1.05), f"{within} for h from -0.5 to 1."),
        (curve(None, -0.49, 0, 0.51, 1.05), f"{within} for h from -0.5 to 1. Where the curve is"),
        (curve(-0.3, -0.2, 0, 0.8, 2), "Already at h = ±0.5 the straight line misses"),
        (curve(1, 0.25, 0, 0.25, 1, slope=0), "The gradient is 0: whatever h is"),
        ({"changes": []}, "The number, its gradient or L is not finite here"),
    ]
    found = call(notebook, "nudging.js", "judged", [[one, "L"] for one, _ in expected])
    for said, (_, words) in zip(found, expected, strict=True):
        assert plain(said).startswith(words)
    assert [gap in said for said in found] == [False] * 3 + [True] + [False] * 3


def test_the_order_of_the_way_back_is_guessed(shared, notebook):
    notebook.kernel("shared.step = 3; shared.guess = True")
    shared.at(3, 8)
    shared.click("x")
    shared.says("x has its value already.")
    shared.click("y")
    shared.at(4, 8)
    shared.click("x")
    shared.says("Not yet: x is used by y and f1, not visited on the way back so far.")
    shared.click("y")
    shared.click("x")
    shared.says("Not yet: x is used by f1, not visited on the way back so far.")
    for name in ("f2", "f1"):
        shared.click(name)
        shared.says("Right.")
    shared.click("x")
    shared.says("Right. All 8 steps taken, with 3 wrong guesses.")
    shared.at(8, 8)
    notebook.kernel("shared.guess = False")


def test_a_network_tells_its_rules_with_shapes(notebook):
    network = Back(notebook, 1)
    network.button("Last").click()
    network.at(22, 22)
    assert "grad_W = Xᵀ · grad_XW = [[1, 2], [3, 4], [0, 1]]ᵀ · [[" in network.words()
    assert network.arrows()["W->XW"] == ["Xᵀ · grad_XW", "2"]
    assert network.values()["X"] == "[[1, 2], [3, 4], [0, 1]]"
    assert "shapes: (3, 2)ᵀ · (3, 2) → (2, 2)" in network.words()
    assert set(network.gradients()) == {"loss", "s", "e", "o", "V", "h", "z", "b", "XW", "W"}
    network.choice("entry").select_option("[1, 0]")
    network.find('.dl101-nudge-plot:has-text("[1, 0]")').wait_for()
    network.press(network.h, "ArrowRight")
    network.compares("-0.023037", "-0.022058", "0.000979", "0.0196")
    before, line = network.gradients()["W"], "the straight line 3.83 - 0.461 · h"
    assert line in network.told_of_nudge()
    network.press(network.slider("input b[0]"), *["ArrowRight"] * 4)
    wait_until(lambda: network.gradients()["W"] != before, "the gradient stays")
    wait_until(lambda: line not in network.told_of_nudge(), "the same curve")
    assert notebook.problems() == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_network_of_the_readme_can_be_read(width, notebook):
    example = Back(notebook, 2)
    notebook.page.set_viewport_size({"width": width, "height": 1000})
    assert example.find(".node").count() == 12
    assert example.values()["Placeholder_1"] == "[[1, 0], [0, 1], [0, 1], [1, 0]]"
    assert example.find(".dl101-card").evaluate(SMALL) == []
    notebook.page.set_viewport_size({"width": 1280, "height": 1000})


def test_in_a_narrow_window_the_step_is_in_sight(notebook):
    network = Back(notebook, 1)
    card = network.find(".dl101-card")
    notebook.command("application:toggle-left-area")
    notebook.page.set_viewport_size({"width": 360, "height": 900})
    wait_until(lambda: card.bounding_box()["width"] < 300, "too wide")
    for step in (13, 22):
        notebook.kernel(f"network.step = {step}")
        network.at(step, 22)
        wait_until(lambda: card.evaluate(IN_SIGHT), "the step is out of sight")
    assert notebook.problems() == []


def test_without_its_kernel_the_curve_that_is_there_is_nudged(notebook):
    """The last test of this notebook: it ends the kernel."""
    shared = Back(notebook, 0)
    notebook.kernel("shared.reset(); shared.step = 8; shared.set_input(x, 1)")
    shared.at(8, 8)
    shared.has("x", "5")
    notebook.end_kernel()
    shared.press(shared.h, "End")
    shared.compares("5", "16", "11", "11")
    shared.choice("node").select_option("f1")
    missing = "Python has not computed the curve of this number."
    wait_until(lambda: missing in shared.told_of_nudge(), "a curve from nowhere")
    assert not shared.find(".dl101-nudge canvas").is_visible()
