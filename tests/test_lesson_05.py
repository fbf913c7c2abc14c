"""Lesson 5 derives the rule of every operation: none may be left out when one is added."""

import re
from pathlib import Path

import nbformat
import pytest

import dl101 as dl
from dl101.gradients import shaping
from dl101.graph import Operation

LESSON = Path(__file__).parents[1] / "lessons" / "05-backpropagation.ipynb"
# The function that readers call where its class has another name.
CALLED = {
    "SoftmaxCrossEntropyWithLogits": "softmax_cross_entropy_with_logits",
    "SparseSoftmaxCrossEntropyWithLogits": "sparse_softmax_cross_entropy_with_logits",
    "SigmoidCrossEntropyWithLogits": "sigmoid_cross_entropy_with_logits",
}


def kinds():
    """Every kind of operation that the library defines, and those derived from it."""
    found, pending = {}, [Operation]
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        if kind.__module__.startswith("dl101."):
            found[kind.op_type] = kind
    return found


def rule_of(op_type):
    try:
        return dl.get_gradient_function(op_type)
    except LookupError:
        return None


# Of the core, without range, whose numbers come from integers and pass no gradient on.
RULES = {
    name: kind
    for name, kind in kinds().items()
    if rule_of(name) and name != "Range" and not re.search("[.](extras|compat)[.]", kind.__module__)
}


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(LESSON, as_version=4)


def test_the_table_of_rules_is_not_empty():
    assert {"Add", "MatMul", "Softmax", "GatherV2", "SumToLike"} < set(RULES)
    assert len(RULES) > 50


def test_the_lesson_names_every_operation_with_a_rule(notebook):
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    named = re.findall(r"`(?:nn\.)?(\w+)`", text)
    functions = [CALLED.get(op_type, kind.__name__) for op_type, kind in RULES.items()]
    assert [name for name in functions if name not in named] == []


def test_the_lesson_shows_the_source_of_every_rule_that_readers_meet(notebook):
    shown = "\n".join(
        output.data["text/plain"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "text/plain" in output.get("data", {})
    )
    met = [name for name, kind in RULES.items() if kind.__module__ != shaping.__name__]
    hidden = [name for name in met if f"\ndef {rule_of(name).__name__}(op, grad):" not in shown]
    assert hidden == []


def test_it_leads_on_from_lesson_4_and_to_lesson_6(notebook):
    before = nbformat.read(LESSON.with_name("04-gradient-descent.ipynb"), as_version=4)
    for cell in (before.cells[0], before.cells[-1]):
        assert "*Next:* [5. Backpropagation](05-backpropagation.ipynb)" in cell.source
    for cell in (notebook.cells[0], notebook.cells[-1]):
        assert "*Before:* [4. Gradient descent](04-gradient-descent.ipynb)" in cell.source
        assert (
            "*Next:* [6. Multi-layer perceptrons](06-multi-layer-perceptrons.ipynb)" in cell.source
        )
