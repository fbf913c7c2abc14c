"""Backpropagation taken apart: which nodes it visits, and what each gradient is the sum of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from dl101.drawing.dot import in_rows
from dl101.drawing.looks import PICTURE_SCOPE
from dl101.dtypes import is_floating
from dl101.gradients.backprop import between, initial_gradient, unbroadcast
from dl101.gradients.registry import input_gradients
from dl101.graph import name_scope, topological_order
from dl101.nodes import Node, constant
from dl101.operations import add_n
from dl101.widgets.evaluation import Evaluation
from dl101.widgets.formulas import formula_of
from dl101.widgets.traits import InvalidValue

Slot = tuple[Node, int]
"""A consumer and the number of one of its inputs."""


class Backward:
    """What `dl101.gradients` does on the graph of an evaluation.

    The evaluation has one target, the loss. `wanted` holds the nodes to differentiate by, or is
    True for all inputs with floating numbers. Of `values`, those that `Evaluation.compute`
    returned, only the shapes matter. The gradients' nodes are added to the reader's graph.

    Attributes
    ----------
    order : list of Node
        The nodes visited, each after all of its consumers.
    totals : dict of Node to Node
        The gradient of each node that one reaches.
    parts : dict of Node to (dict of Slot to Node)
        What each node's gradient is the sum of.
    slopes : dict of Slot to (Node, Node)
        Where both are single numbers, the local derivative and the 1 that it was made from.
    formulas, slope_formulas : dict of Slot to Formula
        How the gradient rules write contributions and local derivatives.
    """

    def __init__(self, evaluation: Evaluation, wanted: object, values: Mapping) -> None:
        self.evaluation = evaluation
        self.loss = _only(evaluation.targets)
        xs = self._nodes(wanted)
        with self.loss.graph.as_default(), name_scope(PICTURE_SCOPE):
            self._walk(xs)
            self.slopes = self._local_derivatives(values)
        self._read_formulas(values)

    def _nodes(self, wanted: object) -> list[Node]:
        order = self.evaluation.order
        if wanted is True:
            found = [n for n in order if n in self.evaluation.held and is_floating(n.dtype)]
            if not found:
                raise InvalidValue(
                    f"'{self.loss.name}' depends on no variable and on no placeholder with "
                    f"floating numbers: there is nothing to differentiate by."
                )
            return found
        several = isinstance(wanted, Iterable) and not isinstance(wanted, Node | str)
        xs = list(wanted) if several else [wanted]
        for x in xs:
            if not isinstance(x, Node):
                raise TypeError(f"gradients must be True or nodes; {x!r:.60} is no node.")
            if x not in order:
                raise InvalidValue(
                    f"There is no gradient with respect to '{x.name}': nothing here is computed "
                    f"from it."
                )
        if not xs:
            raise InvalidValue("There are no nodes to differentiate by: gradients is empty.")
        return xs

    def _walk(self, xs: list[Node]) -> None:
        """Walk back as `dl101.gradients` does, and keep what each gradient is the sum of."""
        order, fed = self.evaluation.order, self.evaluation.fed
        active = between(order, xs, fed)
        self.order = [node for node in reversed(order) if node in active or node in xs]
        self.parts: dict[Node, dict[Slot, Node]] = {node: {} for node in order}
        self.totals = {self.loss: initial_gradient(self.loss)}
        for node in reversed(order):
            if parts := list(self.parts[node].values()):
                self.totals[node] = parts[0] if len(parts) == 1 else add_n(parts)
            if node in self.totals and node not in fed and active.intersection(node.inputs):
                for i, part in enumerate(input_gradients(node, self.totals[node])):
                    if part is not None and node.inputs[i] in active:
                        self.parts[node.inputs[i]][node, i] = unbroadcast(node, i, part)

    def _local_derivatives(self, values: Mapping) -> dict[Slot, tuple[Node, Node]]:
        """Apply each rule that is about single numbers to a gradient of 1."""
        found = {}
        for consumer in dict.fromkeys(consumer for consumer, _ in self._all_parts()):
            if all(np.ndim(values[node]) == 0 for node in (consumer, *consumer.inputs)):
                one = constant(1.0, consumer.dtype, ())
                for i, slope in enumerate(input_gradients(consumer, one)):
                    if slope is not None and self.has_part(consumer, i):
                        found[consumer, i] = (slope, one)
        return found

    def has_part(self, consumer: Node, i: int) -> bool:
        """Whether a consumer contributes to the gradient of its input `i`."""
        return (consumer, i) in self.parts[consumer.inputs[i]]

    def consumers(self, node: Node) -> list[Node]:
        """Return the nodes that must have been visited before `node`."""
        fed = self.evaluation.fed
        return [c for c in self.order if node in c.inputs and c not in fed]

    def _all_parts(self) -> dict[Slot, Node]:
        return {slot: part for parts in self.parts.values() for slot, part in parts.items()}

    def _read_formulas(self, values: Mapping) -> None:
        roots = [*self._all_parts().values(), *(slope for slope, _ in self.slopes.values())]
        made = topological_order(roots, given=values)
        everything = values | self.evaluation.compute_more(made, values)
        shapes = {node: np.shape(value) for node, value in everything.items()}
        known = set(self.evaluation.order)
        self.formulas = {
            (consumer, i): formula_of(part, known | {self.totals[consumer]}, shapes)
            for (consumer, i), part in self._all_parts().items()
        }
        self.slope_formulas = {
            slot: formula_of(slope, known, shapes, one)
            for slot, (slope, one) in self.slopes.items()
        }

    def compute(self, values: Mapping[Node, object]) -> dict[Node, object]:
        """Compute every gradient, and what it is the sum of, from `Evaluation.compute`'s values."""
        slopes = [slope for slope, _ in self.slopes.values()]
        nodes = [*self.totals.values(), *self._all_parts().values(), *slopes]
        return self.evaluation.compute_more(nodes, values)

    def lines(self, node: Node, values: Mapping[Node, object]) -> list[str]:
        """Write a node's gradient as in its box."""
        if node not in self.totals:
            return ["no gradient"]
        return in_rows("grad", values[self.totals[node]])


def _only(targets: tuple[Node, ...]) -> Node:
    if len(targets) > 1:
        names = ", ".join(f"'{target.name}'" for target in targets)
        raise InvalidValue(
            f"Gradients are those of one node, the loss, but several were given: {names}. Fetch "
            f"one, or add them up."
        )
    return targets[0]
