"""The form of the lessons: how long they take, and that no answer stands open below a guess."""

import json
import re

import pytest

from tests.tools.reading_time import LONGEST, TIMED, lesson_path, minutes, places

LESSONS = lesson_path(1).parent
every_lesson = pytest.mark.parametrize("number", TIMED)
GUESS = r"\*\*Predict[.:]?\*\*[.:]?(?!,)"


def cells_of(number: int) -> list[dict]:
    cells = json.loads(lesson_path(number).read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in cells]


@every_lesson
def test_a_lesson_is_one_sitting_and_its_figure_is_the_same_everywhere(number):
    said = {path.name: re.search(p, path.read_text("utf-8")) for path, p in places(number).items()}
    assert {name: found and int(found[2]) for name, found in said.items()} == dict.fromkeys(
        said, minutes(number)
    ), "python -m tests.tools.reading_time"
    assert minutes(number) <= LONGEST


@pytest.mark.parametrize(
    "path", sorted(lesson_path(1).parent.glob("*.ipynb")), ids=lambda path: path.stem
)
def test_a_notebook_stays_small(path):
    assert path.stat().st_size < 600_000


@every_lesson
def test_every_guess_is_made_before_the_answer_is_seen(number):
    assert open_answers(cells_of(number)) == []


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_there_are_guesses_to_make_in_a_picture(number):
    asked = [cell for cell in cells_of(number) if is_picture(cell)]
    assert len(asked) >= 2


def open_answers(cells: list[dict]) -> list[str]:
    """Say where an answer to a *Predict* can be read, or seen, before a guess is made.

    A guess is taken in a picture (`Predict`), whose code is folded since the truth stands in it;
    or it is answered by an output that is folded, or by a `<details>` in the text. After a folded
    output the text that tells of it is in `<details>` as well.
    """
    found = []
    for k, cell in enumerate(cells):
        after = cells[k + 1] if k + 1 < len(cells) else None
        if cell["cell_type"] == "markdown":
            for part in re.split(GUESS, cell["source"])[1:]:
                in_text = "<details>" in part
                if not in_text and not (after and (is_picture(after) or is_folded(after))):
                    found.append(f"cell {k}: nothing hides the answer to this guess: {part[:60]}")
        elif folds(cell, "outputs_hidden", "hide-output") == {True, False}:
            found.append(f"cell {k}: outputs_hidden and the tag hide-output go together")
        elif is_folded(cell) and asks(cells[k - 1]):
            if not re.search(r":$", first_line(cell)):
                found.append(f"cell {k}: the fold shows its first line, {first_line(cell)!r}")
            if after and not after["source"].startswith(("<details>", "#")):
                found.append(f"cell {k + 1}: this text tells the answer; put it in <details>")
        elif is_picture(cell):
            if "explanation=" not in cell["source"]:
                found.append(f"cell {k}: this picture explains nothing")
            if folds(cell, "source_hidden", "hide-input") != {True}:
                found.append(f"cell {k}: the answer can be read in the code that asks")
            if not cell["source"].startswith("Predict."):
                found.append(f"cell {k}: its first line, which a fold shows, is not Predict.…")
    return found


def asks(cell: dict) -> bool:
    """Say whether a cell asks for a guess, in words or in a picture."""
    return bool(re.search(GUESS, cell["source"])) or is_picture(cell)


def is_picture(cell: dict) -> bool:
    """Say whether a cell takes the guess in a picture."""
    return cell["cell_type"] == "code" and "Predict." in cell["source"]


def folds(cell: dict, mark: str, tag: str) -> set[bool]:
    """Say of JupyterLab, which reads a mark, and of the web edition whether they fold a part."""
    metadata = cell["metadata"]
    return {metadata.get("jupyter", {}).get(mark, False), tag in metadata.get("tags", [])}


def is_folded(cell: dict) -> bool:
    """Say whether a cell's output is folded in both."""
    return cell["cell_type"] == "code" and folds(cell, "outputs_hidden", "hide-output") == {True}


def first_line(cell: dict) -> str:
    """Return what JupyterLab shows of a folded output: its first line."""
    output = cell["outputs"][0]
    text = output.get("text") or output.get("data", {}).get("text/plain", "")
    return "".join(text).split("\n")[0]


def text(source: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, printed: str = "", **metadata) -> dict:
    outputs = [{"output_type": "stream", "text": printed}]
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": outputs}


FOLDED = {"jupyter": {"outputs_hidden": True}, "tags": ["hide-output"]}
QUESTION = text("**Predict.** How many?")
FOLD = code("print(3)", "This many:\n3\n", **FOLDED)
TOLD = text("<details><summary>What it shows</summary>Three.</details>")
ASKED = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
PICTURE = code('Predict.number("How many?", 3, explanation="Three.")', **ASKED)


@pytest.mark.parametrize(
    "cells", [[QUESTION, FOLD, TOLD], [QUESTION, PICTURE], [QUESTION, PICTURE, FOLD, TOLD]]
)
def test_hidden_answers_are_accepted(cells):
    assert open_answers(cells) == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([QUESTION, code("print(3)", "3\n"), TOLD], "nothing hides"),
        ([QUESTION, text("It is three.")], "nothing hides"),
        ([QUESTION, code("3", jupyter={"outputs_hidden": True}), TOLD], "go together"),
        ([QUESTION, code("3", tags=["hide-output"]), TOLD], "go together"),
        ([QUESTION, code("print(3)", "3\n", **FOLDED), TOLD], "its first line, '3'"),
        ([QUESTION, FOLD, text("It is three.")], "put it in <details>"),
        ([QUESTION, PICTURE, FOLD, text("It is three.")], "put it in <details>"),
        ([QUESTION, code('Predict.number("How many?", 3)', **ASKED)], "explains nothing"),
        ([QUESTION, code(PICTURE["source"])], "in the code that asks"),
        ([QUESTION, code("n = 3\n" + PICTURE["source"], **ASKED)], "its first line"),
    ],
)
def test_each_way_to_give_an_answer_away_is_found(cells, words):
    assert words in " ".join(open_answers(cells))
