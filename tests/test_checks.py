"""Tests of the checks of arguments: what they accept, and what they say of the rest."""

import numpy as np
import pytest

from dl101 import checks


def refused(check, values, message, **options):
    for value in values:
        with pytest.raises((TypeError, ValueError), match=f"^{message}"):
            check("k", value, **options)


def test_long_values_are_shortened():
    assert checks.shorten([1, 2]) == "[1, 2]"
    assert len(checks.shorten("a" * 1000)) == 60


def test_flags():
    for value in (True, np.False_, 0, 1, None):
        assert checks.check_flag("k", value) is bool(value)
    refused(checks.check_flag, ["name", np.ones(2), 1.0, [True]], "k must be True or False, not ")


def test_numbers():
    for value in (0, 1.0, np.float32(0.5), np.array(1)):
        assert checks.check_number("k", value, 0, 1) is value
    message = "k must be a finite number from 0 to 1, not "
    refused(checks.check_number, ["0", None, [1], np.nan, -1, 1.5], message, low=0, high=1)
    refused(checks.check_number, [1j, np.ones(2), np.inf], "k must be a finite number, not ")
    refused(checks.check_number, [-1], "k must be a finite number, 0 or more, not -1", low=0)
    refused(checks.check_number, [2], "k must be a finite number, 1 or less, not 2", high=1)


def test_whole_numbers():
    for value in (3, np.int64(3), np.array(3)):
        assert checks.check_whole("k", value, low=1) == 3
    values = [3.0, "3", None, [3], True, 0]
    refused(checks.check_whole, values, "k must be a whole number.*, not ", low=1)


def test_strings_choices_and_functions():
    assert checks.check_text("k", "ä") == "ä"
    refused(checks.check_text, [3, None, b"a"], "k must be a string, not ")
    refused(checks.check_text, ["\ud800"], "k holds half a character: ")
    choices = ["sum", "mean"]
    assert checks.check_choice("k", "sum", choices) == "sum"
    message = "k must be one of 'sum', 'mean', not "
    refused(checks.check_choice, [3, ["sum"], None], message, choices=choices)
    refused(checks.check_choice, ["maen"], r".*\. Did you mean 'mean'\?$", choices=choices)
    assert checks.check_callable("k", len) is len
    refused(checks.check_callable, [3, "len"], "k must be a function, not ")


def test_lists_and_intervals():
    for value in ([1], (1,), np.ones(1)):
        assert checks.check_nonempty_list("k", value) == [1]
    values = [[], 3, "ab", np.array(3), {1}, None]
    refused(checks.check_nonempty_list, values, "k must be a list of at least one, not ")
    assert checks.check_interval("k", [-0.5, 2]) == (-0.5, 2)
    refused(checks.check_interval, [3, (1, 1), (2, 1), (0, np.inf), "ab"], "k must ")


def test_arrays_of_a_shape():
    assert checks.check_array("k", [[1, 2]], (None, 2)).dtype == np.float64
    assert checks.check_array("k", [], (None, 2)).shape == (0, 2)
    assert np.isnan(checks.check_array("k", [np.nan], (1,), finite=False)).all()
    for value, message in (
        ([[1], [1, 2]], "k must be numbers in rows of equal length"),
        ("text", "k must be numbers"),
        ([1, 2], r"k must have shape \(n, 2\), not \(2,\)"),
        ([[1, 2, 3]], r"k must have shape \(n, 2\), not \(1, 3\)"),
        ([[1, np.nan]], r"k must be finite, but k\[0, 1\] is nan"),
    ):
        refused(checks.check_array, [value], message, shape=(None, 2))
