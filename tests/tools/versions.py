"""Run the tests with the oldest or the newest versions: ``python -m tests.tools.versions oldest``.

Oldest are the lowest versions that pyproject.toml allows of what it names, tools, TensorFlow and
the build included; newest are the highest there are now. Each run has an environment of its own,
in a temporary folder: nothing in this one changes. What it does not know, it hands to pytest::

    uv run python -m tests.tools.versions oldest --python 3.12 tests/test_graph.py -x
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from .packages import ROOT, commands_of, find_python

RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def build_constraints(which: str) -> list[str]:
    """Say in which versions the package is built; uv's resolution leaves that open.

    Parameters
    ----------
    which : {"oldest", "newest"}

    Returns
    -------
    list of str
        Requirements, such as ``hatchling==1.27``.
    """
    requirements = PROJECT["build-system"]["requires"]
    return [one.replace(">=", "==") for one in requirements if which == "oldest"]


def installing(which: str, python: str, folder: Path) -> list[list[str]]:
    """Return the commands that make the environment.

    Parameters
    ----------
    which : {"oldest", "newest"}
    python : str
        Path of the Python to make it with.
    folder : Path
        Where the environment comes to be.

    Returns
    -------
    list of list of str
    """
    packages = ["--editable", ".[tensorflow]", "--group", "dev"]
    chosen = ["--python", str(folder), "--resolution", RESOLUTIONS[which]]
    return [
        ["uv", "venv", "--quiet", "--python", python, str(folder)],
        ["uv", "pip", "install", "--quiet", *chosen, *packages],
    ]


def environment(which: str, folder: Path) -> dict[str, str]:
    """Return the variables for commands in that environment, and for what they build.

    Parameters
    ----------
    which : {"oldest", "newest"}
    folder : Path
        Where the environment is, or will be.

    Returns
    -------
    dict of str to str
    """
    constraints = folder.with_suffix(".build.txt")
    constraints.write_text("\n".join(build_constraints(which)), "utf-8")
    return os.environ | {
        "VIRTUAL_ENV": str(folder),
        "PATH": os.pathsep.join([str(commands_of(folder)), os.environ["PATH"]]),
        "UV_BUILD_CONSTRAINT": str(constraints),
    }


def main(arguments: list[str] | None = None) -> int:
    """Make an environment, run pytest in it, and return the exit code of what failed, or 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.versions", description=__doc__)
    parser.add_argument("which", choices=RESOLUTIONS)
    parser.add_argument("--python", help="a version, such as 3.12; otherwise this one")
    parser.add_argument("--again", action="store_true", help="run what fails a second time")
    options, for_pytest = parser.parse_known_args(arguments)
    python = find_python(options.python) if options.python else sys.executable
    if python is None:
        parser.error(f"there is no Python {options.python} on this machine: install it first")
    with tempfile.TemporaryDirectory(prefix="dl101-") as place:
        folder = Path(place) / "environment"
        variables = environment(options.which, folder)
        steps = [
            *installing(options.which, python, folder),
            ["uv", "pip", "list", "--python", folder],
            [commands_of(folder) / "python", "-m", "pytest", *for_pytest],
        ]
        for command in steps:
            done = subprocess.run(command, cwd=ROOT, env=variables)
            if done.returncode != 0 and options.again and command is steps[-1]:
                done = subprocess.run([*command, "--last-failed"], cwd=ROOT, env=variables)
            if done.returncode != 0:
                return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
