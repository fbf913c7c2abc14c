"""The package as others get it: built, and installed into an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


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


def commands_of(folder: Path) -> Path:
    """Return the folder of a virtual environment's commands."""
    return folder / ("Scripts" if os.name == "nt" else "bin")


def install(wheel: Path, folder: Path) -> Path:
    """Install a wheel into a new virtual environment; return the folder of its commands.

    What the wheel needs comes in the versions that the tests themselves run with.
    """
    uv("venv", "--quiet", "--python", sys.executable, folder)
    commands = commands_of(folder)
    versions = folder / "versions.txt"
    freeze = ("pip", "freeze", "--quiet", "--exclude-editable", "--python", sys.executable)
    versions.write_text(uv(*freeze))
    chosen = ("--python", commands / "python", "--constraints", versions)
    uv("pip", "install", "--quiet", *chosen, wheel)
    return commands


def find_python(version: str) -> str | None:
    """Return the path of a Python of that version on this machine, or None."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    installed = sorted(map(str, pyenv.glob(f"{version}.*/bin/python")))
    for candidate in (*installed, shutil.which(f"python{version}"), sys.executable):
        if candidate is None:
            continue
        command = [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.stdout.strip() == version:
            return candidate
    return None
