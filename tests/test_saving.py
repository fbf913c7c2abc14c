"""Saved notebooks keep the widgets that they show; lessons that are laid out are trusted."""

import copy
import json
from types import SimpleNamespace

import nbformat
from nbformat.sign import NotebookNotary

from dl101.command import main
from dl101.jupyter.saving import STATE, VIEW, add_lost, keep_widgets


def notebook(shown, models):
    """A notebook that shows some models, and has the states of some."""
    outputs = [
        nbformat.v4.new_output("display_data", {VIEW: {"model_id": name, "version_major": 2}})
        for name in shown
    ]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=outputs)])
    state = {name: {"state": state} for name, state in models.items()}
    made.metadata["widgets"] = {STATE: {"state": state, "version_major": 2, "version_minor": 0}}
    return json.loads(nbformat.writes(made))


def states(found):
    return {
        name: model["state"] for name, model in found["metadata"]["widgets"][STATE]["state"].items()
    }


BEFORE = {
    "a": {"layout": "IPY_MODEL_a-layout", "files": ["IPY_MODEL_file", "IPY_MODEL_gone"]},
    "a-layout": {},
    "file": {"self": "IPY_MODEL_file"},
    "b": {"moved": 1},
    "unseen": {},
}


def test_what_is_shown_stays_with_its_parts_and_the_newest_state_wins():
    present = notebook("ab", {"b": {"moved": 2}, "file": {"new": True}})
    add_lost(present, notebook("ab", BEFORE))
    kept = {"a": BEFORE["a"], "a-layout": {}, "b": {"moved": 2}, "file": {"new": True}}
    assert states(present) == kept


def test_a_notebook_that_is_opened_and_saved_is_as_before():
    before = notebook("ab", BEFORE)
    del before["metadata"]["widgets"][STATE]["state"]["unseen"]
    for metadata in ({}, {"widgets": {}}, notebook("", {})["metadata"]):
        present = copy.deepcopy(before)
        present["metadata"].pop("widgets")
        present["metadata"].update(copy.deepcopy(metadata))
        add_lost(present, before)
        assert present == before


def test_nothing_is_added_where_nothing_is_lost():
    for present, before in (
        (notebook("a", {}), notebook("", {})),
        (notebook("", {}), notebook("a", BEFORE)),
    ):
        as_it_was = copy.deepcopy(present)
        add_lost(present, before)
        assert present == as_it_was


def test_the_hook_looks_into_the_file_that_is_saved_over(tmp_path):
    (tmp_path / "folder").mkdir()
    manager = SimpleNamespace(root_dir=str(tmp_path))
    present = notebook("a", {})

    def save(kind="notebook", **options):
        keep_widgets(model={"type": kind, "content": present}, path="folder/x.ipynb", **options)

    save(contents_manager=manager)  # a new file
    (tmp_path / "folder" / "x.ipynb").write_text(json.dumps(notebook("a", BEFORE)), "utf-8")
    save(contents_manager=manager, kind="file")
    save(contents_manager=object())  # notebooks that are no files
    assert states(present) == {}
    save(contents_manager=manager)
    assert states(present).keys() == {"a", "a-layout", "file"}


def test_lessons_are_trusted_as_they_are_laid_out_and_not_as_the_reader_changes_them(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    work = tmp_path / "work"
    assert main(["lessons", str(work), "--no-open"]) == 0
    first, second, *_ = sorted(work.glob("*.ipynb"))
    assert is_trusted(first)
    assert is_trusted(second)
    foreign = notebook("a", BEFORE)
    first.write_text(json.dumps(foreign), "utf-8")
    (work / "foreign.ipynb").write_text(json.dumps(foreign), "utf-8")
    assert main(["update", str(work)]) == 0
    assert json.loads(first.read_text("utf-8")) == foreign
    assert not is_trusted(first)
    assert not is_trusted(work / "foreign.ipynb")
    assert is_trusted(second)


def is_trusted(path):
    return NotebookNotary().check_signature(nbformat.read(path, as_version=4))
