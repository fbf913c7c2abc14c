"""The optimizers: for each, what a step does to one variable.

Their settings are numbers or nodes.
"""

from types import MappingProxyType

from ..checks import check_flag, check_number
from ..graph import name_scope
from ..nodes import Variable
from ..operations import assign, assign_add, assign_sub, ones_like, sqrt, square, zeros_like
from .optimizer import Optimizer, as_setting, check_setting


class GradientDescentOptimizer(Optimizer):
    """Steps against the gradient: ``w -= learning_rate * grad``.

    Source: Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées",
    1847.
    """

    def __init__(self, learning_rate, *, name="GradientDescent"):
        super().__init__(learning_rate, name)

    def update(self, grad, variable):
        return assign_sub(variable, self.rate(variable) * grad)


class MomentumOptimizer(Optimizer):
    """Steps along a decaying sum of gradients: ``v = momentum * v + grad``, ``w -= rate * v``.

    With `use_nesterov` the step is along ``grad + momentum * v`` instead.

    Sources: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964;
    Sutskever et al., "On the importance of initialization and momentum", 2013.
    """

    slots = MappingProxyType({"momentum": "Momentum"})

    def __init__(self, learning_rate, momentum, *, name="Momentum", use_nesterov=False):
        super().__init__(learning_rate, name)
        self.momentum = check_setting("momentum", momentum)
        self.use_nesterov = check_flag("use_nesterov", use_nesterov)

    def update(self, grad, variable):
        momentum = as_setting(self.momentum, variable)
        velocity = self.slot(variable, "Momentum", zeros_like(variable.initial_value))
        velocity = assign(velocity, momentum * velocity + grad)
        direction = grad + momentum * velocity if self.use_nesterov else velocity
        return assign_sub(variable, self.rate(variable) * direction)


class AdagradOptimizer(Optimizer):
    """Steps that shrink with all past gradients: ``a += grad²``, ``w -= rate * grad / sqrt(a)``.

    Source: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization", 2011.
    """

    slots = MappingProxyType({"accumulator": "Adagrad"})

    def __init__(self, learning_rate, initial_accumulator_value=0.1, *, name="Adagrad"):
        super().__init__(learning_rate, name)
        self._start = check_number("initial_accumulator_value", initial_accumulator_value)
        if self._start <= 0:
            raise ValueError(f"initial_accumulator_value must be positive, not {self._start}.")

    def update(self, grad, variable):
        start = ones_like(variable.initial_value) * self._start
        accumulator = self.slot(variable, "Adagrad", start)
        accumulator = assign_add(accumulator, square(grad))
        return assign_sub(variable, self.rate(variable) * grad / sqrt(accumulator))


class RMSPropOptimizer(Optimizer):
    """Steps measured by a running mean of squared gradients.

    ``s = decay * s + (1 - decay) * grad²``, ``v = momentum * v + rate * grad / sqrt(s + epsilon)``,
    ``w -= v``. If `centered`, the square of the mean gradient is subtracted from `s`.

    Source: Tieleman, Hinton, "Lecture 6.5: RMSProp", Coursera, 2012.
    """

    def __init__(
        self,
        learning_rate,
        decay=0.9,
        momentum=0.0,
        epsilon=1e-10,
        *,
        centered=False,
        name="RMSProp",
    ):
        super().__init__(learning_rate, name)
        self._decay = check_setting("decay", decay)
        self._momentum = check_setting("momentum", momentum)
        self._epsilon = check_setting("epsilon", epsilon)
        self._centered = centered = check_flag("centered", centered)
        names = ("rms", "mg", "momentum") if centered else ("rms", "momentum")
        endings = ("RMSProp", "RMSProp_1", "RMSProp_2")
        self.slots = MappingProxyType(dict(zip(names, endings, strict=False)))

    def update(self, grad, variable):
        decay = as_setting(self._decay, variable)
        squares = self.slot(variable, self.slots["rms"], ones_like(variable.initial_value))
        squares = assign(squares, decay * squares + (1 - decay) * square(grad))
        spread = squares
        if self._centered:
            mean = self.slot(variable, self.slots["mg"], zeros_like(variable.initial_value))
            spread = squares - square(assign(mean, decay * mean + (1 - decay) * grad))
        step = self.rate(variable) * grad / sqrt(spread + self._epsilon)
        velocity = self.slot(variable, self.slots["momentum"], zeros_like(variable.initial_value))
        velocity = assign(velocity, as_setting(self._momentum, variable) * velocity + step)
        return assign_sub(variable, velocity)


class AdamOptimizer(Optimizer):
    """Steps along a running mean of gradients, measured by one of their squares.

    ``m = beta1 * m + (1 - beta1) * grad``, ``v = beta2 * v + (1 - beta2) * grad²``,
    ``w -= rate * sqrt(1 - beta2ᵗ) / (1 - beta1ᵗ) * m / (sqrt(v) + epsilon)`` at step t.

    Source: Kingma, Ba, "Adam: a method for stochastic optimization", 2015.
    """

    slots = MappingProxyType({"m": "Adam", "v": "Adam_1"})

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, *, name="Adam"):
        super().__init__(learning_rate, name)
        self._beta1 = check_setting("beta1", beta1)
        self._beta2 = check_setting("beta2", beta2)
        self._epsilon = check_setting("epsilon", epsilon)
        self._powers = None

    def prepare(self, variables):
        if self._powers is None:
            # beta1ᵗ and beta2ᵗ, for the step that comes next.
            dtype = variables[0].dtype
            with name_scope(None):
                self._powers = [
                    Variable(beta, trainable=False, name=name, dtype=dtype)
                    for beta, name in ((self._beta1, "beta1_power"), (self._beta2, "beta2_power"))
                ]

    def update(self, grad, variable):
        beta1, beta2, epsilon = (
            as_setting(n, variable) for n in (self._beta1, self._beta2, self._epsilon)
        )
        power1, power2 = (as_setting(power, variable) for power in self._powers)
        mean = self.slot(variable, "Adam", zeros_like(variable.initial_value))
        squares = self.slot(variable, "Adam_1", zeros_like(variable.initial_value))
        mean = assign(mean, beta1 * mean + (1 - beta1) * grad)
        squares = assign(squares, beta2 * squares + (1 - beta2) * square(grad))
        rate = self.rate(variable) * sqrt(1 - power2) / (1 - power1)
        return assign_sub(variable, rate * mean / (sqrt(squares) + epsilon))

    def finish(self):
        betas = (self._beta1, self._beta2)
        return [
            assign(power, power * as_setting(beta, power))
            for power, beta in zip(self._powers, betas, strict=True)
        ]
