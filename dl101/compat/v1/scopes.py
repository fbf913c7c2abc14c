"""Variables by name: `get_variable`, and the scopes in which it looks."""

from contextlib import contextmanager, nullcontext

import dl101 as dl
from dl101.checks import shorten
from dl101.dtypes import as_dtype, is_floating, to_array
from dl101.shapes import as_shape

from .collections import GraphKeys, add_to_collection, kept_by
from .initializers import glorot_uniform_initializer, zeros_initializer


class _AutoReuse:
    def __repr__(self):
        return "AUTO_REUSE"


#: For ``variable_scope(..., reuse=AUTO_REUSE)``: take a variable that exists, else make it.
AUTO_REUSE = _AutoReuse()


def name_scope(name, default_name=None, values=None) -> dl.name_scope:
    """Put a prefix before the names of nodes: `name`, or else `default_name`."""
    return dl.name_scope(default_name if name is None else name)


class VariableScope:
    """Where `get_variable` looks, and what it does there unless told otherwise."""

    def __init__(self, reuse, name="", initializer=None, regularizer=None, dtype=dl.float64):
        self.reuse, self.name, self.dtype = reuse, name, as_dtype(dtype)
        self.initializer, self.regularizer = initializer, regularizer

    def reuse_variables(self) -> None:
        """From now on take variables that exist, instead of making them."""
        self.reuse = True


class _Scoping:
    """Of one graph: the current scope, its variables by name, and how often a scope was used."""

    def __init__(self):
        self.scope = VariableScope(False)
        self.variables: dict[str, dl.Variable] = {}
        self.uses: dict[str, int] = {}


def _scoping() -> _Scoping:
    return kept_by(dl.get_default_graph(), "scoping", _Scoping)


def get_variable_scope() -> VariableScope:
    """Return the scope in which `get_variable` looks now."""
    return _scoping().scope


@contextmanager
def variable_scope(
    name_or_scope,
    default_name=None,
    values=None,
    initializer=None,
    regularizer=None,
    caching_device=None,
    partitioner=None,
    custom_getter=None,
    reuse=None,
    dtype=None,
    use_resource=None,
    constraint=None,
    auxiliary_name_scope=True,
):
    """Put a prefix before the names of variables made by `get_variable` in a ``with`` block.

    A `VariableScope` is entered again. `default_name` serves where the name is ``None``; it is
    numbered if it is taken. With `reuse` true, variables must exist already.
    """
    now = _scoping()
    outer = parent = now.scope
    if isinstance(name_or_scope, VariableScope):
        parent, name = name_or_scope, name_or_scope.name
        last = name.rpartition("/")[2]
    elif name_or_scope is None and default_name is None:
        raise ValueError("variable_scope needs a name, or default_name.")
    else:
        last = _unused(now, default_name) if name_or_scope is None else name_or_scope
        name = f"{outer.name}/{last}" if outer.name else last
    scope = VariableScope(
        reuse or outer.reuse or parent.reuse,
        name,
        initializer or parent.initializer,
        regularizer or parent.regularizer,
        parent.dtype if dtype is None else dtype,
    )
    uses, now.scope = dict(now.uses), scope
    try:
        with dl.name_scope(last) if auxiliary_name_scope and last else nullcontext():
            yield scope
    finally:
        now.scope = outer
        outside = {key: n for key, n in now.uses.items() if not key.startswith(f"{name}/")}
        now.uses = {**uses, **outside}


def _unused(now, name):
    whole = f"{now.scope.name}/{name}" if now.scope.name else name
    count = now.uses.get(whole, 0)
    now.uses[whole] = count + 1
    return f"{name}_{count}" if count else name


def get_variable(
    name,
    shape=None,
    dtype=None,
    initializer=None,
    regularizer=None,
    trainable=None,
    collections=None,
    caching_device=None,
    partitioner=None,
    validate_shape=True,
    use_resource=None,
    custom_getter=None,
    constraint=None,
) -> dl.Variable:
    """Make a variable of a name within the current scope, or find it where it is to be reused.

    `initializer` is a first value, or makes one of a shape; by default that of the scope, else
    `glorot_uniform_initializer` for floats and zeros for other numbers. `regularizer` makes a
    loss of the variable, which joins the graph's regularization losses. Raises ValueError if
    the variable exists and is not to be reused, or the other way round.
    """
    now = _scoping()
    scope = now.scope
    whole = f"{scope.name}/{name}" if scope.name else name
    if whole in now.variables:
        return _found_again(now.variables[whole], whole, shape, dtype, scope)
    if scope.reuse is True:
        raise ValueError(
            f"Variable '{whole}' is to be reused and does not exist. Make it first, outside of "
            f"reuse=True; or say reuse=tf.AUTO_REUSE."
        )
    maker = scope.initializer if initializer is None else initializer
    if dtype is None and (maker is None or callable(maker)):
        dtype = scope.dtype
    first = _first_value(whole, shape, dtype, maker)
    with dl.name_scope(None):
        variable = dl.Variable(first, trainable is not False, name=whole)
    now.variables[whole] = variable
    for key in collections or ():
        if key not in (GraphKeys.GLOBAL_VARIABLES, GraphKeys.TRAINABLE_VARIABLES):
            add_to_collection(key, variable)
    regularizer = regularizer or scope.regularizer
    if regularizer is not None and (loss := regularizer(variable)) is not None:
        add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
    return variable


def _found_again(variable, name, shape, dtype, scope):
    if not scope.reuse:
        raise ValueError(
            f"Variable '{name}' exists already. To use it again say so, as in "
            f"variable_scope(..., reuse=tf.AUTO_REUSE); in a notebook, start over with "
            f"tf.reset_default_graph()."
        )
    if shape is not None and as_shape(shape) != variable.shape:
        raise ValueError(
            f"Variable '{name}' has shape {variable.shape}, and {as_shape(shape)} is wanted."
        )
    if dtype is not None and as_dtype(dtype) != variable.dtype:
        raise ValueError(
            f"Variable '{name}' is {variable.dtype.name}, and {as_dtype(dtype).name} is wanted."
        )
    return variable


def _first_value(name, shape, dtype, maker):
    if isinstance(maker, dl.Node):
        return maker
    dtype = None if dtype is None else as_dtype(dtype)
    if maker is not None and not callable(maker):
        return to_array(maker, dtype)
    shape = as_shape(shape)
    if shape is None or None in shape:
        raise ValueError(f"The shape of variable {shorten(name)} must be known, and it is {shape}.")
    if maker is None:
        maker = glorot_uniform_initializer if is_floating(dtype) else zeros_initializer
    maker = maker() if isinstance(maker, type) else maker
    with dl.name_scope(f"{name}/Initializer/"):
        return maker(shape, dtype=dtype)
