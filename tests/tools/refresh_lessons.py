"""Run lessons and keep their outputs: ``python -m tests.tools.refresh_lessons [NAME …]``.

The saved notebook depends on nothing but its source and the library: no times, no version
numbers, and models of widgets numbered in their order instead of by chance. Saved widgets ask for
anywidget in any version, or JupyterLab would show them with the present one only.
"""

import json
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

LESSONS = Path(__file__).parents[2] / "lessons"


def refresh(path: Path) -> None:
    """Run one notebook and save it with its outputs.

    Parameters
    ----------
    path : Path

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell raises; the file is then left as it was.
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("widgets", None)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    _ask_for_any_version(notebook)
    notebook.metadata.kernelspec = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    notebook.metadata.language_info = {"name": "python", "file_extension": ".py"}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    path.write_text(_numbered_models(notebook) + "\n", encoding="utf-8")


def _ask_for_any_version(notebook: dict) -> None:
    for saved in notebook.metadata.get("widgets", {}).values():
        for model in saved["state"].values():
            for table in (model, model["state"]):
                modules = [name for name, value in table.items() if value == "anywidget"]
                table.update({f"{name}_version": "*" for name in modules})


def _numbered_models(notebook: dict) -> str:
    """Write a notebook with numbers in place of the random ids of widget models."""
    before, text = None, _text(notebook)
    # Models are saved in the order of their ids: numbered, they stand in another order.
    while text != before:
        before, text = text, _text(json.loads(_numbered(text)))
    return text


def _text(notebook: dict) -> str:
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
    # A saved widget's points take a line for each number otherwise.
    return re.sub(r"\[\n[\s\d.,e+-]+\]", lambda found: re.sub(r"\s+", " ", found[0]), text)


def _numbered(text: str) -> str:
    """Replace ids by numbers, in order of appearance."""
    numbers: dict[str, str] = {}
    return re.sub(
        r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])",
        lambda found: numbers.setdefault(found.group(), f"{len(numbers) + 1:032x}"),
        text,
    )


if __name__ == "__main__":
    names = sys.argv[1:]
    for lesson in sorted(LESSONS.glob("*.ipynb")):
        if not names or any(lesson.name.startswith(name) for name in names):
            print("running", lesson.name)
            refresh(lesson)
