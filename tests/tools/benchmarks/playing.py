"""What watching costs the training ground: ``python -m tests.tools.benchmarks.playing``.

Trains in JupyterLab with the widget in sight in Chromium, as fast as it can, and prints the steps
a second beside those of the exported program's plain loop in the same kernel, the pictures a second
that the browser shows, and the time from a press on pause to the end of the last step.
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
}
ROUNDS = 3
SECONDS = 2.0
PAUSES = 15
GOAL_RATIO, GOAL_FPS, GOAL_PAUSE = 0.7, 30, 100

ALONE = """
import time
from dl101.widgets import TrainingGround
def alone(seconds):
    other = TrainingGround({arguments})
    names = {{}}
    exec(other.export(), names)
    source = other.export().replace("range(0)", "steps")
    exec(source.split("session.run(start)")[0], names)
    names["session"].run(names["start"])
    loop = source.split("session.run(start)")[1].split("train_loss =")[0]
    def until():
        end, names["count"] = time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            yield names["count"]
            names["count"] += 1
    names["steps"] = until()
    exec(loop, names)
    return names["count"] / seconds
"""
WATCH = """
last = []
trainer = ground._trainer
inner = trainer.step
def timed(*arguments):
    taken = inner(*arguments)
    last[:] = [time.time()]
    return taken
trainer.step = timed
"""
METER = """(canvas) => {
  const context = canvas.getContext("2d");
  const original = context.setTransform;
  const meter = (window.dl101Frames = { count: 0, start: performance.now() });
  context.setTransform = function (...values) {
    meter.count += 1;
    return original.apply(this, values);
  };
}"""
PRESS = """(button) => {
  const time = performance.timeOrigin + performance.now();
  button.click();
  return time;
}"""


def main() -> None:
    """Measure each lesson's network here, and the first one 100 ms away; print a table."""
    if find_browser() is None:
        raise SystemExit("no Chromium or Chrome: install one, or name it in DL101_BROWSER")
    lab = Lab()
    far = Delay(lab.port, 0.05)
    places = [("here", lab.port, arguments) for arguments in LESSONS.items()]
    places.append(("100 ms away", far.port, next(iter(LESSONS.items()))))
    rows = []
    try:
        with sync_playwright() as playwright:
            browser = start_browser(playwright)
            for place, port, (lesson, arguments) in places:
                row = measure(browser, lab, f"http://127.0.0.1:{port}", arguments)
                rows.append([lesson, place, *row])
            browser.close()
    finally:
        far.close()
        lab.close()
    head = ("network", "server", "steps/s watched", "alone", "ratio", "pictures/s", "pause (95 %)")
    print(table(head, rows))
    print(f"goals: {GOAL_RATIO}, {GOAL_FPS} pictures a second, {GOAL_PAUSE} ms (here)")


def measure(browser: Browser, lab: Lab, url: str, arguments: str) -> list[str]:
    """Measure one network at one distance; return the row's numbers."""
    cell = (
        f"from dl101.widgets import TrainingGround\nground = TrainingGround({arguments}, pace=None)"
    )
    name = lab.write("playing.ipynb", [f"{cell}\nground"])
    with opened(browser, lab, name, url=url) as notebook:
        notebook.run_all()
        ground = Ground(notebook, 0)
        notebook.page.wait_for_timeout(2000)  # let JupyterLab finish what starting left it to do
        notebook.kernel(ALONE.format(arguments=arguments))
        alone, watched, frames = [], [], []
        for _ in range(ROUNDS):
            alone.append(float(notebook.kernel(f"print(alone({SECONDS}))").split()[-1]))
            steps, pictures = watch(ground)
            watched.append(steps)
            frames.append(pictures)
        pauses = [pause(ground, 0.2 + 0.03 * i) for i in range(PAUSES)]
    # The best of either: what else the machine does only ever takes away.
    ratio = max(watched) / max(alone)
    numbers = [f"{max(watched):,.0f}", f"{max(alone):,.0f}", f"{ratio:.2f}", f"{max(frames):.0f}"]
    return [*numbers, f"{np.percentile(pauses, 50):.0f} ({np.percentile(pauses, 95):.0f}) ms"]


def watch(ground: Ground) -> tuple[float, float]:
    """Play for a while; return steps and pictures a second."""
    ground.play()
    ground.page.wait_for_timeout(500)
    count = "print(ground.step_count, time.perf_counter())"
    before = [float(value) for value in ground.notebook.kernel(count).split()]
    ground.page.evaluate(METER, ground.canvas.element_handle())
    ground.page.wait_for_timeout(SECONDS * 1000)
    frames = "() => [window.dl101Frames.count, performance.now() - window.dl101Frames.start]"
    shown, milliseconds = ground.page.evaluate(frames)
    after = [float(value) for value in ground.notebook.kernel(count).split()]
    ground.pause()
    ground.page.evaluate(
        "(canvas) => { delete canvas.getContext('2d').setTransform; }",
        ground.canvas.element_handle(),
    )
    return (after[0] - before[0]) / (after[1] - before[1]), 1000 * shown / milliseconds


def pause(ground: Ground, seconds: float) -> float:
    """Play for so long; return milliseconds from the press on pause to the end of the last step."""
    ground.notebook.kernel("ground.reset()" + WATCH)
    ground.play()
    wait_until(lambda: ground.step() > 0, "it does not train")
    ground.page.wait_for_timeout(1000 * seconds)
    pressed = ground.page.evaluate(PRESS, ground.button("❚❚ Pause").element_handle())
    ground.button("▶ Play").wait_for()
    ground.notebook.wait_kernel("print(ground.playing)", "False")
    last = float(ground.notebook.kernel("print(last[0]); trainer.step = inner"))
    return max(0.0, 1000 * last - pressed)


if __name__ == "__main__":
    main()
