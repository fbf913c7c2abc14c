"""Appendix A derives the rule of every operation: none may be left out when one is added."""

import re
from pathlib import Path

import nbformat
import pytest

from dl101.gradients import gradient_operations
from dl101.gradients.registry import RULES
from dl101.nodes import OPERATIONS

APPENDIX = Path(__file__).parents[1] / "lessons" / "A-gradient-rules.ipynb"
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
    return nbformat.read(APPENDIX, as_version=4)


def test_the_table_of_rules_is_not_empty():
    assert {"Add", "MatMul", "Softmax", "GatherV2", "SumToLike"} < set(OPERATIONS)
    assert len(OPERATIONS) > 50


def test_it_names_every_operation_with_a_rule(notebook):
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    named = set(re.findall(r"`(?:nn\.)?(\w+)`", text))
    called = {CALLED.get(op_type, kind.__name__) for op_type, kind in OPERATIONS.items()}
    assert called - named == set()


def test_it_shows_the_source_of_every_rule_that_readers_meet(notebook):
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


def test_sources_stay_folded_when_all_cells_run(notebook):
    shown = [
        output.data["text/markdown"]
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.startswith("rules(")
        for output in cell.outputs
    ]
    assert len(shown) > 8
    assert all(text.startswith("<details><summary>") for text in shown)


def test_lesson_5_leads_to_it_and_it_leads_back(notebook):
    lesson = nbformat.read(APPENDIX.with_name("05-backpropagation.ipynb"), as_version=4)
    text = "".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    assert "[Appendix A](A-gradient-rules.ipynb)" in text
    for cell in (notebook.cells[0], notebook.cells[-1]):
        assert "[5. Backpropagation](05-backpropagation.ipynb)" in cell.source
