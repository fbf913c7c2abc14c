"""Functions agree with TensorFlow's in value, shape, dtype and derivatives; and so do programs."""

import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed")

from . import comparing, compat_functions, compat_programs, programs, training  # noqa: F401
from .functions import CASES
from .programs import PROGRAMS


@pytest.mark.parametrize("name", CASES)
def test_functions_agree(name):
    comparing.compare(name, CASES[name])


@pytest.mark.parametrize("label", PROGRAMS)
def test_programs_agree(label):
    programs.compare(label)
