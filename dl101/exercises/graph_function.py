"""Exercises whose answer is a function that builds a part of a graph."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..graph import Graph, Node, placeholder, topological_order
from ..session import Session
from .answers import Wrong, call, described, returned, same, shown, shown_in_lines
from .old_exercise import Exercise


class Mistake(NamedTuple):
    """A typical wrong answer.

    Parameters
    ----------
    message : str
        What to tell whoever makes it.
    formulas : tuple of callable
        What it computes, as functions of arrays; several where it has several faces.
    """

    message: str
    formulas: tuple[Callable, ...]


class GraphFunction(Exercise):
    """An exercise whose answer takes nodes and returns a node.

    The answer is tried on every case. If it is wrong somewhere, it is compared with the typical
    mistakes: the one that agrees with it on all cases is the diagnosis.

    Attributes
    ----------
    parameters : tuple of str
        Names of the nodes that the answer takes.
    batched : tuple of str
        Those whose first axis is unknown while the graph is built.
    cases : tuple of tuple
        Values for the parameters.
    mistakes : dict of str to Mistake
    forbidden : dict of str to str
        For an `op_type` that would make the exercise void: what to tell its user.
    """

    parameters: tuple[str, ...]
    batched: tuple[str, ...] = ()
    cases: tuple[tuple, ...]
    mistakes: dict[str, Mistake]
    forbidden: dict[str, str] = {}  # noqa: RUF012

    @staticmethod
    def right(*values):
        """Compute the right values, with NumPy."""
        raise NotImplementedError

    def judge(self, answer: Callable) -> str | None:
        """See `Exercise.judge`."""
        found = [self.outcome(answer, case) for case in self.cases]
        wanted = [_computed(self.right, case) for case in self.cases]
        if not _agree(found, wanted):
            self._diagnose(answer, found, wanted)
        return self.refine(answer)

    def refine(self, answer: Callable) -> str | None:
        """Judge what only matters for an answer that is right on all cases."""
        return None

    def outcome(self, answer: Callable, case: tuple) -> np.ndarray | Wrong:
        """Build the answer's node and compute it; hand back what it stopped with."""
        with Graph().as_default():
            inputs = self._placeholders(case)
            try:
                node = returned(call(answer, *inputs), "a node")
                self.must_belong(node, inputs)
                with Session() as session:
                    value = call(session.run, node, dict(zip(inputs, case, strict=True)))
            except Wrong as wrong:
                if wrong.mistake != "exception":
                    raise
                return _explained(wrong)
        return self.as_array(value)

    def as_array(self, value) -> np.ndarray:
        """Turn a node's value into an array of numbers."""
        if value is None:
            raise Wrong("no_value", "Your node has no value: it is made for what it does.")
        return np.asarray(value, dtype=float)

    def _placeholders(self, case: tuple) -> list[placeholder]:
        nodes = []
        for name, value in zip(self.parameters, case, strict=True):
            shape = list(np.shape(value))
            if name in self.batched:
                shape[0] = None
            nodes.append(placeholder(shape=shape, name=name))
        return nodes

    def must_belong(self, node, inputs: list[placeholder]) -> None:
        """Raise `Wrong` unless the answer is a node that may be run."""
        if not isinstance(node, Node):
            raise Wrong(
                "not_a_node",
                f"Your function returns {described(node)}; it is to return a node. Build it from "
                f"the nodes that it takes, with `dl`'s operations; the value comes later, when a "
                f"session runs.",
            )
        if node.graph is not inputs[0].graph:
            raise Wrong("other_graph", _OTHER_GRAPH)
        for needed in topological_order([node]):
            if needed.op_type in self.forbidden:
                raise Wrong("forbidden", self.forbidden[needed.op_type])

    def _diagnose(self, answer: Callable, found: list, wanted: list) -> None:
        wrong = [i for i in range(len(found)) if not _agree(found[i : i + 1], wanted[i : i + 1])]
        # An example in numbers tells more than one that stops.
        i = next((i for i in wrong if not isinstance(found[i], Wrong)), wrong[0])
        for key, mistake in self.mistakes.items():
            for formula in mistake.formulas:
                guess = [_computed(formula, case) for case in self.cases]
                if _agree(found, guess):
                    example = self.example(self.cases[i], found[i], wanted[i])
                    raise Wrong(key, f"{mistake.message}\n\n{example}")
        for outcome in found:
            if isinstance(outcome, Wrong):
                raise outcome
        example = self.example(self.cases[i], found[i], wanted[i])
        unused = self._unused(answer)
        if unused:
            raise Wrong(
                "unused", f"Your node does not depend on {unused}, and it should.\n\n{example}"
            )
        if not np.isfinite(found[i]).all():
            raise Wrong(
                "not_finite",
                f"A result is not finite: look for a division by 0, a logarithm of 0 or a very "
                f"large exponential.\n\n{example}",
            )
        raise Wrong("other", example)

    def _unused(self, answer: Callable) -> str:
        with Graph().as_default():
            inputs = self._placeholders(self.cases[0])
            needed = topological_order([call(answer, *inputs)])
        return " and ".join(f"`{node.name}`" for node in inputs if node not in needed)

    def example(self, case: tuple, found, wanted: np.ndarray) -> str:
        """Tell what a case gives, and what it should give."""
        given = dict(zip(self.parameters, case, strict=True))
        if isinstance(found, Wrong):
            values = ", ".join(f"`{name}` = {shown(value)}" for name, value in given.items())
            return f"For {values} it cannot be computed at all: {found.message.strip()}"
        shapes = ""
        if found.shape != wanted.shape:
            shapes = f" Its shape is `{found.shape}`; it should be `{wanted.shape}`."
        if max(map(np.ndim, (*case, found, wanted))) < 2:
            values = ", ".join(f"`{name}` = {shown(value)}" for name, value in given.items())
            text = (
                f"For {values} your node's value is {shown(found)}; it should be {shown(wanted)}."
            )
            return text + shapes
        table = shown_in_lines(given | {"your node's value": found, "it should be": wanted})
        return f"An example:{shapes}\n\n{table}"


_OTHER_GRAPH = (
    "Your function uses a node that was made outside of it. Build everything from the nodes that "
    "the function takes: each time it is called, it gets other ones, of another graph."
)


def _explained(wrong: Wrong) -> Wrong:
    if "nodes of two graphs" in wrong.message:
        raise Wrong("other_graph", f"{_OTHER_GRAPH}\n\n{wrong.message}")
    return wrong


def _computed(formula: Callable, case: tuple) -> np.ndarray | None:
    with np.errstate(all="ignore"):
        try:
            return np.asarray(formula(*map(np.asarray, case)), dtype=float)
        except ValueError:  # the shapes do not fit: for some mistakes, that is a symptom
            return None


def _agree(found: list, guess: list) -> bool:
    """Say whether outcomes agree: equal arrays, or failure on both sides, but not all failures."""
    pairs = list(zip(found, guess, strict=True))
    failed = [(isinstance(a, Wrong), b is None) for a, b in pairs]
    if any(a != b for a, b in failed) or all(a for a, _ in failed):
        return False
    return all(isinstance(a, Wrong) or same(a, b) for a, b in pairs)
