"""Widgets in Jupyter Notebook 7: moved, saved by it, and alive when it opens again."""

from .examples import LIVE, cells
from .figures import wait_until
from .lab import NOT_YET, kept
from .living import must_live

SOME = ["TwoLines", "Predict", "TrainingGround"]
ITS_OWN = ("reading 'schema'", "'filebrowser:open-path' not registered")
"""In errors of Notebook 7.6's own: one on every page, an empty notebook's too, one at times."""


def problems(notebook):
    known = (*ITS_OWN, NOT_YET)
    return [one for one in notebook.problems() if not any(words in one for words in known)]


def test_widgets_live_are_saved_and_live_again(lab, open_notebook):
    name = lab.write("notebook-7.ipynb", cells(SOME))
    with open_notebook(name, place="notebooks") as notebook:
        assert notebook.page.evaluate("() => window.jupyterapp.name") == "Jupyter Notebook"
        notebook.run_all()
        count = must_live(notebook, notebook.page)
        assert problems(notebook) == []
        notebook.command("docmanager:save")
    # The setting that saves widgets in JupyterLab holds here too.
    shown, saved = kept(lab, name)
    assert len(shown) == count == 3
    assert set(shown) <= set(saved)
    with open_notebook(name, place="notebooks") as notebook:
        live = notebook.page.locator(LIVE)
        wait_until(lambda: live.count() == count, "the saved widgets are not shown")
        assert must_live(notebook, notebook.page) == count
        assert problems(notebook) == []
