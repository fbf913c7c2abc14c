"""Graphs, sessions, variables, gradients and optimizers behave as TensorFlow's."""

import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed")

from . import more_programs, training  # noqa: F401 (enter their programs)
from .programs import PROGRAMS, compare


@pytest.mark.parametrize("label", PROGRAMS)
def test_agrees(label):
    compare(label)
