"""What mybinder.org makes of `binder/`: built by the same steps, and lessons run in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ..tools.packages import ROOT, find_python, uv
from .lab import DONE, OutsideLab, opened

BINDER = ROOT / "binder"
LESSONS = sorted(path.name for path in (ROOT / "lessons").glob("*.ipynb"))
IN_CI = ("01-computational-graphs.ipynb", "06-multi-layer-perceptrons.ipynb", "08-tensorflow.ipynb")
"""One that draws, one that trains in the page, one with TensorFlow: others test what is in them."""

MOST_MEMORY = 1024
"""Megabytes that mybinder.org promises to everybody."""

BASE = ("jupyterlab", "notebook", "jupyterhub-base", "jupyter-offlinenotebook")
"""What repo2docker installs before it looks at `binder/`."""

FIRST_OUTPUT = ".jp-OutputArea-output:visible"


@pytest.fixture(scope="module")
def repo2docker(in_ci, tmp_path_factory):
    """Install repo2docker in a place of its own; return the path of its Python."""
    folder = tmp_path_factory.mktemp("repo2docker")
    uv("venv", "--quiet", folder)
    uv("pip", "install", "--quiet", "--python", folder / "bin/python", "jupyter-repo2docker")
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Copy what git holds, as a launch from GitHub begins."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    folder = tmp_path_factory.mktemp("checkout")
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def image(repo2docker, checkout, tmp_path_factory):
    """Take the Dockerfile's steps in a virtual environment; return the folder of its commands."""
    version = (BINDER / "runtime.txt").read_text().strip().removeprefix("python-")
    python = find_python(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine, which binder/runtime.txt asks for")
    folder = tmp_path_factory.mktemp("image")
    uv("venv", "--quiet", "--seed", "--python", python, folder)
    install = ("pip", "install", "--quiet", "--compile-bytecode", "--python", folder / "bin/python")
    uv(*install, *base_packages(repo2docker, version))
    uv(*install, "--require-hashes", "-r", checkout / "binder" / "requirements.txt")
    environment = {"PATH": f"{folder / 'bin'}:/usr/bin:/bin", "HOME": str(folder)}
    done = subprocess.run(
        ["bash", "./binder/postBuild"],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder / "bin"


def base_packages(repo2docker, version):
    """Name the packages that the image has anyway, in the versions it has them."""
    script = "import repo2docker; print(repo2docker.__path__[0])"
    place = subprocess.check_output([repo2docker, "-c", script], text=True).strip()
    lock = Path(place, "buildpacks", "conda", f"environment.py-{version}-linux-64.lock").read_text()
    found = dict(re.findall(r"/([\w.-]+)-([\d.]+)-[^-/]+\.conda", lock))
    return [f"{name.removesuffix('-base')}=={found[name]}" for name in BASE]


def test_the_dockerfile_does_what_binder_asks(repo2docker, checkout):
    command = [repo2docker, "-m", "repo2docker", "--no-build", "--debug", checkout]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    dockerfile = done.stdout + done.stderr
    steps = [
        f"environment.py-{(BINDER / 'runtime.txt').read_text().strip()[7:]}-linux-64.lock",
        'pip install --no-cache-dir -r "binder/requirements.txt"',
        "RUN ./binder/postBuild",
    ]
    # repo2docker writes the dots and dashes of a file's name as hexadecimal numbers.
    readable = re.sub(r"-(2[def])", lambda code: chr(int(code[1], 16)), dockerfile)
    places = [readable.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)
    assert "graphviz" not in dockerfile


def test_requirements_are_pinned_and_hashed():
    text = (BINDER / "requirements.txt").read_text()
    requirements = re.sub(r"\\\n\s*", "", text).splitlines()
    for line in requirements:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+( ;.*?)?\s+--hash=sha256:", line), line
    names = {line.split("==")[0] for line in requirements}
    assert {"numpy", "jupyterlab", "anywidget", "tensorflow"} <= names


def test_the_lessons_are_trusted_and_widgets_are_saved(image, checkout):
    script = (
        "import sys, nbformat\n"
        "from nbformat.sign import NotebookNotary\n"
        "from jupyterlab_server.settings_utils import _get_overrides\n"
        "read = (nbformat.read(path, as_version=4) for path in sys.argv[1:])\n"
        "print(sum(map(NotebookNotary().check_signature, read)))\n"
        "print(_get_overrides('')[0])\n"
    )
    paths = [checkout / "lessons" / name for name in LESSONS]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(image.parent)}
    command = [image / "python", "-c", script, *paths]
    printed = subprocess.check_output(command, env=environment, text=True).splitlines()
    assert printed[0] == str(len(LESSONS))
    news = "'@jupyterlab/apputils-extension:notification': {'fetchNews': 'false'}"
    saved = "'@jupyter-widgets/jupyterlab-manager:plugin': {'saveState': True}"
    assert f"{{{saved}, {news}}}" in printed[1]


class BinderLab(OutsideLab):
    """The server as BinderHub starts it: in the repository, under a path, with a token."""

    def __init__(self, commands, checkout):
        self.checkout = checkout
        super().__init__(commands)
        self.root = checkout

    def _command(self):
        return [str(self.commands / "jupyter-lab"), *self._options()]

    def _start_folder(self):
        return self.checkout


def test_lessons_run_on_binder(browser, image, checkout, capsys):
    begun = time.monotonic()
    rows = []
    lab = BinderLab(image, checkout)
    started = time.monotonic() - begun
    try:
        for name in IN_CI if os.environ.get("CI") else LESSONS:
            rows.append((name, *run_lesson(browser, lab, f"lessons/{name}")))
    finally:
        lab.close()
    lines = [
        f"\n\nOn Binder (the server takes {started:.1f} s to start):",
        f"{'lesson':<34} {'first output':>13} {'processor':>11} {'peak memory':>11}",
        *(f"{n:<34} {first:11.1f} s {cpu:9.1f} s {mb:8.0f} MB" for n, first, cpu, mb in rows),
    ]
    with capsys.disabled():
        print("\n".join(lines), file=sys.stderr)  # what else a worker of xdist prints is lost
    assert {name: memory for name, _, _, memory in rows if memory >= MOST_MEMORY} == {}


def run_lesson(browser, lab, name):
    """Run a lesson; return seconds to the first output and of its processors, and megabytes."""
    begun = time.monotonic()
    with opened(browser, lab, name) as notebook:
        notebook.command("notebook:clear-all-cell-outputs")
        opened_after = time.monotonic() - begun
        begun = time.monotonic()
        run = "() => void window.jupyterapp.commands.execute('notebook:run-all-cells')"
        notebook.page.evaluate(run)
        notebook.page.wait_for_selector(FIRST_OUTPUT)
        first = time.monotonic() - begun
        notebook.page.wait_for_function(DONE, timeout=300_000)
        assert notebook.problems() == []
        told = notebook.kernel(
            "import os, re; status = open('/proc/self/status').read()\n"
            "print(sum(os.times()[:4]), re.search(r'VmHWM:\\s+(\\d+)', status)[1])"
        )
    processor, peak = map(float, told.split())
    return opened_after + first, processor, peak / 1024
