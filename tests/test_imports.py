"""Tests of what loads what: the core needs NumPy alone, and knows nothing of the rest."""

import ast
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import dl101

PACKAGE = Path(dl101.__file__).parent
#: The modules of the core; each may import those before it.
LAYERS = ["checks", "shapes", "dtypes", "graph", "nodes", "session"]
LAYERS += ["operations", "nn", "gradients", "train"]


def module(path):
    """Name the module of a file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


MODULES = {module(path): path for path in sorted(PACKAGE.rglob("*.py"))}
CORE = {name for name in MODULES if name == "dl101" or name.split(".")[1] in LAYERS}


def imports(path):
    """List pairs of a module or package and a name that a file imports from it, wherever."""
    package = ["dl101", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                yield (inner, "") if inner in MODULES else (source, alias.name)


def test_import_loads_numpy_and_the_core_and_nothing_else():
    program = "import sys, numpy; old = {*sys.modules}; import dl101; print(*{*sys.modules} - old)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=PACKAGE.parent)
    loaded = ran.stdout.decode().split()
    assert {name for name in loaded if name.split(".")[0] not in sys.stdlib_module_names} == CORE


def test_the_core_imports_numpy_the_standard_library_and_what_lies_below():
    for name in CORE - {"dl101"}:
        layer = LAYERS.index(name.split(".")[1])
        for imported, _ in imports(MODULES[name]):
            top, *rest = imported.split(".")
            if top == "dl101":
                assert rest, f"{name} imports the whole of dl101"
                assert rest[0] in LAYERS[: layer + 1], f"{name} imports {imported}"
            else:
                assert top == "numpy" or top in sys.stdlib_module_names, f"{name} imports {top}"


def test_no_modules_of_the_core_import_each_other_in_a_circle():
    graph = {name: {imported for imported, _ in imports(MODULES[name])} & CORE for name in CORE}
    assert list(TopologicalSorter(graph).static_order())[-1] == "dl101"


def test_no_private_name_crosses_modules():
    crossing = []
    for name, path in MODULES.items():
        ours = [(source, what) for source, what in imports(path) if source in MODULES]
        crossing += [f"{name}: {source}.{what}" for source, what in ours if is_private(what)]
        modules = {source.rpartition(".")[2] for source, what in ours if not what}
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Attribute(ast.Name(owner), what) if owner in modules and is_private(what):
                    crossing.append(f"{name}: {owner}.{what}")
    assert crossing == []


def is_private(name):
    return name.startswith("_") and not name.startswith("__")


def test_no_two_modules_have_one_name():
    names = Counter(path.name for path in MODULES.values() if path.name != "__init__.py")
    assert [name for name, count in names.items() if count > 1] == []
