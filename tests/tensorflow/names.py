"""The public names of dl101, and how each is known to agree with TensorFlow's."""

import ast
import inspect
from pathlib import Path

import dl101
from dl101 import extras

from . import more_functions, more_programs, training  # noqa: F401 (enter cases and programs)
from .functions import CASES, look_up
from .programs import PROGRAMS

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.py"))
#: Classes whose methods are public too.
CLASSES = (
    *("Graph", "Session", "InteractiveSession", "Variable", "train.Optimizer", "train.Saver"),
    "summary.FileWriter",
)

_OWN = "dl101's own; TensorFlow has nothing like it."
_KERAS = "TensorFlow 2.16 and later leave `tf.layers` out; tested against its definition."
_INSIDE = "the library's own side of it: TensorFlow's is written in C++."
#: Names that are not compared, and why.
REASONS = {
    "GradientCheck": _OWN,
    "check_gradients": _OWN,
    "topological_order": _OWN,
    "Node": "what TensorFlow calls `Tensor` and `Operation` is one thing here.",
    "Operation": _INSIDE,
    "RegisterGradient": "takes classes, where TensorFlow's takes names of C++ operations.",
    "get_gradient_function": _INSIDE,
    "softmax": "another name of `nn.softmax`, as in TensorSlow.",
    "disable_eager_execution": "there is nothing to disable.",
    "executing_eagerly": "never, in dl101; TensorFlow's answer depends on where it is asked.",
    "layers.dense": _KERAS,
    "layers.dropout": _KERAS,
    "layers.flatten": _KERAS,
    "layers": _KERAS,
    "logging": "TensorFlow's has more levels of detail; its functions are compared.",
    "Graph.variables": _OWN,
}


def public_names() -> list[str]:
    """Return every public name of dl101, such as ``nn.relu`` or ``Variable.assign``."""
    found = set(extras.all_names())
    for module in extras.MODULES:
        public = getattr(dl101, module).__all__
        found |= {f"{module}.{name}" for name in public}
    for space in extras.ALIASES:
        found |= {f"{space}.{name}" for name in extras.names(space) if space}
    for name in CLASSES:
        methods = vars(look_up(dl101, name))
        found |= {f"{name}.{method}" for method in methods if not method.startswith("_")}
    return sorted(found - {"Variable.op_type", "train.Optimizer.slots"}, key=_order)


def _order(name):
    return name.rpartition(".")[0], name.lower(), name


def used_in(script: Path) -> set[str]:
    """Return the names of the library that a script uses, such as ``train.Saver``."""
    found = set()
    for node in ast.walk(ast.parse(script.read_text())):
        if isinstance(node, ast.Attribute):
            chain = ast.unparse(node)
            if chain.startswith("tf."):
                found.add(chain.removeprefix("tf.").replace("app.flags.", "flags."))
    return found


def shown_by() -> dict[str, list[str]]:
    """Return for each name the cases, programs and scripts in which it is compared."""
    found: dict[str, list[str]] = {}
    for label, case in CASES.items():
        found.setdefault(case.name, []).append(f"function {label}")
    for label, program in PROGRAMS.items():
        for name in program.names:
            found.setdefault(name, []).append(f"program {label}")
    for script in SCRIPTS:
        for name in used_in(script):
            found.setdefault(name, []).append(f"script {script.stem}")
    for name, other in _same_things().items():
        if other in found:
            found.setdefault(name, []).extend(found[other])
    return found


def _same_things() -> dict[str, str]:
    """Find names for which TensorFlow too has an older or a newer address."""
    same = {"losses.Reduction": "losses.compute_weighted_loss"}
    for space, names in extras.ALIASES.items():
        for name, target in names.items():
            same[f"{space}.{name}".lstrip(".")] = target or name
    return same


def summary(name: str) -> str:
    """Return the first line of a name's documentation."""
    value = look_up(dl101, name)
    if isinstance(value, property):
        value = value.fget
    if inspect.ismodule(value):
        return f"a namespace: `dl101.{name}`"
    if not (inspect.isclass(value) or callable(value)):
        return "a dtype" if hasattr(value, "itemsize") else "a setting"
    lines = (inspect.getdoc(value) or "").split("\n\n")[0]
    return " ".join(lines.split()).replace("|", "\\|")
