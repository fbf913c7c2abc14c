"""The table of gradient rules: for each type of operation, how its inputs get their share."""

from ..graph import Node, Operation

_RULES = {}


class RegisterGradient:
    """Decorator that makes a function the gradient rule of a type of operation.

    The rule takes the operation `op` and the gradient `grad` of the result with respect to
    `op`'s value, a node of the value's shape. It returns, for each of ``op.inputs``, a node
    with the gradient with respect to that input, or ``None`` where there is none; for a
    single input, the node alone will do. A rule builds nodes; it computes nothing. It need
    not care for broadcasting: where an input was stretched, its gradient is summed back.

    Parameters
    ----------
    *operations : type or str
        Subclasses of `Operation`, or their `op_type`.

    Examples
    --------
    >>> import dl101 as dl
    >>> @dl.RegisterGradient(dl.sin)
    ... def _sin_gradient(op, grad):
    ...     return grad * dl.cos(op.inputs[0])

    See Also
    --------
    tf.RegisterGradient
    """

    def __init__(self, *operations):
        self._op_types = [_op_type(op) for op in operations]

    def __call__(self, rule):
        for op_type in self._op_types:
            _RULES[op_type] = rule
        return rule


def get_gradient_function(op: Operation | type | str):
    """Return the gradient rule of an operation, as `RegisterGradient` registered it.

    Parameters
    ----------
    op : Operation, type or str
        A node, a kind of operation such as ``dl101.matmul``, or its `op_type`.

    Returns
    -------
    callable
        The rule: a function of the operation and the gradient of its value.

    Raises
    ------
    LookupError
        If its type has no rule.
    TypeError
        If it is no operation.

    Examples
    --------
    >>> import dl101 as dl
    >>> from dl101.source import show_source
    >>> show_source(dl.get_gradient_function(dl.exp))
    @RegisterGradient(exp)
    def _exp(op, grad):
        return grad * op

    See Also
    --------
    tensorflow.python.framework.ops.get_gradient_function
    """
    op_type = _op_type(op)
    try:
        return _RULES[op_type]
    except KeyError:
        on_the_way, or_cut = "", ""
        if isinstance(op, Node):
            on_the_way = f" '{op.name}', through which the gradient has to pass"
            or_cut = ", or cut the path with stop_gradient"
        raise LookupError(
            f"There is no gradient rule for {op_type:.60}{on_the_way}. Register one with "
            f"@RegisterGradient({op_type!r:.60}){or_cut}."
        ) from None


def _op_type(op) -> str:
    op_type = op if isinstance(op, str) else getattr(op, "op_type", None)
    if not isinstance(op_type, str):
        raise TypeError(
            f"{op!r:.60} is no operation: name one by its class, such as dl101.exp, or by its "
            f"op_type, such as 'Exp'."
        )
    return op_type


def input_gradients(op: Operation, grad: Node) -> list:
    """Apply the rule of an operation, and check that it returned what a rule returns.

    Returns
    -------
    list of Node or None
        One entry for each input.

    Raises
    ------
    LookupError
        If there is no rule.
    TypeError, ValueError
        If the rule returned something else, or too much, or too little.
    """
    shares = get_gradient_function(op)(op, grad)
    shares = list(shares) if isinstance(shares, list | tuple) else [shares]
    if len(shares) != len(op.inputs):
        raise ValueError(
            f"The gradient rule for {op.op_type} returned {len(shares)} gradients for "
            f"{len(op.inputs)} inputs; use None for an input without a gradient."
        )
    for share in shares:
        if share is not None and not isinstance(share, Node):
            raise TypeError(
                f"The gradient rule for {op.op_type} returned {share!r:.60}, which is no node; "
                f"did it forget to return anything?"
            )
    return shares
