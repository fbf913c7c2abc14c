"""The library's own source, shown in a lesson."""

from __future__ import annotations

import ast
import inspect
import textwrap


class Source:
    """Python source that a notebook shows highlighted; `show_source` makes it.

    Parameters
    ----------
    code : str
        The source.
    """

    def __init__(self, code: str):
        self.code = code

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        # Markdown, because JupyterLab and GitHub both colour its code blocks as the reader's
        # theme wants them.
        fence = "```"
        while fence in self.code:
            fence += "`"
        return {
            "text/markdown": f"{fence}python\n{self.code}\n{fence}",
            "text/plain": self.code,
        }

    def __repr__(self) -> str:
        return self.code


def show_source(*objects, docstring: bool = False) -> Source:
    """Show how functions, classes and methods are written, as the last thing in a cell.

    Parameters
    ----------
    *objects : function, class, method or module
        What to show, for example ``dl101.matmul`` or ``dl101.Session.run``.
    docstring : bool, optional
        Whether to show documentation strings too.

    Returns
    -------
    Source
        Displays the source, indented as if it stood alone; its text is in ``code``.

    Raises
    ------
    TypeError
        If one of the objects is a value, or has no Python source.

    Examples
    --------
    >>> import dl101 as dl
    >>> show_source(dl.get_default_graph)
    def get_default_graph() -> Graph:
        return _defaults.graph
    """
    if not objects:
        raise TypeError("show_source needs something to show: a function, a class or a method.")
    return Source("\n\n\n".join(_source_of(one, docstring) for one in objects))


def _source_of(obj, docstring: bool) -> str:
    if isinstance(obj, property):
        obj = obj.fget
    try:
        code = inspect.getsource(inspect.unwrap(obj) if callable(obj) else obj)
    except TypeError:
        raise TypeError(
            f"show_source shows functions, classes, methods and modules, and {obj!r:.60} of type "
            f"{type(obj).__name__} is none that is written in Python."
        ) from None
    except OSError:
        raise TypeError(f"The source of {obj!r:.60} is in no file.") from None
    code = textwrap.dedent(code).strip("\n")
    return code if docstring else _without_docstrings(code)


def _without_docstrings(code: str) -> str:
    lines = code.split("\n")
    removed: set[int] = set()
    try:
        tree = ast.parse(code)
    except SyntaxError:  # Part of a statement, as for a lambda.
        return code
    for owner in ast.walk(tree):
        if not isinstance(owner, ast.Module | ast.ClassDef | ast.FunctionDef):
            continue
        if ast.get_docstring(owner, clean=False) is None:
            continue
        first, last = owner.body[0].lineno, owner.body[0].end_lineno
        if len(owner.body) == 1:
            indent = " " * owner.body[0].col_offset
            lines[first - 1], first = f"{indent}...", first + 1
        while len(owner.body) > 1 and last < len(lines) and not lines[last].strip():
            last += 1
        removed.update(range(first - 1, last))
    return "\n".join(line for i, line in enumerate(lines) if i not in removed).strip("\n")
