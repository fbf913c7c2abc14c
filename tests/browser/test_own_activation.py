"""JavaScript that a reader has written: read in the page, judged there, and set to learn."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from dl101.widgets.own_activation import PLACES

from .figures import LOAD, PIXELS, module, wait_until
from .lab import Notebook
from .plain_page import plain_page, write_page

APPENDIX = Path(__file__).parents[2] / "lessons" / "B-network-in-the-page.ipynb"
SOFTSIGN = """{
  forward(values) {
    for (let i = 0; i < values.length; i++) values[i] /= 1 + Math.abs(values[i]);
  },
  backward(values, gradient) {
    for (let i = 0; i < values.length; i++) gradient[i] *= (1 - Math.abs(values[i])) ** 2;
  },
}"""
SINE = """{
  forward(values) {
    this.sums = values.slice();
    for (let i = 0; i < values.length; i++) values[i] = Math.sin(values[i]);
  },
  backward(values, gradient) {
    for (let i = 0; i < values.length; i++) gradient[i] *= Math.cos(this.sums[i]);
  },
}"""
SLOPE = "gradient[i] *= (1 - Math.abs(values[i])) ** 2;"
NOTHING = "\N{EN DASH}"
VALUES = PLACES / (1 + np.abs(PLACES))

RIGHT = {
    "softsign": SOFTSIGN,
    "sine": SINE,
    "semicolon and comment": f"{SOFTSIGN};  ",
    "comment": f"{SOFTSIGN} // mine",
    "linear": "{ forward(values) {}, backward(values, gradient) {} }",
}
"""Texts without a mistake."""

WRONG = {
    "blank": [
        (SOFTSIGN.replace(SLOPE, "gradient[i] *= ...;"), "Not attempted yet"),
        ("{\n  ...\n}", "Not attempted yet"),
    ],
    "syntax": [
        (SOFTSIGN.replace("[i] /= 1", "[i] /= = 1"), r"Line 3, for \(let i = 0; .*: SyntaxError:"),
        (SOFTSIGN[:-2], "At the end of the text, where a bracket may be missing: SyntaxError"),
        ("def forward(values):", "Line 1, def forward.*: SyntaxError: Unexpected identifier"),
    ],
    "shape": [
        ("3", "must be one object with two functions"),
        ("{ forward(values) {} }", "must be one object with two functions"),
    ],
    "error": [
        (SOFTSIGN.replace("+ Math.abs", "+ abs"), "Line 3, .*: ReferenceError: abs is"),
        ("{\n forward: null.x,\n}", "Line 2, forward: null.x,: TypeError"),
    ],
    "returns": [
        ("{ forward: (v) => v.map(Math.tanh), backward(v, g) {} }", "forward returns something"),
        ("{ forward(v) {}, backward: (v, g) => g }", "backward returns something"),
    ],
    "not_finite": [
        (SOFTSIGN.replace("/= 1 + Math.abs(", "= Math.log("), ".3.90, forward gives NaN"),
    ],
    "unchanged": [(SOFTSIGN.replace(SLOPE, ";"), "leaves the gradient as it was")],
    "overwrites": [(SOFTSIGN.replace("[i] *=", "[i] ="), "overwrites the gradient")],
    "sign": [(SOFTSIGN.replace("*= (", "*= -1 * ("), "the sign of the slope")],
    "sums": [
        (SOFTSIGN.replace(SLOPE, "gradient[i] /= (1 + Math.abs(values[i])) ** 2;"), "for the sum"),
    ],
    "slope": [(SOFTSIGN.replace(") ** 2;", ");"), "its slope 0.\\d+, by a difference quotient")],
    "value": [(SOFTSIGN.replace("/= 1 +", "/= 2 +"), "forward gives 0.429; dl101 gives 0.6")],
}  # fmt: skip
"""Texts with each mistake, and what is said of them."""

EXAMINE = f"""async ([module, texts, places, expected]) => {{
  const {{ compile, examine, fault }} = await ({LOAD})(module);
  const told = async (text, i) => {{
    try {{
      const {{ wrong, worst }} = examine(await compile(text), places, expected[i]);
      return [wrong?.mistake ?? "", wrong?.message ?? worst];
    }} catch (error) {{
      const {{ mistake, message }} = fault(error, text);
      return [mistake, message];
    }}
  }};
  return Promise.all(texts.map(told));
}}"""

IMPORTS = f"""
import numpy as np
import dl101 as dl
from dl101.datasets import xor_clouds
from dl101.widgets import OwnActivation
SOFTSIGN = {SOFTSIGN!r}
SINE = {SINE!r}
FAILS = "if (values.length > 100) values.none.less;"
THROWS = SOFTSIGN.replace("{{\\n    for", "{{\\n    " + FAILS + " for", 1)
class softsign(dl.Operation):
    op_type = "Softsign"
    def __init__(self, x, name=None):
        super().__init__([x], x.dtype, x.shape, name)
    def compute(self, x):
        return x / (1 + np.abs(x))
@dl.RegisterGradient(softsign)
def rule(op, grad):
    return grad * dl.square(1 - dl.abs(op))
""".strip()
CELLS = [
    IMPORTS,
    "own = OwnActivation(SOFTSIGN, *xor_clouds(60), function=softsign)\nown",
    "deep = OwnActivation(SINE, *xor_clouds(60), hidden=(3, 3))\ndeep",
    "broken = OwnActivation(SOFTSIGN[:-2], *xor_clouds(60))\nbroken",
    "throws = OwnActivation(THROWS, *xor_clouds(60))\nthrows",
]
NAMES = ["own", "deep", "broken", "throws"]


class Own:
    """A widget in the output of a cell."""

    def __init__(self, notebook, name):
        cell = 1 + NAMES.index(name)
        self.root = notebook.page.locator(f".jp-Cell >> nth={cell} >> .dl101-own")
        self.root.scroll_into_view_if_needed()

    def told(self):
        return self.root.locator(".dl101-told").inner_text()

    def reads(self, name):
        row = f'.dl101-readout span:text-is("{name}") + .dl101-value'
        return self.root.locator(row).inner_text()

    def button(self, text):
        return self.root.locator(f'button:text-is("{text}")')

    def learns(self):
        wait_until(lambda: self.reads("step") == "300 of 300", "it does not learn to the end")


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    with open_notebook(lab.write("own-activation.ipynb", CELLS)) as opened:
        opened.run_all()
        yield opened
        assert opened.problems() == []


def examined(notebook, texts, expected=None):
    given = [module("reader_code.js"), texts, PLACES.tolist(), expected or [None] * len(texts)]
    return notebook.page.evaluate(EXAMINE, given)


def test_each_mistake_is_named_as_itself(notebook):
    cases = [(name, *case) for name, found in WRONG.items() for case in found]
    texts = [text for _, text, _ in cases]
    expected = [VALUES.tolist() if name == "value" else None for name, _, _ in cases]
    told = examined(notebook, texts, expected)
    assert [mistake for mistake, _ in told] == [name for name, _, _ in cases], told
    for (_, message), (_, _, pattern) in zip(told, cases, strict=True):
        assert re.search(pattern, message), (pattern, message)


def test_right_ones_are_accepted(notebook):
    told = examined(notebook, list(RIGHT.values()))
    assert [mistake for mistake, _ in told] == [""] * len(RIGHT), told
    assert max(worst for _, worst in told) < 1e-8


def test_the_appendix_s_solutions_are_accepted_and_its_blanks_are_not_attempted(notebook):
    cells = nbformat.read(APPENDIX, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    solutions = re.findall(r"```javascript\n(.*?)```", text, re.S)
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    blanks = [one for one in re.findall(r'"""(.*?)"""', code, re.S) if "..." in one]
    assert (len(solutions), len(blanks)) == (3, 3)
    told = examined(notebook, solutions + blanks)
    assert [mistake for mistake, _ in told] == [""] * 3 + ["blank"] * 3, told


def test_it_learns_in_the_page_as_dl101_would_and_tells_python(notebook):
    own = Own(notebook, "own")
    own.learns()
    assert own.told() == "The slope and the gradient agree with difference quotients."
    for row in ("slope", "gradient", "beside dl101"):
        assert own.reads(row).startswith("agrees to")
    notebook.wait_kernel("print(own.outcome and own.outcome['steps'])", "300")
    outcome = eval(notebook.kernel("print(own.outcome)"))
    assert outcome["status"] == "right"
    assert outcome["dl101_error"] < 1e-12
    assert max(outcome["slope_error"], outcome["gradient_error"]) < 1e-8
    assert outcome["accuracy"] > 0.9
    assert own.reads("loss") == f"{outcome['loss']:.4f}"


def test_another_start_ends_elsewhere_and_the_same_one_where_it_did(notebook):
    own = Own(notebook, "own")
    own.learns()
    picture = own.root.locator(".dl101-stage canvas")

    def after(text):
        own.button(text).focus()
        notebook.page.keyboard.press("Enter")
        wait_until(lambda: own.reads("step") != "300 of 300", "it does not begin again")
        own.learns()
        return own.reads("loss"), picture.evaluate(PIXELS)[0]

    first = after("Train again")
    other = after("Other start")
    assert first != other
    assert after("Train again") == other


def test_the_learning_rate_is_tried_by_keyboard(notebook):
    own = Own(notebook, "own")
    own.learns()
    loss = own.reads("loss")
    own.root.locator('input[aria-label="learning rate"]').focus()
    notebook.page.keyboard.press("Home")
    wait_until(lambda: own.reads("step") != "300 of 300", "it does not begin again")
    own.learns()
    assert float(own.reads("loss")) > 2 * float(loss)


def test_in_two_windows_the_same_is_tried(notebook, browser, lab):
    own = Own(notebook, "own")
    notebook.command("docmanager:save")
    other = Notebook(browser, lab, "own-activation.ipynb")
    try:
        there = Own(other, "own")
        there.learns()
        assert there.reads("loss") == own.reads("loss")
        loss = own.reads("loss")
        there.button("Other start").click()
        wait_until(lambda: own.reads("loss") != loss, "it does not follow")
        for one in (own, there):
            one.learns()
            assert one.reads("beside dl101").startswith("agrees to")
        assert there.reads("loss") == own.reads("loss") != loss
        assert other.problems() == []
    finally:
        other.context.close()


def test_two_layers_that_share_what_one_keeps_are_found_by_the_network_s_gradient(notebook):
    deep = Own(notebook, "deep")
    deep.learns()
    assert "what it keeps of one layer, the next overwrites" in deep.told()
    assert (deep.reads("slope")[:6], deep.reads("gradient")[:6]) == ("agrees", "off by")
    notebook.wait_kernel("print(deep.outcome['status'], deep.outcome['mistake'])", "wrong shared")


def test_code_that_cannot_be_read_says_so_and_nothing_learns(notebook):
    broken = Own(notebook, "broken")
    wait_until(lambda: "bracket may be missing" in broken.told(), broken.told())
    assert (broken.reads("step"), broken.reads("loss")) == (NOTHING, NOTHING)
    broken.button("Train again").click(force=True)
    notebook.wait_kernel(
        "print(broken.outcome['status'], broken.outcome['mistake'])", "wrong syntax"
    )


def test_code_that_throws_only_in_the_network_says_so_and_tells_python(notebook):
    throws = Own(notebook, "throws")
    wait_until(lambda: "TypeError" in throws.told(), throws.told())
    notebook.wait_kernel(
        "print(throws.outcome['status'], throws.outcome['mistake'])", "wrong error"
    )
    assert (throws.reads("step"), throws.reads("loss")) == (NOTHING, NOTHING)


def test_saved_it_learns_on_a_plain_page(notebook, browser, tmp_path):
    notebook.command("docmanager:save")
    saved = nbformat.read(notebook.lab.root / "own-activation.ipynb", as_version=4)
    with plain_page(browser, write_page(saved, tmp_path / "page.html")) as shown:
        step = shown.page.locator('.dl101-own >> nth=0 >> span:text-is("step") + .dl101-value')
        wait_until(lambda: step.inner_text() == "300 of 300", "it does not learn there")
        assert shown.errors == []
