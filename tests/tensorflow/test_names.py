"""Every public name is compared with TensorFlow's, or it is said why not; the table is current."""

import inspect

import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed")

import dl101
import dl101.compat.v1 as tf1

from .both import tensorflow
from .functions import look_up
from .table import PATH, REASONS, addresses, names_of, render, shown_by


@pytest.mark.parametrize("ours", [dl101, tf1], ids=["core", "compat"])
def test_every_name_is_compared_or_has_a_reason(ours):
    shown = shown_by(ours)
    for name in names_of(ours):
        assert (name in shown) != (name in REASONS), name
        if name in shown and name != "getitem":
            look_up(tensorflow(), name)


def test_reasons_are_for_public_names():
    assert set(REASONS) <= {*names_of(dl101), *names_of(tf1)}


def test_other_addresses_are_tensorflows_too():
    assert addresses()["math.abs"] == "abs"
    for name in addresses():
        look_up(tensorflow(), name)


#: Names whose arguments have other names, or another order, than TensorFlow's.
OTHER_ARGUMENTS = {
    *("Optimizer", "RegisterGradient", "Variable", "VariableScope", "as_dtype", "bias_add", "elu"),
    *("group", "matmul", "relu", "softplus", "FLAGS"),
}


@pytest.mark.parametrize("space", ["", "nn", "train", "layers", "losses", "summary", "flags"])
def test_arguments_come_in_tensorflows_order(space):
    for name, ours in vars(look_up(tf1, space) if space else tf1).items():
        theirs = getattr(look_up(tensorflow(), space) if space else tensorflow(), name, None)
        if name.startswith("_") or name in OTHER_ARGUMENTS or not (callable(ours) and theirs):
            continue
        try:
            parameters, wanted = inspect.signature(ours).parameters, inspect.signature(theirs)
        except ValueError:  # TensorFlow's is written in C++
            continue
        ordered = [p.name for p in parameters.values() if p.kind == p.POSITIONAL_OR_KEYWORD]
        assert ordered == list(wanted.parameters)[: len(ordered)], name


def test_the_table_is_current():
    assert PATH.read_text(encoding="utf-8") == render(), (
        "Write it anew: uv run python -m tests.tensorflow.table"
    )
