"""Optimizers: how gradients become steps, written as operations of the graph."""

from .optimizer import Optimizer
from .optimizers import (
    AdagradOptimizer,
    AdamOptimizer,
    GradientDescentOptimizer,
    MomentumOptimizer,
    RMSPropOptimizer,
)
