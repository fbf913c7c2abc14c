"""A newcomer's first minutes: ``python -m tests.tools.first_minutes`` measures them.

Runs the README's first command in a new clone, with nothing in any cache, until the first picture
of lesson 1 has moved in a browser; and once more without TensorFlow. It counts the seconds from
`git clone`, and what the machine receives meanwhile, this project or not.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil  # comes with Jupyter
from playwright.sync_api import sync_playwright

from tests.browser.lab import Notebook, free_port, start_browser
from tests.tools.links import README, ROOT

COMMAND = re.search(r"^pip install uv && uv run --no-dev .*$", README.read_text("utf-8"), re.M)[0]
COMMANDS = {
    "all lessons": COMMAND,
    "without TensorFlow": COMMAND.replace("--no-dev", "--no-default-groups"),
}
LESSON = re.search(r"lessons/.*\.ipynb", COMMAND)[0]


def received() -> float:
    """Return how many megabytes this machine has received from others since it started."""
    counters = psutil.net_io_counters(pernic=True)
    return sum(one.bytes_recv for name, one in counters.items() if name != "lo") / 1e6


def size(folder: Path) -> float:
    """Return the megabytes of a folder's files."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir()) / 1e6


def measure(command: str, folder: Path) -> tuple[float, float, float, float]:
    """Return megabytes received and on the disk, and seconds until JupyterLab and until a move."""
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    places = {"UV_CACHE_DIR": "cache", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
    variables = {name: str(folder / place) for name, place in places.items()}
    variables |= {
        "PATH": os.pathsep.join([str(folder / "venv" / "bin"), os.environ["PATH"]]),
        "PIP_NO_CACHE_DIR": "1",
    }
    url = f"http://127.0.0.1:{(port := free_port())}"
    options = (
        f"--no-browser --port={port} --IdentityProvider.token= --LabApp.expose_app_in_browser=True"
    )
    outside = {n: value for n, value in os.environ.items() if n != "VIRTUAL_ENV"}
    before, begun = received(), time.monotonic()
    clone = ["git", "clone", "--quiet", "--depth", "1", ROOT.as_uri(), folder / "clone"]
    subprocess.run(clone, check=True)
    server = subprocess.Popen(
        ["bash", "-c", f"{command} {options}"],
        cwd=folder / "clone",
        env=outside | variables,
        start_new_session=True,
    )
    try:
        while not answers(url):
            if server.poll() is not None:
                raise SystemExit(f"it ended: {command}")
            time.sleep(0.1)
        ready, megabytes = time.monotonic() - begun, received() - before
        move_first_picture(url)
        moved = time.monotonic() - begun
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    return megabytes, size(folder / "clone" / ".venv"), ready, moved


def answers(url: str) -> bool:
    """Say whether a server is there."""
    try:
        with urllib.request.urlopen(f"{url}/api/status"):
            return True
    except urllib.error.URLError:
        return False


def move_first_picture(url: str) -> None:
    """Open the lesson, run it, and let the stepper take a step."""
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        notebook = Notebook(browser, None, LESSON, url=url)
        notebook.page.evaluate(
            "() => void window.jupyterapp.commands.execute('notebook:run-all-cells')"
        )
        stepper = notebook.page.locator(".dl101-stepper").first
        stepper.scroll_into_view_if_needed()
        stepper.locator('button[aria-label^="Step"]').click()
        stepper.locator(".dl101-badge:not([hidden])").first.wait_for()
        notebook.close()
        browser.close()


def main() -> None:
    """Print a line for each command."""
    for name, command in COMMANDS.items():
        with tempfile.TemporaryDirectory(prefix="dl101-") as place:
            megabytes, disk, ready, moved = measure(command, Path(place))
        print(
            f"\n{name}: {megabytes:,.0f} MB received, {disk:,.0f} MB on the disk; "
            f"JupyterLab after {ready:.0f} s, a picture has moved after {moved:.0f} s\n"
        )


if __name__ == "__main__":
    main()
