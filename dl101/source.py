"""The library's own source, shown in a lesson."""

import ast
import inspect
import re
import textwrap
from html import escape
from pathlib import Path

from .checks import check_choice, check_text, shorten

__all__ = ["Source", "show_javascript", "show_source"]

WEB = Path(__file__).parent / "widgets" / "web"


class Source:
    """Source in `code` that a notebook shows highlighted, in the colours of its `language`."""

    def __init__(self, code: str, folded: str | None = None, language: str = "python"):
        self.code = code
        self.folded = folded
        self.language = language

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        # Markdown, because JupyterLab and GitHub both colour its code blocks as the reader's
        # theme wants them.
        fence = "```"
        while fence in self.code:
            fence += "`"
        text = f"{fence}{self.language}\n{self.code}\n{fence}"
        if self.folded is not None:
            summary = f"<summary>{escape(self.folded)}</summary>"
            text = f"<details>{summary}\n\n{text}\n\n</details>"
        return {"text/markdown": text, "text/plain": self.code}

    def __repr__(self) -> str:
        return self.code


def show_source(*objects, folded: str | None = None) -> Source:
    """Show how functions, classes, methods and modules are written, without their docstrings.

    With `folded`, only this line is to be seen in a notebook until the reader clicks on it.

    >>> import dl101 as dl
    >>> show_source(dl.get_default_graph)
    def get_default_graph() -> Graph:
        return defaults.graph
    """
    if not objects:
        raise TypeError("show_source needs something to show: a function, a class or a method.")
    return Source("\n\n\n".join(map(_source_of, objects)), folded)


def show_javascript(file: str, *names: str, folded: str | None = None) -> Source:
    """Show parts of a JavaScript file of the page, without the comments before them.

    A name is that of a function, a class or a table; "Dense.forward" is a part of one.

    >>> show_javascript("network.js", "sigmoid")
    export function sigmoid(sum) {
      return 1 / (1 + Math.exp(-sum));
    }
    """
    check_choice("file", file, sorted(path.name for path in WEB.glob("*.js")))
    if not names:
        raise TypeError("show_javascript needs something to show: the names of functions.")
    code = (WEB / file).read_text("utf-8")
    parts = [_part(file, code, check_text("each name", name)) for name in names]
    return Source("\n\n".join(parts), folded, "javascript")


def _part(file: str, code: str, name: str) -> str:
    # The files are formatted: a part begins and ends in lines that are indented equally.
    owner, _, inner = name.partition(".")
    begin = rf"(?:export )?(?:class|function|const) {re.escape(owner)}\b"
    found = re.search(rf"^{begin}(?:.*;|.*\n(?:.*\n)*?[}}\])].*)$", code, re.MULTILINE)
    if found and inner:
        begin = rf"  {re.escape(inner)}(?:\(|: )"
        found = re.search(rf"^{begin}.*\n(?:.*\n)*?  }}.*$", found[0], re.MULTILINE)
    if not found:
        raise ValueError(f"{file} has nothing with the name {name!r}.")
    return textwrap.dedent(found[0]).rstrip(",")


def _source_of(obj) -> str:
    if isinstance(obj, property):
        obj = obj.fget
    try:
        code = inspect.getsource(inspect.unwrap(obj) if callable(obj) else obj)
    except TypeError:
        raise TypeError(
            f"show_source shows functions, classes, methods and modules written in Python, not "
            f"{shorten(obj)} of type {type(obj).__name__}."
        ) from None
    except OSError:
        raise TypeError(f"The source of {shorten(obj)} is in no file.") from None
    return _without_docstrings(textwrap.dedent(code).strip("\n"))


def _without_docstrings(code: str) -> str:
    try:
        tree = ast.parse(code)
    except SyntaxError:  # part of a statement, such as a lambda
        return code
    lines, removed = code.split("\n"), set()
    for owner in ast.walk(tree):
        documented = isinstance(owner, ast.Module | ast.ClassDef | ast.FunctionDef)
        if not documented or ast.get_docstring(owner, clean=False) is None:
            continue
        docstring, *rest = owner.body
        first, last = docstring.lineno, docstring.end_lineno
        if not rest:
            lines[first - 1] = " " * docstring.col_offset + "..."
            first += 1
        while rest and not lines[last].strip():
            last += 1
        removed.update(range(first - 1, last))
    return "\n".join(line for i, line in enumerate(lines) if i not in removed).strip("\n")
