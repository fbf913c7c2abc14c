"""What all tests share: hypothesis profiles, and a graph of its own for each test."""

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
