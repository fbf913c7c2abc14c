"""Optimizers: how gradients become steps, written as operations of the graph."""

from .optimizer import Optimizer
from .optimizers import (
    AdagradOptimizer,
    AdamOptimizer,
    GradientDescentOptimizer,
    MomentumOptimizer,
    RMSPropOptimizer,
)

__all__ = [
    "AdagradOptimizer",
    "AdamOptimizer",
    "GradientDescentOptimizer",
    "MomentumOptimizer",
    "Optimizer",
    "RMSPropOptimizer",
]


def __getattr__(name):
    from ..extras import find

    return find("train", name)


def __dir__():
    from ..extras import names

    return sorted({*globals(), *names("train")})
