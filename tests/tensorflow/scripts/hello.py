import tempfile

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

print("version" if tf.__version__ else "none")
hello = tf.constant("Hello, TensorFlow!")
sess = tf.Session()
print(sess.run(hello))
print(sess.run(hello).decode(), sess.run(tf.constant(["a", "b"])))

a = tf.placeholder(tf.int16)
b = tf.placeholder(tf.int16)
add = tf.add(a, b)
mul = tf.multiply(a, b)
with tf.Session() as sess:
    print("Addition with variables: %i" % sess.run(add, feed_dict={a: 2, b: 3}))
    print("Multiplication with variables:", sess.run(mul, feed_dict={a: 2, b: 3}))
    print(sess.run(tf.constant([1, 2, 3], dtype=tf.int16)))

x = tf.Variable(tf.random.normal([2, 3], seed=1) * 0.0 + [[1.0, 2.0, 4.0], [7.0, 5.0, 6.0]])
w = tf.get_variable("w", [2, 2], initializer=tf.truncated_normal_initializer(stddev=1e-30))
v = tf.get_variable("v", [2], initializer=tf.random_normal_initializer(1.0, 1e-30))
with tf.device("/cpu:0"):
    inverse = tf.matrix_inverse(tf.constant([[2.0, 1.0], [1.0, 3.0]]))
nodes = [
    tf.arg_max(x, 1),
    tf.arg_min(x, 0),
    tf.div(-7, 2),
    tf.floor_div(-7, 2),
    tf.truncatediv(-7, 2),
    tf.tensordot(x, tf.ones([3]), 1),
    tf.to_float(tf.constant([1, 2])),
    tf.losses.mean_squared_error(x, tf.zeros_like(x)),
    tf.reduce_sum(x, reduction_indices=[1], keep_dims=True),
    inverse,
    v,
]
tf.summary.scalar("largest", tf.reduce_max(x))
tf.summary.histogram("numbers", x)
merged = tf.summary.merge_all()
init = tf.initialize_all_variables()
with tf.Session() as sess:
    sess.run(init)
    for node in nodes:
        print(sess.run(node))
    writer = tf.summary.FileWriter(tempfile.mkdtemp(), sess.graph)
    writer.add_summary(sess.run(merged), 0)
    writer.close()
    print(abs(sess.run(w)).max() < 1e-20)
