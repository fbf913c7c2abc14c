"""Random tensors: drawn anew at each run, and repeatable by seed."""

import numpy as np

from ..dtypes import as_dtype, float64, is_floating
from ..graph import StatefulOperation, get_default_graph
from .convert import convert_shape, shape_held_by, to_array


def set_random_seed(seed: int) -> None:
    """Make the random operations that follow in this graph repeatable.

    Parameters
    ----------
    seed : int
        Not negative. Every new session starts the same sequences of numbers.

    See Also
    --------
    tf.compat.v1.set_random_seed
    """
    get_default_graph().seed = None if seed is None else _checked_seed(seed)


def _checked_seed(seed) -> int:
    whole = hasattr(type(seed), "__index__") and np.ndim(seed) == 0
    if not whole or seed < 0:
        raise ValueError(f"A seed is a whole number from 0, not {seed!r:.60}.")
    return int(seed)


def _bound(value):
    # A Python number does not change the dtype of what is drawn.
    array = to_array(value)
    return array if array.ndim else array.item()


class _Random(StatefulOperation):
    """Draws from a generator of its own, which the session keeps."""

    kinds = "f"

    def __init__(self, shape, dtype, seed, name):
        dims = convert_shape(shape)
        graph_seed = dims.graph.seed
        # Like TensorFlow: the graph's seed and the operation's make the sequence; only
        # without both it differs from session to session.
        self.seed = None
        if seed is not None or graph_seed is not None:
            op_seed = len(dims.graph.nodes) if seed is None else _checked_seed(seed)
            self.seed = (graph_seed or 0, op_seed)
        dtype = as_dtype(dtype)
        if dtype.kind not in self.kinds:
            raise TypeError(f"{self.op_type} does not draw {dtype.name}; use dl101.cast.")
        super().__init__([dims], dtype, shape_held_by(dims), name)

    def compute(self, state, dims):
        if self not in state:
            state[self] = np.random.default_rng(self.seed)
        return self.draw(state[self], tuple(dims)).astype(self.dtype)


class random_normal(_Random):
    """Numbers from a normal distribution.

    Parameters
    ----------
    shape : sequence of int, or Node
    mean, stddev : float, optional
        Mean and standard deviation of the distribution.
    dtype : dtype, optional
    seed : int, optional
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.random.normal
    """

    op_type = "RandomStandardNormal"

    def __init__(self, shape, mean=0.0, stddev=1.0, dtype=float64, seed=None, name=None):
        self.mean, self.stddev = to_array(mean), to_array(stddev)
        super().__init__(shape, dtype, seed, name)

    def draw(self, generator, shape):
        return self.mean + self.stddev * generator.standard_normal(shape)


class truncated_normal(random_normal):
    """Numbers from a normal distribution, those over two standard deviations drawn again.

    Parameters
    ----------
    shape : sequence of int, or Node
    mean, stddev : float, optional
        Mean and standard deviation of the distribution before it is cut.
    dtype : dtype, optional
    seed : int, optional
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.random.truncated_normal
    """

    op_type = "TruncatedNormal"

    def draw(self, generator, shape):
        numbers = np.asarray(generator.standard_normal(shape))
        while (far := np.abs(numbers) > 2).any():
            numbers[far] = generator.standard_normal(far.sum())
        return self.mean + self.stddev * numbers


class random_uniform(_Random):
    """Numbers evenly spread from a lower bound to an upper one, which is left out.

    Parameters
    ----------
    shape : sequence of int, or Node
    minval : number, optional
        0 by default.
    maxval : number, optional
        1 by default; to be given for integers.
    dtype : dtype, optional
    seed : int, optional
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.random.uniform
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
