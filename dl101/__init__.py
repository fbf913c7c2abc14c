"""Deep Learning 101: the core of TensorFlow's graph API, small enough to read.

``import dl101 as dl`` brings the core, which needs NumPy alone. The pictures are modules of
their own, loaded when they are first used: `dl101.draw`, `dl101.plots`, `dl101.widgets`,
`dl101.exercises`. So are the names that TensorFlow's scripts use and no lesson explains, which
`dl101.extras` keeps.
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
from .graph import (
    Graph,
    Node,
    Operation,
    Variable,
    constant,
    get_default_graph,
    name_scope,
    placeholder,
    reset_default_graph,
    topological_order,
)
from .nn import softmax
from .operations import *
from .session import InteractiveSession, Session, get_default_session

__version__ = "0.1.0"


def __getattr__(name):
    from .extras import find

    return find("", name)


def __dir__():
    from .extras import names

    return sorted({*globals(), *names("")})
