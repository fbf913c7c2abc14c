"""How fast the training ground plays: ``python -m tests.tools.benchmarks.playing``.

Trains in JupyterLab with the widget in sight in Chromium, as fast as it can, and prints the steps
a second, the pictures a second that the browser shows, the time from a press on pause until it is
served, and the time from a move of the slider until the picture of an earlier step is painted:
here, with 100 ms to the server, and without a kernel.
"""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from tests.browser.delay import Delay
from tests.browser.figures import wait_until
from tests.browser.lab import Lab, find_browser, opened, start_browser
from tests.browser.test_training_ground import Ground
from tests.tools.benchmarks.timing import table

LESSONS = {
    "XOR, 4 hidden units": "'xor', hidden=(4,)",
    "spirals, 8 and 8": "'spirals', hidden=(8, 8)",
    "spirals, 8 and 8, batches of 10": "'spirals', hidden=(8, 8), batch_size=10",
    "the largest network and 1,400 points": (
        "'three clouds', n=2000, hidden=(16, 16, 16, 16),"
        "features=('x1**2', 'x2**2', 'x1*x2', 'sin(x1)', 'sin(x2)')"
    ),
}
ROUNDS = 3
SECONDS = 2.0
PAUSES = 15
REWINDS = 40
GOALS = (
    "goals: XOR 8,300, spirals 5,900 steps a second; 50 pictures a second; pause within 100 ms; "
    "rewound within 200 ms"
)

METER = """(canvas) => {
  const context = canvas.getContext("2d");
  const original = context.setTransform;
  const meter = (window.dl101Frames = { count: 0, start: performance.now() });
  context.setTransform = function (...values) {
    meter.count += 1;
    return original.apply(this, values);
  };
}"""
FRAMES = "() => [window.dl101Frames.count, performance.now() - window.dl101Frames.start]"
# From the browser's own time of the press to the end of what it did.
SERVED = """(button) => {
  const served = (event) => { window.dl101Served = performance.now() - event.timeStamp; };
  button.addEventListener("click", served, { once: true });
}"""

# What is painted before the next frame is done when a message sent in that frame comes.
REWOUND = """async (slider, shares) => {
  const times = [];
  for (const share of shares) {
    const begun = performance.now();
    slider.value = Number(slider.min) + share * (Number(slider.max) - Number(slider.min));
    slider.dispatchEvent(new Event("input"));
    await new Promise((done) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(null);
    }));
    times.push(performance.now() - begun);
  }
  return times;
}"""


def main() -> None:
    """Measure each lesson's network here, and the first one elsewhere; print a table."""
    if find_browser() is None:
        raise SystemExit("no Chromium or Chrome: install one, or name it in DL101_BROWSER")
    lab = Lab()
    far = Delay(lab.port, 0.05)
    first = next(iter(LESSONS.items()))
    places = [("here", lab.port, lesson) for lesson in LESSONS.items()]
    places += [("100 ms away", far.port, first), ("none", lab.port, first)]
    rows = []
    try:
        with sync_playwright() as playwright:
            browser = start_browser(playwright)
            for place, port, (lesson, arguments) in places:
                url = f"http://127.0.0.1:{port}"
                row = measure(browser, lab, url, arguments, alone=place == "none")
                rows.append([lesson, place, *row])
            browser.close()
    finally:
        far.close()
        lab.close()
    heads = ("network", "kernel", "steps/s", "pictures/s", "pause (95 %)", "rewind (95 %)")
    print(table(heads, rows))
    print(GOALS)


def measure(browser: Browser, lab: Lab, url: str, arguments: str, *, alone: bool) -> list[str]:
    """Measure one network at one distance; return the row's numbers."""
    cell = (
        f"from dl101.widgets import TrainingGround\nground = TrainingGround({arguments}, pace=None)"
    )
    name = lab.write("playing.ipynb", [f"{cell}\nground"])
    with opened(browser, lab, name, url=url) as notebook:
        notebook.run_all()
        ground = Ground(notebook, 0)
        notebook.page.wait_for_timeout(2000)  # let JupyterLab finish what starting left it to do
        if alone:
            notebook.end_kernel()
        rounds = [watch(ground) for _ in range(ROUNDS)]
        pauses = [pause(ground, 0.2 + 0.03 * i) for i in range(PAUSES)]
        rewinds = rewind(ground)
    # The best of either: what else the machine does only ever takes away.
    steps, frames = np.max(rounds, axis=0)
    times = [np.percentile(found, [50, 95]) for found in (pauses, rewinds)]
    spans = [f"{low:.0f} ({high:.0f}) ms" for low, high in times]
    return [f"{steps:,.0f}", f"{frames:.0f}", *spans]


def watch(ground: Ground) -> tuple[float, float]:
    """Play for a while; return steps and pictures a second."""
    ground.play()
    ground.page.wait_for_timeout(500)
    before = ground.step()
    ground.page.evaluate(METER, ground.canvas.element_handle())
    ground.page.wait_for_timeout(SECONDS * 1000)
    shown, milliseconds = ground.page.evaluate(FRAMES)
    steps = ground.step() - before
    ground.pause()
    ground.page.evaluate(
        "(canvas) => { delete canvas.getContext('2d').setTransform; }",
        ground.canvas.element_handle(),
    )
    return 1000 * steps / milliseconds, 1000 * shown / milliseconds


def pause(ground: Ground, seconds: float) -> float:
    """Play for so long; return milliseconds from the press on pause until it is served."""
    ground.button("Reset").click()
    ground.play()
    wait_until(lambda: ground.step() > 0, "it does not train")
    ground.page.wait_for_timeout(1000 * seconds)
    button = ground.button("❚❚ Pause")
    button.evaluate(SERVED)
    button.click()
    ground.button("▶ Play").wait_for()
    return ground.page.evaluate("() => window.dl101Served")


def rewind(ground: Ground) -> list[float]:
    """Play for a while and go to steps anywhere; return the milliseconds that each took."""
    ground.play()
    ground.page.wait_for_timeout(SECONDS * 1000)
    ground.pause()
    shares = np.random.default_rng(0).random(REWINDS).tolist()
    return ground.slider("rewind").evaluate(REWOUND, shares)


if __name__ == "__main__":
    main()
