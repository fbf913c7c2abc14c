"""An evaluation, and backpropagation after it, stepped through on the drawing of the graph."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from itertools import zip_longest

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.checks import check_choice, check_number, check_whole
from dl101.drawing import svg
from dl101.drawing.dot import Drawing, describe, in_rows, text_of, write
from dl101.drawing.numbers import format_matrix
from dl101.dtypes import to_array
from dl101.nodes import Node
from dl101.session import Session
from dl101.widgets.backward import Backward, Slot
from dl101.widgets.backward_sentences import on_arrow
from dl101.widgets.cell_widget import CellWidget
from dl101.widgets.evaluation import Evaluation
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.nudge import Nudge, curve, first_numbers, movable, nudge
from dl101.widgets.playback import backward_steps, forward_steps, value_lines
from dl101.widgets.sliders import entries_of, read_numbers, trial_numbers, write_numbers
from dl101.widgets.traits import Flag, InvalidValue, Whole

_MARK = 'data-note="dl101 still"'


class Stepper(CellWidget):
    """The drawing of a graph on which values appear in the order in which they are computed.

    `fetches`, `feed_dict` and `session` are as in `Session.run`; nothing in the session is
    changed. `sliders` are placeholders and variables that get a slider for each of their numbers,
    or a mapping of these to (low, high) or (low, high, step). `direction`, "down" or "right", is
    where the arrows point. `step`, the number of steps taken, can be set. With `guess`, the reader
    says at each step which node comes next; any node that can come next is right.

    `gradients` says what to differentiate `fetches` by, which is then a single node, the loss: a
    node, several nodes, or True for all variables and fed nodes with floating numbers that the
    loss depends on. Backpropagation then follows: the loss is visited first, then every node on
    the way to these, after all of its consumers, and gets the sum of what they contribute. The
    entries of a loss that is no scalar are summed. The gradient rules are those registered when
    the widget is made, and the nodes that they make are added to the graph. Where a gradient is
    shown, the reader can nudge the node: see how its gradient's prediction compares with what
    becomes of the loss.

    Raise ValueError for what cannot be shown, TypeError for what is no node or no number, and
    LookupError for an operation without a gradient rule.

    Examples
    --------
    >>> import dl101 as dl
    >>> with dl.Graph().as_default():
    ...     x = dl.placeholder(name="x")
    ...     stepper = Stepper(dl.square(x), {x: 3.0}, sliders={x: (-4, 4)})
    >>> stepper
    <Stepper: 2 steps to compute 'Square'>
    >>> stepper.sentences[1]
    'Square = x² = 3² = 9'
    >>> float(Stepper(stepper.order[-1], {x: 3.0}, gradients=True).gradients[x])
    6.0
    """

    _files = FrontEnd("stepper.js", "view.css", "stepper.css")

    step = Whole(0)
    guess = Flag(False)
    _taken = traitlets.List(traitlets.Int()).tag(sync=True, by_hand=True)
    _wrong = traitlets.Int(0).tag(sync=True, by_hand=True)
    _numbers = traitlets.List(traitlets.Float()).tag(sync=True, by_hand=True)
    _nudged = traitlets.Dict().tag(sync=True, by_hand=True)
    _sliders = traitlets.List().tag(sync=True)
    _drawing = traitlets.Dict().tag(sync=True)
    _trace = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        fetches: object,
        feed_dict: Mapping[Node, ArrayLike] | None = None,
        session: Session | None = None,
        sliders: object = None,
        direction: str = "down",
        gradients: bool | Node | Iterable[Node] = False,
        guess: bool = False,
    ) -> None:
        self._direction = check_choice("direction", direction, ("down", "right"))
        self._evaluation = Evaluation(fetches, feed_dict, session)
        self._given = dict(self._evaluation.held)
        self._entries = entries_of(sliders, self._given)
        self._values = self._evaluation.compute(self._given)
        self._backward = None
        if not (gradients is False or gradients is None):
            self._backward = Backward(self._evaluation, gradients, self._values)
            self._values = self._compute(self._given)
        super().__init__(guess=guess)
        self._begin()
        self.observe(self._moved, "_numbers")
        self.observe(self._asked, "_nudged")

    # What readers ask -----------------------------------------------------------------------

    @property
    def order(self) -> list[Node]:
        """The nodes in the order in which they get their values."""
        return list(self._evaluation.order)

    @property
    def sentences(self) -> list[str]:
        """Every step in words, with the present numbers."""
        return [step["sentence"] for step in self._trace["steps"]]

    @property
    def values(self) -> dict[Node, object]:
        """The value of each node for the present inputs, in evaluation order."""
        return {node: self._values[node] for node in self._evaluation.order}

    @property
    def gradients(self) -> dict[Node, object]:
        """The gradient of each node for the present inputs, in the order of the visits.

        None where no gradient arrives; empty if no gradients were asked for.
        """
        if self._backward is None:
            return {}
        totals = self._backward.totals
        return {n: self._values.get(totals.get(n)) for n in self._backward.order}

    @property
    def inputs(self) -> dict[Node, NDArray]:
        """The present values of what is fed and of the variables."""
        return dict(self._given)

    def nudge(self, node: Node, h: float, entry: int | Iterable[int] | None = None) -> Nudge:
        """Compare what a gradient predicts with what happens when a number grows by h.

        The number is the value of `node`, or the one at the index `entry` of it. Return how much
        the loss grows, `predicted` by the gradient times h, and `actual`: when the node has the
        new value, and everything that depends on it is computed anew.

        Examples
        --------
        >>> import dl101 as dl
        >>> with dl.Graph().as_default():
        ...     x = dl.placeholder(name="x")
        ...     stepper = Stepper(dl.square(x), {x: 3.0}, gradients=True)
        >>> stepper.nudge(x, 0.5)
        Nudge(predicted=3.0, actual=3.25)
        """
        if self._backward is None:
            raise InvalidValue("Without gradients nothing is predicted: pass gradients=True.")
        if not (isinstance(node, Node) and node in movable(self._backward, self._values)):
            raise InvalidValue(f"No gradient arrives at {node!r:.60}, so nothing is predicted.")
        index = _index_of(node, entry, np.shape(self._values[node]))
        return nudge(self._backward, self._values, node, index, check_number("h", h))

    # What readers set -----------------------------------------------------------------------

    def set_input(self, node: Node, value: ArrayLike) -> None:
        """Set a variable, or a node that was fed, to another value of the same shape."""
        if not isinstance(node, Node) or node not in self._given:
            raise InvalidValue(f"{node!r:.60} is no input of this evaluation.")
        value = to_array(value, node.dtype)
        if value.shape != self._given[node].shape:
            raise InvalidValue(
                f"'{node.name}' has shape {self._given[node].shape} here, not {value.shape}: for "
                f"another shape make a new Stepper."
            )
        self._change({**self._given, node: value.copy()})

    def reset(self) -> None:
        """Return to the first step and to the inputs that the widget was made with."""
        self.step = 0
        self._taken, self._wrong, self._nudged = [], 0, {}
        self._change(dict(self._evaluation.held), begin=True)

    def refresh(self) -> None:
        """Take over the values that the variables have in the session now."""
        self._evaluation.read()
        self._given = dict(self._evaluation.held)
        self._values = self._compute(self._given)
        self._begin()

    @traitlets.validate("step")
    def _possible(self, proposal: traitlets.Bunch) -> int:
        last = len(self._trace["steps"])
        if not 0 <= proposal.value <= last:
            raise InvalidValue(f"step must be from 0 to {last}, not {proposal.value}.")
        return proposal.value

    # Traffic with the front end -------------------------------------------------------------

    def _begin(self) -> None:
        starts = read_numbers(self._entries, self._given)
        pairs = zip(self._entries, starts, strict=True)
        self._sliders = [entry.described(start) for entry, start in pairs]
        self._drawing = self._laid_out()
        self._show(begin=True)

    def _change(self, given: dict[Node, NDArray], begin: bool = False) -> None:
        self._values = self._compute(given)
        self._given = given
        self._show(begin)

    def _show(self, begin: bool = False) -> None:
        steps = forward_steps(self._evaluation, self._values, self._value_lines)
        if self._backward is not None:
            first = len(steps)
            steps += backward_steps(self._backward, self._values, self._gradient_lines, first)
        numbers = read_numbers(self._entries, self._given)
        curves = self._curves(begin)
        self._trace = {"numbers": numbers, "steps": steps, "error": "", "curves": curves}
        self._numbers = numbers

    def _curves(self, begin: bool) -> list[dict]:
        """Compute the curve of the number that is nudged; at the beginning, those of others too."""
        numbers = self._number_nudged()
        if begin and self._backward is not None:
            numbers += first_numbers(self._backward, self._values)
        return [curve(self._backward, self._values, *one) for one in dict.fromkeys(numbers)]

    def _number_nudged(self) -> list[tuple[Node, int]]:
        """Find what the page nudges: what the reader has chosen, or else the last node visited.

        It is a node, and an entry of its value; there is none without gradients.
        """
        if self._backward is None:
            return []
        name, entry = self._nudged.get("node"), self._nudged.get("entry")
        nodes = movable(self._backward, self._values)
        for node in nodes:
            if node.name == name and entry in range(np.size(self._values[node])):
                return [(node, entry)]
        return [(node, 0) for node in nodes[-1:]]

    def _asked(self, _change: traitlets.Bunch) -> None:
        """Compute the curve that the reader has chosen, unless the page has it."""
        curves = self._trace["curves"]
        for node, entry in self._number_nudged():
            if not any((one["node"], one["entry"]) == (node.name, entry) for one in curves):
                more = curve(self._backward, self._values, node, entry)
                self._trace = {**self._trace, "curves": [*curves, more]}

    def _compute(self, given: Mapping[Node, ArrayLike]) -> dict[Node, object]:
        """Compute all nodes, including those of the gradients."""
        values = self._evaluation.compute(given)
        return values if self._backward is None else values | self._backward.compute(values)

    def _moved(self, change: traitlets.Bunch) -> None:
        """Follow the reader's sliders; a failure is shown beside them."""
        if change.new == self._trace["numbers"]:
            return
        try:
            self._change(write_numbers(self._entries, change.new, self._given))
        except Exception as error:  # whatever the reader's operations raise is shown to the reader
            message = f"{type(error).__name__}: {error}"
            self._trace = {**self._trace, "numbers": change.new, "error": message}

    # The picture ----------------------------------------------------------------------------

    def _texts(self, values: Mapping[Node, object]) -> dict[Node, list[str]]:
        drawn = self._evaluation.drawn
        return {node: text_of(node, values.get(node), None, True, False, in_rows) for node in drawn}

    def _gradient_texts(self, values: Mapping[Node, object]) -> dict[Node, list[str]]:
        """Write each node's gradient."""
        if self._backward is None:
            return {}
        return {node: self._backward.lines(node, values) for node in self._backward.order}

    def _arrow_texts(self, values: Mapping[Node, object]) -> dict[Slot, list[str]]:
        """Write what stands on the arrows after the way back."""
        if self._backward is None:
            return {}
        slots = (slot for node in self._backward.order for slot in self._backward.parts[node])
        return {slot: on_arrow(self._backward, slot, values) for slot in slots}

    def _write(
        self,
        texts: dict[Node, list[str]],
        gradient_texts: Mapping[Node, list[str]],
        arrow_texts: Mapping[Slot, list[str]],
    ) -> Drawing:
        texts = {node: [*lines, *gradient_texts.get(node, ())] for node, lines in texts.items()}
        drawing = write(texts, [], (), self._direction, arrow_texts)
        drawing.edge_attr["fontsize"] = "9"
        if arrow_texts:
            drawing.graph_attr["ranksep"] = "0.5"
            drawing.edge_attr["labelangle"] = "30"  # away from the text in the middle of the arrow
        drawing.description = describe(self._described(), self._evaluation.targets)
        return drawing

    def _described(self) -> dict[Node, list[str]]:
        """Write each node for the words of the still picture, matrices in a line."""
        totals = {} if self._backward is None else self._backward.totals
        return {
            node: text_of(
                node,
                self._values.get(node),
                self._values.get(totals.get(node)),
                True,
                False,
                lambda name, value: [f"{name} {format_matrix(value)}"],
            )
            for node in self._evaluation.drawn
        }

    def _laid_out(self) -> dict:
        """Lay the graph out with room for every number that sliders can lead to."""
        texts = self._texts(self._values)
        room = {n: value_lines(v) for n, v in self._values.items() if n in texts and v is not None}
        heads = {node: len(lines) - len(room.get(node, ())) for node, lines in texts.items()}
        self._value_lines = {node: range(heads[node], len(texts[node])) for node in room}
        gradient_room = self._gradient_texts(self._values)
        self._gradient_lines = {
            node: range(len(texts[node]), len(texts[node]) + len(lines))
            for node, lines in gradient_room.items()
        }
        arrow_room = self._arrow_texts(self._values)
        for values in self._trial_values():
            _widen(room, {node: value_lines(values[node]) for node in room})
            _widen(gradient_room, self._gradient_texts(values))
            _widen(arrow_room, self._arrow_texts(values))
        for node, lines in room.items():
            texts[node][heads[node] :] = lines
        names = ", ".join(f"'{node.name}'" for node in self._evaluation.targets)
        title = names + " and its gradients" * (self._backward is not None)
        drawing = self._write(texts, gradient_room, arrow_room)
        try:
            return {"svg": drawing.svg(), "title": title, "direction": self._direction}
        except svg.NoEngine:
            return {"svg": "", "title": title, "note": svg.HOW_TO_INSTALL, "dot": drawing.source}

    def _trial_values(self) -> Iterable[dict[Node, object]]:
        """Compute all nodes for some settings of the sliders, where that is possible."""
        for numbers in trial_numbers(self._entries):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    yield self._compute(write_numbers(self._entries, numbers, self._given))
                except Exception:  # the reader sees it when these numbers are chosen
                    continue

    # Showing --------------------------------------------------------------------------------

    def still(self) -> Drawing:
        """Draw the graph with all values and gradients."""
        makers = self._texts, self._gradient_texts, self._arrow_texts
        return self._write(*(texts_of(self._values) for texts_of in makers))

    def __repr__(self) -> str:
        count = len(self._trace["steps"])
        return (
            f"<Stepper: {count} step{'s' * (count != 1)} to compute {self._drawing.get('title')}>"
        )

    def _still_output(self) -> dict[str, str]:
        drawing = self.still()
        bundle = drawing._repr_mimebundle_()
        if "image/svg+xml" in bundle:
            picture = bundle["image/svg+xml"].replace("<svg", f"<svg {_MARK}", 1)
            bundle["image/svg+xml"] = picture
            bundle["text/html"] = svg.as_image(picture, drawing.description)
        return bundle


def _index_of(node: Node, entry: object, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Check the index of a number in a node's value."""
    several = isinstance(entry, Iterable) and getattr(entry, "ndim", 1) > 0
    index = tuple(entry) if several else () if entry is None else (entry,)
    if len(index) != len(shape):
        raise InvalidValue(
            f"The value of '{node.name}' has shape {shape}: say which of its numbers is nudged, "
            f"such as entry={(0,) * len(shape)}."
            if shape
            else f"The value of '{node.name}' is a single number: it has no entry {entry!r:.60}."
        )
    names = (f"entry[{axis}]" for axis in range(len(shape)))
    return tuple(map(check_whole, names, index, (0,) * len(shape), (n - 1 for n in shape)))


def _widen(room: dict, texts: Mapping) -> None:
    """Keep the longer text for each line of `room`."""
    for part, lines in texts.items():
        pairs = zip_longest(room[part], lines, fillvalue="")
        room[part] = [max(pair, key=_width) for pair in pairs]


def _width(text: str) -> float:
    """Estimate how wide a text is, in digits."""
    return sum(0.6 if c in ".,[]- " else 1.0 for c in text)
