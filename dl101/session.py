"""The session: computes values of nodes, and keeps those of variables."""

import sys
import warnings
from collections.abc import Mapping
from operator import itemgetter

import numpy as np

from .checks import shorten
from .dtypes import NO_GRADIENT, to_array
from .graph import Graph, as_graph, defaults, set_default, topological_order
from .nodes import Node, Operation, StatefulOperation, Variable, constant, placeholder
from .shapes import compatible


class Session:
    """Evaluates nodes of a graph, by default the default graph; owns its variables' values."""

    def __init__(self, *, graph: Graph | None = None):
        self.graph = as_graph(graph)
        self._state: dict[Node, object] = {}
        self._plans: dict[tuple, Plan] = {}
        self._closed = False

    def run(self, fetches, feed_dict: Mapping | None = None):
        """Compute the values of nodes, and return them in the structure of `fetches`.

        `fetches` is a node, or lists, tuples and dicts of nodes. `feed_dict` gives values to
        placeholders; any other node that is given a value is not computed. An operation run
        for its side effect has the value ``None``.

        Variables are read as they were before the run: in ``run([loss, train])`` the loss is
        the one before the training step. (A variable that the run initializes has its initial
        value throughout.) A run that fails leaves the variables as they were. The arrays
        returned are the caller's own.
        """
        if self._closed:
            raise RuntimeError("This session is closed; open a new one with Session().")
        targets = flatten(fetches)
        feeds = as_feeds(feed_dict)
        plan = self._plan(targets, tuple(feeds))

        values = plan.values.copy()
        values[0] = self._state
        values[1 : 1 + len(feeds)] = map(_fed_array, feeds, feeds.values())
        for variable, place in plan.variables:
            if variable not in self._state:
                self._initialize(variable)
            values[place] = self._state[variable]
        before = self._state.copy()
        try:
            # FloatingPointError where NumPy would warn without naming the node.
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                evaluate(plan.steps, values)
        except BaseException as error:
            self._state.clear()
            self._state.update(before)
            if isinstance(error, NotFinite):
                raise NotFinite(f"{error} {_at_fault(feeds, values) or error.advice}") from None
            raise
        return _unflatten(fetches, plan.place, values)

    def _plan(self, targets: tuple, fed: tuple) -> "Plan":
        plan = self._plans.get((targets, fed))
        if plan is None:
            for node in fed:
                if not isinstance(node, Node):
                    raise TypeError(
                        f"A key of feed_dict must be a node, such as a placeholder, not "
                        f"{shorten(node)} of type {type(node).__name__}."
                    )
                self._check_graph(node, "feed")
            for target in targets:
                self._check_graph(target, "fetch")
            plan = self._plans[targets, fed] = Plan(targets, fed)
        return plan

    def _check_graph(self, node: Node, what: str) -> None:
        if node.graph is not self.graph:
            raise ValueError(
                f"Cannot {what} '{node.name}': it belongs to another graph than this session's. "
                f"Open a session on its graph with Session(graph=...), or, after a new Graph(), "
                f"make the node again."
            )

    def _initialize(self, variable: Variable) -> None:
        value = np.array(self.run(variable.initial_value))
        value.flags.writeable = False
        self._state[variable] = value

    def close(self) -> None:
        """Give up the variables' values; the session cannot be used any more."""
        self._closed = True
        self._state.clear()
        self._plans.clear()

    def as_default(self) -> set_default:
        """Make this the session of nodes' ``eval()``: for a ``with`` block, or from now on."""
        return set_default("session", self)

    def __enter__(self) -> "Session":
        self._entered = (set_default("graph", self.graph), set_default("session", self))
        return self

    def __exit__(self, *exception) -> None:
        for default in self._entered:
            default.__exit__()
        self.close()


class NotFinite(ArithmeticError):
    """A loss or a gradient is nan or infinite, so that a training step was not made."""

    advice = (
        "Try a smaller learning rate; start from smaller weights; scale the inputs; or take a "
        "loss with logits, such as softmax_cross_entropy_with_logits, in place of "
        "log(softmax(...))."
    )


def _at_fault(feeds: Mapping, values: list) -> str | None:
    for node, value in zip(feeds, values[1:], strict=False):
        if not np.size(value):
            return f"The batch fed to '{node.name}' is empty."
        if not np.isfinite(value).all():
            return f"The values fed to '{node.name}' are not finite: look at the data."
    return None


class InteractiveSession(Session):
    """A session that is the default from its creation on, for use without ``with``."""

    def __init__(self, *, graph: Graph | None = None):
        super().__init__(graph=graph)
        self._default = self.as_default()

    def close(self) -> None:
        """Give up the variables' values, and stop being the default session."""
        if defaults.session is self:
            self._default.__exit__()
        super().close()


class Plan:
    """How a session computes one set of fetches: each node has a place in a list of values.

    Attributes
    ----------
    place : dict
        The place of each node.
    values : list
        The list before a run. The values of constants are in it; place 0 is for the state.
    variables : list of (Variable, int)
        Whose values are to be filled in, and where.
    steps : list of tuple
        For each operation, in order: the node, its `compute`, its place, a function that picks
        the values of its inputs from the list, and the places that nobody needs afterwards.
    """

    def __init__(self, targets: tuple, fed: tuple):
        self.place, self.values, self.variables = {}, [None], []
        for node in fed:
            self._give_place(node)
        order, starting = _order(targets, fed)
        for node in order:
            if node in starting:
                self.place[node] = self.place[node.initial_value]
                continue
            self._give_place(node)
            if isinstance(node, Variable):
                self.variables.append((node, self.place[node]))
            elif not isinstance(node, Operation | constant):
                raise ValueError(_not_fed(node, targets))

        operations = [node for node in order if isinstance(node, Operation)]
        spent = self._spent(operations, targets)
        self.steps = [
            (node, _compute_of(node), self.place[node], self._inputs_of(node), spent[node])
            for node in operations
        ]

    def _give_place(self, node):
        self.place[node] = len(self.values)
        self.values.append(node.value if isinstance(node, constant) else None)

    def _inputs_of(self, node):
        """Make a function that picks the arguments of `node.compute` from the list of values."""
        places = [self.place[i] for i in node.inputs]
        if isinstance(node, StatefulOperation):
            places.insert(0, 0)
        if len(places) > 1:
            return itemgetter(*places)
        # Of one place, itemgetter would give the value itself; of a slice it gives a list.
        return itemgetter(slice(places[0], places[0] + 1) if places else slice(0))

    def _spent(self, operations, targets) -> dict[Operation, tuple[int, ...]]:
        """Find the values that each operation is the last to use: their memory can be reused."""
        spent = {node: () for node in operations}
        last_user = {self.place[n]: node for node in operations for n in (*node.inputs, node)}
        kept = {self.place[target] for target in targets}
        for place in {self.place[node] for node in operations} - kept:
            spent[last_user[place]] += (place,)
        return spent


def _order(targets, fed) -> tuple[list[Node], set[Variable]]:
    """Order the nodes to compute; find the variables that get their initial values.

    As after ``w = Variable(random_normal([3])); t = Variable(w * 2)``, the initial value of one
    variable may depend on another's. In a run of both initializers `w` has its initial value from
    the start, so that what is drawn for `w` is what `t` is computed from.
    """
    order = topological_order(targets, given=fed)
    for node in order:
        if getattr(node, "ref", None) in fed:
            raise ValueError(
                f"Cannot feed Variable '{node.ref.name}' in a run that changes it: '{node.name}' "
                f"does. Assign it a value first, in a run of its own."
            )
    starting = {node.ref for node in order if _is_initializer(node)}
    if starting:
        initial = [v.initial_value for v in targets[0].graph.variables if v in starting]
        order = topological_order([*initial, *targets], given=fed)
    return order, starting


def _is_initializer(node: Node) -> bool:
    return node.op_type == "Assign" and node.inputs[0] is node.ref.initial_value


def evaluate(steps: list[tuple], values: list) -> None:
    """Compute the values of operations, in the order of a `Plan`, from those of their inputs."""
    for node, compute, place, inputs_of, spent in steps:
        try:
            values[place] = compute(*inputs_of(values))
        except FloatingPointError as error:
            values[place] = compute_and_warn(node, inputs_of(values), error)
        except (ValueError, TypeError, IndexError, ZeroDivisionError) as error:
            raise explained(node, inputs_of(values), error) from error
        for other in spent:
            values[other] = None


def _numpy_raises() -> bool:
    try:
        with np.errstate(divide="raise"):
            np.float64(1) / np.float64(0)
    except FloatingPointError:
        return True
    return False


# In WebAssembly, in a page, there is nothing that tells NumPy of an overflow.
NUMPY_RAISES = _numpy_raises()


def _compute_of(node: Operation):
    """Return `node.compute`; where NumPy does not raise, one that looks at the values itself."""
    if NUMPY_RAISES:
        return node.compute

    def compute(*inputs):
        value = node.compute(*inputs)
        floating = [i for i in inputs if _is_floating(i)]
        if _is_floating(value) and not np.isfinite(value).all():
            of_finite = all(np.isfinite(i).all() for i in floating)
            if of_finite or (
                np.isnan(value).any() and not any(np.isnan(i).any() for i in floating)
            ):
                raise FloatingPointError("seen in the value")
        return value

    return compute


def _is_floating(value) -> bool:
    return isinstance(value, np.ndarray | np.generic) and value.dtype.kind == "f"


def compute_and_warn(node: Operation, inputs, error: FloatingPointError):
    """Compute a value all the same; warn if there are infinities or NaNs in it."""
    with np.errstate(all="ignore"):
        value = node.compute(*inputs)
    if value is not None and not np.all(np.isfinite(value)):
        message = f"{node.op_type} '{node.name}' gave inf or nan ({error})."
        warnings.warn(message, RuntimeWarning, stacklevel=_level_of_caller())
    return value


def _level_of_caller() -> int:
    """Count the frames up to the first one outside of dl101, whose line a warning shows."""
    frame, level = sys._getframe(1), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("dl101."):
        frame, level = frame.f_back, level + 1
    return level


def explained(node: Operation, inputs, error: Exception) -> Exception:
    """Say which operation failed, on what, and what to look at."""
    values = inputs[1:] if isinstance(node, StatefulOperation) else inputs
    came = ", ".join(
        f"'{i.name}' {i.op_type} of shape {np.shape(value)}"
        for i, value in zip(node.inputs, values, strict=True)
    )
    kind = type(error) if type(error) in (ValueError, TypeError, IndexError) else ValueError
    return kind(
        f"{node.op_type} '{node.name}' cannot be computed from {came or 'nothing'}: "
        f"{str(error).rstrip('.')}. "
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
    return f"{node!r:.60} cannot be computed: it is not an Operation with a method compute."


def get_default_session() -> Session | None:
    """Return the session that ``eval()`` uses, or ``None`` outside of any."""
    return defaults.session


def session_for(graph: Graph, session: Session | None = None) -> Session:
    """Return the session given, or else the default one, or else a new one on a graph."""
    if session is None:
        session = get_default_session() or Session(graph=graph)
    if not isinstance(session, Session):
        raise TypeError(f"session must be a dl101.Session, not {shorten(session)}.")
    return session


def as_feeds(feed_dict: Mapping | None) -> Mapping:
    """Return feeds as they are, and none as an empty dict."""
    if feed_dict is None:
        return {}
    if not isinstance(feed_dict, Mapping):
        raise TypeError(f"feed_dict must be a dict of nodes to values, not {shorten(feed_dict)}.")
    return feed_dict


def flatten(fetches) -> tuple[Node, ...]:
    """List the nodes of a fetch: of a node, or of nested lists, tuples and dicts of nodes."""
    if isinstance(fetches, Node):
        return (fetches,)
    if isinstance(fetches, (list, tuple)):
        return tuple([node for fetch in fetches for node in flatten(fetch)])
    if isinstance(fetches, Mapping):
        return flatten(list(fetches.values()))
    if fetches is None:
        raise TypeError(f"Cannot fetch None. {NO_GRADIENT}")
    raise TypeError(
        f"Cannot fetch {shorten(fetches)} of type {type(fetches).__name__}: fetch nodes, or "
        f"lists, tuples and dicts of nodes."
    )


def _unflatten(fetches, place: dict, values: list):
    if isinstance(fetches, Node):
        value = values[place[fetches]]
        if not isinstance(value, np.ndarray):
            return value
        # A copy, since values may share memory with feeds, variables and each other.
        return value.copy() if value.ndim else value[()]
    if isinstance(fetches, (list, tuple)):
        results = [_unflatten(fetch, place, values) for fetch in fetches]
        if hasattr(fetches, "_fields"):
            return type(fetches)(*results)
        return tuple(results) if isinstance(fetches, tuple) else results
    return {key: _unflatten(fetch, place, values) for key, fetch in fetches.items()}


def _fed_array(node: Node, value) -> np.ndarray:
    try:
        array = to_array(value, node.dtype)
    except (TypeError, ValueError) as error:
        if isinstance(value, Node):
            raise TypeError(
                f"'{node.name}' is fed the node '{value.name}'; feed a number or an array. "
                f"Compute it first with run, or use it in the graph directly."
            ) from None
        raise type(error)(f"Cannot feed {node.op_type} '{node.name}': {error}") from error
    if not compatible(node.shape, array.shape):
        if compatible(node.shape, (1, *array.shape)):
            advice = "One example is a batch of one: feed [value]."
        else:
            advice = "Reshape the value so that the lengths agree; None stands for any length."
        raise ValueError(
            f"Cannot feed a value of shape {array.shape} to {node.op_type} '{node.name}', "
            f"which has shape {node.shape}. {advice}"
        )
    return array
