import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

rng = np.random.RandomState(1)
codes = rng.randint(0, 2, (40, 2))
patterns = np.array([[1, 1, 0, 0, 1, 0], [0, 1, 1, 0, 0, 1]])
data = np.clip(codes @ patterns, 0, 1).astype(np.float32)

num_input, num_hidden, num_code = 6, 4, 2
X = tf.placeholder("float", [None, num_input])


def make(*shape):
    return tf.Variable(rng.normal(0, 0.5, shape).astype(np.float32))


weights = {
    "encoder_h1": make(num_input, num_hidden),
    "encoder_h2": make(num_hidden, num_code),
    "decoder_h1": make(num_code, num_hidden),
    "decoder_h2": make(num_hidden, num_input),
}
biases = {
    "encoder_b1": make(num_hidden),
    "encoder_b2": make(num_code),
    "decoder_b1": make(num_hidden),
    "decoder_b2": make(num_input),
}


def half(x, name):
    layer_1 = tf.nn.sigmoid(tf.add(tf.matmul(x, weights[name + "_h1"]), biases[name + "_b1"]))
    return tf.nn.sigmoid(tf.add(tf.matmul(layer_1, weights[name + "_h2"]), biases[name + "_b2"]))


y_pred = half(half(X, "encoder"), "decoder")
loss = tf.reduce_mean(tf.pow(X - y_pred, 2))
optimizer = tf.train.RMSPropOptimizer(0.01).minimize(loss)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(1, 101):
        _, l = sess.run([optimizer, loss], feed_dict={X: data})
        if i % 25 == 0 or i == 1:
            print("Step %i: Minibatch Loss: %f" % (i, l))
    print(sess.run(y_pred, feed_dict={X: data[:2]}))
