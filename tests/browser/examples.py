"""A notebook with every widget of the library, for the tests that hold for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Locator

from dl101 import widgets

IMPORTS = """
import numpy as np
import dl101 as dl
from dl101.datasets import *
from dl101.widgets import *
""".strip()

EXAMPLES = {
    "Boundary": """
Boundary(*two_clouds(30), w1=1.0, w2=0.5, kernel_readout=lambda widget: {"b": widget.b})
""",
    "SoftmaxBoundary": """
SoftmaxBoundary(*three_clouds(30))
""",
    "NetworkPlane": """
hidden = [[2.0, -2.0], [2.0, -2.0]], [-1.0, 3.0], "tanh"
NetworkPlane(*xor_clouds(30), [hidden, ([[2.0], [2.0]], [-2.0], "sigmoid")])
""",
    "LossBoundary": """
LossBoundary(*two_clouds(30), kernel_readout=lambda widget: 1 / 0)
""",
    "LossSurface": """
LossSurface(LossBoundary(*two_clouds(30)), x="w1", y="b")
""",
    "LineFit": """
LineFit([0.0, 1.0, 2.0, 3.0], [1.0, 2.0, 2.0, 4.0], slope=0.5, intercept=1.0, xlabel="ink (%)")
""",
    "Descent": """
descent = Descent("digits", learning_rate=5.0, compare=True, batch_size=20)
descent.step(2)
descent
""",
    "DigitPad": """
random = np.random.default_rng(0)
DigitPad([(random.normal(size=(64, 10)).round(2), np.zeros(10), "softmax")])
""",
    "OwnActivation": """
text = '''{
  forward(values) { values.forEach((s, i) => { values[i] = Math.atan(s); }); },
  backward(values, gradient) { values.forEach((v, i) => { gradient[i] *= Math.cos(v) ** 2; }); },
}'''
OwnActivation(text, *moons(60), hidden=(6, 6), kernel_readout=repr)
""",
    "Predict": """
Predict.curve("How does 1 / x fall?", lambda x: 1 / x, x=(1, 5), explanation="Ever more slowly.")
""",
    "Stepper": """
x = dl.placeholder(name="x")
several = dl.multiply(x, np.arange(8.0), name="several")
loss = dl.reduce_sum(dl.square(several))
stepper = Stepper(loss, {x: 3.0}, sliders={x: (-4, 4)}, gradients=True, guess=True)
stepper.step = len(stepper.sentences)
stepper
""",
    "TrainingGround": """
ground = TrainingGround("xor", hidden=(4, 2), hidden_plane=True)
ground.step(20)
ground
""",
    "TwoLines": """
TwoLines(kernel_readout=lambda widget: {"accuracy": widget.accuracy})
""",
}
"""For each widget, a cell that shows it with as many of its parts as possible."""

LIVE = ".dl101-plane, .dl101-stepper, .dl101-predict, .dl101-pad, .dl101-own"
"""Where a widget is alive."""

BASES = {"Plane"}
"""Widgets that others are made of: they show nothing themselves."""


def names() -> list[str]:
    """The widgets that `dl101.widgets` offers."""
    found = (name for name in widgets.__all__ if hasattr(getattr(widgets, name), "_esm"))
    return [name for name in found if name not in BASES]


def cells(chosen: Sequence[str] = ()) -> list[str]:
    """One cell for the imports, and one for each of `names`, or of those chosen."""
    return [IMPORTS, *(EXAMPLES[name].strip() for name in chosen or names())]


def root_of(notebook, name: str) -> Locator:
    """Locate the element that holds a widget of the notebook of `cells`, and nothing else."""
    cell = notebook.page.locator(f".jp-Cell >> nth={1 + names().index(name)}")
    # The output before the widget is its still picture.
    last = cell.locator(".jp-OutputArea-child").last
    return last.locator(LIVE).first
