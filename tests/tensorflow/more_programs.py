"""What is compared of `dl101.extras` besides its functions of tensors."""

import numpy as np

from .programs import refused, run, shows


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


@shows("variable_scope", "get_variable", "losses.get_regularization_losses")
def _settings_of_scopes(tf):
    def size(w):
        return tf.nn.l2_loss(w)

    with tf.variable_scope(
        "a", initializer=tf.constant_initializer(2.0), regularizer=size, dtype=tf.float64
    ):
        w = tf.get_variable("w", [3])
        with tf.variable_scope("b"):
            v = tf.get_variable("v", [2], trainable=False)
    losses = tf.losses.get_regularization_losses()
    total = tf.losses.get_total_loss()
    return run(tf, [w, v, losses, total]), _names(tf.trainable_variables())


@shows(
    *("Variable.read_value", "Variable.initialized_value", "Variable.load", "Variable.value"),
    *("initialize_all_variables", "initialize_variables", "all_variables", "local_variables"),
    "local_variables_initializer",
)
def _older_ways_with_variables(tf):
    w = tf.Variable([1.0, 2.0], dtype=tf.float64, name="w")
    double = tf.Variable(w.initialized_value() * 2.0, name="double")
    read, value = w.read_value(), w.value()
    with tf.Session() as session:
        session.run(tf.initialize_all_variables())
        session.run(tf.local_variables_initializer())
        results = [session.run([w, double, read, value])]
        w.load([5.0, 6.0], session)
        results.append(session.run([w, double, read * 1.0]))
        w.load(np.array([7.0, 8.0]))
        results.append(w.eval())
        session.run(tf.initialize_variables([w]))
        results.append(session.run(w))
        wrong = refused(lambda: w.load([1.0, 2.0, 3.0], session))
    return results, wrong, _names(tf.all_variables()), tf.local_variables()


@shows("GraphKeys", "add_to_collection", "get_collection", "get_collection_ref")
def _collections(tf):
    with tf.variable_scope("one"):
        a = tf.get_variable("a", [], tf.float64)
    with tf.variable_scope("two"):
        tf.get_variable("b", [], tf.float64, trainable=False)
    tf.add_to_collection("mine", a)
    tf.add_to_collection("mine", 3)
    tf.get_collection_ref("mine").append("text")
    keys = tf.GraphKeys
    lists = [
        tf.get_collection(keys.GLOBAL_VARIABLES),
        tf.get_collection(keys.TRAINABLE_VARIABLES),
        tf.get_collection(keys.GLOBAL_VARIABLES, scope="two"),
        tf.get_collection("nothing"),
    ]
    mine = tf.get_collection("mine")
    same = (keys.LOSSES, keys.SUMMARIES, keys.REGULARIZATION_LOSSES, keys.GLOBAL_STEP)
    return [_names(one) for one in lists], [mine[0] is a, *mine[1:]], list(same)


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
    *("orthogonal_initializer", "initializers.he_normal", "initializers.he_uniform"),
    *("initializers.random_normal", "initializers.random_uniform"),
    *("initializers.truncated_normal", "initializers.glorot_uniform"),
    *("initializers.glorot_normal", "initializers.variance_scaling", "initializers.orthogonal"),
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
    orthogonal = []
    for make in (tf.orthogonal_initializer(2.0), init.orthogonal()):
        q = run(tf, make([5, 3], dtype=tf.float64))
        orthogonal.append(np.round(q.T @ q, 9) + 0.0)
    deviations = [deviation for _, _, deviation, _, _ in found]
    return [f[:2] for f in found], np.array(deviations), np.array(bounds), orthogonal


# Decisions and loops


@shows("cond")
def _cond(tf):
    x = tf.placeholder(tf.float64, [])
    w = tf.constant(3.0, tf.float64)
    counter = tf.Variable(0, trainable=False)
    one = tf.cond(x > 0, lambda: x * w, lambda: w - x)
    two = tf.cond(x > 0, lambda: [x, x * 2.0], lambda: [w, w * 2.0])
    inner = tf.cond(x > 1, lambda: tf.cond(x > 2, lambda: x * x, lambda: x), lambda: -x)
    counted = tf.cond(x > 0, lambda: counter.assign_add(1), lambda: counter + 0)
    grads = [tf.gradients(y, [x, w]) for y in (one, two[1])] + [tf.gradients(inner, [x])]
    second = tf.gradients(tf.gradients(tf.cond(x > 0, lambda: x**3.0, lambda: x), x)[0], x)
    results = []
    with _started(tf) as session:
        for value in (-1.0, 0.5, 1.5, 2.5):
            feeds = {x: value}
            results.append(session.run([one, two, inner, grads], feeds))
            results.append(session.run([second], feeds) if value > 0 else [])
            session.run(counted, feeds)
        results.append(session.run(counter))
    wrong = [
        refused(lambda: tf.cond(x > 0, w, x), TypeError),
        refused(lambda: tf.cond(x > 0, lambda: x, lambda: tf.constant(1))),
    ]
    return results, wrong


@shows("while_loop")
def _while_loops(tf):
    start, factor = tf.constant(0), tf.constant(1.5, tf.float64)
    x = tf.placeholder(tf.float64, [2])
    count, power = tf.while_loop(lambda i, p: i < 4, lambda i, p: [i + 1, p * factor], [start, x])
    single = tf.while_loop(lambda n: n > 1, lambda n: n - 2, [tf.constant(9)])
    newton = tf.while_loop(
        lambda r, _: tf.abs(r * r - 2.0) > 1e-12,
        lambda r, k: ((r + 2.0 / r) / 2.0, k + 1),
        (tf.constant(1.0, tf.float64), tf.constant(0)),
    )
    never = tf.while_loop(lambda i: i < 0, lambda i: i + 1, [start])
    capped = tf.while_loop(lambda i: i < 9, lambda i: i + 1, [start], maximum_iterations=3)
    nested = tf.while_loop(
        lambda i, total: i < 3,
        lambda i, total: [
            i + 1,
            tf.while_loop(lambda j, t: j < i, lambda j, t: [j + 1, t + 1], [start, total])[1],
        ],
        [start, tf.constant(0)],
    )
    fetches = [count, power, single, list(newton), never, capped, nested]
    values = run(tf, fetches, {x: [1.0, -2.0]})
    wrong = [
        refused(lambda: tf.while_loop(lambda i: i < 3, lambda i: [i, i], [start])),
        refused(lambda: tf.while_loop(start, start, [start]), TypeError),
    ]
    return values, wrong


@shows("while_loop")
def _a_loop_whose_lengths_change(tf):
    i, rows = tf.while_loop(
        lambda i, rows: i < 3,
        lambda i, rows: [i + 1, tf.concat([rows, rows[:1] + 1.0], 0)],
        [tf.constant(0), tf.constant([[1.0, 2.0]], tf.float64)],
        shape_invariants=[_shape(tf, []), _shape(tf, [None, 2])],
    )
    return run(tf, [i, rows])


def _shape(tf, lengths):
    return tf.TensorShape(lengths) if hasattr(tf, "TensorShape") else lengths


@shows("py_func")
def _python_functions(tf):
    x = tf.placeholder(tf.float64, [None])
    doubled = tf.py_func(lambda a: a * 2, [x], tf.float64)
    both = tf.py_func(
        lambda a, b: (a.sum(), (a > b).astype("int64")), [x, x[0]], [tf.float64, tf.int64]
    )
    sure = tf.py_func(lambda a: a.astype("float32"), [x], tf.float64)
    with tf.Session() as session:
        return (
            session.run([doubled, both], {x: [1.0, 2.0, 3.0]}),
            tf.gradients(doubled, x)[0] is None,
            refused(lambda: session.run(sure, {x: [1.0]})),
        )


@shows("Print", "Assert", "assert_equal", "assert_less", "assert_positive")
def _checks(tf):
    x = tf.placeholder(tf.float64, [2])
    shown = tf.Print(x, [x, x + 1.0], "x and more: ", first_n=1)
    grad = tf.gradients(shown * shown, x)
    checks = [
        tf.Assert(tf.reduce_all(x > 0), [x], name="check"),
        tf.assert_equal(x, tf.constant([1.0, 2.0], tf.float64)),
        tf.assert_less(x, tf.constant([2.0, 3.0], tf.float64)),
        tf.assert_positive(x),
    ]
    with tf.Session() as session:
        good, bad = {x: [1.0, 2.0]}, {x: [-4.0, 5.0]}
        return (
            session.run([shown, grad], good),
            [session.run(check, good) for check in checks],
            [refused(lambda check=check: session.run(check, bad)) for check in checks],
        )


@shows("placeholder_with_default")
def _defaults(tf):
    x = tf.placeholder_with_default(tf.constant([1.0, 2.0], tf.float64), [None])
    y = x * 2.0
    with tf.Session() as session:
        return session.run(y), session.run(y, {x: [5.0]}), session.run(y, {x: [1, 2, 3]})


@shows("random_shuffle")
def _shuffling(tf):
    x = tf.constant(np.arange(40.0).reshape(20, 2))
    first = run(tf, tf.random_shuffle(x, seed=1))
    return np.sort(first, 0), bool((first[:, 1] == first[:, 0] + 1).all()), list(first.shape)


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


@shows("losses.add_loss", "losses.get_losses", "losses.get_total_loss", "losses.Reduction")
def _gathered_losses(tf):
    x = tf.constant([1.0, 3.0], tf.float32)
    tf.losses.mean_squared_error(x, tf.constant([2.0, 1.0], tf.float32), weights=0.5)
    tf.losses.add_loss(tf.constant(10.0, tf.float32))
    hidden = tf.losses.absolute_difference(x, x + 1, loss_collection=None)
    every = tf.losses.get_losses()
    return run(tf, [every, tf.losses.get_total_loss(), hidden]), tf.losses.Reduction.SUM


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
    "logging.set_verbosity",
    "logging.get_verbosity",
    "logging.ERROR",
    "logging.WARN",
    "logging.INFO",
    "logging.DEBUG",
    "logging.FATAL",
    "logging.info",
    "logging.warn",
    "logging.warning",
    "logging.error",
)
def _logging(tf):
    before = tf.logging.get_verbosity()
    tf.logging.set_verbosity(tf.logging.FATAL)
    found = tf.logging.get_verbosity() == tf.logging.FATAL
    for log in (tf.logging.info, tf.logging.warn, tf.logging.warning, tf.logging.error):
        log("%d things", 3)
    tf.logging.set_verbosity(before)
    levels = [getattr(tf.logging, name) for name in ("DEBUG", "INFO", "WARN", "ERROR", "FATAL")]
    return found, levels == sorted(levels)


@shows("linalg", "math", "random", "initializers")
def _names_by_their_newer_addresses(tf):
    x = tf.constant([[2.0, 1.0], [0.5, 1.0]], tf.float64)
    return run(
        tf,
        [
            tf.linalg.inv(x),
            tf.linalg.det(x),
            tf.linalg.matmul(x, x),
            tf.linalg.norm(x),
            tf.linalg.trace(x),
            tf.linalg.transpose(x),
            tf.math.reduce_sum(tf.math.log(x)),
            tf.math.softplus(x),
            tf.math.top_k(x)[0],
            tf.shape(tf.random.normal([2, 3], dtype=tf.float64)),
            tf.shape(tf.random.uniform([2], dtype=tf.float64)),
        ],
    )
