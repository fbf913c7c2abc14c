import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

np.random.seed(0)
centers = np.array([[0, 2], [2, -1], [-2, -1]])
labels = np.random.randint(0, 3, 300)
images = (centers[labels] + 0.7 * np.random.randn(300, 2)).astype("float32")
one_hot = np.eye(3)[labels]
batch_size = 50

x = tf.placeholder(tf.float32, [None, 2], name="x")
y = tf.placeholder(tf.float32, [None, 3], name="y")
with tf.name_scope("model"):
    W = tf.Variable(tf.zeros([2, 3]), name="W")
    b = tf.Variable(tf.zeros([3]), name="b")
    logits = tf.matmul(x, tf.to_float(W)) + tf.to_float(b)
    pred = tf.nn.softmax(logits)
with tf.name_scope("loss"):
    cost = tf.reduce_mean(-tf.reduce_sum(y * tf.log(pred), reduction_indices=1))
    fused = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
train_step = tf.train.GradientDescentOptimizer(0.1).minimize(cost)
correct_prediction = tf.equal(tf.argmax(pred, 1), tf.argmax(y, 1))
accuracy = tf.reduce_mean(tf.cast(correct_prediction, tf.float32))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for epoch in range(5):
        avg_cost = 0.0
        total_batch = len(images) // batch_size
        for i in range(total_batch):
            batch = slice(i * batch_size, (i + 1) * batch_size)
            _, c = sess.run([train_step, cost], {x: images[batch], y: one_hot[batch]})
            avg_cost += c / total_batch
        print("Epoch:", "%04d" % (epoch + 1), "cost=", "{:.6f}".format(avg_cost))
    print("Accuracy:", accuracy.eval({x: images, y: one_hot}))
    print("Fused loss:", sess.run(fused, {x: images, y: one_hot}))
    count = tf.reduce_sum(tf.to_int32(correct_prediction))
    print("Correct:", sess.run(count, {x: images, y: one_hot}))
