"""Lists that a graph keeps: of its variables, losses, summaries, and whatever is added."""

from weakref import WeakKeyDictionary

from ..graph import Node, Variable, get_default_graph
from ..operations import no_op, variables_initializer


class GraphKeys:
    """The names of the lists.

    See Also
    --------
    tf.GraphKeys
    """

    GLOBAL_VARIABLES = "variables"
    VARIABLES = "variables"
    TRAINABLE_VARIABLES = "trainable_variables"
    LOCAL_VARIABLES = "local_variables"
    GLOBAL_STEP = "global_step"
    LOSSES = "losses"
    REGULARIZATION_LOSSES = "regularization_losses"
    SUMMARIES = "summaries"
    UPDATE_OPS = "update_ops"


_collections: WeakKeyDictionary = WeakKeyDictionary()


def get_collection_ref(key: str) -> list:
    """Return a list of the default graph itself, to be changed.

    Parameters
    ----------
    key : str

    Returns
    -------
    list

    See Also
    --------
    tf.get_collection_ref
    """
    lists = _collections.setdefault(get_default_graph(), {})
    return lists.setdefault(key, [])


def add_to_collection(name: str, value) -> None:
    """Add something to a list of the default graph.

    Parameters
    ----------
    name : str
        The list's name; it is made if there is none.
    value : object

    See Also
    --------
    tf.add_to_collection
    """
    get_collection_ref(name).append(value)


def get_collection(key: str, scope: str | None = None) -> list:
    """Return what is in a list of the default graph.

    Parameters
    ----------
    key : str
        Such as ``GraphKeys.TRAINABLE_VARIABLES``.
    scope : str, optional
        Only things whose names begin like this.

    Returns
    -------
    list

    See Also
    --------
    tf.get_collection
    """
    variables = get_default_graph().variables
    if key == GraphKeys.GLOBAL_VARIABLES:
        found = variables
    elif key == GraphKeys.TRAINABLE_VARIABLES:
        found = [v for v in variables if v.trainable]
    else:
        found = list(get_collection_ref(key))
    return [one for one in found if not scope or getattr(one, "name", "").startswith(scope)]


def initialize_all_variables() -> Node:
    """Make an operation that initialises every variable: `global_variables_initializer`.

    See Also
    --------
    tf.initialize_all_variables
    """
    return variables_initializer(all_variables())


def initialize_variables(var_list, name="init") -> Node:
    """Make an operation that initialises variables: `variables_initializer`.

    Parameters
    ----------
    var_list : sequence of Variable
    name : str, optional

    See Also
    --------
    tf.initialize_variables
    """
    return variables_initializer(var_list, name)


def all_variables() -> list[Variable]:
    """Return every variable of the default graph: `global_variables`.

    See Also
    --------
    tf.all_variables
    """
    return get_default_graph().variables


def local_variables() -> list[Variable]:
    """Return variables that are not saved; dl101 has none.

    See Also
    --------
    tf.local_variables
    """
    return []


def local_variables_initializer() -> Node:
    """Make an operation that does nothing, as there are no local variables.

    See Also
    --------
    tf.local_variables_initializer
    """
    return no_op("init_local")
