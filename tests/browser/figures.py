"""A widget in an open notebook: what it shows, and hands to move it with."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import ElementHandle

from dl101.widgets.front_end import LOADER, WEB, needed

from .lab import PATIENCE, Notebook

LOAD = """async ({ loader, files, name }) => {
  const url = URL.createObjectURL(new Blob([loader], { type: "text/javascript" }));
  const { address } = await import(url);
  URL.revokeObjectURL(url);
  return import(address(name, files));
}"""
"""What loads a `module` in the page."""

STILLS = '.jp-OutputArea img[src^="data:image/"]'

# axe takes what lies outside a `body` that hides its overflow for invisible, and skips its colours.
# JupyterLab's `body` is of no height, with everything placed absolutely.
TALL = "() => { document.body.style.height = '100vh'; }"

CHECK = """async (root) => {
  const { violations, passes } = await axe.run(root);
  const told = ({ impact, id, nodes }) => nodes.map(({ html, failureSummary }) =>
    `${impact} ${id}: ${html.slice(0, 150)}: ${failureSummary.replace(/\\s+/g, " ")}`);
  return [violations.flatMap(told), passes.map(({ id }) => id)];
}"""
TOO_WIDE = """(root) => [root, ...root.querySelectorAll("*")]
  .filter((node) => !node.closest(".dl101-unseen, .dl101-handle, .dl101-card > *, details"))
  .filter((node) => node.getBoundingClientRect().right
    > root.parentElement.getBoundingClientRect().right + 1)
  .map((node) => node.outerHTML.slice(0, 80))"""

PIXELS = """(canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  let sum = 0;
  const colours = new Set();
  for (let i = 0; i < data.length; i += 4) {
    const colour = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
    sum = (sum * 31 + colour) >>> 0;
    if (i % 64 === 0) colours.add(colour);
  }
  return [sum, colours.size];
}"""


def module(name: str) -> dict:
    """A module of the front end with all that it imports, for `LOAD`."""
    files = {one: (WEB / one).read_text("utf-8") for one in needed(name)}
    return {"loader": LOADER, "files": files, "name": name}


def call(notebook: Notebook, name: str, function: str, cases: list) -> list:
    """Call a function of a module of the front end, in the page, for each list of arguments."""
    script = f"""async ([module, name, cases]) => {{
      const found = await ({LOAD})(module);
      return cases.map((given) => found[name](...given));
    }}"""
    return notebook.page.evaluate(script, [module(name), function, cases])


class Figure:
    """The plane in the output of one code cell."""

    def __init__(self, notebook: Notebook, cell: int) -> None:
        self.notebook = notebook
        self.page = notebook.page
        self._root = f".jp-Cell >> nth={cell} >> .dl101-plane"
        self.canvas.wait_for()
        self.page.wait_for_function(
            "(canvas) => canvas.getAttribute('aria-label')", arg=self.canvas.element_handle()
        )
        self.canvas.scroll_into_view_if_needed()

    def find(self, selector: str):
        """Locate something in the widget."""
        return self.page.locator(f"{self._root} >> {selector}")

    @property
    def root(self):
        """The whole widget."""
        return self.page.locator(self._root)

    @property
    def canvas(self):
        """The picture, or the first one."""
        return self.find("canvas").first

    def handle(self, name: str):
        """Locate a handle by how its name begins: "line", "normal vector", "points"."""
        return self.find(f'[role="slider"][aria-label^="{name}"]')

    def slider(self, name: str):
        """Locate a slider, such as "weight w1"."""
        return self.find(f'input[type="range"][aria-label="{name}"]')

    def button(self, text: str):
        """Locate a button by its text."""
        return self.find(f'button:text-is("{text}")')

    def pixels(self) -> int:
        """A number that stands for what the picture shows."""
        return self.canvas.evaluate(PIXELS)[0]

    def colours(self) -> int:
        """How many colours the picture has: 1 if it is blank."""
        return self.canvas.evaluate(PIXELS)[1]

    def summary(self) -> str:
        """The picture in words, as a screen reader gets it."""
        return self.canvas.get_attribute("aria-label")

    def reads(self, name: str) -> str:
        """The text of a read-out's row."""
        return self.find(f'.dl101-readout span:text-is("{name}") + .dl101-value').inner_text()

    def kernel_text(self) -> str:
        """What the kernel's read-out says."""
        return self.find(".dl101-kernel").inner_text()

    def screen(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the plane, shown from -5 to 5, is on the screen."""
        box = self.canvas.bounding_box()
        return (
            box["x"] + (x + 5) / 10 * box["width"],
            box["y"] + (5 - y) / 10 * box["height"],
        )

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag from one point of the plane to another."""
        mouse = self.page.mouse
        mouse.move(*self.screen(*start))
        mouse.down()
        for share in (0.25, 0.5, 0.75, 1.0):
            place = [a + share * (b - a) for a, b in zip(start, end, strict=True)]
            mouse.move(*self.screen(*place))
        mouse.up()

    def changes(self, action: Callable[[], object]) -> None:
        """Do something and wait until the picture is another."""
        before = self.pixels()
        action()
        wait_until(lambda: self.pixels() != before, "the picture did not change")

    def press(self, locator, *keys: str) -> None:
        """Give something the focus and press keys."""
        locator.focus()
        for key in keys:
            self.page.keyboard.press(key)


def wait_until(condition: Callable[[], object], complaint: str) -> None:
    """Wait until a condition of the page holds."""
    deadline = time.monotonic() + PATIENCE / 1000
    pause = 0.02
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(complaint)
        time.sleep(pause)
        pause = min(1.5 * pause, 0.3)  # asking costs the page time, too


def planes(notebook: Notebook) -> list[ElementHandle]:
    """All planes that a notebook shows."""
    return notebook.page.query_selector_all(".dl101-plane")
