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


def build_constraints(which: str) -> str:
    """Say in which version the package is built; uv's resolution leaves that open."""
    requirements = PROJECT["build-system"]["requires"]
    return "\n".join(one.replace(">=", "==") for one in requirements if which == "oldest")


def commands(which: str, python: str, folder: Path, for_pytest: list[str]) -> list[list[str]]:
    """Return the commands that make an environment in a folder, list it, and run the tests."""
    chosen = ["--python", str(folder), "--resolution", RESOLUTIONS[which]]
    wanted = ["--editable", "."]
    for group in PROJECT["tool"]["uv"]["default-groups"]:
        wanted += ["--group", group]
    return [
        ["uv", "venv", "--quiet", "--python", python, str(folder)],
        ["uv", "pip", "install", "--quiet", *chosen, *wanted],
        ["uv", "pip", "list", "--python", str(folder)],
        [str(commands_of(folder) / "python"), "-m", "pytest", *for_pytest],
    ]


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
        folder, constraints = Path(place) / "environment", Path(place) / "build.txt"
        constraints.write_text(build_constraints(options.which), "utf-8")
        variables = os.environ | {
            "VIRTUAL_ENV": str(folder),
            "PATH": os.pathsep.join([str(commands_of(folder)), os.environ["PATH"]]),
            "UV_BUILD_CONSTRAINT": str(constraints),
        }
        *prepare, test = commands(options.which, python, folder, for_pytest)
        for command in prepare:
            subprocess.run(command, cwd=ROOT, env=variables, check=True)
        code = subprocess.run(test, cwd=ROOT, env=variables).returncode
        if code != 0 and options.again:
            code = subprocess.run([*test, "--last-failed"], cwd=ROOT, env=variables).returncode
        return code


if __name__ == "__main__":
    sys.exit(main())
