"""Lesson 1's exercises: what their messages compute, and what they give."""

import pytest

import dl101 as dl
from dl101.exercises import computational_graphs as lesson


def test_order_names_both_nodes():
    lesson.order.check(["x", "w", "v", "b", "u", "y"])
    assert "`v` stands before `u`, which is one of its inputs" in lesson.order.verdict.message
    lesson.order.check(["x", "w", "u", "v", "y"])
    text = lesson.order.verdict.message
    assert "`b` is missing, and it is an input of `v`. Placeholders" in text


def test_the_order_shown_as_solution_is_the_sessions():
    y, spare = lesson.order.graph()
    assert lesson.order.right == ([node.name for node in dl.topological_order([y])],)
    assert spare.name == "spare"
    with dl.Session(graph=y.graph) as session:
        feeds = dict(zip(y.graph.nodes[:3], (2.0, 3.0, 1.0), strict=True))
        assert session.run(y, feeds) == 6.0 * 7.0


def test_a_search_is_shown_the_graph_that_it_fails_on(verdict_on):
    code = """
def topological_order(target):
    order = [target]
    for node in order:
        order += [needed for needed in node.inputs if needed not in order]
    return order[::-1]
"""
    text = verdict_on(lesson.my_topological_order, code).message
    assert "`f1` stands before `x`" in text
    assert "`x`, `f1(x)`, `f2(f1)`, `y(x, f2)`; asked for: `y`" in text


def test_a_search_whose_body_is_blank_is_not_attempted(verdict_on):
    verdict = verdict_on(lesson.my_topological_order, "def topological_order(target): ...")
    assert verdict.status == "not attempted"


def test_a_node_kept_by_the_operation_is_not_what_compute_works_with(verdict_on):
    code = """
class softsign(dl.Operation):
    def __init__(self, x, name=None):
        super().__init__([x], x.dtype, x.shape, name)
        self.x = x

    def compute(self, x):
        return self.x / (1 + np.abs(self.x))
"""
    assert verdict_on(lesson.operation, code).mistake == "graph_in_compute"


@pytest.mark.parametrize(
    "line", ["return x / (1 + abs(x)) + zero", "return x.dot(np.ones((7, 7)))"]
)
def test_an_exception_in_compute_is_told_with_its_line(verdict_on, line):
    solution = lesson.operation.solution_code
    code = solution.replace("return x / (1 + np.abs(x))", line)
    verdict = verdict_on(lesson.operation, code)
    assert verdict.mistake == "exception"
    assert f"in the line `{line}`" in verdict.message


@pytest.mark.parametrize("formula", ["x / (2 + np.abs(x))", "np.tanh(x)", "x / (1 + x**2)"])
def test_another_function_is_wrong_and_not_unchecked(verdict_on, formula):
    code = lesson.operation.solution_code.replace("x / (1 + np.abs(x))", formula)
    assert code != lesson.operation.solution_code
    verdict = verdict_on(lesson.operation, code)
    assert (verdict.status, verdict.mistake) == ("wrong", "other")
