"""Python's operators on nodes: ``x + 1``, ``2 * x``, ``array @ x``, ``x[0]``, ``x > y``.

``==`` is left alone: it asks whether two nodes are the same one. Use `equal` for values.
"""

from importlib import import_module

from ..graph import Node, Variable
from . import elementwise, linear, logic, parts, state

_BINARY = {
    "add": elementwise.add,
    "sub": elementwise.subtract,
    "mul": elementwise.multiply,
    "truediv": elementwise.divide,
    "pow": elementwise.pow,
    "matmul": linear.matmul,
    "and": logic.logical_and,
    "or": logic.logical_or,
}
_COMPARISONS = {
    "gt": logic.greater,
    "ge": logic.greater_equal,
    "lt": logic.less,
    "le": logic.less_equal,
}
_UNARY = {"neg": elementwise.negative, "abs": elementwise.abs, "invert": logic.logical_not}


def _install(name, operation, reflected=False):
    setattr(Node, f"__{name}__", lambda x, y: operation(x, y))
    if reflected:
        setattr(Node, f"__r{name}__", lambda x, y: operation(y, x))


for _name, _operation in _BINARY.items():
    _install(_name, _operation, reflected=True)
for _name, _operation in _COMPARISONS.items():
    _install(_name, _operation)
for _name, _operation in _UNARY.items():
    setattr(Node, f"__{_name}__", lambda x, operation=_operation: operation(x))
Node.__getitem__ = lambda x, key: parts.getitem(x, key)


def _install_later(owner, name, module, function, reflected=False):
    """Install what `dl101.extras` has, to be loaded when it is first used."""

    def method(x, *args, **kwargs):
        found = getattr(import_module(f"dl101.extras.{module}"), function)
        return found(args[0], x) if reflected else found(x, *args, **kwargs)

    setattr(owner, name, method)


for _name, _function in {"floordiv": "floordiv", "mod": "mod", "xor": "logical_xor"}.items():
    _install_later(Node, f"__{_name}__", "arithmetic", _function)
    _install_later(Node, f"__r{_name}__", "arithmetic", _function, reflected=True)
for _name in ("initialized_value", "load", "read_value", "value"):
    _install_later(Variable, _name, "variables", _name)

Variable.assign = lambda self, value, name=None: state.assign(self, value, name)
Variable.assign_add = lambda self, delta, name=None: state.assign_add(self, delta, name)
Variable.assign_sub = lambda self, delta, name=None: state.assign_sub(self, delta, name)


def _initializer(variable):
    # One operation, made when it is asked for the first time.
    if not hasattr(variable, "_initializer"):
        variable._initializer = state.assign(variable, variable.initial_value)
    return variable._initializer


Variable.initializer = property(_initializer)
