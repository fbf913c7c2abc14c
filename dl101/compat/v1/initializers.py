"""How variables of a given shape start: called with a shape, each makes a node."""

import math

import dl101 as dl
from dl101.checks import check_choice
from dl101.dtypes import as_dtype, to_array
from dl101.shapes import as_shape


class Initializer:
    """A rule that makes a first value; a subclass says how in ``make(shape, dtype)``."""

    def __init__(self, dtype=dl.float64):
        self.dtype = as_dtype(dtype)

    def __call__(self, shape, dtype=None, partition_info=None) -> dl.Node:
        """Make a node of a shape."""
        return self.make(as_shape(shape), self.dtype if dtype is None else as_dtype(dtype))

    def make(self, shape, dtype) -> dl.Node:
        """Make a node."""
        raise NotImplementedError(f"{type(self).__name__} needs a method make(shape, dtype).")


class zeros_initializer(Initializer):
    """Start at 0."""

    def make(self, shape, dtype):
        return dl.zeros(shape, dtype)


class ones_initializer(Initializer):
    """Start at 1."""

    def make(self, shape, dtype):
        return dl.ones(shape, dtype)


class constant_initializer(Initializer):
    """Start at one number, or at as many as the shape has entries."""

    def __init__(self, value=0, dtype=dl.float64, verify_shape=False):
        super().__init__(dtype)
        self.value = to_array(value)

    def make(self, shape, dtype):
        return dl.constant(self.value.astype(dtype), dtype, shape)


class random_normal_initializer(Initializer):
    """Start from a normal distribution."""

    def __init__(self, mean=0.0, stddev=1.0, seed=None, dtype=dl.float64):
        super().__init__(dtype)
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def make(self, shape, dtype):
        return dl.random_normal(shape, self.mean, self.stddev, dtype, self.seed)


class truncated_normal_initializer(random_normal_initializer):
    """Start from a normal distribution, cut off at two standard deviations."""

    def make(self, shape, dtype):
        return dl.truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)


class random_uniform_initializer(Initializer):
    """Start from a uniform distribution between two bounds."""

    def __init__(self, minval=0, maxval=None, seed=None, dtype=dl.float64):
        super().__init__(dtype)
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def make(self, shape, dtype):
        return dl.random_uniform(shape, self.minval, self.maxval, dtype, self.seed)


class variance_scaling_initializer(Initializer):
    """Start with variance ``scale / n``.

    n is the number of inputs ("fan_in"), of outputs ("fan_out"), or their mean ("fan_avg").
    """

    def __init__(
        self,
        scale=1.0,
        mode="fan_in",
        distribution="truncated_normal",
        seed=None,
        dtype=dl.float64,
    ):
        super().__init__(dtype)
        self.scale, self.seed = scale, seed
        self.mode = check_choice("mode", mode, ["fan_in", "fan_out", "fan_avg"])
        self.distribution = check_choice(
            "distribution",
            distribution,
            ["truncated_normal", "normal", "untruncated_normal", "uniform"],
        )

    def make(self, shape, dtype):
        inputs, outputs = _fans(shape)
        count = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}
        variance = self.scale / max(1.0, count[self.mode])
        if self.distribution == "uniform":
            bound = math.sqrt(3 * variance)
            return dl.random_uniform(shape, -bound, bound, dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return dl.random_normal(shape, 0.0, math.sqrt(variance), dtype, self.seed)
        # Cut at two standard deviations, a normal distribution keeps this part of its own.
        stddev = math.sqrt(variance) / 0.87962566103423978
        return dl.truncated_normal(shape, 0.0, stddev, dtype, self.seed)


def _fans(shape):
    if len(shape) < 2:
        return (shape or (1,)) * 2
    return shape[-2] * math.prod(shape[:-2]), shape[-1] * math.prod(shape[:-2])


class glorot_uniform_initializer(variance_scaling_initializer):
    """Start uniformly, with variance 2 / (inputs + outputs) (Glorot and Bengio, 2010)."""

    def __init__(self, seed=None, dtype=dl.float64):
        super().__init__(1.0, "fan_avg", "uniform", seed, dtype)


class glorot_normal_initializer(variance_scaling_initializer):
    """Start normally, with variance 2 / (inputs + outputs) (Glorot and Bengio, 2010)."""

    def __init__(self, seed=None, dtype=dl.float64):
        super().__init__(1.0, "fan_avg", "truncated_normal", seed, dtype)


def he_normal(seed=None) -> Initializer:
    """Start layers of relu normally, with variance 2 / inputs (He et al., 2015)."""
    return variance_scaling_initializer(2.0, "fan_in", "truncated_normal", seed)


def he_uniform(seed=None) -> Initializer:
    """Start layers of relu uniformly, with variance 2 / inputs (He et al., 2015)."""
    return variance_scaling_initializer(2.0, "fan_in", "uniform", seed)
