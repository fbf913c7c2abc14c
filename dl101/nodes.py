"""The nodes of a graph: constants, placeholders, variables, and operations on them.

Names, arguments and behaviour are those of ``tf.compat.v1``. ``name=`` asks for a name; it is
numbered if it is taken.
"""

import math

import numpy as np

from .checks import shorten
from .dtypes import as_dtype, float64, to_array
from .graph import as_graph, common_graph, defaults, name_scope
from .shapes import Shape, UnknownShape, as_shape, check_size, compatible, merge

#: The operations by their TensorFlow names; filled as their classes are defined. Operators look
#: them up here, since a node is defined before the operations, which are nodes.
OPERATIONS: dict[str, type["Operation"]] = {}


def apply(op_type: str, *arguments) -> "Node":
    """Make the operation that has a TensorFlow name: ``apply("Add", x, y)`` is ``add(x, y)``."""
    return OPERATIONS[op_type](*arguments)


# The operations behind ``array + node`` and its like, by the function that NumPy calls.
_OF_NUMPY = {
    np.add: "Add",
    np.subtract: "Sub",
    np.multiply: "Mul",
    np.divide: "RealDiv",
    np.floor_divide: "FloorDiv",
    np.remainder: "FloorMod",
    np.power: "Pow",
    np.matmul: "MatMul",
    np.bitwise_and: "LogicalAnd",
    np.bitwise_or: "LogicalOr",
    np.greater: "Greater",
    np.greater_equal: "GreaterEqual",
    np.less: "Less",
    np.less_equal: "LessEqual",
}


class Node:
    """Something that will have a value once a session computes it.

    It joins the graph of its inputs, or else `graph`, or else the default graph. A `shape` of
    ``None`` says that nothing is known of it.
    """

    op_type = "Node"

    def __init__(self, inputs=(), dtype=float64, shape=None, name=None, graph=None):
        if isinstance(inputs, Node):
            raise TypeError(f"The inputs of {self.op_type} must be a list of nodes: [x], not x.")
        self.inputs = tuple(inputs)
        for node in self.inputs:
            if not isinstance(node, Node):
                raise TypeError(
                    f"The inputs of {self.op_type} must be nodes, not {shorten(node)}: convert "
                    f"it with dl101.convert_to_tensor."
                )
        self.dtype = dtype if isinstance(dtype, np.dtype) else as_dtype(dtype)
        self.shape = as_shape(shape)
        if self.inputs:
            self.graph = common_graph(self.inputs, f"{self.op_type} cannot join")
        else:
            self.graph = as_graph(graph)
        unnamed = name is None or (isinstance(name, str) and not name)
        self.name = self.graph.unique_name(self.op_type if unnamed else name)
        self.graph.add(self)

    @property
    def op(self) -> "Node":
        """The node itself: here an operation stands for its output."""
        return self

    def get_shape(self) -> Shape | UnknownShape:
        """Return the shape as far as it is known in advance."""
        return UnknownShape() if self.shape is None else self.shape

    def set_shape(self, shape) -> None:
        """Add to what is known of the shape; ValueError if it contradicts what is known."""
        try:
            self.shape = merge(self.shape, as_shape(shape))
        except ValueError as error:
            raise ValueError(f"set_shape of '{self.name}': {error}.") from None

    def eval(self, feed_dict=None, session=None):
        """Compute the node's value in a session, by default the default session."""
        return _session_or_default(session, "eval").run(self, feed_dict)

    def run(self, feed_dict=None, session=None) -> None:
        """Run the node for its side effect."""
        _session_or_default(session, "run").run(self, feed_dict)

    def __repr__(self):
        shape = "unknown" if self.shape is None else self.shape
        return f"<{self.op_type} '{self.name}' shape={shape} dtype={self.dtype.name}>"

    # Python's operators. == is left alone: it asks whether two nodes are the same one.

    def __add__(self, other):
        return apply("Add", self, other)

    def __radd__(self, other):
        return apply("Add", other, self)

    def __sub__(self, other):
        return apply("Sub", self, other)

    def __rsub__(self, other):
        return apply("Sub", other, self)

    def __mul__(self, other):
        return apply("Mul", self, other)

    def __rmul__(self, other):
        return apply("Mul", other, self)

    def __truediv__(self, other):
        return apply("RealDiv", self, other)

    def __rtruediv__(self, other):
        return apply("RealDiv", other, self)

    def __floordiv__(self, other):
        return apply("FloorDiv", self, other)

    def __rfloordiv__(self, other):
        return apply("FloorDiv", other, self)

    def __mod__(self, other):
        return apply("FloorMod", self, other)

    def __rmod__(self, other):
        return apply("FloorMod", other, self)

    def __pow__(self, other):
        return apply("Pow", self, other)

    def __rpow__(self, other):
        return apply("Pow", other, self)

    def __matmul__(self, other):
        return apply("MatMul", self, other)

    def __rmatmul__(self, other):
        return apply("MatMul", other, self)

    def __and__(self, other):
        return apply("LogicalAnd", self, other)

    def __rand__(self, other):
        return apply("LogicalAnd", other, self)

    def __or__(self, other):
        return apply("LogicalOr", self, other)

    def __ror__(self, other):
        return apply("LogicalOr", other, self)

    def __gt__(self, other):
        return apply("Greater", self, other)

    def __ge__(self, other):
        return apply("GreaterEqual", self, other)

    def __lt__(self, other):
        return apply("Less", self, other)

    def __le__(self, other):
        return apply("LessEqual", self, other)

    def __neg__(self):
        return apply("Neg", self)

    def __abs__(self):
        return apply("Abs", self)

    def __invert__(self):
        return apply("LogicalNot", self)

    def __getitem__(self, key):
        return apply("StridedSlice", self, key)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        # NumPy calls this for array + node, and for np.exp(node).
        if method != "__call__" or options or ufunc not in _OF_NUMPY:
            raise TypeError(
                f"np.{ufunc.__name__} computes at once, and '{self.name}' has no value before "
                f"Session.run: use dl101's operation instead."
            )
        return apply(_OF_NUMPY[ufunc], *inputs)

    # These need a value, and a node has none.

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

    def __contains__(self, item):
        raise TypeError(f"'{self.name}' has no entries yet; compute it with Session.run.")

    def __len__(self):
        raise TypeError(f"'{self.name}' has no length yet; see its shape, {self.shape}.")

    def __iter__(self):
        if not self.shape or self.shape[0] is None:
            raise TypeError(
                f"Cannot iterate over '{self.name}': its first axis has no known length "
                f"(its shape is {self.shape})."
            )
        return (self[i] for i in range(self.shape[0]))


def _session_or_default(session, what):
    session = defaults.session if session is None else session
    if session is None:
        raise ValueError(
            f"{what}() needs a session: call it within `with dl101.Session():`, or pass session=."
        )
    if isinstance(session, Node) or not hasattr(session, "run"):
        raise TypeError(f"session must be a dl101.Session, not {shorten(session)}.")
    return session


class Operation(Node):
    """A node that computes its value from those of its inputs.

    A subclass has a class attribute `op_type` (the operation's name in TensorFlow) and a
    method `compute`. Attributes such as an axis are set by its constructor.
    """

    op_type = "Operation"
    #: What to look at when `compute` fails; ends the error's message.
    advice = "Check the values and shapes that were fed."

    def __init_subclass__(cls):
        # The library's own come first: a class of the same name elsewhere does not replace one.
        if "op_type" in vars(cls):
            OPERATIONS.setdefault(cls.op_type, cls)

    def compute(self, *inputs):
        """Return the value, an array, for arrays that are the values of `self.inputs`."""
        raise NotImplementedError(f"{type(self).__name__} needs a method compute(self, *inputs).")

    def is_broadcast(self, i: int) -> bool:
        """Say whether input `i` may get broadcast to the shape of another."""
        return False


class StatefulOperation(Operation):
    """An operation whose `compute` also takes the session's state, as its first argument.

    The state is a dict: of each variable its value, of each random operation its generator.
    """


class constant(Node):
    """A value that never changes.

    Python floats become float64 and integers int32, and an array keeps its dtype, unless
    `dtype` is given. A single number fills `shape`.
    """

    op_type = "Const"

    def __init__(self, value, dtype=None, shape=None, name=None, *, graph=None):
        array = to_array(value, None if dtype is None else as_dtype(dtype))
        if shape is not None:
            array = _filled(array, as_shape(shape))
        # A copy that nobody can write to: later changes of the caller's array stay outside.
        self.value = array.copy()
        self.value.flags.writeable = False
        super().__init__((), array.dtype, array.shape, name, graph)


def _filled(array: np.ndarray, shape: Shape) -> np.ndarray:
    if None in shape:
        raise ValueError(f"A constant's shape must be complete; {shape} holds None.")
    check_size(shape, array.dtype)
    size = math.prod(shape)
    if array.size not in (1, size):
        raise ValueError(f"{array.size} values do not fill the shape {shape}.")
    return np.resize(array, shape)


class placeholder(Node):
    """A gap in the graph, filled with a value at each run by ``feed_dict``.

    Values fed are converted to `dtype`, float64 by default. They must have `shape`, in which
    ``None`` stands for any length; without it, any shape will do.
    """

    op_type = "Placeholder"

    def __init__(self, dtype=None, shape=None, name=None):
        super().__init__((), float64 if dtype is None else as_dtype(dtype), shape, name)


class Variable(Node):
    """A value that a session keeps from one run to the next, such as a weight.

    It starts as `initial_value`: numbers, a node, or a function that returns one of these. A
    session gives a variable its initial value at its first use. (TensorFlow insists on
    ``global_variables_initializer()`` being run first.) Optimizers change it if `trainable`.
    """

    op_type = "Variable"

    def __init__(self, initial_value, trainable: bool = True, *, name=None, dtype=None):
        if not isinstance(trainable, bool | np.bool_):
            raise TypeError(
                f"The second argument of Variable is trainable, True or False, not "
                f"{shorten(trainable)}; give other things by name, as in "
                f"Variable(0.5, dtype='float32', name='w')."
            )
        if initial_value is None:
            raise ValueError("A Variable needs an initial value, for example dl101.zeros([3, 2]).")
        value = initial_value() if callable(initial_value) else initial_value
        dtype = None if dtype is None else as_dtype(dtype)
        if isinstance(value, Node):
            if dtype is not None and dtype != value.dtype:
                raise TypeError(
                    f"A Variable of dtype {dtype.name} cannot start as '{value.name}', which is "
                    f"{value.dtype.name}; use dl101.cast."
                )
            super().__init__((), value.dtype, value.shape, name, value.graph)
            self.initial_value = value
        else:
            array = to_array(value, dtype)
            super().__init__((), array.dtype, array.shape, name)
            with name_scope(self.name + "/"):
                self.initial_value = constant(array, name="initial_value")
        self.trainable = bool(trainable)
        self._initializer = None

    @property
    def initializer(self) -> Operation:
        """The operation that gives the variable its initial value."""
        if self._initializer is None:
            self._initializer = apply("Assign", self, self.initial_value)
        return self._initializer

    def initialized_value(self) -> Node:
        """Return a node that reads the variable, which is initialized first where need be."""
        return apply("Identity", self)

    value = read_value = initialized_value

    def assign(self, value, name=None) -> Operation:
        """Make the operation that sets the variable to a value."""
        return apply("Assign", self, value, name)

    def assign_add(self, delta, name=None) -> Operation:
        """Make the operation that adds to the variable."""
        return apply("AssignAdd", self, delta, name)

    def assign_sub(self, delta, name=None) -> Operation:
        """Make the operation that subtracts from the variable."""
        return apply("AssignSub", self, delta, name)

    def load(self, value, session=None) -> None:
        """Set the variable's value in a session, by default the default session."""
        session = _session_or_default(session, "load")
        array = to_array(value, self.dtype)
        if not compatible(self.shape, array.shape):
            raise ValueError(
                f"'{self.name}' has shape {self.shape}, and the value to load {array.shape}."
            )
        session.run(self.initializer, {self.initial_value: array})
