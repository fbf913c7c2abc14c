"""The working copy: newer lessons come in, and nothing that a reader wrote is lost."""

import json

import pytest

from dl101.command import copies
from dl101.command.copies import MEMORY, lay
from dl101.command.mistakes import Mistake


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


def whats(folder):
    return [outcome.what for outcome in lay(folder)]


def texts(folder):
    return {path.name: path.read_text() for path in folder.glob("*.ipynb")}


def test_lessons_are_copied_once(ship, work):
    ship(one="1", two="2")
    assert whats(work) == ["new", "new"]
    assert texts(work) == {"one.ipynb": "1", "two.ipynb": "2"}
    assert whats(work) == ["as it was", "as it was"]


def test_untouched_lessons_are_renewed(ship, work):
    ship(one="1", two="2")
    lay(work)
    ship("0.2.0", one="new 1", three="3")
    assert whats(work) == ["renewed", "new", "as it was"]
    assert texts(work) == {"one.ipynb": "new 1", "two.ipynb": "2", "three.ipynb": "3"}


def test_a_changed_lesson_stays_and_the_newer_one_is_put_beside_it(ship, work):
    ship(one="1")
    lay(work)
    (work / "one.ipynb").write_text("the reader's")
    assert whats(work) == ["kept"]
    ship("0.2.0", one="new 1")
    (outcome,) = lay(work)
    assert (outcome.what, outcome.beside) == ("beside", "one version 0.2.0.ipynb")
    assert texts(work) == {"one.ipynb": "the reader's", outcome.beside: "new 1"}
    # Once is enough; and what the reader writes into that one is safe as well.
    assert whats(work) == ["kept"]
    (work / outcome.beside).write_text("also the reader's")
    ship("0.2.0", one="newer 1")
    assert lay(work)[0].beside == "one version 0.2.0 (2).ipynb"
    assert set(texts(work).values()) == {"the reader's", "also the reader's", "newer 1"}


@pytest.mark.parametrize("memory", [None, "", "[]", '{"lessons": 3}', "\x00"])
def test_without_a_memory_nothing_is_overwritten(ship, work, memory):
    ship(one="1")
    lay(work)
    (work / "one.ipynb").write_text("the reader's")
    (work / MEMORY).unlink()
    if memory is not None:
        (work / MEMORY).write_text(memory)
    assert whats(work) == ["beside"]
    assert "the reader's" in texts(work).values()


def test_a_deleted_lesson_comes_back_as_new(ship, work):
    ship(one="1")
    lay(work)
    (work / "one.ipynb").unlink()
    assert whats(work) == ["new"]


def test_no_draft_is_left_behind(ship, work):
    ship(one="1")
    lay(work)
    assert sorted(path.name for path in work.iterdir()) == [MEMORY, "one.ipynb"]
    assert json.loads((work / MEMORY).read_text())["version"] == "0.1.0"


def test_a_file_is_no_folder(ship, tmp_path):
    ship(one="1")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Mistake, match=r"is a file: name a folder"):
        lay(tmp_path / "file")
    with pytest.raises(Mistake, match=r"cannot be put into"):
        lay(tmp_path / "file" / "below")
    assert (tmp_path / "file").read_text() == "mine"


def test_the_real_lessons_are_found():
    names = [path.name for path in copies.shipped_lessons()]
    assert names[0] == "01-computational-graphs.ipynb"
    assert names == sorted(names)
