"""What all tests share: who runs what, hypothesis profiles, a graph of its own for each test."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

import dl101 as dl

# The same examples on every run: a test that fails somewhere fails everywhere.
settings.register_profile("dl101", deadline=None, derandomize=True, max_examples=30, database=None)
# A wider search by hand: HYPOTHESIS_PROFILE=search python -m pytest tests
settings.register_profile("search", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dl101"))


def _modules() -> list[str]:
    package = Path(dl.__file__).parent
    paths = [path.relative_to(package.parent) for path in sorted(package.rglob("*.py"))]
    return [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in paths]


# Warnings from within dl101 are errors in the kernels of lessons and in other processes too, as
# pyproject.toml makes them here. (This form of a filter knows only whole names of modules.)
os.environ["PYTHONWARNINGS"] = ",".join(f"error:::{name}" for name in _modules())

ROOT = Path(__file__).parents[1]
SLOW = ("tests/browser/", "lessons/", "tests/tensorflow/", "tests/test_import_tensorflow.py")
"""What ``pytest -m quick`` leaves out; in a run of everything it begins first, in this order."""


def pytest_xdist_auto_num_workers(config):
    """Run the whole suite in three processes, and what is asked for by its path in this one.

    Three on two cores: the browser's tests wait half of their time.
    """
    return 3 if config.args_source is config.ArgsSource.TESTPATHS else 0


def place(path):
    """Number what is slow; all that is quick comes after."""
    name = path.relative_to(ROOT).as_posix()
    return next((k for k, slow in enumerate(SLOW) if f"{name}/".startswith(slow)), len(SLOW))


def pytest_ignore_collect(collection_path, config):
    """Do not even load what is slow if only the quick ones are wanted."""
    if config.option.markexpr == "quick" and place(collection_path) < len(SLOW):
        return True
    return None


def pytest_collection_modifyitems(items):
    """Mark the quick ones, and put them last: what takes long must not begin at the end."""
    items.sort(key=lambda item: place(item.path))
    for item in items:
        if place(item.path) == len(SLOW):
            item.add_marker("quick")


@pytest.fixture(autouse=True)
def graph():
    """Give each test an empty default graph."""
    with dl.Graph().as_default() as graph:
        yield graph


@pytest.fixture
def session(graph):
    """Open a session on the test's graph; it is the default one."""
    with dl.Session() as session:
        yield session
