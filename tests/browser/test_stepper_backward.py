"""The stepper's way back in JupyterLab: by button, key, slider and play, in both themes."""

from __future__ import annotations

from pathlib import Path

import pytest

from .figures import wait_until
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


class Back(Steps):
    """A stepper with gradients."""

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
    for name in ("f2", "f1", "x"):
        shared.click(name)
        shared.says("Right.")
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
    before = network.gradients()["W"]
    network.press(network.slider("input b[0]"), *["ArrowRight"] * 4)
    wait_until(lambda: network.gradients()["W"] != before, "the gradient stays")
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
