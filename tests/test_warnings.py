"""Warnings from within dl101 are errors: in tests, in other processes, in kernels of lessons."""

import subprocess
import sys
import warnings

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import dl101 as dl

PROGRAM = """
import warnings
import dl101, dl101.widgets
warnings.warn_explicit("gone soon", {category}, "some.py", 1, module={module!r})
"""
OURS = ["dl101", "dl101.graph", "dl101.operations.shaping", "dl101.widgets"]


def in_a_kernel(module):
    code = PROGRAM.format(module=module, category="DeprecationWarning")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()


@pytest.mark.parametrize("category", ["DeprecationWarning", "FutureWarning", "UserWarning"])
def test_in_tests(category):
    for module in OURS:
        with pytest.raises(Warning, match="gone soon"):
            exec(PROGRAM.format(module=module, category=category), {})
    with warnings.catch_warnings(record=True) as caught:
        exec(PROGRAM.format(module="numpy", category="UserWarning"), {})
    assert len(caught) == 1


def test_in_other_processes():
    for name, code in ((OURS[1], 1), (OURS[2], 1), ("numpy", 0)):
        program = PROGRAM.format(module=name, category="DeprecationWarning")
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        assert ran.returncode == code, ran.stderr


def test_in_kernels():
    with pytest.raises(CellExecutionError, match="gone soon"):
        in_a_kernel("dl101.session")
    in_a_kernel("numpy")


@pytest.mark.parametrize(
    ("build", "fed"),
    [
        (lambda x: dl.exp(x), 1000.0),
        (lambda x: 1 / x, 0.0),
        (lambda x: dl.log(x), -1.0),
        (lambda x: x - x, np.inf),
        (lambda x: dl.reduce_sum(x * [[1.0], [0.0]]), np.inf),
    ],
)
@pytest.mark.parametrize("numpy_raises", [True, False])
def test_infinity_and_nan_are_told_with_and_without_numpy_s_help(
    numpy_raises, build, fed, session, monkeypatch
):
    """As in WebAssembly, where NumPy is never told of an overflow."""
    if not numpy_raises:
        errstate = np.errstate
        monkeypatch.setattr(np, "errstate", lambda **_: errstate(all="ignore"))
        monkeypatch.setattr("dl101.session.NUMPY_RAISES", False)
    x = dl.placeholder()
    y = build(x)
    with pytest.warns(RuntimeWarning, match=r"gave inf or nan"):
        session.run(y, {x: fed})


def test_what_was_infinite_before_is_not_told_again_without_numpy_s_help(session, monkeypatch):
    monkeypatch.setattr("dl101.session.NUMPY_RAISES", False)
    x = dl.placeholder()
    assert session.run(2 * x + 1, {x: np.inf}) == np.inf
    assert session.run([dl.cast(x, dl.int64) + 1, dl.random_normal([2]), x > 0], {x: 3.0})[2]
