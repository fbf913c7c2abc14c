"""Fuzzing of dl101.extras, the breadth of TensorFlow's names.

Demanded are errors of a documented type, in words that can be read. They need not all be raised
on purpose: what these functions are built from refuses much in words of its own, or of Python's.
"""

import contextlib
import warnings

import pytest
from dl101.extras import flags, logging
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dl101 as dl

from . import expressions
from .expressions import apart
from .promises import FEWER, Refused, kept
from .public import extras
from .test_library import nodes_in

FUNCTIONS = extras()


@pytest.fixture(autouse=True)
def _leaving_no_trace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(flags, "FLAGS", flags._Flags())
    monkeypatch.setattr(logging._logger, "level", logging._logger.level)


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(FEWER, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_functions_and_classes(name, data):
    function = FUNCTIONS[name]
    call = data.draw(expressions.calls(function), label=name)
    with apart() as graph, warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* gave inf or nan", RuntimeWarning)
        scope = expressions.namespace()
        positional, named = expressions.evaluated(function, call, scope)
        with contextlib.suppress(Refused):
            result = kept(lambda: function(*positional, **named), graph, on_purpose=False)
            for node in nodes_in(result):
                session = dl.Session(graph=node.graph)
                kept(lambda s=session, n=node: s.run(n, scope["feeds"]), on_purpose=False)
