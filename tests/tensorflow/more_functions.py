"""What is compared of `dl101.extras`: its functions of tensors."""

import numpy as np

from .functions import ANY, FLOATS, NUMBERS, _distributions, binary, case, look_up, reduction, unary

INTEGERS = ("int32", "int64")
NOT_DIFFERENTIATED = {"differentiable": False}

# Arithmetic

for _name in ("sinh", "cosh", "tan", "atan", "expm1"):
    unary(_name, low=-1.4, high=1.4)
for _name in ("asin", "acos"):
    unary(_name, low=-0.9, high=0.9)
for _name in ("log1p", "rsqrt", "reciprocal"):
    unary(_name, low=0.1)
for _name in ("floor", "ceil"):
    unary(_name)
unary("round", NUMBERS)
for _name in ("is_nan", "is_inf", "is_finite"):

    @case(_name, **NOT_DIFFERENTIATED)
    def _(d):
        x = d.array((3, 4))
        x[0, :3] = [np.nan, np.inf, -np.inf]
        return [x]


binary("squared_difference", NUMBERS)
binary("atan2", low=0.2)
binary("logical_xor", ("bool",), **NOT_DIFFERENTIATED)
for _name in ("floordiv", "mod", "floormod", "floor_div"):

    @case(_name, dtypes=NUMBERS)
    def _(d):
        x, y = d.broadcasting()
        return [d.array(x, -7, 7), d.array(y, 1, 3) * d.one_of(1, -1)]


for _name in ("div", "truediv", "realdiv"):
    binary(_name, FLOATS if _name == "realdiv" else NUMBERS, low=1)


@case("scalar_mul", lambda tf, x, factor: tf.scalar_mul(factor, x))
def _(d):
    return [d.array(d.shape())], {"factor": 2.5}


@case("clip_by_value", dtypes=NUMBERS)
def _(d):
    return [d.array(d.shape())], {"clip_value_min": -1, "clip_value_max": 2}


for _name in ("to_float", "to_double", "to_int32", "to_int64"):
    unary(_name, ANY)


@case("floordiv by an operator", lambda tf, x, y: x // y, dtypes=NUMBERS)
def _(d):
    return [d.array((2, 3), -7, 7), d.array((3,), 1, 3)]


@case("mod by an operator", lambda tf, x: 7 % x, dtypes=NUMBERS)
def _(d):
    return [d.array((2, 3), 1, 3)]


# Reductions

for _name in ("reduce_all", "reduce_any"):
    reduction(_name, ("bool",), **NOT_DIFFERENTIATED)
reduction("reduce_logsumexp", FLOATS)


@case("reduce_logsumexp of large numbers", lambda tf, x: tf.reduce_logsumexp(x, axis=1))
def _(d):
    return [d.array((3, 4), -1000, 1000)]


@case("count_nonzero", dtypes=ANY, **NOT_DIFFERENTIATED)
def _(d):
    shape = d.shape()
    options = {"axis": d.axes(len(shape)), "keepdims": d.one_of(True, False)}
    x = d.array(shape, -1, 1)
    x = x if d.dtype == "bool" else np.round(x)
    return [x], {**options, "dtype": d.one_of(*INTEGERS)}


@case("norm")
def _(d):
    shape = d.shape(min_rank=1)
    options = {"axis": d.axis(len(shape)), "keepdims": d.one_of(True, False)}
    return [d.array(shape, 0.2)], {**options, "ord": d.one_of("euclidean", 1, 2, np.inf)}


@case("cumsum", dtypes=NUMBERS)
def _(d):
    shape = d.shape(min_rank=1)
    flags = {"exclusive": d.one_of(True, False), "reverse": d.one_of(True, False)}
    return [d.array(shape)], {"axis": d.axis(len(shape)), **flags}


# Arrangements


@case("tile", dtypes=ANY, known="rank")
def _(d):
    shape = d.shape()
    return [d.array(shape)], {"multiples": [1 + d.below(3) for _ in shape]}


@case("split", dtypes=ANY, known="all")
def _(d):
    shape = list(d.shape(min_rank=1))
    axis, count = d.axis(len(shape)), 1 + d.below(3)
    shape[axis] *= count
    return [d.array(shape)], {"num_or_size_splits": count, "axis": axis}


@case("split into sizes", dtypes=ANY, known="all")
def _(d):
    shape = list(d.shape(min_rank=1))
    axis, sizes = d.axis(len(shape)), [1 + d.below(3) for _ in range(1 + d.below(3))]
    shape[axis] = sum(sizes)
    if len(sizes) > 1 and d.below(2):
        sizes[d.below(len(sizes))] = -1
    return [d.array(shape)], {"num_or_size_splits": sizes, "axis": axis}


@case("unstack", dtypes=ANY, known="all")
def _(d):
    shape = d.shape(min_rank=1)
    return [d.array(shape)], {"axis": d.axis(len(shape))}


@case("pad", dtypes=NUMBERS, known="rank")
def _(d):
    shape = d.shape(min_rank=1)
    paddings = [[d.below(3), d.below(3)] for _ in shape]
    return [d.array(shape)], {"paddings": paddings, "constant_values": d.one_of(0, 2)}


@case("reverse", dtypes=ANY, known="rank")
def _(d):
    shape = d.shape(min_rank=1)
    return [d.array(shape)], {"axis": [d.axis(len(shape))]}


@case("slice", dtypes=ANY, known="rank")
def _(d):
    shape = d.shape(min_rank=1)
    begin = [d.below(n) for n in shape]
    size = [d.one_of(-1, 1 + d.below(n - b)) for n, b in zip(shape, begin, strict=True)]
    return [d.array(shape)], {"begin": begin, "size": size}


@case("size", dtypes=ANY, **NOT_DIFFERENTIATED)
def _(d):
    return [d.array(d.shape())], {"out_type": d.one_of(*INTEGERS)}


unary("rank", ANY, **NOT_DIFFERENTIATED)


@case("linspace", **NOT_DIFFERENTIATED)
def _(d):
    start = np.asarray(-1.5, d.dtype)[()]
    return [], {"start": start, "stop": start + 4, "num": 1 + d.below(5)}


@case("placeholder_with_default", dtypes=ANY)
def _(d):
    return [d.array((2, 3))], {"shape": d.one_of([None, 3], [2, 3])}


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


@case("einsum", lambda tf, a, b, equation: tf.einsum(equation, a, b), known="rank")
def _(d):
    n, m, k = 1 + d.below(3), 1 + d.below(3), 1 + d.below(3)
    equation, b = d.one_of(
        ("ij,jk->ik", (m, k)),
        ("ij,ij->j", (n, m)),
        ("ij,kj", (k, m)),
        ("ij,j->", (m,)),
        ("ij,k->kji", (k,)),
    )
    return [d.array((n, m)), d.array(b)], {"equation": equation}


@case("einsum of one tensor", lambda tf, a: tf.einsum("ijk->ki", a), known="rank")
def _(d):
    return [d.array((2, 3, 2))]


def _invertible(d, batch=()):
    n = 1 + d.below(3)
    return d.array((*batch, n, n), -0.3, 0.3) + np.eye(n, dtype=d.dtype)


@case("matrix_inverse")
def _(d):
    return [_invertible(d, d.one_of((), (2,)))], {"adjoint": d.one_of(True, False)}


@case("matrix_determinant")
def _(d):
    return [_invertible(d, d.one_of((), (2,)))]


@case("matrix_transpose", dtypes=ANY, known="rank")
def _(d):
    return [d.array(d.shape(min_rank=2))]


@case("eye", dtypes=NUMBERS, **NOT_DIFFERENTIATED)
def _(d):
    columns, batch = d.one_of(None, 2), d.one_of(None, [2])
    return [], {"num_rows": 3, "num_columns": columns, "batch_shape": batch, "dtype": d.dtype}


@case("diag", dtypes=NUMBERS, known="all")
def _(d):
    return [d.array((1 + d.below(3),))]


@case("trace", dtypes=NUMBERS, known="all")
def _(d):
    return [d.array((*d.shape(max_rank=1), 3, 3))]


# Clipping


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


# Neural networks

unary("nn.relu6", low=-3, high=9)
unary("nn.selu")
unary("nn.swish")
# TensorFlow has no second derivative of it.
unary("nn.softsign", twice=False)


@case("nn.xw_plus_b", known="rank")
def _(d):
    return [d.array((2, 3)), d.array((3, 2)), d.array((2,))]


@case("nn.relu_layer", known="rank")
def _(d):
    return [d.array((2, 3)), d.array((3, 2)), d.array((2,))]


@case("nn.l2_normalize", known="rank")
def _(d):
    shape = d.shape(min_rank=1)
    return [d.array(shape, 0.2)], {d.one_of("axis", "dim"): d.axis(len(shape))}


@case("nn.moments", known="rank")
def _(d):
    shape = d.shape(min_rank=1)
    axes = [d.axis(len(shape))]
    return [d.array(shape)], {
        "axes": axes,
        d.one_of("keep_dims", "keepdims"): d.one_of(True, False),
    }


@case("nn.batch_normalization", known="rank")
def _(d):
    x, rows = d.array((3, 2)), [d.array((2,)) for _ in range(3)]
    return [x, rows[0], np.abs(rows[1]) + np.asarray(0.5, d.dtype), rows[2], rows[0]], {
        "variance_epsilon": 0.001
    }


@case("nn.embedding_lookup", known="rank")
def _(d):
    return [d.array((4, 3)), d.array(d.shape(max_rank=2), 0, 3, "int32")]


@case("nn.weighted_cross_entropy_with_logits")
def _(d):
    # Where a score is just 0, TensorFlow's derivative is not that of the formula.
    shape, large = d.shape(), d.one_of(3, 1000)
    scores = d.array(shape, 0.1, large) * d.array(shape, -1, 1, "int32").clip(0, 1)
    return [d.array(shape, 0, 1), (scores - 0.05).astype(d.dtype)], {"pos_weight": 2.5}


@case("nn.top_k", dtypes=NUMBERS)
def _(d):
    shape = d.shape(min_rank=1)
    return [np.round(d.array(shape))], {"k": 1 + d.below(shape[-1])}


@case("nn.in_top_k", dtypes=("float32",), known="rank", **NOT_DIFFERENTIATED)
def _(d):
    rows, classes = 1 + d.below(4), 1 + d.below(4)
    targets = d.array((rows,), 0, classes - 1, "int32")
    return [np.round(d.array((rows, classes))), targets], {"k": 1 + d.below(classes)}


# Losses as one number. TensorFlow computes them in float32 even of float64.


def _loss(name, labels, **fixed):
    def call(tf, *nodes, weights=None, reduction="SUM_BY_NONZERO_WEIGHTS", **options):
        reduction = getattr(tf.losses.Reduction, reduction)
        weights = {} if weights is None else {"weights": weights}
        return look_up(tf, name)(*nodes, reduction=reduction, **weights, **options)

    @case(name, call, known="rank", twice=False, dtypes=("float32",))
    def _(d):
        shape = (1 + d.below(3), 1 + d.below(3))
        wanted = labels(d, shape)
        weights = d.one_of(None, 0.5, 0.0, np.array(d.one_of([1.0, 0.0, 2.0])[: shape[0]]))
        if isinstance(weights, np.ndarray):
            weights = weights.astype(d.dtype)[(..., *[None] * (wanted.ndim - 1))]
        reduction = d.one_of("SUM_BY_NONZERO_WEIGHTS", "SUM", "NONE", "MEAN", "SUM_OVER_BATCH_SIZE")
        low = 0.1 if name == "losses.log_loss" else -3
        high = 0.9 if name == "losses.log_loss" else 3
        options = {"weights": weights, "reduction": reduction, **fixed}
        return [wanted, d.array(shape, low, high)], options


for _name in ("mean_squared_error", "absolute_difference", "huber_loss"):
    _loss(f"losses.{_name}", lambda d, shape: d.array(shape))
for _name in ("log_loss", "hinge_loss", "sigmoid_cross_entropy"):
    _loss(f"losses.{_name}", lambda d, shape: np.round(d.array(shape, 0, 1)))
_loss("losses.sparse_softmax_cross_entropy", lambda d, s: d.array(s[:1], 0, s[1] - 1, "int32"))


# Weights of softmax_cross_entropy are of the shape of the losses, one for each row.
@case("losses.softmax_cross_entropy", known="rank", twice=False, dtypes=("float32",))
def _(d):
    shape = (3, 1 + d.below(3))
    smoothing = d.one_of(0, 0.1)
    weights = d.one_of(1.0, np.array([1.0, 0.0, 2.0], d.dtype))
    options = {"label_smoothing": smoothing, "weights": weights}
    return [_distributions(d, shape), d.array(shape)], options


@case("losses.sigmoid_cross_entropy with smooth labels", dtypes=("float32",))
def _(d):
    shape = d.shape()
    return [np.round(d.array(shape, 0, 1)), d.array(shape)], {"label_smoothing": 0.2}


@case("losses.compute_weighted_loss", dtypes=("float32",))
def _(d):
    return [d.array((2, 3))], {"weights": 2.0}
