import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def dense(x, size, scope, activation=None):
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        w = tf.get_variable(
            "w", [x.get_shape()[-1], size], initializer=tf.constant_initializer(0.1)
        )
        b = tf.get_variable("b", [size], initializer=tf.zeros_initializer())
        y = tf.matmul(x, tf.cast(w, x.dtype)) + tf.cast(b, x.dtype)
        return y if activation is None else activation(y)


def network(x):
    with tf.variable_scope("network"):
        hidden = dense(x, 3, "hidden", tf.nn.relu)
        return dense(hidden, 1, "output")


x = tf.placeholder(tf.float64, [None, 2], name="x")
first = network(x)
second = network(x + 1.0)
for v in tf.global_variables():
    print(v.op.name, v.get_shape().as_list())
print(len(tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="network/hidden")))

with tf.variable_scope("network/hidden", reuse=True):
    w = tf.get_variable("w", [2, 3])
print(w.op.name, w is tf.global_variables()[0])

try:
    with tf.variable_scope("network/hidden"):
        tf.get_variable("w", [2, 3])
except ValueError:
    print("ValueError: the variable exists")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([first, second], {x: np.ones((2, 2))}))
    sess.run(w.assign(w * 2))
    print(sess.run([first, second], {x: np.ones((2, 2))}))
