"""The gradient rules of arithmetic, matrix products, reductions and changes of shape.

In each rule, `op` is the operation (and stands for its value), ``op.inputs`` are its inputs,
and `grad` is the gradient of the final result with respect to the operation's value.
"""

import numpy as np

from ..dtypes import is_floating
from ..nodes import constant
from ..operations import (
    abs,
    add,
    add_n,
    cast,
    concat,
    cos,
    divide,
    equal,
    exp,
    expand_dims,
    fill,
    floordiv,
    gather,
    getitem,
    identity,
    log,
    matmul,
    maximum,
    minimum,
    mod,
    multiply,
    negative,
    not_equal,
    ones_like,
    pow,
    reduce_max,
    reduce_mean,
    reduce_min,
    reduce_prod,
    reduce_sum,
    reshape,
    shape,
    sigmoid,
    sign,
    sin,
    sqrt,
    square,
    squeeze,
    stack,
    stop_gradient,
    subtract,
    tanh,
    transpose,
    where,
    zeros_like,
)
from ..operations.shaping import entry_along
from ..shapes import is_known
from .gradient_operations import (
    concat_part,
    products_of_others,
    put_slice,
    scatter_add,
    size_ratio,
    spread,
    sum_to_like,
    xdivy,
)
from .registry import RegisterGradient

# Arithmetic


@RegisterGradient(add)
def _add(op, grad):
    return grad, grad


@RegisterGradient(subtract)
def _subtract(op, grad):
    return grad, -grad


@RegisterGradient(multiply)
def _multiply(op, grad):
    x, y = op.inputs
    return grad * y, grad * x


@RegisterGradient(divide)
def _divide(op, grad):
    _, y = op.inputs
    return grad / y, -grad * op / y


@RegisterGradient(negative)
def _negative(op, grad):
    return -grad


@RegisterGradient(add_n)
def _add_n(op, grad):
    return [grad] * len(op.inputs)


@RegisterGradient(pow)
def _pow(op, grad):
    x, y = op.inputs
    # Where y is 0, the derivative y * x ** (y - 1) is 0; at x = 0 it would come out as nan.
    if isinstance(y, constant):
        reduced = constant(np.where(y.value == 0, 1, y.value - 1), y.dtype)
    else:
        reduced = where(equal(y, 0), 1.0, y - 1)
    log_x = log(where(x > 0, x, 1.0))
    return grad * y * x**reduced, grad * op * log_x


@RegisterGradient(square)
def _square(op, grad):
    (x,) = op.inputs
    return grad * (2 * x)


@RegisterGradient(sqrt)
def _sqrt(op, grad):
    return xdivy(grad, 2 * op)


@RegisterGradient(exp)
def _exp(op, grad):
    return grad * op


@RegisterGradient(log)
def _log(op, grad):
    (x,) = op.inputs
    return grad / x


@RegisterGradient(sin)
def _sin(op, grad):
    (x,) = op.inputs
    return grad * cos(x)


@RegisterGradient(cos)
def _cos(op, grad):
    (x,) = op.inputs
    return -grad * sin(x)


@RegisterGradient(tanh)
def _tanh(op, grad):
    return grad * (1 - square(op))


@RegisterGradient(sigmoid)
def _sigmoid(op, grad):
    return grad * (op * (1 - op))


@RegisterGradient(abs)
def _abs(op, grad):
    (x,) = op.inputs
    return grad * sign(x)


@RegisterGradient(sign)
def _sign(op, grad):
    return zeros_like(grad)


@RegisterGradient(floordiv)
def _floordiv(op, grad):
    return None, None


@RegisterGradient(mod)
def _mod(op, grad):
    x, y = op.inputs
    return grad, -grad * floordiv(x, y)


@RegisterGradient(maximum)
def _maximum(op, grad):
    x, y = op.inputs
    return where(x >= y, grad, 0.0), where(x >= y, 0.0, grad)


@RegisterGradient(minimum)
def _minimum(op, grad):
    x, y = op.inputs
    return where(x <= y, grad, 0.0), where(x <= y, 0.0, grad)


@RegisterGradient(where)
def _where(op, grad):
    condition = op.inputs[0]
    return None, where(condition, grad, 0.0), where(condition, 0.0, grad)


# Matrix products


@RegisterGradient(matmul)
def _matmul(op, grad):
    a, b = op.inputs
    # A vector takes part as a matrix of one row or one column. What may be one or the other is
    # taken for a matrix; the transposes below, and sum_to_like, refuse a vector there.
    is_row, is_column = (x.shape is not None and len(x.shape) == 1 for x in (a, b))
    if is_column:
        b, grad = expand_dims(b, -1), expand_dims(grad, -1)
    if is_row:
        a, grad = expand_dims(a, 0), expand_dims(grad, -2)
    grad_a, grad_b = gradients_of_matrices(op, grad, a, b)
    return squeeze(grad_a, -2) if is_row else grad_a, squeeze(grad_b, -1) if is_column else grad_b


def gradients_of_matrices(op, grad, a, b):
    """Multiply `grad` by the other factor, transposed."""
    if not op.transpose_a and not op.transpose_b:
        return matmul(grad, b, transpose_b=True), matmul(a, grad, transpose_a=True)
    if not op.transpose_a:
        return matmul(grad, b), matmul(grad, a, transpose_a=True)
    if not op.transpose_b:
        return matmul(b, grad, transpose_b=True), matmul(a, grad)
    return matmul(b, grad, True, True), matmul(grad, a, True, True)


# Reductions


def over_reduced_axes(op, x, share=False):
    """Repeat a tensor of the reduction's result shape over the axes that were reduced."""
    return spread(x, op.inputs[0], None if op.keepdims else op.axis, share)


@RegisterGradient(reduce_sum)
def _reduce_sum(op, grad):
    return over_reduced_axes(op, grad)


@RegisterGradient(reduce_mean)
def _reduce_mean(op, grad):
    return over_reduced_axes(op, grad, share=True)


@RegisterGradient(reduce_max, reduce_min)
def _reduce_extreme(op, grad):
    (x,) = op.inputs
    # 1 where an entry equals the extreme, else 0; entries that tie share the gradient.
    hit = cast(equal(x, over_reduced_axes(op, op)), x.dtype)
    ties = reduce_sum(hit, axis=op.axis, keepdims=True)
    return over_reduced_axes(op, grad) * (hit / ties)


@RegisterGradient(reduce_prod)
def _reduce_prod(op, grad):
    (x,) = op.inputs
    return over_reduced_axes(op, grad) * products_of_others(x, op.axis)


# Arrangements


@RegisterGradient(identity)
def _identity(op, grad):
    return grad


@RegisterGradient(stop_gradient, zeros_like, ones_like)
def _nothing(op, grad):
    return None


@RegisterGradient("Range")
def _range(op, grad):
    return None, None, None


@RegisterGradient(cast)
def _cast(op, grad):
    (x,) = op.inputs
    return cast(grad, x.dtype) if is_floating(x.dtype) else None


@RegisterGradient(reshape)
def _reshape(op, grad):
    return _reshaped_like(grad, op.inputs[0]), None


@RegisterGradient(expand_dims, squeeze)
def _other_axes(op, grad):
    return _reshaped_like(grad, op.inputs[0])


def _reshaped_like(grad, x):
    return reshape(grad, x.shape if is_known(x.shape) else shape(x))


@RegisterGradient(transpose)
def _transpose(op, grad):
    return transpose(grad, None if op.perm is None else np.argsort(op.perm))


@RegisterGradient(concat)
def _concat(op, grad):
    return [concat_part(grad, op.inputs, i, op.axis) for i in range(len(op.inputs))]


@RegisterGradient(stack)
def _stack(op, grad):
    return [getitem(grad, entry_along(op.axis, i)) for i in range(len(op.inputs))]


@RegisterGradient(getitem)
def _getitem(op, grad):
    return put_slice(grad, op.inputs[0], op.key)


@RegisterGradient(gather)
def _gather(op, grad):
    x, indices = op.inputs
    return scatter_add(grad, indices, x, op.axis), None


@RegisterGradient(fill)
def _fill(op, grad):
    return None, reduce_sum(grad)


# The gradients' own operations, for gradients of gradients


@RegisterGradient(sum_to_like)
def _sum_to_like(op, grad):
    return spread(grad, op.inputs[0]), None


@RegisterGradient(spread)
def _spread(op, grad):
    x, _ = op.inputs
    if op.axis is not None:
        reduce = reduce_mean if op.share else reduce_sum
        return reduce(grad, axis=op.axis), None
    total = sum_to_like(grad, x)
    return total / size_ratio(grad, total) if op.share else total, None


@RegisterGradient(size_ratio)
def _size_ratio(op, grad):
    return None, None


@RegisterGradient(xdivy)
def _xdivy(op, grad):
    x, y = op.inputs
    return xdivy(grad * cast(not_equal(x, 0), x.dtype), y), -grad * xdivy(op, y)


@RegisterGradient(put_slice)
def _put_slice(op, grad):
    return getitem(grad, op.key), None


@RegisterGradient(scatter_add)
def _scatter_add(op, grad):
    return gather(grad, op.inputs[1], axis=op.axis), None, None


@RegisterGradient(concat_part)
def _concat_part(op, grad):
    parts = [zeros_like(value) for value in op.inputs[1:]]
    parts[op.number] = grad
    return concat(parts, op.axis), *[None] * len(parts)


@RegisterGradient(products_of_others)
def _products_of_others(op, grad):
    # The product without entries i and k is op_i / x_k: like TensorFlow's, this second
    # derivative of a product needs entries other than 0.
    (x,) = op.inputs
    weighted = grad * op
    total = reduce_sum(weighted, axis=op.axis, keepdims=True)
    return (total - weighted) / x
