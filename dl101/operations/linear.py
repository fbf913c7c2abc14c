"""Matrix multiplication."""

from .. import shapes
from ..checks import check_flag
from ..nodes import Operation
from ..shapes import Shape
from .convert import convert_together, refuse_bool


class matmul(Operation):
    """Matrix product ``a @ b``, of matrices, batches of matrices, or with a vector.

    A vector is taken as a row in the place of `a`, and as a column in that of `b`. (TensorFlow
    takes no vectors.) `transpose_a` and `transpose_b` exchange the last two axes of a factor.
    """

    op_type = "MatMul"
    advice = (
        "The last axis of the first factor must be as long as the last but one of the second, or "
        "as its only axis if it is a vector. transpose_a=True or transpose_b=True "
        "transposes a matrix first."
    )

    def __init__(self, a, b, transpose_a=False, transpose_b=False, name=None):
        a, b = convert_together(a, b)
        refuse_bool(self.op_type, a)
        self.transpose_a = check_flag("transpose_a", transpose_a)
        self.transpose_b = check_flag("transpose_b", transpose_b)
        try:
            shape = shapes.matmul(
                _swapped(a.shape) if self.transpose_a else a.shape,
                _swapped(b.shape) if self.transpose_b else b.shape,
            )
        except ValueError as error:
            flags = (
                ", transpose_a=True" * self.transpose_a + ", transpose_b=True" * self.transpose_b
            )
            raise ValueError(
                f"MatMul: '{a.name}' of shape {a.shape} and '{b.name}' of shape {b.shape}{flags} "
                f"do not multiply: {error}. {self.advice}"
            ) from None
        super().__init__([a, b], a.dtype, shape, name)

    def is_broadcast(self, i):
        batches = [None if n.shape is None else Shape(n.shape[:-2]) for n in self.inputs]
        return shapes.is_broadcast(batches[i], [batches[1 - i]])

    def compute(self, a, b):
        if self.transpose_a:
            a = _transposed(a)
        if self.transpose_b:
            b = _transposed(b)
        try:
            return a @ b
        except ValueError:
            shapes.matmul(Shape(a.shape), Shape(b.shape))  # says it in plainer words
            raise


def _transposed(x):
    if x.ndim < 2:
        raise ValueError(
            "a vector cannot be transposed (in a gradient: give the placeholder that is fed a "
            "vector its shape)"
        )
    return x.swapaxes(-1, -2)


def _swapped(shape):
    if shape is None:
        return None
    if len(shape) < 2:
        raise ValueError("only a matrix can be transposed")
    return Shape((*shape[:-2], shape[-1], shape[-2]))
