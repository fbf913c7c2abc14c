import os
import tempfile

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

logdir = os.path.join(tempfile.mkdtemp(), "train")
x = tf.placeholder(tf.float32, [None], name="x")
with tf.name_scope("layer"):
    w = tf.Variable(2.0, name="w", dtype=tf.float32)
    y = w * x
    tf.summary.histogram("activations", y)
loss = tf.reduce_mean(tf.square(y - 3.0 * x))
tf.summary.scalar("loss", loss)
train = tf.train.AdamOptimizer(0.1).minimize(loss)
merged = tf.summary.merge_all()

with tf.Session() as sess:
    writer = tf.summary.FileWriter(logdir, sess.graph)
    sess.run(tf.global_variables_initializer())
    for i in range(10):
        summary, value, _ = sess.run([merged, loss, train], {x: np.linspace(0, 1, 5)})
        writer.add_summary(summary, i)
        print(i, value)
    writer.close()
print("files:", len(os.listdir(logdir)), os.listdir(logdir)[0].startswith("events.out.tfevents"))
