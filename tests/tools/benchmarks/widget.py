"""How fast the boundary follows the hand: ``python -m tests.tools.benchmarks.widget``.

Drives JupyterLab in Chromium and prints, without and with 100 ms between browser and server, the
time from a key press on a slider to changed pixels and the pictures a second while dragging. Beside
it stands the least that this machine and JupyterLab take: a slider that fills an empty canvas.
"""

from __future__ import annotations

import json
import time
import urllib.request
from pathlib import Path

import numpy as np
import websocket
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.browser.delay import Delay
from tests.browser.figures import Figure, wait_until
from tests.browser.lab import Lab, find_browser, free_port, opened, start_browser

CELL = """
from dl101.datasets import two_clouds
from dl101.widgets import Boundary
boundary = Boundary(*two_clouds(100), kernel_readout=lambda widget: {"accuracy": widget.accuracy})
boundary
"""
BARE = """
import anywidget
class Bare(anywidget.AnyWidget):
    _esm = '''
    export default { render({ el }) {
      el.innerHTML = `<canvas class="bare-canvas" width=300 height=300></canvas>
        <input class="bare-slider" type=range max=400 data-lm-suppress-shortcuts=true>`;
      const [canvas, slider] = el.children;
      const context = canvas.getContext("2d");
      slider.addEventListener("input", () => requestAnimationFrame(() => {
        context.fillStyle = `hsl(${slider.value}deg 50% 50%)`;
        context.fillRect(0, 0, 300, 300);
      }));
    } };'''
Bare()
"""
METER = (Path(__file__).parent / "latency.js").read_text("utf-8")
PRESSES = 100
SECONDS = 4.0
RATE = 60.0
DEBUG_PORT = free_port()
GOAL_MS = 20.0
GOAL_FPS = 30.0


def main() -> None:
    """Measure both ways and print a table."""
    if find_browser() is None:
        raise SystemExit("no Chromium or Chrome: install one, or name it in DL101_BROWSER")
    lab = Lab()
    far = Delay(lab.port, 0.05)
    try:
        name = lab.write("speed.ipynb", [CELL, BARE])
        print(
            f"{'server':<12}{'key to pixels':>20}{'bare':>20}{'drag line':>12}{'drag slider':>13}"
        )
        print(f"{'':<12}{'median / 95 %':>20}{'median / 95 %':>20}{'pictures a second':>25}")
        with sync_playwright() as playwright:
            browser = start_browser(playwright, f"--remote-debugging-port={DEBUG_PORT}")
            for place, port in (("here", lab.port), ("100 ms away", far.port)):
                measure(browser, lab, name, place, f"http://127.0.0.1:{port}")
            browser.close()
        print(f"goal: {GOAL_MS:.0f} ms (95 %), {GOAL_FPS:.0f} pictures a second, in both")
    finally:
        far.close()
        lab.close()


def measure(browser: Browser, lab: Lab, name: str, place: str, url: str) -> None:
    """Measure one way of reaching the server and print its row."""
    with opened(browser, lab, name, url=url) as notebook:
        notebook.run_all()
        figure = Figure(notebook, 0)
        notebook.page.wait_for_timeout(2000)  # let JupyterLab finish what starting left it to do
        keys = key_latencies(figure.page, figure.canvas, figure.slider("weight w2"))
        bare = [notebook.page.locator(f".bare-{kind}") for kind in ("canvas", "slider")]
        least = key_latencies(figure.page, *bare)
        line = drag_rate(figure, line_path(figure))
        slider = drag_rate(figure, slider_path(figure))
    texts = [
        f"{median:.1f} / {late:.1f} ms"
        for median, late in (np.percentile(times, [50, 95]) for times in (keys, least))
    ]
    print(f"{place:<12}{texts[0]:>20}{texts[1]:>20}{line:>12.0f}{slider:>13.0f}")


def key_latencies(page: Page, canvas: Locator, slider: Locator) -> list[float]:
    """Press keys on a slider, one after the other; return milliseconds to changed pixels."""
    slider.focus()
    start(page, canvas, slider)
    for press in range(PRESSES):
        page.keyboard.press("ArrowRight" if press % 40 < 20 else "ArrowLeft")
        page.wait_for_function("n => window.dl101Meter.keys.length >= n", arg=press + 1)
        # Key presses must not keep step with the frames.
        page.wait_for_timeout(30 + 37 * press % 50)
    return stop(page)["keys"]


def drag_rate(figure: Figure, path: list[tuple[float, float]]) -> float:
    """Move the pointer along a path at 60 Hz with the button down; return pictures a second."""
    mouse = figure.page.mouse
    mouse.move(*path[0])
    mouse.down()
    start(figure.page, figure.canvas, figure.slider("bias b"))
    send_moves(figure, path)
    mouse.up()
    frames = stop(figure.page)["frames"]
    return (len(frames) - 1) / (frames[-1] - frames[0]) * 1000


def send_moves(figure: Figure, path: list[tuple[float, float]]) -> None:
    """Send mouse moves at 60 Hz without awaiting any, which Playwright's own would."""
    with urllib.request.urlopen(f"http://127.0.0.1:{DEBUG_PORT}/json") as answer:
        page = next(one for one in json.load(answer) if one["url"] == figure.page.url)
    link = websocket.create_connection(page["webSocketDebuggerUrl"], suppress_origin=True)
    begin = time.perf_counter()
    for step, (x, y) in enumerate(path):
        time.sleep(max(0.0, begin + step / RATE - time.perf_counter()))
        event = {"type": "mouseMoved", "x": x, "y": y, "button": "left", "buttons": 1}
        link.send(json.dumps({"id": step, "method": "Input.dispatchMouseEvent", "params": event}))
    link.close()


def line_path(figure: Figure) -> list[tuple[float, float]]:
    """From the line, upright again, to and fro across the plane."""
    figure.button("Reset").click()
    wait_until(lambda: figure.slider("weight w2").input_value() == "0", "not reset")
    swing = np.sin(np.linspace(0, 4 * np.pi, int(SECONDS * RATE)))
    x, y = figure.screen(0.0, 4.3)
    return [(x + 120 * share, y) for share in swing]


def slider_path(figure: Figure) -> list[tuple[float, float]]:
    """From a slider's thumb, to and fro along it."""
    box = figure.slider("bias b").bounding_box()
    value = float(figure.slider("bias b").input_value())
    middle = box["x"] + box["width"] * (0.5 + value / 16)
    swing = np.sin(np.linspace(0, 4 * np.pi, int(SECONDS * RATE)))
    y = box["y"] + box["height"] / 2
    return [(middle + 0.3 * box["width"] * share, y) for share in swing]


def start(page: Page, canvas: Locator, worked: Locator) -> None:
    """Start looking at a picture, and at keys on an element."""
    page.evaluate(METER, [canvas.element_handle(), worked.element_handle()])


def stop(page: Page) -> dict[str, list[float]]:
    """Stop looking; return what was seen."""
    script = "() => { window.dl101Meter.stop(); const { keys, frames } = window.dl101Meter;"
    return page.evaluate(script + " return { keys, frames }; }")


if __name__ == "__main__":
    main()
