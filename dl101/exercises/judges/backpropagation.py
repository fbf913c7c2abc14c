"""Judges of lesson 5, its graphs and walks, and how its gradient rules are applied."""

from collections.abc import Callable

import numpy as np

import dl101 as dl

from ...checks import shorten
from ..answers import (
    Wrong,
    call,
    described,
    is_blank,
    must_be_subclass,
    numbers,
    returned,
    same,
    shown,
    shown_in_lines,
)
from ..orders import in_words
from ..small_graphs import pictured, watched
from . import choices_with_reasons, name_mistake


def order_matters(exercise, derivative, visited) -> None:
    """Judge a derivative, and an order in which to visit the nodes of a small graph."""
    derivative = numbers(derivative, (), "derivative")[()]
    if not isinstance(visited, list | tuple):
        raise Wrong("not_a_list", what=described(visited))
    y = exercise.graph()
    known = [node.name for node in y.graph.nodes]
    needed = [node.name for node in dl.topological_order([y])]
    order = [node.name if isinstance(node, dl.Node) else node for node in visited]
    for name in order:
        if name not in known:
            what = f"`{shorten(name)}`" if isinstance(name, str) else described(name)
            raise Wrong("unknown", what=what, known=in_words(known))
    names = {
        "not_needed": [name for name in order if name not in needed],
        "lacking": [name for name in needed if name not in order],
        "repeated": [name for name in needed if order.count(name) > 1],
    }
    names["early"] = [] if names["lacking"] else _too_early(order, y)
    right = not any(names.values())
    if not right or derivative != 92:
        about = "The order is right." if right else f"The order is {in_words(order)}."
        name_mistake(exercise, about, derivative=derivative, order=order, **names)


def _too_early(order: list[str], y: dl.Node) -> list[tuple[str, str]]:
    """List the nodes that are visited before a consumer, with that consumer."""
    nodes = dl.topological_order([y])
    edges = [(needed.name, node.name) for node in nodes for needed in node.inputs]
    return [edge for edge in edges if order.index(edge[0]) < order.index(edge[1])]


def applied(rule: Callable, op: dl.Node, grad: dl.Node):
    """Apply a reader's gradient rule; return one gradient for each input, or that of the only one.

    What is blank or nothing is returned as it is.
    """
    result = rule(op, grad)
    if result is None or is_blank(result):
        return result
    found = list(result) if isinstance(result, list | tuple) else [result]
    if len(found) != len(op.inputs):
        raise Wrong(
            "count",
            f"The rule is to return one gradient for each input, {len(op.inputs)} in all; yours "
            f"returns {len(found)}.",
        )
    return found if len(found) > 1 else found[0]


def which_method(exercise, a: str, b: str, c: str, d: str) -> None:
    """Judge four choices of a method; of the reasons, only that they are given."""
    answers = {"a": a, "b": b, "c": c, "d": d}
    found = choices_with_reasons(answers, ("differences", "forwards", "backwards"))
    if found["d"] == "backwards" or (found["a"], found["b"], found["c"]) != (
        "differences",
        "backwards",
        "differences",
    ):
        name_mistake(exercise, "", **found)


def own_rule(exercise, softsign: type, check_softsign: Callable) -> None:
    """Judge the rule of an operation, and a test of it."""
    must_be_subclass(softsign, dl.Operation, exercise.blank)
    try:
        report = call(check_softsign)
    except Wrong as wrong:
        report = wrong
    try:
        rule = dl.get_gradient_function(softsign)
    except LookupError:
        raise Wrong("not_registered", op_type=softsign.op_type) from None
    _must_be_right(exercise, softsign, rule)
    if isinstance(report, Wrong):
        raise report
    if not isinstance(report, dl.GradientCheck):
        raise Wrong("no_report", what=described(report))
    if not report:
        raise Wrong("report", f"```text\n{report!r}\n```")
    try:
        for mistake, wrong_rule in _WRONG_RULES:
            dl.RegisterGradient(softsign)(wrong_rule)
            if call(check_softsign):
                raise Wrong(mistake)
    finally:
        dl.RegisterGradient(softsign)(rule)


_WRONG_RULES = (
    ("nothing_behind", lambda op, grad: 1 / dl.square(1 + dl.abs(op.inputs[0]))),
    ("one_side", lambda op, grad: grad / dl.square(1 + op.inputs[0])),
    ("one_side", lambda op, grad: grad / dl.square(1 - op.inputs[0])),
)


def _must_be_right(exercise, softsign: type, rule: Callable) -> None:
    x = np.array([[-1.5, -0.2, 0.0, 0.7, 2.0], [0.4, -0.6, 1.2, 0.1, -3.0]])
    grad = np.array([[1.0, -2.0, 3.0, 0.5, -1.0], [2.0, 1.5, -0.5, 4.0, 0.5]])
    size = abs(x)
    with dl.Graph().as_default(), dl.Session() as session:
        op = call(softsign, dl.constant(x))
        if not same(np.asarray(call(session.run, op)), x / (1 + size)):
            raise Wrong("another_function")
        node = returned(call(applied, rule, op, dl.constant(grad)), "a node")
        if not isinstance(node, dl.Node):
            raise Wrong(
                "not_a_node",
                f"A rule builds nodes, and computes nothing; yours returns {described(node)}.",
            )
        found = np.asarray(call(session.run, node))
    wanted = grad / (1 + size) ** 2
    if not same(found, wanted):
        values = {"x": x, "grad": grad, "your gradient": found, "it should be": wanted}
        table = f"An example:\n\n{shown_in_lines(values)}"
        name_mistake(exercise, table, x=x, grad=grad, size=size, found=found)


def graph(recipe: str, x: str) -> tuple[dl.Node, dl.Node]:
    """Make a small graph; return its target and the node of that name."""
    y = watched(recipe)
    return y, next(node for node in y.graph.nodes if node.name == x)


def ends(y: dl.Node) -> tuple[dl.Node, dl.Node]:
    """Return a graph's target and its first node."""
    return y, y.graph.nodes[0]


def slope(node: dl.Node, i: int) -> float:
    """Give every edge of a small graph a local derivative of its own."""
    if isinstance(i, dl.Node):
        raise TypeError(
            "local(node, i) takes an input's number, 0, 1, …, and not the input itself."
        )
    if not 0 <= i < node.arity:
        raise IndexError(f"'{node.name}' has {node.arity} inputs, and no number {i}.")
    return 2.0 + i + sum(map(ord, node.name)) % 5


def unit(node: dl.Node, i: int) -> float:
    """Give every edge the local derivative 1."""
    return 1.0


def about(y: dl.Node, x: dl.Node, found: np.ndarray, wanted: np.ndarray) -> str:
    """Tell of a small graph, and what was found in it."""
    return (
        f"{pictured(y)} {_local_derivatives(y)}, grad_{x.name} should be {shown(wanted)}; you "
        f"return {shown(found)}."
    )


def _local_derivatives(y: dl.Node) -> str:
    for node in y.graph.nodes:
        if len(set(node.inputs)) < len(node.inputs):
            return (
                f"{node.name} has {node.inputs[0].name} as input twice: input 0 with local "
                f"derivative {slope(node, 0):g}, input 1 with {slope(node, 1):g}. With these"
            )
    slopes = (
        f"∂{node.name}/∂{needed.name} = {slope(node, k):g}"
        for node in y.graph.nodes
        for k, needed in enumerate(node.inputs)
    )
    return f"With the local derivatives {', '.join(slopes)}"


def walking(order: Callable, combine: Callable, turned: bool = False) -> Callable:
    """Make a walk that visits nodes in some order, and combines contributions in some way."""

    def backpropagate(y, x, local):
        found = {y: 1.0}
        for node in order(y, (lambda inputs: list(inputs)[::-1]) if turned else list):
            for i, needed in enumerate(node.inputs):
                if node in found:
                    combine(found, needed, found[node], local(node, i))
        return found.get(x, 0.0)

    return backpropagate


def backwards(y, turn):
    """Reverse topological order."""
    return dl.topological_order([y])[::-1]


def add(found, needed, grad, slope):
    """Add a contribution up: the right way."""
    found[needed] = found.get(needed, 0.0) + grad * slope


def overwrite(found, needed, grad, slope):
    """Keep the last contribution alone."""
    found[needed] = grad * slope


def keep_first(found, needed, grad, slope):
    """Keep the first contribution alone."""
    found.setdefault(needed, grad * slope)


def no_product(found, needed, grad, slope):
    """Leave out the gradient that arrives."""
    found[needed] = found.get(needed, 0.0) + slope


def sum_along_path(found, needed, grad, slope):
    """Add along a path, too."""
    found[needed] = found.get(needed, 0.0) + grad + slope
