"""One JupyterLab and one browser for the whole suite."""

from __future__ import annotations

import contextlib
import os

import pytest
from playwright.sync_api import sync_playwright
from xdist import is_xdist_worker

from .lab import Lab, Notebook, find_browser, opened, start_browser


@pytest.fixture(scope="module")
def in_ci(request):
    """For what takes long: it is left out where everything is run by hand."""
    if is_xdist_worker(request) and not os.environ.get("CI"):
        pytest.skip("takes long: run in CI, and by its path")


@pytest.fixture(scope="session")
def browser():
    """A running Chromium; without one the test is skipped, but in CI it fails."""
    if find_browser() is None:
        reason = "no Chromium or Chrome: install one, or name it in DL101_BROWSER"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = start_browser(playwright)
        yield running
        running.close()


@pytest.fixture(scope="session")
def lab(browser):
    """A running JupyterLab server."""
    server = Lab()
    yield server
    server.close()


@pytest.fixture(scope="session")
def open_notebook(browser, lab):
    """Open a notebook of the server's folder: ``with open_notebook(name) as notebook``.

    To load JupyterLab takes as long as most tests. So it is opened in the page of the notebook
    before it, unless it has to be `fresh`.
    """
    left = []

    @contextlib.contextmanager
    def open_(name, *, fresh=False, **options):
        if fresh or options.keys() - {"width", "height"}:
            with opened(browser, lab, name, **options) as notebook:
                yield notebook
            return
        notebook = Notebook(browser, lab, name, left=left.pop() if left else None, **options)
        try:
            yield notebook
            notebook.leave()
        except BaseException:
            notebook.close()
            raise
        left.append(notebook)

    return open_
