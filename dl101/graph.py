"""The graph: what is to be computed, without any of the numbers.

A `Graph` is a set of nodes. A node knows its inputs, its name, and as much of its dtype
and shape as can be known in advance; it never holds a value. Values belong to a
`Session`, which is why two sessions on the same graph do not disturb each other.
"""

import math
import re
import threading
from collections.abc import Iterable

import numpy as np

from .dtypes import as_dtype, as_flag, float64, to_array
from .shapes import Shape, as_shape, check_size

_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*")
_LONGEST_NAME = 500


class Graph:
    """A set of nodes that feed each other, and the names they go by.

    Nodes made outside any ``with`` block join the default graph (`get_default_graph`).

    See Also
    --------
    tf.Graph
    """

    def __init__(self):
        self.nodes: list[Node] = []
        self.seed: int | None = None
        self._by_name: dict[str, Node] = {}
        self._names_taken: dict[str, int] = {}
        self._scope = ""

    def as_default(self) -> "_Restore":
        """Make this the graph that new nodes join.

        Returns
        -------
        context manager
            Used in a ``with`` statement, the graph that was the default before becomes it
            again at the end of the block. Called without ``with``, the change stays.
        """
        return _Restore("graph", self)

    @property
    def variables(self) -> list["Variable"]:
        """The graph's variables, in the order in which they were made."""
        return [node for node in self.nodes if isinstance(node, Variable)]

    def get_operations(self) -> list["Node"]:
        """Return every node, in the order in which they were made."""
        return list(self.nodes)

    def get_tensor_by_name(self, name: str) -> "Node":
        """Return the node of that name (TensorFlow's ``:0`` at its end is allowed).

        Raises
        ------
        KeyError
            If the graph has no such node.
        """
        if not isinstance(name, str):
            raise TypeError(f"A name is a string, not {name!r:.60}.")
        try:
            return self._by_name[name.removesuffix(":0")]
        except KeyError:
            raise KeyError(f"This graph has no node named {name!r:.60}.") from None

    get_operation_by_name = get_tensor_by_name

    def unique_name(self, name: str) -> str:
        """Reserve a name: the given one within the current scope, numbered if taken.

        Raises
        ------
        ValueError
            If the name holds characters that a name may not hold, or is longer than 500
            characters, those of its scopes included.
        """
        _check_name(name)
        wanted = candidate = self._scope + name
        if len(wanted) > _LONGEST_NAME:
            raise ValueError(
                f"{wanted[:40]!r}… cannot be a name: it has {len(wanted):,} characters, its "
                f"scopes included, and a name has at most {_LONGEST_NAME}."
            )
        while candidate.lower() in self._names_taken:
            count = self._names_taken[wanted.lower()]
            self._names_taken[wanted.lower()] = count + 1
            candidate = f"{wanted}_{count}"
        self._names_taken[candidate.lower()] = 1
        return candidate

    def _add(self, node: "Node") -> None:
        self.nodes.append(node)
        self._by_name[node.name] = node


def _check_name(name: str) -> None:
    if not isinstance(name, str):
        raise TypeError(f"A name is a string, not {name!r:.60}.")
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


_defaults = _Defaults()


class _Restore:
    """Sets a default at once; as a context manager, sets it back at the end."""

    def __init__(self, kind: str, value):
        self._kind, self._value = kind, value
        self._before = getattr(_defaults, kind)
        setattr(_defaults, kind, value)

    def __enter__(self):
        setattr(_defaults, self._kind, self._value)
        return self._value

    def __exit__(self, *exception):
        setattr(_defaults, self._kind, self._before)


def get_default_graph() -> Graph:
    """Return the graph that new nodes join."""
    return _defaults.graph


def reset_default_graph() -> None:
    """Start over with a new, empty default graph.

    Nodes of the old one go on working in sessions of the old one.
    """
    _defaults.graph = Graph()


class name_scope:
    """Put a prefix before the names of all nodes made in a ``with`` block.

    Parameters
    ----------
    name : str
        The prefix, made unique; ended by ``/`` it is taken as it is, to reopen a scope.

    Examples
    --------
    >>> import dl101 as dl
    >>> with dl.Graph().as_default(), dl.name_scope("layer"):
    ...     dl.constant(1.0, name="one").name
    'layer/one'
    """

    def __init__(self, name: str, default_name=None, values=None):
        self._name = name if name is not None else default_name
        if self._name is not None and not isinstance(self._name, str):
            raise TypeError(f"A name scope is a string, not {self._name!r:.60}.")

    def __enter__(self) -> str:
        self._graph = get_default_graph()
        self._before = self._graph._scope
        if not self._name:
            self._graph._scope = ""
        elif self._name.endswith("/"):
            _check_name(self._name)
            self._graph._scope = self._name
        else:
            self._graph._scope = self._graph.unique_name(self._name) + "/"
        return self._graph._scope

    def __exit__(self, *exception):
        self._graph._scope = self._before


def _checked_inputs(op_type: str, inputs) -> tuple["Node", ...]:
    if not isinstance(inputs, list | tuple):
        raise TypeError(
            f"The inputs of {op_type} are a list of nodes, such as [x], not {inputs!r:.60}."
        )
    for node in inputs:
        if not isinstance(node, Node):
            raise TypeError(
                f"The inputs of {op_type} are nodes, and {node!r:.60} is none: make it one with "
                f"dl101.convert_to_tensor."
            )
    return tuple(inputs)


def _graph_or_default(graph, inputs=()) -> Graph:
    if graph is None:
        return inputs[0].graph if inputs else get_default_graph()
    if not isinstance(graph, Graph):
        raise TypeError(f"graph is a dl101.Graph, not {graph!r:.60}.")
    return graph


class Node:
    """Something that will have a value once a session computes it.

    Parameters
    ----------
    inputs : sequence of Node
        The nodes whose values this one needs; all of the same graph.
    dtype : numpy.dtype
        The element type of the value.
    shape : Shape, optional
        The value's shape as far as it is known; ``None`` if nothing is.
    name : str, optional
        The name wanted; by default `op_type`. It is numbered if it is taken.
    graph : Graph, optional
        The graph to join; by default that of the inputs, or the default graph.
    """

    op_type = "Node"
    # Makes ndarray + node call node.__radd__ instead of adding entry by entry.
    __array_ufunc__ = None

    def __init__(self, inputs=(), dtype=float64, shape=None, name=None, graph=None):
        inputs = _checked_inputs(self.op_type, inputs)
        self.inputs = inputs
        self.dtype = dtype if isinstance(dtype, np.dtype) else as_dtype(dtype)
        self.shape = as_shape(shape)
        self.graph = _graph_or_default(graph, inputs)
        for node in inputs:
            if node.graph is not self.graph:
                raise ValueError(
                    f"{self.op_type} cannot join nodes of two graphs: '{node.name}' belongs to "
                    f"another graph than '{inputs[0].name}'. Make all of them in one graph; "
                    f"after a new Graph() or reset_default_graph(), run the cells that made "
                    f"the older nodes again."
                )
        unnamed = name is None or (isinstance(name, str) and not name)
        self.name = self.graph.unique_name(self.op_type if unnamed else name)
        self.graph._add(self)

    @property
    def op(self) -> "Node":
        """The node itself: here an operation stands for its output."""
        return self

    def get_shape(self) -> Shape | None:
        """Return the shape as far as it is known in advance."""
        return self.shape

    def eval(self, feed_dict=None, session=None):
        """Compute the node's value in a session, by default the default session.

        See Also
        --------
        Session.run
        """
        return _session_or_default(session, "eval").run(self, feed_dict)

    def run(self, feed_dict=None, session=None) -> None:
        """Compute the node for what it does, and return nothing."""
        _session_or_default(session, "run").run(self, feed_dict)

    def __repr__(self):
        shape = "unknown" if self.shape is None else self.shape
        return f"<{self.op_type} '{self.name}' shape={shape} dtype={self.dtype.name}>"

    def __bool__(self):
        raise TypeError(
            f"'{self.name}' has no truth value while the graph is built: it is computed later, "
            f"by Session.run. Choose between values with dl101.where."
        )

    def __array__(self, *args, **kwargs):
        raise TypeError(
            f"'{self.name}' is a node, not an array: it has no value until Session.run computes "
            f"it. Use dl101's operation instead of NumPy's."
        )

    def __float__(self):
        raise TypeError(f"'{self.name}' has no value yet; compute it with Session.run.")

    __int__ = __float__

    def __len__(self):
        raise TypeError(f"'{self.name}' has no length yet; see its shape, {self.shape}.")

    def __iter__(self):
        if not self.shape or self.shape[0] is None:
            raise TypeError(f"Cannot go through '{self.name}': its shape is {self.shape}.")
        return (self[i] for i in range(self.shape[0]))


def _session_or_default(session, what):
    session = _defaults.session if session is None else session
    if session is not None and (isinstance(session, Node) or not hasattr(session, "run")):
        raise TypeError(f"session is a dl101.Session, not {session!r:.60}.")
    if session is None:
        raise ValueError(
            f"{what}() needs a session: call it within `with dl101.Session():`, or pass session=."
        )
    return session


class Operation(Node):
    """A node that computes its value from those of its inputs.

    A subclass has a class attribute `op_type` (the operation's name in TensorFlow) and a
    method `compute`. Attributes such as an axis are set by its constructor.
    """

    op_type = "Operation"
    #: What to look at when `compute` fails; ends the error's message.
    advice = "Check the values and shapes that were fed."

    def compute(self, *inputs):
        """Compute the value.

        Parameters
        ----------
        *inputs : ndarray
            The values of `self.inputs`, in their order.

        Returns
        -------
        ndarray
        """
        raise NotImplementedError(f"{type(self).__name__} needs a method compute(self, *inputs).")

    def may_stretch(self, i: int) -> bool:
        """Say whether input `i` may get stretched (broadcast) to the shape of another."""
        return False


class StatefulOperation(Operation):
    """An operation whose `compute` also takes the session's state, as its first argument.

    The state is a dict: of each variable its value, of each random operation its generator.
    """


class constant(Node):
    """A value that never changes.

    Parameters
    ----------
    value : array_like
        Numbers or booleans.
    dtype : dtype, optional
        By default float64 for Python floats, int32 for Python integers, and an array's own.
    shape : sequence of int, optional
        A shape to put the value into; a single number fills it.
    name : str, optional

    See Also
    --------
    tf.constant
    """

    op_type = "Const"

    def __init__(self, value, dtype=None, shape=None, name=None, *, graph=None):
        array = to_array(value, None if dtype is None else as_dtype(dtype))
        if shape is not None:
            shape = as_shape(shape)
            if None in shape:
                raise ValueError(f"A constant's shape is complete; {shape} holds None.")
            check_size(shape, array.dtype)
            size = math.prod(shape)
            if array.size not in (1, size):
                raise ValueError(f"{array.size} values do not fill the shape {shape}.")
            array = np.broadcast_to(array.reshape(-1), size) if array.size == 1 else array
            array = array.reshape(shape)
        # A copy that nobody can write to: later changes of the caller's array stay outside.
        self.value = array.copy()
        self.value.flags.writeable = False
        super().__init__((), array.dtype, array.shape, name, graph)


class placeholder(Node):
    """A gap in the graph, filled with a value at each run by ``feed_dict``.

    Parameters
    ----------
    dtype : dtype, optional
        What the values fed are turned into; float64 by default.
    shape : sequence of int or None, optional
        What the values fed must look like; ``None`` for a length that varies. By default
        anything goes.
    name : str, optional

    See Also
    --------
    tf.placeholder
    """

    op_type = "Placeholder"

    def __init__(self, dtype=None, shape=None, name=None):
        super().__init__((), float64 if dtype is None else as_dtype(dtype), shape, name)


class Variable(Node):
    """A value that a session keeps from one run to the next, such as a weight.

    Parameters
    ----------
    initial_value : array_like, Node or callable
        The value it starts with. A node is computed when the variable is initialised; a
        callable is called once, here.
    trainable : bool, optional
        Whether optimizers change it unless told otherwise.
    name : str, optional
    dtype : dtype, optional
        By default that of the initial value.

    Notes
    -----
    A session gives a variable its initial value at its first use. TensorFlow insists on
    ``global_variables_initializer()`` being run first.

    See Also
    --------
    tf.Variable
    """

    op_type = "Variable"

    def __init__(
        self,
        initial_value=None,
        trainable: bool = True,
        collections=None,
        validate_shape: bool = True,
        name: str | None = None,
        dtype=None,
    ):
        if initial_value is None:
            raise ValueError("A Variable needs an initial value, for example dl101.zeros([3, 2]).")
        if not isinstance(trainable, bool | np.bool_):
            raise TypeError(
                f"The second argument of Variable is trainable, True or False, not "
                f"{trainable!r:.60}; give other things by name, as in "
                f"Variable(0.5, dtype='float32', name='w')."
            )
        value = initial_value() if callable(initial_value) else initial_value
        dtype = None if dtype is None else as_dtype(dtype)
        if isinstance(value, Node):
            if dtype is not None and dtype != value.dtype:
                raise TypeError(
                    f"A Variable of dtype {dtype.name} cannot start as '{value.name}', which is "
                    f"{value.dtype.name}; use dl101.cast."
                )
            shape = value.shape if as_flag("validate_shape", validate_shape) else None
            super().__init__((), value.dtype, shape, name, value.graph)
            self.initial_value = value
        else:
            array = to_array(value, dtype)
            shape = array.shape if as_flag("validate_shape", validate_shape) else None
            super().__init__((), array.dtype, shape, name)
            with name_scope(self.name + "/"):
                self.initial_value = constant(array, name="initial_value")
        self.trainable = bool(trainable)


def topological_order(targets: Iterable[Node], given: Iterable[Node] = ()) -> list[Node]:
    """Order nodes so that each comes after all of its inputs, and occurs once.

    This is the order in which a depth-first search leaves the nodes (post-order). It keeps
    its own stack, so that the length of a chain is not limited by Python's recursion.

    Parameters
    ----------
    targets : iterable of Node
        The nodes wanted.
    given : iterable of Node, optional
        Nodes to leave out, with everything that only they need.

    Returns
    -------
    list of Node
        The targets and everything they need.
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
