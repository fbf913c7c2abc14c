"""The table of gradient rules: for each type of operation, how its inputs get their gradients."""

from ..checks import shorten
from ..nodes import Node, Operation

RULES = {}


class RegisterGradient:
    """Decorator that makes a function the gradient rule of types of operations.

    The operations are subclasses of `Operation`, or their `op_type`. The rule takes the
    operation `op` and the gradient `grad` of the result with respect to `op`'s value, a node of
    the value's shape. It returns, for each of ``op.inputs``, a node with the gradient with
    respect to that input, or ``None`` where there is none; for a single input, the node alone
    will do. A rule builds nodes; it computes nothing. It need not care for broadcasting: where
    an input was broadcast, its gradient is summed back.

        @RegisterGradient(sin)
        def _sin(op, grad):
            return grad * cos(op.inputs[0])
    """

    def __init__(self, *operations):
        self._op_types = [_op_type(op) for op in operations]

    def __call__(self, rule):
        for op_type in self._op_types:
            RULES[op_type] = rule
        return rule


def get_gradient_function(op: Operation | type | str):
    """Return the gradient rule of a node, of a class such as ``dl101.exp``, or of an `op_type`."""
    op_type = _op_type(op)
    if op_type not in RULES:
        on_the_way, or_cut = "", ""
        if isinstance(op, Node):
            on_the_way = f" '{op.name}', through which the gradient has to pass"
            or_cut = ", or cut the path with stop_gradient"
        raise LookupError(
            f"There is no gradient rule for {op_type:.60}{on_the_way}. Register one with "
            f"@RegisterGradient({op_type!r:.60}){or_cut}."
        )
    return RULES[op_type]


def _op_type(op) -> str:
    op_type = op if isinstance(op, str) else getattr(op, "op_type", None)
    if not isinstance(op_type, str):
        raise TypeError(
            f"{shorten(op)} is not an operation: name one by its class, such as dl101.exp, or by "
            f"its op_type, such as 'Exp'."
        )
    return op_type


def input_gradients(op: Operation, grad: Node) -> list[Node | None]:
    """Apply the gradient rule of an operation; return one entry for each of its inputs."""
    found = get_gradient_function(op)(op, grad)
    found = list(found) if isinstance(found, list | tuple) else [found]
    if len(found) != len(op.inputs):
        raise ValueError(
            f"The gradient rule for {op.op_type} returned {len(found)} gradients for "
            f"{len(op.inputs)} inputs; use None for an input without a gradient."
        )
    for gradient in found:
        if gradient is not None and not isinstance(gradient, Node):
            raise TypeError(
                f"The gradient rule for {op.op_type} returned {shorten(gradient)}, which is not a "
                f"node; did it forget to return anything?"
            )
    return found
