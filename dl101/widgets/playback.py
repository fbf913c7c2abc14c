"""The steps of an evaluation and of backpropagation, as the page plays them.

A step is a dict: ``phase`` is "forward" or "backward"; ``name`` is the node's, as in its box;
``needs`` holds the numbers of the steps that must come before, counted from 0; ``focus`` and
``edges`` are ids in the drawing; ``reads`` lists what the step uses (id, line), ``writes`` what
appears where (id, line, text); ``rows`` and ``sentence`` say it in words. A step back to a node
whose numbers have a gradient has the ``shape`` of the node's value. The `lines` of the functions
say in which lines of its box a node's value, or gradient, is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from dl101.drawing.dot import in_rows
from dl101.drawing.looks import short_name
from dl101.nodes import Node, Variable, constant
from dl101.widgets.backward import Backward, Slot
from dl101.widgets.backward_sentences import about_gradient, on_arrow
from dl101.widgets.evaluation import Evaluation
from dl101.widgets.nudge import movable
from dl101.widgets.sentences import Sentence, about_operation, about_source


def forward_steps(
    evaluation: Evaluation, values: Mapping[Node, object], lines: Mapping[Node, range]
) -> list[dict]:
    """Make a step for each node that gets a value."""
    steps = []
    place = {node: k for k, node in enumerate(evaluation.order)}
    for node in evaluation.order:
        fed = node in evaluation.fed
        if fed or isinstance(node, Variable | constant):
            sentence = about_source(node, values[node], fed, evaluation.held.get(node))
        else:
            sentence = about_operation(node, values)
        slots = [] if fed else [(node, i) for i in range(len(node.inputs))]
        used = [i for i in node.inputs if i in lines and not fed]
        written = _in_box(node, lines, value_lines(values[node]))
        needs = [] if fed else [place[i] for i in dict.fromkeys(node.inputs)]
        steps.append(_step("forward", node, needs, slots, used, lines, written, sentence))
    return steps


def backward_steps(
    backward: Backward, values: Mapping[Node, object], lines: Mapping[Node, range], first: int
) -> list[dict]:
    """Make a step for each node visited; `first` is the number of the first of them."""
    steps = []
    place = {node: k for k, node in enumerate(backward.order, first)}
    nodes = movable(backward, values)
    for node in backward.order:
        slots = list(backward.parts[node])
        used = [consumer for consumer, _ in slots]
        sentence = about_gradient(backward, node, values)
        written = _in_box(node, lines, backward.lines(node, values))
        for slot in slots:
            written += _written(_arrow(*slot), 0, on_arrow(backward, slot, values))
        needs = [place[c] for c in backward.consumers(node)] or [first - 1]
        step = _step("backward", node, needs, slots, used, lines, written, sentence)
        if node in nodes:
            step["shape"] = list(np.shape(values[node]))
        steps.append(step)
    return steps


def _step(
    phase: str,
    node: Node,
    needs: list[int],
    slots: list[Slot],
    used: list[Node],
    lines: Mapping[Node, range],
    written: list[list],
    sentence: Sentence,
) -> dict:
    return {
        "node": node.name,
        "name": short_name(node),
        "phase": phase,
        "needs": needs,
        "focus": [_box(node)],
        "edges": [_arrow(*slot) for slot in slots],
        "reads": [[_box(other), line] for other in used for line in lines[other]],
        "writes": written,
        "rows": sentence.rows,
        "sentence": sentence.text,
    }


def _in_box(node: Node, lines: Mapping[Node, range], texts: Iterable[str]) -> list[list]:
    return _written(_box(node), lines[node].start, texts) if node in lines else []


def _written(part: str, first: int, texts: Iterable[str]) -> list[list]:
    return [[part, line, text] for line, text in enumerate(texts, first)]


def _box(node: Node) -> str:
    return f"node-{node.name}"


def _arrow(consumer: Node, i: int) -> str:
    return f"edge-{consumer.name}-{i}"


def value_lines(value: object) -> list[str]:
    """Write a value as in a node's box."""
    return in_rows("value", value)
