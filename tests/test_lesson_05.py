"""Lesson 5 derives the rule of every operation: none may be left out when one is added."""

import re
from pathlib import Path

import nbformat
import pytest

from dl101.gradients import gradient_operations
from dl101.gradients.registry import RULES
from dl101.nodes import OPERATIONS

LESSON = Path(__file__).parents[1] / "lessons" / "05-backpropagation.ipynb"
# The function that readers call where its class has another name.
CALLED = {
    "SoftmaxCrossEntropyWithLogits": "softmax_cross_entropy_with_logits",
    "SparseSoftmaxCrossEntropyWithLogits": "sparse_softmax_cross_entropy_with_logits",
    "SigmoidCrossEntropyWithLogits": "sigmoid_cross_entropy_with_logits",
}


# Of the core, without range, whose numbers come from integers and pass no gradient on.
CORE = ["dl101.operations", "dl101.nn", "dl101.gradients"]
OPERATIONS = {
    op_type: OPERATIONS[op_type]
    for op_type in RULES
    if op_type != "Range" and OPERATIONS[op_type].__module__.rpartition(".")[0] in CORE
}


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(LESSON, as_version=4)


def test_the_table_of_rules_is_not_empty():
    assert {"Add", "MatMul", "Softmax", "GatherV2", "SumToLike"} < set(OPERATIONS)
    assert len(OPERATIONS) > 50


def test_the_lesson_names_every_operation_with_a_rule(notebook):
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    named = set(re.findall(r"`(?:nn\.)?(\w+)`", text))
    called = {CALLED.get(op_type, kind.__name__) for op_type, kind in OPERATIONS.items()}
    assert called - named == set()


def test_the_lesson_shows_the_source_of_every_rule_that_readers_meet(notebook):
    shown = "\n".join(
        output.data["text/plain"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "text/plain" in output.get("data", {})
    )
    rules = {
        RULES[op_type].__name__
        for op_type, kind in OPERATIONS.items()
        if kind.__module__ != gradient_operations.__name__
    }
    assert {name for name in rules if f"\ndef {name}(op, grad):" not in shown} == set()


def test_it_leads_on_from_lesson_4_and_to_lesson_6(notebook):
    before = nbformat.read(LESSON.with_name("04-gradient-descent.ipynb"), as_version=4)
    for cell in (before.cells[0], before.cells[-1]):
        assert "*Next:* [5. Backpropagation](05-backpropagation.ipynb)" in cell.source
    for cell in (notebook.cells[0], notebook.cells[-1]):
        assert "*Before:* [4. Gradient descent](04-gradient-descent.ipynb)" in cell.source
        assert (
            "*Next:* [6. Multi-layer perceptrons](06-multi-layer-perceptrons.ipynb)" in cell.source
        )
