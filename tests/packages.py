"""The package as others get it: built, and installed into an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def uv(*arguments: object, folder: Path = ROOT) -> str:
    """Run uv; return what it printed."""
    if shutil.which("uv") is None:
        pytest.skip("uv is not on the PATH; the README's commands install it")
    # Not the environment that the tests run in.
    outside = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    command = ["uv", *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, env=outside, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(folder: Path) -> tuple[Path, Path]:
    """Build the source distribution, and from that the wheel; return the paths of both."""
    uv("build", "--quiet", "--out-dir", folder)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


def install(wheel: Path, folder: Path) -> Path:
    """Install a wheel into a new virtual environment; return the folder of its commands."""
    uv("venv", "--quiet", folder)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    uv("pip", "install", "--quiet", "--python", commands / "python", wheel)
    return commands
