"""Fuzzing of the core, data sets and pictures: every public function, class and method."""

import contextlib
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dl101 as dl
from dl101.draw import draw
from dl101.nodes import Node

from . import expressions
from .expressions import apart
from .promises import FEWER, Refused, kept
from .public import functions, methods

FUNCTIONS = functions()
INSTANCES = {
    "graph": "dl.get_default_graph()",
    "session": "session",
    "node": "x",
    "variable": "w",
    "optimizer": "dl.train.AdamOptimizer()",
    "adagrad": "dl.train.AdagradOptimizer(0.1)",
}


@pytest.fixture(autouse=True)
def quiet():
    """Values may be inf and nan: Session.run says so, on the line that called it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* gave inf or nan", RuntimeWarning)
        yield


def nodes_in(result) -> list[Node]:
    if isinstance(result, Node):
        return [result]
    if isinstance(result, list | tuple):
        return [node for one in result for node in nodes_in(one)]
    return []


def try_out(function, call):
    """Make a call in a graph of its own, and use what comes back in every way."""
    with apart() as graph:
        scope = expressions.namespace()
        if isinstance(function, str):
            instance, name = function.split(":")
            function = getattr(eval(instance, scope), name)
        positional, named = expressions.evaluated(function, call, scope)
        try:
            result = kept(lambda: function(*positional, **named), graph)
            graph = dl.get_default_graph()
            for node in nodes_in(result):
                use(node, scope, graph)
        except Refused:
            pass


def use(node, scope, graph):
    for way in (
        lambda: scope["session"].run(node, scope["feeds"]),
        lambda: dl.gradients(node, [scope["w"], scope["x"]]),
        lambda: draw(node)._repr_mimebundle_(),
        lambda: draw(node, scope["session"], scope["feeds"]),
    ):
        with contextlib.suppress(Refused):
            kept(way, graph if node.graph is graph else None)


@pytest.mark.parametrize("name", FUNCTIONS)
@FEWER
@given(data=st.data())
def test_functions_and_classes(name, data):
    function = FUNCTIONS[name]
    try_out(function, data.draw(expressions.calls(function), label=name))


def _methods():
    with apart():
        scope = expressions.namespace()
        for kind, text in INSTANCES.items():
            for name in methods(eval(text, scope)):
                yield pytest.param(text, name, id=f"{kind}.{name}")


@pytest.mark.parametrize(("instance", "name"), list(_methods()))
@FEWER
@given(data=st.data())
def test_methods(instance, name, data):
    with apart():
        function = getattr(eval(instance, expressions.namespace()), name)
    call = data.draw(expressions.calls(function), label=f"{instance}.{name}")
    try_out(f"{instance}:{name}", call)


OPERATORS = [
    *("{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} / {b}", "{a} ** {b}", "{a} @ {b}", "-{a}"),
    *("{a} < {b}", "{a} >= {b}", "{a}[{b}]", "{b} + {a}", "{b} @ {a}", "abs({a})", "list({a})"),
    *("bool({a})", "float({a})", "len({a})", "{a} & {b}", "~{a}"),
]


@pytest.mark.parametrize("operator", OPERATORS)
@given(a=st.sampled_from(("x", "u", "i", "p", "w", "c", "long")), data=st.data())
def test_operators(operator, a, data):
    b = data.draw(expressions.expression_for("key" if "[" in operator else "x"), label="b")
    with apart() as graph:
        scope = expressions.namespace()
        scope |= {"first": eval(a, scope), "second": eval(b, scope)}
        try:
            result = kept(lambda: eval(operator.format(a="first", b="second"), scope), graph)
            if isinstance(result, Node):
                use(result, scope, graph)
        except Refused:
            pass


FEEDS = (*expressions.TENSORS, *expressions.WRONG)


@given(
    node=st.sampled_from(("x", "u", "i", "p", "w", "long", "loss", "x * 2", "step")),
    value=st.sampled_from(FEEDS),
    fetched=st.sampled_from(("x * 2", "u + 1", "dl.reduce_sum(w)", "[i, p]", "loss", "step")),
)
def test_feeds(node, value, fetched):
    with apart() as graph:
        scope = expressions.namespace()
        fetches = eval(fetched, scope)
        feeds = {**scope["feeds"], eval(node, scope): eval(value, scope)}
        session = scope["session"]
        before = session.run(scope["w"])
        try:
            kept(lambda: session.run(fetches, feeds), graph)
        except Refused:
            assert np.array_equal(session.run(scope["w"]), before), "half a step was made"
