"""What is compared of `dl101.compat.v1`: its functions of tensors."""

import functools

import numpy as np

import dl101.compat.v1 as tf1

from . import functions
from .functions import ANY, NUMBERS, distributions, look_up

case = functools.partial(functions.case, ours=tf1)
unary = functools.partial(functions.unary, ours=tf1)
binary = functools.partial(functions.binary, ours=tf1)

# Older names of arguments

for _name in ("reduce_sum", "reduce_mean", "reduce_max", "reduce_min", "reduce_prod"):

    @case(f"{_name} with older names", twice=_name != "reduce_prod")
    def _(d):
        shape = d.shape()
        return [d.array(shape)], {
            d.one_of("axis", "reduction_indices"): d.axes(len(shape)),
            "keep_dims": d.one_of(True, False),
        }


for _name in ("argmax", "argmin", "arg_max", "arg_min"):

    @case(f"{_name} along a dimension", differentiable=False)
    def _(d):
        shape = d.shape(min_rank=1)
        return [d.array(shape)], {"dimension": d.axis(len(shape)), "output_type": "int32"}


for _name in ("nn.softmax", "nn.log_softmax"):

    @case(f"{_name} along dim", known="rank")
    def _(d):
        shape = d.shape(min_rank=1)
        return [d.array(shape)], {"dim": d.axis(len(shape))}


@case("expand_dims with dim", lambda tf, x, dim: tf.expand_dims(x, dim=dim))
def _(d):
    shape = d.shape()
    return [d.array(shape)], {"dim": d.axis(len(shape) + 1)}


@case("squeeze of squeeze_dims")
def _(d):
    return [d.array((1, 2, 1))], {"squeeze_dims": d.one_of(None, [0], [0, 2])}


@case("gather with unchecked indices", lambda tf, x, i: tf.gather(x, i, False), known="rank")
def _(d):
    return [d.array((3, 2)), d.array((4,), 0, 2, "int32")]


for _name in ("zeros_like", "ones_like"):
    case(f"{_name} optimized", lambda tf, x, f=_name: getattr(tf, f)(x, None, None, True))(
        lambda d: [d.array(d.shape())]
    )


@case("nn.dropout of nothing", lambda tf, x: tf.nn.dropout(x, 1.0))
def _(d):
    return [d.array(d.shape())]


for _name in (
    "nn.softmax_cross_entropy_with_logits",
    "nn.softmax_cross_entropy_with_logits_v2",
):

    def _call(tf, x, labels, name=_name):
        return look_up(tf, name)(labels=labels, logits=x, dim=-1)

    @case(f"{_name} along dim", _call)
    def _(d):
        shape = d.shape(min_rank=1)
        return [d.array(shape)], {"labels": distributions(d, shape)}


@case(
    "nn.sparse_softmax_cross_entropy_with_logits by name",
    lambda tf, x, labels: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=x),
    known="rank",
)
def _(d):
    return [d.array((3, 2)), d.array((3,), 0, 1, "int32")]


@case(
    "nn.sigmoid_cross_entropy_with_logits by name",
    lambda tf, x, labels: tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=x),
)
def _(d):
    return [d.array((3, 2)), d.array((3, 2), 0, 1)]


# Arithmetic

binary("div", NUMBERS, low=1)
for _name, _dtypes in {"floor_div": NUMBERS, "truncatediv": ("int32", "int64")}.items():

    @case(_name, dtypes=_dtypes)
    def _(d):
        x, y = d.broadcasting()
        return [d.array(x, -7, 7), d.array(y, 1, 3) * d.one_of(1, -1)]


for _name in ("to_float", "to_double", "to_int32", "to_int64"):
    unary(_name, ANY)


@case("clip_by_value", dtypes=NUMBERS)
def _(d):
    return [d.array(d.shape())], {"clip_value_min": -1, "clip_value_max": 2}


@case("clip_by_norm", lambda tf, t, axes: tf.clip_by_norm(t, 1.5, axes))
def _(d):
    shape = d.shape(min_rank=1)
    return [d.array(shape)], {"axes": d.one_of(None, [d.axis(len(shape))])}


@case("clip_by_norm of 0", lambda tf, t: tf.clip_by_norm(t, 1.5), twice=False)
def _(d):
    return [np.zeros((2, 3), d.dtype)]


@case("global_norm", lambda tf, *ts: tf.global_norm([*ts, None]))
def _(d):
    return [d.array(d.shape()), d.array(d.shape())]


@case(
    "clip_by_global_norm",
    lambda tf, *ts, norm: [*tf.clip_by_global_norm(ts, norm)[0], tf.clip_by_global_norm(ts, 1)[1]],
)
def _(d):
    return [d.array(d.shape()), d.array(d.shape())], {"norm": d.one_of(1.0, 100.0)}


# Matrices


@case("tensordot", known="rank")
def _(d):
    a, b = [1 + d.below(3) for _ in range(3)], [1 + d.below(3) for _ in range(3)]
    order_a, order_b = d.permutation(3)[:2], d.permutation(3)[:2]
    for i, k in zip(order_a, order_b, strict=True):
        b[k] = a[i]
    return [d.array(a), d.array(b)], {"axes": [order_a, order_b]}


@case("tensordot of some axes", known="rank", call=lambda tf, a, b: tf.tensordot(a, b, 1))
def _(d):
    return [d.array((2, 3)), d.array((3, 2, 2))]


@case("matrix_inverse")
def _(d):
    n, batch = 1 + d.below(3), d.one_of((), (2,))
    invertible = d.array((*batch, n, n), -0.3, 0.3) + np.eye(n, dtype=d.dtype)
    return [invertible], {"adjoint": d.one_of(True, False)}


# Losses as one number. TensorFlow computes them in float32 even of float64.


def _loss(name, labels, **smoothing):
    @case(name, known="rank", twice=False, dtypes=("float32",))
    def _(d):
        shape = (3, 1 + d.below(3))
        wanted = labels(d, shape)
        rows = np.array([1.0, 0.0, 2.0], d.dtype)
        if name in ("losses.mean_squared_error", "losses.sigmoid_cross_entropy"):
            rows = rows[:, None]
        weights = d.one_of(1.0, 0.5, 0.0, rows)
        return [wanted, d.array(shape)], {"weights": weights, **smoothing}


def _whole(d, shape):
    return np.round(d.array(shape, 0, 1))


_loss("losses.mean_squared_error", lambda d, shape: d.array(shape))
_loss("losses.sigmoid_cross_entropy", _whole, label_smoothing=0.2)
_loss("losses.softmax_cross_entropy", distributions, label_smoothing=0.1)
_loss("losses.sparse_softmax_cross_entropy", lambda d, s: d.array(s[:1], 0, s[1] - 1, "int32"))
