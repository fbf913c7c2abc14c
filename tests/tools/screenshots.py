"""Take the README's pictures: ``python -m tests.tools.screenshots``.

Runs the widgets in JupyterLab in a browser and writes what it shows to `tests/screenshots/`.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.figures import Figure, wait_until
from tests.browser.lab import Lab, find_browser, opened, start_browser

FOLDER = Path(__file__).parents[1] / "screenshots"
CELL = """
from dl101.datasets import two_clouds
from dl101.widgets import Boundary
Boundary(*two_clouds(80), w1=1.4, w2=1.0, b=0.5)
"""


def main() -> None:
    """Write each picture and say where it is."""
    if find_browser() is None:
        raise SystemExit("no Chromium or Chrome: install one, or name it in DL101_BROWSER")
    lab = Lab()
    try:
        with sync_playwright() as playwright:
            browser = start_browser(playwright)
            name = lab.write("boundary.ipynb", [CELL])
            # More pixels than the page has, for screens that show them.
            with opened(browser, lab, name, scale=1.5) as notebook:
                notebook.run_all()
                figure = Figure(notebook, 0)
                notebook.page.mouse.move(*figure.screen(1.5, 2.0))
                wait_until(lambda: "1.5" in figure.reads("x₁, x₂"), "the pointer is not read out")
                FOLDER.mkdir(exist_ok=True)
                path = FOLDER / "boundary.png"
                figure.root.screenshot(path=path)
                print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
            browser.close()
    finally:
        lab.close()


if __name__ == "__main__":
    main()
