"""Backpropagation taken apart: which nodes it visits, and what each gradient is the sum of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from dl101.drawing.looks import PICTURE_SCOPE
from dl101.drawing.numbers import format_value
from dl101.dtypes import is_floating
from dl101.gradients.backprop import backpropagate, between, seed
from dl101.gradients.registry import input_gradients
from dl101.graph import name_scope, topological_order
from dl101.nodes import Node, constant
from dl101.widgets.checks import InvalidValue
from dl101.widgets.formulas import formula_of
from dl101.widgets.trace import Evaluation


class Backward:
    """What `dl101.gradients` does on the graph of an evaluation.

    The gradients' nodes are added to the reader's graph, as by `dl101.gradients`.

    Parameters
    ----------
    evaluation : Evaluation
        Of one node, the loss.
    xs : True, Node, or iterable of Node
        What to differentiate by; true stands for everything that the evaluation is given, its
        variables among it, and that is a floating number.
    values : mapping of Node to ndarray
        What `Evaluation.compute` returned; of these, only the shapes matter.

    Attributes
    ----------
    loss : Node
    order : list of Node
        The nodes visited, each after all of its consumers.
    totals : dict of Node to Node
        The gradient of each node that one reaches.
    parts : dict of Node to dict
        What each gradient is the sum of, as `backpropagate` returns it.
    slopes : dict of (Node, int) to (Node, Node)
        By consumer and number of its input, where both are single numbers: the local
        derivative, and the 1 that it was made from.
    formulas, slope_formulas : dict of (Node, int) to Formula
        How the rules write contributions and local derivatives.

    Raises
    ------
    TypeError
        If the loss is no floating number, or one of `xs` no node.
    ValueError
        If there are several losses, nothing to differentiate by, or one of `xs` is no part of
        the evaluation.
    LookupError
        If an operation on the way has no gradient rule.
    """

    def __init__(self, evaluation: Evaluation, xs: object, values: Mapping[Node, object]) -> None:
        if len(evaluation.targets) > 1:
            names = ", ".join(f"'{target.name}'" for target in evaluation.targets)
            raise InvalidValue(
                f"Gradients are those of one node, the loss, and here are {names}: fetch one, or "
                f"add them up."
            )
        self.evaluation = evaluation
        (self.loss,) = evaluation.targets
        with self.loss.graph.as_default(), name_scope(PICTURE_SCOPE):
            start = seed(self.loss)
            xs = self._wanted(xs)
            self.totals, self.parts = backpropagate([self.loss], [start], xs, evaluation.fed)
            self.slopes = self._local_derivatives(values)
        active = between(evaluation.order, xs, evaluation.fed)
        self.order = [n for n in reversed(evaluation.order) if n in active or n in xs]
        self._read_formulas(values)

    def _wanted(self, xs: object) -> list[Node]:
        order = self.evaluation.order
        if xs is True:
            found = [n for n in order if n in self.evaluation.given and is_floating(n.dtype)]
            if not found:
                raise InvalidValue(
                    f"'{self.loss.name}' depends on no variable and on no placeholder with "
                    f"floating numbers: there is nothing to differentiate by."
                )
            return found
        xs = list(xs) if isinstance(xs, Iterable) and not isinstance(xs, Node | str) else [xs]
        for x in xs:
            if not isinstance(x, Node):
                raise TypeError(f"gradients is True or nodes, and {x!r:.60} is no node.")
            if x not in order:
                raise InvalidValue(
                    f"There is no gradient with respect to '{x.name}': nothing here is computed "
                    f"from it."
                )
        if not xs:
            raise InvalidValue("There are no nodes to differentiate by: gradients is empty.")
        return xs

    def _local_derivatives(self, values: Mapping) -> dict[tuple, tuple[Node, Node]]:
        """Apply each rule, where it is about single numbers, to a gradient of 1."""
        found = {}
        for consumer in self.totals:
            slots = [(consumer, i) for i in range(len(consumer.inputs))]
            slots = [slot for slot in slots if slot in self.parts.get(_source(slot), {})]
            if slots and all(np.ndim(values[node]) == 0 for node in (consumer, *consumer.inputs)):
                one = constant(1.0, consumer.dtype, ())
                slopes = input_gradients(consumer, one)
                found |= {
                    slot: (slopes[slot[1]], one) for slot in slots if slopes[slot[1]] is not None
                }
        return found

    def _read_formulas(self, values: Mapping) -> None:
        known = set(self.evaluation.order)
        parts = {
            slot: part
            for parts in self.parts.values()
            for slot, part in parts.items()
            if slot[0] is not None
        }
        roots = [*parts.values(), *(slope for slope, _ in self.slopes.values())]
        made = topological_order(roots, given=values)
        shapes = {n: np.shape(v) for n, v in self.evaluation.compute_more(made, values).items()}
        shapes |= {node: np.shape(value) for node, value in values.items()}
        self.formulas = {
            slot: formula_of(part, known | {self.totals[slot[0]]}, shapes)
            for slot, part in parts.items()
        }
        self.slope_formulas = {
            slot: formula_of(slope, known, shapes, one)
            for slot, (slope, one) in self.slopes.items()
        }

    # Numbers ---------------------------------------------------------------------------------

    def compute(self, values: Mapping[Node, object]) -> dict[Node, object]:
        """Compute every gradient, and what it is the sum of.

        Parameters
        ----------
        values : mapping of Node to ndarray
            What `Evaluation.compute` returned.

        Returns
        -------
        dict of Node to ndarray
            The values of the gradients' nodes.
        """
        parts = [part for parts in self.parts.values() for part in parts.values()]
        slopes = [slope for slope, _ in self.slopes.values()]
        return self.evaluation.compute_more([*self.totals.values(), *parts, *slopes], values)

    def contributions(self, node: Node) -> dict[tuple[Node, int], Node]:
        """Return what a node's gradient is the sum of.

        Parameters
        ----------
        node : Node

        Returns
        -------
        dict of (Node, int) to Node
            By consumer and number of the consumer's input, the node of the contribution.
        """
        return {
            slot: part for slot, part in self.parts.get(node, {}).items() if slot[0] is not None
        }

    def text(self, node: Node, values: Mapping[Node, object]) -> str:
        """Write a node's gradient as it stands in its box.

        Parameters
        ----------
        node : Node
            One of `order`.
        values : mapping of Node to ndarray
            Those of the gradients.

        Returns
        -------
        str
        """
        if node not in self.totals:
            return "no gradient"
        return f"grad {format_value(values[self.totals[node]])}"


def _source(slot: tuple[Node, int]) -> Node:
    consumer, i = slot
    return consumer.inputs[i]
