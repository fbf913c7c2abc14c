"""Text and int16, which only TensorFlow 1's scripts have: made, printed, fed and fetched."""

import numpy as np

import dl101 as dl
from dl101.dtypes import to_array

int16 = np.dtype("int16")
#: The dtype of text. A session returns text as bytes, as TensorFlow does.
string = np.dtype(object)


class _Literal(dl.Operation):
    """A constant of a dtype that the core lacks."""

    op_type = "Const"

    def __init__(self, array, name=None):
        array.flags.writeable = False
        self._value = array[()] if array.dtype == string else array
        super().__init__((), array.dtype, array.shape, name)

    def compute(self):
        return self._value


def constant(value, dtype=None, shape=None, name=None, verify_shape=False) -> dl.Node:
    """A value that never changes: numbers, booleans or text."""
    if _is_int16(dtype) or (dtype is None and _is_int16(getattr(value, "dtype", None))):
        array = to_array(value, int16).copy()
    elif dtype in (None, string, str) and np.asarray(value).dtype.kind in "US":
        array = _encoded(np.asarray(value))
    else:
        return dl.constant(value, dtype, shape, name)
    if shape is not None:
        array = np.full(shape, array) if array.size == 1 else array.reshape(shape)
    return _Literal(array, name)


def _is_int16(dtype) -> bool:
    try:
        return dtype is not None and np.dtype(dtype) == int16
    except TypeError:
        return False


def _encoded(texts: np.ndarray) -> np.ndarray:
    found = [one if isinstance(one, bytes) else one.encode() for one in texts.ravel().tolist()]
    return np.array(found, string).reshape(texts.shape)


class placeholder(dl.placeholder):
    """A gap in the graph, filled with a value at each run by ``feed_dict``."""

    def __init__(self, dtype=None, shape=None, name=None):
        if _is_int16(dtype):
            dl.Node.__init__(self, (), int16, shape, name)
        else:
            super().__init__(dtype, shape, name)
