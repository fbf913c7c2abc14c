"""Random tensors: drawn anew at each run, and repeatable by seed."""

import numpy as np

from ..checks import check_whole
from ..dtypes import as_dtype, float64, is_floating, to_array
from ..graph import get_default_graph
from ..nodes import StatefulOperation
from .convert import convert_shape, shape_held_by


def set_random_seed(seed: int | None) -> None:
    """Make the random operations that follow in this graph repeatable, in every new session."""
    get_default_graph().seed = None if seed is None else check_whole("seed", seed, low=0)


class RandomOperation(StatefulOperation):
    """Draws from a generator of its own, which the session keeps."""

    kinds = "f"

    def __init__(self, shape, dtype, seed, name):
        dims = convert_shape(shape)
        graph_seed = dims.graph.seed
        # Like TensorFlow: the graph's seed and the operation's make the sequence; only
        # without both it differs from session to session.
        self.seed = None
        if seed is not None or graph_seed is not None:
            op_seed = len(dims.graph.nodes) if seed is None else check_whole("seed", seed, low=0)
            self.seed = (graph_seed or 0, op_seed)
        dtype = as_dtype(dtype)
        if dtype.kind not in self.kinds:
            raise TypeError(f"{self.op_type} does not draw {dtype.name}; use dl101.cast.")
        super().__init__([dims], dtype, shape_held_by(dims), name)

    def compute(self, state, dims):
        if self not in state:
            state[self] = np.random.default_rng(self.seed)
        return self.draw(state[self], tuple(dims)).astype(self.dtype)


class random_normal(RandomOperation):
    """Numbers from a normal distribution with a mean and a standard deviation."""

    op_type = "RandomStandardNormal"

    def __init__(self, shape, mean=0.0, stddev=1.0, dtype=float64, seed=None, name=None):
        self.mean, self.stddev = to_array(mean), to_array(stddev)
        super().__init__(shape, dtype, seed, name)

    def draw(self, generator, shape):
        return self.mean + self.stddev * generator.standard_normal(shape)


class truncated_normal(random_normal):
    """Numbers from a normal distribution, those over two standard deviations drawn again."""

    op_type = "TruncatedNormal"

    def draw(self, generator, shape):
        numbers = np.asarray(generator.standard_normal(shape))
        while (far := np.abs(numbers) > 2).any():
            numbers[far] = generator.standard_normal(far.sum())
        return self.mean + self.stddev * numbers


class random_uniform(RandomOperation):
    """Numbers evenly spread from `minval` up to, and not including, `maxval`.

    `maxval` is 1 by default; it has to be given to draw integers.
    """

    op_type = "RandomUniform"
    kinds = "fi"

    def __init__(self, shape, minval=0, maxval=None, dtype=float64, seed=None, name=None):
        self._integers = not is_floating(as_dtype(dtype))
        if maxval is None and self._integers:
            raise ValueError("random_uniform needs maxval to draw integers.")
        self.minval, self.maxval = _bound(minval), 1 if maxval is None else _bound(maxval)
        super().__init__(shape, dtype, seed, name)

    def draw(self, generator, shape):
        if self._integers:
            return generator.integers(self.minval, self.maxval, shape)
        # Drawn in the dtype wanted: a float64 just below maxval could be rounded up to it.
        numbers = generator.random(shape, self.dtype)
        return self.minval + (self.maxval - self.minval) * numbers


def _bound(value):
    # A Python number does not change the dtype of what is drawn.
    array = to_array(value)
    return array if array.ndim else array.item()
