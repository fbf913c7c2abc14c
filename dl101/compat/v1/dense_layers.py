"""``tf.layers``: a layer of neurons with variables of its own."""

import dl101 as dl
from dl101.operations.convert import to_floating

from .initializers import zeros_initializer
from .matrices import tensordot
from .scopes import get_variable, variable_scope


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
) -> dl.Node:
    """A layer of neurons: ``activation(inputs @ kernel + bias)``.

    The number of axes of `inputs` and the length of the last one must be known. `name` is the
    variable scope.
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
        y = x @ kernel if len(x.shape) == 2 else tensordot(x, kernel, 1)
        if use_bias:
            bias = get_variable(
                "bias",
                [units],
                initializer=bias_initializer,
                regularizer=bias_regularizer,
                **options,
            )
            y = dl.nn.bias_add(y, bias)
        return y if activation is None else activation(y)
