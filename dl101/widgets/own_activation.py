"""A network in the page with an activation of the reader's own, written in JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike

import dl101
from dl101.checks import (
    check_callable,
    check_choice,
    check_labels,
    check_number,
    check_text,
    check_whole,
    shorten,
)
from dl101.random_numbers import Random
from dl101.widgets.choices import OPTIMIZERS
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.network import check_hidden
from dl101.widgets.picture import Picture
from dl101.widgets.training_sets import check_near_points, view_of
from dl101.widgets.traits import Checked, check_same_length

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PLACES = np.linspace(-3.9, 3.9, 40)
"""Where the page looks at an activation: not at 0 and ±1, where many have a kink."""

_MOST_STEPS = 5000


def _check_outcome(name: str, value: object) -> dict:
    if not isinstance(value, dict) or not isinstance(value.get("status"), str):
        raise TypeError(
            f'{name} is what the page tells, a dict with "status", not {shorten(value)}.'
        )
    return value


class OwnActivation(Picture):
    """A network that learns in the page, with an activation that the reader writes in JavaScript.

    `javascript` is the text of an object with two functions, `forward(values)` and
    `backward(values, gradient)`, as those of `ACTIVATIONS` in `network.js`. The page compares the
    slope with difference quotients and trains the network on points of two classes, from all of
    them at each step. `function` may be the same activation as a `dl101` function of a node. Then
    values, the gradient and one step are compared with those that `dl101` computes, too.

    What the page has found is told in `outcome`, a dict, None before: "status" is "right",
    "not attempted" while the text has three dots in place of code, or "wrong": then "mistake" is a
    word for the mistake, and "message" says it.

    The text runs in the page with all that a page may do, as any widget's JavaScript does; it comes
    from the cell alone. JupyterLab shows the widgets of a saved notebook, this one included, only
    if the notebook is trusted.

    Examples
    --------
    >>> from dl101.datasets import xor_clouds
    >>> text = "{ forward(values) {}, backward(values, gradient) {} }"
    >>> own = OwnActivation(text, *xor_clouds(40))
    >>> own
    <OwnActivation: 2-4-1, 40 points, no outcome yet>
    """

    _files = FrontEnd("own_activation.js", "view.css", "own_activation.css")
    _setup = traitlets.Dict().tag(sync=True)
    _tried = traitlets.Dict().tag(sync=True, by_hand=True)
    """Another start (`seed`) or learning rate (`rate`), where a reader tries one."""

    outcome = Checked(_check_outcome, allow_none=True)

    _parameters = ("outcome",)

    def __init__(
        self,
        javascript: str,
        points: ArrayLike,
        labels: ArrayLike,
        hidden: Sequence[int] = (4,),
        *,
        optimizer: str = "Adam",
        learning_rate: float = 0.05,
        steps: int = 300,
        seed: int = 0,
        function: Callable[[dl101.Node], dl101.Node] | None = None,
        **options: object,
    ) -> None:
        if not check_text("javascript", javascript).strip():
            raise ValueError("javascript must not be empty.")
        self._points = check_near_points("points", points)
        self._labels = check_labels("labels", labels, 2)
        check_same_length(self._points, self._labels)
        if len(self._points) == 0:
            raise ValueError("points must be at least one.")
        hidden = check_hidden("hidden", hidden)
        if not hidden:
            raise ValueError("hidden must be at least one layer: the others have no activation.")
        self._widths = [2, *hidden, 1]
        self._optimizer = check_choice("optimizer", optimizer, OPTIMIZERS)
        self._rate = float(check_number("learning_rate", learning_rate, 1e-6, 100))
        self._steps = check_whole("steps", steps, 1, _MOST_STEPS)
        self._seed = check_whole("seed", seed, 0)
        self._expected = None
        if function is not None:
            self._expected = self._compute(check_callable("function", function))
        self._setup = {
            "javascript": javascript,
            "points": self._points.tolist(),
            "labels": self._labels.tolist(),
            "hidden": self._widths[1:-1],
            "optimizer": self._optimizer,
            "rate": self._rate,
            "steps": self._steps,
            "seed": self._seed,
            "places": PLACES.tolist(),
            "expected": self._expected,
        }
        xlim, ylim = view_of(self._points)
        super().__init__(**{"xlim": xlim, "ylim": ylim} | options)

    @property
    def javascript(self) -> str:
        """The text of the activation."""
        return self._setup["javascript"]

    @property
    def _arguments(self) -> tuple[str, ...]:
        settings = ("hidden", "optimizer", "learning_rate", "steps", "seed", "function")
        return ("javascript", "points", "labels", *settings)

    def _compute(self, function: Callable) -> dict[str, list[float]]:
        """Compute the activation's values, the gradient and one step from it, with `dl101`."""
        random = Random(self._seed)
        with dl101.Graph().as_default() as graph:
            places = function(dl101.constant(PLACES))
            inputs = values = dl101.constant(self._points)
            variables = []
            for a, b in pairwise(self._widths):
                if values is not inputs:
                    values = function(values)
                weights, biases = random.weights(a, b), np.zeros(b)
                variables += [dl101.Variable(weights), dl101.Variable(biases)]
                values = dl101.matmul(values, variables[-2]) + variables[-1]
            targets = self._labels[:, np.newaxis].astype(float)
            losses = dl101.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=values)
            loss = dl101.reduce_mean(losses)
            gradients = dl101.gradients(loss, variables)
            step = OPTIMIZERS[self._optimizer](self._rate, 0.9).minimize(loss)
        with dl101.Session(graph=graph) as session:
            heights, gradient = session.run([places, gradients])
            session.run(step)
            parameters = session.run(variables)
        return {
            "values": heights.tolist(),
            "gradient": _flat(gradient),
            "parameters": _flat(parameters),
        }

    # Showing --------------------------------------------------------------------------------

    @property
    def _network(self) -> str:
        return "-".join(map(str, self._widths))

    @property
    def alt(self) -> str:
        """What the still picture shows, in words."""
        return (
            f"{len(self._points)} points of two classes. In the page, a network {self._network} "
            f"learns them, with an activation written in JavaScript."
        )

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the points with matplotlib; only the page knows the network."""
        from dl101 import plots

        figure, axes = plots.new_figure(self.xlim, self.ylim)
        plots.plot_points(self._points, self._labels, axes)
        axes.set_title(f"A network {self._network} learns these in the page.", fontsize=9)
        return figure, axes

    def __repr__(self) -> str:
        found = self.outcome["status"] if self.outcome else "no outcome yet"
        return f"<OwnActivation: {self._network}, {len(self._points)} points, {found}>"


def _flat(arrays: Sequence[np.ndarray]) -> list[float]:
    return np.concatenate([one.ravel() for one in arrays]).tolist()
