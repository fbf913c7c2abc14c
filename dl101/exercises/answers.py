"""Handling readers' answers: whatever they are or do becomes a sentence, not a traceback."""

import linecache
import re
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any

import numpy as np

from ..nodes import Node
from .texts import Mistake


class NotAttempted(Exception):
    """The answer is still blank."""


class Wrong(Exception):
    """An answer is wrong.

    The mistake is one of the exercise's text, or a word for another kind of mistake. What is told
    to the reader is its text, filled in with the values, then the message.
    """

    def __init__(self, mistake: str | Mistake, message: str = "", /, **values):
        super().__init__(mistake, message)
        self.known = mistake if isinstance(mistake, Mistake) else None
        self.mistake = mistake.name if self.known else mistake
        self.message, self.values = message, values


def is_blank(answer) -> bool:
    """Say whether an answer is ``...``, or a list or tuple in which one is left."""
    if isinstance(answer, np.ndarray):
        return answer.dtype == object and any(is_blank(entry) for entry in answer.flat)
    if isinstance(answer, list | tuple):
        return any(is_blank(entry) for entry in answer)
    return answer is ...


def call(function: Callable, *arguments) -> Any:
    """Call a reader's function; whatever it raises but ``KeyboardInterrupt`` becomes `Wrong`."""
    if not callable(function):
        raise Wrong(
            "not_a_function",
            f"This check needs a function, and it was given {described(function)}. Hand over the "
            f"function itself, without parentheses after its name.",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = function(*arguments)
    except (KeyboardInterrupt, NotAttempted, Wrong):
        raise
    except RecursionError as error:
        raise Wrong(
            "recursion",
            f"Your code calls itself too deeply: Python stopped it at its recursion limit"
            f"{_where(error)}.",
        ) from None
    except BaseException as error:
        where = _where(error)
        if any(sign in str(error) for sign in _NUMPY_ON_A_NODE):
            raise Wrong("numpy_on_a_node", _NUMPY_MESSAGE.format(where)) from None
        if "has no attribute 'T'" in str(error):
            raise Wrong(
                "attribute_T", f"A node has no `.T`{where}: use `dl.transpose`, a node too."
            ) from None
        raise Wrong("exception", f"Your code stopped with {scrubbed(error, where)}") from None
    if is_blank(result) or (result is None and is_empty(function)):
        raise NotAttempted
    return result


_NUMPY_ON_A_NODE = (
    "__array_ufunc__=None",
    "is a node, not an array",
    "computes at once",
)
_NUMPY_MESSAGE = (
    "Your code hands a node to NumPy{}. NumPy computes at once and needs numbers. A node has none "
    "before a session runs: use `dl`'s operation instead, such as `dl.exp` for `np.exp`."
)


def returned(result, wanted: str) -> Any:
    """Hand a function's result on, unless it is ``None``."""
    if result is None:
        raise Wrong(
            "no_return",
            f"Your function returns nothing (`None`); it should return {wanted}. Is the `return` "
            f"missing?",
        )
    return result


def must_be_subclass(answer, base: type, blank: str) -> None:
    """Raise `Wrong` unless an answer is a class derived from the one named in the blank."""
    name, written = re.match(r"class (\w+)\((.+?)\):", blank).groups()
    if not isinstance(answer, type):
        raise Wrong(
            "not_a_class",
            f"This check needs the class `{name}` itself, and it was given {described(answer)}.",
        )
    if not issubclass(answer, base):
        raise Wrong(
            "not_a_subclass",
            f"Your class is not a kind of `{written}`: begin it with `class {name}({written}):`.",
        )


def as_array(answer) -> np.ndarray:
    """Return an array of the answer; one of no numbers if NumPy cannot make one of it."""
    try:
        return np.asarray(answer)
    except Exception:
        return np.asarray(None)


def numbers(answer, shape: tuple[int, ...], what: str) -> np.ndarray:
    """Turn an answer into an array of finite numbers; `what` is its name in messages."""
    kind = "a number" if shape == () else f"{shape[0]} numbers"
    if isinstance(answer, Node):
        raise Wrong(
            "not_numbers", f"`{what}` must be {kind}, and a node has no value before a run."
        )
    array = as_array(answer)
    if array.dtype.kind not in "iufb":
        raise Wrong("not_numbers", f"`{what}` must be {kind}, not {described(answer)}.")
    if len(shape) == 1 and array.shape == (*shape, 1):
        array = array.reshape(shape)  # a column
    if array.shape != shape:
        raise Wrong("shape", f"`{what}` must have shape {shape}; yours has shape {array.shape}.")
    if not np.isfinite(array).all():
        raise Wrong("not_finite", f"`{what}` is {shown(array)}; it must be {kind}, and finite.")
    return array.astype(float)


def same(a: np.ndarray, b: np.ndarray) -> bool:
    """Say whether two arrays agree in shape and, up to rounding, in value."""
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-9, equal_nan=True)


def shown(value) -> str:
    """Write numbers as code, short and on one line."""
    array = np.asarray(value)
    if array.size > 24:
        text = np.array2string(array, precision=4, separator=", ", threshold=24, edgeitems=2)
        return f"`{' '.join(text.split())}`"
    return f"`{_rounded(array.tolist())}`"


def shown_in_lines(values: dict[str, Any]) -> str:
    """Write named arrays as a block of code, each row of a matrix on its own line."""
    lines = []
    for name, value in values.items():
        head = f"{name} = "
        array = np.array(value, dtype=float) + 0.0
        text = np.array2string(array, precision=4, suppress_small=True, prefix=head, threshold=60)
        lines.append(head + text)
    return "```text\n" + "\n".join(lines) + "\n```"


def _rounded(value):
    if isinstance(value, list):
        return [_rounded(entry) for entry in value]
    return float(f"{value:.5g}") + 0.0 if isinstance(value, float) else value


def described(value) -> str:
    """Name the kind of thing that a reader gave, and the thing where it is short."""
    if value is None:
        return "`None`"
    if isinstance(value, Node):
        return f"the node `{value.name}`"
    kind = type(value).__name__
    kind = f"{'an' if kind[0] in 'aeiou' else 'a'} `{kind}`"
    if isinstance(value, bool | int | float | str):
        return f"{kind} ({_code(value.__repr__()[:60])})"
    return kind


def scrubbed(error: BaseException, where: str = "") -> str:
    """Name an exception and its text, without what differs from run to run."""
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", str(error)).strip()
    text = re.sub(r"(?<![\w.])/(?:[\w.+-]+/)+([\w.+-]+)", r"\1", text)
    text = text if len(text) <= 600 else f"{text[:600]} …"
    name = type(error).__name__
    if not text:
        return f"`{name}`{where}. "
    fence = max("```", _fence(text), key=len)
    return f"`{name}`{where}:\n\n{fence}text\n{text}\n{fence}\n\n"


def _code(text: str) -> str:
    """Mark as code, with backticks that the text itself does not hold."""
    fence, pad = _fence(text), " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _fence(text: str) -> str:
    return "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)


def _where(error: BaseException) -> str:
    line = ""
    while error is not None:
        step = error.__traceback__
        while step is not None:
            line = _readers_line(step) or line
            step = step.tb_next
        error = error.__cause__  # a session explains what happened in `compute`
    return f" in the line {_code(line)}" if line else ""


def _readers_line(step: TracebackType) -> str:
    scope = step.tb_frame.f_globals
    if "__file__" in scope and scope.get("__name__") != "__main__":
        return ""  # a library's line; a notebook's cells have no file
    return linecache.getline(step.tb_frame.f_code.co_filename, step.tb_lineno).strip()


def is_empty(function: Callable) -> bool:
    """Say whether the body of a function is still blank."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_code == (lambda: None).__code__.co_code
