"""Programs as readers write them: for TensorSlow, for TensorFlow 1, and where those go wrong."""

import numpy as np
import pytest

import dl101 as ts


@pytest.fixture(autouse=True)
def seeded():
    np.random.seed(0)  # noqa: NPY002 (as such programs do)


def test_tensorslow_programs_of_its_first_pages():
    ts.Graph().as_default()
    A = ts.Variable([[1, 0], [0, -1]])
    b = ts.Variable([1, 1])
    x = ts.placeholder()
    z = ts.add(ts.matmul(A, x), b)
    assert ts.Session().run(z, {x: [1, 2]}).tolist() == [2, -1]

    w = ts.Variable([1, 1])
    p = ts.sigmoid(ts.add(ts.matmul(w, x), ts.Variable(0)))
    assert ts.Session().run(p, {x: [3, 2]}) == pytest.approx(1 / (1 + np.exp(-5)))

    W = ts.Variable([[1, -1], [1, -1]])
    p = ts.softmax(ts.add(ts.matmul(x, W), ts.Variable([0, 0])))
    output = ts.Session().run(p, {x: [[0, 1], [-1, -2]]})
    np.testing.assert_allclose(output, [[0.88079708, 0.11920292], [0.00247262, 0.99752738]], 1e-5)


def test_a_tensorslow_network_is_trained():
    ts.Graph().as_default()
    centers = [[-2, -2], [-2, 2], [2, -2], [2, 2]]
    points = np.concatenate([0.5 * np.random.randn(25, 2) + c for c in centers])  # noqa: NPY002
    classes = np.array([[1, 0]] * 25 + [[0, 1]] * 50 + [[1, 0]] * 25)

    X = ts.placeholder()
    c = ts.placeholder()
    W_hidden = ts.Variable(np.random.randn(2, 4))  # noqa: NPY002
    b_hidden = ts.Variable(np.random.randn(4))  # noqa: NPY002
    p_hidden = ts.sigmoid(ts.add(ts.matmul(X, W_hidden), b_hidden))
    W_output = ts.Variable(np.random.randn(4, 2))  # noqa: NPY002
    b_output = ts.Variable(np.random.randn(2))  # noqa: NPY002
    p_output = ts.softmax(ts.add(ts.matmul(p_hidden, W_output), b_output))
    J = ts.negative(ts.reduce_sum(ts.reduce_sum(ts.multiply(c, ts.log(p_output)), axis=1)))
    minimization_op = ts.train.GradientDescentOptimizer(learning_rate=0.03).minimize(J)

    feed_dict = {X: points, c: classes}
    session = ts.Session()
    losses = [session.run([J, minimization_op], feed_dict)[0] for _ in range(500)]
    assert losses[-1] < 0.2 * losses[0]
    predicted = session.run(ts.argmax(p_output, 1), feed_dict)
    assert np.mean(predicted == classes.argmax(1)) > 0.95


def test_a_tensorflow_1_program():
    tf = ts
    tf.reset_default_graph()
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    labels = tf.placeholder(tf.int64, [None], name="labels")
    with tf.name_scope("hidden"):
        w = tf.Variable(tf.truncated_normal([2, 8], stddev=0.5), name="w")
        h = tf.nn.relu(tf.matmul(x, tf.cast(w, tf.float32)) + tf.zeros([8], tf.float32))
    v = tf.Variable(tf.random_normal([8, 2], dtype=tf.float32), name="v")
    logits = tf.matmul(h, v)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )
    accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), labels), tf.float32))
    train = tf.train.AdamOptimizer(0.05).minimize(loss)
    points = np.random.randn(200, 2)  # noqa: NPY002
    feed = {x: points, labels: (points[:, 0] * points[:, 1] > 0).astype(int)}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        first = sess.run(loss, feed_dict=feed)
        for _ in range(200):
            sess.run(train, feed_dict=feed)
        assert loss.eval(feed) < 0.5 * first
        assert sess.run(accuracy, feed) > 0.85
    assert w.name == "hidden/w"


def test_a_least_squares_line_reaches_the_solution(session):
    x = np.linspace(-1, 1, 20)
    y = 3 * x - 0.5 + 0.1 * np.random.randn(20)  # noqa: NPY002
    a, b = ts.Variable(0.0), ts.Variable(0.0)
    loss = ts.reduce_mean(ts.square(a * x + b - y))
    step = ts.train.MomentumOptimizer(0.3, 0.5).minimize(loss)
    for _ in range(200):
        session.run(step)
    np.testing.assert_allclose(session.run([a, b]), np.polyfit(x, y, 1), rtol=1e-6)


def test_a_loop_of_runs_adds_nothing_to_the_graph(session, graph):
    x = ts.placeholder()
    w = ts.Variable([1.0, 2.0])
    loss = ts.reduce_sum(ts.square(w * x))
    step = ts.train.AdamOptimizer().minimize(loss)
    session.run(ts.global_variables_initializer())
    session.run([loss, step], {x: 1.0})
    count = len(graph.nodes)
    for _ in range(5):
        session.run([loss, step], {x: 1.0})
    assert len(graph.nodes) == count
