"""What the lessons compute: every graph they build, recorded as it runs, and compared."""

import contextlib
import io
import json
import re
import warnings
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import numpy as np

import dl101
from dl101.dtypes import is_floating
from dl101.nodes import Operation, StatefulOperation, Variable, placeholder
from dl101.session import _flatten

from .both import assert_agree, open_session, tensorflow
from .comparing import gradients
from .translation import RULES, Translation

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*.ipynb"))
#: How often the same nodes are recorded with the same feeds.
REPETITIONS = 2


def cells(path: Path) -> list[str]:
    """Return the source of a lesson's code cells."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


def uses_tensorflow(path: Path) -> bool:
    """Say whether a lesson has TensorFlow itself: it compares the libraries on its own."""
    imports = re.compile(
        r"^\s*(import|from) (tensorflow|keras)\b|\bimport_tensorflow\b", re.MULTILINE
    )
    return any(imports.search(source) for source in cells(path))


class Run(NamedTuple):
    """One call of `Session.run`.

    Attributes
    ----------
    targets : tuple of Node
        What was fetched.
    values : list
        What came back.
    given : dict of Node to ndarray
        What was fed, the variables' values before the run, and what was drawn at random or
        computed by an operation that the lesson itself defines.
    """

    targets: tuple
    values: list
    given: dict


class Recorder:
    """Takes the place of `Session.run`, and keeps what it was asked and what it answered."""

    def __init__(self):
        self.runs: list[Run] = []
        self._run = dl101.Session.run
        self._seen: dict[tuple, int] = {}
        self._inside = False

    def run(self, session, fetches, feed_dict=None):
        """Run, and record it unless it is a run within a run, or one more of many."""
        targets = None if self._inside else self._new_targets(fetches, feed_dict)
        if targets is None:
            return self._run(session, fetches, feed_dict)
        self._inside = True
        try:
            return self._record(session, fetches, feed_dict or {}, targets)
        finally:
            self._inside = False

    def _new_targets(self, fetches, feed_dict):
        try:
            targets = _flatten(fetches)
            key = (targets, tuple(feed_dict or ()))
            if targets and self._seen.get(key, 0) < REPETITIONS:
                dl101.topological_order(targets, given=feed_dict or ())
                self._seen[key] = self._seen.get(key, 0) + 1
                return targets
        except (TypeError, AttributeError):
            pass  # A mistake that a lesson makes on purpose.
        return None

    def _record(self, session, fetches, feed_dict, targets):
        needed = dl101.topological_order(targets, given=feed_dict)
        variables = [n for n in needed if isinstance(n, Variable)]
        own = [n for n in needed if _is_opaque(n)]
        before = self._run(session, variables)
        results, values, drawn = self._run(session, (fetches, list(targets), own), feed_dict)
        given = {node: np.asarray(value, node.dtype) for node, value in feed_dict.items()}
        given |= dict(zip(variables + own, before + drawn, strict=True))
        self.runs.append(Run(targets, values, given))
        return results


def _is_opaque(node) -> bool:
    """Say whether only dl101 can compute a node: a random one, or of a lesson's own class."""
    random = isinstance(node, StatefulOperation) and node.op_type not in RULES
    return random or (isinstance(node, Operation) and type(node).__module__ == "__main__")


def record(path: Path) -> list[Run]:
    """Run the code of a lesson, without showing anything, and record its sessions' runs."""
    import matplotlib

    recorder = Recorder()
    names = {"display": lambda *args, **kwargs: None, "__name__": "__main__"}
    hook = mock.patch.object(
        dl101.Session, "run", lambda session, *args, **kw: recorder.run(session, *args, **kw)
    )
    with (
        hook,
        matplotlib.rc_context({"backend": "agg"}),
        contextlib.redirect_stdout(io.StringIO()),
        warnings.catch_warnings(),
        dl101.Graph().as_default(),
    ):
        warnings.simplefilter("ignore")
        for source in cells(path):
            # Cells that go wrong show an error on purpose.
            with contextlib.suppress(Exception):
                exec(compile(source, path.name, "exec"), names)
    return recorder.runs


def compare(run: Run) -> None:
    """Compute what a lesson fetched with TensorFlow, and the derivatives; compare.

    Raises
    ------
    AssertionError
        If they disagree.
    """
    tf = tensorflow()
    what = ", ".join(node.name for node in run.targets)
    with tf.Graph().as_default():
        translation = Translation(tf, run.targets, run.given)
        with open_session(tf) as session:
            values = session.run(translation[run.targets], translation.feeds)
            assert_agree(run.values, values, what)
            for y in run.targets:
                _compare_gradients(tf, session, run, y, translation)


def _compare_gradients(tf, session, run, y, translation):
    needed = dl101.topological_order([y], run.given)
    if not is_floating(y.dtype) or any(
        isinstance(n, StatefulOperation) or n.op_type == "NoOp" for n in needed
    ):
        return
    xs = [n for n in run.given if isinstance(n, Variable | placeholder) and is_floating(n.dtype)]
    ours = dl101.gradients(y, xs, stop_gradients=[n for n in run.given if n not in xs])
    theirs = gradients(tf, *translation[[y]], translation[xs])
    pairs = zip(ours, theirs, strict=True)
    pairs = [pair for pair in pairs if pair[0] is not None and pair[1] is not None]
    if pairs:
        ours, theirs = zip(*pairs, strict=True)
        with dl101.Session(graph=y.graph) as mine:
            ours = mine.run(ours, run.given)
        assert_agree(ours, session.run(theirs, translation.feeds), f"gradients of {y.name}")
