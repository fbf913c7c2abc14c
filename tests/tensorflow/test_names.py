"""Every public name is compared with TensorFlow's, or it is said why not; the table is current."""

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


def test_the_table_is_current():
    assert PATH.read_text(encoding="utf-8") == render(), (
        "Write it anew: uv run python -m tests.tensorflow.table"
    )
