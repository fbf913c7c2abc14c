"""What is compared: functions of tensors, called alike in both libraries.

A case draws inputs and options; the function is then built in both libraries, on
placeholders, and its values, shapes, dtypes and derivatives must agree.
"""

from collections.abc import Callable
from functools import reduce
from types import ModuleType
from typing import NamedTuple

import numpy as np

import dl101

FLOATS = ("float64", "float32")
NUMBERS = (*FLOATS, "int32", "int64")
ANY = (*NUMBERS, "bool")


class Case(NamedTuple):
    """One way to call a function.

    Attributes
    ----------
    name : str
        The function's name, such as ``nn.relu``.
    draw : callable
        ``draw(d)`` draws from a `Draw` the inputs, a list of arrays, and the options, a dict.
    call : callable
        ``call(tf, *nodes, **options)`` builds it in a library.
    dtypes : tuple of str
        The dtypes of the inputs to try.
    known : str
        How much of the inputs' shapes must be known: "nothing", "rank" or "all".
    differentiable : bool
        Whether there are derivatives to compare.
    twice : bool
        Whether there are second derivatives to compare.
    ours : module
        What of ours has the function: dl101, or dl101.compat.v1.
    """

    name: str
    draw: Callable
    call: Callable
    dtypes: tuple = FLOATS
    known: str = "nothing"
    differentiable: bool = True
    twice: bool = True
    ours: ModuleType = dl101


CASES: dict[str, Case] = {}


def look_up(tf, name: str):
    """Find ``nn.relu`` in a library."""
    return reduce(getattr, name.split("."), tf)


def case(name, call=None, **options):
    """Enter a function that draws inputs (and options) as a case; further ones get a label."""

    def enter(draw):
        def whole_draw(d):
            drawn = draw(d)
            return drawn if isinstance(drawn, tuple) else (drawn, {})

        function = name.partition(" ")[0]
        default = lambda tf, *nodes, **kw: look_up(tf, function)(*nodes, **kw)  # noqa: E731
        assert name not in CASES, name
        CASES[name] = Case(function, whole_draw, call or default, **options)
        return draw

    return enter


def unary(name, dtypes=FLOATS, low=-3, high=3, **options):
    """Enter a function of one tensor of any shape."""
    case(name, dtypes=dtypes, **options)(lambda d: [d.array(d.shape(), low, high)])


def binary(name, dtypes=FLOATS, low=-3, high=3, **options):
    """Enter a function of two tensors that are stretched to a common shape."""
    case(name, dtypes=dtypes, **options)(
        lambda d: [d.array(shape, low, high) for shape in d.broadcasting()]
    )


def reduction(name, dtypes=NUMBERS, low=-2, high=2, **options):
    """Enter a function that reduces axes."""

    @case(name, dtypes=dtypes, **options)
    def _(d):
        shape = d.shape()
        options = {"axis": d.axes(len(shape)), "keepdims": d.one_of(True, False)}
        return [d.array(shape, low, high)], options


# Arithmetic

for _name in ("negative", "abs", "sign", "square"):
    unary(_name, NUMBERS)
for _name in ("exp", "sin", "cos", "tanh", "sigmoid", "nn.sigmoid", "nn.tanh"):
    unary(_name)
for _name in ("sqrt", "log"):
    unary(_name, low=0.1)
for _name in ("add", "subtract", "multiply", "maximum", "minimum"):
    binary(_name, NUMBERS)
binary("divide", low=0.5)
binary("divide of integers", ("int32", "int64"), low=1)
binary("pow", low=0.5)
binary("pow of integers", ("int32", "int64"), low=0)
for _name in ("equal", "not_equal"):
    binary(_name, ANY, differentiable=False)
for _name in ("greater", "greater_equal", "less", "less_equal"):
    binary(_name, NUMBERS, differentiable=False)
for _name in ("logical_and", "logical_or"):
    binary(_name, ("bool",), differentiable=False)
unary("logical_not", ("bool",), differentiable=False)


@case("floordiv by an operator", lambda tf, x, y: x // y, dtypes=NUMBERS)
def _(d):
    x, y = d.broadcasting()
    return [d.array(x, -7, 7), d.array(y, 1, 3) * d.one_of(1, -1)]


@case("mod by an operator", lambda tf, x, y: x % y, dtypes=NUMBERS)
def _(d):
    x, y = d.broadcasting()
    return [d.array(x, -7, 7), d.array(y, 1, 3) * d.one_of(1, -1)]


@case("pow with a constant exponent", lambda tf, x, y: tf.pow(x, y))
def _(d):
    return [d.array(d.shape(), 0, 3)], {"y": d.one_of(0.0, 1.0, 2.0, 3.0)}


@case("add_n", dtypes=NUMBERS, call=lambda tf, *nodes: tf.add_n(nodes))
def _(d):
    shape = d.shape()
    return [d.array(shape) for _ in range(1 + d.below(3))]


@case("cast", lambda tf, x, to: tf.cast(x, to), dtypes=ANY)
def _(d):
    return [d.array(d.shape())], {"to": d.one_of(*ANY)}


@case("matmul", dtypes=NUMBERS, known="rank")
def _(d):
    batch_a, batch_b = ((), ()) if d.below(2) else d.broadcasting(max_rank=2)
    n, k, m = (1 + d.below(3) for _ in range(3))
    flip_a, flip_b = d.one_of(True, False), d.one_of(True, False)
    a = (*batch_a, *((k, n) if flip_a else (n, k)))
    b = (*batch_b, *((m, k) if flip_b else (k, m)))
    return [d.array(a), d.array(b)], {"transpose_a": flip_a, "transpose_b": flip_b}


# Reductions

for _name in ("reduce_sum", "reduce_mean", "reduce_max", "reduce_min"):
    reduction(_name)
# Of a product with a factor 0, TensorFlow's second derivative is 0; ours is nan, as a warning.
reduction("reduce_prod", twice=False)


@case("reduce_prod away from 0", lambda tf, x, axis: tf.reduce_prod(x, axis))
def _(d):
    shape = d.shape()
    return [d.array(shape, 0.5, 2)], {"axis": d.axes(len(shape))}


@case("reduce_max of ties", lambda tf, x, axis: tf.reduce_max(x, axis))
def _(d):
    return [np.round(d.array((3, 4), -1, 1))], {"axis": d.axes(2)}


@case("reduce_min of ties", lambda tf, x, axis: tf.reduce_min(x, axis))
def _(d):
    return [np.round(d.array((3, 4), -1, 1))], {"axis": d.axes(2)}


for _name in ("argmax", "argmin"):

    @case(_name, dtypes=NUMBERS, differentiable=False)
    def _(d):
        shape = d.shape(min_rank=1)
        output_type = d.one_of("int32", "int64")
        return [d.array(shape)], {"axis": d.axis(len(shape)), "output_type": output_type}

    @case(f"{_name} along the first axis", dtypes=NUMBERS, differentiable=False)
    def _(d):
        return [d.array(d.shape(min_rank=1))]


# Arrangements

for _name in ("identity", "convert_to_tensor"):
    unary(_name, ANY)
unary("stop_gradient", ANY)
for _name in ("zeros_like", "ones_like"):
    unary(_name, ANY)
    case(f"{_name} of another dtype", dtypes=ANY, differentiable=False)(
        lambda d: ([d.array(d.shape())], {"dtype": d.one_of(*ANY)})
    )


@case("shape", dtypes=ANY, differentiable=False)
def _(d):
    return [d.array(d.shape())], {"out_type": d.one_of("int32", "int64")}


@case("reshape", dtypes=ANY)
def _(d):
    target = list(d.shape())
    shape = [target[i] for i in d.permutation(len(target))]
    if target and d.below(2):
        target[d.below(len(target))] = -1
    return [d.array(shape)], {"shape": target}


@case("transpose", dtypes=ANY)
def _(d):
    shape = d.shape()
    return [d.array(shape)], {"perm": d.one_of(None, d.permutation(len(shape)))}


@case("expand_dims", dtypes=ANY)
def _(d):
    shape = d.shape()
    return [d.array(shape)], {"axis": d.axis(len(shape) + 1)}


@case("squeeze", dtypes=ANY)
def _(d):
    shape = tuple(d.one_of(1, n) for n in d.shape())
    ones = [i - d.one_of(0, len(shape)) for i, n in enumerate(shape) if n == 1]
    return [d.array(shape)], {"axis": d.one_of(None, ones, ones[:1])}


@case("concat", lambda tf, *nodes, axis: tf.concat(nodes, axis), dtypes=ANY, known="rank")
def _(d):
    shape = list(d.shape(min_rank=1))
    axis, arrays = d.axis(len(shape)), []
    for _ in range(1 + d.below(3)):
        shape[axis] = d.below(4)
        arrays.append(d.array(shape))
    return arrays, {"axis": axis}


@case("stack", lambda tf, *nodes, axis: tf.stack(nodes, axis), dtypes=ANY, known="rank")
def _(d):
    shape = d.shape()
    return [d.array(shape) for _ in range(1 + d.below(3))], {"axis": d.axis(len(shape) + 1)}


@case("where", dtypes=ANY)
def _(d):
    shape = d.shape()
    return [d.array(shape, dtype="bool"), d.array(shape), d.array(shape)]


@case("where by rows", dtypes=ANY, known="rank")
def _(d):
    shape = d.shape(min_rank=1)
    return [d.array(shape[:1], dtype="bool"), d.array(shape), d.array(shape)]


@case("gather", dtypes=ANY, known="rank")
def _(d):
    shape = d.shape(min_rank=1)
    axis = d.axis(len(shape))
    indices = d.array(d.shape(max_rank=2), 0, shape[axis] - 1, d.one_of("int32", "int64"))
    return [d.array(shape), indices], {"axis": axis}


@case("getitem", lambda tf, x, key: x[key], dtypes=ANY, known="rank")
def _(d):
    shape, key = d.shape(), []
    for length in shape[: d.below(len(shape) + 1)]:
        bounds = d.one_of(None, d.below(9) - 4), d.one_of(None, d.below(9) - 4)
        key.append(d.one_of(d.axis(length), slice(*bounds, d.one_of(None, 1, 2, -1, -2))))
    for extra in d.one_of([], [None], [...], [None, ...]):
        key.insert(len(key), extra)
    return [d.array(shape)], {"key": key[0] if len(key) == 1 else tuple(key)}


# Tensors made of one number


@case("one_hot", dtypes=("int32", "int64"), differentiable=False, known="rank")
def _(d):
    shape = d.shape()
    on, off = d.one_of((1, 0), (2, -1))
    options = {"on_value": on, "off_value": off, "axis": d.below(len(shape) + 2) - 1}
    return [d.array(shape)], {**options, "depth": 1 + d.below(4), "dtype": d.one_of(*NUMBERS)}


@case("fill", lambda tf, x, shape: tf.fill(shape, x), dtypes=ANY)
def _(d):
    return [d.array()], {"shape": d.shape(min_length=0)}


for _name in ("zeros", "ones"):

    @case(_name, dtypes=ANY, differentiable=False)
    def _(d):
        return [], {"shape": d.shape(min_length=0), "dtype": d.dtype}


@case("range", dtypes=NUMBERS)
def _(d):
    start, limit = d.array((), -3, 0), d.array((), 1, 9)
    return [start, limit, np.asarray(d.one_of(1, 2, 3), d.dtype)]


@case("range up to a limit", lambda tf, n: tf.range(n), dtypes=NUMBERS)
def _(d):
    return [d.array((), 0, 5)]


# Activations and losses

unary("nn.relu", NUMBERS)
for _name in ("nn.elu", "nn.softplus", "nn.l2_loss"):
    unary(_name)
# TensorFlow rounds the slope to float32, even for float64; 0.5 and 0.25 stay what they are.
unary("nn.leaky_relu", ("float32",))


@case("nn.leaky_relu of a slope")
def _(d):
    return [d.array(d.shape())], {"alpha": d.one_of(0.25, 0.5)}


for _name in ("nn.softmax", "nn.log_softmax"):

    @case(_name, known="rank")
    def _(d):
        shape = d.shape(min_rank=1)
        return [d.array(shape)], {"axis": d.axis(len(shape))}

    @case(f"{_name} of large scores")
    def _(d):
        return [d.array(d.shape(min_rank=1), -1000, 1000)]


@case("nn.bias_add", known="rank")
def _(d):
    shape = d.shape(min_rank=2)
    return [d.array(shape), d.array(shape[-1:])]


def distributions(d, shape):
    labels = d.rng.uniform(0.1, 1, shape)
    return (labels / labels.sum(-1, keepdims=True)).astype(d.dtype)


for _name in (
    "nn.softmax_cross_entropy_with_logits",
    "nn.softmax_cross_entropy_with_logits_v2",
):

    def _call(tf, *nodes, labels=None, name=_name):
        labels = nodes[0] if labels is None else labels
        return look_up(tf, name)(labels=labels, logits=nodes[-1])

    # TensorFlow leaves out what the logits' gradient owes to the labels, which is -1.
    @case(_name, _call, twice=False)
    def _(d):
        shape = d.shape(min_rank=1)
        large = d.one_of(3, 3, 500)
        return [distributions(d, shape), d.array(shape, -large, large)]

    @case(f"{_name} with constant labels", _call)
    def _(d):
        shape = d.shape(min_rank=1)
        return [d.array(shape)], {"labels": distributions(d, shape)}


@case(
    "nn.sparse_softmax_cross_entropy_with_logits",
    lambda tf, labels, logits: tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=labels, logits=logits
    ),
    known="rank",
)
def _(d):
    shape = d.shape(min_rank=1)
    return [d.array(shape[:-1], 0, shape[-1] - 1, "int32"), d.array(shape)]


@case(
    "nn.sigmoid_cross_entropy_with_logits",
    lambda tf, labels, logits: tf.nn.sigmoid_cross_entropy_with_logits(
        labels=labels, logits=logits
    ),
)
def _(d):
    shape, large = d.shape(), d.one_of(3, 3, 1000)
    return [d.array(shape, 0, 1), d.array(shape, -large, large)]
