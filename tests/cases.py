"""Every operation once: how to build it, what NumPy says it is, and inputs to try it on.

One table serves four tests: values, shapes and dtypes against NumPy; gradients against
central differences; that results share no memory; and that no operation was forgotten.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

import dl101 as dl

from .strategies import FLOATS, NUMBERS, arrays, axes, broadcasting_shapes, shapes

ANY = (*NUMBERS, "bool")


class Example(NamedTuple):
    """One way to use an operation: `build` takes nodes, `reference` the same as arrays."""

    build: Callable
    reference: Callable
    inputs: list


class Case(NamedTuple):
    """How to draw examples of an operation: ``draw(draw, values)``."""

    draw: Callable
    dtypes: tuple
    differentiable: bool
    smooth: bool


CASES: dict[str, Case] = {}


def case(name, dtypes=NUMBERS, differentiable=True, smooth=True):
    """Enter a function of `draw` and `values` (a strategy of arrays of a shape) as a case."""

    def enter(function):
        CASES[name] = Case(function, dtypes, differentiable, smooth)
        return function

    return enter


# Elementwise


def _unary(name, operation, reference, low=-3, high=3, **options):
    @case(name, **options)
    def _(draw, values):
        return Example(operation, reference, [draw(values(draw(shapes()), low, high))])


def _binary(name, operation, reference, low=-3, high=3, **options):
    @case(name, **options)
    def _(draw, values):
        pair = draw(broadcasting_shapes())
        return Example(operation, reference, [draw(values(s, low, high)) for s in pair])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softplus(x):
    return np.log1p(np.exp(x))


_unary("negative", dl.negative, np.negative)
_unary("abs", dl.abs, np.abs, smooth=False)
_unary("sign", dl.sign, np.sign, smooth=False)
_unary("square", dl.square, np.square)
_unary("sqrt", dl.sqrt, np.sqrt, low=0.1)
_unary("exp", dl.exp, np.exp)
_unary("log", dl.log, np.log, low=0.1)
_unary("sin", dl.sin, np.sin)
_unary("cos", dl.cos, np.cos)
_unary("tanh", dl.tanh, np.tanh)
_unary("sigmoid", dl.sigmoid, sigmoid)
_unary("identity", dl.identity, lambda x: x, dtypes=ANY)
_unary("nn.relu", dl.nn.relu, lambda x: x * (x > 0), smooth=False)
_unary("nn.elu", dl.nn.elu, lambda x: np.where(x > 0, x, np.exp(x) - 1), smooth=False)
_unary("nn.softplus", dl.nn.softplus, softplus)
_unary("nn.sigmoid", dl.nn.sigmoid, sigmoid)
_unary("nn.tanh", dl.nn.tanh, np.tanh)
_unary("nn.l2_loss", dl.nn.l2_loss, lambda x: np.sum(x * x) / x.dtype.type(2), dtypes=FLOATS)
_unary("stop_gradient", dl.stop_gradient, lambda x: x, dtypes=ANY, differentiable=False)
_unary("logical_not", dl.logical_not, np.logical_not, dtypes=("bool",), differentiable=False)
_unary("shape", dl.shape, lambda x: np.array(x.shape, "int32"), dtypes=ANY, differentiable=False)
_unary("zeros_like", dl.zeros_like, np.zeros_like, dtypes=ANY, differentiable=False)
_unary("ones_like", dl.ones_like, np.ones_like, dtypes=ANY, differentiable=False)
_unary("convert_to_tensor", dl.convert_to_tensor, lambda x: x, dtypes=ANY)

_binary("add", dl.add, np.add)
_binary("subtract", dl.subtract, np.subtract)
_binary("multiply", dl.multiply, np.multiply)
_binary("divide", dl.divide, np.divide, low=0.5)
_binary("floordiv", dl.floordiv, np.floor_divide, low=0.5, differentiable=False)
_binary("mod", dl.mod, np.mod, low=0.5, smooth=False)
_binary("pow", dl.pow, np.power, low=0.5)
_binary("maximum", dl.maximum, np.maximum, smooth=False)
_binary("minimum", dl.minimum, np.minimum, smooth=False)
_binary("equal", dl.equal, np.equal, dtypes=ANY, differentiable=False)
_binary("not_equal", dl.not_equal, np.not_equal, dtypes=ANY, differentiable=False)
_binary("greater", dl.greater, np.greater, differentiable=False)
_binary("greater_equal", dl.greater_equal, np.greater_equal, differentiable=False)
_binary("less", dl.less, np.less, differentiable=False)
_binary("less_equal", dl.less_equal, np.less_equal, differentiable=False)
_binary("logical_and", dl.logical_and, np.logical_and, dtypes=("bool",), differentiable=False)
_binary("logical_or", dl.logical_or, np.logical_or, dtypes=("bool",), differentiable=False)


@case("nn.leaky_relu", smooth=False)
def _(draw, values):
    alpha = draw(st.sampled_from([0.2, 0.01, 0.7]))
    return Example(
        lambda x: dl.nn.leaky_relu(x, alpha),
        lambda x: np.where(x > 0, x, x * np.asarray(alpha, _floating(x.dtype))),
        [draw(values(draw(shapes())))],
    )


def _floating(dtype):
    return dtype if dtype.kind == "f" else np.dtype("float64")


@case("cast", dtypes=ANY)
def _(draw, values):
    dtype = draw(st.sampled_from(ANY))
    x = draw(values(draw(shapes())))
    if x.dtype == np.float64:  # float32 would drown central differences in rounding
        dtype = "float64"
    return Example(lambda x: dl.cast(x, dtype), lambda x: x.astype(dtype), [x])


@case("add_n")
def _(draw, values):
    shape, count = draw(shapes()), draw(st.integers(1, 4))
    inputs = [draw(values(shape)) for _ in range(count)]
    return Example(lambda *xs: dl.add_n(xs), lambda *xs: sum(xs[1:], xs[0]), inputs)


@case("where", dtypes=ANY)
def _(draw, values):
    condition, *rest = draw(broadcasting_shapes(3))
    inputs = [draw(arrays(condition, "bool")), *(draw(values(shape)) for shape in rest)]

    def reference(condition, x, y):
        if condition.ndim == 1:  # chooses rows
            rank = max(1, x.ndim, y.ndim)
            condition = condition.reshape(-1, *[1] * (rank - 1))
        return np.where(condition, x, y)

    # Broadcast by the last axis, a vector would not fit where it is taken for the first.
    if len(condition) == 1 and max(map(len, rest)) > 1:
        first = np.broadcast_shapes(*rest)[0]
        inputs[0] = np.resize(inputs[0], first)
    return Example(dl.where, reference, inputs)


@case("nn.sigmoid_cross_entropy_with_logits", dtypes=FLOATS)
def _(draw, values):
    shape = draw(shapes())
    return Example(
        lambda z, x: dl.nn.sigmoid_cross_entropy_with_logits(labels=z, logits=x),
        lambda z, x: -z * np.log(sigmoid(x)) - (1 - z) * np.log(1 - sigmoid(x)),
        [draw(values(shape, 0, 1)), draw(values(shape))],
    )


# Matrices


@case("matmul")
def _(draw, values):
    n, k, m = (draw(st.integers(0, 3)) for _ in range(3))
    row, column = draw(st.sampled_from([(False, False)] * 4 + [(True, False), (False, True)]))
    flip_a, flip_b = (not is_vector and draw(st.booleans()) for is_vector in (row, column))
    batch_a, batch_b = draw(broadcasting_shapes(max_rank=2))
    a = (k,) if row else (*batch_a, *((k, n) if flip_a else (n, k)))
    b = (k,) if column else (*batch_b, *((m, k) if flip_b else (k, m)))

    def reference(a, b):
        return np.matmul(a.swapaxes(-1, -2) if flip_a else a, b.swapaxes(-1, -2) if flip_b else b)

    return Example(
        lambda a, b: dl.matmul(a, b, transpose_a=flip_a, transpose_b=flip_b),
        reference,
        [draw(values(a)), draw(values(b))],
    )


# Reductions


def _reduction(name, operation, reference, min_length=0, **options):
    @case(name, **options)
    def _(draw, values):
        shape = draw(shapes(min_length=min_length))
        axis, keepdims = draw(axes(len(shape))), draw(st.booleans())
        numpy_axis = tuple(axis) if isinstance(axis, list) else axis
        return Example(
            lambda x: operation(x, axis, keepdims),
            lambda x: np.asarray(reference(x, axis=numpy_axis, keepdims=keepdims), x.dtype),
            [draw(values(shape))],
        )


def mean(x, axis, keepdims):
    """The mean; of integers cut to an integer, as TensorFlow does."""
    return (
        np.trunc(x.mean(axis, keepdims=keepdims))
        if x.dtype.kind == "i"
        else x.mean(axis, keepdims=keepdims)
    )


_reduction("reduce_sum", dl.reduce_sum, np.sum)
_reduction("reduce_prod", dl.reduce_prod, np.prod)
_reduction("reduce_mean", dl.reduce_mean, mean, min_length=1)
_reduction("reduce_max", dl.reduce_max, np.max, min_length=1, smooth=False)
_reduction("reduce_min", dl.reduce_min, np.min, min_length=1, smooth=False)


def _arg_extreme(name, operation, reference):
    @case(name, differentiable=False)
    def _(draw, values):
        shape = draw(shapes(min_rank=1, min_length=1))
        axis = draw(axes(len(shape), several=False))
        dtype = draw(st.sampled_from(["int32", "int64"]))
        return Example(
            lambda x: operation(x, axis, output_type=dtype),
            lambda x: np.asarray(reference(x, axis), dtype),
            [draw(values(shape))],
        )


_arg_extreme("argmax", dl.argmax, np.argmax)
_arg_extreme("argmin", dl.argmin, np.argmin)


# Arrangements


@case("reshape", dtypes=ANY)
def _(draw, values):
    shape = draw(shapes(max_rank=3))
    target = list(draw(st.permutations(shape)))
    cut = draw(st.integers(0, len(target)))
    target = [*target[:cut], int(np.prod(target[cut:], dtype=int))]
    if 0 not in target and draw(st.booleans()):
        target[draw(st.integers(0, len(target) - 1))] = -1
    return Example(
        lambda x: dl.reshape(x, target), lambda x: x.reshape(target), [draw(values(shape))]
    )


@case("transpose", dtypes=ANY)
def _(draw, values):
    shape = draw(shapes())
    perm = draw(st.none() | st.permutations(range(len(shape))))
    return Example(
        lambda x: dl.transpose(x, perm), lambda x: np.transpose(x, perm), [draw(values(shape))]
    )


@case("expand_dims", dtypes=ANY)
def _(draw, values):
    shape = draw(shapes(max_rank=3))
    axis = draw(axes(len(shape) + 1, several=False))
    return Example(
        lambda x: dl.expand_dims(x, axis), lambda x: np.expand_dims(x, axis), [draw(values(shape))]
    )


@case("squeeze", dtypes=ANY)
def _(draw, values):
    shape = draw(shapes(max_length=2))
    ones = [i - draw(st.sampled_from([0, len(shape)])) for i, n in enumerate(shape) if n == 1]
    axis = (
        draw(st.none() | st.lists(st.sampled_from(ones), min_size=1, unique=True)) if ones else None
    )
    return Example(
        lambda x: dl.squeeze(x, axis),
        lambda x: np.squeeze(x, axis if axis is None else tuple(axis)),
        [draw(values(shape))],
    )


@case("concat", dtypes=ANY)
def _(draw, values):
    shape = draw(shapes(min_rank=1, max_rank=3))
    axis = draw(axes(len(shape), several=False))
    inputs = []
    for length in draw(st.lists(st.integers(0, 3), min_size=1, max_size=3)):
        lengths = list(shape)
        lengths[axis] = length
        inputs.append(draw(values(tuple(lengths))))
    return Example(lambda *xs: dl.concat(xs, axis), lambda *xs: np.concatenate(xs, axis), inputs)


@case("stack", dtypes=ANY)
def _(draw, values):
    shape = draw(shapes(max_rank=3))
    axis = draw(axes(len(shape) + 1, several=False))
    inputs = [draw(values(shape)) for _ in range(draw(st.integers(1, 3)))]
    return Example(lambda *xs: dl.stack(xs, axis), lambda *xs: np.stack(xs, axis), inputs)


@case("gather", dtypes=ANY)
def _(draw, values):
    shape = draw(shapes(min_rank=1, max_rank=3, min_length=1))
    axis = draw(axes(len(shape), several=False))
    dtype = draw(st.sampled_from(["int32", "int64"]))
    indices = draw(arrays(draw(shapes(max_rank=2)), dtype, 0, shape[axis] - 1))
    return Example(
        lambda x, i: dl.gather(x, i, axis=axis),
        lambda x, i: np.take(x, i, axis),
        [draw(values(shape)), indices],
    )


@st.composite
def basic_index(draw, shape):
    """A tuple of integers, slices, None and at most one Ellipsis that fits a shape."""
    bound = st.none() | st.integers(-5, 5)
    step = st.none() | st.sampled_from([1, 2, -1, -2])
    key = []
    for length in shape[: draw(st.integers(0, len(shape)))]:
        number = st.integers(-length, length - 1) if length else st.nothing()
        key.append(draw(number | st.builds(slice, bound, bound, step)))
    for extra in draw(st.lists(st.sampled_from([None, ...]), max_size=2)):
        if extra is not ... or ... not in key:
            # An Ellipsis stands for the axes left over, so it may only stand last here.
            key.insert(len(key) if extra is ... else draw(st.integers(0, len(key))), extra)
    return key[0] if len(key) == 1 and draw(st.booleans()) else tuple(key)


@case("getitem", dtypes=ANY)
def _(draw, values):
    shape = draw(shapes())
    key = draw(basic_index(shape))
    return Example(lambda x: x[key], lambda x: x[key], [draw(values(shape))])


# Tensors made of one number


@case("one_hot", dtypes=("int32", "int64"), differentiable=False)
def _(draw, values):
    shape, depth = draw(shapes(max_rank=3)), draw(st.integers(0, 4))
    axis = draw(axes(len(shape) + 1, several=False))
    on, off = draw(st.sampled_from([(1, 0), (2, -1)]))
    dtype = draw(st.sampled_from(NUMBERS))

    def reference(x):
        rows = np.where(np.arange(depth) == x[..., None], on, off).astype(dtype)
        return np.moveaxis(rows, -1, axis)

    return Example(
        lambda x: dl.one_hot(x, depth, on, off, axis, dtype), reference, [draw(values(shape))]
    )


@case("fill", dtypes=ANY)
def _(draw, values):
    shape = draw(shapes())
    return Example(lambda x: dl.fill(shape, x), lambda x: np.full(shape, x), [draw(values(()))])


# Over classes


def _over_classes(name, operation, logarithm):
    def reference(z, axis):
        z = z.astype(_floating(z.dtype))
        powers = np.exp(z)
        result = powers / powers.sum(axis, keepdims=True)
        return np.log(result) if logarithm else result

    @case(name)
    def _(draw, values):
        shape = draw(shapes(min_rank=1, min_length=1))
        axis = draw(axes(len(shape), several=False))
        return Example(
            lambda z: operation(z, axis), lambda z: reference(z, axis), [draw(values(shape))]
        )

    return reference


_over_classes("nn.softmax", dl.nn.softmax, False)
log_softmax = _over_classes("nn.log_softmax", dl.nn.log_softmax, True)


def _softmax_cross_entropy(name, operation):
    @case(name, dtypes=FLOATS)
    def _(draw, values):
        shape = draw(shapes(min_rank=1, min_length=1, max_rank=3))
        labels = draw(arrays(shape, "float64", 0.1, 1))
        logits = draw(values(shape))
        labels = (labels / labels.sum(-1, keepdims=True)).astype(logits.dtype)
        return Example(
            # The gradient of the logits relies on labels that sum to 1: keep them fixed.
            lambda x: operation(labels=labels, logits=x),
            lambda x: -np.sum(labels * log_softmax(x, -1), -1),
            [logits],
        )


_softmax_cross_entropy(
    "nn.softmax_cross_entropy_with_logits", dl.nn.softmax_cross_entropy_with_logits
)
_softmax_cross_entropy(
    "nn.softmax_cross_entropy_with_logits_v2", dl.nn.softmax_cross_entropy_with_logits_v2
)


@case("nn.sparse_softmax_cross_entropy_with_logits", dtypes=FLOATS)
def _(draw, values):
    shape = draw(shapes(min_rank=1, min_length=1, max_rank=3))
    labels = draw(arrays(shape[:-1], "int32", 0, shape[-1] - 1))
    return Example(
        lambda i, x: dl.nn.sparse_softmax_cross_entropy_with_logits(labels=i, logits=x),
        lambda i, x: -np.take_along_axis(log_softmax(x, -1), i[..., None], -1)[..., 0],
        [labels, draw(values(shape))],
    )


@case("nn.bias_add")
def _(draw, values):
    shape = draw(shapes(min_rank=2))
    return Example(dl.nn.bias_add, np.add, [draw(values(shape)), draw(values(shape[-1:]))])
