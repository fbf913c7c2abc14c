"""The names of dl101 and how each agrees with TensorFlow's: ``python -m tests.tensorflow.table``.

It runs the comparisons, and writes dl101/API.md.
"""

import ast
import functools
import inspect
import sys
import textwrap
from pathlib import Path
from types import ModuleType

import dl101
import dl101.compat.v1 as tf1
from dl101.compat.v1 import hints

from . import comparing, compat_functions, compat_programs, programs, training  # noqa: F401
from .functions import CASES, look_up
from .programs import PROGRAMS

PATH = Path(dl101.__file__).with_name("API.md")
SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.py"))
#: Classes whose methods are public too.
CLASSES = {
    dl101: ("Graph", "Session", "InteractiveSession", "Variable", "train.Optimizer"),
    tf1: ("train.Saver", "summary.FileWriter"),
}
#: Names that are not compared, and why.
REASONS = {
    **dict.fromkeys(
        ("GradientCheck", "check_gradients", "topological_order", "Graph.variables"),
        "TensorFlow has nothing like it",
    ),
    **dict.fromkeys(
        (
            *("Graph.add", "Graph.enter_scope", "Graph.scope", "train.Optimizer.finish"),
            *("train.Optimizer.prepare", "train.Optimizer.rate", "train.Optimizer.slot"),
            "train.Optimizer.update",
        ),
        "for those who extend the library",
    ),
    "Node": "TensorFlow's `Tensor` and `Operation` are one thing here",
    "Operation": "TensorFlow's operations are written in C++",
    "RegisterGradient": "takes classes, where TensorFlow's takes names of C++ operations",
    "get_gradient_function": "finds what `RegisterGradient` registered",
    "softmax": "another name of `nn.softmax`, as in TensorSlow",
    "disable_eager_execution": "there is nothing to disable",
    "layers.dense": "TensorFlow 2.16 and later leave `tf.layers` out; tested by its definition",
}
HEAD = """# The names of dl101

Every public name, and whether it agrees with TensorFlow's `tf.compat.v1`. The tests in
`tests/tensorflow` compare **values** (the same values, shapes, dtypes and derivatives over random
inputs, shapes and axes; float64 to 1e-10, float32 to 1e-5) and **programs** (the same results of
small programs and scripts). `python -m tests.tensorflow.table` runs them and writes this file.

On purpose, Python's floats are float64 here and float32 in TensorFlow; nodes of different dtypes
may meet; a variable is initialized when it is first used; and `argmax` and `argmin` give the place
of a NaN, as NumPy does. As in TensorFlow, gradients are NaN where an infinite slope meets a
gradient of 0, as of `where(x > 0, log(x), 0)` at 0; only that of `sqrt` is 0 there.
"""
COMPAT = """
# The names of dl101.compat.v1

`import dl101.compat.v1 as tf` is for scripts written for TensorFlow 1. It has every name of the
core, and those below. Some take TensorFlow 1's older arguments too:
"""
OUT = """
## What is out

Control flow in the graph (`cond`, `while_loop`, `case`, `map_fn`, `control_dependencies`,
`py_func`), checks (`Assert`, `Print`), graphs in files (`import_meta_graph`, `import_graph_def`),
TensorFlow 2 (`function`, `GradientTape`, eager execution, `data`, `keras`), `contrib`,
`estimator`, queues, images and sequences (`nn.conv2d`, `nn.rnn_cell`), `layers` but `dense`,
`metrics`, `logging`, `placeholder_with_default`, sparse and complex numbers, dtypes of 8 and 16
bits (but for `int16` constants and placeholders) and arithmetic with text. An absent name raises an
`AttributeError` that says what to use instead.
"""


def names_of(ours: ModuleType) -> list[str]:
    """List the public names of the core, or those that `dl101.compat.v1` has besides."""
    if ours is dl101:
        spaces = {"": dl101, "nn.": dl101.nn, "train.": dl101.train}
        found = [
            prefix + name
            for prefix, space in spaces.items()
            for name, value in vars(space).items()
            if not (name.startswith("_") or inspect.ismodule(value) or value is ModuleType)
        ]
    else:
        found = [n for n in hints.public_names(tf1) if not n.startswith("app.flags.")]
        found = [n for n in found if not _in_core(n) and n not in addresses()]
    for name in CLASSES[ours]:
        methods = vars(look_up(ours, name))
        found += [f"{name}.{method}" for method in methods if not method.startswith("_")]
    hidden = {"Variable.op_type", "train.Optimizer.slots"}
    return sorted(set(found) - hidden, key=lambda name: (name.count("."), name.lower(), name))


def _in_core(name):
    owner, _, last = name.rpartition(".")
    try:
        return vars(look_up(dl101, owner) if owner else dl101)[last] is look_up(tf1, name)
    except (AttributeError, KeyError):
        return False


@functools.cache
def addresses() -> dict[str, str]:
    """Find names such as ``math.abs`` that are other names' newer addresses."""
    top = {id(v): n for n, v in vars(tf1).items() if n in hints.public_names(tf1)}
    top |= {id(value): f"nn.{name}" for name, value in vars(tf1.nn).items()}
    return {
        f"{space}.{name}": top[id(value)]
        for space in ("math", "random", "linalg", "initializers")
        for name, value in vars(getattr(tf1, space)).items()
        if not name.startswith("_") and id(value) in top
    }


def used_in(script: Path) -> set[str]:
    """Return the names of the library that a script uses, such as ``train.Saver``."""
    found = set()
    for node in ast.walk(ast.parse(script.read_text())):
        if isinstance(node, ast.Attribute):
            chain = ast.unparse(node)
            if chain.startswith("tf."):
                found.add(chain.removeprefix("tf.").replace("app.flags.", "flags."))
    return found


def shown_by(ours: ModuleType) -> dict[str, list[str]]:
    """Return for each name the cases, programs and scripts in which it is compared."""
    shown: dict[str, list[str]] = {}

    def enter(comparison, names, library):
        for name in names:
            if library is ours or _in_core(name):
                shown.setdefault(name, []).append(comparison)

    for label, case in CASES.items():
        enter(f"function {label}", [case.name], case.ours)
    for label, program in PROGRAMS.items():
        enter(f"program {label}", program.names, program.ours)
    for script in SCRIPTS:
        enter(f"script {script.stem}", used_in(script), tf1)
    return shown


def render(failed=frozenset()) -> str:
    """Write the table as Markdown; `failed` are comparisons that did not pass."""
    lines = [HEAD, *_groups(dl101, failed), COMPAT, *_signatures(), *_groups(tf1, failed)]
    lines += ["**Newer addresses** of the same things", "", _wrapped(_addresses()), OUT]
    return "\n".join(lines).replace("\n\n\n", "\n\n")


def _groups(ours, failed):
    shown = shown_by(ours)
    groups: dict[str, list[str]] = {}
    for name in names_of(ours):
        groups.setdefault(_verdict(name, shown.get(name), failed), []).append(name)
    for verdict in ("Does not agree", "Agrees in values", "Agrees in programs"):
        if verdict in groups:
            yield from (f"**{verdict}**", "", _wrapped(_quoted(groups.pop(verdict))), "")
    yield from ("**Not compared**", "")
    for reason, names in groups.items():
        yield _wrapped(f"- {_quoted(names)}: {reason}", "  ")
    yield ""


def _verdict(name, comparisons, failed):
    if not comparisons:
        return REASONS[name]
    if failed.intersection(comparisons):
        return "Does not agree"
    by_values = any(comparison.startswith("function ") for comparison in comparisons)
    return "Agrees in values" if by_values else "Agrees in programs"


def _quoted(names):
    return ", ".join(f"`{name}`" for name in names)


def _wrapped(text, indent=""):
    options = {"break_long_words": False, "break_on_hyphens": False}
    return textwrap.fill(text, 100, subsequent_indent=indent, **options)


def _addresses():
    spaces: dict[str, list[str]] = {}
    for name in addresses():
        spaces.setdefault(name.partition(".")[0], []).append(name.partition(".")[2])
    return "; ".join(f"`{space}.` {', '.join(names)}" for space, names in spaces.items())


def _signatures():
    """Say once which names take which older arguments."""
    by_arguments: dict[tuple, list[str]] = {}
    for name in hints.public_names(tf1):
        value = look_up(tf1, name)
        if isinstance(value, tf1.spellings.Respelled) and name not in addresses():
            by_arguments.setdefault(tuple(value.older_arguments()), []).append(name)
    for arguments, names in by_arguments.items():
        if arguments:
            yield _wrapped(f"- {_quoted(names)}: {_quoted(arguments)}", "  ")
    yield ""


def failures() -> set[str]:
    """Run every comparison; return those that do not pass."""
    from . import test_scripts

    printed, scripts = test_scripts.run_scripts(), {path.stem: path for path in SCRIPTS}
    failed = set()
    for kind, labels, compare in (
        ("function", CASES, lambda label: comparing.compare(label, CASES[label])),
        ("program", PROGRAMS, programs.compare),
        ("script", scripts, lambda label: test_scripts.compare(scripts[label], printed)),
    ):
        for label in labels:
            try:
                compare(label)
            except Exception as error:
                print(f"{kind} {label}: {error}", file=sys.stderr)
                failed.add(f"{kind} {label}")
    return failed


if __name__ == "__main__":
    PATH.write_text(render(failures()), encoding="utf-8")
