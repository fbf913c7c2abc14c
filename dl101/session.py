"""The session: computes values of nodes, and keeps those of variables."""

import sys
import warnings
from collections.abc import Mapping
from functools import partial
from operator import itemgetter

import numpy as np

from .dtypes import to_array
from .graph import (
    Graph,
    Node,
    Operation,
    StatefulOperation,
    Variable,
    _defaults,
    _graph_or_default,
    _Restore,
    constant,
    placeholder,
    topological_order,
)
from .shapes import compatible

# NumPy warns where a result is inf or nan, without saying in which node. Within dl101 the
# warning becomes an exception, for Session.run to catch and to repeat with the node's name.
warnings.filterwarnings("error", "[a-z ]+ encountered in", RuntimeWarning, module=r"dl101\.")


class _Plan:
    """How one set of fetches is computed: each node has a place in a list of values.

    Attributes
    ----------
    place : dict
        Of each node that plays a part, its place in the list.
    values : list
        The list before a run; the values of constants are in it.
    variables : list of Variable
        Whose values are to be filled in.
    steps : list of tuple
        In order: a node, its place, its `compute`, a function that picks the values of its
        inputs from the list, and the places that nobody needs afterwards.
    """

    def __init__(self, targets, feeds, state):
        self.place = {node: i for i, node in enumerate(feeds)}
        self.values, self.variables, self.steps = [None] * len(feeds), [], []
        for node in topological_order(targets, given=feeds):
            self.place[node] = len(self.values)
            self.values.append(node.value if isinstance(node, constant) else None)
            if isinstance(node, Variable):
                self.variables.append(node)
            elif isinstance(node, Operation):
                self._add_step(node, state)
            elif not isinstance(node, constant):
                raise ValueError(_not_fed(node, targets))
        self._let_go({self.place[target] for target in targets})

    def _add_step(self, node, state):
        compute = node.compute
        if isinstance(node, StatefulOperation):
            compute = partial(compute, state)
        self.steps.append((node, self.place[node], compute, self._picker(node.inputs)))

    def _let_go(self, kept):
        """Find for each step what it is the last to use, so that its memory can be used again."""
        computed = {place for _, place, *_ in self.steps}
        needed = set(kept)
        for i, (node, place, *rest) in reversed(list(enumerate(self.steps))):
            last_used = ({place, *(self.place[n] for n in node.inputs)} & computed) - needed
            needed |= last_used
            self.steps[i] = (node, place, *rest, tuple(last_used))

    def _picker(self, inputs):
        """Make a function from the list of values to those of `inputs`."""
        places = [self.place[i] for i in inputs]
        if len(places) > 1:
            return itemgetter(*places)
        # Of one place, itemgetter would give the value itself; of a slice it gives a list.
        return itemgetter(slice(places[0], places[0] + 1) if places else slice(0))


class Session:
    """Evaluates nodes of a graph; owns the values of its variables.

    Parameters
    ----------
    target : str, optional
        Present for TensorFlow's sake, and ignored: everything runs here.
    graph : Graph, optional
        The graph to evaluate; by default the default graph of this moment.
    config : optional
        Ignored.

    See Also
    --------
    tf.compat.v1.Session
    """

    def __init__(self, target: str = "", graph=None, config=None):
        self.graph = _graph_or_default(graph)
        self._state: dict[Node, object] = {}
        self._plans: dict[tuple, _Plan] = {}
        self._closed = False

    def run(self, fetches, feed_dict: Mapping | None = None):
        """Compute the values of nodes.

        Parameters
        ----------
        fetches : Node, or lists, tuples and dicts of fetches
            What to compute.
        feed_dict : mapping of Node to array_like, optional
            Values for placeholders. Any other node may be given a value too; it is then not
            computed.

        Returns
        -------
        ndarray, number, or None for operations without a value
            In the structure of `fetches`.

        Raises
        ------
        TypeError
            If a fetch or a key of `feed_dict` is not a node, or a value is no number.
        ValueError
            If a placeholder is not fed, a value's shape contradicts its node's, a node
            belongs to another graph, or an operation cannot handle its inputs' shapes. The
            variables are then as they were before the run.

        Notes
        -----
        Every fetch sees the variables as they were before the run: in
        ``run([loss, train])``, the loss is the one before the training step.

        See Also
        --------
        tf.compat.v1.Session.run
        """
        if self._closed:
            raise RuntimeError("This session is closed; open a new one with Session().")
        targets = _flatten(fetches)
        feeds = {} if feed_dict is None else self._check_feeds(feed_dict)
        plan = self._plan(targets, feeds)

        values = plan.values.copy()
        values[: len(feeds)] = feeds.values()
        for variable in plan.variables:
            values[plan.place[variable]] = self._read(variable)
        before = self._state.copy()
        try:
            evaluate(plan.steps, values)
        except BaseException:
            # Half a training step, made until an error or an interrupt, is taken back.
            self._state.clear()
            self._state.update(before)
            raise
        return _unflatten(fetches, lambda node: values[plan.place[node]])

    def _plan(self, targets: tuple, feeds: dict) -> _Plan:
        key = (targets, tuple(feeds))
        plan = self._plans.get(key)
        if plan is None:
            for target in targets:
                self._check_graph(target, "fetch")
            plan = self._plans[key] = _Plan(targets, feeds, self._state)
        return plan

    def _read(self, variable: Variable):
        if variable not in self._state:
            value = np.array(self.run(variable.initial_value))
            value.flags.writeable = False
            self._state[variable] = value
        return self._state[variable]

    def _check_feeds(self, feed_dict: Mapping) -> dict:
        return {n: self._check_feed(n, value) for n, value in as_feeds(feed_dict).items()}

    def _check_feed(self, node, value) -> np.ndarray:
        if not isinstance(node, Node):
            raise TypeError(
                f"A key of feed_dict is a node, such as a placeholder, not {node!r:.80} "
                f"of type {type(node).__name__}."
            )
        self._check_graph(node, "feed")
        if isinstance(value, Node):
            raise TypeError(
                f"'{node.name}' is fed the node '{value.name}'; a feed is a number or an array. "
                f"Compute it first with run, or use it in the graph directly."
            )
        try:
            array = to_array(value, node.dtype)
        except (TypeError, ValueError) as error:
            raise type(error)(f"Cannot feed {node.op_type} '{node.name}': {error}") from error
        if not compatible(node.shape, array.shape):
            raise ValueError(
                f"Cannot feed a value of shape {array.shape} to {node.op_type} '{node.name}', "
                f"which has shape {node.shape}."
            )
        return array

    def _check_graph(self, node: Node, what: str) -> None:
        if node.graph is not self.graph:
            raise ValueError(
                f"Cannot {what} '{node.name}': it belongs to another graph than this session's. "
                f"Open a session on its graph with Session(graph=...), or, after a new Graph(), "
                f"make the node again."
            )

    def close(self) -> None:
        """Give up the variables' values; the session cannot be used any more."""
        self._closed = True
        self._state.clear()
        self._plans.clear()

    def as_default(self):
        """Make this the session that ``eval()`` and ``run()`` of nodes use, in a ``with``."""
        return _Restore("session", self)

    def __enter__(self) -> "Session":
        self._entered = (_Restore("graph", self.graph), _Restore("session", self))
        return self

    def __exit__(self, *exception) -> None:
        for restore in self._entered:
            restore.__exit__()
        self.close()


class InteractiveSession(Session):
    """A session that is the default from its creation on, for use without ``with``.

    See Also
    --------
    tf.compat.v1.InteractiveSession
    """

    def __init__(self, target: str = "", graph=None, config=None):
        super().__init__(target, graph, config)
        self._default = self.as_default()

    def close(self) -> None:
        """Give up the variables' values, and stop being the default session."""
        if _defaults.session is self:
            self._default.__exit__()
        super().close()


def get_default_session() -> Session | None:
    """Return the session that ``eval()`` uses, or ``None`` outside of any."""
    return _defaults.session


def session_for(graph: Graph, session: Session | None = None) -> Session:
    """Return the session given, or else the default one, or else a new one on a graph."""
    if session is None:
        session = get_default_session() or Session(graph=graph)
    if not isinstance(session, Session):
        raise TypeError(f"session is a dl101.Session, not {session!r:.60}.")
    return session


def as_feeds(feed_dict: Mapping | None) -> Mapping:
    """Return feeds as they are, and none as an empty dict."""
    if not isinstance(feed_dict, Mapping | None):
        raise TypeError(f"feed_dict is a dict of nodes to values, not {feed_dict!r:.80}.")
    return {} if feed_dict is None else feed_dict


def _flatten(fetches) -> tuple[Node, ...]:
    try:
        return _flat(fetches)
    except RecursionError:
        raise ValueError(
            "Cannot fetch lists that are nested so deeply, or that contain themselves."
        ) from None


def _flat(fetches) -> tuple[Node, ...]:
    if isinstance(fetches, Node):
        return (fetches,)
    if isinstance(fetches, list | tuple):
        if all(isinstance(fetch, Node) for fetch in fetches):
            return tuple(fetches)
        return tuple(node for fetch in fetches for node in _flat(fetch))
    if isinstance(fetches, Mapping):
        return _flat(list(fetches.values()))
    raise TypeError(
        f"Cannot fetch {fetches!r:.80} of type {type(fetches).__name__}: fetch nodes, or lists, "
        f"tuples and dicts of nodes."
    )


def _unflatten(fetches, value_of):
    if isinstance(fetches, Node):
        return _owned(value_of(fetches))
    if isinstance(fetches, Mapping):
        return {key: _unflatten(fetch, value_of) for key, fetch in fetches.items()}
    results = [_unflatten(fetch, value_of) for fetch in fetches]
    if hasattr(fetches, "_fields"):
        return type(fetches)(*results)
    return tuple(results) if isinstance(fetches, tuple) else results


def _owned(value):
    """Copy what is read-only: the session's own values, which a caller must not change."""
    if isinstance(value, np.ndarray) and not value.flags.writeable:
        return value.copy()
    return value


def evaluate(steps, values: list) -> None:
    """Compute the values of operations, in order.

    Parameters
    ----------
    steps : list of tuple
        Of a `_Plan`.
    values : list
        Holds those of constants, feeds and variables; the others are written into it, and
        forgotten again when nobody needs them any more.
    """
    for node, place, compute, inputs_of, no_longer_needed in steps:
        try:
            values[place] = compute(*inputs_of(values))
        except (FloatingPointError, RuntimeWarning) as error:
            values[place] = _compute_anyway(node, compute, inputs_of(values), error)
        except (ValueError, TypeError, IndexError, ZeroDivisionError) as error:
            raise _explained(error, node, inputs_of(values)) from error
        for other in no_longer_needed:
            values[other] = None


def _compute_anyway(node, compute, inputs, error):
    with np.errstate(all="ignore"):
        value = compute(*inputs)
    if not np.all(np.isfinite(value)):
        message = f"{node.op_type} '{node.name}' gave inf or nan ({error})."
        warnings.warn(message, RuntimeWarning, stacklevel=_level_of_caller())
    return value


def _level_of_caller() -> int:
    """Count the frames up to the first one outside of dl101, whose line a warning shows."""
    frame, level = sys._getframe(1), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("dl101."):
        frame, level = frame.f_back, level + 1
    return level


def _explained(error, node: Node, values) -> Exception:
    inputs = ", ".join(
        f"'{i.name}' {i.op_type} of shape {np.shape(value)}"
        for i, value in zip(node.inputs, values, strict=True)
    )
    kind = type(error) if type(error) in (ValueError, TypeError, IndexError) else ValueError
    return kind(
        f"{node.op_type} '{node.name}' cannot be computed from {inputs or 'nothing'}: {error}. "
        f"{node.advice}"
    )


def _not_fed(node: Node, targets: tuple) -> str:
    if isinstance(node, placeholder):
        needing = ", ".join(f"'{t.name}'" for t in targets[:3]) + (", …" if targets[3:] else "")
        shape = "any shape" if node.shape is None else f"shape {node.shape}"
        return (
            f"Placeholder '{node.name}' ({node.dtype.name}, {shape}) needs a value to compute "
            f"{needing}: pass one, as in run(..., feed_dict={{{node.name}: ...}})."
        )
    return f"{node!r:.60} cannot be computed: it is no Operation with a compute method."
