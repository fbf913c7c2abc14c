"""A reader's working copy of the lessons, renewed without touching what the reader wrote.

A file in the folder remembers what was put there. A lesson that is still as it was put there
gives way to its newer version; one that the reader has changed stays, and the newer version is
put beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import dl101

from .mistakes import Mistake

MEMORY = ".dl101.json"
"""Name of the file that remembers, in the folder of the copies."""


@dataclass(frozen=True)
class Outcome:
    """What happened to one lesson.

    Attributes
    ----------
    name : str
        The lesson's file name.
    what : {"new", "renewed", "as it was", "kept", "beside"}
        "kept" is a lesson that the reader changed, without anything newer; "beside" one that
        the reader changed and of which a newer version now stands beside it.
    beside : str or None
        File name of that newer version.
    """

    name: str
    what: str
    beside: str | None = None


def shipped_lessons() -> list[Path]:
    """Return the lessons that belong to the installed package, in reading order.

    Raises
    ------
    Mistake
        If the installation has none.
    """
    package = Path(dl101.__file__).parent
    # In a copy of the repository the lessons stand beside the package, not in it.
    for folder in (package / "lessons", package.parent / "lessons"):
        found = sorted(folder.glob("[0-9][0-9]-*.ipynb"))
        if found:
            return found
    raise Mistake(
        "This installation of dl101 has no lessons; install it again with "
        "`pip install --force-reinstall --no-deps dl101`."
    )


def lay(folder: Path) -> list[Outcome]:
    """Put the lessons into a folder, keeping everything that a reader wrote there.

    Parameters
    ----------
    folder : Path
        Made if it is not there.

    Returns
    -------
    list of Outcome
        One for each lesson, in reading order.

    Raises
    ------
    Mistake
        If the folder is a file, or cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remembered = _remembered(folder)
        outcomes = []
        for lesson in shipped_lessons():
            content = lesson.read_bytes()
            outcomes.append(_lay_one(folder, lesson.name, content, remembered.get(lesson.name)))
            remembered[lesson.name] = _digest(content)
        memory = {"version": dl101.__version__, "lessons": remembered}
        _write(folder / MEMORY, (json.dumps(memory, indent=1) + "\n").encode())
    except FileExistsError:
        raise Mistake(f"{folder} is a file: name a folder for the lessons.") from None
    except OSError as error:
        raise Mistake(f"The lessons cannot be put into {folder}: {error.strerror}.") from None
    return outcomes


def has_lessons(folder: Path) -> bool:
    """Say whether lessons have been put into a folder before."""
    return (folder / MEMORY).is_file()


def _lay_one(folder: Path, name: str, content: bytes, before: str | None) -> Outcome:
    place, new = folder / name, _digest(content)
    if not place.exists():
        _write(place, content)
        return Outcome(name, "new")
    present = _digest(place.read_bytes())
    if present == new:
        return Outcome(name, "as it was")
    if present == before:
        _write(place, content)
        return Outcome(name, "renewed")
    if before == new:
        return Outcome(name, "kept")
    return Outcome(name, "beside", _lay_beside(place, content))


def _lay_beside(place: Path, content: bytes) -> str:
    """Write a newer version under a name that is free, or holds just that already."""
    count = 1
    while True:
        number = f" ({count})" if count > 1 else ""
        beside = place.with_name(f"{place.stem} version {dl101.__version__}{number}.ipynb")
        if not beside.exists():
            _write(beside, content)
        if beside.read_bytes() == content:
            return beside.name
        count += 1


def _remembered(folder: Path) -> dict[str, str]:
    """Read what was put there; where that is lost, every changed lesson counts as the reader's."""
    try:
        lessons = json.loads((folder / MEMORY).read_text("utf-8"))["lessons"]
        return {str(name): str(digest) for name, digest in lessons.items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(place: Path, content: bytes) -> None:
    """Write a whole file or nothing, whatever happens on the way."""
    draft = place.with_name(f".{place.name}.part")
    draft.write_bytes(content)
    os.replace(draft, place)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
