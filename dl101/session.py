"""The session: computes values of nodes, and keeps those of variables."""

import warnings
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from .dtypes import to_array
from .graph import (
    Node,
    Operation,
    StatefulOperation,
    Variable,
    _defaults,
    _Restore,
    constant,
    get_default_graph,
    placeholder,
    topological_order,
)
from .shapes import compatible


class _Plan(NamedTuple):
    """What one set of fetches needs: known values, variables, and computing steps in order."""

    constants: dict
    variables: list
    steps: list


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
        self.graph = graph or get_default_graph()
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
            belongs to another graph, or an operation cannot handle its inputs' shapes.

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
        feeds = self._check_feeds(feed_dict) if feed_dict else {}
        plan = self._plan(targets, feeds)

        values = plan.constants | feeds
        for variable in plan.variables:
            values[variable] = self._read(variable)
        value_of = values.__getitem__
        with np.errstate(divide="raise", over="raise", invalid="raise"):
            for node, compute, inputs in plan.steps:
                try:
                    values[node] = compute(*map(value_of, inputs))
                except FloatingPointError as error:
                    values[node] = _compute_anyway(node, compute, map(value_of, inputs), error)
                except (ValueError, TypeError, IndexError, ZeroDivisionError) as error:
                    raise _explained(error, node, values) from error
        return _unflatten(fetches, values)

    def _plan(self, targets: tuple, feeds: dict) -> _Plan:
        key = (targets, tuple(feeds))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._make_plan(targets, feeds)
        return plan

    def _make_plan(self, targets: tuple, feeds: dict) -> _Plan:
        for target in targets:
            self._check_graph(target, "fetch")
        plan = _Plan({}, [], [])
        for node in topological_order(targets, given=feeds):
            if isinstance(node, constant):
                plan.constants[node] = node.value
            elif isinstance(node, Variable):
                plan.variables.append(node)
            elif isinstance(node, StatefulOperation):
                plan.steps.append((node, partial(node.compute, self._state), node.inputs))
            elif isinstance(node, Operation):
                plan.steps.append((node, node.compute, node.inputs))
            else:
                raise ValueError(_not_fed(node, targets))
        return plan

    def _read(self, variable: Variable):
        if variable not in self._state:
            value = np.array(self.run(variable.initial_value))
            value.flags.writeable = False
            self._state[variable] = value
        return self._state[variable]

    def _check_feeds(self, feed_dict: Mapping) -> dict:
        if not isinstance(feed_dict, Mapping):
            raise TypeError(f"feed_dict is a dict of nodes to values, not {feed_dict!r:.80}.")
        return {node: self._check_feed(node, value) for node, value in feed_dict.items()}

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


def _flatten(fetches) -> tuple[Node, ...]:
    if isinstance(fetches, Node):
        return (fetches,)
    if isinstance(fetches, list | tuple):
        if all(isinstance(fetch, Node) for fetch in fetches):
            return tuple(fetches)
        return tuple(node for fetch in fetches for node in _flatten(fetch))
    if isinstance(fetches, Mapping):
        return _flatten(list(fetches.values()))
    raise TypeError(
        f"Cannot fetch {fetches!r:.80} of type {type(fetches).__name__}: fetch nodes, or lists, "
        f"tuples and dicts of nodes."
    )


def _unflatten(fetches, values: dict):
    if isinstance(fetches, Node):
        return _owned(values[fetches])
    if isinstance(fetches, Mapping):
        return {key: _unflatten(fetch, values) for key, fetch in fetches.items()}
    results = [_unflatten(fetch, values) for fetch in fetches]
    if hasattr(fetches, "_fields"):
        return type(fetches)(*results)
    return tuple(results) if isinstance(fetches, tuple) else results


def _owned(value):
    """Copy what is read-only: the session's own values, which a caller must not change."""
    if isinstance(value, np.ndarray) and not value.flags.writeable:
        return value.copy()
    return value


def _compute_anyway(node, compute, inputs, error):
    with np.errstate(all="ignore"):
        value = compute(*inputs)
    if not np.all(np.isfinite(value)):
        warnings.warn(
            f"{node.op_type} '{node.name}' gave inf or nan ({error}).", RuntimeWarning, stacklevel=3
        )
    return value


def _explained(error, node: Node, values: dict) -> Exception:
    inputs = ", ".join(
        f"'{i.name}' {i.op_type} of shape {np.shape(values[i])}" for i in node.inputs
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
    return f"{node!r} cannot be computed: it is no Operation with a compute method."
