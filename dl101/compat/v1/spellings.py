"""TensorFlow 1's signatures: its order of arguments and their older names, for the core's names."""

import functools
import inspect
from inspect import Parameter
from types import MethodType

import dl101 as dl


class Respelled:
    """A function or class of the core that takes its arguments as TensorFlow 1 does.

    `arguments` lists them in TensorFlow's order. ``axis`` is an argument of the core,
    ``dim=axis`` an older name of it, and ``-use_locking`` is accepted and ignored. What follows
    ``*`` must be given by name.
    """

    def __init__(self, core, arguments: str):
        functools.update_wrapper(self, core, updated=())
        self._core = core
        self._meanings = {}
        kind, self._kinds = Parameter.POSITIONAL_OR_KEYWORD, {}
        for argument in arguments.split():
            if argument == "*":
                kind = Parameter.KEYWORD_ONLY
                continue
            name, _, current = argument.removeprefix("-").partition("=")
            self._meanings[name] = None if argument.startswith("-") else current or name
            self._kinds[name] = kind
        self.__signature__ = inspect.Signature([self._parameter(name) for name in self._meanings])

    def _parameter(self, name):
        meaning, default = self._meanings[name], None
        if name == meaning:
            default = inspect.signature(self._core).parameters[name].default
            if default is Parameter.empty and list(self._meanings.values()).count(name) > 1:
                default = None  # it may come under its older name
        return Parameter(name, self._kinds[name], default=default)

    def older_arguments(self) -> list[str]:
        """Return the arguments that the core does not have."""
        return [name for name, meaning in self._meanings.items() if name != meaning]

    def __call__(self, *args, **kwargs):
        try:
            given = self.__signature__.bind(*args, **kwargs).arguments
        except TypeError as error:
            by_name = " Give labels= and logits= by name." if "labels" in self._meanings else ""
            raise TypeError(f"{self.__name__}: {error}.{by_name}") from None
        call = {}
        for name, value in given.items():
            meaning = self._meanings[name]
            if meaning is None or (value is None and meaning != name):
                continue
            if call.get(meaning) is not None:
                raise ValueError(
                    f"{self.__name__} takes {meaning} or its older name {name}, not both."
                )
            call[meaning] = value
        return self._core(**call)

    def __get__(self, instance, owner=None):
        return self if instance is None else MethodType(self, instance)

    def __getattr__(self, name):
        if name == "_core":  # asked for by copy and pickle before there is one
            raise AttributeError(name)
        return getattr(self._core, name)

    def __instancecheck__(self, value):
        return isinstance(value, self._core)

    def __subclasscheck__(self, kind):
        return issubclass(kind, self._core)

    def __or__(self, other):
        return self._core | other

    def __mro_entries__(self, bases):
        return (self._core,)

    def __repr__(self):
        return f"<{self.__name__}{self.__signature__}>"


_PATHS = "-gate_gradients -aggregation_method -colocate_gradients_with_ops"


def _optimizer(name: str, arguments: str) -> Respelled:
    core = getattr(dl.train, name)
    minimize = f"self loss global_step var_list {_PATHS} name grad_loss"
    compute_gradients = f"self loss var_list {_PATHS} grad_loss"
    members = {
        "__doc__": core.__doc__,
        "__module__": __name__,
        "minimize": Respelled(core.minimize, minimize),
        "compute_gradients": Respelled(core.compute_gradients, compute_gradients),
    }
    return Respelled(type(name, (core,), members), arguments)


def _cross_entropy(name: str, arguments: str) -> Respelled:
    core = getattr(dl.nn, name)

    def over_last_axis(labels, logits, axis=None, name=None):
        if axis not in (None, -1):
            raise ValueError(
                f"{core.__name__}: the classes must lie along the last axis, not axis {axis}; "
                f"transpose labels and logits."
            )
        return core(labels=labels, logits=logits, name=name)

    over_last_axis.__name__, over_last_axis.__doc__ = name, core.__doc__
    return Respelled(over_last_axis, arguments)


_REDUCTION = "input_tensor axis keepdims name reduction_indices=axis keep_dims=keepdims"
_EXTREME = "input axis name dimension=axis output_type"
_OLDER_EXTREME = "input dimension=axis output_type name"
_LIKE = "tensor dtype name -optimize"
_SESSION = "-target graph -config"
_SOFTMAX = "logits axis name dim=axis"

#: Of the top level, of `nn` and of `train`: names whose arguments TensorFlow 1 spells differently.
TOP = {
    "InteractiveSession": Respelled(dl.InteractiveSession, _SESSION),
    "Session": Respelled(dl.Session, _SESSION),
    "Variable": Respelled(
        dl.Variable,
        "initial_value trainable -collections -validate_shape -caching_device name "
        "-variable_def dtype -expected_shape -import_scope -constraint -use_resource",
    ),
    "arg_max": Respelled(dl.argmax, _OLDER_EXTREME),
    "arg_min": Respelled(dl.argmin, _OLDER_EXTREME),
    "argmax": Respelled(dl.argmax, _EXTREME),
    "argmin": Respelled(dl.argmin, _EXTREME),
    "assign": Respelled(dl.assign, "ref value -validate_shape -use_locking name"),
    "assign_add": Respelled(dl.assign_add, "ref value -use_locking name"),
    "assign_sub": Respelled(dl.assign_sub, "ref value -use_locking name"),
    "expand_dims": Respelled(dl.expand_dims, "input axis name dim=axis"),
    "gather": Respelled(dl.gather, "params indices -validate_indices name axis"),
    "gradients": Respelled(
        dl.gradients,
        "ys xs grad_ys name -colocate_gradients_with_ops -gate_gradients -aggregation_method "
        "stop_gradients",
    ),
    "ones_like": Respelled(dl.ones_like, _LIKE),
    **{
        name: Respelled(getattr(dl, name), _REDUCTION)
        for name in ("reduce_max", "reduce_mean", "reduce_min", "reduce_prod", "reduce_sum")
    },
    "squeeze": Respelled(dl.squeeze, "input axis name squeeze_dims=axis"),
    "zeros_like": Respelled(dl.zeros_like, _LIKE),
}
NN = {
    "log_softmax": Respelled(dl.nn.log_softmax, _SOFTMAX),
    "softmax": Respelled(dl.nn.softmax, _SOFTMAX),
    **{
        name: _cross_entropy(name, arguments)
        for name, arguments in {
            "sigmoid_cross_entropy_with_logits": "* labels logits name",
            "softmax_cross_entropy_with_logits": "* labels logits dim=axis name axis",
            "softmax_cross_entropy_with_logits_v2": "labels logits axis name dim=axis",
            "sparse_softmax_cross_entropy_with_logits": "* labels logits name",
        }.items()
    },
}
TRAIN = {
    name: _optimizer(name, arguments)
    for name, arguments in {
        "AdagradOptimizer": "learning_rate initial_accumulator_value -use_locking name",
        "AdamOptimizer": "learning_rate beta1 beta2 epsilon -use_locking name",
        "GradientDescentOptimizer": "learning_rate -use_locking name",
        "MomentumOptimizer": "learning_rate momentum -use_locking name use_nesterov",
        "RMSPropOptimizer": "learning_rate decay momentum epsilon -use_locking centered name",
    }.items()
}
