"""Widgets live where no Python answers: on a plain page, in a reopened notebook, kernel dead."""

from __future__ import annotations

import json
import os
import shutil
import signal
from types import SimpleNamespace

import nbformat
import pytest
from nbclient import NotebookClient

from dl101.widgets.cell_widget import INVITATION

from .examples import LIVE, cells, names
from .figures import PIXELS, STILLS, TOO_WIDE, wait_until
from .lab import NOT_YET, kept, opened
from .living import must_live
from .plain_page import plain_page, views, write_page

SLEEP = """() => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  const code = "import time; time.sleep(600)";
  const { done } = kernel.requestExecute({ code, store_history: false });
  window.slept = false;
  done.then(() => { window.slept = true; }, () => {});
}"""
SOME = ("Boundary", "LossSurface", "Predict", "Stepper", "TrainingGround")
"""Widgets that differ in what of their state is saved; `test_every_widget.py` reopens all."""
SIGN = """(all) => all.map((root) => {
  const { content, display } = getComputedStyle(root.parentElement, "::before");
  return display === "none" ? "none" : content;
})"""
# JupyterLab asks for the kernel's widgets, and once more before it takes those of the notebook. In
# between, word of the connection may let it think that all are there, and show the cells.
HOLD = """
  const { send } = WebSocket.prototype;
  let asked = 0;
  WebSocket.prototype.send = function (data) {
    const text = typeof data === "string" ? data : new TextDecoder().decode(data);
    if (text.includes("comm_info_request") && ++asked === 2)
      window.release = () => send.call(this, data);
    else send.call(this, data);
  };
"""
CONNECT = """async () => {
  const renderer = (part) =>
    part._manager ? part : [...(part.children?.() ?? [])].map(renderer).find((one) => one);
  const { widgets } = window.jupyterapp.shell.currentWidget.content;
  const area = widgets.map(({ outputArea }) => outputArea && renderer(outputArea));
  const manager = await area.find((one) => one)._manager.promise;
  manager._handleKernelConnectionStatusChange("connected");
  while (!manager.restoredStatus) await new Promise((done) => setTimeout(done, 20));
  for (const { outputArea } of widgets) outputArea?.model.fromJSON(outputArea.model.toJSON());
}"""
STATUS = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status"


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A notebook with every widget, run and saved; return its path."""
    path = tmp_path_factory.mktemp("saved") / "saved.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_code_cell, cells())])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    NotebookClient(notebook, timeout=120).execute()
    nbformat.write(notebook, path)
    return path


# On a plain page ----------------------------------------------------------------------------------


def test_on_a_plain_page_every_widget_paints_and_moves(browser, saved, tmp_path):
    page = write_page(nbformat.read(saved, as_version=4), tmp_path / "page.html")
    with plain_page(browser, page) as opened:
        found = views(opened.page)
        assert len(found) == len(names())
        for name, place in zip(names(), found, strict=True):
            assert must_live(opened, place) == 1, name
        told = dict(zip(names(), found, strict=True))
        told["Stepper"].query_selector('button[aria-label^="Last"]').click()
        nudge = told["Stepper"].query_selector(".dl101-nudge")
        nudge.wait_for_selector('input[aria-label="nudge h"]').press("ArrowRight")
        wait_until(lambda: "85.4" in nudge.inner_text(), "nothing is nudged")
        nudge.query_selector("select").select_option("several")
        wait_until(lambda: "this number needs Python" in nudge.inner_text(), "a curve from nowhere")
        assert told["Stepper"].query_selector('input[aria-label="input x"]').is_disabled()
        for name in ("Boundary", "Stepper"):
            kernel = told[name].query_selector(".dl101-kernel")
            wait_until(lambda one=kernel: "no Python on this page" in one.inner_text(), name)
        stills = opened.page.locator('img[src^="data:image/"]')
        assert stills.count() == len(names())
        wait_until(lambda: not any(one.is_visible() for one in stills.all()), "a still is shown")
        assert opened.errors == []


def test_on_a_plain_page_they_follow_its_theme_and_fit_a_telephone(browser, saved, tmp_path):
    page = write_page(nbformat.read(saved, as_version=4), tmp_path / "page.html")
    telephone = {"color_scheme": "dark", "viewport": {"width": 390, "height": 800}}
    with plain_page(browser, page, **telephone) as opened:
        canvas = views(opened.page)[0].query_selector("canvas")
        dark = canvas.evaluate(PIXELS)[0]
        for place in opened.page.locator("[data-model]").all():
            wait_until(lambda one=place: one.evaluate(TOO_WIDE) == [], "too wide")
        opened.page.evaluate("() => { document.body.dataset.theme = 'light'; }")
        wait_until(lambda: canvas.evaluate(PIXELS)[0] != dark, "it stays dark")
        opened.page.evaluate("() => { document.body.dataset.theme = 'auto'; }")
        wait_until(lambda: canvas.evaluate(PIXELS)[0] == dark, "it does not become dark again")
        assert opened.errors == []


def test_on_a_plain_page_the_training_ground_has_its_data_with_it(browser, saved, tmp_path):
    page = write_page(nbformat.read(saved, as_version=4), tmp_path / "page.html")
    with plain_page(browser, page) as opened:
        views(opened.page)
        ground = opened.page.locator(".dl101-training")
        step, loss = (
            ground.locator(".dl101-train-test strong"),
            ground.locator(".dl101-train-test td"),
        )
        start = ground.locator("canvas").first.evaluate(PIXELS)
        ground.locator('select[aria-label="data set"]').select_option("zeros and ones")
        wait_until(lambda: step.inner_text() == "0", "it does not begin again")
        assert ground.locator("canvas").first.evaluate(PIXELS) != start
        before = loss.all_inner_texts()
        ground.locator('label:has-text("x₁x₂") input').check()
        ground.locator('button:text-is("▶ Play")').click()
        wait_until(lambda: int(step.inner_text()) > 20, "it does not train")
        assert loss.all_inner_texts() != before
        assert ground.locator('input[aria-label="noise"]').is_disabled()
        assert "Without Python on this page" in ground.inner_text()
        assert ground.locator('summary:text-is("Export as code")').count() == 0
        assert opened.errors == []


# In JupyterLab ------------------------------------------------------------------------------------


@pytest.fixture
def copy(lab, saved, request):
    """A copy of the saved notebook in JupyterLab's folder; return its name."""
    name = f"{request.node.name[:40]}.ipynb"
    shutil.copy(saved, lab.root / name)
    return name


def all_live(notebook, chosen=()):
    """Move every widget of the notebook of `cells`, none of which has to be run."""
    chosen = chosen or names()
    page = notebook.page
    live = page.locator(LIVE)
    wait_until(lambda: live.count() == len(chosen), "the widgets are not shown")
    for name, cell in zip(chosen, page.query_selector_all(".jp-Cell")[1:], strict=True):
        assert must_live(notebook, cell) == 1, name
    assert not any(one.is_visible() for one in page.locator(STILLS).all())
    assert live.evaluate_all(SIGN) == ["none"] * len(chosen), "a broken chain says Python is gone"
    notebook.errors[:] = [error for error in notebook.errors if NOT_YET not in error]
    assert notebook.problems() == []


def test_a_fresh_clone_shows_stills_and_what_to_do(copy, open_notebook):
    with open_notebook(copy, fresh=True) as notebook:
        stills = notebook.page.locator(STILLS)
        assert stills.count() == len(names())
        assert all(one.is_visible() for one in stills.all())
        assert notebook.page.inner_text(".jp-Notebook").count(INVITATION) == len(names())
        assert notebook.page.locator(LIVE).count() == 0
        assert notebook.problems() == []
        notebook.run_all()
        live = notebook.page.locator(LIVE)
        wait_until(lambda: live.count() == len(names()), "the widgets are not shown")
        assert INVITATION not in notebook.page.inner_text(".jp-Notebook")


def test_trusted_they_move_before_anything_is_run_and_with_the_kernel_dead(
    lab, copy, open_notebook
):
    lab.trust(copy)
    before = (lab.root / copy).read_bytes()
    with open_notebook(copy, fresh=True) as notebook:
        all_live(notebook)
        notebook.command("docmanager:save")
        kernel = int(notebook.kernel("import os; print(os.getpid())"))
        notebook.end_kernel()
        wait_until(lambda: not _runs(kernel), "the kernel goes on")
        all_live(notebook)
        notebook.command("docmanager:save")
    # Opened, moved and saved, a lesson is still the one that was laid out.
    assert json.loads((lab.root / copy).read_bytes())["cells"] == json.loads(before)["cells"]
    shown, saved = kept(lab, copy)
    assert set(shown) <= set(saved)


def _runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_widgets_that_jupyterlab_looks_for_too_early_are_shown_all_the_same(lab, copy, browser):
    def new_context(**options):
        context = browser.new_context(**options)
        context.add_init_script(HOLD)
        return context

    lab.trust(copy)
    with opened(SimpleNamespace(new_context=new_context), lab, copy) as notebook:
        notebook.page.wait_for_function("() => window.release")
        notebook.page.evaluate(CONNECT)
        lost = notebook.page.locator(":text('model not found')")
        wait_until(lambda: lost.count() == len(names()), "it has not looked too early")
        notebook.page.evaluate("() => window.release()")
        live = notebook.page.locator(LIVE)
        wait_until(lambda: live.count() == len(names()), "they are not shown")


def test_a_reader_s_own_copy_is_alive_when_it_is_reopened(lab, open_notebook):
    name = lab.write("own.ipynb", cells(SOME))
    with open_notebook(name, fresh=True) as notebook:
        notebook.run_all()
        all_live(notebook, SOME)
        notebook.command("docmanager:save")
    with open_notebook(name, fresh=True) as notebook:
        all_live(notebook, SOME)
        # A reader who goes on with one cell and saves keeps the others.
        notebook.run_cell(0)
        notebook.run_cell(1)
        notebook.command("docmanager:save")
    shown, saved = kept(lab, name)
    assert len(shown) == len(SOME)
    assert set(shown) <= set(saved)
    with open_notebook(name, fresh=True) as notebook:
        all_live(notebook, SOME)


def test_with_a_busy_and_with_a_killed_kernel(lab, open_notebook):
    with open_notebook(lab.write("busy.ipynb", cells()), fresh=True) as notebook:
        notebook.run_all()
        kernel = int(notebook.kernel("import os; print(os.getpid())"))
        notebook.page.evaluate(SLEEP)
        notebook.page.wait_for_function(f"() => ({STATUS})() === 'busy'")
        all_live(notebook)
        assert not notebook.page.evaluate("window.slept")
        os.kill(kernel, signal.SIGKILL)
        dialog = notebook.page.locator(".jp-Dialog")
        dialog.wait_for()
        dialog.locator("button").last.click()
        all_live(notebook)
