"""``dl101 progress``: which exercises are solved in the notebooks of a folder."""

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from .. import exercises
from ..exercises.exercise import MIME_TYPE
from .mistakes import Mistake

_DESCRIPTION = """\
Tell which exercises are solved in the notebooks of FOLDER and of the folders in it, such as a
folder of submissions with a folder for each student.

It reads what the checks have left in the saved notebooks and runs nothing. An exercise counts as
"not attempted" if its check was not run, or the notebook not saved afterwards. What a notebook says
can be written by hand: this shows progress, and is no examination.
"""


class Row(NamedTuple):
    """One exercise in one notebook, a path within the folder with forward slashes.

    `status` is "right", "wrong", "not attempted" or "unchecked" by the last check in the notebook,
    or "unreadable" where that is not a valid notebook. Where the answer is wrong, `mistake` is a
    word for the mistake.
    """

    notebook: str
    lesson: int | str
    exercise: str
    status: str
    mistake: str = ""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser(
        "progress",
        help="tell which exercises are solved in a folder of notebooks",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("folder", metavar="FOLDER", type=Path)
    command.add_argument(
        "--format",
        choices=("table", "csv", "json"),
        default="table",
        help="table: solved and all, by notebook; csv and json: a row for each exercise",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``dl101 progress``."""
    rows = list(progress(options.folder))
    if options.format == "json":
        json.dump([row._asdict() for row in rows], sys.stdout, indent=1, ensure_ascii=False)
        print()
    elif options.format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([Row._fields, *rows])
    else:
        _print_table(rows)
    return 0


def progress(folder: Path) -> Iterator[Row]:
    """Iterate over the exercises in a folder: by notebook, then in the lesson's order.

    Notebooks in folders whose names begin with a dot (such as checkpoints) are left out, and so
    are notebooks without exercises.
    """
    if not folder.is_dir():
        raise Mistake(f"There is no folder {folder}.")
    inside = (path.relative_to(folder) for path in folder.rglob("*.ipynb"))
    notebooks = sorted(path for path in inside if not any(p.startswith(".") for p in path.parts))
    if not notebooks:
        raise Mistake(f"There is no notebook in {folder}.")
    for path in notebooks:
        yield from _rows(folder / path, path.as_posix())


def _rows(path: Path, name: str) -> Iterator[Row]:
    try:
        cells = [c for c in json.loads(path.read_bytes())["cells"] if c["cell_type"] == "code"]
        source = "\n".join("".join(cell["source"]) for cell in cells)
        found = {(r["lesson"], r["exercise"]): r for r in _records(cells)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        yield Row(name, 0, "", "unreadable")
        return
    for lesson in exercises.LESSONS:
        if not re.search(rf"^from dl101\.exercises import {lesson.topic}\b", source, re.M):
            continue
        for exercise in lesson.EXERCISES:
            record = found.get((exercise.lesson, exercise.name), {})
            status = str(record.get("status", "not attempted"))
            mistake = str(record.get("mistake") or "")
            yield Row(name, exercise.lesson, exercise.name, status, mistake)


def _records(cells: Iterable[dict]) -> Iterator[dict]:
    for cell in cells:
        for output in cell["outputs"]:
            if MIME_TYPE in output.get("data", {}):
                yield output["data"][MIME_TYPE]


def _print_table(rows: list[Row]) -> None:
    if not rows:
        print("No notebook here has exercises of this course.")
        return
    notebooks: dict[str, list[Row]] = {}
    for row in rows:
        notebooks.setdefault(row.notebook, []).append(row)
    width = max(map(len, notebooks))
    print(f"{'notebook':<{width}}  solved")
    for name, of_notebook in notebooks.items():
        if of_notebook[0].status == "unreadable":
            print(f"{name:<{width}}  cannot be read")
            continue
        right = sum(row.status == "right" for row in of_notebook)
        wrong = ", ".join(
            f"{row.exercise} ({row.mistake or row.status})"
            for row in of_notebook
            if row.status in ("wrong", "unchecked")
        )
        print(f"{name:<{width}}  {right} of {len(of_notebook)}{wrong and '; wrong: '}{wrong}")
