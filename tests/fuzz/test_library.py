"""Fuzzing of the core, data sets and pictures: every public function, class and method."""

import contextlib
import warnings

import numpy as np
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

import dl101 as dl
from dl101 import datasets, draw, nn, plots, source, train

from . import calls
from .calls import Refused, apart, evaluated, kept, methods

MODULES = (dl, nn, train, datasets, plots, draw, source)
EXEMPT = {
    draw.Drawing,  # graphviz's but for its name: `draw` makes it, nobody else
    dl.topological_order,  # takes whatever has `inputs`: the exercises hand it stand-ins
}
INSTANCES = (
    *("dl.get_default_graph()", "session", "x", "w"),
    *("dl.train.AdamOptimizer()", "dl.train.AdagradOptimizer(0.1)"),
)
# What the library's own classes call, and those who write a subclass of them.
HOOKS = {"add", "enter_scope", "unique_name", "rate", "slot", "update", "prepare", "finish"}
FEWER = settings(max_examples=settings().max_examples // 2)


@pytest.fixture(autouse=True)
def quiet():
    """Values may be inf and nan: Session.run says so, on the line that called it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* gave inf or nan", RuntimeWarning)
        yield


def functions_of(module):
    """Find what a module offers that can be called and is of the library, by looking."""
    listed = getattr(module, "__all__", None) or [name for name in vars(module) if name[0] != "_"]
    for name in listed:
        one = getattr(module, name)
        ours = callable(one) and one.__module__.startswith("dl101")
        if ours and one not in EXEMPT:
            yield name, one


def nodes_in(result) -> list[dl.Node]:
    if isinstance(result, dl.Node):
        return [result]
    if isinstance(result, list | tuple):
        return [node for one in result for node in nodes_in(one)]
    return []


def use(result, scope, graph):
    """Use the nodes of a result in every way."""
    for node in nodes_in(result):
        for way in (
            lambda n=node: scope["session"].run(n, scope["feeds"]),
            lambda n=node: dl.gradients(n, [scope["w"], scope["x"]]),
            lambda n=node: draw.draw(n)._repr_mimebundle_(),
            lambda n=node: draw.draw(n, scope["session"], scope["feeds"]),
        ):
            with contextlib.suppress(Refused):
                kept(way, graph if node.graph is graph else None)


def try_out(name, function, found_in):
    """Call a function in many ways, each in a graph of its own; `found_in` a scope, it is there."""

    @FEWER
    @given(call=calls.calls(function))
    def many_times(call):
        note(name)
        with apart() as graph, contextlib.suppress(Refused):
            scope = calls.namespace()
            result = kept(evaluated(found_in(scope), call, scope), graph)
            use(result, scope, dl.get_default_graph())

    many_times()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_functions_and_classes(module):
    found = list(functions_of(module))
    assert found
    for name, function in found:
        try_out(name, function, lambda scope, function=function: function)


@pytest.mark.parametrize("instance", INSTANCES)
def test_methods(instance):
    with apart():
        one = eval(instance, calls.namespace())
    names = set(methods(one)) - HOOKS
    assert names
    for name in sorted(names):
        if (instance, name) == ("session", "as_default"):
            continue  # there is no way to take that back
        find = lambda scope, name=name: getattr(eval(instance, scope), name)  # noqa: E731
        try_out(f"{instance}.{name}", getattr(one, name), find)


OPERATORS = [
    *("{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} / {b}", "{a} ** {b}", "{a} @ {b}", "-{a}"),
    *("{a} < {b}", "{a} >= {b}", "{a}[{b}]", "{b} + {a}", "{b} @ {a}", "abs({a})", "list({a})"),
    *("bool({a})", "float({a})", "len({a})", "{a} & {b}", "~{a}"),
]


@pytest.mark.parametrize("operator", OPERATORS)
@given(a=st.sampled_from(("x", "u", "i", "p", "w", "c", "long")), data=st.data())
def test_operators(operator, a, data):
    b = data.draw(calls.expression_for("key" if "[" in operator else "x"), label="b")
    with apart() as graph, contextlib.suppress(Refused):
        scope = calls.namespace()
        scope |= {"first": eval(a, scope), "second": eval(b, scope)}
        written = operator.format(a="first", b="second")
        use(kept(lambda: eval(written, scope), graph), scope, graph)


@given(
    node=st.sampled_from(("x", "u", "i", "p", "w", "long", "loss", "x * 2", "step")),
    value=st.sampled_from((*calls.TENSORS, *calls.WRONG)),
    fetched=st.sampled_from(("x * 2", "u + 1", "dl.reduce_sum(w)", "[i, p]", "loss", "step")),
)
def test_feeds(node, value, fetched):
    with apart() as graph:
        scope = calls.namespace()
        fetches = eval(fetched, scope)
        feeds = {**scope["feeds"], eval(node, scope): eval(value, scope)}
        session = scope["session"]
        before = session.run(scope["w"])
        try:
            kept(lambda: session.run(fetches, feeds), graph)
        except Refused:
            assert np.array_equal(session.run(scope["w"]), before), "half a step was made"


def test_what_would_be_wrong_is_found():
    """The demands above can fail."""

    def accident():
        raise AttributeError("no such thing")

    with pytest.raises(AssertionError, match="undocumented AttributeError"):
        kept(accident)
    with apart() as graph:
        open_scope = dl.name_scope("left")
        with pytest.raises(AssertionError, match="stayed open"):
            kept(open_scope.__enter__, graph)
