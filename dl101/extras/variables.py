"""More methods of variables; `dl101.operations.overloads` puts them in their place."""

import numpy as np

from .. import graph as _graph
from ..dtypes import to_array
from ..graph import Node, Variable
from ..operations import identity
from ..shapes import compatible


def read_value(variable: Variable) -> Node:
    """Make a node of the variable's value.

    See Also
    --------
    tf.Variable.read_value
    """
    return identity(variable, name="read")


value = read_value


def initialized_value(variable: Variable) -> Node:
    """Make a node of the variable's value, for the first value of another one.

    A session initialises the variable when it is needed.

    See Also
    --------
    tf.compat.v1.Variable.initialized_value
    """
    return identity(variable, name="initialized_value")


def load(variable: Variable, value, session=None) -> None:
    """Set the variable's value in a session, by default the default one.

    Parameters
    ----------
    variable : Variable
    value : array_like
        Of the variable's shape.
    session : Session, optional

    Raises
    ------
    ValueError
        If there is no session, or the shape is another one.

    See Also
    --------
    tf.compat.v1.Variable.load
    """
    session = _graph._session_or_default(session, "load")
    array = np.array(to_array(value, variable.dtype))
    if not compatible(variable.shape, array.shape):
        raise ValueError(
            f"Cannot load a value of shape {array.shape} into '{variable.name}', which has shape "
            f"{variable.shape}."
        )
    array.flags.writeable = False
    session._state[variable] = array
