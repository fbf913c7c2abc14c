"""Backpropagation taken apart: which nodes it visits, and what each gradient is the sum of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from dl101.drawing.looks import PICTURE_SCOPE, short_name
from dl101.drawing.numbers import format_value
from dl101.dtypes import is_floating
from dl101.gradients.backprop import backpropagate, between, seed
from dl101.gradients.registry import input_gradients
from dl101.graph import Node, Operation, constant, name_scope, topological_order
from dl101.widgets.checks import InvalidValue
from dl101.widgets.formulas import Formula, formula_of
from dl101.widgets.sentences import Sentence, symbol
from dl101.widgets.trace import Evaluation

TIMES = "\N{MULTIPLICATION SIGN}"


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

    Attributes
    ----------
    loss : Node
    order : list of Node
        The nodes visited, each after all of its consumers.
    totals : dict of Node to Node
        The gradient of each node that one reaches.

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
            self.totals, self._parts = backpropagate([self.loss], [start], xs, evaluation.fed)
            self._slopes = self._local_derivatives(values)
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
            slots = [slot for slot in slots if slot in self._parts.get(_source(slot), {})]
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
            for parts in self._parts.values()
            for slot, part in parts.items()
            if slot[0] is not None
        }
        roots = [*parts.values(), *(slope for slope, _ in self._slopes.values())]
        made = topological_order(roots, given=values)
        shapes = {n: np.shape(v) for n, v in self.evaluation.compute_more(made, values).items()}
        shapes |= {node: np.shape(value) for node, value in values.items()}
        self._formulas = {
            slot: formula_of(part, known | {self.totals[slot[0]]}, shapes)
            for slot, part in parts.items()
        }
        self._slope_formulas = {
            slot: formula_of(slope, known, shapes, one)
            for slot, (slope, one) in self._slopes.items()
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
        parts = [part for parts in self._parts.values() for part in parts.values()]
        slopes = [slope for slope, _ in self._slopes.values()]
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
            slot: part for slot, part in self._parts.get(node, {}).items() if slot[0] is not None
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

    # Words -----------------------------------------------------------------------------------

    def sentence(self, node: Node, values: Mapping[Node, object]) -> Sentence:
        """Say in words what a node's gradient is, and where it comes from.

        Parameters
        ----------
        node : Node
            One of `order`.
        values : mapping of Node to ndarray
            Those of the evaluation and of the gradients.

        Returns
        -------
        Sentence
        """
        if node not in self.totals:
            rows = self._about_none(node)
        elif node is self.loss:
            rows = self._about_loss(node, values)
        else:
            rows = self._about_sum(node, values)
        head = f"Back to {short_name(node)}"
        return Sentence([head, *rows], f"{head}: {'; '.join(rows)}")

    def _about_loss(self, node: Node, values: Mapping) -> list[str]:
        name, one = short_name(node), format_value(values[self.totals[node]])
        if np.ndim(values[node]):
            return [
                f"{_d(node)} = {one}",
                f"{name} has several entries: what is differentiated is their sum",
                f"(dx is short for ∂ sum({name}) / ∂x)",
            ]
        return [f"{_d(node)} = ∂{name}/∂{name} = {one}", f"(dx is short for ∂{name}/∂x)"]

    def _about_sum(self, node: Node, values: Mapping) -> list[str]:
        parts = self._parts[node]
        rows = self._silent_consumers(node)
        if len(parts) == 1:
            ((slot, part),) = parts.items()
            return rows + self._about_part(f"{_d(node)} =", slot, part, values)
        summands = []
        for slot, part in parts.items():
            label = _label(slot, parts)
            rows += self._about_part(f"from {label}:", slot, part, values)
            summands.append(f"{format_value(values[part])} (from {label})")
        total = " + ".join(summands).replace("+ -", "- ")
        return [*rows, f"{_d(node)} = {total} = {format_value(values[self.totals[node]])}"]

    def _about_part(self, head: str, slot: tuple, part: Node, values: Mapping) -> list[str]:
        if slot in self._slopes:
            rows = self._as_product(head, slot, part, values)
            if rows:
                return rows
        consumer, i = slot
        names = {self.totals[consumer]: _d(consumer)}
        formula = self._formulas[slot]
        rows = [_equations(head, formula, values[part], values, names)]
        if np.shape(values[consumer]) != np.shape(values[consumer.inputs[i]]) and formula:
            written = formula.write(lambda n: str(np.shape(values[n])))
            rows.append(f"shapes: {written} → {np.shape(values[part])}")
        return rows

    def _as_product(self, head: str, slot: tuple, part: Node, values: Mapping) -> list[str]:
        """Write a contribution as gradient times local derivative, if its rule gives that."""
        consumer, i = slot
        grad, slope = values[self.totals[consumer]], values[self._slopes[slot][0]]
        if not np.isclose(values[part], grad * slope, equal_nan=True):
            return []
        node = consumer.inputs[i]
        below = short_name(node) if consumer.inputs.count(node) == 1 else f"(input {i + 1})"
        ratio = f"∂{short_name(consumer)}/∂{below}"
        numbers = f"{format_value(grad)} {TIMES} {_plain(slope)} = {format_value(values[part])}"
        return [
            _equations(f"{ratio} =", self._slope_formulas[slot], slope, values, {}),
            f"{head} {_d(consumer)} {TIMES} {ratio} = {numbers}",
        ]

    def _consumers(self, node: Node) -> list[tuple[Operation, int]]:
        return [
            (consumer, i)
            for consumer in reversed(self.evaluation.order)
            if consumer not in self.evaluation.fed
            for i, needed in enumerate(consumer.inputs)
            if needed is node
        ]

    def _silent_consumers(self, node: Node) -> list[str]:
        """Name the consumers that hand nothing on, and say why."""
        rows = []
        for consumer, i in self._consumers(node):
            if (consumer, i) in self._parts.get(node, {}):
                continue
            name = short_name(consumer)
            if consumer in self.totals:
                rows.append(f"from {name} nothing: the rule of {consumer.op_type} gives None")
            elif not is_floating(consumer.dtype):
                rows.append(f"from {name} nothing: it is {consumer.dtype.name}")
            else:
                rows.append(f"from {name} nothing: no gradient reaches it")
        return rows

    def _about_none(self, node: Node) -> list[str]:
        if not is_floating(node.dtype):
            return [f"it is {node.dtype.name}, and only floating numbers have a gradient"]
        return ["no gradient arrives (None)", *self._silent_consumers(node)]


def backward_steps(
    backward: Backward, values: Mapping[Node, object], rows: Mapping[Node, int], first: int
) -> list[dict]:
    """Write backpropagation down for the front end to play, as `trace.steps` does the rest.

    Parameters
    ----------
    backward : Backward
    values : mapping of Node to ndarray
        Those of the evaluation and of the gradients.
    rows : mapping of Node to int
        In which line of its box a node's gradient stands.
    first : int
        The number of the first of these steps.

    Returns
    -------
    list of dict
        As of `trace.steps`; ``edges`` lead from the node to those that it gets gradients from.
    """
    return [_step(backward, node, values, rows, k) for k, node in enumerate(backward.order, first)]


def _step(
    backward: Backward,
    node: Node,
    values: Mapping[Node, object],
    rows: Mapping[Node, int],
    count: int,
) -> dict:
    box = f"node-{node.name}"
    slots = backward.contributions(node)
    sentence = backward.sentence(node, values)
    return {
        "node": node.name,
        "phase": "backward",
        "focus": [box],
        "edges": [f"edge-{consumer.name}-{i}" for consumer, i in slots],
        "reads": [[f"node-{consumer.name}", rows[consumer]] for consumer, _ in slots],
        "writes": [[box, rows[node], backward.text(node, values)]],
        "badge": str(count),
        "rows": sentence.rows,
        "sentence": sentence.text,
    }


def _equations(
    head: str, formula: Formula | None, value: object, values: Mapping, names: Mapping[Node, str]
) -> str:
    """Write a formula in symbols, in numbers, and its value."""
    result = format_value(value)
    if formula is None:
        return f"{head} {result}, by the rule of the operation"
    symbols = formula.write(lambda n: names.get(n) or symbol(n))
    numbers = formula.write(lambda n: format_value(values[n]))
    texts = [symbols, *([numbers] if numbers not in (symbols, result) else [])]
    return f"{head} {' = '.join([*texts, *([result] if result != symbols else [])])}"


def _label(slot: tuple, parts: Mapping) -> str:
    consumer, i = slot
    several = sum(other is consumer for other, _ in parts) > 1
    return short_name(consumer) + (f", input {i + 1}" if several else "")


def _d(node: Node) -> str:
    """Write the gradient with respect to a node, as in dx."""
    name = short_name(node)
    return f"d{name}" if name.isidentifier() else f"d({name})"


def _source(slot: tuple[Node, int]) -> Node:
    consumer, i = slot
    return consumer.inputs[i]


def _plain(value: object) -> str:
    text = format_value(value)
    return f"({text})" if text.startswith("-") else text
