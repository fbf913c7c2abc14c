"""What is compared of `dl101.compat.v1` besides its functions of tensors."""

import functools

import numpy as np

import dl101.compat.v1 as tf1

from . import programs
from .programs import refused, run

shows = functools.partial(programs.shows, ours=tf1)


def _names(nodes):
    return [node.op.name for node in nodes]


def _started(tf):
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


# Variables by name


@shows("get_variable", "variable_scope", "get_variable_scope", "AUTO_REUSE", "VariableScope")
def _variable_scopes(tf):
    dtype = tf.float64
    with tf.variable_scope("layer"):
        w = tf.get_variable("w", [2, 3], dtype, tf.ones_initializer())
        with tf.variable_scope("inner") as inner:
            b = tf.get_variable("b", initializer=np.zeros(3))
            op = tf.identity(b, name="op")
            name = tf.get_variable_scope().name
    with tf.variable_scope("layer", reuse=True):
        again = tf.get_variable("w", [2, 3], dtype)
        op_again = tf.identity(again, name="op")
    with tf.variable_scope(inner, reuse=tf.AUTO_REUSE):
        third = tf.get_variable("b", [3], dtype)
        new = tf.get_variable("new", [], dtype, tf.constant_initializer(7.0))
    with tf.variable_scope("layer") as scope:
        scope.reuse_variables()
        fourth = tf.get_variable("w", dtype=dtype)

    def taken():
        with tf.variable_scope("layer"):
            tf.get_variable("w", [2, 3], dtype)

    def absent():
        with tf.variable_scope("layer", reuse=True):
            tf.get_variable("none", [2, 3], dtype)

    def of_another_shape():
        with tf.variable_scope("layer", reuse=True):
            tf.get_variable("w", [3, 3], dtype)

    refusals = [refused(call, ValueError) for call in (taken, absent, of_another_shape)]
    refusals.append(refused(lambda: tf.get_variable("x", dtype=dtype), ValueError))
    same = [again is w, third is b, fourth is w]
    return (
        _names([w, b, op, op_again, new]),
        name,
        same,
        refusals,
        run(tf, [w, b, new]),
        type(tf.get_variable_scope()) is tf.VariableScope,
    )


@shows("variable_scope", "get_variable")
def _scopes_by_default(tf):
    names = []
    for _ in range(2):
        with tf.variable_scope(None, default_name="layer"):
            names.append(tf.get_variable("w", [], tf.float64).op.name)
            with tf.variable_scope(None, default_name="inner"):
                names.append(tf.get_variable("w", [], tf.float64).op.name)
    return names, _names(tf.trainable_variables())


@shows("variable_scope", "get_variable", "GraphKeys")
def _settings_of_scopes(tf):
    def size(w):
        return tf.nn.l2_loss(w)

    with tf.variable_scope(
        "a", initializer=tf.constant_initializer(2.0), regularizer=size, dtype=tf.float64
    ):
        w = tf.get_variable("w", [3])
        with tf.variable_scope("b"):
            v = tf.get_variable("v", [2], trainable=False)
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    return run(tf, [w, v, losses]), _names(tf.trainable_variables())


@shows("GraphKeys", "add_to_collection", "get_collection", "initialize_all_variables")
def _collections(tf):
    with tf.variable_scope("one"):
        a = tf.get_variable("a", [], tf.float64)
    with tf.variable_scope("two"):
        tf.get_variable("b", [], tf.float64, trainable=False)
    tf.add_to_collection("mine", a)
    tf.add_to_collection("mine", 3)
    tf.losses.mean_squared_error([1.0, 2.0], [1.0, 4.0])
    keys = tf.GraphKeys
    lists = [
        tf.get_collection(keys.GLOBAL_VARIABLES),
        tf.get_collection(keys.TRAINABLE_VARIABLES),
        tf.get_collection(keys.GLOBAL_VARIABLES, scope="two"),
        tf.get_collection("nothing"),
    ]
    mine = tf.get_collection("mine")
    same = (keys.LOSSES, keys.SUMMARIES, keys.REGULARIZATION_LOSSES, keys.GLOBAL_STEP)
    with tf.Session() as session:
        session.run(tf.initialize_all_variables())
        losses = [float(one) for one in session.run(tf.get_collection(keys.LOSSES))]
    return [_names(one) for one in lists], [mine[0] is a, *mine[1:]], list(same), losses


# How variables start


@shows(
    *("zeros_initializer", "ones_initializer", "constant_initializer"),
    *("initializers.zeros", "initializers.ones", "initializers.constant"),
)
def _initializers_without_chance(tf):
    makers = [
        tf.zeros_initializer(),
        tf.ones_initializer(tf.float64),
        tf.constant_initializer(0.5),
        tf.constant_initializer([1, 2, 3, 4]),
        tf.initializers.zeros(),
        tf.initializers.ones(),
        tf.initializers.constant(3.0),
    ]
    return run(tf, [make([2, 2], dtype=tf.float64) for make in makers])


def _spread(tf, make, shape=(60, 40)):
    with tf.Session() as session:
        x = session.run(make(list(shape), dtype=tf.float64))
    return x.dtype.name, list(x.shape), float(x.std()), float(np.abs(x).max()), float(x.mean())


@shows(
    *("random_normal_initializer", "random_uniform_initializer", "truncated_normal_initializer"),
    *("glorot_uniform_initializer", "glorot_normal_initializer", "variance_scaling_initializer"),
    *("initializers.he_normal", "initializers.he_uniform"),
    *("initializers.random_normal", "initializers.random_uniform"),
    *("initializers.truncated_normal", "initializers.glorot_uniform"),
    *("initializers.glorot_normal", "initializers.variance_scaling"),
    loosely=1e9,
)
def _initializers_by_chance(tf):
    # The numbers differ; their spread and their bounds are the same, to some percent.
    init = tf.initializers
    bounded = [
        tf.random_uniform_initializer(-2.0, 2.0),
        tf.glorot_uniform_initializer(),
        init.he_uniform(),
        init.glorot_uniform(),
        init.random_uniform(-1.0, 1.0),
        tf.variance_scaling_initializer(3.0, "fan_out", "uniform"),
    ]
    others = [
        tf.random_normal_initializer(0.0, 0.5),
        tf.truncated_normal_initializer(0.0, 0.5),
        tf.glorot_normal_initializer(),
        init.he_normal(),
        init.random_normal(),
        init.truncated_normal(0.0, 2.0),
        init.glorot_normal(),
        init.variance_scaling(2.0, "fan_in", "untruncated_normal"),
    ]
    found = [_spread(tf, make) for make in bounded + others]
    bounds = [largest for *_, largest, _ in found[: len(bounded)]]
    deviations = [deviation for _, _, deviation, _, _ in found]
    return [f[:2] for f in found], np.array(deviations), np.array(bounds)


# Training


@shows(
    "train.global_step",
    "train.get_global_step",
    "train.create_global_step",
    "train.get_or_create_global_step",
)
def _global_steps(tf):
    none = tf.train.get_global_step() is None
    step = tf.train.get_or_create_global_step()
    same = [tf.train.get_or_create_global_step() is step, tf.train.get_global_step() is step]
    twice = refused(tf.train.create_global_step, ValueError)
    w = tf.Variable(1.0, dtype=tf.float64)
    move = tf.train.GradientDescentOptimizer(0.125).minimize(w * w, global_step=step)
    with _started(tf) as session:
        session.run([move])
        session.run([move])
        counted = tf.train.global_step(session, step)
        kind = session.run(step).dtype.name
    with tf.Graph().as_default():
        made = tf.train.create_global_step().op.name
    return none, same, twice, counted, kind, step.op.name, made


@shows(
    *("train.exponential_decay", "train.natural_exp_decay", "train.inverse_time_decay"),
    *("train.polynomial_decay", "train.piecewise_constant"),
)
def _falling_rates(tf):
    step = tf.placeholder(tf.int64, [])
    rate, decay = np.float64(0.1), np.float64(0.9)
    rates = [
        tf.train.exponential_decay(rate, step, 10, decay),
        tf.train.exponential_decay(rate, step, 10, decay, staircase=True),
        tf.train.natural_exp_decay(rate, step, 10, decay),
        tf.train.inverse_time_decay(rate, step, 10, decay, staircase=True),
        tf.train.polynomial_decay(rate, step, 20, np.float64(0.01), power=np.float64(2.0)),
        tf.train.polynomial_decay(np.float32(0.1), step, 20, np.float32(0.01), cycle=True),
    ]
    steps = tf.train.piecewise_constant(step, [10, 20], [np.float64(v) for v in (1.0, 0.5, 0.1)])
    with tf.Session() as session:
        return [session.run([*rates, steps], {step: n}) for n in (0, 1, 10, 15, 20, 21, 45)]


@shows(
    "train.Saver",
    "train.Saver.save",
    "train.Saver.restore",
    "train.Saver.last_checkpoints",
    "train.latest_checkpoint",
    "train.checkpoint_exists",
)
def _saving(tf):
    import tempfile
    from pathlib import Path

    w = tf.Variable([1.0, 2.0], dtype=tf.float64, name="w")
    b = tf.Variable(3, name="b")
    count = tf.Variable(7, trainable=False, name="count")
    saver, part = tf.train.Saver(max_to_keep=2), tf.train.Saver({"weights": w})
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        found.append(tf.train.latest_checkpoint(folder))
        with _started(tf) as session:
            session.run([w.assign([8.0, 9.0]), b.assign(5)])
            found.append(Path(saver.save(session, path)).name)
            names = [saver.save(session, path, global_step=step) for step in (1, 2, count)]
            found.append([Path(name).name for name in names])
            found.append([tf.train.checkpoint_exists(name) for name in (path, *names, "no")])
            found.append(Path(tf.train.latest_checkpoint(folder)).name)
            found.append([Path(name).name for name in saver.last_checkpoints])
            part.save(session, f"{path}-part")
        with _started(tf) as session:
            found.append(session.run([w, b]))
            saver.restore(session, names[-1])
            found.append(session.run([w, b, count]))
            session.run(w.assign([0.0, 0.0]))
            part.restore(session, f"{path}-part")
            found.append(session.run(w))
            found.append(refused(lambda: saver.restore(session, f"{folder}/none"), ValueError))
            found.append(refused(lambda: saver.restore(session, f"{path}-part")))
            found.append(Path(saver.save(session, f"{folder}/new/model")).name)
    with tf.Graph().as_default():
        found.append(refused(tf.train.Saver, ValueError))
    return found


@shows(
    "summary.scalar",
    "summary.histogram",
    "summary.merge",
    "summary.merge_all",
    "summary.FileWriter",
    "summary.FileWriter.add_summary",
    "summary.FileWriter.add_graph",
    "summary.FileWriter.close",
    "summary.FileWriter.flush",
    "summary.FileWriter.get_logdir",
)
def _summaries(tf):
    import tempfile
    from pathlib import Path

    x = tf.placeholder(tf.float64, [None], name="x")
    none = tf.summary.merge_all() is None
    mean = tf.summary.scalar("mean", tf.reduce_mean(x))
    with tf.name_scope("layer"):
        tf.summary.scalar("largest", tf.reduce_max(x))
    spread = tf.summary.histogram("spread", x)
    merged, some = tf.summary.merge_all(), tf.summary.merge([mean, spread])
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        writer = tf.summary.FileWriter(folder, tf.get_default_graph())
        for step in range(3):
            writer.add_summary(session.run(merged, {x: [1.0, 2.0, step]}), step)
        writer.add_summary(session.run(some, {x: [5.0]}), global_step=9)
        writer.flush()
        writer.close()
        where = writer.get_logdir() == folder
        (file,) = Path(folder).iterdir()
        events = _read_events(file)
    return none, where, file.name.split(".")[:3], events


def _read_events(file):
    from tensorflow.compat.v1.train import summary_iterator

    events = []
    for event in summary_iterator(str(file)):
        if event.HasField("graph_def"):
            events.append("a graph")
        for value in event.summary.value:
            if value.HasField("histo"):
                histo = value.histo
                shown = [histo.min, histo.max, histo.num, histo.sum, histo.sum_squares]
                shown.append(sum(histo.bucket))
            else:
                shown = value.simple_value
            events.append([event.step, value.tag, np.asarray(shown)])
    return events


# Settings


@shows("device", "ConfigProto", "GPUOptions", "Session")
def _settings(tf):
    config = tf.ConfigProto(log_device_placement=False, allow_soft_placement=True)
    config.gpu_options.allow_growth = True
    options = tf.GPUOptions(per_process_gpu_memory_fraction=0.3)
    with tf.device("/cpu:0"):
        x = tf.constant(2.0, tf.float64)
    with tf.Session(config=tf.ConfigProto(gpu_options=options)):
        pass
    with tf.Session(config=config) as session:
        return session.run(x), config.allow_soft_placement, config.gpu_options.allow_growth


@shows(
    *("linalg.inv", "linalg.matmul", "linalg.tensordot", "random.normal", "random.uniform"),
    *("random.truncated_normal", "random.set_random_seed", "math.softplus", "math.reduce_sum"),
)
def _names_by_their_newer_addresses(tf):
    x = tf.constant([[2.0, 1.0], [0.5, 1.0]], tf.float64)
    tf.random.set_random_seed(1)
    return run(
        tf,
        [
            *(tf.linalg.inv(x), tf.linalg.matmul(x, x), tf.linalg.tensordot(x, x, 1)),
            *(tf.math.reduce_sum(tf.math.log(x)), tf.math.softplus(x)),
            tf.shape(tf.random.normal([2, 3], dtype=tf.float64)),
            tf.shape(tf.random.truncated_normal([2, 3], dtype=tf.float64)),
            tf.shape(tf.random.uniform([2], dtype=tf.float64)),
        ],
    )


# Older spellings


@shows(
    *("Session", "InteractiveSession", "Variable", "assign", "assign_add", "assign_sub"),
    *("gradients", "name_scope", "nn.dropout"),
)
def _older_spellings(tf):
    settings = {"collections": [tf.GraphKeys.GLOBAL_VARIABLES], "validate_shape": True}
    w = tf.Variable([1.0, 2.0], True, **settings, name="w", dtype=tf.float32)
    changes = [
        tf.assign(w, [2.0, 3.0], validate_shape=True, use_locking=True, name="set"),
        tf.assign_add(w, [1.0, 1.0], True),
        tf.assign_sub(w, [0.5, 0.5], use_locking=False),
    ]
    with tf.name_scope(None, "default", [w]):
        grads = tf.gradients(w * w, w, colocate_gradients_with_ops=True, gate_gradients=True)
        named = tf.identity(w, name="named")
    with tf.name_scope("mine", "default", [w]):
        renamed = tf.identity(w, name="named")
    kept = tf.nn.dropout(tf.ones([50, 50], tf.float32), keep_prob=0.5)
    session = tf.InteractiveSession("", config=tf.ConfigProto())
    session.run(tf.global_variables_initializer())
    values = [[session.run(change), session.run([w, grads])] for change in changes]
    values.append(np.unique(kept.eval()))
    session.close()
    with tf.Session("", tf.get_default_graph(), None) as session:
        session.run(w.initializer)
        values.append(session.run(w))
    return values, _names([changes[0], named, renamed]), isinstance(w, tf.Variable)


@shows(
    *(f"train.{name}Optimizer" for name in ("Adagrad", "Adam", "GradientDescent", "Momentum")),
    "train.RMSPropOptimizer",
    loosely=10,
)
def _older_settings_of_optimizers(tf):
    optimizers = [
        tf.train.GradientDescentOptimizer(0.125, True),
        tf.train.MomentumOptimizer(0.125, 0.5, False, "Momentum", True),
        tf.train.AdagradOptimizer(0.125, 0.5, False),
        tf.train.RMSPropOptimizer(0.125, 0.5, 0.25, 0.5, use_locking=True),
        tf.train.AdamOptimizer(0.125, 0.5, 0.5, 0.25, False),
    ]
    results = []
    for optimizer in optimizers:
        w = tf.Variable([3.0, -2.0], dtype=tf.float32)
        loss = tf.reduce_sum(tf.square(w - [1.0, 0.5]))
        pairs = optimizer.compute_gradients(loss, [w], aggregation_method=None)
        pairs = [(tf.clip_by_value(grad, -1.0, 1.0), v) for grad, v in pairs]
        steps = [
            optimizer.minimize(loss, None, [w], colocate_gradients_with_ops=True),
            optimizer.apply_gradients(pairs),
        ]
        with _started(tf) as session:
            for step in steps * 3:
                session.run(step)
            results.append(session.run(w))
    return results, isinstance(optimizers[0], tf.train.Optimizer)


# Text and int16


@shows("constant", "placeholder", "int16", "string")
def _text_and_int16(tf):
    hello, words = tf.constant("Hello"), tf.constant(["a", "bc"], tf.string)
    a, b = tf.placeholder(tf.int16), tf.placeholder(tf.int16, [2])
    three = tf.constant(3, tf.int16)
    with tf.Session() as session:
        text = session.run([hello, words])
        numbers = session.run([three, a + b, tf.multiply(a, b), b * three], {a: 2, b: [3, 4]})
    return text[0].decode(), [one.decode() for one in text[1]], numbers, text[1].dtype.kind
