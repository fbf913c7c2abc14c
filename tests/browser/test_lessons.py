"""Every widget of every lesson, in JupyterLab: shown, and moved.

The lessons themselves are run by nbval, whole and with their outputs compared. Here, one notebook
has of each lesson the cells that show a widget, and those that make what they need.
"""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

from .living import must_live

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"


def widget_cells(lesson: Path) -> list[str]:
    """The sources of the cells that show a widget, and of those that make the names they use."""
    needed, kept = set(), []
    cells = nbformat.read(lesson, as_version=4).cells
    for cell in reversed([cell for cell in cells if cell.cell_type == "code"]):
        nodes = list(ast.walk(ast.parse(cell.source)))
        names = [node for node in nodes if isinstance(node, ast.Name)]
        made = {name.id for name in names if isinstance(name.ctx, ast.Store)}
        made |= {one.name for one in nodes if isinstance(one, ast.FunctionDef | ast.ClassDef)}
        made |= {(one.asname or one.name) for one in nodes if isinstance(one, ast.alias)}
        shows = any(WIDGET in output.get("data", {}) for output in cell.outputs)
        if shows or made & needed:
            kept.insert(0, cell.source)
            needed |= {name.id for name in names if isinstance(name.ctx, ast.Load)}
    return kept


CELLS = {lesson.stem: found for lesson in LESSONS if (found := widget_cells(lesson))}


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    cells = [source for found in CELLS.values() for source in found]
    with open_notebook(lab.write("widgets-of-lessons.ipynb", cells)) as opened:
        opened.run_all()
        yield opened


@pytest.mark.parametrize("lesson", CELLS)
def test_its_widgets_live(lesson, notebook):
    before = sum(len(found) for name, found in CELLS.items() if name < lesson)
    cells = notebook.page.query_selector_all(".jp-Cell")[before : before + len(CELLS[lesson])]
    assert sum(must_live(notebook, cell) for cell in cells) > 0
    assert notebook.problems() == []
