"""Variables by name: ``get_variable`` and the scopes in which it looks."""

from contextlib import contextmanager
from weakref import WeakKeyDictionary

from ..dtypes import as_dtype, float64, is_floating, to_array
from ..graph import Node, Variable, get_default_graph, name_scope
from ..shapes import as_shape
from .collected import GraphKeys, add_to_collection
from .initializers import glorot_uniform_initializer, zeros_initializer


class _AutoReuse:
    def __repr__(self):
        return "AUTO_REUSE"


#: For ``variable_scope(..., reuse=AUTO_REUSE)``: take a variable that exists, else make it.
AUTO_REUSE = _AutoReuse()


class VariableScope:
    """Where `get_variable` looks, and what it does there unless told otherwise.

    Parameters
    ----------
    reuse : bool or AUTO_REUSE
    name : str
    initializer : callable, optional
    regularizer : callable, optional
    dtype : dtype, optional

    See Also
    --------
    tf.VariableScope
    """

    def __init__(self, reuse, name="", initializer=None, regularizer=None, dtype=float64):
        self.reuse, self.name, self.dtype = reuse, name, as_dtype(dtype)
        self.initializer, self.regularizer = initializer, regularizer
        self.original_name_scope = f"{name}/" if name else ""

    def reuse_variables(self) -> None:
        """Take variables that exist from now on, instead of making them."""
        self.reuse = True

    def set_initializer(self, initializer) -> None:
        """Set how variables start from now on."""
        self.initializer = initializer


class _Store:
    """Of one graph: the scope of the moment, and the variables by their names."""

    def __init__(self):
        self.scope = VariableScope(False)
        self.variables: dict[str, Variable] = {}
        self.uses: dict[str, int] = {}


_stores: WeakKeyDictionary = WeakKeyDictionary()


def _store() -> _Store:
    return _stores.setdefault(get_default_graph(), _Store())


def get_variable_scope() -> VariableScope:
    """Return the scope in which `get_variable` looks at this moment.

    See Also
    --------
    tf.get_variable_scope
    """
    return _store().scope


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

    Parameters
    ----------
    name_or_scope : str or VariableScope
        The prefix, added to that of the scope around; a `VariableScope` is taken up again.
    default_name : str, optional
        The prefix if `name_or_scope` is ``None``; made unique.
    initializer, regularizer : callable, optional
        What `get_variable` uses there unless told otherwise.
    reuse : bool or AUTO_REUSE, optional
        Whether variables must be there already; by default as in the scope around.
    dtype : dtype, optional
    values, caching_device, partitioner, custom_getter, use_resource, constraint : optional
        Ignored.
    auxiliary_name_scope : bool, optional
        Whether operations made there get the prefix too.

    Yields
    ------
    VariableScope

    Raises
    ------
    ValueError
        If there is no name.

    See Also
    --------
    tf.variable_scope
    """
    store = _store()
    outer = store.scope
    if name_or_scope is None and default_name is None:
        raise ValueError("variable_scope needs a name, or default_name.")
    if isinstance(name_or_scope, VariableScope):
        name, last = name_or_scope.name, name_or_scope.name.rpartition("/")[2]
        parent = name_or_scope
    else:
        parent = outer
        last = name_or_scope if name_or_scope is not None else _unused(store, default_name)
        name = f"{outer.name}/{last}" if outer.name else last
    scope = VariableScope(
        reuse or outer.reuse or parent.reuse,
        name,
        initializer or parent.initializer,
        regularizer or parent.regularizer,
        parent.dtype if dtype is None else dtype,
    )
    before = dict(store.uses)
    store.scope = scope
    try:
        if auxiliary_name_scope and last:
            with name_scope(last) as operations:
                scope.original_name_scope = operations
                yield scope
        else:
            yield scope
    finally:
        store.scope = outer
        inside = {key: n for key, n in store.uses.items() if not key.startswith(f"{name}/")}
        store.uses = {**before, **inside}


def _unused(store, name):
    whole = f"{store.scope.name}/{name}" if store.scope.name else name
    count = store.uses.get(whole, 0)
    store.uses[whole] = count + 1
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
) -> Variable:
    """Make a variable of a name within the current scope, or find it where it is to be reused.

    Parameters
    ----------
    name : str
    shape : sequence of int, optional
        May be left out if the initializer is a value.
    dtype : dtype, optional
        By default that of a first value, or else of the scope: float64.
    initializer : callable, Node or array_like, optional
        A first value, or what makes one of a shape; by default that of the scope, and
        otherwise `glorot_uniform_initializer` for floats, zeros for other numbers.
    regularizer : callable, optional
        Makes of the variable a loss, which joins the graph's regularization losses.
    trainable : bool, optional
        Whether optimizers change it; they do by default.
    collections : sequence of str, optional
        Further lists that the variable joins.
    caching_device, partitioner, validate_shape, use_resource, custom_getter, constraint : optional
        Ignored.

    Returns
    -------
    Variable

    Raises
    ------
    ValueError
        If it exists and is not to be reused, or is to be reused and does not exist; if its
        shape is not known, or another than before.

    See Also
    --------
    tf.get_variable
    """
    store, scope = _store(), _store().scope
    whole = f"{scope.name}/{name}" if scope.name else name
    found = store.variables.get(whole)
    if found is not None:
        return _found_again(found, whole, shape, dtype, scope)
    if scope.reuse is True:
        raise ValueError(
            f"Variable '{whole}' is to be reused and does not exist. Make it first, outside of "
            f"reuse=True; or say reuse=dl101.AUTO_REUSE."
        )
    maker = scope.initializer if initializer is None else initializer
    if dtype is None and (maker is None or callable(maker)):
        dtype = scope.dtype
    first = _first_value(whole, shape, dtype, maker)
    with name_scope(None):
        variable = Variable(first, trainable is not False, name=whole)
    store.variables[whole] = variable
    for key in collections or ():
        if key not in (GraphKeys.GLOBAL_VARIABLES, GraphKeys.TRAINABLE_VARIABLES):
            add_to_collection(key, variable)
    regularizer = regularizer or scope.regularizer
    if regularizer is not None and (loss := regularizer(variable)) is not None:
        add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
    return variable


def _found_again(variable, name, shape, dtype, scope):
    if scope.reuse is False or scope.reuse is None:
        raise ValueError(
            f"Variable '{name}' exists already. To use it again say so, as in "
            f"variable_scope(..., reuse=dl101.AUTO_REUSE); in a notebook, start over with "
            f"dl101.reset_default_graph()."
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
    if isinstance(maker, Node):
        return maker
    dtype = None if dtype is None else as_dtype(dtype)
    if maker is not None and not callable(maker):
        return to_array(maker, dtype)
    shape = as_shape(shape)
    if shape is None or None in shape:
        raise ValueError(f"The shape of variable {name!r:.80} must be known, and it is {shape}.")
    if maker is None:
        maker = glorot_uniform_initializer if is_floating(dtype) else zeros_initializer
    maker = maker() if isinstance(maker, type) else maker
    with name_scope(f"{name}/Initializer/"):
        return maker(shape, dtype=dtype)
