"""Warnings from within dl101 are errors: in tests, in other processes, in kernels of lessons."""

import subprocess
import sys
import warnings

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

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
