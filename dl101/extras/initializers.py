"""How variables of a given shape start: ``tf.initializers``, and the same with longer names."""

import math

import numpy as np

from ..dtypes import as_dtype, float64, to_array
from ..graph import constant
from ..operations import ones, random_normal, random_uniform, truncated_normal, zeros
from ..shapes import as_shape


class Initializer:
    """A rule that makes a first value; called with a shape.

    Parameters
    ----------
    dtype : dtype, optional
        What it makes unless it is asked for another one.

    See Also
    --------
    tf.compat.v1.initializers
    """

    def __init__(self, dtype=float64):
        self.dtype = as_dtype(dtype)

    def __call__(self, shape, dtype=None, partition_info=None):
        """Make a node of a shape.

        Parameters
        ----------
        shape : sequence of int
        dtype : dtype, optional
        partition_info : optional
            Ignored.

        Returns
        -------
        Node
        """
        return self.make(as_shape(shape), self.dtype if dtype is None else as_dtype(dtype))

    def make(self, shape, dtype):
        """Make a node; what a subclass does in its own way."""
        raise NotImplementedError(f"{type(self).__name__} needs a method make(shape, dtype).")


class zeros_initializer(Initializer):
    """Start at 0.

    See Also
    --------
    tf.zeros_initializer
    """

    def make(self, shape, dtype):
        return zeros(shape, dtype)


class ones_initializer(Initializer):
    """Start at 1.

    See Also
    --------
    tf.ones_initializer
    """

    def make(self, shape, dtype):
        return ones(shape, dtype)


class constant_initializer(Initializer):
    """Start at given numbers.

    Parameters
    ----------
    value : array_like
        One number, or as many as the shape has entries.
    dtype : dtype, optional
    verify_shape : optional
        Ignored.

    See Also
    --------
    tf.constant_initializer
    """

    def __init__(self, value=0, dtype=float64, verify_shape=False):
        super().__init__(dtype)
        self.value = to_array(value)

    def make(self, shape, dtype):
        return constant(self.value.astype(dtype), dtype, shape)


class _Random(Initializer):
    def __init__(self, seed, dtype):
        super().__init__(dtype)
        self.seed = seed


class random_normal_initializer(_Random):
    """Start from a normal distribution.

    Parameters
    ----------
    mean, stddev : float, optional
    seed : int, optional
    dtype : dtype, optional

    See Also
    --------
    tf.random_normal_initializer
    """

    def __init__(self, mean=0.0, stddev=1.0, seed=None, dtype=float64):
        super().__init__(seed, dtype)
        self.mean, self.stddev = mean, stddev

    def make(self, shape, dtype):
        return random_normal(shape, self.mean, self.stddev, dtype, self.seed)


class truncated_normal_initializer(random_normal_initializer):
    """Start from a normal distribution without what is over two standard deviations away.

    Parameters
    ----------
    mean, stddev : float, optional
    seed : int, optional
    dtype : dtype, optional

    See Also
    --------
    tf.truncated_normal_initializer
    """

    def make(self, shape, dtype):
        return truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)


class random_uniform_initializer(_Random):
    """Start evenly spread between two bounds.

    Parameters
    ----------
    minval, maxval : float, optional
    seed : int, optional
    dtype : dtype, optional

    See Also
    --------
    tf.random_uniform_initializer
    """

    def __init__(self, minval=0, maxval=None, seed=None, dtype=float64):
        super().__init__(seed, dtype)
        self.minval, self.maxval = minval, maxval

    def make(self, shape, dtype):
        return random_uniform(shape, self.minval, self.maxval, dtype, self.seed)


class variance_scaling_initializer(_Random):
    """Start with a variance that keeps sums over many inputs, or outputs, in bounds.

    Parameters
    ----------
    scale : float, optional
        The variance is `scale` over the number of inputs, or outputs, or their mean.
    mode : {'fan_in', 'fan_out', 'fan_avg'}, optional
    distribution : {'truncated_normal', 'normal', 'untruncated_normal', 'uniform'}, optional
        ``'normal'`` is an older name of ``'truncated_normal'``.
    seed : int, optional
    dtype : dtype, optional

    See Also
    --------
    tf.variance_scaling_initializer
    """

    def __init__(
        self,
        scale=1.0,
        mode="fan_in",
        distribution="truncated_normal",
        seed=None,
        dtype=float64,
    ):
        super().__init__(seed, dtype)
        if not isinstance(mode, str) or mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError(f"mode is 'fan_in', 'fan_out' or 'fan_avg', not {mode!r:.60}.")
        if not isinstance(distribution, str):
            raise TypeError(f"distribution is a string, not {distribution!r:.60}.")
        self.scale, self.mode, self.distribution = scale, mode, distribution.lower()

    def make(self, shape, dtype):
        inputs, outputs = _fans(shape)
        count = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}
        variance = self.scale / max(1.0, count[self.mode])
        if self.distribution == "uniform":
            bound = math.sqrt(3 * variance)
            return random_uniform(shape, -bound, bound, dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return random_normal(shape, 0.0, math.sqrt(variance), dtype, self.seed)
        # Cut at two standard deviations, a normal distribution keeps this part of its own.
        stddev = math.sqrt(variance) / 0.87962566103423978
        return truncated_normal(shape, 0.0, stddev, dtype, self.seed)


def _fans(shape):
    if len(shape) < 1:
        return 1, 1
    if len(shape) == 1:
        return shape[0], shape[0]
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field


class glorot_uniform_initializer(variance_scaling_initializer):
    """Start evenly spread, by the numbers of inputs and outputs; what `get_variable` does.

    Parameters
    ----------
    seed : int, optional
    dtype : dtype, optional

    References
    ----------
    Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", 2010.

    See Also
    --------
    tf.glorot_uniform_initializer
    """

    def __init__(self, seed=None, dtype=float64):
        super().__init__(1.0, "fan_avg", "uniform", seed, dtype)


class glorot_normal_initializer(variance_scaling_initializer):
    """Start from a normal distribution, by the numbers of inputs and outputs.

    Parameters
    ----------
    seed : int, optional
    dtype : dtype, optional

    References
    ----------
    Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", 2010.

    See Also
    --------
    tf.glorot_normal_initializer
    """

    def __init__(self, seed=None, dtype=float64):
        super().__init__(1.0, "fan_avg", "truncated_normal", seed, dtype)


class orthogonal_initializer(_Random):
    """Start with a matrix of orthogonal rows, or columns if there are fewer of them.

    Parameters
    ----------
    gain : float, optional
        A factor of all entries.
    seed : int, optional
    dtype : dtype, optional

    References
    ----------
    Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep
    linear neural networks", 2014.

    See Also
    --------
    tf.orthogonal_initializer
    """

    def __init__(self, gain=1.0, seed=None, dtype=float64):
        super().__init__(seed, dtype)
        self.gain = gain

    def make(self, shape, dtype):
        if len(shape) < 2:
            raise ValueError(f"orthogonal_initializer makes matrices, not the shape {shape}.")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        generator = np.random.default_rng(self.seed)
        q, r = np.linalg.qr(generator.standard_normal((max(rows, columns), min(rows, columns))))
        q = q * np.sign(np.diag(r))
        matrix = q if rows >= columns else q.T
        return constant((self.gain * matrix).astype(dtype), dtype, shape)


def he_normal(seed=None) -> Initializer:
    """Make an initializer for layers of relu: a normal distribution of variance 2 / inputs.

    Parameters
    ----------
    seed : int, optional

    Returns
    -------
    Initializer

    References
    ----------
    He et al., "Delving deep into rectifiers: surpassing human-level performance on ImageNet
    classification", 2015.

    See Also
    --------
    tf.initializers.he_normal
    """
    return variance_scaling_initializer(2.0, "fan_in", "truncated_normal", seed)


def he_uniform(seed=None) -> Initializer:
    """Make an initializer for layers of relu: evenly spread, with variance 2 / inputs.

    Parameters
    ----------
    seed : int, optional

    Returns
    -------
    Initializer

    References
    ----------
    He et al., "Delving deep into rectifiers: surpassing human-level performance on ImageNet
    classification", 2015.

    See Also
    --------
    tf.initializers.he_uniform
    """
    return variance_scaling_initializer(2.0, "fan_in", "uniform", seed)
