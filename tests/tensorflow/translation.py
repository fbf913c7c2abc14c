"""A graph of dl101, node by node in TensorFlow."""

import numpy as np

import dl101

from .functions import look_up

_UNARY = {
    "Identity": "identity",
    "CheckLoss": "identity",
    "StopGradient": "stop_gradient",
    "Neg": "negative",
    "Abs": "abs",
    "Sign": "sign",
    "Square": "square",
    "Sqrt": "sqrt",
    "Exp": "exp",
    "Log": "log",
    "Sin": "sin",
    "Cos": "cos",
    "Tanh": "tanh",
    "Sigmoid": "sigmoid",
    "Relu": "nn.relu",
    "Elu": "nn.elu",
    "Softplus": "nn.softplus",
    "LogicalNot": "logical_not",
}
_BINARY = {
    "Add": "add",
    "Sub": "subtract",
    "Mul": "multiply",
    "RealDiv": "divide",
    "FloorDiv": "floordiv",
    "Xdivy": "math.xdivy",
    "FloorMod": "mod",
    "Pow": "pow",
    "Maximum": "maximum",
    "Minimum": "minimum",
    "Equal": "equal",
    "NotEqual": "not_equal",
    "Greater": "greater",
    "GreaterEqual": "greater_equal",
    "Less": "less",
    "LessEqual": "less_equal",
    "LogicalAnd": "logical_and",
    "LogicalOr": "logical_or",
    "Reshape": "reshape",
    "Fill": "fill",
    "AssignAdd": "add",
    "AssignSub": "subtract",
}
_REDUCTIONS = {
    "Sum": "reduce_sum",
    "Mean": "reduce_mean",
    "Max": "reduce_max",
    "Min": "reduce_min",
    "Prod": "reduce_prod",
}

RULES = {}


def rule(*op_types):
    """Enter a function of TensorFlow, a node of dl101 and its translated inputs."""

    def enter(function):
        for op_type in op_types:
            RULES[op_type] = function
        return function

    return enter


@rule(*_UNARY)
def _unary(tf, op, x):
    return look_up(tf, _UNARY[op.op_type])(x)


@rule(*_BINARY)
def _binary(tf, op, x, y):
    return look_up(tf, _BINARY[op.op_type])(x, y)


@rule(*_REDUCTIONS)
def _reduction(tf, op, x):
    return look_up(tf, _REDUCTIONS[op.op_type])(x, op.axis, op.keepdims)


@rule("Const")
def _constant(tf, op):
    return tf.constant(op.value)


@rule("NoOp", "CheckFinite")
def _group(tf, op, *inputs):
    return tf.no_op()


@rule("Assign")
def _assign(tf, op, value):
    return tf.identity(value)


@rule("AddN")
def _add_n(tf, op, *terms):
    return tf.add_n(terms)


@rule("Cast")
def _cast(tf, op, x):
    return tf.cast(x, op.dtype)


@rule("Shape")
def _shape(tf, op, x):
    return tf.shape(x, out_type=tf.as_dtype(op.dtype))


@rule("Transpose")
def _transpose(tf, op, x):
    return tf.transpose(x, op.perm)


@rule("ExpandDims")
def _expand_dims(tf, op, x):
    return tf.expand_dims(x, op.axis)


@rule("Squeeze")
def _squeeze(tf, op, x):
    return tf.squeeze(x, op.axis)


@rule("ConcatV2")
def _concat(tf, op, *values):
    return tf.concat(values, op.axis)


@rule("Pack")
def _stack(tf, op, *values):
    return tf.stack(values, op.axis)


@rule("Select")
def _where(tf, op, condition, x, y):
    if condition.shape.rank == 1:
        rank = max(x.shape.rank, y.shape.rank)
        condition = tf.reshape(condition, [-1] + [1] * (rank - 1))
    return tf.where_v2(condition, x, y)


@rule("GatherV2")
def _gather(tf, op, x, indices):
    return tf.gather(x, indices, axis=op.axis)


@rule("StridedSlice")
def _getitem(tf, op, x):
    return x[op.key]


@rule("ZerosLike", "OnesLike")
def _like(tf, op, x):
    make = tf.zeros_like if op.op_type == "ZerosLike" else tf.ones_like
    return make(x, dtype=tf.as_dtype(op.dtype))


@rule("OneHot")
def _one_hot(tf, op, indices):
    return tf.one_hot(indices, op.depth, op.on_value, op.off_value, op.axis, op.dtype)


@rule("Range")
def _range(tf, op, start, limit, delta):
    return tf.range(start, limit, delta)


@rule("ArgMax", "ArgMin")
def _arg_extreme(tf, op, x):
    find = tf.argmax if op.op_type == "ArgMax" else tf.argmin
    return find(x, op.axis, output_type=tf.as_dtype(op.dtype))


@rule("MatMul")
def _matmul(tf, op, a, b):
    # TensorFlow multiplies no vectors; as in NumPy, they are rows on the left, else columns.
    row, column = a.shape.rank == 1, b.shape.rank == 1
    a = tf.expand_dims(a, 0) if row else a
    b = tf.expand_dims(b, 1) if column else b
    product = tf.matmul(a, b, op.transpose_a, op.transpose_b)
    if column:
        product = tf.squeeze(product, -1)
    if row:
        product = tf.squeeze(product, -1 if column else -2)
    return product


@rule("LeakyRelu")
def _leaky_relu(tf, op, x):
    # TensorFlow's own keeps alpha as float32, whatever x is.
    return tf.where(x > 0, x, tf.constant(op.alpha, x.dtype) * x)


@rule("Softmax", "LogSoftmax")
def _softmax(tf, op, z):
    softmax = tf.nn.softmax if op.op_type == "Softmax" else tf.nn.log_softmax
    return softmax(z, axis=op.axis)


@rule("SoftmaxCrossEntropyWithLogits")
def _softmax_cross_entropy(tf, op, labels, logits, log_p):
    if not op.gradient_of_labels:
        labels = tf.stop_gradient(labels)
    return tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)


@rule("SparseSoftmaxCrossEntropyWithLogits")
def _sparse_softmax_cross_entropy(tf, op, labels, logits, log_p):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


@rule("SigmoidCrossEntropyWithLogits")
def _sigmoid_cross_entropy(tf, op, labels, logits):
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)


# Operations that dl101's gradients need: each is the gradient of another in TensorFlow.


@rule("SumToLike")
def _sum_to_like(tf, op, grad, x):
    return tf.gradients(tf.broadcast_to(x, tf.shape(grad)), x, grad)[0]


@rule("Spread")
def _spread(tf, op, x, like):
    reduce = tf.reduce_mean if op.share else tf.reduce_sum
    if op.axis is not None:
        return tf.gradients(reduce(like, list(op.axis)), like, x)[0]
    repeated = tf.broadcast_to(x, tf.shape(like))
    count = tf.size(like) / tf.size(x)
    return repeated / tf.cast(count, x.dtype) if op.share else repeated


@rule("SizeRatio")
def _size_ratio(tf, op, x, y):
    return tf.cast(tf.size(x) / tf.size(y), x.dtype)


@rule("PutSlice")
def _put_slice(tf, op, grad, x):
    return tf.gradients(x[op.key], x, grad)[0]


@rule("ScatterAdd")
def _scatter_add(tf, op, grad, indices, x):
    return tf.convert_to_tensor(tf.gradients(tf.gather(x, indices, axis=op.axis), x, grad)[0])


@rule("ConcatPart")
def _concat_part(tf, op, grad, *values):
    return tf.gradients(tf.concat(values, op.axis), values[op.number], grad)[0]


@rule("ProductsOfOthers")
def _products_of_others(tf, op, x):
    return tf.gradients(tf.reduce_prod(x, op.axis), x)[0]


class Translation:
    """Nodes of dl101 and what they are in a graph of TensorFlow.

    Parameters
    ----------
    tf : module
        TensorFlow, with a graph as default.
    targets : sequence of Node
        What to translate, with everything that it needs.
    given : dict of Node to ndarray
        Nodes whose values are fed: placeholders, variables, what is drawn at random.
    """

    def __init__(self, tf, targets, given):
        self.nodes, self.feeds = {}, {}
        for node, value in given.items():
            value = np.asarray(value)
            fed = tf.placeholder(value.dtype, value.shape)
            self.nodes[node], self.feeds[fed] = fed, value
        for node in dl101.topological_order(targets, given):
            if node.op_type not in RULES:
                raise NotImplementedError(f"Nothing says what {node!r} is in TensorFlow.")
            inputs = [self.nodes[i] for i in node.inputs]
            self.nodes[node] = RULES[node.op_type](tf, node, *inputs)

    def __getitem__(self, nodes):
        return [self.nodes[node] for node in nodes]
