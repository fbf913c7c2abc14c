"""Tests of what loads what: the core needs NumPy alone, and knows nothing of pictures."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dl101

PACKAGE = Path(dl101.__file__).parent
CORE = [
    *(f"{name}.py" for name in ["__init__", "dtypes", "graph", "session", "shapes"]),
    *("operations/*.py", "nn/*.py", "gradients/*.py", "train/*.py", "extras/*.py"),
]
CORE_FILES = sorted(path for pattern in CORE for path in PACKAGE.glob(pattern))

PROGRAM = """
import sys
import numpy
before = set(sys.modules)
import dl101
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(new - set(sys.stdlib_module_names)))
print(*sorted(name for name in sys.modules if name.startswith("dl101.")))
"""


def test_import_loads_numpy_and_nothing_else():
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        cwd=PACKAGE.parent,
    )
    packages, modules = ran.stdout.splitlines()
    assert packages == "dl101"
    loaded = {name.split(".")[1] for name in modules.split()}
    assert loaded == {
        "dtypes",
        "gradients",
        "graph",
        "nn",
        "operations",
        "session",
        "shapes",
        "train",
    }


def imported(path):
    """List the modules that a file imports, wherever in it, by their full names."""
    package = ["dl101", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = [*base, *(node.module or "").split(".")]
            yield from (".".join([*filter(None, module), alias.name]) for alias in node.names)


@pytest.mark.parametrize("path", CORE_FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_core_modules_import_numpy_the_standard_library_and_each_other(path):
    core = {p.relative_to(PACKAGE).parts[0].removesuffix(".py") for p in CORE_FILES}
    for name in imported(path):
        top, *rest = name.split(".")
        if top == "dl101":
            assert not rest or rest[0] in core or hasattr(dl101, rest[0]), name
        else:
            assert top == "numpy" or top in sys.stdlib_module_names, name


def test_the_layers_of_the_core_do_not_reach_upwards():
    order = ["dtypes", "shapes", "graph", "operations", "nn", "gradients", "train"]
    for path in CORE_FILES:
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own not in order:
            continue
        for name in imported(path):
            parts = name.split(".")
            if parts[0] == "dl101" and len(parts) > 1 and parts[1] in order:
                assert order.index(parts[1]) <= order.index(own), f"{own} imports {name}"


def test_everything_public_is_there():
    names = [
        *[
            "Graph",
            "get_default_graph",
            "reset_default_graph",
            "placeholder",
            "Variable",
            "constant",
        ],
        *["convert_to_tensor", "name_scope", "gradients", "RegisterGradient", "check_gradients"],
        *["Session", "InteractiveSession", "get_default_session", "softmax", "Operation", "Node"],
        *[
            "float32",
            "float64",
            "int32",
            "int64",
            "bool",
            "nn",
            "train",
            "global_variables_initializer",
        ],
        *dl101.operations.__all__,
    ]
    assert [name for name in names if not hasattr(dl101, name)] == []
    optimizers = ["GradientDescent", "Momentum", "Adagrad", "RMSProp", "Adam"]
    assert all(hasattr(dl101.train, f"{name}Optimizer") for name in optimizers)
