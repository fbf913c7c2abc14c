"""The lessons as tests: those that run on TensorFlow are skipped where it is not installed."""

from importlib.util import find_spec

import pytest

NEED_TENSORFLOW = ("08-", "09-", "10-")


def pytest_collection_modifyitems(items):
    if find_spec("tensorflow"):
        return
    skip = pytest.mark.skip(reason="TensorFlow is not installed")
    for item in items:
        if item.path.suffix == ".ipynb" and item.path.name.startswith(NEED_TENSORFLOW):
            item.add_marker(skip)
