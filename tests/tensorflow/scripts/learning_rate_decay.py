import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

tf.app.flags.DEFINE_float("learning_rate", 0.1, "Initial learning rate.")
tf.app.flags.DEFINE_integer("max_steps", 30, "Number of steps to run trainer.")
tf.app.flags.DEFINE_boolean("verbose", True, "Whether to print the rate.")
tf.flags.DEFINE_bool("quiet", False, "Whether to leave out the last line.")
tf.flags.DEFINE_string("title", "decay", "What to print first.")
FLAGS = tf.flags.FLAGS


def main(_):
    print(FLAGS.title)
    global_step = tf.Variable(0, trainable=False)
    w = tf.Variable([1.0, -2.0], dtype=tf.float32)
    loss = tf.losses.mean_squared_error(labels=tf.constant([3.0, 1.0], tf.float32), predictions=w)
    rate = tf.train.exponential_decay(
        FLAGS.learning_rate, global_step, decay_steps=10, decay_rate=0.5, staircase=True
    )
    train_op = tf.train.GradientDescentOptimizer(rate).minimize(loss, global_step=global_step)
    config = tf.ConfigProto(allow_soft_placement=True)
    config.gpu_options.allow_growth = True
    with tf.device("/cpu:0"), tf.Session(config=config) as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(FLAGS.max_steps):
            sess.run(train_op)
            step = tf.train.global_step(sess, global_step)
            if step % 10 == 0 and FLAGS.verbose:
                print("step", step, "rate", sess.run(rate), "loss", sess.run(loss))
        if not tf.app.flags.FLAGS.quiet:
            print("w", sess.run(w))


if __name__ == "__main__":
    tf.app.run()
