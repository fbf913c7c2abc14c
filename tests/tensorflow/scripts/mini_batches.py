import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
tf.set_random_seed(0)
np.random.seed(0)

points = np.random.randn(120, 2).astype(np.float32)
classes = (points[:, 0] ** 2 + points[:, 1] ** 2 > 1).astype(np.int64)
w1 = np.random.randn(2, 6).astype(np.float32)
w2 = np.random.randn(6, 2).astype(np.float32)

x = tf.placeholder(tf.float32, (None, 2))
t = tf.placeholder(tf.int64, (None,))
keep_prob = tf.placeholder(tf.float32, shape=())
W1 = tf.get_variable("W1", initializer=w1)
W2 = tf.get_variable("W2", initializer=w2)
hidden = tf.nn.dropout(tf.nn.tanh(tf.matmul(x, W1)), keep_prob=keep_prob)
logits = tf.matmul(hidden, W2)
data_loss = tf.losses.sparse_softmax_cross_entropy(labels=t, logits=logits)
l2 = 1e-3 * sum(tf.nn.l2_loss(v) for v in tf.trainable_variables())
loss = data_loss + l2
optimizer = tf.train.AdamOptimizer(learning_rate=0.05)
grads, variables = zip(*optimizer.compute_gradients(loss))
grads, norm = tf.clip_by_global_norm(grads, 5.0)
train_op = optimizer.apply_gradients(zip(grads, variables))
mean = tf.reduce_mean(hidden, 0, keep_dims=True)
variance = tf.reduce_mean(tf.square(hidden - mean), 0)
accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), t), tf.float32))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(4):
        order = np.random.permutation(len(points))
        for batch in np.array_split(order, 6):
            _, value, length = sess.run(
                [train_op, loss, norm], {x: points[batch], t: classes[batch], keep_prob: 1.0}
            )
        print("epoch", epoch, "loss", value, "norm", length)
    print("accuracy", sess.run(accuracy, {x: points, t: classes, keep_prob: 1.0}))
    print(sess.run([mean, variance], {x: points, keep_prob: 1.0}))
