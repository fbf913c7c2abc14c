"""Fuzzing of widgets: what their constructors, traits and methods are handed, by hand or wire."""

import contextlib

import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from dl101 import widgets

from . import calls
from .calls import Refused, apart, evaluated, kept, methods

CLASSES = {
    name: one for name in widgets.__all__ if hasattr(one := getattr(widgets, name), "get_state")
}
INSTANCES = {
    "Boundary": lambda scope: widgets.Boundary([[0, 1], [1, 0]], [0, 1]),
    "Descent": lambda scope: widgets.Descent(),
    "DigitPad": lambda scope: widgets.DigitPad([([[0.1] * 10] * 64, [0.0] * 10, "softmax")]),
    "LineFit": lambda scope: widgets.LineFit([0, 1, 2], [1, 2, 4]),
    "LossBoundary": lambda scope: widgets.LossBoundary([[0, 1], [1, 0]], [0, 1]),
    "LossSurface": lambda scope: widgets.LossSurface(widgets.LossBoundary([[0, 1]], [0])),
    "NetworkPlane": lambda scope: widgets.NetworkPlane(
        [[0, 1]], [0], [([[1.0], [2.0]], [0.0], "sigmoid")]
    ),
    "OwnActivation": lambda scope: widgets.OwnActivation(
        "return { value: z, slope: 1 };", [[0, 1], [1, 0]], [0, 1]
    ),
    "Predict": lambda scope: widgets.Predict.curve(
        "How does it fall?", [[0, 1], [5, 0]], x=(0, 5), y=(0, 1)
    ),
    "SoftmaxBoundary": lambda scope: widgets.SoftmaxBoundary([[0, 1]], [2]),
    "TrainingGround": lambda scope: widgets.TrainingGround("xor", n=20, hidden=(2,)),
    "Stepper": lambda scope: widgets.Stepper(
        scope["x"] * 2, {scope["x"]: [[1.0, 2.0]]}, sliders=scope["x"]
    ),
    "TwoLines": lambda scope: widgets.TwoLines(),
}
ABSTRACT = {"Plane"}
"""Bases of the others, which say so when they are shown."""

VALUES = st.sampled_from((*calls.NUMBERS, *calls.WRONG, "[[0, 1]]", "[0]", "'bowl'"))


def test_every_widget_is_here():
    assert set(INSTANCES) | ABSTRACT == set(CLASSES)


def show(widget):
    kept(lambda: (widget.get_state(), repr(widget)))
    if hasattr(widget, "alt"):
        assert kept(lambda: widget.alt)


@pytest.mark.parametrize("name", CLASSES)
@given(data=st.data())
def test_constructors(name, data):
    call = data.draw(calls.calls(CLASSES[name]), label=name)
    with apart() as graph, contextlib.suppress(Refused):
        widget = kept(evaluated(CLASSES[name], call, calls.namespace()), graph)
        if name not in ABSTRACT:
            show(widget)


def public_traits(widget):
    traits = widget.traits().items()
    return [name for name, trait in traits if _is_ours(trait) and name[0] != "_"]


def _is_ours(trait):
    return trait.this_class.__module__.startswith("dl101") and not trait.read_only


@pytest.mark.parametrize("name", INSTANCES)
@given(data=st.data())
def test_traits_and_methods(name, data):
    with apart():
        scope = calls.namespace()
        widget = INSTANCES[name](scope)
        traits, known = public_traits(widget), methods(widget)
        chosen = data.draw(st.sampled_from([*traits, *known]))
        if chosen in traits:
            text = data.draw(VALUES, label=chosen)
            change = lambda: setattr(widget, chosen, eval(text, scope))  # noqa: E731
        else:
            call = data.draw(calls.calls(getattr(widget, chosen)), label=chosen)
            change = evaluated(getattr(widget, chosen), call, scope)
        before = widget.get_state()
        try:
            kept(change)
        except Refused:
            assert widget.get_state() == before, "a refused change left a trace"
        show(widget)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(calls.NAMES),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("name", INSTANCES)
@given(data=st.data())
def test_messages_from_a_page_gone_wrong(name, data):
    """Whatever JSON a front end sends, the widget goes on showing a state that it can show."""
    with apart():
        widget = INSTANCES[name](calls.namespace())
        synced = [key for key in widget.keys if _is_ours(widget.traits()[key])]
        some = st.dictionaries(st.sampled_from(synced), JSON, min_size=1, max_size=2)
        message = data.draw(some)
        with contextlib.suppress(traitlets.TraitError, TypeError, ValueError):
            widget.set_state(message)
        show(widget)
