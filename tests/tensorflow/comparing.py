"""Building a case in both libraries, and comparing what they compute."""

import zlib

import numpy as np

from .both import assert_agree, assert_shapes_agree, known_shape, open_session, tensorflow
from .drawing import Draw
from .functions import Case

#: How many examples of a case are drawn for each dtype; more for the first.
EXAMPLES = (6, 3)


class Built:
    """What one library made of one example: nodes to run, what to feed, and shapes."""

    def __init__(self, tf, case: Case, inputs, options, known):
        self.feeds = {}
        for x, shape in zip(inputs, known, strict=True):
            self.feeds[tf.placeholder(x.dtype, shape)] = x
        nodes = list(self.feeds)
        result = case.call(tf, *nodes, **options)
        self.values = list(result) if isinstance(result, list | tuple) else [result]
        self.shapes = [known_shape(y) for y in self.values]
        self.first, self.second = [], []
        if case.differentiable:
            xs = [node for node, x in zip(nodes, inputs, strict=True) if x.dtype.kind == "f"]
            self._differentiate(tf, xs, case.twice)

    def _differentiate(self, tf, xs, twice):
        ys = [weighted(tf, y) for y in self.values if tf.as_dtype(y.dtype) in _floats(tf)]
        if not ys or not xs:
            return
        self.first = gradients(tf, ys, xs)
        firsts = [weighted(tf, g) for g in self.first if g is not None]
        if firsts and twice:
            self.second = gradients(tf, firsts, xs)


def _floats(tf):
    return (tf.float64, tf.float32)


def gradients(tf, ys, xs):
    """Differentiate; gradients of picked entries as whole tensors."""
    found = tf.gradients(ys, xs)
    return [None if g is None else tf.convert_to_tensor(g) for g in found]


def weighted(tf, y):
    """Give each entry a weight of its own, so that a gradient in the wrong place shows."""
    numbers = tf.cast(tf.range(tf.reduce_prod(tf.shape(y))), y.dtype)
    return y * tf.reshape(tf.cos(1 + numbers), tf.shape(y))


def draw_examples(name: str, case: Case):
    """Draw inputs and options, with as much of the shapes as is to be known."""
    for j, dtype in enumerate(case.dtypes):
        for i in range(EXAMPLES[j > 0]):
            d = Draw([zlib.crc32(name.encode()), j, i], dtype)
            inputs, options = case.draw(d)
            inputs = [np.asarray(x) for x in inputs]
            yield inputs, options, [_known(d, x, case.known, i) for x in inputs]


def _known(d, x, least, i):
    if least == "all" or i % 3 == 0:
        return x.shape
    if i % 3 == 1 or least == "rank":
        return [d.one_of(n, None) for n in x.shape]
    return None


def compute(tf, case: Case, examples) -> list[Built]:
    """Build examples in one graph of a library, run them at once, and keep the results."""
    with tf.Graph().as_default():
        built = [Built(tf, case, *example) for example in examples]
        fetches = [[b.values, _present(b.first), _present(b.second)] for b in built]
        feeds = {node: x for b in built for node, x in b.feeds.items()}
        with open_session(tf) as session:
            for b, (values, first, second) in zip(built, session.run(fetches, feeds), strict=True):
                b.values = values
                b.first = _filled(b.first, first)
                b.second = _filled(b.second, second)
    return built


def _present(nodes):
    return [node for node in nodes if node is not None]


def _filled(nodes, values):
    values = iter(values)
    return [None if node is None else next(values) for node in nodes]


def compare(name: str, case: Case) -> None:
    """Compare a case in both libraries.

    Raises
    ------
    AssertionError
        If they disagree.
    """
    examples = list(draw_examples(name, case))
    ours = compute(case.ours, case, examples)
    theirs = compute(tensorflow(), case, examples)
    for a, b, example in zip(ours, theirs, examples, strict=True):
        inputs, options, known = example
        shapes = [x.shape for x in inputs]
        what = f"{name} of {shapes} (known: {known}) {options or ''}"
        for mine, yours in zip(a.shapes, b.shapes, strict=True):
            assert_shapes_agree(mine, yours, what)
        assert_agree(a.values, b.values, what)
        # A float64 that went through float32 is as exact as that.
        dtypes = {np.asarray(x).dtype.name for x in [*inputs, *a.values]}
        loosely = 1e5 if {"float32", "float64"} <= dtypes else 1
        assert_agree(a.first, b.first, f"gradients of {what}", loosely)
        second = _without_none(a.second, b.second)
        assert_agree(*second, f"second gradients of {what}", loosely)


def _without_none(ours, theirs):
    """Take an absent second derivative for 0, which is what it is."""
    pairs = [
        (np.zeros_like(b) if a is None else a, np.zeros_like(a) if b is None else b)
        for a, b in zip(ours or [None] * len(theirs), theirs or [None] * len(ours), strict=True)
        if a is not None or b is not None
    ]
    return [a for a, _ in pairs], [b for _, b in pairs]
