import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

i = tf.constant(0)
total = tf.constant(0)
last, result = tf.while_loop(lambda i, s: tf.less(i, 10), lambda i, s: (i + 1, s + i), [i, total])

x = tf.placeholder(tf.float32, name="x")
branch = tf.cond(tf.less(x, 0.0), lambda: tf.negative(x), lambda: tf.square(x))
slope = tf.gradients(branch, x)[0]


def fibonacci(n):
    a, b = tf.while_loop(
        lambda a, b: b < n, lambda a, b: [b, a + b], [tf.constant(0), tf.constant(1)]
    )
    return b


cubed = tf.py_func(lambda a: np.power(a, 3).astype(np.float32), [x], tf.float32)
check = tf.Assert(tf.reduce_all(tf.is_finite(x)), [x])

with tf.Session() as sess:
    print(sess.run([last, result]))
    for value in (-2.0, 3.0):
        print(*sess.run([branch, slope, cubed], feed_dict={x: value}))
    print("fibonacci", sess.run(fibonacci(100)))
    sess.run(check, {x: 1.0})
    try:
        sess.run(check, {x: np.inf})
    except Exception:
        print("the assertion failed")

halves = tf.split(tf.reshape(tf.range(8), [2, 4]), 2, axis=1)
rows = tf.unstack(tf.reshape(tf.range(6), [2, 3]))
values, indices = tf.nn.top_k(tf.constant([3, 1, 4, 1, 5]), k=2)
with tf.Session() as sess:
    print(sess.run(halves), sess.run(rows))
    print(sess.run([values, indices]), sess.run(tf.tile([[1, 2]], [2, 2])))
    print(sess.run(tf.einsum("ij,jk->ik", tf.ones([2, 3]), tf.ones([3, 2]))))
    print(sess.run(tf.count_nonzero([[0, 1, 0], [1, 1, 0]])))
