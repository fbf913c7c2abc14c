"""Random numbers that are the same in Python and on the page, where training goes on too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .checks import check_number, check_whole

_LIMIT = 2**32


class Random:
    """A generator of random numbers: mulberry32 by Tommy Ettinger, 2017, public domain.

    Its `state` is one whole number below 2³². It serves starts and batches of small networks;
    its period of 2³² numbers is too short for more.
    """

    def __init__(self, seed: int) -> None:
        self.state = check_whole("seed", seed, 0) % _LIMIT

    def next(self) -> float:
        """Draw a number, evenly spread from 0 up to, and not including, 1."""
        self.state = (self.state + 0x6D2B79F5) % _LIMIT
        bits = self.state
        bits = (bits ^ bits >> 15) * (bits | 1) % _LIMIT
        bits ^= (bits + (bits ^ bits >> 7) * (bits | 61)) % _LIMIT
        return (bits ^ bits >> 14) / _LIMIT

    def weights(self, inputs: int, outputs: int, gain: float = 1) -> NDArray[np.float64]:
        """Draw weights of a layer, evenly spread around 0, whose variance is `gain` / `inputs`.

        Source: He et al., "Delving deep into rectifiers", 2015: a gain of 2 makes up for relu,
        which lets half of its inputs through.
        """
        check_whole("inputs", inputs, 1)
        limit = np.sqrt(3 * check_number("gain", gain, 0) / inputs)
        drawn = [limit * (2 * self.next() - 1) for _ in range(inputs * outputs)]
        return np.array(drawn).reshape(inputs, outputs)

    def permutation(self, n: int) -> NDArray[np.int64]:
        """Draw an order of the numbers from 0 to n - 1, by Fisher and Yates's shuffle."""
        order = list(range(n))
        for i in range(n - 1, 0, -1):
            j = int(self.next() * (i + 1))
            order[i], order[j] = order[j], order[i]
        return np.array(order, dtype=np.int64)
