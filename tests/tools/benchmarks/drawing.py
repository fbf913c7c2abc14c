"""How long drawings take: ``python -m tests.tools.benchmarks.drawing``."""

import time

import numpy as np

import dl101 as dl


def main() -> None:
    """Print the time of the first drawing, and of drawings of several sizes after it."""
    start = time.perf_counter()
    from dl101.draw import draw

    draw(dl.constant(0.0)).svg()
    print(f"first drawing, with imports and engine   {1e3 * (time.perf_counter() - start):7.0f} ms")
    print("then, with values and gradients (processor time)    draw     svg")
    for title, node, feeds in _graphs():
        session = dl.Session(graph=node.graph)
        draws, svgs = [], []
        for _ in range(15):
            start = time.process_time()
            drawing = draw(node, session, feeds, loss=node)
            middle = time.process_time()
            drawing.svg()
            draws.append(middle - start)
            svgs.append(time.process_time() - middle)
        count = len(dl.topological_order([node]))
        times = "".join(f"{1e3 * min(t):5.1f} ms" for t in (draws, svgs))
        print(f"{title:35}{count:8,} nodes {times}")


def _graphs():
    with dl.Graph().as_default():
        yield "affine map", *_dense(layers=0)
    with dl.Graph().as_default():
        yield "two hidden layers", *_dense(layers=2)
    with dl.Graph().as_default():
        yield "network of about 200 nodes", *_dense(layers=39)
    with dl.Graph().as_default():
        x = y = dl.placeholder(shape=[], name="x")
        for _ in range(50):
            y = (y + dl.sin(x)) * x
        yield "one input used everywhere", y, {x: 0.5}
    with dl.Graph().as_default():
        x = y = dl.placeholder(shape=[], name="x")
        for _ in range(1000):
            y = dl.tanh(y)
        yield "chain, folded", y, {x: 0.5}


def _dense(layers: int):
    rng = np.random.default_rng(0)
    x = h = dl.placeholder(shape=[None, 4], name="x")
    for i in range(layers + 1):
        w = dl.Variable(rng.normal(size=(4, 4)), name=f"W{i}")
        h = h @ w + dl.Variable(np.zeros(4), name=f"b{i}")
        h = dl.sigmoid(h) if i < layers else h
    return dl.reduce_mean(h), {x: rng.normal(size=(100, 4))}


if __name__ == "__main__":
    main()
