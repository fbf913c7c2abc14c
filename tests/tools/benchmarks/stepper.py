"""How fast a step is drawn, there and back: ``python -m tests.tools.benchmarks.stepper``.

Drives JupyterLab in Chromium through every step of graphs of several sizes, and prints how long the
redrawing takes, how long it is until the frame that shows it, and how long Python takes to answer
a slider with new values, gradients and words.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from tests.browser.lab import Lab, Notebook, find_browser, opened, start_browser

START = """
import json, time
import dl101 as dl
from dl101.widgets import Stepper

def answer(stepper, low, high):
    times = []
    for k in range(20):
        start = time.perf_counter()
        stepper._numbers = [low if k % 2 else high, *stepper._numbers[1:]]
        times.append(1e3 * (time.perf_counter() - start))
    print(json.dumps(times))
"""
SHARED = """
dl.reset_default_graph()
x = dl.placeholder(name="x")
y = x + dl.square(dl.square(x))
shared = Stepper(y, {x: 2.0}, sliders=x, gradients=True)
shared
"""
NETWORK = """
dl.reset_default_graph()
X = dl.placeholder(shape=[None, 2], name="X")
h, parameters = X, []
for k in range(2):
    W = dl.Variable(dl.random_normal([2, 2], seed=k), name=f"W{k}")
    b = dl.Variable([0.1, -0.1], name=f"b{k}")
    h = dl.tanh(h @ W + b)
    parameters += [W, b]
loss = dl.reduce_mean(dl.square(h), name="loss")
network = Stepper(loss, {X: [[0, 1], [1, 0], [1, 1]]}, sliders=b, gradients=parameters)
network
"""
LARGEST = """
dl.reset_default_graph()
x = y = dl.placeholder(name="x")
for k in range(49):
    y = dl.sin(y) + dl.square(x)
largest = Stepper(y, {x: 0.5}, sliders=x, gradients=True)
largest
"""
CASES = {"one shared input": "shared", "two layers": "network", "nearly the largest": "largest"}
STEPS = (Path(__file__).parent / "steps.js").read_text("utf-8")
GOAL_MS = 20.0


def main() -> None:
    """Measure each graph and print its row."""
    if find_browser() is None:
        raise SystemExit("no Chromium or Chrome: install one, or name it in DL101_BROWSER")
    lab = Lab()
    try:
        name = lab.write("steps.ipynb", [START, SHARED, NETWORK, LARGEST])
        head = f"{'redrawing a step':>22}{'until its frame':>20}{'Python answers':>20}"
        print(f"{'graph':<20}{'steps':>6}{head}")
        with sync_playwright() as playwright:
            browser = start_browser(playwright)
            with opened(browser, lab, name) as notebook:
                notebook.run_all()
                notebook.page.wait_for_timeout(2000)  # JupyterLab has things of its own to finish
                for cell, (title, variable) in enumerate(CASES.items(), 1):
                    measure(notebook, cell, title, variable)
            browser.close()
        print(f"median / 95 %; goal: a step is redrawn in {GOAL_MS:.0f} ms (95 %)")
    finally:
        lab.close()


def measure(notebook: Notebook, cell: int, title: str, variable: str) -> None:
    """Take all steps of one stepper and print its row."""
    steps = int(notebook.kernel(f"print(len({variable}.sentences))"))
    card = notebook.page.locator(f".jp-Cell >> nth={cell} >> .dl101-card")
    card.scroll_into_view_if_needed()
    found = notebook.page.evaluate(STEPS, [card.element_handle(), steps])
    if found["changed"] != steps:
        raise SystemExit(f"{title}: only {found['changed']} of {steps} steps changed the picture")
    answers = json.loads(notebook.kernel(f"answer({variable}, -0.5, 0.5)"))
    cells = "".join(
        f"{'{:.1f} / {:.1f} ms'.format(*np.percentile(times, [50, 95])):>{width}}"
        for times, width in ((found["redraw"], 22), (found["frame"], 20), (answers, 20))
    )
    print(f"{title:<20}{steps:>6}{cells}")


if __name__ == "__main__":
    main()
