"""``tf.layers``: whole layers, with variables of their own."""

from ..graph import Node
from ..nn import bias_add
from ..nn import dropout as drop_entries
from ..operations import convert_to_tensor, identity, reshape, stack
from ..operations import shape as shape_of
from ..operations.convert import to_floating
from .control import cond
from .initializers import zeros_initializer
from .linear import tensordot
from .scopes import get_variable, variable_scope

__all__ = ["dense", "dropout", "flatten"]


def dense(
    inputs,
    units,
    activation=None,
    use_bias=True,
    kernel_initializer=None,
    bias_initializer=zeros_initializer,
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    trainable=True,
    name=None,
    reuse=None,
) -> Node:
    """A layer of neurons: ``activation(inputs @ kernel + bias)``.

    Parameters
    ----------
    inputs : Node or array_like, shape (..., n)
        The number of axes, and n, must be known.
    units : int
        How many neurons.
    activation : callable, optional
        Such as ``dl101.nn.relu``; none by default.
    use_bias : bool, optional
    kernel_initializer : callable, optional
        By default `glorot_uniform_initializer`.
    bias_initializer : callable, optional
        By default zeros.
    kernel_regularizer, bias_regularizer : callable, optional
        Make of the variables losses, which the graph gathers.
    trainable : bool, optional
    name : str, optional
        The variable scope; ``dense`` by default, numbered.
    reuse : bool, optional
        Whether the variables of that name are there already.
    activity_regularizer, kernel_constraint, bias_constraint : optional
        Ignored.

    Returns
    -------
    Node
        Shape (..., units).

    Raises
    ------
    ValueError
        If the shape of `inputs` is not known well enough.

    See Also
    --------
    tf.compat.v1.layers.dense
    """
    x = to_floating(inputs)
    if not x.shape or x.shape[-1] is None:
        raise ValueError(
            f"dense: the length of the last axis of '{x.name}' must be known, and its shape is "
            f"{x.shape}; give its placeholder one, such as [None, 4]."
        )
    with variable_scope(name, "dense", reuse=reuse):
        options = {"dtype": x.dtype, "trainable": trainable}
        kernel = get_variable(
            "kernel",
            [x.shape[-1], units],
            initializer=kernel_initializer,
            regularizer=kernel_regularizer,
            **options,
        )
        y = tensordot(x, kernel, 1) if len(x.shape) != 2 else x @ kernel
        if use_bias:
            bias = get_variable(
                "bias",
                [units],
                initializer=bias_initializer,
                regularizer=bias_regularizer,
                **options,
            )
            y = bias_add(y, bias)
        return y if activation is None else activation(y)


def dropout(inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None) -> Node:
    """Set entries to 0 at random while training; hand everything on otherwise.

    Parameters
    ----------
    inputs : Node or array_like
    rate : float, optional
        The probability that an entry is dropped.
    noise_shape : sequence of int, optional
        See `nn.dropout`.
    seed : int, optional
    training : bool or Node, optional
        Whether this is training.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `inputs`.

    See Also
    --------
    tf.compat.v1.layers.dropout
    """
    x = to_floating(inputs)

    def dropped():
        return drop_entries(x, noise_shape=noise_shape, seed=seed, rate=rate)

    if isinstance(training, Node):
        return cond(training, dropped, lambda: identity(x), name=name)
    return dropped() if training else identity(x, name)


def flatten(inputs, name=None) -> Node:
    """Put all axes but the first into one.

    Parameters
    ----------
    inputs : Node or array_like, shape (rows, ...)
    name : str, optional

    Returns
    -------
    Node
        Shape (rows, n).

    See Also
    --------
    tf.compat.v1.layers.flatten
    """
    x = convert_to_tensor(inputs)
    if x.shape == ():
        raise ValueError(f"flatten: '{x.name}' is a single number, without rows.")
    if x.shape is None or None in x.shape[1:]:
        return reshape(x, stack([shape_of(x)[0], -1]), name)
    count = 1
    for length in x.shape[1:]:
        count *= length
    return reshape(x, [-1 if x.shape[0] is None else x.shape[0], count], name)
