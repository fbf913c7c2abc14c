"""What all optimizers share: from a loss to its gradients, and to the operation of a step."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from ..dtypes import as_number, is_floating
from ..gradients import gradients
from ..graph import Node, Operation, Variable, constant, name_scope, topological_order
from ..operations import assign_add, cast, convert_to_tensor, group
from ..shapes import listed


class CheckFinite(Operation):
    """The loss itself; an error if it is nan or infinite, before anything is changed by it."""

    op_type = "CheckFinite"

    def __init__(self, loss, name=None):
        super().__init__([loss], loss.dtype, loss.shape, name)

    def compute(self, loss):
        # math.isfinite is many times faster, and most losses are one number.
        if not (math.isfinite(loss) if loss.ndim == 0 else np.isfinite(loss).all()):
            raise ArithmeticError(
                f"The loss '{self.inputs[0].name}' is {loss}: this training step was not made, and "
                f"the variables are as they were. Try a smaller learning rate; start from smaller "
                f"weights; scale the inputs; or take a loss with logits, such as "
                f"softmax_cross_entropy_with_logits, in place of log(softmax(...))."
            )
        return loss


def _setting(name: str, value):
    """Return a setting of an optimizer: a node, or a finite number."""
    return value if isinstance(value, Node) else as_number(name, value)


class Optimizer:
    """Finds gradients of a loss and changes variables by them; the base of all optimizers.

    A subclass says in `_update` what one step does to one variable.

    Parameters
    ----------
    learning_rate : float or Node
        The size of the steps.
    name : str
        The name scope of the operations.

    See Also
    --------
    tf.compat.v1.train.Optimizer
    """

    #: Of each variable that `_slot` makes, the end of its name, by the name of the slot.
    slots: Mapping[str, str] = MappingProxyType({})

    def __init__(self, learning_rate, name: str):
        self._learning_rate = _setting("A learning rate", learning_rate)
        self._name = name
        self._slots: dict[tuple[Variable, str], Variable] = {}

    def minimize(
        self,
        loss: Node,
        global_step: Variable | None = None,
        var_list=None,
        gate_gradients=None,
        aggregation_method=None,
        colocate_gradients_with_ops=None,
        name: str | None = None,
        grad_loss=None,
    ) -> Node:
        """Make the operation of one training step: `compute_gradients`, `apply_gradients`.

        Parameters
        ----------
        loss : Node
            What to make smaller; the sum of its entries if it is no scalar.
        global_step : Variable, optional
            A counter, to be increased by 1 at each step.
        var_list : sequence of Variable, optional
            What to change; by default all trainable variables of the graph.
        name : str, optional
        grad_loss : Node, optional
            Weights of the entries of `loss`; 1 by default.

        Returns
        -------
        Node
            Running it makes one step. Its value is ``None``. A loss that is nan or infinite
            raises ArithmeticError instead.

        Raises
        ------
        TypeError
            If a variable to change is not a floating number.
        ValueError
            If the loss depends on none of the variables.

        See Also
        --------
        tf.compat.v1.train.Optimizer.minimize
        """
        pairs = self.compute_gradients(loss, var_list, grad_loss=grad_loss)
        return self._apply(pairs, global_step, name, first=[CheckFinite(loss)])

    def compute_gradients(
        self,
        loss: Node,
        var_list=None,
        gate_gradients=None,
        aggregation_method=None,
        colocate_gradients_with_ops=None,
        grad_loss=None,
    ) -> list[tuple[Node | None, Variable]]:
        """Make the nodes of the gradients of a loss.

        Parameters
        ----------
        loss : Node
            What to differentiate; the sum of its entries if it is no scalar.
        var_list : sequence of Variable, optional
            By what; by default all trainable variables of the graph.
        grad_loss : Node, optional
            Weights of the entries of `loss`; 1 by default.

        Returns
        -------
        list of (Node or None, Variable)
            ``None`` for a variable on which the loss does not depend.

        Raises
        ------
        TypeError
            If the loss is no node, or a variable to change is not a floating number.

        See Also
        --------
        tf.compat.v1.train.Optimizer.compute_gradients
        """
        if not isinstance(loss, Node):
            raise TypeError(f"An optimizer minimizes a node, not {loss!r:.60}.")
        if var_list is None:
            needed = set(topological_order([loss]))
            var_list = [v for v in loss.graph.variables if v.trainable]
            var_list = [v for v in var_list if v in needed or is_floating(v.dtype)]
        var_list = [var_list] if isinstance(var_list, Node) else listed(var_list)
        for variable in var_list:
            _check_variable(variable)
        return list(zip(gradients(loss, var_list, grad_loss), var_list, strict=True))

    def apply_gradients(
        self, grads_and_vars, global_step: Variable | None = None, name: str | None = None
    ) -> Node:
        """Make the operation that changes variables by given gradients.

        Parameters
        ----------
        grads_and_vars : sequence of (Node or None, Variable)
            As `compute_gradients` returns them, possibly changed (clipped, say) in between.
        global_step : Variable, optional
            A counter, to be increased by 1.
        name : str, optional

        Returns
        -------
        Node
            Running it makes one step. Its value is ``None``.

        Raises
        ------
        TypeError
            If one is not a floating variable.
        ValueError
            If there is no gradient at all.

        See Also
        --------
        tf.compat.v1.train.Optimizer.apply_gradients
        """
        return self._apply(_pairs(grads_and_vars), global_step, name, first=[])

    def _apply(self, pairs, global_step, name, first) -> Node:
        for _, variable in pairs:
            _check_variable(variable)
        with_gradient = [(grad, variable) for grad, variable in pairs if grad is not None]
        if not with_gradient:
            names = ", ".join(f"'{v.name}'" for _, v in pairs) or "none at all"
            raise ValueError(
                f"There is no gradient for any variable ({names}): the loss does not depend on "
                f"them, or only by way of operations without a derivative, such as argmax."
            )
        graph = with_gradient[0][1].graph
        with graph.as_default(), name_scope(name, self._name) as scope:
            self._prepare([variable for _, variable in with_gradient])
            updates = [
                self._update(convert_to_tensor(grad, variable.dtype), variable)
                for grad, variable in with_gradient
            ]
            updates += self._finish(updates)
            if global_step is not None:
                updates.append(assign_add(global_step, 1))
        with graph.as_default(), name_scope(None):
            return group(*first, *updates, name=scope.rstrip("/") + "/step")

    def _prepare(self, variables) -> None:
        """Make what all updates share."""

    def _update(self, grad: Node, variable: Variable) -> Node:
        """Make the operation that changes one variable."""
        raise NotImplementedError(f"{type(self).__name__} needs a method _update(grad, variable).")

    def _finish(self, updates) -> list[Node]:
        """Make what comes once per step, besides the variables' updates."""
        return []

    def _rate(self, variable: Variable) -> Node:
        return _as_number(self._learning_rate, variable)

    def _slot(self, variable: Variable, name: str, initial_value) -> Variable:
        """Return a variable of the optimizer's own that accompanies a given one."""
        if (variable, name) not in self._slots:
            with name_scope(None):
                self._slots[variable, name] = Variable(
                    initial_value, trainable=False, name=f"{variable.name}/{name}"
                )
        return self._slots[variable, name]

    def get_slot(self, var: Variable, name: str) -> Variable | None:
        """Return the optimizer's own variable for a variable, if there is one.

        Parameters
        ----------
        var : Variable
        name : str
            One of `get_slot_names`, such as ``"momentum"``.

        See Also
        --------
        tf.compat.v1.train.Optimizer.get_slot
        """
        if not isinstance(var, Variable):
            raise TypeError(f"Slots belong to variables, and {var!r:.60} is none.")
        name = str(name)
        return self._slots.get((var, self.slots.get(name, name)))

    def get_slot_names(self) -> list[str]:
        """Return the names of the variables that the optimizer keeps for each variable."""
        names = {ending: name for name, ending in self.slots.items()}
        return sorted({names.get(ending, ending) for _, ending in self._slots})


def _pairs(grads_and_vars) -> list:
    pairs = listed(grads_and_vars)
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise TypeError(f"apply_gradients takes pairs (gradient, variable), not {pair!r:.60}.")
    return pairs


def _check_variable(variable) -> None:
    if not isinstance(variable, Variable):
        raise TypeError(f"An optimizer changes variables, and {variable!r:.80} is none.")
    if not is_floating(variable.dtype):
        raise TypeError(
            f"An optimizer cannot change '{variable.name}': it is {variable.dtype.name}, and small "
            f"steps need fractions. Start it from floats, as in Variable([1.0, 2.0]) or "
            f"Variable(..., dtype='float64'), or make it Variable(..., trainable=False)."
        )


def _as_number(value, variable: Variable) -> Node:
    """Turn a setting into a node of a variable's dtype."""
    if isinstance(value, Node):
        return value if value.dtype == variable.dtype else cast(value, variable.dtype)
    return constant(value, variable.dtype, graph=variable.graph)
