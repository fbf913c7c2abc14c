"""What the tests of exercises share: running answers the way a reader's cell does."""

import linecache

import pytest

from dl101.exercises import Verdict


@pytest.fixture
def verdict_on():
    """Run a reader's cells, and then the check."""
    return _verdict_on


def _verdict_on(exercise, *cells: str) -> Verdict:
    names = exercise.given | {"__name__": "__main__", "exercises": {exercise.name: exercise}}
    names.pop("__file__")
    source = "\n".join([*cells, ""])
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
    exec(compile(source, "<cell>", "exec"), names)
    exercise.check(*(names[name] for name in exercise.answers))
    return exercise.verdict
