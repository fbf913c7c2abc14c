"""JupyterLab in a browser: one server, one browser, notebooks that are opened and closed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Page, Playwright

from dl101.jupyter.saving import STATE, VIEW

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NOT_YET = "Error: widget model not found"
"""What JupyterLab says on the console where it has looked too early."""

PATIENCE = 60_000
"""Milliseconds that anything may take on a slow machine."""

SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {
        "checkForUpdates": False,
        "doNotDisturbMode": True,
        "fetchNews": "false",
    },
    # Render every cell, not only those near the window.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}

IDLE = """() => {
  const context = window.jupyterapp?.shell.currentWidget?.sessionContext;
  const kernel = context?.session?.kernel;
  return kernel?.status === "idle" && kernel.connectionStatus === "connected";
}"""

OPEN = """async (path) => {
  const { commands, shell } = window.jupyterapp;
  const document = await commands.execute("docmanager:open", { path });
  await document.context.ready;
  shell.activateById(document.id);
}"""
CURRENT = "(path) => window.jupyterapp.shell.currentWidget?.context?.path === path"

DONE = """() => {
  const context = window.jupyterapp.shell.currentWidget;
  const cells = context.content.widgets.filter((cell) => cell.model.type === "code");
  const kernel = context.sessionContext.session?.kernel;
  const filled = cells.filter((cell) => cell.model.sharedModel.source.trim());
  const through = ({ model }) => model.executionCount > 0 && model.executionState !== "running";
  return filled.every(through) && kernel?.status === "idle";
}"""

RUN = """async (code) => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  const future = kernel.requestExecute({ code, store_history: false });
  let text = "";
  future.onIOPub = ({ header, content }) => {
    if (header.msg_type === "stream") text += content.text;
    if (header.msg_type === "error") text += `${content.ename}: ${content.evalue}`;
  };
  await future.done;
  return text;
}"""


def find_browser() -> str | None:
    """Return the path of Chromium or Chrome, or None: `DL101_BROWSER` or the first on PATH."""
    named = os.environ.get("DL101_BROWSER")
    if named:
        return shutil.which(named)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def start_browser(playwright: Playwright, *flags: str) -> Browser:
    """Start the browser that `find_browser` finds."""
    return playwright.chromium.launch(executable_path=find_browser(), args=[*FLAGS, *flags])


class Lab:
    """A JupyterLab server of its own, in a temporary folder."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="dl101-lab-"))
        self.root = self._folder / "notebooks"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        for name in ("notebooks", "settings", "workspaces", "runtime", "config", "data", "ipython"):
            (self._folder / name).mkdir()
        for name, value in SETTINGS.items():
            path = self._folder / "settings" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(value), "utf-8")
        self._log = (self._folder / "log").open("w")
        self._process = subprocess.Popen(
            self._command(),
            cwd=self._start_folder(),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env=self._environment(),
            start_new_session=True,
        )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def _command(self) -> list[str]:
        root = f"--ServerApp.root_dir={self.root}"
        return [sys.executable, "-m", "jupyterlab", root, *self._options()]

    def _start_folder(self) -> Path:
        return self.root

    def _options(self) -> list[str]:
        return [
            "--no-browser",
            "--ip=127.0.0.1",
            f"--port={self.port}",
            "--ServerApp.port_retries=0",
            "--IdentityProvider.token=",
            "--LabApp.expose_app_in_browser=True",
            "--JupyterNotebookApp.expose_app_in_browser=True",
            "--KernelManager.shutdown_wait_time=1",
            "--allow-root",
        ]

    def _environment(self) -> dict[str, str]:
        folders = {
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "IPYTHONDIR": "ipython",
        }
        project = Path(__file__).parents[2]
        path = os.pathsep.join(filter(None, [str(project), os.environ.get("PYTHONPATH")]))
        own = {name: str(self._folder / folder) for name, folder in folders.items()}
        return {**os.environ, **own, "PYTHONPATH": path}

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"{self.url}/api/status", timeout=5),
            ):
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log()}")

    def log(self) -> str:
        """What the server has printed."""
        return (self._folder / "log").read_text("utf-8", errors="replace")

    def close(self) -> None:
        """End the server, with the kernels it has, and delete its folder."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def write(self, name: str, sources: Sequence[str]) -> str:
        """Make a notebook of code cells in the server's folder; return its name."""
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        for index, cell in enumerate(cells):
            cell["id"] = f"cell-{index}"
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        notebook.metadata["language_info"] = {"name": "python"}
        nbformat.write(notebook, self.root / name)
        return name

    def trust(self, name: str) -> None:
        """Mark a notebook as the reader's own, so that JupyterLab shows saved widgets."""
        sign = "from nbformat.sign import TrustNotebookApp as app; app.launch_instance()"
        subprocess.run(
            [sys.executable, "-c", sign, str(self.root / name)],
            env=self._environment(),
            check=True,
            stdout=subprocess.DEVNULL,
        )


class OutsideLab(Lab):
    """A server from another environment, where this copy of the project cannot be seen.

    Parameters
    ----------
    commands : Path
        The folder of that environment's commands.
    """

    def __init__(self, commands: Path) -> None:
        self.commands = commands
        super().__init__()

    def _environment(self) -> dict[str, str]:
        hidden = ("PYTHONPATH", "VIRTUAL_ENV")
        found = {n: value for n, value in super()._environment().items() if n not in hidden}
        return {**found, "PATH": os.pathsep.join([str(self.commands), found["PATH"]])}


class Notebook:
    """A notebook that is open in JupyterLab, or in the Notebook 7 that the same server has.

    It is opened in a page of its own, or in that of a notebook that was left.
    """

    def __init__(
        self,
        browser: Browser,
        lab: Lab,
        name: str,
        *,
        url: str | None = None,
        place: str = "lab/tree",
        width: int = 1280,
        height: int = 1000,
        scale: float = 1,
        left: Notebook | None = None,
    ) -> None:
        self.lab = lab
        self.errors: list[str] = []
        size = {"width": width, "height": height}
        if left is None:
            self.context = browser.new_context(viewport=size, device_scale_factor=scale)
            self.page: Page = self.context.new_page()
            self.page.set_default_timeout(PATIENCE)
        else:
            self.context, self.page = left.context, left.page
            self.page.set_viewport_size(size)
        self._listeners = {"pageerror": self._hear_error, "console": self._hear}
        for event, listener in self._listeners.items():
            self.page.on(event, listener)
        if left is None:
            self.page.goto(f"{url or lab.url}/{place}/{name}?reset")
        else:
            self.page.evaluate(OPEN, name)
            self.page.wait_for_function(CURRENT, arg=name)
        self.page.wait_for_function(IDLE)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.theme("Light")  # whatever an earlier test has left in the settings

    def theme(self, name: str) -> None:
        """Change to the "Light" or the "Dark" theme, and wait until its curtain has gone."""
        shown = f"() => document.body.dataset.jpThemeLight === '{str(name == 'Light').lower()}'"
        if not self.page.evaluate(shown):
            self.command("apputils:change-theme", theme=f"JupyterLab {name}")
            self.page.wait_for_function(shown)
            self.page.wait_for_selector("#jupyterlab-splash", state="detached")

    def _hear_error(self, error: object) -> None:
        self.errors.append(f"page error: {error}")

    def _hear(self, message: object) -> None:
        # A favicon or a source map that is missing is nobody's fault here.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(f"console: {message.text}")

    def command(self, name: str, **arguments: object) -> None:
        """Execute one of JupyterLab's commands and wait for it."""
        script = "([name, args]) => window.jupyterapp.commands.execute(name, args).then(() => {})"
        self.page.evaluate(script, [name, arguments])

    def run_all(self) -> None:
        """Run all cells and wait until the last one is through."""
        self.page.evaluate(
            "() => void window.jupyterapp.commands.execute('notebook:run-all-cells')"
        )
        self.page.wait_for_function(DONE, timeout=5 * PATIENCE)

    def run_cell(self, index: int) -> None:
        """Run one cell again and wait for it."""
        self.page.evaluate(
            """(index) => {
              const { content } = window.jupyterapp.shell.currentWidget;
              content.deselectAll();
              content.activeCellIndex = index;
              content.widgets[index].model.executionCount = null;
            }""",
            index,
        )
        self.page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-cell')")
        self.page.wait_for_function(DONE)

    def kernel(self, code: str) -> str:
        """Run code in the notebook's kernel, outside its cells; return what it printed."""
        return self.page.evaluate(RUN, code).strip()

    def wait_kernel(self, code: str, expected: str, patience: float = 20.0) -> None:
        """Wait until `code` prints `expected` in the kernel."""
        deadline = time.monotonic() + patience
        while (printed := self.kernel(code)) != expected:
            if time.monotonic() > deadline:
                raise AssertionError(f"{code} printed {printed!r} and not {expected!r}")
            time.sleep(0.05)

    def problems(self) -> list[str]:
        """Errors of the page, and outputs that show one."""
        found = list(self.errors)
        for output in self.page.query_selector_all(
            '.jp-RenderedText[data-mime-type="application/vnd.jupyter.stderr"], '
            '.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]'
        ):
            found.append(f"output: {output.inner_text()[:500]}")
        text = self.page.inner_text(".jp-Notebook")
        for phrase in ("model not found", "Error displaying widget", "Loading widget"):
            if phrase in text:
                found.append(f"the notebook shows {phrase!r}")
        return found

    def end_kernel(self) -> None:
        """Shut the kernel down, and wait until it is."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")

    def leave(self) -> None:
        """Shut the kernel down and close the notebook; the page is ready for another one."""
        for page in self.context.pages:
            if page is not self.page:
                page.close()
        self.end_kernel()
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.dispose()")
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    def close(self) -> None:
        """Shut the kernel down and close the page."""
        with contextlib.suppress(Exception):
            self.end_kernel()
        self.context.close()


@contextlib.contextmanager
def opened(browser: Browser, lab: Lab, name: str, **options: object) -> Iterator[Notebook]:
    """Open a notebook of the server's folder, and close it with its kernel afterwards."""
    notebook = Notebook(browser, lab, name, **options)
    try:
        yield notebook
    finally:
        notebook.close()


def kept(lab: Lab, name: str) -> tuple[list[str], dict]:
    """The ids of the models that a notebook shows, and of those that it has the state of."""
    notebook = nbformat.read(lab.root / name, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    shown = [output.data[VIEW]["model_id"] for output in outputs if VIEW in output.get("data", {})]
    return shown, notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
