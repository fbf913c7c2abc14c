"""What is demanded of every call, whatever it is handed."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import numpy as np
from hypothesis import settings

import dl101
from dl101.graph import Graph

PACKAGE = Path(dl101.__file__).parent
HERE = Path(__file__).parent
LONGEST = 2000
"""So long may a message be."""

FEWER = settings(max_examples=settings().max_examples // 2)
"""For tests of which there are hundreds."""

DOCUMENTED = (TypeError, ValueError, LookupError, ArithmeticError, RuntimeError)
ACCIDENTS = (RecursionError, UnicodeError, ZeroDivisionError, OverflowError, FloatingPointError)

ONLY_WARNED = (DeprecationWarning,) if np.lib.NumpyVersion(np.__version__) < "2.4.0" else ()
"""Old versions of NumPy warn where newer ones refuse; in tests, these warnings are errors."""


class Refused(Exception):
    """The library has said no, in the way that it should."""


def kept(call, graph: Graph | None = None, on_purpose: bool = True):
    """Make a call; see to it that it returns, or refuses properly, and that the graph is whole."""
    try:
        return call()
    except ONLY_WARNED as warning:
        raise Refused from warning
    except Exception as error:
        must_be_documented(error)
        if on_purpose:
            must_be_ours(error)
        raise Refused from error
    finally:
        if graph is not None:
            must_be_whole(graph)


def must_be_whole(graph: Graph) -> None:
    """Demand unique names, each leading to its node, and inputs of the same graph."""
    names = [node.name for node in graph.nodes]
    assert len(set(names)) == len(names)
    assert graph._by_name == dict(zip(names, graph.nodes, strict=True))
    assert {name.lower() for name in names} <= set(graph._names_taken)
    assert graph._scope == "", "a scope stayed open"
    seen = set()
    for node in graph.nodes:
        assert all(i in seen for i in node.inputs), "an input that was not there before"
        seen.add(node)
        assert repr(node)


def must_be_documented(error: BaseException) -> None:
    """Demand a documented type and a message that can be read."""
    where = f"{type(error).__name__}: {str(error)[:300]}"
    assert isinstance(error, DOCUMENTED), f"undocumented {where}"
    assert 0 < len(str(error)) <= LONGEST, f"{len(str(error))} characters: {where}"


def must_be_ours(error: BaseException) -> None:
    """Demand that dl101 raised it on purpose: that its last frame is at a ``raise`` of dl101's."""
    where = f"{type(error).__name__}: {str(error)[:300]}"
    assert not isinstance(error, ACCIDENTS), f"an accident, {where}"
    step = error.__traceback__
    while step.tb_next is not None:
        step = step.tb_next
    path = Path(step.tb_frame.f_code.co_filename)
    if HERE in path.parents:
        # Python's own: a wrong number of arguments, or a wrong name of one.
        assert isinstance(error, TypeError), f"from nowhere, {where}"
        return
    assert PACKAGE in path.parents, f"raised in {path}: {where}"
    assert step.tb_lineno in raising_lines(path), f"by accident, {path}:{step.tb_lineno}: {where}"


@functools.cache
def raising_lines(path: Path) -> set[int]:
    """Find the lines of a file on which there is a ``raise`` statement with words of its own."""
    statements = ast.walk(ast.parse(path.read_text("utf-8")))
    raises = [node for node in statements if isinstance(node, ast.Raise) and node.exc is not None]
    return {line for node in raises for line in range(node.lineno, node.end_lineno + 1)}
