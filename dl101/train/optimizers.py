"""The optimizers: for each, what a step does to one variable."""

from numbers import Real
from types import MappingProxyType

from ..dtypes import as_flag
from ..graph import Variable, name_scope
from ..operations import assign, assign_add, assign_sub, ones_like, sqrt, square, zeros_like
from .optimizer import Optimizer, _as_number, _setting


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

    slots = MappingProxyType({"momentum": "Momentum"})

    def __init__(
        self, learning_rate, momentum, use_locking=False, name="Momentum", use_nesterov=False
    ):
        super().__init__(learning_rate, name)
        self._momentum = _setting("momentum", momentum)
        self._nesterov = as_flag("use_nesterov", use_nesterov)

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

    slots = MappingProxyType({"accumulator": "Adagrad"})

    def __init__(
        self, learning_rate, initial_accumulator_value=0.1, use_locking=False, name="Adagrad"
    ):
        super().__init__(learning_rate, name)
        if not isinstance(initial_accumulator_value, Real) or not initial_accumulator_value > 0:
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
        self._decay = _setting("decay", decay)
        self._momentum = _setting("momentum", momentum)
        self._epsilon = _setting("epsilon", epsilon)
        self._centered = centered = as_flag("centered", centered)
        names = ("rms", "mg", "momentum") if centered else ("rms", "momentum")
        endings = ("RMSProp", "RMSProp_1", "RMSProp_2")
        self.slots = MappingProxyType(dict(zip(names, endings, strict=False)))

    def _update(self, grad, variable):
        decay = _as_number(self._decay, variable)
        squares = self._slot(variable, self.slots["rms"], ones_like(variable.initial_value))
        squares = assign(squares, decay * squares + (1 - decay) * square(grad))
        spread = squares
        if self._centered:
            mean = self._slot(variable, self.slots["mg"], zeros_like(variable.initial_value))
            spread = squares - square(assign(mean, decay * mean + (1 - decay) * grad))
        step = self._rate(variable) * grad / sqrt(spread + self._epsilon)
        velocity = self._slot(variable, self.slots["momentum"], zeros_like(variable.initial_value))
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

    slots = MappingProxyType({"m": "Adam", "v": "Adam_1"})

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
        self._beta1 = _setting("beta1", beta1)
        self._beta2 = _setting("beta2", beta2)
        self._epsilon = _setting("epsilon", epsilon)
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
