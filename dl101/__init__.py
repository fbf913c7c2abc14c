"""Deep Learning 101: the core of TensorFlow's graph API, small enough to read.

``import dl101 as dl`` brings the core, which needs NumPy alone. What else there is are modules
of their own: `dl101.draw`, `dl101.plots`, `dl101.widgets`, `dl101.exercises`, and
`dl101.compat.v1` for scripts that were written for TensorFlow 1.
"""

from . import nn, operations, train
from .dtypes import as_dtype, float32, float64, int32, int64
from .dtypes import bool_ as bool
from .gradients import (
    GradientCheck,
    RegisterGradient,
    check_gradients,
    get_gradient_function,
    gradients,
)
from .graph import Graph, get_default_graph, name_scope, reset_default_graph, topological_order
from .nn import softmax
from .nodes import Node, Operation, Variable, constant, placeholder
from .operations import *
from .session import InteractiveSession, Session, get_default_session

__version__ = "0.1.0"
