import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x_data = np.array([1.0, 2.0, 3.0], dtype=np.float32)
y_data = np.array([1.0, 2.0, 3.0], dtype=np.float32)
W = tf.Variable(5.0, dtype=tf.float32)
X = tf.placeholder(tf.float32)
Y = tf.placeholder(tf.float32)
hypothesis = X * W
cost = tf.reduce_mean(tf.square(hypothesis - Y))

gradient = tf.reduce_mean((W * X - Y) * X) * 2
optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.01)
gvs = optimizer.compute_gradients(cost, [W])
clipped = [(tf.clip_by_value(grad, -10.0, 10.0), var) for grad, var in gvs]
apply_gradients = optimizer.apply_gradients(clipped)
(grads,) = tf.gradients(cost, [W])
norm = tf.global_norm([grads])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(30):
        g, by_hand, w = sess.run([grads, gradient, W], feed_dict={X: x_data, Y: y_data})
        sess.run(apply_gradients, feed_dict={X: x_data, Y: y_data})
        if step % 10 == 0:
            print(step, g, by_hand, w, sess.run(norm, {X: x_data, Y: y_data}))

descent = W - 0.1 * gradient
update = W.assign(descent)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(5):
        sess.run(update, feed_dict={X: x_data, Y: y_data})
        print(step, sess.run(cost, feed_dict={X: x_data, Y: y_data}), sess.run(W))
