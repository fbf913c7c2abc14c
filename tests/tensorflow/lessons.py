"""What the lessons compute: the first runs of every graph they build, recorded and compared."""

import contextlib
import copy
import io
import json
import re
import warnings
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import numpy as np

import dl101
from dl101.dtypes import is_floating
from dl101.nodes import StatefulOperation
from dl101.session import flatten

from .both import assert_agree, open_session, tensorflow
from .comparing import gradients
from .translation import RULES, Translation

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*.ipynb"))
#: How often the same nodes of a graph run, before their last values are taken for the next ones.
RUNS = 2


def cells(path: Path) -> list[tuple[str, bool]]:
    """Return the source of each code cell of a lesson, and whether it shows an error."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [
        ("".join(c["source"]), any(out["output_type"] == "error" for out in c["outputs"]))
        for c in notebook["cells"]
        if c["cell_type"] == "code"
    ]


def uses_tensorflow(path: Path) -> bool:
    """Say whether a lesson has TensorFlow itself: it compares the libraries on its own."""
    imports = re.compile(
        r"^\s*(import|from) (tensorflow|keras)\b|\bimport_tensorflow\b", re.MULTILINE
    )
    return any(imports.search(source) for source, _ in cells(path))


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
    """Takes the place of `Session.run`, and keeps what it was asked and what it answered.

    The first runs of each graph are real, and recorded if no graph like it has been. Whoever
    goes on training gets the last answer again, without waiting for it.
    """

    def __init__(self):
        self.runs: list[Run] = []
        self.has_repeated = False
        self._run = dl101.Session.run
        self._asked: Counter = Counter()
        self._recorded: Counter = Counter()
        self._answers: dict[tuple, object] = {}
        self._inside = False

    def run(self, session, fetches, feed_dict=None):
        """Run, and record it; or answer as before."""
        feeds = feed_dict or {}
        try:
            targets = () if self._inside else flatten(fetches)
            key = (targets, tuple((node, np.shape(value)) for node, value in feeds.items()))
            self._asked[key] += 1
            if self._asked[key] > RUNS and key in self._answers:
                assert self._asked[key] < 100_000, "This lesson waits for a better answer."
                self.has_repeated = True
                return copy.deepcopy(self._answers[key])
            needed = dl101.topological_order(targets, given=feeds)
        except (TypeError, AttributeError):
            targets = ()  # A mistake that a lesson makes on purpose.
        if not targets:
            return self._run(session, fetches, feed_dict)
        self._inside = True
        try:
            results = self._record(session, fetches, feeds, targets, needed)
        finally:
            self._inside = False
        self._answers[key] = copy.deepcopy(results)
        return results

    def _record(self, session, fetches, feed_dict, targets, needed):
        kind = _kind(targets, needed)
        if self._recorded[kind] == RUNS:
            return self._run(session, fetches, feed_dict)
        variables = [n for n in needed if isinstance(n, dl101.Variable)]
        own = [n for n in needed if _is_opaque(n)]
        before = self._run(session, variables)
        results, values, drawn = self._run(session, (fetches, list(targets), own), feed_dict)
        given = {node: np.asarray(value, node.dtype) for node, value in feed_dict.items()}
        given |= dict(zip(variables + own, before + drawn, strict=True))
        self.runs.append(Run(targets, values, given))
        self._recorded[kind] += 1
        return results


def _kind(targets, needed) -> tuple:
    """Describe what runs, but for the names: operations, shapes, and which feeds which."""
    place = {node: i for i, node in enumerate(needed)}
    nodes = ((n.op_type, n.shape, *(place.get(i) for i in n.inputs)) for n in needed)
    return (*nodes, *map(place.get, targets))


def _is_opaque(node) -> bool:
    """Say whether only dl101 can compute a node: a random one, or of a lesson's own class."""
    random = isinstance(node, StatefulOperation) and node.op_type not in RULES
    return random or (isinstance(node, dl101.Operation) and type(node).__module__ == "__main__")


def record(path: Path) -> list[Run]:
    """Run the code of a lesson, without showing anything, and record its sessions' runs."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    recorder = Recorder()
    names = {"display": lambda *args, **kwargs: None, "__name__": "__main__"}
    hook = mock.patch.object(
        dl101.Session, "run", lambda session, *args, **kw: recorder.run(session, *args, **kw)
    )
    no_picture = mock.patch.object(FigureCanvasAgg, "print_png")
    with (
        hook,
        no_picture,
        matplotlib.rc_context({"backend": "agg"}),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(record=True),
        dl101.Graph().as_default(),
    ):
        warnings.simplefilter("always")
        for source, goes_wrong in cells(path):
            try:
                exec(compile(source, path.name, "exec"), names)
            except Exception:
                # What has not been trained to its end may not be what the next cells expect.
                if not (goes_wrong or recorder.has_repeated):
                    raise
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
            _compare_gradients(tf, session, run, translation)


def _compare_gradients(tf, session, run, translation):
    ys = [y for y in run.targets if _is_differentiable(y, run.given)]
    xs = [
        x
        for x in run.given
        if isinstance(x, dl101.Variable | dl101.placeholder) and is_floating(x.dtype)
    ]
    if not ys or not xs:
        return
    ours = dl101.gradients(ys, xs, stop_gradients=[n for n in run.given if n not in xs])
    theirs = gradients(tf, translation[ys], translation[xs])
    pairs = zip(ours, theirs, strict=True)
    pairs = [pair for pair in pairs if pair[0] is not None and pair[1] is not None]
    if pairs:
        ours, theirs = zip(*pairs, strict=True)
        with dl101.Session(graph=ys[0].graph) as mine:
            ours = mine.run(ours, run.given)
        what = ", ".join(y.name for y in ys)
        loosely = 1e5 if _loses_digits(ys, run.given) else 1.0
        theirs = session.run(theirs, translation.feeds)
        assert_agree(ours, theirs, f"gradients of {what}", loosely)


def _loses_digits(ys, given) -> bool:
    """Say whether it is lesson 3's log(1 - p) where p is almost 1, which has few digits left."""
    return any(n.name == "log_of_rest" for n in dl101.topological_order(ys, given))


def _is_differentiable(y, given) -> bool:
    needed = dl101.topological_order([y], given)
    changes = (isinstance(n, StatefulOperation) or n.op_type == "NoOp" for n in needed)
    return is_floating(y.dtype) and not any(changes)
