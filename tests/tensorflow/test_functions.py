"""Every function of tensors agrees with TensorFlow's, in value, shape, dtype and derivatives."""

import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed")

from . import more_functions  # noqa: F401 (enters its cases)
from .comparing import compare
from .functions import CASES


@pytest.mark.parametrize("name", CASES)
def test_agrees(name):
    compare(name, CASES[name])
