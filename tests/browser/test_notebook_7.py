"""A lesson's widgets in Jupyter Notebook 7: moved, saved by it, and alive when it opens again."""

from .examples import LIVE
from .figures import wait_until
from .lab import kept
from .living import must_live
from .test_alive import NOT_YET
from .test_lessons import CELLS

BEGINNING = CELLS["06-multi-layer-perceptrons"][:5]
"""Two lines, a guess, a training ground."""
ITS_OWN = "page error: Cannot read properties of undefined (reading 'schema')"
"""What Notebook 7.6 says with any notebook, an empty one too."""


def problems(notebook):
    return [one for one in notebook.problems() if one != ITS_OWN and NOT_YET not in one]


def test_a_lesson_s_widgets_live_are_saved_and_live_again(lab, open_notebook):
    name = lab.write("notebook-7.ipynb", BEGINNING)
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
