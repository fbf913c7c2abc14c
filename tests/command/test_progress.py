"""`dl101 progress`: what the checks have left in saved notebooks."""

import csv
import io
import json

import nbformat
import pytest
from nbclient import NotebookClient

from dl101.command import main
from dl101.command.progress import progress
from dl101.exercises import perceptrons

sigmoid_from_odds = perceptrons.sigmoid_from_odds

IMPORT = "from dl101.exercises import perceptrons as exercises"
SOLVED = f"{sigmoid_from_odds.solution_code}\n{sigmoid_from_odds.call}"
WRONG = f"def {sigmoid_from_odds.answers[0]}(*_):\n    return 2.0\n\n{sigmoid_from_odds.call}"


@pytest.fixture(scope="module")
def submissions(tmp_path_factory):
    """A folder for each of three students, as they hand it in."""
    folder = tmp_path_factory.mktemp("submissions")
    for student, checks in {"ada": [WRONG, SOLVED], "ben": [SOLVED, WRONG], "cleo": []}.items():
        cells = map(nbformat.v4.new_code_cell, ["import dl101 as dl", IMPORT, *checks])
        notebook = nbformat.v4.new_notebook(cells=list(cells))
        NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
        (folder / student).mkdir()
        nbformat.write(notebook, folder / student / "02-perceptrons.ipynb")
    checkpoint = folder / "ada" / ".ipynb_checkpoints" / "02.ipynb"
    checkpoint.parent.mkdir()
    checkpoint.write_text("{}")
    (folder / "notes.ipynb").write_text('{"cells": []}')
    (folder / "broken.ipynb").write_text("{")
    return folder


def statuses(rows, exercise):
    return {row.notebook: row.status for row in rows if row.exercise == exercise}


def test_the_last_check_counts(submissions):
    rows = list(progress(submissions))
    assert statuses(rows, "sigmoid_from_odds") == {
        "ada/02-perceptrons.ipynb": "right",
        "ben/02-perceptrons.ipynb": "wrong",
        "cleo/02-perceptrons.ipynb": "not attempted",
    }
    assert set(statuses(rows, "separate").values()) == {"not attempted"}
    assert [row.notebook for row in rows if row.status == "unreadable"] == ["broken.ipynb"]
    assert not any("checkpoints" in row.notebook or "notes" in row.notebook for row in rows)


def test_every_exercise_of_the_lesson_has_a_row(submissions):
    rows = [row for row in progress(submissions) if row.notebook.startswith("cleo")]
    expected = perceptrons.EXERCISES
    assert [row.exercise for row in rows] == [exercise.name for exercise in expected]
    assert len(rows) == 6
    assert {row.lesson for row in rows} == {2}


def test_formats(submissions, capsys):
    assert main(["progress", str(submissions), "--format", "json"]) == 0
    as_json = json.loads(capsys.readouterr().out)
    assert main(["progress", str(submissions), "--format", "csv"]) == 0
    as_csv = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert as_csv == [{name: str(value) for name, value in row.items()} for row in as_json]
    mistakes = [row["mistake"] for row in as_json if row["status"] == "wrong"]
    assert len(mistakes) == 1
    assert mistakes[0]
    assert main(["progress", str(submissions)]) == 0
    table = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["ada/02-perceptrons.ipynb", "1", "of", "6"] for line in table)
    assert any(line.startswith("broken.ipynb") and "cannot be read" in line for line in table)
    assert any(f"sigmoid_from_odds ({mistakes[0]})" in line for line in table)


@pytest.mark.parametrize("content", ["[]", '{"cells": [{"cell_type": "code"}]}', "\x00"])
def test_what_is_no_notebook_is_named_and_stops_nothing(tmp_path, content):
    (tmp_path / "odd.ipynb").write_text(content)
    assert [row.status for row in progress(tmp_path)] == ["unreadable"]
