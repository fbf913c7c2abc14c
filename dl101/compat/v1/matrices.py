"""The inverse of a matrix, and products over chosen axes."""

import numpy as np

import dl101 as dl
from dl101.operations.convert import convert_together, to_floating
from dl101.shapes import normalize_axes


class matrix_inverse(dl.Operation):
    """Inverse of square matrices, of shape (..., n, n); with `adjoint` of their transposes."""

    op_type = "MatrixInverse"
    advice = "A matrix has an inverse if its rows are linearly independent."

    def __init__(self, input, adjoint=False, name=None):
        x = to_floating(input)
        self.adjoint = bool(adjoint)
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, x):
        return np.linalg.inv(x.swapaxes(-1, -2) if self.adjoint else x)


@dl.RegisterGradient(matrix_inverse)
def _matrix_inverse(op, grad):
    if op.adjoint:
        return -dl.matmul(op, dl.matmul(grad, op, transpose_a=True))
    return -dl.matmul(op, dl.matmul(grad, op, transpose_b=True), transpose_a=True)


class tensordot(dl.Operation):
    """Sum of products over chosen axes of two tensors, whose numbers of axes must be known.

    `axes` is a number, for the last axes of `a` and the first ones of `b`; or a pair of lists.
    The result has the axes of `a`, then those of `b`, without the ones that are summed over.
    """

    op_type = "Tensordot"
    advice = "The axes that are summed over must have the same lengths."

    def __init__(self, a, b, axes, name=None):
        a, b = convert_together(a, b)
        for node in (a, b):
            if node.shape is None:
                raise ValueError(
                    f"tensordot: the number of axes of '{node.name}' must be known; give its "
                    f"placeholder a shape, such as [None, 3]."
                )
        if hasattr(axes, "__index__"):
            axes = range(len(a.shape) - axes, len(a.shape)), range(axes)
        self.a_axes, self.b_axes = (
            normalize_axes(chosen, node.shape) for chosen, node in zip(axes, (a, b), strict=True)
        )
        for i, k in zip(self.a_axes, self.b_axes, strict=True):
            if None not in (a.shape[i], b.shape[k]) and a.shape[i] != b.shape[k]:
                raise ValueError(
                    f"tensordot: axis {i} of '{a.name}' {a.shape} and axis {k} of '{b.name}' "
                    f"{b.shape} differ in length. {self.advice}"
                )
        self.a_free = [i for i in range(len(a.shape)) if i not in self.a_axes]
        self.b_free = [i for i in range(len(b.shape)) if i not in self.b_axes]
        shape = [*(a.shape[i] for i in self.a_free), *(b.shape[i] for i in self.b_free)]
        super().__init__([a, b], a.dtype, shape, name)

    def compute(self, a, b):
        return np.tensordot(a, b, (self.a_axes, self.b_axes))


@dl.RegisterGradient(tensordot)
def _tensordot(op, grad):
    a, b = op.inputs
    count = len(op.a_free)
    of_a = tensordot(grad, b, (range(count, count + len(op.b_free)), op.b_free))
    of_b = tensordot(a, grad, (op.a_free, range(count)))
    # Axes that were summed over come out in the order of the other factor.
    order_a = [*op.a_free, *(op.a_axes[op.b_axes.index(k)] for k in sorted(op.b_axes))]
    order_b = [*(op.b_axes[op.a_axes.index(i)] for i in sorted(op.a_axes)), *op.b_free]
    return dl.transpose(of_a, np.argsort(order_a)), dl.transpose(of_b, np.argsort(order_b))
