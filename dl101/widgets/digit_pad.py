"""A pad to draw a digit on, which the reader's own network reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import NDArray

from dl101.widgets import strokes as pen
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.network import Dense, chained_layers, evaluate, to_json
from dl101.widgets.picture import Picture
from dl101.widgets.traits import Checked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PIXELS = 64
_DIGITS = 10
_PEN = {"linewidth": 9, "solid_capstyle": "round", "solid_joinstyle": "round"}


def _reader(name: str, value: object) -> list[Dense]:
    """Accept layers from pictures of 8 by 8 pixels to ten probabilities."""
    layers = chained_layers(name, value, _PIXELS)
    last = layers[-1]
    if len(last.biases) != _DIGITS or last.activation != "softmax":
        raise ValueError(
            f"{name} must end in {_DIGITS} softmax units, not in {len(last.biases)} "
            f"{last.activation}."
        )
    return layers


class DigitPad(Picture):
    """A pad to draw a digit on, and what a network trained on `dl101.datasets.digits` reads.

    `layers` is a sequence of (weights, biases, activation) from 64 inputs to 10 softmax units.
    `strokes` is a list of strokes, each a list of points (x, y), from 0 to 1 across and upwards.
    They become a picture of 8 by 8 pixels, `image`, as those of the data did. `kernel_readout` is
    as in `Boundary`.

    Raise InvalidValue, which is a ValueError, if something cannot be shown.

    Examples
    --------
    >>> import numpy as np
    >>> pad = DigitPad([(np.zeros((64, 10)), np.zeros(10), "softmax")])
    >>> print(pad.reads)
    None
    >>> pad.strokes = [[[0.5, 0.9], [0.5, 0.1]]]
    >>> pad.probabilities
    array([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    """

    _files = FrontEnd("digit_pad.js", "view.css", "digit_pad.css")
    _constants = traitlets.Dict(
        {
            "side": pen.SIDE,
            "block": pen.BLOCK,
            "ink": pen.INK,
            "box": pen.BOX,
            "most_stretch": pen.MOST_STRETCH,
            "thickest": pen.THICKEST,
            "nearly": pen.NEARLY,
            "most_points": pen.MOST_STROKE_POINTS,
        },
        read_only=True,
    ).tag(sync=True)

    layers = Checked(_reader, to_json=to_json)
    strokes = Checked(pen.check_strokes, [])

    _parameters = ("strokes",)
    _still_width = 480

    def __init__(
        self,
        layers: Sequence[Sequence[object]],
        strokes: Sequence[Sequence[Sequence[float]]] = (),
        **options: object,
    ) -> None:
        super().__init__(layers=layers, strokes=strokes, **options)
        self.observe(self._changed, "layers")

    @property
    def _arguments(self) -> tuple[str, ...]:
        return ("layers", "strokes")

    # What readers ask -----------------------------------------------------------------------

    @property
    def image(self) -> NDArray[np.float64]:
        """The picture that the network gets, shape (64,), from 0 (white) to 1 (black)."""
        return pen.small_picture(self.strokes)

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """The probability of each digit, shape (10,)."""
        return evaluate(self.layers, self.image[np.newaxis])[0]

    @property
    def reads(self) -> int | None:
        """The most probable digit; None while the pad is empty."""
        return int(self.probabilities.argmax()) if self.strokes else None

    @property
    def _count(self) -> str:
        count = len(self.strokes)
        return f"{count} stroke{'s' * (count != 1)}"

    # Showing --------------------------------------------------------------------------------

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        if not self.strokes:
            return "An empty pad to draw a digit on. The network reads nothing."
        reads = f"{self.reads}, with probability {self.probabilities.max():.2f}"
        return f"A pad with {self._count}. The network reads {reads}."

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the pad, and the picture that the network gets, with matplotlib."""
        from dl101 import plots

        figure, axes = plots.new_figure((0, 1), (0, 1))
        for stroke in self.strokes:
            # A stroke of one point is a dot, where it ends.
            axes.plot(*np.transpose([*stroke, stroke[-1]]), color=plots.INK, **_PEN)
        if not self.strokes:
            axes.text(0.5, 0.5, "Draw a digit here.", ha="center", color=plots.INK)
        beside = plots.add_axes(figure, (0, 8), (0, 8), names=["", ""])
        beside.imshow(self.image.reshape(8, 8), "gray_r", vmin=0, vmax=1, extent=(0, 8, 0, 8))
        axes.set(xlabel="", ylabel="", title="the pad")
        beside.set_title("what the network gets")
        for one in (axes, beside):
            one.set(xticks=[], yticks=[])
        return figure, axes

    def __repr__(self) -> str:
        reads = "nothing" if self.reads is None else self.reads
        return f"<DigitPad: {self._count}, reads {reads}>"
