"""Derivatives: a rule for each operation, and the walk through the graph that applies them."""

from . import nn_rules, rules
from .backprop import gradients
from .gradient_check import GradientCheck, check_gradients
from .registry import RegisterGradient, get_gradient_function
