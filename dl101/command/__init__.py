"""The command ``dl101``: lessons to work in, a check of the machine, progress of a class."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from .. import __version__
from . import check, lessons, progress
from .mistakes import Mistake

EPILOG = """\
exit codes: 0 all is well; 1 `check` found something missing; 2 the command line asked for something
that cannot be done. `dl101 lessons` ends with JupyterLab's own.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands behind ``dl101`` on the command line; by default that of this process.

    Returns
    -------
    int
        The exit code.
    """
    # A file's name may hold what the terminal has no letter for.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    # What stands behind -- is JupyterLab's business.
    split = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:split])
    try:
        if split < len(arguments) and options.run is not lessons.run:
            raise Mistake("Only `dl101 lessons` hands on what stands behind `--`.")
        options.jupyter = arguments[split + 1 :]
        return options.run(options)
    except Mistake as mistake:
        print(f"dl101: {_short(str(mistake))}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of a pipe, such as `head`, has seen enough
        sys.stderr.close()
        return 0
    except OSError as error:  # a name that no file can have, a folder that is not to be written to
        print(f"dl101: {_short(str(error))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


class _Parser(argparse.ArgumentParser):
    """A parser whose messages stay short, whatever was typed."""

    def error(self, message: str) -> NoReturn:
        super().error(_short(message))


def _short(message: str) -> str:
    return message if len(message) <= 1000 else f"{message[:1000]} …"


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="dl101",
        description="Deep Learning 101: how neural networks work underneath.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"dl101 {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (lessons, check, progress):
        module.add_to(commands)
    return parser
