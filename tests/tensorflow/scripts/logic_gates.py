import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

T, F = 1.0, -1.0
bias = 1.0
train_in = [[T, T, bias], [T, F, bias], [F, T, bias], [F, F, bias]]
gates = {
    "and": [[T], [F], [F], [F]],
    "or": [[T], [T], [T], [F]],
    "nand": [[F], [T], [T], [T]],
}

for gate, train_out in gates.items():
    tf.reset_default_graph()
    w = tf.Variable(tf.constant(0.1, shape=[3, 1]))

    def step(x):
        is_greater = tf.greater(x, 0)
        as_float = tf.to_float(is_greater)
        doubled = tf.multiply(as_float, 2)
        return tf.subtract(doubled, 1)

    output = step(tf.matmul(tf.constant(train_in), w))
    error = tf.subtract(tf.constant(train_out), tf.cast(output, tf.constant(1.0).dtype))
    mse = tf.reduce_mean(tf.square(error))
    delta = tf.matmul(tf.constant(train_in), error, transpose_a=True)
    train = tf.assign(w, tf.add(w, delta))

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        err, target = 1, 0
        epoch, max_epochs = 0, 20
        while err > target and epoch < max_epochs:
            epoch += 1
            err, _ = sess.run([mse, train])
            print("gate:", gate, "epoch:", epoch, "mse:", err)
        print(sess.run(w).ravel())
