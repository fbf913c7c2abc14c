"""Random inputs, shapes and axes; the same ones on every run."""

import numpy as np


class Draw:
    """Draws what a case needs, for one dtype.

    Parameters
    ----------
    seed : sequence of int
    dtype : str
        What `array` returns unless told otherwise.
    """

    def __init__(self, seed, dtype="float64"):
        self.rng = np.random.default_rng(seed)
        self.dtype = dtype

    def array(self, shape=(), low=-3, high=3, dtype=None) -> np.ndarray:
        """Draw numbers between two bounds; every third or so is whole, so that ties occur."""
        dtype = np.dtype(dtype or self.dtype)
        if dtype.kind == "b":
            return self.rng.integers(0, 2, shape).astype(bool)
        if dtype.kind == "i":
            whole = self.rng.integers(int(np.ceil(low)), int(high), shape, endpoint=True)
            return np.asarray(whole, dtype)
        numbers = self.rng.uniform(low, high, shape)
        whole = np.round(numbers).clip(low, high)
        return np.asarray(np.where(self.rng.random(shape) < 0.3, whole, numbers), dtype)

    def below(self, n: int) -> int:
        """Draw a whole number from 0 to below `n`."""
        return int(self.rng.integers(n))

    def one_of(self, *choices):
        """Draw one of several things."""
        return choices[self.below(len(choices))]

    def shape(self, min_rank=0, max_rank=3, min_length=1, max_length=4) -> tuple:
        """Draw a shape."""
        rank = int(self.rng.integers(min_rank, max_rank, endpoint=True))
        return tuple(int(n) for n in self.rng.integers(min_length, max_length, rank, endpoint=True))

    def broadcasting(self, count=2, max_rank=3) -> list[tuple]:
        """Draw shapes that broadcast with each other."""
        full = self.shape(max_rank=max_rank)
        shapes = [full]
        for _ in range(count - 1):
            kept = full[self.below(len(full) + 1) :]
            shapes.append(tuple(n if self.below(3) else 1 for n in kept))
        return [shapes[i] for i in self.rng.permutation(count)]

    def axis(self, rank: int) -> int:
        """Draw an axis, counted from either end."""
        return int(self.rng.integers(-rank, rank))

    def axes(self, rank: int):
        """Draw None, one axis, or a list of several."""
        kind = self.below(3) if rank else 0
        if kind == 0:
            return None
        if kind == 1:
            return self.axis(rank)
        count = int(self.rng.integers(0, rank, endpoint=True))
        chosen = self.rng.permutation(rank)[:count]
        return [int(i) - self.one_of(0, rank) for i in chosen]

    def permutation(self, n: int) -> list[int]:
        """Draw an order of `n` things."""
        return [int(i) for i in self.rng.permutation(n)]
