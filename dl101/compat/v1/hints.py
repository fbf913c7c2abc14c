"""Namespaces such as ``tf.train``, and what to say of a name that is absent."""

import sys
from difflib import get_close_matches
from types import ModuleType

_FEEDS = "Feed NumPy arrays, whole or in batches, through feed_dict."
_TF2 = "It belongs to TensorFlow 2; dl101 builds graphs, as TensorFlow 1."
_IMAGES = "Convolutions are beyond this course; see the lesson on Keras for its layers."
_CONTROL = "Build the graph in Python's if and for, or choose between values with tf.where."
_VARIABLES = "dl101 initialises a variable when it is first used."
_SEQUENCES = "Recurrent networks are beyond this course."
_DTYPES = "dl101 computes with float32, float64, int32, int64 and bool."

HINTS = {
    "assert_equal": "Compare values that session.run returned.",
    "Assert": "Compare values that session.run returned.",
    "case": _CONTROL,
    "compat": "This is what TensorFlow calls tf.compat.v1: write tf.Session, say.",
    "cond": _CONTROL,
    "contrib": "TensorFlow itself has dropped tf.contrib; in place of its xavier_initializer take "
    "tf.glorot_uniform_initializer, of its layers tf.layers.dense.",
    "control_dependencies": "A run computes what is fetched: fetch several nodes in one run, or "
    "tf.group them.",
    "data": _FEEDS,
    "examples": "For data to learn from see dl101.datasets.",
    "enable_eager_execution": _TF2,
    "float16": _DTYPES,
    "function": _TF2,
    "GradientTape": _TF2,
    "import_graph_def": "Build the graph anew, and restore its variables' values.",
    "keras": "There is a lesson on Keras itself: import keras.",
    "layers.conv2d": _IMAGES,
    "local_variables_initializer": "dl101 has no local variables: leave it out.",
    "logging": "dl101 logs nothing: leave it out, or take Python's logging.",
    "metrics": "An accuracy is reduce_mean(cast(equal(argmax(scores, 1), labels), float64)).",
    "mul": "Its name is tf.multiply.",
    "neg": "Its name is tf.negative.",
    "nn.conv2d": _IMAGES,
    "nn.max_pool": _IMAGES,
    "nn.rnn_cell": _SEQUENCES,
    "pack": "Its name is tf.stack.",
    "placeholder_with_default": "Take tf.placeholder, and feed it at every run.",
    "Print": "Fetch the node as well, and print what session.run returned.",
    "py_func": "An operation of your own is a subclass of tf.Operation with a method compute.",
    "reduce_std": "Write it out: sqrt(reduce_mean(square(x - reduce_mean(x)))).",
    "reduce_variance": "Write it out: reduce_mean(square(x - reduce_mean(x))).",
    "report_uninitialized_variables": _VARIABLES,
    "scalar_summary": "Its name is tf.summary.scalar.",
    "reduce_all": "reduce_min of a cast to int32 is the same.",
    "reduce_any": "reduce_max of a cast to int32 is the same.",
    "sub": "Its name is tf.subtract.",
    "Tensor": "A tensor of the graph is a tf.Node.",
    "floor": "Write x // 1.0.",
    "truediv": "Its name is tf.divide.",
    "train.Coordinator": _FEEDS,
    "train.ExponentialMovingAverage": "Write it out: average.assign(decay * average + ...).",
    "train.import_meta_graph": "Build the graph anew, and restore its variables' values.",
    "train.SummaryWriter": "Its name is tf.summary.FileWriter.",
    "uint8": _DTYPES,
    "while_loop": _CONTROL,
}


class Namespace(ModuleType):
    """Names under one address, such as ``tf.train``."""

    def __init__(self, name: str, *names: dict):
        super().__init__(name)
        for some in names:
            vars(self).update(some)

    def __getattr__(self, name):
        raise AttributeError(explain(f"{self.__name__}.{name}"))


def public_names(module: ModuleType, prefix: str = "") -> list[str]:
    """List what there is, with the names in namespaces such as ``train.Saver``."""
    found = []
    for name, value in vars(module).items():
        if isinstance(value, Namespace):
            found += public_names(value, f"{prefix}{name}.")
        elif not name.startswith("_") and not isinstance(value, ModuleType):
            found.append(prefix + name)
    return found


def explain(name: str) -> str:
    """Say that a name is absent, and what to use instead where there is something."""
    space, _, last = name.rpartition(".")
    if last.startswith("__"):  # Python asks for many of these.
        return name
    message = f"dl101.compat.v1 has no {name!r}. "
    if name in HINTS:
        return message + HINTS[name]
    names = public_names(sys.modules[__package__])
    elsewhere = [other for other in names if other.rpartition(".")[2] == last]
    if elsewhere:
        return f"{message}It is tf.{elsewhere[0]}."
    here = {other.lower(): other for other in names if other.rpartition(".")[0] == space}
    close = get_close_matches(name.lower(), here, n=1, cutoff=0.75)
    if close:
        return f"{message}Did you mean tf.{here[close[0]]}?"
    return f"{message}If TensorFlow 1 has it, it is one of the names that this course leaves out."
