"""What TensorFlow 1's scripts use beyond what the lessons explain, each loaded at its first use.

The names are found where TensorFlow has them: ``dl101.get_variable``, ``dl101.nn.moments``,
``dl101.train.Saver``, ``dl101.losses``. This table says in which module they live.
"""

import importlib
import sys
from functools import reduce
from types import ModuleType

from .absent import explain


def _words(text: str) -> list[str]:
    return text.split()


#: Of each namespace, the modules here, and the names that are taken from them.
PLACES = {
    "": {
        "arrays": "linspace placeholder_with_default random_shuffle rank size tile",
        "checks": "Assert Print assert_equal assert_less assert_positive",
        "clipping": "clip_by_global_norm clip_by_norm global_norm",
        "collected": """GraphKeys add_to_collection all_variables get_collection
            get_collection_ref initialize_all_variables initialize_variables local_variables
            local_variables_initializer""",
        "control": "cond py_func while_loop",
        "arithmetic": """clip_by_value div floordiv logical_xor mod reciprocal rsqrt scalar_mul
            squared_difference""",
        "curves": "acos asin atan atan2 cosh expm1 log1p sinh tan",
        "rounding": """ceil floor is_finite is_inf is_nan round to_double to_float to_int32
            to_int64""",
        "pieces": "pad reverse slice split unstack",
        "environment": """ConfigProto GPUOptions device disable_eager_execution
            disable_v2_behavior executing_eagerly""",
        "initializers": """constant_initializer glorot_normal_initializer
            glorot_uniform_initializer ones_initializer orthogonal_initializer
            random_normal_initializer random_uniform_initializer truncated_normal_initializer
            variance_scaling_initializer zeros_initializer""",
        "linear": """diag einsum eye matrix_determinant matrix_inverse matrix_transpose tensordot
            trace""",
        "reductions": "count_nonzero cumsum norm reduce_all reduce_any reduce_logsumexp",
        "scopes": "AUTO_REUSE VariableScope get_variable get_variable_scope variable_scope",
    },
    "nn": {
        "largest": "in_top_k top_k",
        "neural": """batch_normalization embedding_lookup l2_normalize moments relu6 relu_layer
            selu softsign swish weighted_cross_entropy_with_logits xw_plus_b""",
    },
    "train": {
        "saver": "Saver checkpoint_exists latest_checkpoint",
        "steps": """create_global_step exponential_decay get_global_step
            get_or_create_global_step global_step inverse_time_decay natural_exp_decay
            piecewise_constant polynomial_decay""",
    },
    "initializers": {"initializers": "he_normal he_uniform"},
}
#: Namespaces of the core.
SPACES = ("nn", "train")
#: Namespaces that are modules here as a whole.
MODULES = ("app", "flags", "layers", "logging", "losses", "summary")
_MATH = """
    abs acos add add_n argmax argmin asin atan atan2 ceil count_nonzero cos cosh cumsum divide
    equal exp expm1 floor floordiv floormod greater greater_equal is_finite is_inf is_nan less
    less_equal log log1p logical_and logical_not logical_or logical_xor maximum minimum mod multiply
    negative not_equal pow reciprocal reduce_all reduce_any reduce_logsumexp reduce_max reduce_mean
    reduce_min reduce_prod reduce_sum round rsqrt scalar_mul sigmoid sign sin sinh sqrt square
    squared_difference subtract tan tanh truediv"""
_INITIALIZERS = """
    constant glorot_normal glorot_uniform ones orthogonal random_normal random_uniform
    truncated_normal variance_scaling zeros"""
#: Other addresses of the same things; "" where only the namespace differs.
ALIASES = {
    "": {"floor_div": "floordiv", "floormod": "mod", "truediv": "divide", "realdiv": "divide"},
    "initializers": {name: f"{name}_initializer" for name in _words(_INITIALIZERS)},
    "linalg": {
        **dict.fromkeys(_words("diag einsum eye matmul norm tensordot trace"), ""),
        "det": "matrix_determinant",
        "inv": "matrix_inverse",
        "l2_normalize": "nn.l2_normalize",
        "transpose": "matrix_transpose",
    },
    "math": {
        **dict.fromkeys(_words(_MATH), ""),
        **{name: f"nn.{name}" for name in _words("in_top_k l2_normalize softplus top_k")},
    },
    "random": {
        "normal": "random_normal",
        "set_random_seed": "",
        "shuffle": "random_shuffle",
        "truncated_normal": "",
        "uniform": "random_uniform",
    },
}
_HERE = {
    space: {name: module for module, names in modules.items() for name in _words(names)}
    for space, modules in PLACES.items()
}


class _Namespace(ModuleType):
    """A namespace of names that live elsewhere, such as ``dl101.linalg``."""

    def __getattr__(self, name):
        return find(self.__name__.partition(".")[2], name)

    def __dir__(self):
        return names(self.__name__.partition(".")[2])


def find(space: str, name: str):
    """Load what a namespace has under a name, at its first use.

    Parameters
    ----------
    space : str
        ``"nn"``, say; ``""`` for the top level.
    name : str

    Raises
    ------
    AttributeError
        If there is no such name; the message says what to use instead.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    module = _HERE.get(space, {}).get(name)
    if module is not None:
        value = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    elif name in ALIASES.get(space, {}):
        value = _look_up(ALIASES[space][name] or name)
    elif space == "" and name in MODULES:
        value = importlib.import_module(f"{__name__}.{name}")
    elif space == "" and name in {*ALIASES, *PLACES} - {""}:
        value = _Namespace(f"dl101.{name}")
    else:
        raise AttributeError(explain(space, name, all_names()))
    owner = sys.modules.get(f"dl101.{space}".rstrip("."))
    if owner is not None:
        setattr(owner, name, value)
    return value


def _look_up(path):
    return reduce(getattr, path.split("."), sys.modules["dl101"])


def names(space: str) -> list[str]:
    """Return the names that a namespace has besides those of the core, in their order.

    Parameters
    ----------
    space : str
    """
    found = {*_HERE.get(space, {}), *ALIASES.get(space, {})}
    if space == "":
        found |= {*MODULES, *ALIASES, *PLACES} - {""}
    return sorted(found)


def all_names() -> list[str]:
    """Return every public name of the library that is no module's own, such as ``nn.relu``."""
    core = sys.modules["dl101"]
    found = {*names("")} | {
        name
        for name, value in vars(core).items()
        if not name.startswith("_") and (not isinstance(value, ModuleType) or name in SPACES)
    }
    for space in SPACES:
        found |= {f"{space}.{name}" for name in getattr(core, space).__all__}
        found |= {f"{space}.{name}" for name in names(space)}
    return sorted(found)
