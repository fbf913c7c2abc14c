"""A reader's working copy of the lessons, renewed without touching what the reader wrote.

A file in the folder remembers what was put there. A lesson that the reader has not changed is
replaced by its newer version; beside one that the reader has changed, the newer version is put
under a name of its own. What counts are the cells: JupyterLab writes into the rest of a notebook
that is only opened.
"""

import contextlib
import hashlib
import json
import os
from pathlib import Path

import dl101

from .mistakes import Mistake

MEMORY = ".dl101.json"
"""Name of the file that remembers, in the folder of the copies."""


def shipped_lessons() -> list[Path]:
    """Return the lessons of the installed package in reading order, appendices last."""
    package = Path(dl101.__file__).parent
    # In a copy of the repository the lessons are beside the package, not in it.
    for folder in (package / "lessons", package.parent / "lessons"):
        found = sorted([*folder.glob("[0-9][0-9]-*.ipynb"), *folder.glob("[A-Z]-*.ipynb")])
        if found:
            return found
    raise Mistake(
        "This installation of dl101 has no lessons; install it again with "
        "`pip install --force-reinstall --no-deps dl101`."
    )


def copy_lessons(folder: Path) -> dict[str, str]:
    """Put the lessons into a folder, keeping everything that a reader wrote there.

    The result says in words what happened to each lesson, by its file name.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remembered = _remembered(folder)
        outcomes = {}
        for lesson in shipped_lessons():
            name, content = lesson.name, lesson.read_bytes()
            outcomes[name] = _copy_one(folder / name, content, remembered.get(name))
            remembered[name] = _digest(content)
        memory = {"version": dl101.__version__, "lessons": remembered}
        _write(folder / MEMORY, (json.dumps(memory, indent=1) + "\n").encode())
    except FileExistsError:
        raise Mistake(f"{folder} is a file: name a folder for the lessons.") from None
    except OSError as error:
        raise Mistake(f"The lessons cannot be put into {folder}: {error.strerror}.") from None
    return outcomes


def unchanged_lessons(folder: Path) -> list[Path]:
    """Name the notebooks of a folder that are, byte by byte, lessons of the installed package."""
    shipped = {lesson.read_bytes() for lesson in shipped_lessons()}
    return sorted(path for path in folder.glob("*.ipynb") if path.read_bytes() in shipped)


def has_lessons(folder: Path) -> bool:
    """Say whether lessons have been put into a folder before."""
    return (folder / MEMORY).is_file()


def _copy_one(place: Path, content: bytes, before: str | None) -> str:
    new = _digest(content)
    present = _digest(place.read_bytes()) if place.exists() else None
    if present == new:
        if place.read_bytes() != content:
            _write(place, content)
        return "up to date"
    if present in (None, before):
        _write(place, content)
        return "new" if present is None else "renewed"
    if before == new:
        return "yours, kept; there is nothing newer"
    return f"yours, kept; the newer one is '{_write_beside(place, content)}'"


def _write_beside(place: Path, content: bytes) -> str:
    """Write a newer version under a name that is free, or that already holds the same."""
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
    """Read what was put there; if that is lost, every changed lesson counts as the reader's."""
    try:
        return json.loads((folder / MEMORY).read_text("utf-8"))["lessons"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return {}


def _write(place: Path, content: bytes) -> None:
    """Write a whole file or nothing, whatever happens on the way."""
    draft = place.with_name(f".{place.name}.part")
    draft.write_bytes(content)
    os.replace(draft, place)


def _digest(content: bytes) -> str:
    """Stand for the cells of a notebook, or for the whole content of what is none."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        content = json.dumps(json.loads(content)["cells"], sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()
