"""Widgets that a saved notebook shows keep their saved state.

JupyterLab saves the state of those widgets only that are connected to a kernel, in place of what
was saved before. Whoever reopens a notebook, runs one cell and saves would lose all others: the
next time, they are "model not found" (ipywidgets' issue 3888).
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
_REFERENCE = re.compile(r'"IPY_MODEL_([^"]+)"')


def keep_widgets(model: dict, path: str, contents_manager: object, **_more: object) -> None:
    """Add to a notebook that is about to be saved the state of widgets that the file has now.

    For `register_pre_save_hook` of Jupyter's contents manager.
    """
    if model["type"] == "notebook" and hasattr(contents_manager, "root_dir"):
        file = Path(contents_manager.root_dir, path.strip("/"))
        # Most often nothing is lost, and the file need not be read.
        if _lost(model["content"]) and file.is_file():
            add_lost(model["content"], json.loads(file.read_text("utf-8")))


def add_lost(notebook: dict, before: dict) -> None:
    """Add the state of what a notebook's outputs show, where an earlier version of it has that."""
    saved = _models(before)
    found = {name: saved[name] for name in _with_parts(_lost(notebook), saved)}
    if not found:
        return
    if STATE not in notebook["metadata"].get("widgets", {}):
        version = {"version_major": 2, "version_minor": 0}
        notebook["metadata"].setdefault("widgets", {})[STATE] = {"state": {}, **version}
    present = _models(notebook)
    present.update(found | present)


def _models(notebook: dict) -> dict:
    """The saved models by their ids; what is added here is added to the notebook."""
    return notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})


def _lost(notebook: dict) -> set[str]:
    """The ids of models that the outputs show, and that are not saved."""
    shown = {
        output["data"][VIEW].get("model_id")
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if VIEW in output.get("data", {})
    }
    return shown - _models(notebook).keys() - {None, ""}


def _with_parts(names: Iterable[str], models: dict) -> set[str]:
    """Add to the ids those of the models that these refer to; leave out what is not there."""
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name in models and name not in found:
            found.add(name)
            waiting += _REFERENCE.findall(json.dumps(models[name]))
    return found
