"""``tf.summary``: numbers to follow while training, written for TensorBoard."""

import importlib
import importlib.util
import time
import warnings
from collections import namedtuple

import numpy as np

from ..dtypes import float64
from ..graph import Graph, Node, Operation, get_default_graph
from ..operations import convert_to_tensor
from .collected import GraphKeys, add_to_collection, get_collection

__all__ = ["FileWriter", "histogram", "merge", "merge_all", "scalar"]

#: One thing that a summary holds: its tag, "simple_value" or "histo", and the value.
Entry = namedtuple("Entry", "tag kind value")


class _Summary(Operation):
    """Records its input: the value is a tuple of `Entry`."""

    kind = ""

    def __init__(self, name, tensor, collections=None):
        x = convert_to_tensor(tensor)
        super().__init__([x], float64, (), name)
        self.tag = self.name
        with self.graph.as_default():
            for key in collections or [GraphKeys.SUMMARIES]:
                add_to_collection(key, self)


class scalar(_Summary):
    """Record a number.

    Parameters
    ----------
    name : str
        What TensorBoard calls it.
    tensor : Node or number
    collections : sequence of str, optional
        The lists that it joins; by default the one that `merge_all` takes.
    family : optional
        Ignored.

    Returns
    -------
    Node
        Its value is for `FileWriter.add_summary`.

    See Also
    --------
    tf.compat.v1.summary.scalar
    """

    op_type = "ScalarSummary"
    advice = "A scalar is one number; reduce_mean makes one of several."

    def __init__(self, name, tensor, collections=None, family=None):
        super().__init__(name, tensor, collections)

    def compute(self, x):
        if np.ndim(x):
            raise ValueError(f"shape {np.shape(x)} is not that of a number")
        return (Entry(self.tag, "simple_value", float(x)),)


class histogram(_Summary):
    """Record how numbers are spread.

    Parameters
    ----------
    name : str
        What TensorBoard calls it.
    values : Node or array_like
        Any shape.
    collections : sequence of str, optional
        The lists that it joins; by default the one that `merge_all` takes.
    family : optional
        Ignored.

    Returns
    -------
    Node
        Its value is for `FileWriter.add_summary`.

    See Also
    --------
    tf.compat.v1.summary.histogram
    """

    op_type = "HistogramSummary"

    def __init__(self, name, values, collections=None, family=None):
        super().__init__(name, values, collections)

    def compute(self, x):
        return (Entry(self.tag, "histo", np.array(x, np.float64).ravel()),)


class merge(Operation):
    """Several summaries as one.

    Parameters
    ----------
    inputs : sequence of Node
    collections : sequence of str, optional
        Lists that it joins.
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.compat.v1.summary.merge
    """

    op_type = "MergeSummary"

    def __init__(self, inputs, collections=None, name=None):
        super().__init__(inputs, float64, (), name)
        for key in collections or ():
            add_to_collection(key, self)

    def compute(self, *summaries):
        return tuple(entry for one in summaries for entry in one)


def merge_all(key=GraphKeys.SUMMARIES, scope=None, name=None) -> Node | None:
    """Put all summaries of the default graph into one.

    Parameters
    ----------
    key : str, optional
        The list to take them from.
    scope : str, optional
        Only those whose names begin like this.
    name : str, optional

    Returns
    -------
    Node or None
        ``None`` if there are none.

    See Also
    --------
    tf.compat.v1.summary.merge_all
    """
    found = get_collection(key, scope)
    return merge(found, name=name) if found else None


class FileWriter:
    """Writes summaries to a file that TensorBoard shows.

    The file is written by TensorBoard's own writer, or TensorFlow's, if one is installed. If
    none is, nothing is written, and a warning says so once.

    Parameters
    ----------
    logdir : str
        The folder; it is made if it does not exist.
    graph : Graph, optional
        A graph to write too.
    max_queue, flush_secs, filename_suffix, session : optional
        Ignored.

    See Also
    --------
    tf.compat.v1.summary.FileWriter
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
        self._logdir = str(logdir)
        self._tools = _tools()
        self._writer = self._tools.Writer(self._logdir) if self._tools else None
        if graph is not None:
            self.add_graph(graph)

    def get_logdir(self) -> str:
        """Return the folder."""
        return self._logdir

    def add_summary(self, summary, global_step=None) -> None:
        """Write what a run of a summary gave.

        Parameters
        ----------
        summary : tuple
            The value of `scalar`, `histogram`, `merge` or `merge_all`.
        global_step : int, optional
            The number of the training step.
        """
        if isinstance(summary, Node) or not isinstance(summary, tuple):
            raise TypeError(
                "add_summary takes what session.run gave for a summary, as in "
                "writer.add_summary(session.run(merged), step)."
            )
        if self._writer is not None:
            event = _event(self._tools, global_step)
            for entry in summary:
                _add_entry(event.summary.value.add(), entry)
            self._writer.add_event(event)

    def add_graph(self, graph, global_step=None, graph_def=None) -> None:
        """Write a graph.

        Parameters
        ----------
        graph : Graph
        global_step : int, optional
        """
        if not isinstance(graph, Graph):
            raise TypeError(f"graph is a dl101.Graph, not {graph!r:.60}.")
        if self._writer is not None:
            event = _event(self._tools, global_step)
            event.graph_def = _graph_def(self._tools, graph).SerializeToString()
            self._writer.add_event(event)

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


Tools = namedtuple("Tools", "Writer Event GraphDef")
_warned = False


def _tools() -> Tools | None:
    """Find somebody's writer and the forms that it writes."""
    global _warned
    # By name, so that dl101 needs neither of the two.
    load = importlib.import_module
    if importlib.util.find_spec("tensorboard"):
        proto = "tensorboard.compat.proto"
        writer = load("tensorboard.summary.writer.event_file_writer").EventFileWriter
        event, graph = load(f"{proto}.event_pb2"), load(f"{proto}.graph_pb2")
        return Tools(writer, event.Event, graph.GraphDef)
    if importlib.util.find_spec("tensorflow"):
        tf = load("tensorflow").compat.v1
        writer = load("tensorflow.python.summary.writer.event_file_writer").EventFileWriter
        return Tools(writer, tf.Event, tf.GraphDef)
    if not _warned:
        _warned = True
        warnings.warn(
            "Summaries are not written: neither TensorBoard nor TensorFlow is installed "
            "(pip install tensorboard).",
            stacklevel=3,
        )
    return None


def _event(tools, step):
    event = tools.Event(wall_time=time.time())
    if step is not None:
        event.step = int(step)
    return event


def _add_entry(value, entry):
    value.tag = entry.tag
    if entry.kind == "simple_value":
        value.simple_value = entry.value
        return
    numbers = entry.value
    counts, edges = np.histogram(numbers, bins=30) if numbers.size else ([], [0.0])
    histo = value.histo
    histo.min, histo.max = (numbers.min(), numbers.max()) if numbers.size else (0, 0)
    histo.num, histo.sum, histo.sum_squares = numbers.size, numbers.sum(), (numbers**2).sum()
    histo.bucket_limit.extend(edges[1:])
    histo.bucket.extend(counts)


def _graph_def(tools, graph):
    definition = tools.GraphDef()
    for node in (graph or get_default_graph()).nodes:
        entry = definition.node.add()
        entry.name, entry.op = node.name, node.op_type
        entry.input.extend(needed.name for needed in node.inputs)
    return definition
