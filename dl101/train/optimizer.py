"""What all optimizers share: from a loss to its gradients, and to the operation of a step."""

from collections.abc import Mapping
from math import isfinite
from types import MappingProxyType

import numpy as np
from numpy import vdot

from ..checks import check_number, shorten
from ..dtypes import is_floating
from ..gradients import gradients
from ..graph import name_scope, topological_order
from ..nodes import Node, Operation, Variable, constant
from ..operations import assign_add, cast, convert_to_tensor, group
from ..session import NotFinite
from ..shapes import listed

INFINITE_SLOPE = (
    "The loss is finite: look for an operation whose slope is infinite at its present input, as "
    "that of sqrt is at 0."
)


class Optimizer:
    """Finds gradients of a loss and changes variables by them; the base of all optimizers.

    A subclass says in `update` what one step does to one variable. `learning_rate`, a number or
    a node, is the size of the steps.
    """

    #: TensorFlow's name of each slot, and how the names of its variables end.
    slots: Mapping[str, str] = MappingProxyType({})

    def __init__(self, learning_rate, name: str):
        self.learning_rate = check_setting("learning_rate", learning_rate)
        self._name = name
        self._slots: dict[tuple[Variable, str], Variable] = {}

    def minimize(
        self,
        loss: Node,
        global_step: Variable | None = None,
        var_list=None,
        *,
        name: str | None = None,
        grad_loss=None,
    ) -> Node:
        """Make the operation of one training step, by `compute_gradients` and `apply_gradients`.

        It changes `var_list`, by default all trainable variables of the graph, and adds 1 to
        `global_step`. A loss or a gradient that is nan or infinite raises `NotFinite`, an
        ArithmeticError, when the step is run, and leaves the variables as they are.
        """
        pairs = self.compute_gradients(loss, var_list, grad_loss=grad_loss)
        return self._step(pairs, global_step, name, [loss])

    def compute_gradients(
        self, loss: Node, var_list=None, *, grad_loss=None
    ) -> list[tuple[Node | None, Variable]]:
        """Return pairs of a gradient and its variable.

        The gradient is that of the sum of the loss's entries, weighted by `grad_loss`; it is
        ``None`` for a variable on which the loss does not depend.
        """
        if not isinstance(loss, Node):
            raise TypeError(f"An optimizer minimizes a node, not {shorten(loss)}.")
        if var_list is None:
            needed = set(topological_order([loss]))
            # An integer variable is no mistake, unless the loss needs it.
            var_list = [v for v in loss.graph.variables if v.trainable]
            var_list = [v for v in var_list if v in needed or is_floating(v.dtype)]
        var_list = [var_list] if isinstance(var_list, Node) else listed(var_list)
        for variable in var_list:
            _check_variable(variable)
        return list(zip(gradients(loss, var_list, grad_loss), var_list, strict=True))

    def apply_gradients(
        self, grads_and_vars, global_step: Variable | None = None, name: str | None = None
    ) -> Node:
        """Make the operation that changes variables by pairs as `compute_gradients` returns.

        The gradients may have been changed, by clipping for example.
        """
        pairs = listed(grads_and_vars)
        for pair in pairs:
            if not isinstance(pair, list | tuple) or len(pair) != 2:
                raise TypeError(
                    f"apply_gradients takes pairs (gradient, variable); got {shorten(pair)}."
                )
            _check_variable(pair[1])
        return self._step(pairs, global_step, name, [])

    def _step(self, pairs, global_step, name, losses) -> Node:
        graph = pairs[0][1].graph if pairs else None
        pairs_to_apply = [
            (convert_to_tensor(grad, variable.dtype, graph=graph), variable)
            for grad, variable in pairs
            if grad is not None
        ]
        if not pairs_to_apply:
            names = ", ".join(f"'{v.name}'" for _, v in pairs)
            raise ValueError(
                f"There is no gradient for any variable ({names}): the loss does not depend on "
                f"them, or only by way of operations without a derivative, such as argmax."
                if pairs
                else "There is nothing to change: the graph has no trainable Variable."
            )
        with graph.as_default(), name_scope(name or self._name) as scope:
            check = check_finite(losses, pairs_to_apply)
            self.prepare([variable for _, variable in pairs_to_apply])
            updates = [self.update(grad, variable) for grad, variable in pairs_to_apply]
            updates += self.finish()
            if global_step is not None:
                updates.append(assign_add(global_step, 1))
        with graph.as_default(), name_scope(None):
            # A session visits inputs in their order, so the check comes first.
            return group(check, *updates, name=scope.rstrip("/") + "/step")

    def prepare(self, variables) -> None:
        """Called before the updates of a step are made, with all of its variables."""

    def update(self, grad: Node, variable: Variable) -> Node:
        """Make the operation that changes one variable."""
        raise NotImplementedError(f"{type(self).__name__} needs a method update(grad, variable).")

    def finish(self) -> list[Node]:
        """Return further operations of a step, besides the variables' updates."""
        return []

    def rate(self, variable: Variable) -> Node:
        """Return the learning rate in the dtype of a variable."""
        return as_setting(self.learning_rate, variable)

    def slot(self, variable: Variable, name: str, initial_value) -> Variable:
        """Return a variable of the optimizer's own that accompanies a given one."""
        if (variable, name) not in self._slots:
            with name_scope(None):
                self._slots[variable, name] = Variable(
                    initial_value, trainable=False, name=f"{variable.name}/{name}"
                )
        return self._slots[variable, name]

    def get_slot(self, var: Variable, name: str) -> Variable | None:
        """Return the optimizer's own variable for a variable, by one of `get_slot_names`."""
        if not isinstance(var, Variable):
            raise TypeError(f"Slots belong to variables; got {shorten(var)}.")
        return self._slots.get((var, self.slots.get(name, name)))

    def get_slot_names(self) -> list[str]:
        """Return the names of the variables that the optimizer keeps for each variable."""
        names = {ending: name for name, ending in self.slots.items()}
        return sorted({names.get(ending, ending) for _, ending in self._slots})


class check_finite(Operation):
    """Raise NotFinite if a loss or a gradient is not finite, before any variable is updated."""

    op_type = "CheckFinite"

    def __init__(self, losses, pairs, name=None):
        self.losses, self.variables = losses, [variable for _, variable in pairs]
        super().__init__([*losses, *(grad for grad, _ in pairs)], name=name)

    def compute(self, *values):
        # One sum of squares for each is faster than isfinite, but may overflow: then look closer.
        total = 0.0
        for value in values:
            total += vdot(value, value)
        if not isfinite(total):
            self._check_entries(values)

    def _check_entries(self, values):
        owners = [f"loss '{node.name}'" for node in self.losses]
        owners += [f"gradient of '{variable.name}'" for variable in self.variables]
        for owner, value in zip(owners, values, strict=True):
            if not np.isfinite(value).all():
                shown = value if np.ndim(value) == 0 else value[~np.isfinite(value)][0]
                error = NotFinite(
                    f"The {owner} is {shown}: this training step was not made, and the variables "
                    f"are as they were."
                )
                # The losses come first: they are finite.
                if owner.startswith("gradient") and np.isnan(shown):
                    error.advice = INFINITE_SLOPE
                raise error


def check_setting(name: str, value):
    """Accept a node or a finite number as a setting of an optimizer."""
    return value if isinstance(value, Node) else check_number(name, value)


def as_setting(value, variable: Variable) -> Node:
    """Turn a setting into a node of a variable's dtype."""
    if isinstance(value, Node):
        return value if value.dtype == variable.dtype else cast(value, variable.dtype)
    return constant(value, variable.dtype, graph=variable.graph)


def _check_variable(variable) -> None:
    if not isinstance(variable, Variable):
        raise TypeError(f"An optimizer changes variables; got {shorten(variable)}.")
    if not is_floating(variable.dtype):
        raise TypeError(
            f"An optimizer cannot change '{variable.name}': it is {variable.dtype.name}, and small "
            f"steps need fractions. Start it from floats, as in Variable([1.0, 2.0]) or "
            f"Variable(..., dtype='float64'), or make it Variable(..., trainable=False)."
        )
