"""More linear algebra: products over chosen axes, inverses, and special matrices."""

import re

import numpy as np

from .. import shapes
from ..dtypes import as_dtype, float64
from ..gradients import RegisterGradient
from ..graph import Node, Operation, constant
from ..operations import convert_to_tensor, expand_dims, matmul, multiply, ones_like, transpose
from ..operations.convert import convert_together, to_floating


def _rank(function, node):
    if node.shape is None:
        raise ValueError(
            f"{function}: the number of axes of '{node.name}' must be known; give its placeholder "
            f"a shape, such as [None, 3]."
        )
    return len(node.shape)


class tensordot(Operation):
    """Sum of products over chosen axes of two tensors.

    Parameters
    ----------
    a, b : Node or array_like
        Their numbers of axes must be known.
    axes : int, or pair of int or of sequences of int
        How many axes, the last ones of `a` and the first ones of `b`; or which of each.
    name : str, optional

    Returns
    -------
    Node
        The axes of `a`, then those of `b`, without the ones that are summed over.

    Raises
    ------
    ValueError
        If lengths are known and differ.

    See Also
    --------
    tf.tensordot
    """

    op_type = "Tensordot"
    advice = "The axes that are summed over must have the same lengths."

    def __init__(self, a, b, axes, name=None):
        a, b = convert_together(a, b)
        ranks = _rank("tensordot", a), _rank("tensordot", b)
        if hasattr(axes, "__index__"):
            axes = range(ranks[0] - axes, ranks[0]), range(axes)
        self.a_axes, self.b_axes = (
            shapes.normalize_axes(chosen, node.shape)
            for chosen, node in zip(axes, (a, b), strict=True)
        )
        for i, k in zip(self.a_axes, self.b_axes, strict=True):
            if None not in (a.shape[i], b.shape[k]) and a.shape[i] != b.shape[k]:
                raise ValueError(
                    f"tensordot: axis {i} of '{a.name}' {a.shape} and axis {k} of '{b.name}' "
                    f"{b.shape} differ in length. {self.advice}"
                )
        self.a_free = [i for i in range(ranks[0]) if i not in self.a_axes]
        self.b_free = [i for i in range(ranks[1]) if i not in self.b_axes]
        known = [*(a.shape[i] for i in self.a_free), *(b.shape[i] for i in self.b_free)]
        super().__init__([a, b], a.dtype, known, name)

    def compute(self, a, b):
        return np.tensordot(a, b, (self.a_axes, self.b_axes))


@RegisterGradient(tensordot)
def _tensordot(op, grad):
    a, b = op.inputs
    count = len(op.a_free)
    behind = list(range(count, count + len(op.b_free)))
    of_a = tensordot(grad, b, (behind, op.b_free))
    of_b = tensordot(a, grad, (op.a_free, list(range(count))))
    # Axes that were summed over come out in the order of the other factor.
    order_a = [*op.a_free, *(op.a_axes[op.b_axes.index(k)] for k in sorted(op.b_axes))]
    order_b = [*(op.b_axes[op.a_axes.index(i)] for i in sorted(op.a_axes)), *op.b_free]
    return transpose(of_a, np.argsort(order_a)), transpose(of_b, np.argsort(order_b))


class einsum(Operation):
    """Sums of products after a formula, such as ``"ij,jk->ik"`` for a matrix product.

    Parameters
    ----------
    equation : str
        A letter for each axis of each input, and after ``->`` for those of the result; a
        letter that is missing there is summed over. Without ``->`` the result has the letters
        that occur once, in alphabetical order.
    *inputs : Node or array_like
    name : str, optional

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If the equation does not fit the inputs, names an axis twice in one input, or has an
        ellipsis.

    See Also
    --------
    tf.einsum
    """

    op_type = "Einsum"
    advice = "Each letter of the equation stands for one length."

    def __init__(self, equation, *inputs, name=None):
        nodes = convert_together(*inputs)
        if not isinstance(equation, str):
            raise TypeError(f"einsum: the equation is a string, not {equation!r:.60}.")
        equation = equation.replace(" ", "")
        if not re.fullmatch(r"[A-Za-z]*(,[A-Za-z]*)*(->[A-Za-z]*)?", equation):
            raise ValueError(
                f"einsum: {equation!r:.60} is no equation of letters, such as 'ij,jk->ik'; an "
                f"ellipsis is not supported."
            )
        before, arrow, after = equation.partition("->")
        self.labels = before.split(",")
        if not arrow:
            after = "".join(sorted(c for c in set(before) - {","} if before.count(c) == 1))
        self.result = after
        lengths = self._lengths(nodes)
        super().__init__(nodes, nodes[0].dtype, [lengths[label] for label in after], name)

    def _lengths(self, nodes):
        lengths = dict.fromkeys(self.result)
        if len(self.labels) != len(nodes):
            raise ValueError(f"einsum: {len(nodes)} tensors for {len(self.labels)} terms.")
        for label, node in zip(self.labels, nodes, strict=True):
            if len(set(label)) < len(label):
                raise ValueError(f"einsum: {label!r:.60} names an axis twice.")
            if node.shape is not None and len(node.shape) != len(label):
                raise ValueError(f"einsum: {label!r:.60} does not fit '{node.name}' {node.shape}.")
            for letter, length in zip(label, node.shape or [None] * len(label), strict=True):
                if None not in (length, lengths.get(letter)) and length != lengths[letter]:
                    raise ValueError(
                        f"einsum: {letter!r} has length {lengths[letter]} and, in '{node.name}', "
                        f"{length}. {self.advice}"
                    )
                lengths[letter] = lengths.get(letter) if length is None else length
        if unknown := set(self.result) - set("".join(self.labels)):
            raise ValueError(f"einsum: {min(unknown)!r} is in the result and in no term.")
        return lengths

    def compute(self, *inputs):
        return np.einsum(f"{','.join(self.labels)}->{self.result}", *inputs)


@RegisterGradient(einsum)
def _einsum(op, grad):
    shares = []
    for i, label in enumerate(op.labels):
        # With ones in the place of the input, letters that only it has are there as well.
        labels = [op.result, *op.labels[:i], label, *op.labels[i + 1 :]]
        terms = [grad, *op.inputs[:i], ones_like(op.inputs[i]), *op.inputs[i + 1 :]]
        shares.append(einsum(f"{','.join(labels)}->{label}", *terms))
    return shares


class matrix_inverse(Operation):
    """Inverse of square matrices.

    Parameters
    ----------
    input : Node or array_like, shape (..., n, n)
    adjoint : bool, optional
        Whether to invert the transpose instead.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `input`.

    Raises
    ------
    ValueError
        When it is computed, if a matrix has no inverse.

    See Also
    --------
    tf.matrix_inverse
    """

    op_type = "MatrixInverse"
    advice = "A matrix has an inverse if its rows are linearly independent."

    def __init__(self, input, adjoint=False, name=None):
        x = to_floating(input)
        self.adjoint = bool(adjoint)
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, x):
        return np.linalg.inv(x.swapaxes(-1, -2) if self.adjoint else x)


@RegisterGradient(matrix_inverse)
def _matrix_inverse(op, grad):
    if op.adjoint:
        return -matmul(op, matmul(grad, op, transpose_a=True), transpose_b=False)
    return -matmul(op, matmul(grad, op, transpose_b=True), transpose_a=True)


class matrix_determinant(Operation):
    """Determinant of square matrices.

    Parameters
    ----------
    input : Node or array_like, shape (..., n, n)
    name : str, optional

    Returns
    -------
    Node
        Shape (...,).

    See Also
    --------
    tf.matrix_determinant
    """

    op_type = "MatrixDeterminant"
    advice = "Determinants are of square matrices."

    def __init__(self, input, name=None):
        x = to_floating(input)
        super().__init__([x], x.dtype, None if x.shape is None else x.shape[:-2], name)

    def compute(self, x):
        return np.linalg.det(x)


@RegisterGradient(matrix_determinant)
def _matrix_determinant(op, grad):
    (x,) = op.inputs
    weight = expand_dims(expand_dims(multiply(grad, op), -1), -1)
    return weight * matrix_inverse(x, adjoint=True)


def matrix_transpose(a, name=None) -> Node:
    """Exchange the last two axes.

    Parameters
    ----------
    a : Node or array_like, shape (..., n, m)
        Its number of axes must be known.
    name : str, optional

    Returns
    -------
    Node
        Shape (..., m, n).

    See Also
    --------
    tf.matrix_transpose
    """
    x = convert_to_tensor(a)
    rank = _rank("matrix_transpose", x)
    if rank < 2:
        raise ValueError(f"matrix_transpose: '{x.name}' of shape {x.shape} is no matrix.")
    return transpose(x, [*range(rank - 2), rank - 1, rank - 2], name)


def eye(num_rows, num_columns=None, batch_shape=None, dtype=float64, name=None) -> Node:
    """Make an identity matrix: ones on the diagonal, zeros elsewhere.

    Parameters
    ----------
    num_rows : int
    num_columns : int, optional
        As many as rows by default.
    batch_shape : sequence of int, optional
        Lengths of axes in front, along which it is repeated.
    dtype : dtype, optional
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.eye
    """
    matrix = np.eye(num_rows, num_columns, dtype=as_dtype(dtype))
    return constant(np.broadcast_to(matrix, (*(batch_shape or ()), *matrix.shape)), name=name)


def diag(diagonal, name=None) -> Node:
    """Make a square matrix with a vector on its diagonal.

    Parameters
    ----------
    diagonal : Node or array_like, shape (n,)
        The length must be known.
    name : str, optional

    Returns
    -------
    Node
        Shape (n, n).

    See Also
    --------
    tf.diag
    """
    x = convert_to_tensor(diagonal)
    if x.shape is None or len(x.shape) != 1 or None in x.shape:
        raise ValueError(f"diag: a vector of known length is needed, and not {x!r:.60}.")
    return multiply(np.eye(x.shape[0], dtype=x.dtype), x, name)


def trace(x, name=None) -> Node:
    """Sum of the diagonal of square matrices.

    Parameters
    ----------
    x : Node or array_like, shape (..., n, n)
        The number of axes must be known.
    name : str, optional

    Returns
    -------
    Node
        Shape (...,).

    See Also
    --------
    tf.trace
    """
    x = convert_to_tensor(x)
    rank = _rank("trace", x)
    if rank < 2 or x.shape[-1] is None:
        raise ValueError(f"trace: a matrix of known length is needed, and not {x!r:.60}.")
    letters = "abcdefgh"[: rank - 2]
    identity_matrix = np.eye(*[n or x.shape[-1] for n in x.shape[-2:]], dtype=x.dtype)
    return einsum(f"{letters}ij,ij->{letters}", x, identity_matrix, name=name)
