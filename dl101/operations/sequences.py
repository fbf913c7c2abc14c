"""The operation `range`, apart from modules that need Python's own."""

import numpy as np

from ..dtypes import as_dtype, to_array
from ..graph import Operation, constant
from .convert import _with_dtype, convert_together, graph_of


class range(Operation):
    """Numbers from a start up to, and not including, a limit.

    Parameters
    ----------
    start : Node or number
        The first number; given alone, it is the limit, and the start is 0.
    limit : Node or number, optional
    delta : Node or number, optional
        The step; 1 by default.
    dtype : dtype, optional
        By default that of the numbers given.
    name : str, optional

    Returns
    -------
    Node
        One axis.

    Raises
    ------
    ValueError
        If the step is 0.

    See Also
    --------
    tf.range
    """

    op_type = "Range"
    advice = "The step must not be 0."

    def __init__(self, start, limit=None, delta=1, dtype=None, name=None):
        start, limit = (0, start) if limit is None else (start, limit)
        if dtype is not None and graph_of(start, limit, delta) is None:
            start, limit, delta = (to_array(n, as_dtype(dtype)) for n in (start, limit, delta))
        nodes = convert_together(start, limit, delta)
        if dtype is not None:
            nodes = [_with_dtype(node, as_dtype(dtype)) for node in nodes]
        for node in nodes:
            if node.shape not in (None, ()):
                raise ValueError(f"range takes numbers, and '{node.name}' has shape {node.shape}.")
        shape = [None]
        if all(isinstance(node, constant) for node in nodes):
            shape = self.compute(*(node.value for node in nodes)).shape
        super().__init__(nodes, nodes[0].dtype, shape, name)

    def compute(self, start, limit, delta):
        if delta == 0:
            raise ValueError("range: the step is 0")
        steps = (float(limit) - float(start)) / float(delta)
        if not (np.isfinite(steps) and steps < 2**40):
            raise ValueError(f"range: from {start} to {limit} in steps of {delta} has no end")
        return np.arange(start, limit, delta, start.dtype)
