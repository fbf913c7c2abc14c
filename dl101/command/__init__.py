"""The command ``dl101``: lessons to work in, a check of the machine, progress of a class."""

import argparse
import sys
from collections.abc import Sequence

from .. import __version__
from . import installation, lessons, progress
from .mistakes import Mistake

EPILOG = """\
exit codes: 0 all is well; 1 `check` found something missing; 2 the command line asked for something
that cannot be done. `dl101 lessons` ends with JupyterLab's own.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with what follows ``dl101`` on the command line; return the exit code."""
    # A file's name may hold what the terminal has no letter for.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    # What follows -- is for JupyterLab.
    split = arguments.index("--") if "--" in arguments else len(arguments)
    options = _parser().parse_args(arguments[:split])
    try:
        if split < len(arguments) and options.run is not lessons.run:
            raise Mistake("Only `dl101 lessons` passes on what follows `--`.")
        options.jupyter = arguments[split + 1 :]
        return options.run(options)
    except BrokenPipeError:  # the reader of a pipe, such as `head`, has seen enough
        sys.stderr.close()
        return 0
    except (Mistake, OSError) as error:  # OSError: a folder that is not to be written to, and so on
        print(f"dl101: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dl101",
        description="Deep Learning 101: how neural networks work underneath.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"dl101 {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (lessons, installation, progress):
        module.add_to(commands)
    return parser
