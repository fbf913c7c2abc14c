"""The steps of an evaluation and of backpropagation, as the page plays them.

A step is a dict: ``phase`` is "forward" or "backward"; ``name`` is the node's, as in its box;
``needs`` holds the numbers of the steps that must come before, counted from 0; ``focus`` and
``edges`` are ids in the drawing; ``reads`` lists what the step uses (id, line), ``writes`` what
appears where (id, line, text); ``rows`` and ``sentence`` say it in words. The `lines` of the
functions say in which line of its box a node's value, or gradient, is written.
"""

from __future__ import annotations

from collections.abc import Mapping

from dl101.drawing.looks import short_name
from dl101.drawing.numbers import format_value
from dl101.nodes import Node, Variable, constant
from dl101.widgets.backward import Backward, Slot
from dl101.widgets.backward_sentences import about_gradient
from dl101.widgets.evaluation import Evaluation
from dl101.widgets.sentences import Sentence, about_operation, about_source


def forward_steps(
    evaluation: Evaluation, values: Mapping[Node, object], lines: Mapping[Node, int]
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
        text = value_text(values[node])
        needs = [] if fed else [place[i] for i in dict.fromkeys(node.inputs)]
        steps.append(_step("forward", node, needs, slots, used, lines, text, sentence))
    return steps


def backward_steps(
    backward: Backward, values: Mapping[Node, object], lines: Mapping[Node, int], first: int
) -> list[dict]:
    """Make a step for each node visited; `first` is the number of the first of them."""
    steps = []
    place = {node: k for k, node in enumerate(backward.order, first)}
    for node in backward.order:
        slots = list(backward.parts[node])
        used = [consumer for consumer, _ in slots]
        text, sentence = backward.text(node, values), about_gradient(backward, node, values)
        needs = [place[c] for c in backward.consumers(node)] or [first - 1]
        steps.append(_step("backward", node, needs, slots, used, lines, text, sentence))
    return steps


def _step(
    phase: str,
    node: Node,
    needs: list[int],
    slots: list[Slot],
    used: list[Node],
    lines: Mapping[Node, int],
    text: str,
    sentence: Sentence,
) -> dict:
    box = f"node-{node.name}"
    return {
        "node": node.name,
        "name": short_name(node),
        "phase": phase,
        "needs": needs,
        "focus": [box],
        "edges": [f"edge-{consumer.name}-{i}" for consumer, i in slots],
        "reads": [[f"node-{other.name}", lines[other]] for other in used],
        "writes": [[box, lines[node], text]] if node in lines else [],
        "rows": sentence.rows,
        "sentence": sentence.text,
    }


def value_text(value: object) -> str:
    """Write a value as in a node's box."""
    return f"value {format_value(value)}"
