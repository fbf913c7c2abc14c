"""Tests of the dtypes, and of how values get one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dl101 as dl
from dl101.dtypes import promote, to_array

from .cases import ANY


@pytest.mark.parametrize("name", ANY)
def test_a_dtype_goes_by_its_name_and_by_numpys(name):
    dtype = getattr(dl, name)
    assert dl.as_dtype(name) is dtype
    assert dl.as_dtype(np.dtype(name)) is dtype
    assert np.zeros(2, dtype).dtype.name == name


def test_python_types_are_dtypes_and_others_are_refused():
    assert dl.as_dtype(float) == dl.float64
    assert dl.as_dtype(bool) == dl.bool
    assert dl.as_dtype(np.float32) == dl.float32
    for unknown in ("complex64", "float16", "flaot32", object, None, 3):
        with pytest.raises(TypeError, match=r"no dtype .*; use one of float32, float64, int32"):
            dl.as_dtype(unknown)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (1.5, "float64"),
        (3, "int32"),
        (2**40, "int64"),
        (-(2**31) - 1, "int64"),
        (True, "bool"),
        ([1, 2.5], "float64"),
        ([True, False], "bool"),
        ([], "float64"),
        (np.float32(1), "float32"),
        (np.int64(1), "int64"),
        (np.uint8([1, 2]), "int64"),
        (np.float16(1), "float64"),
        (np.ones(2, "float32"), "float32"),
    ],
)
def test_a_value_gets_its_natural_dtype(value, name):
    array = to_array(value)
    assert array.dtype.name == name
    np.testing.assert_array_equal(array, value)


@given(st.sampled_from(ANY), st.sampled_from(ANY))
def test_promotion_is_symmetric_and_keeps_the_width_of_floats(a, b):
    a, b = dl.as_dtype(a), dl.as_dtype(b)
    assert promote(a, b) == promote(b, a)
    assert promote(a, a) == a
    floats = [d for d in (a, b) if d.kind == "f"]
    assert promote(a, b) == (np.result_type(*floats) if floats else np.result_type(a, b))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (1.5, "int32"),
        ([1.0, 2.5], "int64"),
        (float("nan"), "int32"),
        (float("inf"), "int64"),
        (2**40, "int32"),
        (np.array(2**40), "int32"),
        (2, "bool"),
        (0.5, "bool"),
    ],
)
def test_a_number_is_never_changed_to_fit(value, name):
    with pytest.raises(TypeError, match=f"cannot become {name} without losing something; round"):
        to_array(value, dl.as_dtype(name))


def test_what_fits_is_converted():
    assert to_array(2.0, dl.int32).dtype == dl.int32
    assert to_array([0, 1], dl.bool).dtype == dl.bool
    assert to_array(True, dl.float32) == 1
    assert to_array(0.1, dl.float32) == np.float32(0.1)
    assert to_array(1e300, dl.float32) == np.inf


def test_an_array_of_the_dtype_wanted_is_not_copied():
    array = np.ones(3)
    assert to_array(array) is array
    assert to_array(array, dl.float64) is array


def test_only_numbers_and_booleans():
    for value in ("text", ["a", "b"], 1j, object(), b"bytes", {1: 2}, 10**30):
        with pytest.raises(TypeError, match="dl101 computes with numbers and booleans"):
            to_array(value)
    with pytest.raises(ValueError, match=r"\[\[1\], \[1, 2\]\] is not a rectangular array"):
        to_array([[1], [1, 2]])
