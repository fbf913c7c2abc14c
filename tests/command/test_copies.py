"""The working copy: newer lessons come in, and nothing that a reader wrote is lost."""

import json

import pytest

from dl101.command import copies
from dl101.command.copies import MEMORY, copy_lessons
from dl101.command.mistakes import Mistake

KEPT = "yours, kept; there is nothing newer"


@pytest.fixture
def ship(monkeypatch, tmp_path):
    """Pretend that the installed package has lessons of certain texts."""
    folder = tmp_path / "package"
    folder.mkdir()

    def ship_(version="0.1.0", **texts):
        for name, text in texts.items():
            (folder / f"{name}.ipynb").write_text(text)
        monkeypatch.setattr(copies, "shipped_lessons", lambda: sorted(folder.glob("*.ipynb")))
        monkeypatch.setattr(copies.dl101, "__version__", version)

    return ship_


@pytest.fixture
def work(tmp_path):
    return tmp_path / "a folder" / "work"


def outcomes(folder):
    return list(copy_lessons(folder).values())


def texts(folder):
    return {path.name: path.read_text() for path in folder.glob("*.ipynb")}


def test_lessons_are_copied_once_and_leave_no_drafts(ship, work):
    ship(one="1", two="2")
    assert copy_lessons(work) == {"one.ipynb": "new", "two.ipynb": "new"}
    assert texts(work) == {"one.ipynb": "1", "two.ipynb": "2"}
    assert outcomes(work) == ["up to date", "up to date"]
    assert {path.name for path in work.iterdir()} == {MEMORY, "one.ipynb", "two.ipynb"}
    assert json.loads((work / MEMORY).read_text())["version"] == "0.1.0"


def test_unchanged_lessons_are_renewed(ship, work):
    ship(one="1", two="2")
    copy_lessons(work)
    ship("0.2.0", one="new 1", three="3")
    assert outcomes(work) == ["renewed", "new", "up to date"]
    assert texts(work) == {"one.ipynb": "new 1", "two.ipynb": "2", "three.ipynb": "3"}


def test_a_changed_lesson_stays_and_the_newer_one_is_put_beside_it(ship, work):
    ship(one="1")
    copy_lessons(work)
    (work / "one.ipynb").write_text("the reader's")
    assert outcomes(work) == [KEPT]
    ship("0.2.0", one="new 1")
    beside = "one version 0.2.0.ipynb"
    assert outcomes(work) == [f"yours, kept; the newer one is '{beside}'"]
    assert texts(work) == {"one.ipynb": "the reader's", beside: "new 1"}
    # Once is enough; and what the reader writes into that one is safe as well.
    assert outcomes(work) == [KEPT]
    (work / beside).write_text("also the reader's")
    ship("0.2.0", one="newer 1")
    assert "'one version 0.2.0 (2).ipynb'" in outcomes(work)[0]
    assert set(texts(work).values()) == {"the reader's", "also the reader's", "newer 1"}


def test_what_jupyterlab_writes_into_a_notebook_that_is_opened_is_no_change(ship, work):
    ship(one=json.dumps({"cells": ["a"], "metadata": {}}))
    copy_lessons(work)
    opened = json.dumps({"cells": ["a"], "metadata": {"language_info": {"version": "3.12"}}})
    (work / "one.ipynb").write_text(opened)
    assert outcomes(work) == ["up to date"]
    (work / "one.ipynb").write_text(opened)
    ship("0.2.0", one=json.dumps({"cells": ["b"], "metadata": {}}))
    assert outcomes(work) == ["renewed"]
    (work / "one.ipynb").write_text(json.dumps({"cells": ["c"], "metadata": {}}))
    assert outcomes(work) == [KEPT]


@pytest.mark.parametrize("memory", [None, "", "[]"])
def test_without_a_memory_nothing_is_overwritten(ship, work, memory):
    ship(one="1")
    copy_lessons(work)
    (work / "one.ipynb").write_text("the reader's")
    (work / MEMORY).unlink()
    if memory is not None:
        (work / MEMORY).write_text(memory)
    assert "the newer one is" in outcomes(work)[0]
    assert "the reader's" in texts(work).values()


def test_a_deleted_lesson_comes_back(ship, work):
    ship(one="1")
    copy_lessons(work)
    (work / "one.ipynb").unlink()
    assert outcomes(work) == ["new"]


def test_a_file_is_no_folder(ship, tmp_path):
    ship(one="1")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Mistake, match="is a file: name a folder"):
        copy_lessons(tmp_path / "file")
    with pytest.raises(Mistake, match="cannot be put into"):
        copy_lessons(tmp_path / "file" / "below")
    assert (tmp_path / "file").read_text() == "mine"
