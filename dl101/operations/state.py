"""Operations that change variables, and those that only bring others about."""

import numpy as np

from .. import shapes
from ..dtypes import as_flag
from ..graph import Node, Operation, StatefulOperation, Variable, get_default_graph
from .convert import convert_to_tensor


class assign(StatefulOperation):
    """Set a variable to a new value.

    Parameters
    ----------
    ref : Variable
        The variable to change.
    value : Node or array_like
        Of the variable's shape and dtype; numbers and arrays are converted.
    name : str, optional

    Returns
    -------
    Node
        The new value.

    Raises
    ------
    TypeError
        If `ref` is no variable, or `value` a node of another dtype.
    ValueError
        If known shapes differ.

    See Also
    --------
    tf.compat.v1.assign
    """

    op_type = "Assign"
    advice = "A variable keeps its shape."

    def __init__(self, ref, value, name=None, *, validate_shape=True):
        if not isinstance(ref, Variable):
            raise TypeError(f"{self.op_type} changes a Variable, and {ref!r:.80} is none.")
        value = convert_to_tensor(value, ref.dtype, graph=ref.graph)
        if as_flag("validate_shape", validate_shape):
            try:
                shapes.merge(ref.shape, value.shape)
            except ValueError as error:
                raise ValueError(f"{self.op_type} to '{ref.name}': {error}.") from None
        self.ref = ref
        self._fits = ref.shape is not None and ref.shape == value.shape and None not in ref.shape
        super().__init__(self._needs(ref, value), ref.dtype, ref.shape, name)

    def _needs(self, ref, value):
        return [value]

    def compute(self, state, value):
        # A copy: the value may be an array that was fed, and belong to somebody else.
        return self._store(state, np.array(value))

    def _store(self, state, value):
        if not isinstance(value, np.ndarray):
            value = np.asarray(value)
        if not (self._fits or shapes.compatible(self.ref.shape, value.shape)):
            raise ValueError(f"the variable '{self.ref.name}' has shape {self.ref.shape}")
        value.setflags(write=False)
        state[self.ref] = value
        return value


class assign_add(assign):
    """Add to a variable.

    Parameters
    ----------
    ref : Variable
        The variable to change.
    value : Node or array_like
        Of the variable's shape and dtype; numbers and arrays are converted.
    name : str, optional

    Returns
    -------
    Node
        The new value.

    Raises
    ------
    TypeError
        If `ref` is no variable, or `value` a node of another dtype.
    ValueError
        If known shapes differ.

    See Also
    --------
    tf.compat.v1.assign_add
    """

    op_type = "AssignAdd"

    def _needs(self, ref, value):
        # The variable is an input, so that the session has its value ready.
        return [ref, value]

    def compute(self, state, at_start, value):
        return self._store(state, state.get(self.ref, at_start) + value)


class assign_sub(assign_add):
    """Subtract from a variable.

    Parameters
    ----------
    ref : Variable
        The variable to change.
    value : Node or array_like
        Of the variable's shape and dtype; numbers and arrays are converted.
    name : str, optional

    Returns
    -------
    Node
        The new value.

    Raises
    ------
    TypeError
        If `ref` is no variable, or `value` a node of another dtype.
    ValueError
        If known shapes differ.

    See Also
    --------
    tf.compat.v1.assign_sub
    """

    op_type = "AssignSub"

    def compute(self, state, at_start, value):
        return self._store(state, state.get(self.ref, at_start) - value)


class group(Operation):
    """Bring several operations about in one run; it has no value itself.

    Parameters
    ----------
    *inputs : Node
    name : str, optional

    Returns
    -------
    Node
        Running it gives ``None``.

    See Also
    --------
    tf.group
    """

    op_type = "NoOp"

    def __init__(self, *inputs, name=None):
        nodes = []
        for one in inputs:
            nodes += one if isinstance(one, list | tuple) else [one]
        for node in nodes:
            if not isinstance(node, Node):
                raise TypeError(f"group brings nodes about, and {node!r:.80} is none.")
        super().__init__(nodes, name=name)

    def compute(self, *values):
        return None


def no_op(name=None) -> Node:
    """Make an operation that does nothing.

    Parameters
    ----------
    name : str, optional

    Returns
    -------
    Node
        Running it gives ``None``.

    See Also
    --------
    tf.no_op
    """
    return group(name=name)


def global_variables() -> list[Variable]:
    """Return all variables of the default graph, in the order in which they were made."""
    return get_default_graph().variables


def trainable_variables() -> list[Variable]:
    """Return the default graph's variables that optimizers change, in their order."""
    return [v for v in global_variables() if v.trainable]


def variables_initializer(var_list, name="init") -> Node:
    """Make an operation that gives variables their initial values.

    Parameters
    ----------
    var_list : sequence of Variable
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.compat.v1.variables_initializer
    """
    var_list = list(var_list) if isinstance(var_list, list | tuple) else [var_list]
    for variable in var_list:
        if not isinstance(variable, Variable):
            raise TypeError(f"Only variables have initial values, and {variable!r:.60} is none.")
    return group(*(v.initializer for v in var_list), name=name)


def global_variables_initializer() -> Node:
    """Make an operation that gives every variable of the default graph its initial value.

    Returns
    -------
    Node

    See Also
    --------
    tf.compat.v1.global_variables_initializer
    """
    return variables_initializer(global_variables())
