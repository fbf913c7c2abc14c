"""The stepper in JupyterLab: steps by button, key and slider; inputs that change what follows."""

from __future__ import annotations

import pytest

from .figures import wait_until

AFFINE = """
import dl101 as dl
from dl101.widgets import Stepper
dl.reset_default_graph()
A = dl.Variable([[2.0, 1.0], [0.0, 3.0]], name="A")
x = dl.placeholder(shape=[2, 1], name="x")
b = dl.Variable([[1.0], [-1.0]], name="b")
z = dl.add(dl.matmul(A, x, name="Ax"), b, name="z")
session = dl.Session()
affine = Stepper(z, {x: [[1.0], [2.0]]}, session, sliders={x: (-3, 3, 0.5)})
affine
"""
SLOW = """
import time

class Slow(dl.Operation):
    op_type = "Slow"
    calls = 0

    def compute(self, value):
        if value < 0:
            raise ValueError("only positive numbers")
        Slow.calls += 1
        time.sleep(0.25 * running)
        return value

running = False
u = dl.placeholder(name="u")
slow = Stepper(Slow([u], name="s"), {u: 1.0}, sliders={u: (-4, 4, 1)})
running = True
slow
"""
GUESSED = """
guessed = Stepper(z, {x: [[1.0], [2.0]]}, session, guess=True)
guessed
"""
SENTENCES = [
    "A is a variable; the session holds [[2, 1], [0, 3]]",
    "x is fed: [[1], [2]]",
    "MatMul 'Ax' = A · x = [[2, 1], [0, 3]] · [[1], [2]] = [[4], [6]]",
    "b is a variable; the session holds [[1], [-1]]",
    "Add 'z' = Ax + b = [[4], [6]] + [[1], [-1]] = [[5], [5]]",
]
IN_SIGHT = """(card) => {
  const [ring, frame] = [card.querySelector(".dl101-ring"), card].map((node) =>
    node.getBoundingClientRect());
  return ring.left >= frame.left && ring.right <= frame.right
    && ring.top >= frame.top && ring.bottom <= frame.bottom;
}"""


class Steps:
    """The stepper in the output of one code cell."""

    def __init__(self, notebook, cell):
        self.notebook = notebook
        self.page = notebook.page
        self._root = f".jp-Cell >> nth={cell} >> .dl101-stepper"
        self.find("svg").wait_for()
        self.find("svg").scroll_into_view_if_needed()

    def find(self, selector):
        return self.page.locator(f"{self._root} >> {selector}")

    def button(self, label):
        return self.find(f'button[aria-label^="{label}"]')

    def slider(self, label):
        return self.find(f'input[type="range"][aria-label="{label}"]')

    def values(self):
        """What stands in the boxes, by the name of the node."""
        return self.boxes("value")

    def boxes(self, kind):
        """What stands in the boxes behind "value" or "grad", matrices as nested lists."""
        script = """(svg) => [...svg.querySelectorAll(".node")].map((node) =>
          [...node.querySelectorAll("title, text")].map((text) => text.textContent))"""
        found = {}
        for name, *lines in self.find("svg").evaluate(script):
            rows, reading = [], False
            for line in (line.replace("\N{NO-BREAK SPACE}", " ") for line in lines):
                if line.startswith(("value ", "grad ", "no gradient")):
                    reading = line.startswith(f"{kind} ")
                rows += [line.removeprefix(kind).strip()] * reading
            if rows and rows[0].endswith(tuple("⎤]")) and rows[0].startswith("⎡"):
                rows = [f"[{', '.join(row.strip('⎡⎤⎢⎥⎣⎦').split())}]" for row in rows if row]
                rows = [f"[{', '.join(rows)}]"]
            if rows:
                found[name] = rows[0]
        return found

    def arrows(self):
        """The numbers on the arrows, by arrow."""
        script = """(svg) => [...svg.querySelectorAll(".edge")].map((edge) =>
          [...edge.querySelectorAll("title, text")].map((text) => text.textContent))"""
        found = self.find("svg").evaluate(script)
        return {name: texts for name, *texts in found if any(texts)}

    def names(self, state):
        """Names of the nodes, or arrows, in a state such as "now"."""
        script = f"""(svg) => [...svg.querySelectorAll("g[class].dl101-{state} > title")]
          .map((title) => title.textContent)"""
        return self.find("svg").evaluate(script)

    def words(self):
        """The read-out, in one line."""
        script = """(words) => {
          const copy = words.cloneNode(true);
          for (const one of copy.querySelectorAll("[role=img]")) one.replaceWith(one.ariaLabel);
          return [...copy.children].map((row) => row.textContent).join(" ");
        }"""
        return self.find(".dl101-words > :not(.dl101-room)").evaluate(script)

    def at(self, step, total=5):
        """Wait until so many steps are shown."""
        number = self.find(".dl101-number").first
        wait_until(lambda: number.inner_text() == f"{step} of {total}", f"not at step {step}")

    def reads(self, name, text):
        """Wait until a box shows a value."""
        wait_until(lambda: self.values().get(name) == text, f"{name} does not become {text}")

    def click(self, name):
        """Click a node's box in the drawing."""
        self.find(f'.node:has(title:text-is("{name}")) >> text >> nth=0').click()

    def says(self, verdict):
        """Wait until that is the answer to a guess."""
        shown = self.find(".dl101-verdict")
        wait_until(lambda: shown.inner_text() == verdict, f"not said: {verdict}")

    def press(self, locator, *keys):
        locator.focus()
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    name = lab.write("stepper.ipynb", [AFFINE, SLOW, GUESSED])
    with open_notebook(name) as opened:
        opened.run_all()
        yield opened


@pytest.fixture
def affine(notebook):
    steps = Steps(notebook, 0)
    notebook.kernel("affine.reset()")
    steps.at(0)
    yield steps
    assert notebook.problems() == []


def test_buttons_step_and_values_appear_in_order(affine, notebook):
    assert affine.values() == {}
    assert affine.names("waiting") == ["A", "Ax", "x", "z", "b"]
    seen = []
    for k, sentence in enumerate(SENTENCES, 1):
        affine.button("Step").click()
        affine.at(k)
        (now,) = affine.names("now")
        seen.append(now)
        assert set(affine.values()) == set(seen)
        assert affine.words().startswith(f"Step {k} of 5 {sentence[:4]}")
    assert seen == ["A", "x", "Ax", "b", "z"]
    said = affine.find(".dl101-unseen")
    wait_until(lambda: said.text_content() == f"Step 5 of 5: {SENTENCES[-1]}", "not said")
    assert affine.names("flow") == ["Ax->z", "b->z"]
    assert affine.values()["z"] == "[[5], [5]]"
    notebook.wait_kernel("print(affine.step)", "5")
    affine.button("Back").click()
    affine.at(4)
    assert "z" not in affine.values()
    affine.button("First").click()
    affine.at(0)
    affine.button("Last").click()
    affine.at(5)
    affine.button("Reset").click()
    affine.at(0)


def test_what_is_computed_differs_by_outline_and_colour(affine):
    affine.button("Last").click()
    affine.at(5)
    ring = affine.find(".dl101-ring").bounding_box()
    box = affine.find('.node:has(title:text-is("z"))').bounding_box()
    assert ring["x"] < box["x"]
    assert ring["x"] + ring["width"] > box["x"] + box["width"]
    fill = "(g) => getComputedStyle(g.querySelector('path')).fill"
    z, ax = (affine.find(f'.node:has(title:text-is("{n}"))').evaluate(fill) for n in ("z", "Ax"))
    assert z != ax
    assert affine.find(".dl101-badge:not([hidden])").count() == 5


def test_keys_step_and_stay_out_of_command_mode(affine, notebook):
    card = affine.find(".dl101-card")
    affine.press(card, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft")
    affine.at(2)
    affine.press(card, "End")
    affine.at(5)
    affine.press(card, "Home")
    affine.at(0)
    affine.press(affine.button("Step"), "ArrowRight", "Enter")
    affine.at(2)
    affine.press(affine.slider("step"), "ArrowRight")
    affine.at(3)
    assert affine.slider("step").get_attribute("aria-valuetext") == "step 3 of 5"
    assert affine.slider("step").evaluate("(input) => input === document.activeElement")
    notebook.wait_kernel("print(affine.step)", "3")


def test_play_and_pause(affine):
    affine.press(affine.find(".dl101-card"), "Space")
    affine.at(1)
    affine.at(2)
    affine.button("Play").click()
    affine.page.wait_for_timeout(1800)
    affine.at(2)
    affine.button("Last").click()
    affine.button("Play").click()
    affine.at(1)
    affine.button("Play").click()


def test_an_input_changes_everything_downstream(affine, notebook):
    affine.button("Last").click()
    affine.at(5)
    box = affine.find(".dl101-card svg").bounding_box()
    affine.press(affine.slider("input x[0, 0]"), "ArrowRight", "ArrowRight")
    affine.reads("z", "[[7], [5]]")
    assert affine.values()["x"] == "[[2], [2]]"
    assert affine.values()["Ax"] == "[[6], [6]]"
    assert affine.values()["A"] == "[[2, 1], [0, 3]]"
    assert "= [[6], [6]] + [[1], [-1]]" in affine.words()
    assert affine.find(".dl101-card svg").bounding_box() == box
    notebook.wait_kernel("print(affine.values[z].tolist())", "[[7.0], [5.0]]")
    notebook.wait_kernel("print(affine.inputs[x].tolist())", "[[2.0], [2.0]]")
    assert notebook.kernel("print(session.run(z, {x: [[1], [2]]}).tolist())") == "[[5.0], [5.0]]"
    slider = affine.slider("input x[1, 0]").bounding_box()
    middle = slider["y"] + slider["height"] / 2
    affine.page.mouse.move(slider["x"] + slider["width"] * 5 / 6, middle)
    affine.page.mouse.down()
    affine.page.mouse.move(slider["x"] + slider["width"] / 2, middle, steps=10)
    affine.page.mouse.up()
    affine.reads("x", "[[2], [0]]")
    affine.button("Reset").click()
    affine.at(0)
    notebook.wait_kernel("print(affine.values[z].tolist())", "[[5.0], [5.0]]")


def test_python_moves_it_too(affine, notebook):
    notebook.kernel("affine.step = 5; affine.set_input(A, [[1, 0], [0, 1]])")
    affine.at(5)
    affine.reads("z", "[[2], [1]]")
    notebook.kernel("affine.step = 1")
    affine.at(1)
    assert "the session holds [[2, 1], [0, 3]]" in affine.words()


def test_the_newest_value_wins_and_failures_are_shown(notebook):
    slow = Steps(notebook, 1)
    slow.button("Last").click()
    slow.at(2, 2)
    before = int(notebook.kernel("print(Slow.calls)"))
    slow.press(slow.slider("input u"), *["ArrowRight", "ArrowLeft"] * 10, "ArrowRight")
    slow.reads("s", "2")
    notebook.wait_kernel("print(slow.values[u])", "2.0")
    assert int(notebook.kernel("print(Slow.calls)")) - before < 12
    slow.press(slow.slider("input u"), "Home")
    wait_until(
        lambda: "Python raised ValueError: Slow 's'" in slow.find(".dl101-kernel").inner_text(),
        "no message",
    )
    slow.press(slow.slider("input u"), "End")
    slow.reads("s", "4")
    assert not slow.find(".dl101-kernel").is_visible()
    assert notebook.problems() == []


def test_the_reader_guesses_which_node_comes_next(notebook):
    guessed = Steps(notebook, 2)
    assert "Which node comes first?" in guessed.words()
    guessed.click("Ax")
    guessed.says("Not yet: Ax needs the values of A and x, which are still missing.")
    assert guessed.names("missing") == ["A", "x"]
    guessed.at(0)
    guessed.click("b")
    guessed.says("Right. So would A or x have been.")
    guessed.at(1)
    assert guessed.values() == {"b": "[[1], [-1]]"}
    guessed.click("x")
    guessed.click("z")
    guessed.says("Not yet: z needs the value of Ax, which is still missing.")
    guessed.click("b")
    guessed.says("b has been visited already.")
    said = guessed.find(".dl101-unseen")
    wait_until(lambda: said.text_content() == "b has been visited already.", "not said")
    guessed.press(guessed.find(".dl101-guess select"), "z", "Home")
    assert guessed.names("aimed") == ["A"]
    guessed.press(guessed.find("button:text-is('Guess')"), "Enter")
    guessed.says("Right.")
    guessed.at(3)
    guessed.click("Ax")
    guessed.click("z")
    guessed.at(5)
    badges = ".dl101-badge:not([hidden]) text"
    assert guessed.find(badges).all_text_contents() == ["3", "4", "2", "5", "1"]
    notebook.wait_kernel("print(guessed.step, guessed._wrong)", "5 3")
    guessed.button("Back").click()
    guessed.at(4)
    guessed.button("Last").click()
    guessed.says("All 5 steps taken, with 3 wrong guesses.")
    guessed.find("input[type=checkbox]").uncheck()
    guessed.button("Reset").click()
    guessed.at(0)
    guessed.click("A")
    assert not guessed.find(".dl101-guess select").is_visible()
    guessed.at(0)
    # What was said of a guess is said no longer when Python has moved on.
    guessed.find("input[type=checkbox]").check()
    guessed.click("Ax")
    guessed.says("Not yet: Ax needs the values of A and x, which are still missing.")
    notebook.kernel("guessed.step = 3")
    guessed.at(3)
    guessed.says("Click a box, or choose it here.")
    assert guessed.names("missing") == []
    guessed.button("Reset").click()
    guessed.button("Last").click()
    guessed.says("All 5 steps taken.")
    guessed.button("Reset").click()
    assert notebook.problems() == []


def test_in_the_dark_the_graph_stays_on_light_ground(affine, notebook):
    notebook.theme("Dark")
    ink = "(node) => getComputedStyle(node).color"
    words = affine.find(".dl101-words")
    wait_until(lambda: words.evaluate(ink).startswith("rgb(255"), "dark on dark")
    card = "(node) => getComputedStyle(node).backgroundColor"
    assert affine.find(".dl101-card").evaluate(card) == "rgb(252, 252, 250)"


def test_without_its_kernel_it_still_steps(notebook):
    """The last test of this notebook: it ends the kernel."""
    affine = Steps(notebook, 0)
    affine.press(affine.find(".dl101-card"), "Home")
    affine.at(0)
    notebook.end_kernel()
    for k in range(1, 6):
        affine.button("Step").click()
        affine.at(k)
    assert affine.values()["z"] == "[[5], [5]]"
    affine.press(affine.slider("input x[0, 0]"), "ArrowRight")
    wait_until(
        lambda: "Python does not answer" in affine.find(".dl101-kernel").inner_text(), "no word"
    )
    assert not [error for error in notebook.errors if error.startswith("page error")]
