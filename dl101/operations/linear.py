"""Matrix multiplication."""

from .. import shapes
from ..dtypes import as_flag
from ..graph import Operation
from .convert import convert_together, refuse_bool


class matmul(Operation):
    """Matrix product ``a @ b``, of matrices, batches of matrices, or with a vector.

    Parameters
    ----------
    a : Node or array_like, shape (..., n, k)
        A vector of shape (k,) is taken as a row. (TensorFlow takes no vectors.)
    b : Node or array_like, shape (..., k, m)
        A vector of shape (k,) is taken as a column.
    transpose_a, transpose_b : bool, optional
        Whether to exchange the last two axes of a factor first.
    name : str, optional

    Returns
    -------
    Node
        Shape (..., n, m), without the axis that came from a vector.

    Raises
    ------
    ValueError
        If the inner lengths are known and differ, or a factor is a scalar.

    See Also
    --------
    tf.matmul
    """

    op_type = "MatMul"
    advice = (
        "The last axis of the first factor must be as long as the last but one of the second; "
        "transpose_a=True and transpose_b=True exchange the two."
    )

    def __init__(self, a, b, transpose_a=False, transpose_b=False, name=None):
        a, b = convert_together(a, b)
        refuse_bool(self.op_type, a)
        self.transpose_a = transpose_a = as_flag("transpose_a", transpose_a)
        self.transpose_b = transpose_b = as_flag("transpose_b", transpose_b)
        try:
            shape = shapes.matmul(
                _swapped(a.shape) if transpose_a else a.shape,
                _swapped(b.shape) if transpose_b else b.shape,
            )
        except ValueError as error:
            flags = "".join(
                f", {key}=True" for key in ("transpose_a", "transpose_b") if getattr(self, key)
            )
            raise ValueError(
                f"MatMul: '{a.name}' of shape {a.shape} and '{b.name}' of shape {b.shape}{flags} "
                f"do not multiply: {error}. {self.advice}"
            ) from None
        super().__init__([a, b], a.dtype, shape, name)

    def may_stretch(self, i):
        batches = [None if n.shape is None else shapes.Shape(n.shape[:-2]) for n in self.inputs]
        return shapes.is_broadcast(batches[i], [batches[1 - i]])

    def compute(self, a, b):
        if self.transpose_a:
            a = a.swapaxes(-1, -2)
        if self.transpose_b:
            b = b.swapaxes(-1, -2)
        return a @ b


def _swapped(shape):
    if shape is None:
        return None
    if len(shape) < 2:
        raise ValueError("only a matrix can be transposed")
    return shapes.Shape((*shape[:-2], shape[-1], shape[-2]))
