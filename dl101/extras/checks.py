"""Looking at values, and checking them, while a session runs."""

import sys

import numpy as np

from ..dtypes import bool_
from ..gradients import RegisterGradient
from ..graph import Node, Operation
from ..operations import convert_to_tensor
from ..operations.convert import convert_together, graph_of


def _shown(value, summarize) -> str:
    entries = np.ravel(value)
    count = 3 if summarize is None else summarize
    count = entries.size if count < 0 else count
    numbers = " ".join(
        f"{entry:g}" if entry.dtype.kind == "f" else str(entry) for entry in entries[:count]
    )
    return f"[{numbers}{'...' if count < entries.size else ''}]"


class Print(Operation):
    """The tensor itself; each time it is computed, data are written to standard error.

    Parameters
    ----------
    input_ : Node or array_like
        What is handed on.
    data : sequence of Node or array_like
        What is written.
    message : str, optional
        Written before them.
    first_n : int, optional
        Only the first so many times; always by default.
    summarize : int, optional
        How many entries of each; 3 by default, -1 for all.
    name : str, optional

    Returns
    -------
    Node
        Of the shape and dtype of `input_`.

    See Also
    --------
    tf.Print
    """

    op_type = "Print"

    def __init__(self, input_, data, message=None, first_n=None, summarize=None, name=None):
        x = convert_to_tensor(input_, graph=graph_of(list(data)))
        shown = [convert_to_tensor(value, graph=x.graph) for value in data]
        self.message, self.summarize = message or "", summarize
        self.first_n = -1 if first_n is None else first_n
        self._count = 0
        super().__init__([x, *shown], x.dtype, x.shape, name)

    def compute(self, x, *data):
        if self.first_n < 0 or self._count < self.first_n:
            self._count += 1
            values = "".join(_shown(value, self.summarize) for value in data)
            print(f"{self.message}{values}", file=sys.stderr)
        return x


@RegisterGradient(Print)
def _print(op, grad):
    return [grad, *[None] * (len(op.inputs) - 1)]


class Assert(Operation):
    """Raise an error unless a condition holds.

    It is checked when it is computed: fetch it, or bring it about with `group`.

    Parameters
    ----------
    condition : Node or array_like, bool
        Everything in it must be true.
    data : sequence of Node or array_like
        What the error shows.
    summarize : int, optional
        How many entries of each; 3 by default, -1 for all.
    name : str, optional

    Returns
    -------
    Node
        Running it gives ``None``.

    Raises
    ------
    ValueError
        When it is computed, if the condition does not hold.

    See Also
    --------
    tf.Assert
    """

    op_type = "Assert"
    advice = "It is there to stop the run."

    def __init__(self, condition, data, summarize=None, name=None):
        condition = convert_to_tensor(condition, bool_, graph=graph_of(list(data)))
        shown = [convert_to_tensor(value, graph=condition.graph) for value in data]
        self.summarize, self.message = summarize, "assertion failed"
        super().__init__([condition, *shown], bool_, None, name)

    def compute(self, condition, *data):
        if not np.all(condition):
            values = " ".join(_shown(value, self.summarize) for value in data)
            raise ValueError(f"{self.message}: {values}")


class _assert_related(Operation):
    """Raise an error unless a relation holds between all entries."""

    op_type = "Assert"
    advice = "It is there to stop the run."

    def __init__(self, relation, symbol, x, y, message, name):
        self.relation, self.symbol, self.message = relation, symbol, message
        super().__init__(convert_together(x, y), bool_, None, name)

    def compute(self, x, y):
        if not np.all(self.relation(x, y)):
            raise ValueError(
                f"{self.message or 'assertion failed'}: x {self.symbol} y does not hold for "
                f"x = {_shown(x, None)} and y = {_shown(y, None)}"
            )


def assert_equal(x, y, data=None, summarize=None, message=None, name=None) -> Node:
    """Raise an error, when it is computed, unless all entries are equal.

    Parameters
    ----------
    x, y : Node or array_like
    data, summarize : optional
        Ignored: the error shows `x` and `y`.
    message : str, optional
        What the error begins with.
    name : str, optional

    Returns
    -------
    Node
        Running it gives ``None``.

    See Also
    --------
    tf.assert_equal
    """
    return _assert_related(np.equal, "==", x, y, message, name)


def assert_less(x, y, data=None, summarize=None, message=None, name=None) -> Node:
    """Raise an error, when it is computed, unless each entry of `x` is below that of `y`.

    Parameters
    ----------
    x, y : Node or array_like
    data, summarize : optional
        Ignored: the error shows `x` and `y`.
    message : str, optional
        What the error begins with.
    name : str, optional

    Returns
    -------
    Node
        Running it gives ``None``.

    See Also
    --------
    tf.assert_less
    """
    return _assert_related(np.less, "<", x, y, message, name)


def assert_positive(x, data=None, summarize=None, message=None, name=None) -> Node:
    """Raise an error, when it is computed, unless all entries are above 0.

    Parameters
    ----------
    x : Node or array_like
    data, summarize : optional
        Ignored: the error shows `x`.
    message : str, optional
        What the error begins with.
    name : str, optional

    Returns
    -------
    Node
        Running it gives ``None``.

    See Also
    --------
    tf.assert_positive
    """
    return _assert_related(np.greater, ">", x, 0, message, name)
