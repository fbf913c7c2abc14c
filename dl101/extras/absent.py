"""What to say, and to recommend, where somebody looks for a name that is not there."""

from difflib import get_close_matches

_FEEDS = "Feed NumPy arrays, whole or in batches, through feed_dict."
_TF2 = "It belongs to TensorFlow 2; dl101 builds graphs, as TensorFlow 1. See lesson 7."
_DTYPES = "dl101 computes with float32, float64, int32, int64 and bool."
_BEYOND = "It is beyond this course; with TensorFlow itself the script will run."
_OPTIMIZER = "There are GradientDescent, Momentum, Adagrad, RMSProp and AdamOptimizer."
_STRING = f"{_DTYPES} Text stays in Python."
_EXACT = "Compare values that session.run returned, by NumPy."
_QUEUES = f"dl101 has no queues. {_FEEDS}"

HINTS = {
    "": {
        "compat": "The top level is what TensorFlow calls tf.compat.v1: import dl101 as tf.",
        "contrib": "TensorFlow itself has dropped tf.contrib; for its xavier_initializer take "
        "dl101.glorot_uniform_initializer, for its layers dl101.layers.dense.",
        "keras": "Lesson 8 is on Keras itself: import keras.",
        "estimator": _BEYOND,
        "data": _FEEDS,
        "Dataset": _FEEDS,
        "examples": "For data to learn from see dl101.datasets.",
        "metrics": "An accuracy is reduce_mean(cast(equal(argmax(scores, 1), labels), float64)).",
        "function": _TF2,
        "GradientTape": _TF2,
        "Module": _TF2,
        "enable_eager_execution": _TF2,
        "enable_v2_behavior": _TF2,
        "distribute": _TF2,
        "control_dependencies": "A run computes what is fetched and needed, nothing besides: "
        "bring things about together with dl101.group, or fetch them in one run.",
        "Tensor": "A tensor of the graph is a dl101.Node.",
        "gfile": "Take Python's pathlib.",
        "test": "dl101.check_gradients compares gradients with differences.",
        "map_fn": "Most operations take whole arrays at once; see also dl101.while_loop.",
        "scan": "See dl101.while_loop, or build the steps with Python's for.",
        "case": "Nest dl101.cond.",
        "tuple": "A run fetches lists of nodes: session.run([a, b]).",
        "assign_moving_average": "Write it out: average.assign(decay * average + ...).",
        "placeholder_v2": "Take dl101.placeholder.",
        "where_v2": "dl101.where stretches shapes; only a vector as condition chooses rows.",
        "boolean_mask": "Take dl101.gather, or multiply by dl101.cast(mask, ...).",
        "scatter_update": "Assign a whole new value to the variable.",
        "tables_initializer": "dl101 has no tables.",
        "report_uninitialized_variables": "dl101 initialises a variable when it is first needed.",
        "is_variable_initialized": "dl101 initialises a variable when it is first needed.",
        "multinomial": "Draw with NumPy, and feed what was drawn.",
        "conv2d": "Convolutions are beyond this course.",
        "train_lib": _BEYOND,
        "FIFOQueue": _QUEUES,
        "Coordinator": _QUEUES,
        "RunOptions": "Sessions of dl101 take none.",
        "RunMetadata": "Sessions of dl101 give none.",
        "get_logger": "See dl101.logging.",
        **dict.fromkeys(["float16", "half", "bfloat16", "uint8", "int8", "int16"], _DTYPES),
        **dict.fromkeys(["complex64", "complex128", "complex", "real", "imag"], _DTYPES),
        **dict.fromkeys(["string", "as_string", "string_join", "strings"], _STRING),
        "double": "Take dl101.float64.",
        "DType": "dtypes are NumPy's: see dl101.as_dtype.",
        # Names that TensorFlow gave up before its version 1.
        "mul": "Its name is dl101.multiply.",
        "sub": "Its name is dl101.subtract.",
        "neg": "Its name is dl101.negative.",
        "inv": "Its name is dl101.reciprocal.",
        "pack": "Its name is dl101.stack.",
        "unpack": "Its name is dl101.unstack.",
        "select": "Its name is dl101.where.",
        "batch_matmul": "Its name is dl101.matmul.",
        "scalar_summary": "Its name is dl101.summary.scalar.",
        "histogram_summary": "Its name is dl101.summary.histogram.",
        "merge_summary": "Its name is dl101.summary.merge.",
        "merge_all_summaries": "Its name is dl101.summary.merge_all.",
        **{
            name: f"It is a module of its own: import dl101.{name}."
            for name in ("datasets", "draw", "exercises", "plots", "source", "widgets")
        },
    },
    "nn": {
        **dict.fromkeys(
            ["conv1d", "conv2d", "conv2d_transpose", "max_pool", "avg_pool", "lrn"],
            "Convolutions and pooling are beyond this course. See lesson 8 for Keras's layers.",
        ),
        **dict.fromkeys(
            ["rnn_cell", "dynamic_rnn", "static_rnn", "bidirectional_dynamic_rnn"],
            "Recurrent networks are beyond this course.",
        ),
        "nce_loss": _BEYOND,
        "sampled_softmax_loss": _BEYOND,
        "gelu": "Write it out: 0.5 * x * (1 + tanh(0.7978845608 * (x + 0.044715 * x**3))).",
        "silu": "Its name in TensorFlow 1 is dl101.nn.swish.",
        "crelu": "Write it out: concat([relu(x), relu(-x)], -1).",
    },
    "train": {
        **dict.fromkeys(
            ["AdadeltaOptimizer", "FtrlOptimizer", "AdagradDAOptimizer", "SyncReplicasOptimizer"],
            _OPTIMIZER,
        ),
        **dict.fromkeys(["ProximalGradientDescentOptimizer"], _OPTIMIZER),
        **dict.fromkeys(
            ["Coordinator", "start_queue_runners", "batch", "shuffle_batch", "QueueRunner"],
            _QUEUES,
        ),
        **dict.fromkeys(["MonitoredTrainingSession", "MonitoredSession", "Supervisor"], _BEYOND),
        "ExponentialMovingAverage": "Write it out: average.assign(decay * average + ...).",
        "SummaryWriter": "Its name is dl101.summary.FileWriter.",
        "import_meta_graph": "Build the graph anew, and restore its variables' values.",
        "write_graph": "dl101.summary.FileWriter(folder, graph) writes a graph.",
    },
}


def explain(space: str, name: str, names: list[str]) -> str:
    """Say that a namespace lacks a name, and what to use instead where there is something.

    Parameters
    ----------
    space : str
        ``"nn"``, say; ``""`` for the top level.
    name : str
    names : list of str
        All that there are, such as ``"nn.relu"``.

    Returns
    -------
    str
    """
    where = f"dl101.{space}" if space else "dl101"
    advice = HINTS.get(space, {}).get(name) or _similar(space, name, names)
    return f"{where} has no {name!r}. {advice}"


def _similar(space, name, names) -> str:
    elsewhere = [other for other in names if other.rpartition(".")[2] == name]
    if elsewhere:
        return f"It is dl101.{elsewhere[0]}."
    prefix = f"{space}." if space else ""
    own = {other.removeprefix(prefix): other for other in names if other.startswith(prefix)}
    lower = {short.lower(): whole for short, whole in own.items()}
    close = get_close_matches(name.lower(), lower, n=1, cutoff=0.75)
    if close:
        return f"Did you mean dl101.{lower[close[0]]}?"
    return "If TensorFlow 1 has it, it is one of the names that this course leaves out."
