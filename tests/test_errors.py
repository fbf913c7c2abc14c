"""What readers get wrong, and what they are told.

The promise of every row: the type of error that the documentation names; a message that names
the argument or the node, what came and what was expected; graph and variables as they were.
"""

import builtins
import re

import numpy as np
import pytest

import dl101 as dl

#: What is tried, and the error it raises; … stands for any text.
MISTAKES = """
Names, graphs and nodes

>>> dl.placeholder(name="a b")
ValueError: 'a b' cannot be a name: use letters, digits, …
>>> dl.placeholder(name=3)
TypeError: name must be a string, not 3.
>>> dl.constant(1.0, name="n" * 501)
ValueError: 'nnn…'… cannot be a name: with its scopes it has 501 characters, … at most 500.
>>> dl.name_scope(3)
TypeError: A name scope must be a string, not 3.
>>> graph.get_tensor_by_name("y")
KeyError: …This graph has no node named 'y'.…
>>> graph.get_tensor_by_name(None)
TypeError: name must be a string, not None.
>>> u + other
ValueError: Add cannot join nodes of two graphs: 'other' belongs to another graph than 'u'.…
>>> dl.Operation([[1.0]])
TypeError: The inputs of Operation must be nodes, not [1.0]: … dl101.convert_to_tensor.
>>> dl.Operation(x)
TypeError: The inputs of Operation must be a list of nodes: [x], not x.
>>> bool(x)
TypeError: 'x' has no truth value while the graph is built: … Session.run.… dl101.where.
>>> 0 < x < 1
TypeError: 'Greater' has no truth value …
>>> len(x)
TypeError: 'x' has no length yet; see its shape, (None, 2).
>>> float(x)
TypeError: 'x' has no value yet; compute it with Session.run.
>>> list(x)
TypeError: Cannot iterate over 'x': its first axis has no known length (its shape is (None, 2)).
>>> np.array([x, x])
TypeError: 'x' is a node, not an array: it has no value until Session.run computes it.…

Dtypes, shapes and values

>>> dl.placeholder("float16")
TypeError: dl101 has no dtype 'float16'; use one of float32, float64, int32, int64, bool.
>>> dl.placeholder(shape=[1.5])
TypeError: A shape holds whole numbers and None; [1.5] has 1.5.
>>> dl.placeholder(shape=[2, -1])
ValueError: In the shape [2, -1] the length -1 is negative.
>>> dl.placeholder(shape=[10**30])
ValueError: In the shape [1000000… the length 1000000… is too large.
>>> dl.constant("text")
TypeError: 'text' cannot become a tensor: dl101 computes with numbers and booleans, …
>>> dl.constant([[1], [1, 2]])
ValueError: [[1], [1, 2]] is not a rectangular array: its rows differ in length.
>>> dl.constant([1, 2], shape=[3])
ValueError: 2 values do not fill the shape (3,).
>>> dl.constant(1.0, shape=[None, 2])
ValueError: A constant's shape must be complete; (None, 2) holds None.
>>> dl.zeros([None, 2])
ValueError: The shape (None, 2) is not complete: None is only for placeholders.
>>> dl.zeros([10**6] * 4)
ValueError: A tensor of shape (1000000, …) is too large: it would take 8e+24 bytes, …
>>> dl.zeros([1] * 65)
ValueError: A tensor of shape (1, 1, … is too large: … with 65 axes of at most 64.
>>> dl.convert_to_tensor(x, "int32")
TypeError: 'x' is float32, and int32 is wanted; use dl101.cast.
>>> dl.Variable(None)
ValueError: A Variable needs an initial value, for example …
>>> dl.Variable(1.0, 0.5)
TypeError: The second argument of Variable is trainable, True or False, not 0.5; …
>>> dl.Variable(1.5, dtype="int32")
TypeError: 1.5 cannot become int32 without losing something; round or cast it …
>>> dl.Variable(x, dtype="float64")
TypeError: A Variable of dtype float64 cannot start as 'x', which is float32; use dl101.cast.

Sessions

>>> dl.Session(graph=3)
TypeError: graph must be a dl101.Graph, not 3.
>>> x.eval()
ValueError: eval() needs a session: call it within `with dl101.Session():`, or pass session=.
>>> x.eval(session=[1])
TypeError: session must be a dl101.Session, not [1].
>>> closed.run(x)
RuntimeError: This session is closed; open a new one with Session().
>>> session.run(dl.reduce_sum(x, name="y"))
ValueError: Placeholder 'x' (float32, shape (None, 2)) needs a value to compute 'y': …{x: ...}).
>>> session.run(x, {x: np.ones((3, 4))})
ValueError: Cannot feed a value of shape (3, 4) to Placeholder 'x', which has shape (None, 2). …
>>> session.run(x, {x: [1, 2]})
ValueError: Cannot feed a value of shape (2,) to … One example is a batch of one: feed [value].
>>> session.run(x, {x: [["a", "b"]]})
TypeError: Cannot feed Placeholder 'x': [['a', 'b']] cannot become a tensor: …numbers…
>>> session.run(x, {x: [[1, 2], [3]]})
ValueError: Cannot feed Placeholder 'x': [[1, 2], [3]] is not a rectangular array: …
>>> session.run(x, {x: x})
TypeError: 'x' is fed the node 'x'; feed a number or an array.…
>>> session.run(i, {i: 1.5})
TypeError: Cannot feed Placeholder 'i': 1.5 cannot become int32 without losing something; …
>>> session.run(x, {"x": [[1, 2]]})
TypeError: A key of feed_dict must be a node, such as a placeholder, not 'x' of type str.
>>> session.run(x, [x, 1])
TypeError: feed_dict must be a dict of nodes to values, not [<Placeholder 'x' …
>>> session.run([["x"]])
TypeError: Cannot fetch 'x' of type str: fetch nodes, or lists, tuples and dicts of nodes.
>>> session.run({"a": None})
TypeError: Cannot fetch None…
>>> session.run(other)
ValueError: Cannot fetch 'other': it belongs to another graph than this session's.…
>>> session.run([], {other: 1.0})
ValueError: Cannot feed 'other': it belongs to another graph … Session(graph=...)…
>>> session.run(Empty())
NotImplementedError: Empty needs a method compute(self, *inputs).

Arithmetic and logic

>>> x + np.ones(3)
ValueError: Add: the shapes (None, 2) of 'x' and (3,) of 'Const' do not broadcast: lengths 2 and 3…
>>> session.run(u + np.ones(3), {u: [1, 2]})
ValueError: Add 'Add' cannot be computed from 'u' Placeholder of shape (2,), …Shapes broadcast when…
>>> flag + flag
TypeError: Add needs numbers, and 'flag' is bool; use dl101.cast, …
>>> -flag
TypeError: Neg needs numbers, and 'flag' is bool; use dl101.cast, …
>>> session.run(7 // i, {i: 0})
ValueError: FloorDiv 'FloorDiv' cannot … 'i' Placeholder … Integers cannot be divided by 0.
>>> session.run(dl.constant([7, 7], name="c") % long, {long: [1, 0]})
ValueError: FloorMod 'FloorMod' cannot be computed from … 'long' … divided by 0.
>>> dl.add_n([x, np.ones((2, 3), "float32")])
ValueError: add_n: 'Const' does not fit 'x': the shapes (None, 2) and (2, 3) differ.
>>> dl.add_n([])
ValueError: add_n: inputs must be a list of at least one, not [].
>>> dl.add_n(x)
ValueError: add_n: inputs must be a list of at least one, not <Placeholder 'x' …
>>> x & flag
TypeError: 'x' is float32, and bool is wanted; use dl101.cast.
>>> ~x
TypeError: 'x' is float32, and bool is wanted; use dl101.cast.
>>> dl.nn.leaky_relu(x, [0.5, 1.0])
ValueError: LeakyRelu: alpha must be a number, not [0.5, 1.0].

Matrix products

>>> x @ np.ones((3, 4))
ValueError: MatMul: 'x' of shape (None, 2) and 'Const' of shape (3, 4) do not multiply: … 2 and 3 …
>>> dl.matmul(x, np.ones((3, 4)), transpose_b=True)
ValueError: MatMul: …, transpose_b=True do not multiply: the inner lengths 2 and 4 differ.…
>>> x @ np.ones(3)
ValueError: MatMul: … the inner lengths 2 and 3 differ. … or as its only axis if it is a vector.…
>>> session.run(dl.matmul(u, np.ones((3, 4))), {u: np.ones((5, 2))})
ValueError: MatMul 'MatMul' cannot …'u' Placeholder of shape (5, 2), …: the inner lengths 2 and 3 …
>>> x @ 3.0
ValueError: MatMul: 'x' of shape (None, 2) and 'Const' of shape () …: a scalar is not a matrix.…
>>> dl.matmul(np.ones(2), x, transpose_a=True)
ValueError: MatMul: 'Const' of shape (2,) …only a matrix can be transposed.…
>>> dl.matmul(x, x, "product")
TypeError: transpose_a must be True or False, not 'product'.
>>> session.run(dl.matmul(u, u, transpose_a=True), {u: [1, 2]})
ValueError: MatMul 'MatMul' cannot … 'u' … of shape (2,): a vector cannot be transposed …

Reductions

>>> dl.reduce_sum(x, 2)
ValueError: There is no axis 2 in shape (None, 2): its axes are 0 to 1.
>>> dl.reduce_sum(3.0, 0)
ValueError: There is no axis 0 in shape (): a scalar has no axes.
>>> dl.reduce_sum(u, 64)
ValueError: There is no axis 64 in a tensor: its axes are 0 to 63.
>>> dl.reduce_sum(x, [0, -2])
ValueError: axis [0, -2] names the same axis twice.
>>> dl.reduce_sum(x, 1.0)
TypeError: axis must be a whole number, not 1.0.
>>> dl.reduce_sum(x, [True])
TypeError: axis must be a whole number, not True.
>>> dl.reduce_sum(flag)
TypeError: Sum needs numbers, and 'flag' is bool; use dl101.cast, …
>>> dl.reduce_sum(x, 1, "total")
TypeError: keepdims must be True or False, not 'total'.
>>> dl.argmax(x, [0, 1])
TypeError: axis must be a whole number, not [0, 1].
>>> session.run(dl.reduce_sum(u, 2), {u: np.ones((2, 3))})
ValueError: Sum 'Sum' cannot be computed from 'u' Placeholder of shape (2, 3): axis 2 …

Shapes and parts

>>> x[[0, 1]]
TypeError: 'x' can be indexed with integers, …, not with [0, 1]; …dl101.gather.
>>> x[i]
TypeError: 'x' can be indexed with integers, …, not with <Placeholder 'i' … dl101.gather.
>>> x[0:i]
TypeError: 'x' has shape (None, 2): slice indices must be integers …
>>> x[0, 3]
IndexError: 'x' has shape (None, 2): index 3 is out of bounds for axis 1 with size 2.
>>> x[0, 0, 0]
IndexError: 'x' has shape (None, 2): too many indices …
>>> x[::0]
ValueError: 'x' has shape (None, 2): slice step cannot be zero.
>>> session.run(u[5], {u: [1.0, 2.0]})
IndexError: StridedSlice 'StridedSlice' cannot be computed from 'u' … index 5 is out of bounds …
>>> dl.reshape(np.ones((2, 3)), [4, -1])
ValueError: Reshape: the 6 entries of 'Const', of shape (2, 3), do not fit in [4, -1].
>>> dl.reshape(x, [-1, -1])
ValueError: Reshape: [-1, -1] is not a shape: at most one length may be -1.
>>> dl.reshape(x, [-2, 3])
ValueError: Reshape: [-2, 3] is not a shape: at most one length may be -1.
>>> session.run(dl.reshape(u, [7]), {u: np.ones((2, 3))})
ValueError: Reshape 'Reshape' cannot be computed from 'u' Placeholder of shape (2, 3), …
>>> dl.transpose(x, [0, 0])
ValueError: axis [0, 0] names the same axis twice.
>>> dl.transpose(x, [0, 2, 1])
ValueError: Transpose: perm=[0, 2, 1] does not fit 'x' of shape (None, 2).
>>> dl.transpose(x, [1, 2])
ValueError: Transpose: perm=[1, 2] does not name each axis once.
>>> dl.squeeze(x, 1)
ValueError: Squeeze: 'x' has shape (None, 2). Only axes of length 1 can be dropped.
>>> dl.expand_dims(x, None)
TypeError: axis must be a whole number, not None.
>>> dl.expand_dims(x, 5)
ValueError: There is no axis 5 in shape (None, 2, 1): its axes are 0 to 2.
>>> dl.concat([x, np.ones((2, 3))], 0)
ValueError: concat: 'Const' of shape (2, 3) does not fit behind shape (None, 2) along axis 0.…
>>> dl.concat(x, 0)
ValueError: concat: values must be a list of at least one, not <Placeholder 'x' …
>>> dl.stack([x, np.ones((2, 3))])
ValueError: stack: 'Const' does not fit: the shapes (None, 2) and (2, 3) differ.
>>> dl.stack([])
ValueError: stack: values must be a list of at least one, not [].
>>> dl.where(x, 1.0, 0.0)
TypeError: 'x' is float32, and bool is wanted; use dl101.cast.
>>> dl.where(flag)
ValueError: where needs both choices: where(condition, x, y).
>>> dl.where([True, False], np.ones((3, 2)), x)
ValueError: where: the shapes (2,), (3, 2) and (None, 2) do not broadcast: lengths 2 and 3 …
>>> session.run(dl.gather([1.0, 2.0], [0, i]), {i: 2})
IndexError: GatherV2 'GatherV2' …: index 2 is out of bounds … Indices go from 0 …
>>> session.run(dl.gather([1.0, 2.0], [0, i]), {i: -1})
IndexError: GatherV2 'GatherV2' …: index -1 is negative. Indices go from 0 …
>>> dl.gather(x, [0.5])
TypeError: gather: the indices must be integers, and 'Const' is float64.

Tensors made of numbers

>>> dl.one_hot([0], 2.5)
TypeError: one_hot: depth must be a whole number, not 2.5.
>>> dl.one_hot([0], -1)
ValueError: one_hot: depth must be a whole number, 0 or more, not -1.
>>> dl.one_hot([0.5], 2)
TypeError: one_hot: the indices must be integers, and 'Const' is float64.
>>> dl.fill([2], [1.0, 2.0])
ValueError: fill: the value must be a number, and 'Const' has shape (2,).
>>> dl.range([])
ValueError: range: the limit must be a number, and 'Const_1' has shape (0,).
>>> dl.range(0, 3, 0)
ValueError: range: the step is 0
>>> session.run(dl.range(0, 3, i), {i: 0})
ValueError: Range 'Range' cannot … 'i' Placeholder of shape (): range: the step is 0.…
>>> dl.range(0.0, 1e300)
ValueError: range: from 0.0 to 1e+300 in steps of 1.0 has no end
>>> dl.random_normal([2], dtype="int32")
TypeError: RandomStandardNormal does not draw int32; use dl101.cast.
>>> dl.random_uniform([2], dtype="int32")
ValueError: random_uniform needs maxval to draw integers.
>>> dl.random_uniform([2], "low")
TypeError: 'low' cannot become a tensor: …
>>> dl.random_normal([2], seed=-1)
ValueError: seed must be a whole number, 0 or more, not -1.
>>> dl.set_random_seed("abc")
TypeError: seed must be a whole number, not 'abc'.

Variables and their changes

>>> dl.assign(x, 2.0)
TypeError: Assign changes a Variable; got <Placeholder 'x' …
>>> w.assign([1.0, 2.0, 3.0])
ValueError: Assign to 'w': the shapes (2,) and (3,) differ.
>>> w.assign(x)
TypeError: 'x' is float32, and float64 is wanted; use dl101.cast.
>>> session.run(w.assign(u), {u: [1, 2, 3]})
ValueError: Assign 'Assign' cannot … of shape (3,): the variable 'w' has shape (2,). …
>>> w.load([1.0, 2.0, 3.0], session)
ValueError: 'w' has shape (2,), and the value to load (3,).
>>> w.load(1.0)
ValueError: load() needs a session: call it within `with dl101.Session():`, or pass session=.
>>> dl.group(3)
TypeError: group() takes nodes; got 3.
>>> dl.variables_initializer([1])
TypeError: Only variables have initial values; got 1.
>>> dl.reduce_sum(dl.group(w, name="step"))
TypeError: 'step' is run for its side effect, and has no value.

Activations and losses

>>> dl.nn.softmax(3.0)
ValueError: There is no axis -1 in shape (): a scalar has no axes.
>>> dl.nn.softmax_cross_entropy_with_logits(labels=np.ones((2, 3)), logits=x)
ValueError: softmax_cross_entropy_with_logits: labels 'Const' and logits 'x' …(2, 3) and (None, 2) …
>>> session.run(dl.nn.softmax_cross_entropy_with_logits(labels=u, logits=w), {u: [[1, 0]]})
ValueError: SoftmaxCross…'u' Placeholder of shape (1, 2), …Labels and logits must have the same …
>>> dl.nn.sigmoid_cross_entropy_with_logits(labels=[1.0, 0.0, 0.0], logits=x)
ValueError: sigmoid_cross_entropy_with_logits: labels 'Const' and logits 'x' … (3,) and (None, 2) …
>>> dl.nn.sparse_softmax_cross_entropy_with_logits(labels=[0.0, 1.0], logits=x)
TypeError: sparse_…: the labels must be integers, and 'Const' is float64.
>>> dl.nn.sparse_softmax_cross_entropy_with_logits(labels=[[0]], logits=x)
ValueError: sparse_…: the labels 'Const' must have the shape of the logits 'x' … (1, 1) and (None,)…
>>> session.run(dl.nn.sparse_softmax_cross_entropy_with_logits(labels=i, logits=w), {i: -1})
ValueError: SparseSoftmax…'i' Placeholder…: a label is not between 0 and 1. Labels are class …
>>> dl.nn.dropout(x, rate="0.5")
ValueError: dropout: rate must be a finite number from 0 to 1, not '0.5'.
>>> dl.nn.dropout(x, rate=1.5)
ValueError: dropout: rate must be a finite number from 0 to 1, not 1.5.
>>> dl.nn.dropout(x, rate=1.0)
ValueError: dropout: rate must be below 1, or nothing is kept.

Gradients

>>> dl.gradients(dl.cast(x, dl.int32), x)
TypeError: Cannot differentiate 'Cast': it is int32, and derivatives need floating numbers; …
>>> dl.gradients(x, 3.0)
TypeError: gradients: xs must be nodes; got 3.0.
>>> dl.gradients(x, other)
ValueError: gradients cannot join nodes of two graphs: 'other' belongs to another graph than 'x'.…
>>> dl.gradients(w, w, grad_ys=[[1.0]])
ValueError: grad_ys for 'w' must have its shape (2,), and has (1,).
>>> dl.gradients(w, w, grad_ys=[None, None])
ValueError: gradients: there are 1 ys, and 2 grad_ys for them.
>>> dl.gradients(Empty(w) * 2, w)
LookupError: There is no gradient rule for Empty 'Empty', …@RegisterGradient('Empty'), … stop_…
>>> dl.get_gradient_function(dl.argmax)
LookupError: There is no gradient rule for ArgMax. Register one with @RegisterGradient('ArgMax').
>>> dl.get_gradient_function(3)
TypeError: 3 is not an operation: name one by its class, such as dl101.exp, …
>>> dl.RegisterGradient(dl.nn.dropout)
TypeError: <function dropout … is not an operation: name one by its class, …
>>> dl.check_gradients(x * i, i, {x: [[1, 2]], i: 2})
TypeError: 'i' is int32: it has no derivative to check.
>>> dl.check_gradients(dl.stop_gradient(x), x, {x: [[1, 2]]})
ValueError: The result does not depend on 'x': there is no gradient.
>>> dl.check_gradients(x, x, [1])
TypeError: feed_dict must be a dict of nodes to values, not [1].
>>> dl.check_gradients(x, x, {}, 3)
TypeError: session must be a dl101.Session, not 3.
>>> dl.check_gradients([], x)
ValueError: ys must be a list of at least one, not [].

Optimizers

>>> descent.minimize(3.0)
TypeError: An optimizer minimizes a node, not 3.0.
>>> descent.minimize(dl.reduce_sum(n * 0.5))
TypeError: An optimizer cannot change 'n': it is int32, … Variable([1.0, 2.0]) … trainable=False).
>>> descent.minimize(x * x, var_list=[x])
TypeError: An optimizer changes variables; got <Placeholder 'x' …
>>> descent.minimize(dl.reduce_sum(w), var_list=3)
TypeError: An optimizer changes variables; got 3.
>>> descent.minimize(dl.constant(1.0))
ValueError: There is no gradient for any variable ('w'): the loss does not depend on them, …
>>> descent.minimize(dl.cast(dl.argmax(w), dl.float64))
ValueError: There is no gradient for any variable ('w'): …such as argmax.
>>> descent.minimize(dl.reduce_sum(w), name="two words")
ValueError: 'two words' cannot be a name: …
>>> session.run(descent.minimize(dl.reduce_sum(w * u)), {u: [1, 2, 3]})
ValueError: Mul 'Mul' cannot be computed from 'w' Variable of shape (2,), 'u' … of shape (3,): …
>>> session.run(descent.minimize(dl.reduce_sum(w * u)), {u: np.inf})
ArithmeticError: The loss 'Sum' is inf: this training step was not made, and the variables are as …
>>> descent.apply_gradients(None)
TypeError: apply_gradients takes pairs (gradient, variable); got None.
>>> descent.apply_gradients([w])
TypeError: apply_gradients takes pairs (gradient, variable); got <Variable 'w' …
>>> descent.get_slot([w], "m")
TypeError: Slots belong to variables; got [<Variable 'w' …
>>> dl.train.GradientDescentOptimizer(np.nan)
ValueError: learning_rate must be a finite number, not nan.
>>> dl.train.MomentumOptimizer(0.1, [0.9])
ValueError: momentum must be a finite number, not [0.9].
>>> dl.train.RMSPropOptimizer(0.1, decay=float("inf"))
ValueError: decay must be a finite number, not inf.
>>> dl.train.AdamOptimizer(beta1=None)
ValueError: beta1 must be a finite number, not None.
>>> dl.train.AdagradOptimizer(0.1, 0)
ValueError: initial_accumulator_value must be positive, not 0.
"""

ROWS = re.findall(r"^>>> (.*)\n(\w+): (.*)$", MISTAKES, re.M)


class Empty(dl.Operation):
    """An operation that can neither be computed nor differentiated."""

    op_type = "Empty"

    def __init__(self, *inputs):
        super().__init__(inputs)


@pytest.mark.parametrize(("code", "error", "message"), ROWS, ids=[row[0] for row in ROWS])
def test_a_mistake_is_named_and_leaves_all_as_it_was(code, error, message, graph):
    with dl.Graph().as_default():
        other = dl.placeholder(name="other")
    x, u = dl.placeholder(dl.float32, [None, 2], name="x"), dl.placeholder(name="u")
    i, long = dl.placeholder(dl.int32, [], name="i"), dl.placeholder(dl.int64, [2], name="long")
    flag = dl.placeholder(dl.bool, [2], name="flag")
    w, n = dl.Variable([1.0, 2.0], name="w"), dl.Variable([1, 2], name="n")
    descent = dl.train.GradientDescentOptimizer(0.1)
    session, closed = dl.Session(), dl.Session()
    closed.close()
    with dl.name_scope("before"):
        session.run(w.assign([3.0, 4.0]))
    nodes = list(graph.nodes)

    error, pattern = getattr(builtins, error), re.escape(message).replace("…", ".*")
    with pytest.raises(error, match=f"^{pattern}$") as caught:
        exec(code, {"dl": dl, "np": np, "Empty": Empty} | locals())
    assert len(str(caught.value)) < 400
    assert session.run(w).tolist() == [3, 4]
    assert graph.nodes[: len(nodes)] == nodes
    assert session.run(dl.constant(1.0)) == 1


def test_long_values_are_shortened(session):
    long, x = "a" * 10_000, dl.placeholder(shape=[2], name="x")
    for call in (
        lambda: dl.constant([long]),
        lambda: dl.placeholder(long),
        lambda: dl.placeholder(shape=[long]),
        lambda: dl.Variable(1.0, long),
        lambda: dl.reduce_sum(x, [long]),
        lambda: dl.reshape([1, 2], [0] * 1000),
        lambda: dl.get_gradient_function(long),
        lambda: session.run(x, {x: [long]}),
        lambda: session.run(long),
        lambda: dl.train.AdamOptimizer(epsilon=long),
    ):
        with pytest.raises((TypeError, ValueError, LookupError), match=r"^.{,250}$"):
            call()
