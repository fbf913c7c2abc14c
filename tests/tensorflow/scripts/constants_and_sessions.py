import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

a = tf.constant(2)
b = tf.constant(3)
with tf.Session() as sess:
    print("a: %i" % sess.run(a), "b: %i" % sess.run(b))
    print("Addition with constants: %i" % sess.run(a + b))
    print("Multiplication with constants: %i" % sess.run(a * b))
    print("Division:", sess.run(tf.div(a * 7, b)), sess.run(a / b), sess.run(a % b))

x = tf.placeholder(tf.int32)
y = tf.placeholder(tf.int32)
add = tf.add(x, y)
mul = tf.multiply(x, y)
with tf.Session() as sess:
    print("Addition with variables: %i" % sess.run(add, feed_dict={x: 2, y: 3}))
    print("Multiplication with variables: %i" % sess.run(mul, feed_dict={x: 2, y: 3}))

matrix1 = tf.constant([[3.0, 3.0]])
matrix2 = tf.constant([[2.0], [2.0]])
product = tf.matmul(matrix1, matrix2)
with tf.Session() as sess:
    result = sess.run(product)
    print(result)

sess = tf.InteractiveSession()
inverse = tf.matrix_inverse(tf.constant([[2.0, 1.0], [1.0, 3.0]]))
print(inverse.eval())
sess.close()
