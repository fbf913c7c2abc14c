"""What is compared besides functions of tensors: small programs, the same for both libraries."""

from collections import namedtuple
from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

import numpy as np

import dl101

from .both import as_version_1, assert_agree, tensorflow


class Program(NamedTuple):
    """A function of a library, whose results must agree; and the names of ours that it shows."""

    run: Callable
    ours: ModuleType
    names: tuple
    loosely: float


PROGRAMS: dict[str, Program] = {}


def shows(*names, ours=dl101, loosely=1.0):
    """Enter a function as a program that shows how these names behave."""

    def enter(run):
        label = run.__name__.strip("_").replace("_", " ")
        assert label not in PROGRAMS, label
        PROGRAMS[label] = Program(run, ours, names, loosely)
        return run

    return enter


def compare(label: str) -> None:
    """Run a program with both libraries.

    Raises
    ------
    AssertionError
        If they disagree.
    """
    program = PROGRAMS[label]
    results = []
    for tf in (program.ours, tensorflow()):
        with as_version_1(tf), tf.Graph().as_default():
            results.append(program.run(tf))
    assert_agree(*results, label, program.loosely)


def refused(call, kind=Exception) -> bool:
    """Say whether a call raises an error."""
    try:
        call()
    except kind:
        return True
    return False


def run(tf, fetches, feed_dict=None):
    """Compute nodes in a session of their own, with all variables initialised."""
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed_dict)


# Graphs and sessions


@shows("constant", "float32", "float64", "int32", "int64", "bool", "as_dtype")
def _constants(tf):
    nodes = [
        tf.constant([1.5, 2.0], tf.float64),
        tf.constant(2, tf.float32),
        tf.constant(7),
        tf.constant([[1, 2], [3, 4]], dtype=tf.int64),
        tf.constant(True),
        tf.constant([True, False], tf.bool),
        tf.constant(0.5, tf.float64, [2, 3]),
        tf.constant([1, 2, 3, 4], shape=[2, 2]),
        tf.constant(np.arange(3.0)),
        tf.constant(np.arange(3, dtype="float32")),
    ]
    kinds = [node.dtype.name for node in nodes]
    names = [tf.as_dtype(kind).name for kind in ("float32", np.float64, tf.int64, "bool")]
    return run(tf, nodes), kinds, names, [node.get_shape().as_list() for node in nodes]


@shows("placeholder", "Session", "Session.run")
def _feeding(tf):
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    n = tf.placeholder(tf.int32, shape=())
    anything = tf.placeholder(tf.float64)
    y = tf.square(x)
    z = y + 1.0
    with tf.Session() as session:
        return [
            session.run(z, {x: [[1, 2]]}),
            session.run(z, feed_dict={x: np.ones((3, 2))}),
            session.run(z, {y: [[5.0, 6.0]]}),
            session.run([n, anything], {n: 3, anything: [1.5]}),
            session.run(anything, {anything: 2}),
            refused(lambda: session.run(z)),
            refused(lambda: session.run(z, {x: [1.0, 2.0, 3.0]})),
            refused(lambda: session.run(z, {x: "a"})),
            refused(lambda: session.run("no such node")),
            refused(lambda: session.run(3)),
        ]


@shows("Session.run")
def _fetching(tf):
    a, b = tf.constant(1.0, tf.float64), tf.constant([2, 3])
    pair = namedtuple("pair", "first second")
    with tf.Session() as session:
        named = session.run(pair(a, b))
        return [
            session.run(a),
            session.run([a, [b, a]]),
            session.run((a, b)),
            session.run({"a": a, "more": [b, {"b": b}]}),
            session.run([]),
            [named.first, named.second],
            session.run([a, tf.no_op()]),
        ]


@shows("get_default_session", "Session.as_default", "Session.close", "Session.graph")
def _default_sessions(tf):
    c = tf.constant(2.0, tf.float64)
    outside = tf.get_default_session() is None
    with tf.Session() as session:
        inside = [tf.get_default_session() is session, c.eval(), session.graph is c.graph]
        tf.no_op().run()
    lasting = tf.Session()
    with lasting.as_default():
        inside.append(c.eval())
    inside.append(c.eval(session=lasting))
    lasting.close()
    late = refused(lambda: lasting.run(c))
    return outside, inside, late, refused(c.eval), tf.get_default_session() is None


@shows("InteractiveSession", "InteractiveSession.close")
def _interactive_sessions(tf):
    session = tf.InteractiveSession()
    x = tf.placeholder(tf.float64)
    found = [x.eval({x: 3.0}), tf.get_default_session() is session]
    session.close()
    return found, tf.get_default_session() is None


@shows("Graph", "Graph.as_default", "get_default_graph", "reset_default_graph")
def _graphs(tf):
    first = tf.get_default_graph()
    other = tf.Graph()
    with other.as_default():
        b = tf.constant(1.0)
        inside = tf.get_default_graph() is other, b.graph is other
    a = tf.constant(1.0)
    mixed = refused(lambda: a + b)
    with tf.Session() as session:
        foreign = refused(lambda: session.run(b))
    with tf.Session(graph=other) as session:
        value = session.run(b) == 1
    return list(inside), a.graph is first, mixed, foreign, bool(value)


@shows(
    *("name_scope", "Graph.get_tensor_by_name", "Graph.get_operation_by_name"),
    *("Graph.get_operations", "Graph.unique_name"),
)
def _names(tf):
    a = tf.constant(1.0, name="a")
    also_a = tf.constant(1.0, name="a")
    x = tf.placeholder(tf.float32, name="x")
    with tf.name_scope("layer") as scope:
        b = tf.constant(1.0, name="b")
        with tf.name_scope("inner"):
            c = tf.identity(b, name="c")
    with tf.name_scope("layer"):
        d = tf.identity(a, name="b")
    with tf.name_scope(scope):
        e = tf.identity(a, name="e")
    nodes = [a, also_a, x, b, c, d, e]
    graph = tf.get_default_graph()
    return [
        [node.op.name for node in nodes],
        graph.get_tensor_by_name("layer/b:0") is b,
        graph.get_operation_by_name("x").name,
        [op.name for op in graph.get_operations()],
        graph.unique_name("a"),
        refused(lambda: graph.get_tensor_by_name("nothing:0")),
        refused(lambda: tf.constant(1.0, name="a b")),
    ]


@shows("name_scope")
def _names_outside_of_all_scopes(tf):
    with tf.name_scope("outer"), tf.name_scope(None):
        return tf.constant(1.0, name="top").op.name


# Operators


@shows("getitem")
def _python_operators(tf):
    x = tf.constant([[1.5, -2.0], [3.0, 0.5]], tf.float64)
    y = tf.constant([2.0, 4.0], tf.float64)
    n, b = tf.constant([7, -7]), tf.constant([True, False])
    array = np.array([[1.0, 2.0], [3.0, 4.0]])
    return run(
        tf,
        [
            [x + y, x - y, x * y, x / y, y**2.0, x @ x, -x, abs(x)],
            [1 + x, 1 - x, 2 * x, 1 / x, 2.0**y],
            [array + x, array - x, array * x, array / x, array @ x, x @ array],
            [x > y, x >= y, x < y, x <= y, x > 0],
            [n + 1, n - n, n * 3, n / 2, -n, abs(n), n > 0],
            [b & True, b | tf.constant([False, False]), ~b],
            [x[0], x[1, 0], x[:, 1], x[..., None], x[::-1], x[-1], x[0:1]],
        ],
    )


@shows("getitem", "Session.run")
def _what_a_node_is_not(tf):
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]], tf.float64)
    return [
        refused(lambda: list(tf.placeholder(tf.float64, [None]))),
        refused(lambda: bool(x[0, 0] > 0)),
        refused(lambda: np.sqrt(x)),
        refused(lambda: float(x[0, 0])),
    ]


# Variables


@shows(
    *("Variable", "global_variables_initializer", "assign", "assign_add", "assign_sub"),
    *("Variable.assign", "Variable.assign_add", "Variable.assign_sub", "Variable.initializer"),
)
def _variables(tf):
    w = tf.Variable([1.0, 2.0], dtype=tf.float64, name="w")
    start = tf.Variable(tf.ones([2, 2], tf.float32) * 3)
    called = tf.Variable(lambda: np.zeros(3))
    count = tf.Variable(0, trainable=False)
    changes = [
        tf.assign(w, [3.0, 4.0]),
        tf.assign_add(w, [1.0, 1.0]),
        tf.assign_sub(w, [0.5, 0.5]),
        w.assign([9.0, 8.0]),
        w.assign_add([1.0, 2.0]),
        w.assign_sub([1.0, 2.0]),
    ]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        values = [session.run([w, start, called, count])]
        for change in changes:
            values.append([session.run(change), session.run(w)])
        session.run(w.initializer)
        values.append(session.run(w))
        session.run(count.assign_add(1).op)
        values.append(session.run(count))
    refusals = [
        refused(lambda: tf.Variable()),
        refused(lambda: w.assign([1.0, 2.0, 3.0])),
        refused(lambda: tf.assign(w, tf.constant(1, tf.int32))),
    ]
    kinds = [getattr(v.dtype, "base_dtype", v.dtype).name for v in (w, count)]
    return values, refusals, kinds, [v.op.name for v in (w, start, count)]


@shows("Variable.read_value", "Variable.initialized_value", "Variable.load", "Variable.value")
def _values_of_variables(tf):
    w = tf.Variable([1.0, 2.0], dtype=tf.float64, name="w")
    double = tf.Variable(w.initialized_value() * 2.0)
    read, value = w.read_value(), w.value()
    with tf.Session() as session:
        session.run(w.initializer)
        session.run(double.initializer)
        results = [session.run([w, double, read, value])]
        w.load([5.0, 6.0], session)
        results.append(session.run([w, double, read * 1.0]))
        w.load(np.array([7.0, 8.0]))
        results.append(w.eval())
        return results, refused(lambda: w.load([1.0, 2.0, 3.0], session))


@shows("global_variables", "trainable_variables", "variables_initializer")
def _lists_of_variables(tf):
    a = tf.Variable(1.0, name="a", dtype=tf.float64)
    b = tf.Variable(2.0, name="b", trainable=False, dtype=tf.float64)
    with tf.Session() as session:
        session.run(tf.variables_initializer([a, b]))
        session.run([a.assign(5.0), b.assign(6.0)])
        session.run(tf.variables_initializer([b]))
        values = session.run([a, b])
    lists = [tf.global_variables(), tf.trainable_variables()]
    return values, [[v.op.name for v in one] for one in lists]


@shows("group", "no_op")
def _groups(tf):
    a, b = tf.Variable(1.0, dtype=tf.float64), tf.Variable(2.0, dtype=tf.float64)
    both = tf.group(a.assign_add(1.0), b.assign_add(1.0), name="both")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        nothing = [session.run(both), session.run(tf.no_op()), session.run(tf.group())]
        return nothing, session.run([a, b]), both.name


# Gradients


@shows("gradients")
def _gradients(tf):
    x = tf.constant([1.0, 2.0], tf.float64)
    z = tf.constant([3.0, 4.0], tf.float64)
    alone = tf.constant(1.0, tf.float64)
    n = tf.constant([1, 2])
    y = x * z
    w = y * x
    nodes = [
        tf.gradients(y, x),
        tf.gradients([y, w], [x, z]),
        tf.gradients(w, [x, y, w]),
        tf.gradients(w, x, grad_ys=tf.constant([10.0, 100.0], tf.float64)),
        tf.gradients([y, w], x, [tf.constant([1.0, 0.0], tf.float64), None]),
        tf.gradients(w, x, stop_gradients=[y]),
        tf.gradients(w, [x, y], stop_gradients=y),
        tf.gradients(tf.stop_gradient(x) * x, x),
        tf.gradients(tf.reduce_sum(x) * tf.cast(n, tf.float64), x),
    ]
    absent = [
        tf.gradients(y, alone)[0] is None,
        tf.gradients(tf.cast(n, tf.float64) * x, n)[0] is None,
        tf.gradients(tf.stop_gradient(x), x)[0] is None,
        tf.gradients(tf.cast(tf.argmax(x), tf.float64), x)[0] is None,
        tf.gradients(tf.cast(x > 1, tf.float64), x)[0] is None,
    ]
    refusals = [refused(lambda: tf.gradients(y, [x], grad_ys=[1.0, 2.0]))]
    return run(tf, nodes), absent, refusals


@shows("gradients")
def _gradients_of_gradients(tf):
    x = tf.constant([0.5, -1.0, 2.0], tf.float64)
    y = tf.reduce_sum(tf.exp(tf.sin(x)) * x**3.0)
    orders = [y]
    for _ in range(4):
        orders.append(tf.gradients(orders[-1], x)[0])
    return run(tf, orders)


@shows("gradients")
def _gradients_at_kinks_and_ties(tf):
    x = tf.constant([-1.0, 0.0, 2.0, 2.0], tf.float64)
    y = tf.constant([-1.0, 1.0, 2.0, 0.0], tf.float64)
    results = [
        *(tf.nn.relu(x), tf.abs(x), tf.maximum(x, y), tf.minimum(x, y), tf.sign(x)),
        *(tf.reduce_max(x), tf.reduce_min(y), tf.nn.elu(x), tf.nn.leaky_relu(x, alpha=0.5)),
    ]
    pairs = [tf.gradients(result, [x, y]) for result in results]
    absent = [[g is None for g in pair] for pair in pairs]
    return absent, run(tf, [[g for g in pair if g is not None] for pair in pairs])


@shows("gradients")
def _gradients_where_shapes_are_stretched(tf):
    a = tf.placeholder(tf.float64, [None, 1])
    b = tf.placeholder(tf.float64)
    y = tf.reduce_mean(tf.square(a * b + b), axis=0)
    feeds = {a: [[1.0], [2.0], [3.0]], b: [1.0, -1.0]}
    return run(tf, [y, tf.gradients(y, [a, b])], feeds)


# Random numbers: the sequences differ, what they are drawn from does not


def _described(tf, node, low, high, runs=2):
    with tf.Session() as session:
        first, second = (session.run(node) for _ in range(runs))
    within = bool((first >= low).all() and (first <= high).all())
    moments = [abs(float(np.mean(first)) - (low + high) / 2) < (high - low) / 20]
    return first.dtype.name, list(first.shape), within, moments, bool((first != second).any())


@shows("random_normal", "truncated_normal", "random_uniform", "set_random_seed")
def _random_numbers(tf):
    tf.set_random_seed(1)
    shape = [50, 40]
    found = []
    for dtype in (tf.float32, tf.float64):
        found += [
            _described(tf, tf.random_normal(shape, 1.0, 0.1, dtype), 0, 2),
            _described(tf, tf.truncated_normal(shape, 1.0, 0.5, dtype), 0, 2),
            _described(tf, tf.random_uniform(shape, dtype=dtype), 0, 1),
            _described(tf, tf.random_uniform(shape, -2, 4, dtype), -2, 4),
        ]
    found.append(_described(tf, tf.random_uniform(shape, 0, 11, tf.int32), 0, 10))
    return found, refused(lambda: tf.random_uniform(shape, dtype=tf.int32))


@shows("set_random_seed", "random_uniform")
def _seeds(tf):
    tf.set_random_seed(3)
    a, b = tf.random_uniform([5]), tf.random_uniform([5])
    seeded, again = tf.random_uniform([5], seed=1), tf.random_uniform([5], seed=1)

    def values():
        with tf.Session() as session:
            return session.run([a, b, seeded, again])

    first, second = values(), values()
    same = [bool((m == n).all()) for m, n in zip(first, second, strict=True)]
    return same, bool((first[0] == first[1]).all()), bool((first[2] == first[3]).all())


@shows("nn.dropout")
def _dropout(tf):
    x = tf.ones([100, 100], tf.float64) * 3
    tf.set_random_seed(1)
    found = []
    for options in ({"rate": 0.25}, {"rate": 0.25, "noise_shape": [100, 1]}):
        y = tf.nn.dropout(x, **options)
        value, grad = run(tf, [y, tf.gradients(y, x)[0]])
        kept = (value != 0).mean()
        found += [np.unique(value), np.unique(grad), bool(abs(kept - 0.75) < 0.1)]
    return found, run(tf, tf.nn.dropout(x, rate=0.0))
