import os
import tempfile

import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

folder = tempfile.mkdtemp()
path = os.path.join(folder, "model.ckpt")

v1 = tf.get_variable("v1", shape=[3], initializer=tf.zeros_initializer)
v2 = tf.get_variable("v2", shape=[5], initializer=tf.zeros_initializer)
inc_v1 = v1.assign(v1 + 1)
dec_v2 = v2.assign(v2 - 1)
init_op = tf.global_variables_initializer()
saver = tf.train.Saver()

with tf.Session() as sess:
    sess.run(init_op)
    inc_v1.op.run()
    dec_v2.op.run()
    save_path = saver.save(sess, path)
    print("Model saved:", os.path.basename(save_path))
    for step in range(3):
        sess.run(inc_v1)
        saver.save(sess, path, global_step=step)

tf.reset_default_graph()
v1 = tf.get_variable("v1", shape=[3])
v2 = tf.get_variable("v2", shape=[5])
saver = tf.train.Saver()
with tf.Session() as sess:
    saver.restore(sess, path)
    print("v1 : %s" % v1.eval())
    print("v2 : %s" % v2.eval())
    latest = tf.train.latest_checkpoint(folder)
    print("Latest:", os.path.basename(latest))
    saver.restore(sess, latest)
    print("v1 : %s" % sess.run(v1))
