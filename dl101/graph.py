"""The graph: what is to be computed, without any of the results.

A `Graph` is a set of nodes. A node knows its inputs, its name, and as much of its dtype
and shape as can be known in advance; it never holds a result. Results belong to a
`Session`, which is why two sessions on the same graph do not disturb each other.
"""

import re
import threading
from collections.abc import Iterable

from .checks import shorten

_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*")
_LONGEST_NAME = 500


class Graph:
    """A set of nodes that feed each other, and the names they go by.

    A node joins the graph of its inputs, and without any the default graph.
    """

    def __init__(self):
        self.nodes = []
        self.seed: int | None = None
        self._by_name = {}
        self._names_taken: dict[str, int] = {}
        self._scope = ""

    def as_default(self) -> "set_default":
        """Make this the graph that new nodes join: for a ``with`` block, or from now on."""
        return set_default("graph", self)

    @property
    def variables(self):
        """The graph's variables, in the order in which they were made."""
        return [node for node in self.nodes if node.op_type == "Variable"]

    def get_operations(self):
        """Return every node, in the order in which they were made."""
        return list(self.nodes)

    def get_tensor_by_name(self, name: str):
        """Return the node of that name (TensorFlow's ``:0`` at its end is allowed)."""
        if not isinstance(name, str):
            raise TypeError(f"name must be a string, not {shorten(name)}.")
        try:
            return self._by_name[name.removesuffix(":0")]
        except KeyError:
            raise KeyError(f"This graph has no node named {shorten(name)}.") from None

    get_operation_by_name = get_tensor_by_name

    def unique_name(self, name: str) -> str:
        """Reserve a name: the given one within the current scope, numbered if it is taken."""
        check_name(name)
        wanted = candidate = self._scope + name
        if len(wanted) > _LONGEST_NAME:
            raise ValueError(
                f"{wanted[:40]!r}… cannot be a name: with its scopes it has {len(wanted):,} "
                f"characters, and a name has at most {_LONGEST_NAME}."
            )
        while candidate.lower() in self._names_taken:
            count = self._names_taken[wanted.lower()]
            self._names_taken[wanted.lower()] = count + 1
            candidate = f"{wanted}_{count}"
        self._names_taken[candidate.lower()] = 1
        return candidate

    def add(self, node) -> None:
        """Take in a new node."""
        self.nodes.append(node)
        self._by_name[node.name] = node

    def enter_scope(self, name: str | None) -> str:
        """Set the prefix of new names, made unique unless it ends in ``/``; return the one before.

        ``None`` and ``""`` stand for no prefix.
        """
        before = self._scope
        if not name:
            self._scope = ""
        elif name.endswith("/"):
            check_name(name)
            self._scope = name
        else:
            self._scope = self.unique_name(name) + "/"
        return before

    @property
    def scope(self) -> str:
        """The prefix of new names."""
        return self._scope


def check_name(name: str) -> None:
    """Raise an error for what cannot be a node's name."""
    if not isinstance(name, str):
        raise TypeError(f"name must be a string, not {shorten(name)}.")
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name[:40]!r} cannot be a name: use letters, digits, '_', '-', '.', '/' and "
            f"start with a letter or a digit (TensorFlow's rule)."
        )


class _Defaults(threading.local):
    """The default graph and session of a thread; all threads start with one graph."""

    first_graph = Graph()

    def __init__(self):
        self.graph = self.first_graph
        self.session = None


defaults = _Defaults()


class set_default:
    """Set the default ``"graph"`` or ``"session"`` at once; in a ``with``, only for its block."""

    def __init__(self, kind: str, value):
        self._kind, self._value = kind, value
        self._before = getattr(defaults, kind)
        setattr(defaults, kind, value)

    def __enter__(self):
        setattr(defaults, self._kind, self._value)
        return self._value

    def __exit__(self, *exception):
        setattr(defaults, self._kind, self._before)


def get_default_graph() -> Graph:
    """Return the graph that new nodes without inputs join."""
    return defaults.graph


def as_graph(graph) -> Graph:
    """Return `graph`, or the default graph for ``None``."""
    if not isinstance(graph, Graph | None):
        raise TypeError(f"graph must be a dl101.Graph, not {shorten(graph)}.")
    return get_default_graph() if graph is None else graph


def reset_default_graph() -> None:
    """Start over with a new, empty default graph; nodes of the old one stay in the old one."""
    defaults.graph = Graph()


class name_scope:
    """Put a prefix before the names of all nodes made in a ``with`` block.

    The prefix is made unique; ended by ``/`` it is taken as it is, to reopen a scope.
    """

    def __init__(self, name: str | None):
        if name is not None and not isinstance(name, str):
            raise TypeError(f"A name scope must be a string, not {shorten(name)}.")
        self._name = name

    def __enter__(self) -> str:
        self._graph = get_default_graph()
        self._before = self._graph.enter_scope(self._name)
        return self._graph.scope

    def __exit__(self, *exception):
        self._graph.enter_scope(self._before)


def common_graph(nodes, action: str) -> Graph:
    """Return the graph of nodes; raise ValueError if there are two, naming the `action`."""
    graph = nodes[0].graph
    for node in nodes:
        if node.graph is not graph:
            raise ValueError(
                f"{action} nodes of two graphs: '{node.name}' belongs to another graph than "
                f"'{nodes[0].name}'. Make all of them in one graph; after a new Graph() or "
                f"reset_default_graph(), run the cells that made the older nodes again."
            )
    return graph


def topological_order(targets: Iterable, given: Iterable = ()) -> list:
    """List the nodes that `targets` need, themselves included, each after all of its inputs.

    This is the order in which a depth-first search leaves the nodes (post-order). Nodes in
    `given` are left out, with everything that only they need. The search keeps its own stack,
    so that Python's recursion does not limit the length of a chain.
    """
    order, seen = [], set(given)
    for target in targets:
        if target in seen:
            continue
        seen.add(target)
        stack = [(target, iter(target.inputs))]
        while stack:
            node, inputs = stack[-1]
            for needed in inputs:
                if needed not in seen:
                    seen.add(needed)
                    stack.append((needed, iter(needed.inputs)))
                    break
            else:
                stack.pop()
                order.append(node)
    return order
