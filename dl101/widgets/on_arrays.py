"""Functions that `dl101` computes for a widget, apart from the reader's graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps

import dl101


def on_arrays(build: Callable) -> Callable:
    """Turn a function of nodes into one of arrays; its graph is built at the first call."""

    @lru_cache
    def built(count: int) -> tuple:
        with dl101.Graph().as_default() as graph:
            inputs = [dl101.placeholder(dl101.float64) for _ in range(count)]
            return dl101.Session(graph=graph), inputs, build(*inputs)

    @wraps(build)
    def function(*values):
        session, inputs, result = built(len(values))
        return session.run(result, dict(zip(inputs, values, strict=True)))

    return function
