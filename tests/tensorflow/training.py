"""Programs that train: the same losses and weights after many steps, for each optimizer."""

import numpy as np

from .programs import refused, shows

OPTIMIZERS = {
    "GradientDescentOptimizer": [{"learning_rate": 0.1}],
    "MomentumOptimizer": [
        {"learning_rate": 0.1, "momentum": 0.9},
        {"learning_rate": 0.1, "momentum": 0.5, "use_nesterov": True},
    ],
    "AdagradOptimizer": [
        {"learning_rate": 0.1},
        {"learning_rate": 0.1, "initial_accumulator_value": 0.5},
    ],
    "RMSPropOptimizer": [
        {"learning_rate": 0.001, "decay": 0.9, "momentum": 0.0, "epsilon": 1e-10},
        {"learning_rate": 0.001, "decay": 0.8, "momentum": 0.5, "epsilon": 1e-6, "centered": True},
    ],
    "AdamOptimizer": [
        {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        {"learning_rate": 0.01, "beta1": 0.8, "beta2": 0.9, "epsilon": 1e-4},
    ],
}
DEFAULTS = {
    "GradientDescentOptimizer": {"learning_rate": 0.1},
    "MomentumOptimizer": {"learning_rate": 0.1, "momentum": 0.9},
    "AdagradOptimizer": {"learning_rate": 0.1},
    "RMSPropOptimizer": {"learning_rate": 0.01},
    "AdamOptimizer": {},
}
STEPS = 200


def _network(tf, dtype, seed=0):
    """Build a small network with a loss; return the loss, its variables and what to feed."""
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(20, 3)).astype(dtype)
    classes = (points[:, 0] * points[:, 1] > 0).astype(int)
    x, labels = tf.placeholder(dtype, [None, 3]), tf.placeholder(dtype, [None, 2])
    w = tf.Variable(rng.normal(size=(3, 4)).astype(dtype), name="w")
    b = tf.Variable(np.zeros(4, dtype), name="b")
    v = tf.Variable(rng.normal(size=(4, 2)).astype(dtype), name="v")
    logits = tf.tanh(x @ w + b) @ v
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.reduce_mean(loss), [w, b, v], {x: points, labels: np.eye(2)[classes]}


def _train(tf, name, options, dtype):
    loss, variables, feeds = _network(tf, dtype)
    count = tf.Variable(0, trainable=False)
    optimizer = getattr(tf.train, name)(**options)
    step = optimizer.minimize(loss, global_step=count)
    slots = [optimizer.get_slot(v, slot) for v in variables for slot in optimizer.get_slot_names()]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        losses = [session.run([loss, step], feeds) for _ in range(STEPS)]
        # float32 drifts apart by its rounding; its last losses say little about the rule.
        shown = losses if dtype == "float64" else losses[:20]
        last = session.run([variables, slots]) if dtype == "float64" else []
        return np.array([one for one, _ in shown]), losses[0][1], last, session.run(count)


def _enter(name, options, dtype, number, loosely=10):
    def trains(tf):
        return _train(tf, name, options, dtype)

    trains.__name__ = f"{name}_{number}_{dtype}"
    methods = ("minimize", "get_slot", "get_slot_names")
    names = (f"train.{name}", *(f"train.Optimizer.{method}" for method in methods))
    shows(*names, loosely=loosely)(trains)


def _exact(options):
    """Make settings NumPy's: Python's floats TensorFlow rounds to float32, for any variable."""
    return {k: np.float64(v) if isinstance(v, float) else v for k, v in options.items()}


for _name, _variants in OPTIMIZERS.items():
    for _number, _options in enumerate(map(_exact, _variants)):
        _enter(_name, _options, "float64", _number)
    _enter(_name, DEFAULTS[_name], "float32", "defaults")


@shows(
    *("train.Optimizer.minimize", "train.Optimizer.compute_gradients"),
    *("train.Optimizer.apply_gradients", "train.Optimizer"),
)
def _gradients_changed_before_they_are_applied(tf):
    loss, variables, feeds = _network(tf, "float64")
    unused = tf.Variable(1.0, dtype=tf.float64)
    count = tf.Variable(5, trainable=False)
    optimizer = tf.train.MomentumOptimizer(np.float64(0.3), np.float64(0.9))
    pairs = optimizer.compute_gradients(loss, [*variables, unused])
    absent = [grad is None for grad, _ in pairs]
    clipped = [(tf.maximum(tf.minimum(g, 0.01), -0.01), v) for g, v in pairs if g is not None]
    step = optimizer.apply_gradients(clipped, global_step=count)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(20):
            session.run(step, feeds)
        return absent, session.run([*variables, unused, count])


@shows("train.Optimizer.minimize", "train.Optimizer")
def _some_variables_are_trained(tf):
    loss, (w, b, v), feeds = _network(tf, "float64")
    rate = tf.placeholder(tf.float64, [])
    step = tf.train.GradientDescentOptimizer(rate).minimize(loss, var_list=[w, b])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for t in range(10):
            session.run(step, {**feeds, rate: 0.5 / (t + 1)})
        return session.run([w, b, v])


@shows("train.Optimizer.minimize")
def _what_cannot_be_trained(tf):
    w = tf.Variable(1.0, dtype=tf.float64)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    other = tf.cast(tf.argmax(tf.stack([w, w])), tf.float64)
    return [
        refused(lambda: optimizer.minimize(tf.constant(1.0, tf.float64)), ValueError),
        refused(lambda: optimizer.minimize(other), ValueError),
    ]


@shows("train.Optimizer.minimize", loosely=10)
def _a_loss_of_several_numbers_is_summed(tf):
    w = tf.Variable([3.0, -2.0], dtype=tf.float64)
    step = tf.train.MomentumOptimizer(0.125, 0.5).minimize(tf.square(w - [1.0, 0.5]))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(30):
            session.run(step)
        return session.run(w)
