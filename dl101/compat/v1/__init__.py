"""TensorFlow 1's names, for its scripts: ``import dl101.compat.v1 as tf``.

Everything public of the core is here, with TensorFlow 1's older arguments; and what beginners'
scripts use most and no lesson explains, such as variable scopes, `train.Saver` and `summary`.
Arguments that would change nothing here (such as ``use_locking``) are accepted and ignored.
"""

# ruff: noqa: F405 (it gathers names)

import dl101 as _core
from dl101 import *
from dl101 import __version__

from . import (
    arithmetic,
    command_line,
    dense_layers,
    hints,
    mean_losses,
    saver,
    spellings,
    steps,
    summaries,
)
from . import initializers as _initializers
from .arithmetic import (
    clip_by_global_norm,
    clip_by_norm,
    clip_by_value,
    div,
    global_norm,
    to_double,
    to_float,
    to_int32,
    to_int64,
    truncatediv,
)
from .collections import GraphKeys, add_to_collection, get_collection
from .devices import (
    ConfigProto,
    GPUOptions,
    device,
    disable_eager_execution,
    disable_v2_behavior,
)
from .initializers import (
    constant_initializer,
    glorot_normal_initializer,
    glorot_uniform_initializer,
    ones_initializer,
    random_normal_initializer,
    random_uniform_initializer,
    truncated_normal_initializer,
    variance_scaling_initializer,
    zeros_initializer,
)
from .literals import constant, int16, placeholder, string
from .matrices import matrix_inverse, tensordot
from .scopes import (
    AUTO_REUSE,
    VariableScope,
    get_variable,
    get_variable_scope,
    name_scope,
    variable_scope,
)

globals().update(spellings.TOP)
floor_div = floordiv
initialize_all_variables = global_variables_initializer


def _public(module) -> dict:
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith("dl101.")
    }


def _defined_in(module) -> dict:
    found = _public(module)
    return {name: one for name, one in found.items() if one.__module__ == module.__name__}


def _named(names: str) -> dict:
    return {name: globals()[name] for name in names.split()}


nn = hints.Namespace("nn", _public(_core.nn), spellings.NN, {"dropout": arithmetic.dropout})
train = hints.Namespace(
    "train", _public(_core.train), spellings.TRAIN, _defined_in(saver), _defined_in(steps)
)
layers = hints.Namespace("layers", _defined_in(dense_layers))
losses = hints.Namespace("losses", _defined_in(mean_losses))
summary = hints.Namespace("summary", _defined_in(summaries))
flags = hints.Namespace("flags", _defined_in(command_line))
del flags.run
app = hints.Namespace("app", {"flags": flags, "run": command_line.run})
initializers = hints.Namespace(
    "initializers",
    {
        name.removesuffix("_initializer"): value
        for name, value in _defined_in(_initializers).items()
        if name != "Initializer"
    },
)
math = hints.Namespace(
    "math",
    _named(
        "abs add add_n argmax argmin cos divide equal exp greater greater_equal less less_equal "
        "log logical_and logical_not logical_or maximum minimum multiply negative not_equal pow "
        "reduce_max reduce_mean reduce_min reduce_prod reduce_sum sigmoid sign sin sqrt square "
        "subtract tanh"
    ),
    {"softplus": nn.softplus},
)
random = hints.Namespace(
    "random",
    {"normal": random_normal, "uniform": random_uniform},
    _named("set_random_seed truncated_normal"),
)
linalg = hints.Namespace("linalg", {"inv": matrix_inverse}, _named("matmul tensordot"))


def __getattr__(name):
    raise AttributeError(hints.explain(name))
