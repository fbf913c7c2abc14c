"""Operations that change variables, and those that are run for the side effect of others."""

import numpy as np

from .. import shapes
from ..checks import shorten
from ..graph import get_default_graph
from ..nodes import Node, Operation, StatefulOperation, Variable
from .convert import convert_to_tensor


class assign(StatefulOperation):
    """Set a variable to a new value, of its shape and dtype; the result is the new value."""

    op_type = "Assign"
    advice = "A variable keeps its shape."

    def __init__(self, ref, value, name=None):
        if not isinstance(ref, Variable):
            raise TypeError(f"{self.op_type} changes a Variable; got {shorten(ref)}.")
        value = convert_to_tensor(value, ref.dtype, graph=ref.graph)
        try:
            shapes.merge(ref.shape, value.shape)
        except ValueError as error:
            raise ValueError(f"{self.op_type} to '{ref.name}': {error}.") from None
        self.ref = ref
        self._fits = ref.shape == value.shape and shapes.is_known(ref.shape)
        super().__init__(self._needs(ref, value), ref.dtype, ref.shape, name)

    def _needs(self, ref, value):
        return [value]

    def compute(self, state, value):
        # A copy: the value may be an array that was fed, and belong to somebody else.
        return self._store(state, np.array(value))

    def _store(self, state, value):
        value = np.asarray(value)
        if not self._fits and not shapes.compatible(self.ref.shape, value.shape):
            raise ValueError(f"the variable '{self.ref.name}' has shape {self.ref.shape}")
        value.setflags(write=False)
        state[self.ref] = value
        return value


class assign_add(assign):
    """Add to a variable; the result is the new value."""

    op_type = "AssignAdd"

    def _needs(self, ref, value):
        # The variable is an input, so that the session has its value ready.
        return [ref, value]

    def compute(self, state, at_start, value):
        return self._store(state, state.get(self.ref, at_start) + value)


class assign_sub(assign_add):
    """Subtract from a variable; the result is the new value."""

    op_type = "AssignSub"

    def compute(self, state, at_start, value):
        return self._store(state, state.get(self.ref, at_start) - value)


class group(Operation):
    """Run several operations together; the value is ``None``."""

    op_type = "NoOp"

    def __init__(self, *inputs, name=None):
        nodes = []
        for one in inputs:
            nodes += one if isinstance(one, list | tuple) else [one]
        for node in nodes:
            if not isinstance(node, Node):
                raise TypeError(f"group() takes nodes; got {shorten(node)}.")
        super().__init__(nodes, name=name)

    def compute(self, *values):
        return None


def no_op(name=None) -> Node:
    """Make an operation that does nothing; its value is ``None``."""
    return group(name=name)


def global_variables() -> list[Variable]:
    """Return all variables of the default graph, in the order in which they were made."""
    return get_default_graph().variables


def trainable_variables() -> list[Variable]:
    """Return the default graph's variables that optimizers change, in their order."""
    return [v for v in global_variables() if v.trainable]


def variables_initializer(var_list, name="init") -> Node:
    """Make an operation that gives variables their initial values."""
    var_list = [var_list] if isinstance(var_list, Node) else shapes.listed(var_list)
    for variable in var_list:
        if not isinstance(variable, Variable):
            raise TypeError(f"Only variables have initial values; got {shorten(variable)}.")
    return group(*(v.initializer for v in var_list), name=name)


def global_variables_initializer() -> Node:
    """Make an operation that gives every variable of the default graph its initial value."""
    return variables_initializer(global_variables())
