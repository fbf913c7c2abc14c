"""Derivatives: a rule for each operation, and the walk through the graph that applies them."""

from . import nn_rules as _nn_rules
from . import rules as _rules
from .backprop import gradients
from .check import GradientCheck, GradientError, check_gradients
from .registry import RegisterGradient, get_gradient_function

__all__ = [
    "GradientCheck",
    "GradientError",
    "RegisterGradient",
    "check_gradients",
    "get_gradient_function",
    "gradients",
]
