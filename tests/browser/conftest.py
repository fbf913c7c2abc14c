"""One JupyterLab and one browser for the whole suite."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import sync_playwright
from xdist import is_xdist_worker

from .lab import Lab, find_browser, opened, start_browser


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
    """Open a notebook of the server's folder: ``with open_notebook(name) as notebook``."""

    def open_(name, **options):
        return opened(browser, lab, name, **options)

    return open_
