"""Run the tests with the oldest or the newest versions: ``python -m tests.versions oldest``.

Oldest are the lowest versions that pyproject.toml allows of what it names, tools and TensorFlow
included, newest the highest there are now. Each run has an environment of its own, in a temporary
folder: nothing in this one changes. What it does not know, it hands to pytest::

    uv run python -m tests.versions oldest --python 3.12 tests/test_graph.py -x
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}


def interpreter(version: str) -> str:
    """Find a Python for uv: pyenv's, which uv does not look for, or what uv makes of the version.

    Parameters
    ----------
    version : str
        Such as 3.12; or a path, which is returned as it is.

    Returns
    -------
    str
    """
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = sorted(pyenv.glob(f"versions/{version}.*/bin/python"))
    return str(found[-1]) if found else version


def installing(which: str, python: str, folder: Path) -> list[list[str]]:
    """Return the commands that make the environment.

    Parameters
    ----------
    which : {"oldest", "newest"}
    python : str
        A version or path that uv understands.
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


def main(arguments: list[str] | None = None) -> int:
    """Make an environment, run pytest in it, and return pytest's exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.versions", description=__doc__)
    parser.add_argument("which", choices=RESOLUTIONS)
    parser.add_argument("--python", default=sys.executable, help="a version, such as 3.12")
    options, for_pytest = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dl101-") as place:
        folder = Path(place) / "environment"
        for command in installing(options.which, interpreter(options.python), folder):
            subprocess.run(command, cwd=ROOT, check=True)
        commands = folder / ("Scripts" if os.name == "nt" else "bin")
        environment = os.environ | {
            "VIRTUAL_ENV": str(folder),
            "PATH": os.pathsep.join([str(commands), os.environ["PATH"]]),
        }
        subprocess.run(["uv", "pip", "list", "--quiet"], cwd=ROOT, env=environment, check=True)
        run = [commands / "python", "-m", "pytest", *for_pytest]
        return subprocess.run(run, cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
