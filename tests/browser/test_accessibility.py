"""Every widget, in both themes, before axe-core: the rules of accessibility a program can check.

axe-core comes in a Python package that carries npm's file as it is, so that the tests need no
Node.js.
"""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from .examples import EXAMPLES, cells, names, root_of
from .figures import wait_until

THEMES = ("JupyterLab Light", "JupyterLab Dark")

# axe takes what lies outside a `body` that hides its overflow for invisible, and skips its colours.
# JupyterLab's `body` is of no height, with everything placed absolutely.
TALL = "() => { document.body.style.height = '100vh'; }"

CHECK = """async (root) => {
  const { violations, passes } = await axe.run(root);
  const told = ({ impact, id, nodes }) => nodes.map(({ html, failureSummary }) =>
    `${impact} ${id}: ${html.slice(0, 150)}: ${failureSummary.replace(/\\s+/g, " ")}`);
  return [violations.flatMap(told), passes.map(({ id }) => id)];
}"""


def test_every_widget_has_an_example():
    assert set(names()) <= set(EXAMPLES), "add what is missing to tests/browser/examples.py"


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    # Tall enough for the largest widget: of what is out of sight, axe cannot tell the colours.
    with open_notebook(lab.write("accessible.ipynb", cells()), height=1600) as opened:
        opened.run_all()
        opened.page.evaluate(AXE_SCRIPT)
        opened.page.evaluate(TALL)
        yield opened


@pytest.fixture(scope="module", params=THEMES)
def themed(request, notebook):
    notebook.command("apputils:change-theme", theme=request.param)
    light = str(request.param == THEMES[0]).lower()
    shown = f"() => document.body.dataset.jpThemeLight === '{light}'"
    notebook.page.wait_for_function(shown)
    return notebook


@pytest.mark.parametrize("name", names())
def test_a_widget_violates_no_rule(themed, name):
    root = root_of(themed, name)
    root.scroll_into_view_if_needed()
    root.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    described = root.locator(":is(canvas, svg)[aria-label]")
    wait_until(lambda: described.count() > 0, "the picture has no words")
    violations, passed = root.evaluate(CHECK)
    assert violations == []
    # What says nothing would pass as well: these must have found something to look at.
    assert {"button-name", "color-contrast", "label", "nested-interactive"} <= set(passed)
    assert {"role-img-alt", "svg-img-alt"} & set(passed)


def test_axe_sees_what_is_wrong(notebook):
    """The checks above can fail: colours and names are really looked at, where widgets stand."""
    root = root_of(notebook, "Boundary")
    root.scroll_into_view_if_needed()
    wrong = '<p id="wrong" style="color: #999; background: #fff">pale <button></button></p>'
    root.evaluate("(node, html) => node.insertAdjacentHTML('afterbegin', html)", wrong)
    violations, _ = root.evaluate(CHECK)
    root.locator("#wrong").evaluate("(node) => node.remove()")
    found = {text.split(":")[0] for text in violations}
    assert found == {"critical button-name", "serious color-contrast"}
