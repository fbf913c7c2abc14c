"""What readers of a widget choose by name: activation functions and optimizers."""

from collections.abc import Callable

import dl101
from dl101.train import AdamOptimizer, GradientDescentOptimizer, MomentumOptimizer, Optimizer

HIDDEN_FUNCTIONS = {
    "linear": dl101.identity,
    "tanh": dl101.tanh,
    "sigmoid": dl101.sigmoid,
    "relu": dl101.nn.relu,
}
"""Activation functions of hidden units."""

FUNCTIONS = {**HIDDEN_FUNCTIONS, "softmax": dl101.nn.softmax}
"""All activation functions."""

OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {
    "gradient descent": lambda learning_rate, momentum: GradientDescentOptimizer(learning_rate),
    "momentum": MomentumOptimizer,
    "Adam": lambda learning_rate, momentum: AdamOptimizer(learning_rate),
}
"""Functions of a learning rate and a momentum."""
