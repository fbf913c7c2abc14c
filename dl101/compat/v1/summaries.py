"""``tf.summary``: numbers to follow while training, written for TensorBoard."""

import time
import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

import dl101 as dl
from dl101.checks import check_nonempty_list, shorten

from .collections import GraphKeys, add_to_collection, get_collection

#: Whose writer is used: the modules of the writer, of events and of graphs. Loaded by name, as
#: dl101 needs neither.
_WRITERS = {
    "tensorboard": (
        "tensorboard.summary.writer.event_file_writer",
        "tensorboard.compat.proto.event_pb2",
        "tensorboard.compat.proto.graph_pb2",
    ),
    "tensorflow": (
        "tensorflow.python.summary.writer.event_file_writer",
        "tensorflow.core.util.event_pb2",
        "tensorflow.core.framework.graph_pb2",
    ),
}


class _Entry(NamedTuple):
    """One thing that a summary holds; `value` is a number, or the array of a histogram."""

    tag: str
    value: object


class _Summary(dl.Operation):
    """Records its input: its value is a tuple of `_Entry`."""

    def __init__(self, name, tensor, collections=None, family=None):
        x = dl.convert_to_tensor(tensor)
        super().__init__([x], dl.float64, (), name)
        with self.graph.as_default():
            for key in collections or [GraphKeys.SUMMARIES]:
                add_to_collection(key, self)


class scalar(_Summary):
    """Record a number under a name; the value is for `FileWriter.add_summary`."""

    op_type = "ScalarSummary"
    advice = "A scalar is one number; reduce_mean makes one of several."

    def compute(self, x):
        if np.ndim(x):
            raise ValueError(f"shape {np.shape(x)} is not that of a number")
        return (_Entry(self.name, float(x)),)


class histogram(_Summary):
    """Record how numbers are spread, under a name; the value is for `FileWriter.add_summary`."""

    op_type = "HistogramSummary"

    def __init__(self, name, values, collections=None, family=None):
        super().__init__(name, values, collections)

    def compute(self, x):
        return (_Entry(self.name, np.array(x, np.float64).ravel()),)


class merge(dl.Operation):
    """Several summaries as one."""

    op_type = "MergeSummary"

    def __init__(self, inputs, collections=None, name=None):
        inputs = check_nonempty_list("inputs", inputs)
        super().__init__(inputs, dl.float64, (), name)
        for key in collections or ():
            add_to_collection(key, self)

    def compute(self, *summaries):
        return tuple(entry for one in summaries for entry in one)


def merge_all(key=GraphKeys.SUMMARIES, scope=None, name=None) -> dl.Node | None:
    """Merge all summaries of the default graph; ``None`` if there are none."""
    found = get_collection(key, scope)
    return merge(found, name=name) if found else None


class FileWriter:
    """Writes summaries, and a graph, to a file that TensorBoard shows.

    TensorBoard's own writer does it, or else TensorFlow's. Where neither is installed nothing is
    written, and a warning says so.
    """

    def __init__(
        self,
        logdir,
        graph=None,
        max_queue=10,
        flush_secs=120,
        graph_def=None,
        filename_suffix=None,
        session=None,
    ):
        self._logdir, self._writer = str(logdir), None
        package = next(filter(find_spec, _WRITERS), None)
        if package is None:
            warnings.warn(
                "Summaries are not written: TensorBoard is not installed (pip install "
                "tensorboard).",
                stacklevel=2,
            )
            return
        writer, self._events, self._graphs = map(import_module, _WRITERS[package])
        self._writer = writer.EventFileWriter(self._logdir)
        if graph is not None:
            self.add_graph(graph)

    def get_logdir(self) -> str:
        """Return the folder."""
        return self._logdir

    def add_summary(self, summary, global_step=None) -> None:
        """Write what a run of a summary returned, with the number of the training step."""
        if not isinstance(summary, tuple):
            raise TypeError(
                "add_summary takes what session.run returned for a summary, as in "
                f"writer.add_summary(session.run(merged), step), not {shorten(summary)}."
            )
        if self._writer is not None:
            event = self._event(global_step)
            for entry in summary:
                _fill(event.summary.value.add(), entry)
            self._writer.add_event(event)

    def add_graph(self, graph, global_step=None, graph_def=None) -> None:
        """Write a graph."""
        if self._writer is None:
            return
        definition = self._graphs.GraphDef()
        for node in graph.nodes:
            entry = definition.node.add(name=node.name, op=node.op_type)
            entry.input.extend(needed.name for needed in node.inputs)
        event = self._event(global_step)
        event.graph_def = definition.SerializeToString()
        self._writer.add_event(event)

    def _event(self, step):
        return self._events.Event(wall_time=time.time(), step=None if step is None else int(step))

    def flush(self) -> None:
        """Write down what has been added so far."""
        if self._writer is not None:
            self._writer.flush()

    def close(self) -> None:
        """Write down what has been added, and close the file."""
        if self._writer is not None:
            self._writer.close()

    def __enter__(self) -> "FileWriter":
        return self

    def __exit__(self, *exception) -> None:
        self.close()


def _fill(field, entry):
    field.tag = entry.tag
    if isinstance(entry.value, float):
        field.simple_value = entry.value
        return
    numbers, histo = entry.value, field.histo
    counts, edges = np.histogram(numbers, bins=30) if numbers.size else ([], [0.0])
    histo.min, histo.max = (numbers.min(), numbers.max()) if numbers.size else (0, 0)
    histo.num, histo.sum, histo.sum_squares = numbers.size, numbers.sum(), (numbers**2).sum()
    histo.bucket_limit.extend(edges[1:])
    histo.bucket.extend(counts)
