"""Take the README's moving picture: ``python -m tests.tools.screenshots``.

Drives the widgets on a plain page in a browser, whose clock stands still between two pictures, and
writes what it shows to `tests/screenshots/`.
"""

from __future__ import annotations

import io
import math
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from ipywidgets.embed import dependency_state
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from dl101.datasets import two_clouds
from dl101.jupyter.saving import STATE, VIEW
from dl101.widgets import Boundary, TrainingGround
from tests.browser.lab import find_browser, start_browser
from tests.browser.plain_page import write_page

PATH = Path(__file__).parents[1] / "screenshots" / "widgets.webp"
SIZE = {"width": 860, "height": 484}
STEP = 80
"""Milliseconds between two pictures."""

# What is not looked at gives its room to what is: the pictures, and what moves beside them.
STYLE = """
html { scrollbar-width: none }
body { max-width: none; margin: 0; background: #fff }
.dl101.dl101 { max-width: none; padding: 16px }
details, .dl101-row:has(.dl101-pair) { display: none !important }
.dl101-formula, .dl101-rule, .dl101-network > .dl101-readout { display: none !important }
.dl101:has(> .dl101-left) { display: grid; grid-template-columns: 450px 350px; gap: 22px 28px }
:is(.dl101-left, .dl101-side) { display: contents !important }
.dl101-stage { grid-row: 1 / 9 }
.dl101-settings, .dl101-unit-formula, .dl101-curves { display: none !important }
.dl101-training > .dl101-output { max-width: 340px }
#pointer { position: fixed; top: -2px; left: -3px; z-index: 9; pointer-events: none }
"""
POINTER = """<svg id="pointer" width="20" height="26" viewBox="0 0 20 26">
<path d="M3 2v19l5-4 3 7 3.5-1.5-3-7h6z" fill="#111" stroke="#fff" stroke-width="1.5"/></svg>"""


class Film:
    """Pictures of a page, each with the time that it is shown for, and a pointer in the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.shots: list[tuple[Image.Image, int]] = []
        self._at = (0.0, 0.0)

    def shoot(self, count: int = 1) -> None:
        """Let the page's clock go on, and take pictures."""
        for _ in range(count):
            self.page.clock.run_for(STEP)
            shot = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
            self.shots.append((shot, STEP))

    def rest(self, milliseconds: int) -> None:
        """Show the last picture for longer."""
        shot, shown = self.shots[-1]
        self.shots[-1] = shot, shown + milliseconds

    def point(self, x: float, y: float) -> None:
        """Put the pointer there at once."""
        self._at = x, y
        self.page.mouse.move(x, y)
        script = "([x, y]) => { pointer.style.transform = `translate(${x}px, ${y}px)`; }"
        self.page.evaluate(script, [x, y])

    def move(self, where: Callable[[float], tuple[float, float]], count: int) -> None:
        """Move the pointer along a path from 0 to 1, slowly at both ends."""
        for i in range(1, count + 1):
            self.point(*where((1 - math.cos(math.pi * i / count)) / 2))
            self.shoot()

    def go(self, x: float, y: float, count: int = 6) -> None:
        """Move the pointer straight to a place."""
        x0, y0 = self._at
        self.move(lambda share: (x0 + share * (x - x0), y0 + share * (y - y0)), count)

    def cut(self, shots: list[tuple[Image.Image, int]]) -> None:
        """Let other pictures follow, by way of paler ones."""
        for shot, _ in (self.shots[-1], shots[0]):
            white = Image.new("RGB", shot.size, "white")
            self.shots.append((Image.blend(shot, white, 0.6), STEP))
        self.shots += shots


def show_line(film: Film) -> None:
    """Turn and shift a perceptron's line until it separates two clouds."""
    page = film.page
    stage = page.locator(".dl101-stage").bounding_box()

    def middle(name: str) -> tuple[float, float]:
        box = page.locator(f'[role="slider"][aria-label^="{name}"]').bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    foot, tip = middle("line"), middle("normal vector")
    begin = math.atan2(foot[1] - tip[1], tip[0] - foot[0])
    length = math.dist(foot, tip)

    def around(share: float) -> tuple[float, float]:
        angle = begin + share * (math.radians(45) - begin)
        return foot[0] + length * math.cos(angle), foot[1] - length * math.sin(angle)

    film.point(stage["x"] + 0.75 * stage["width"], stage["y"] + 0.9 * stage["height"])
    film.shoot()
    film.rest(600)
    film.go(*tip)
    page.mouse.down()
    film.move(around, 18)
    page.mouse.up()
    film.rest(160)
    x, y = middle("line")
    film.go(x, y)
    page.mouse.down()
    film.go(x + 0.05 * stage["width"], y - 0.05 * stage["width"], 12)
    page.mouse.up()
    film.rest(800)


def show_training(film: Film) -> None:
    """Press a training ground's button, and watch."""
    play = film.page.locator(".dl101-play").bounding_box()
    film.point(play["x"] + 220, play["y"] + 120)
    film.shoot()
    film.rest(400)
    film.go(play["x"] + 0.6 * play["width"], play["y"] + 0.6 * play["height"])
    film.page.mouse.down()
    film.page.mouse.up()
    film.shoot(55)
    film.rest(1200)


def main() -> None:
    """Write the picture and say where it is."""
    if find_browser() is None:
        raise SystemExit("no Chromium or Chrome: install one, or name it in DL101_BROWSER")
    scenes = {
        show_line: Boundary(*two_clouds(80, distance=4.0, spread=0.7), w1=-0.35, w2=1.25, b=1.9),
        show_training: TrainingGround("spirals", hidden=(6, 4), learning_rate=0.02, pace=50),
    }
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = start_browser(playwright)
        films = []
        for scene, widget in scenes.items():
            page = browser.new_page(viewport=SIZE)
            page.clock.install(time=datetime(2026, 1, 1))
            page.goto(_page(widget, Path(folder)).as_uri())
            page.add_style_tag(content=STYLE)
            page.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", POINTER)
            page.locator("canvas[aria-label]").first.wait_for()
            page.clock.pause_at(datetime(2026, 1, 1) + timedelta(hours=1))
            films.append(Film(page))
            scene(films[-1])
        browser.close()
    film = films[0]
    for other in films[1:]:
        film.cut(other.shots)
    film.cut(film.shots[:1])
    film.shots.pop()
    _write(film)


def _page(widget: Boundary | TrainingGround, folder: Path) -> Path:
    state = dependency_state([widget], drop_defaults=False)
    output = {"data": {VIEW: {"model_id": widget.model_id}}}
    metadata = {"widgets": {STATE: {"state": state}}}
    notebook = {"cells": [{"outputs": [output]}], "metadata": metadata}
    return write_page(notebook, folder / f"{type(widget).__name__}.html")


def _write(film: Film) -> None:
    pictures, durations = zip(*film.shots, strict=True)
    PATH.parent.mkdir(exist_ok=True)
    options = {"save_all": True, "append_images": pictures[1:], "duration": durations, "loop": 0}
    pictures[0].save(PATH, **options, quality=60, method=6)
    seconds = sum(durations) / 1000
    print(f"{PATH}: {len(pictures)} pictures, {seconds:.1f} s, {PATH.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
