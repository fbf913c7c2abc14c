"""Optimizers: how gradients become steps, written as operations of the graph."""

import math

import numpy as np

from .dtypes import is_floating
from .gradients import gradients
from .graph import Node, Operation, Variable, constant, name_scope, topological_order
from .operations import (
    assign,
    assign_add,
    assign_sub,
    cast,
    convert_to_tensor,
    group,
    ones_like,
    sqrt,
    square,
    zeros_like,
)

__all__ = [
    "AdagradOptimizer",
    "AdamOptimizer",
    "GradientDescentOptimizer",
    "MomentumOptimizer",
    "Optimizer",
    "RMSPropOptimizer",
]


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

    def __init__(self, learning_rate, name: str):
        if not isinstance(learning_rate, Node) and not np.all(np.isfinite(learning_rate)):
            raise ValueError(f"A learning rate is a finite number, not {learning_rate}.")
        self._learning_rate = learning_rate
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
        if isinstance(var_list, Variable):
            var_list = [var_list]
        elif var_list is None:
            needed = set(topological_order([loss]))
            var_list = [v for v in loss.graph.variables if v.trainable]
            var_list = [v for v in var_list if v in needed or is_floating(v.dtype)]
        for variable in var_list:
            _check_variable(variable)
        return list(zip(gradients(loss, list(var_list), grad_loss), var_list, strict=True))

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
        return self._apply(list(grads_and_vars), global_step, name, first=[])

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
        with graph.as_default(), name_scope(name or self._name) as scope:
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
        """Return the optimizer's own variable of that name for a variable, if there is one."""
        return self._slots.get((var, name))

    def get_slot_names(self) -> list[str]:
        """Return the names of the variables that the optimizer keeps for each variable."""
        return sorted({name for _, name in self._slots})


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


class GradientDescentOptimizer(Optimizer):
    """Steps against the gradient: ``w -= learning_rate * grad``.

    Parameters
    ----------
    learning_rate : float or Node
    use_locking : optional
        Ignored.
    name : str, optional

    References
    ----------
    Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées", 1847.

    See Also
    --------
    tf.compat.v1.train.GradientDescentOptimizer
    """

    def __init__(self, learning_rate, use_locking=False, name="GradientDescent"):
        super().__init__(learning_rate, name)

    def _update(self, grad, variable):
        return assign_sub(variable, self._rate(variable) * grad)


class MomentumOptimizer(Optimizer):
    """Steps along a decaying sum of gradients: ``v = momentum * v + grad``, ``w -= rate * v``.

    Parameters
    ----------
    learning_rate : float or Node
    momentum : float or Node
        What part of the sum is kept from step to step; from 0 to below 1.
    use_locking : optional
        Ignored.
    name : str, optional
    use_nesterov : bool, optional
        Whether to step along ``grad + momentum * v`` instead.

    References
    ----------
    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964;
    Sutskever et al., "On the importance of initialization and momentum", 2013.

    See Also
    --------
    tf.compat.v1.train.MomentumOptimizer
    """

    def __init__(
        self, learning_rate, momentum, use_locking=False, name="Momentum", use_nesterov=False
    ):
        super().__init__(learning_rate, name)
        self._momentum = momentum
        self._nesterov = use_nesterov

    def _update(self, grad, variable):
        momentum = _as_number(self._momentum, variable)
        velocity = self._slot(variable, "Momentum", zeros_like(variable.initial_value))
        velocity = assign(velocity, momentum * velocity + grad)
        direction = grad + momentum * velocity if self._nesterov else velocity
        return assign_sub(variable, self._rate(variable) * direction)


class AdagradOptimizer(Optimizer):
    """Steps that shrink with all past gradients: ``a += grad²``, ``w -= rate * grad / sqrt(a)``.

    Parameters
    ----------
    learning_rate : float or Node
    initial_accumulator_value : float, optional
        What the sum of squares starts from; positive.
    use_locking : optional
        Ignored.
    name : str, optional

    References
    ----------
    Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic
    optimization", 2011.

    See Also
    --------
    tf.compat.v1.train.AdagradOptimizer
    """

    def __init__(
        self, learning_rate, initial_accumulator_value=0.1, use_locking=False, name="Adagrad"
    ):
        super().__init__(learning_rate, name)
        if initial_accumulator_value <= 0:
            raise ValueError("initial_accumulator_value must be positive.")
        self._start = initial_accumulator_value

    def _update(self, grad, variable):
        start = ones_like(variable.initial_value) * self._start
        accumulator = self._slot(variable, "Adagrad", start)
        accumulator = assign_add(accumulator, square(grad))
        return assign_sub(variable, self._rate(variable) * grad / sqrt(accumulator))


class RMSPropOptimizer(Optimizer):
    """Steps measured by a running mean of squared gradients.

    ``s = decay * s + (1 - decay) * grad²``, ``v = momentum * v + rate * grad / sqrt(s + epsilon)``,
    ``w -= v``.

    Parameters
    ----------
    learning_rate : float or Node
    decay : float, optional
        What part of the mean is kept from step to step.
    momentum : float, optional
    epsilon : float, optional
        Keeps the division away from 0.
    use_locking : optional
        Ignored.
    centered : bool, optional
        Whether to subtract the square of the mean gradient from `s`.
    name : str, optional

    References
    ----------
    Tieleman, Hinton, "Lecture 6.5: RMSProp", Coursera, 2012.

    See Also
    --------
    tf.compat.v1.train.RMSPropOptimizer
    """

    def __init__(
        self,
        learning_rate,
        decay=0.9,
        momentum=0.0,
        epsilon=1e-10,
        use_locking=False,
        centered=False,
        name="RMSProp",
    ):
        super().__init__(learning_rate, name)
        self._decay, self._momentum, self._epsilon = decay, momentum, epsilon
        self._centered = centered

    def _update(self, grad, variable):
        decay = _as_number(self._decay, variable)
        squares = self._slot(variable, "RMSProp", ones_like(variable.initial_value))
        velocity = self._slot(variable, "RMSProp_1", zeros_like(variable.initial_value))
        squares = assign(squares, decay * squares + (1 - decay) * square(grad))
        spread = squares
        if self._centered:
            mean = self._slot(variable, "RMSProp_2", zeros_like(variable.initial_value))
            spread = squares - square(assign(mean, decay * mean + (1 - decay) * grad))
        step = self._rate(variable) * grad / sqrt(spread + self._epsilon)
        velocity = assign(velocity, _as_number(self._momentum, variable) * velocity + step)
        return assign_sub(variable, velocity)


class AdamOptimizer(Optimizer):
    """Steps along a running mean of gradients, measured by one of their squares.

    ``m = beta1 * m + (1 - beta1) * grad``, ``v = beta2 * v + (1 - beta2) * grad²``,
    ``w -= rate * sqrt(1 - beta2ᵗ) / (1 - beta1ᵗ) * m / (sqrt(v) + epsilon)`` at step t.

    Parameters
    ----------
    learning_rate : float or Node, optional
    beta1, beta2 : float, optional
        What part of each mean is kept from step to step.
    epsilon : float, optional
        Keeps the division away from 0.
    use_locking : optional
        Ignored.
    name : str, optional

    References
    ----------
    Kingma, Ba, "Adam: a method for stochastic optimization", 2015.

    See Also
    --------
    tf.compat.v1.train.AdamOptimizer
    """

    def __init__(
        self,
        learning_rate=0.001,
        beta1=0.9,
        beta2=0.999,
        epsilon=1e-8,
        use_locking=False,
        name="Adam",
    ):
        super().__init__(learning_rate, name)
        self._beta1, self._beta2, self._epsilon = beta1, beta2, epsilon
        self._powers = None

    def _prepare(self, variables):
        if self._powers is None:
            # beta1ᵗ and beta2ᵗ, for the step that comes next.
            dtype = variables[0].dtype
            with name_scope(None):
                self._powers = [
                    Variable(beta, trainable=False, name=name, dtype=dtype)
                    for beta, name in ((self._beta1, "beta1_power"), (self._beta2, "beta2_power"))
                ]

    def _update(self, grad, variable):
        beta1, beta2, epsilon = (
            _as_number(n, variable) for n in (self._beta1, self._beta2, self._epsilon)
        )
        power1, power2 = (_as_number(power, variable) for power in self._powers)
        mean = self._slot(variable, "Adam", zeros_like(variable.initial_value))
        squares = self._slot(variable, "Adam_1", zeros_like(variable.initial_value))
        mean = assign(mean, beta1 * mean + (1 - beta1) * grad)
        squares = assign(squares, beta2 * squares + (1 - beta2) * square(grad))
        rate = self._rate(variable) * sqrt(1 - power2) / (1 - power1)
        return assign_sub(variable, rate * mean / (sqrt(squares) + epsilon))

    def _finish(self, updates):
        betas = (self._beta1, self._beta2)
        return [
            assign(power, power * _as_number(beta, power))
            for power, beta in zip(self._powers, betas, strict=True)
        ]
