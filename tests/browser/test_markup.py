"""Markup in a reader's names, read-outs and errors is shown as text and makes no elements."""

import pytest

from .examples import names
from .figures import wait_until

MARKUP = "<img src=x onerror='window.broken=1'><b>\"bold\"</b>\u202e\u05e8\u05e9\u05ea"
"""An element that would run a script, one that would be seen, quotes, and right-to-left text."""

NAME = "<img src=x onerror=broken=1>\"'"
"""Short enough for a box of a drawing."""

MAKE = {
    "Boundary": "Boundary(*two_clouds(20), kernel_readout=tell)",
    "SoftmaxBoundary": "SoftmaxBoundary(*three_clouds(20), kernel_readout=tell)",
    "NetworkPlane": """
NetworkPlane(*xor_clouds(20), [([[1.0], [1.0]], [0.0], "sigmoid")], kernel_readout=tell)
""",
    "LossBoundary": "LossBoundary(*two_clouds(20), kernel_readout=tell)",
    "LineFit": "LineFit([0.0, 1.0], [1.0, 2.0], kernel_readout=tell)",
    "Descent": "Descent(kernel_readout=tell)",
    "TrainingGround": 'TrainingGround("xor", n=20, kernel_readout=tell)',
    "DigitPad": """
DigitPad([(np.zeros((64, 10)), np.zeros(10), "softmax")], kernel_readout=tell)
""",
    "TwoLines": "TwoLines(kernel_readout=tell)",
    "Stepper": """
x = dl.placeholder(name="x")
y = dl.square(x) + Refusing([x], shape=())
# The rule for names keeps markup out; should it ever be loosened, the picture must hold.
x.name = NAME
stepper = Stepper(y, {x: 3.0}, sliders={x: (-4, 4)})
stepper.step = 1
stepper
""",
}
"""For each widget, a cell that shows it with all the text of a reader's that it shows."""

OTHERS = {
    "draw": "drawn = dl.placeholder(); drawn.name = NAME; draw(dl.square(drawn))",
    "show": "show(plot_images(np.ones((2, 4)), [MARKUP, '2']), MARKUP)",
    "Predict": "Predict.choice(MARKUP, [MARKUP, '2'], 0, explanation=MARKUP)",
    "check": "exercises.EXERCISES[0].check(MARKUP, MARKUP)",
    "source": "Source(MARKUP)",
}

PREPARE = f"""
import numpy as np
import dl101 as dl
from dl101.datasets import *
from dl101.draw import draw
from dl101.exercises import gradient_descent as exercises
from dl101.figures import show
from dl101.plots import plot_images
from dl101.source import Source
from dl101.widgets import *
MARKUP, NAME = {(MARKUP, NAME)!r}
def tell(widget):
    return {{MARKUP: MARKUP}}
def fail(widget):
    raise ValueError(MARKUP)
class Refusing(dl.Operation):
    def compute(self, x):
        if x < 0:
            raise ValueError(MARKUP)
        return x
"""

NOTHING_MADE = """() => {
  const notebook = document.querySelector(".jp-Notebook");
  const made = [...notebook.querySelectorAll('[src="x"], [onerror]')].map((one) => one.outerHTML);
  const bold = [...notebook.querySelectorAll("b")].filter((one) => /bold/.test(one.textContent));
  return [made.length, bold.length, window.broken ?? null];
}"""


NO_READ_OUT = {"LossSurface", "OwnActivation", "Predict"}
"""Widgets that show nothing that a function of the reader's has returned."""


def test_every_widget_is_here():
    assert set(names()) == set(MAKE) | NO_READ_OUT


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    cells = [PREPARE.strip(), *(source.strip() for source in (MAKE | OTHERS).values())]
    with open_notebook(lab.write("markup.ipynb", cells)) as opened:
        opened.run_all()
        assert opened.problems() == []
        yield opened


def output_of(notebook, name):
    index = 1 + list(MAKE | OTHERS).index(name)
    return notebook.page.locator(f".jp-Cell >> nth={index} >> .jp-OutputArea-child").last


def wait_for_text(output, text=MARKUP):
    wait_until(lambda: text in output.evaluate("(node) => node.textContent"), "no such text")


@pytest.mark.parametrize("name", [name for name in MAKE if name != "Stepper"])
def test_a_read_out_and_an_error_make_no_elements(notebook, name):
    output = output_of(notebook, name)
    wait_for_text(output)
    assert notebook.page.evaluate(NOTHING_MADE) == [0, 0, None]
    number = 1 + list(MAKE).index(name)
    notebook.kernel(f"get_ipython().user_ns['_{number + 1}'].kernel_readout = fail")
    wait_for_text(output, f"ValueError: {MARKUP}")
    assert notebook.page.evaluate(NOTHING_MADE) == [0, 0, None]


def test_names_and_errors_in_a_stepper_make_no_elements(notebook):
    output = output_of(notebook, "Stepper")
    wait_for_text(output, f"{NAME} is fed")
    box, slider = output.locator(".node", has_text=NAME), output.get_by_role("slider")
    assert box.count() == 1
    assert f"input {NAME}" in {one.get_attribute("aria-label") for one in slider.all()}
    notebook.kernel("stepper.set_state({'_numbers': [-1.0]})")
    wait_for_text(output, f"cannot be computed from '{NAME}'")
    assert notebook.page.evaluate(NOTHING_MADE) == [0, 0, None]


@pytest.mark.parametrize("name", OTHERS)
def test_drawings_notes_and_sources_make_no_elements(notebook, name):
    output_of(notebook, name).wait_for()
    assert notebook.page.evaluate(NOTHING_MADE) == [0, 0, None]


def test_elements_would_be_found(notebook):
    """The checks above can fail."""
    found = notebook.page.evaluate(
        """(markup) => {
          const cell = document.querySelector(".jp-Notebook .jp-Cell");
          cell.insertAdjacentHTML("beforeend", markup);
        }""",
        MARKUP,
    )
    wait_until(lambda: notebook.page.evaluate("window.broken") == 1, "the script did not run")
    made, bold, _ = notebook.page.evaluate(NOTHING_MADE)
    assert (made, bold, found) == (1, 1, None)
