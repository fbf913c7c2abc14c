"""``dl101 lessons`` and ``dl101 update``: a working copy of the lessons."""

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from ..jupyter.trust import trust
from .copies import copy_lessons, has_lessons, shipped_lessons, unchanged_lessons
from .mistakes import Mistake

FOLDER = "dl101-lessons"

_LESSONS = f"""\
Put a working copy of the lessons into FOLDER ({FOLDER} by default) and open JupyterLab there.

What you change stays yours: a lesson that you have edited or run is never overwritten. When the
package brings a newer version of it, that is put beside yours, with the version in its name.
Lessons as the package brings them are trusted (`jupyter trust`), so that their pictures move at
once.

Whatever follows -- is passed to JupyterLab, as in

    dl101 lessons work -- --no-browser --port 9999
"""
_UPDATE = f"""\
Bring newer lessons into FOLDER ({FOLDER} by default), where `dl101 lessons` has put some.

Lessons that you have not changed are renewed; of those that you have changed, the newer version is
put beside yours. The lessons are those of the installed package: upgrade that first, with

    pip install --upgrade dl101
"""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Describe both commands to the parser."""
    raw = argparse.RawDescriptionHelpFormatter
    command = commands.add_parser(
        "lessons",
        help="copy the lessons to a folder and open them",
        description=_LESSONS,
        formatter_class=raw,
        usage="dl101 lessons [-h] [--lesson N] [--no-open] [FOLDER] [-- ...]",
    )
    command.add_argument("folder", metavar="FOLDER", nargs="?", type=Path, default=Path(FOLDER))
    text = "open lesson N, a number or an appendix's letter"
    command.add_argument("--lesson", metavar="N", default="1", help=text)
    command.add_argument("--no-open", action="store_true", help="do not start JupyterLab")
    command.set_defaults(run=run)

    command = commands.add_parser(
        "update",
        help="bring newer lessons into that folder",
        description=_UPDATE,
        formatter_class=raw,
    )
    command.add_argument("folder", metavar="FOLDER", nargs="?", type=Path, default=Path(FOLDER))
    command.set_defaults(run=update)


def run(options: argparse.Namespace) -> int:
    """Carry out ``dl101 lessons``."""
    lesson = _wanted(options.lesson)
    if options.jupyter and options.no_open:
        raise Mistake("--no-open does not start JupyterLab, which would take what follows `--`.")
    if not options.no_open and importlib.util.find_spec("jupyterlab") is None:
        raise Mistake("JupyterLab is not installed: `pip install jupyterlab`.")
    _copy(options.folder)
    return 0 if options.no_open else _open(options.folder, lesson, options.jupyter)


def update(options: argparse.Namespace) -> int:
    """Carry out ``dl101 update``."""
    if not has_lessons(options.folder):
        raise Mistake(
            f"`dl101 lessons` has not put any lessons into {options.folder}; name the folder where "
            f"it has, or begin one with `dl101 lessons {options.folder}`."
        )
    _copy(options.folder)
    return 0


def _wanted(name: str) -> Path:
    shipped = {path.name.split("-")[0].lstrip("0"): path for path in shipped_lessons()}
    wanted = name.upper().lstrip("0")
    if wanted not in shipped:
        raise Mistake(f"There is no lesson {name:.20}; there are {', '.join(shipped)}.")
    return shipped[wanted]


def _copy(folder: Path) -> None:
    outcomes = copy_lessons(folder)
    if importlib.util.find_spec("nbformat") is not None:  # it comes with JupyterLab
        trust(unchanged_lessons(folder))
    print(f"Lessons in {folder}:")
    for name, what in outcomes.items():
        print(f"  {name}: {what}")


def _open(folder: Path, lesson: Path, extra: list[str]) -> int:
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--LabApp.default_url=/lab/tree/{lesson.name}",
        *extra,
    ]
    print("Starting JupyterLab; end it with Ctrl+C.", flush=True)
    if os.name == "posix":
        # It replaces this process, so that whatever ends this process ends JupyterLab.
        os.execv(command[0], command)
    return subprocess.call(command)
