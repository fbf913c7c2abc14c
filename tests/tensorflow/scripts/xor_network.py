import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

XOR_X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float64)
XOR_Y = np.array([[0], [1], [1], [0]], dtype=np.float64)
rng = np.random.RandomState(3)

x_ = tf.placeholder(tf.float64, shape=[4, 2], name="x-input")
y_ = tf.placeholder(tf.float64, shape=[4, 1], name="y-input")
Theta1 = tf.Variable(rng.uniform(-1, 1, (2, 4)), name="Theta1")
Theta2 = tf.Variable(rng.uniform(-1, 1, (4, 1)), name="Theta2")
Bias1 = tf.Variable(np.zeros(4), name="Bias1")
Bias2 = tf.Variable(np.zeros(1), name="Bias2")

with tf.name_scope("layer2"):
    A2 = tf.sigmoid(tf.matmul(x_, Theta1) + Bias1)
with tf.name_scope("layer3"):
    Hypothesis = tf.sigmoid(tf.matmul(A2, Theta2) + Bias2)
with tf.name_scope("cost"):
    cost = tf.reduce_mean(((y_ * tf.log(Hypothesis)) + ((1 - y_) * tf.log(1.0 - Hypothesis))) * -1)
with tf.name_scope("train"):
    train_step = tf.train.MomentumOptimizer(0.5, 0.9).minimize(cost)

init = tf.global_variables_initializer()
sess = tf.Session()
sess.run(init)
for i in range(601):
    sess.run(train_step, feed_dict={x_: XOR_X, y_: XOR_Y})
    if i % 200 == 0:
        print("Epoch", i, "cost", sess.run(cost, feed_dict={x_: XOR_X, y_: XOR_Y}))
print(
    "Hypothesis", sess.run(tf.to_float(Hypothesis > 0.5), feed_dict={x_: XOR_X, y_: XOR_Y}).ravel()
)
print([v.op.name for v in tf.trainable_variables()])
sess.close()
