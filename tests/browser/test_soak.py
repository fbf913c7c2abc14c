"""A short soak; the long one is ``python -m tests.tools.soak``."""

import pytest

from dl101.widgets.front_end import needed

from ..tools.soak import cells, too_much, use
from .figures import wait_until


@pytest.mark.usefixtures("in_ci")
def test_moves_and_reruns_leave_nothing_behind(lab, open_notebook):
    name = "LossSurface"
    with open_notebook(lab.write("soak.ipynb", cells(name)), fresh=True) as notebook:
        notebook.run_all()
        samples = use(notebook, moves=60, reruns=12, told=lambda *_: None, samples=6)
        assert too_much(samples["moves"]) == {}
        assert too_much(samples["reruns"]) == {}
        files = {"loss_boundary.js", "view.css", "loss.css", *needed("loss_surface.js")}
        # The surface with the boundary that it holds, the probe, the layout of each, and the files
        # of the front end: no more.
        last = samples["reruns"][-1]
        assert last.page_models == last.kernel_widgets == 6 + len(files)
        # Of each file one copy in the page.
        loaded = notebook.page.evaluate("() => globalThis[Symbol.for('dl101 modules')].size")
        assert loaded == len(files)
        assert notebook.problems() == []


def test_a_widget_that_is_shown_elsewhere_stays(lab, open_notebook):
    make = "from dl101.widgets import *\nfrom ipywidgets import VBox\na = LossBoundary(w1=2.0)\na"
    sources = [make, "a", "VBox([a])", "LossSurface(a)", "a"]
    with open_notebook(lab.write("stays.ipynb", sources)) as notebook:
        planes = notebook.page.locator(".dl101-plane")
        notebook.run_all()
        planes.nth(4).wait_for()
        notebook.kernel("first = a")
        notebook.run_cell(0)
        notebook.wait_kernel("print(first.comm is not None, first._asleep)", "True False")
        # Nothing shows it any more when the other cells show the new one; boxes hold it still.
        notebook.run_cell(1)
        notebook.run_cell(3)
        notebook.run_cell(4)
        notebook.wait_kernel("print(first._asleep)", "False")
        notebook.kernel("import gc, ipywidgets; VBox.close_all()")
        assert notebook.problems() == []


def test_a_widget_wakes_up_when_it_is_shown_again(lab, open_notebook):
    sources = [
        "from dl101.widgets import *\nmade = []",
        "made.append(LossBoundary(w1=2.0))\nmade[-1]",
        "0",
        "0",
    ]
    with open_notebook(lab.write("wakes.ipynb", sources)) as notebook:
        notebook.run_all()
        notebook.page.locator(".dl101-plane").first.wait_for()
        notebook.run_cell(1)
        notebook.wait_kernel("print([one._asleep for one in made])", "[True, False]")
        notebook.kernel("made[0].w1 = 3.5")
        set_source = """([i, text]) => window.jupyterapp.shell.currentWidget.content.widgets[i]
            .model.sharedModel.setSource(text)"""
        notebook.page.evaluate(set_source, [2, "made[0]"])
        notebook.page.evaluate(set_source, [3, "LossSurface(made[0])"])
        notebook.run_cell(2)
        notebook.run_cell(3)
        slider = '.jp-Cell >> nth={} >> input[aria-label="weight w1"]'
        for cell in (2, 3):
            shown = notebook.page.locator(slider.format(cell))
            wait_until(lambda one=shown: one.input_value() == "3.5", "not what it was")
        notebook.page.locator(slider.format(2)).press("ArrowRight")
        notebook.wait_kernel("print(made[0].w1)", "3.6")
        assert notebook.problems() == []
