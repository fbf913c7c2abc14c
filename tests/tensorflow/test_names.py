"""Every public name is compared with TensorFlow's, or it is said why not; the table is current."""

import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed")

import dl101
from dl101 import extras

from .both import tensorflow
from .functions import look_up
from .names import REASONS, public_names, shown_by
from .table import PATH, render


def test_every_name_is_compared_or_has_a_reason():
    shown = shown_by()
    assert [name for name in public_names() if name not in shown and name not in REASONS] == []


def test_reasons_are_for_public_names_that_are_not_compared():
    shown, names = shown_by(), public_names()
    assert [name for name in REASONS if name not in names or name in shown] == []


def test_every_name_that_is_compared_is_tensorflows():
    tf, shown = tensorflow(), shown_by()
    for name in public_names():
        if name in shown and name != "getitem":
            look_up(tf, name)


@pytest.mark.parametrize("space", extras.ALIASES)
def test_other_addresses_lead_to_the_same_things(space):
    for name, target in extras.ALIASES[space].items():
        address = f"{space}.{name}".lstrip(".")
        assert look_up(dl101, address) is look_up(dl101, target or name)


def test_the_table_is_current():
    assert PATH.read_text(encoding="utf-8") == render(), (
        "Write it anew: uv run python -m tests.tensorflow.table"
    )
