"""The two libraries side by side, and what it means that they agree."""

import importlib.util
import os
from contextlib import contextmanager

import numpy as np

import dl101
import dl101.compat.v1

OURS = (dl101, dl101.compat.v1)

MISSING = "TensorFlow is not installed: uv sync --group tensorflow"
#: How far apart two numbers may be, relative to the largest of their tensor.
TOLERANCE = {"float64": 1e-10, "float32": 1e-5}


def is_installed() -> bool:
    """Say whether there is a TensorFlow to compare with."""
    return importlib.util.find_spec("tensorflow") is not None


def tensorflow():
    """Import ``tensorflow.compat.v1`` without its start-up messages."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    import tensorflow.compat.v1 as tf

    tf.logging.set_verbosity(tf.logging.ERROR)
    return tf


@contextmanager
def as_version_1(tf):
    """Let TensorFlow make the variables of its version 1, in a block.

    A script says ``tf.disable_v2_behavior()``; that could not be taken back here.
    """
    if tf in OURS or not tf.resource_variables_enabled():
        yield
        return
    tf.disable_resource_variables()
    try:
        yield
    finally:
        tf.enable_resource_variables()


def open_session(tf):
    """Open a session; TensorFlow's without rewriting a graph that runs only once."""
    if tf in OURS:
        return tf.Session()
    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    config.graph_options.optimizer_options.opt_level = -1
    return tf.Session(config=config)


def known_shape(node) -> list | None:
    """Return the lengths that are known in advance, in either library's node."""
    shape = node.get_shape()
    return None if shape.ndims is None else shape.as_list()


def assert_shapes_agree(ours, theirs, what="") -> None:
    """Check that where both libraries know a length in advance, it is the same."""
    if ours is None or theirs is None:
        return
    assert len(ours) == len(theirs), f"{what}: the shapes {ours} and {theirs}"
    for m, n in zip(ours, theirs, strict=True):
        assert None in (m, n) or m == n, f"{what}: the shapes {ours} and {theirs}"


def assert_agree(ours, theirs, what="", loosely=1.0) -> None:
    """Check that two results have the same structure, dtypes, shapes and values.

    Parameters
    ----------
    ours, theirs
        What two sessions returned: arrays, numbers, or lists, tuples and dicts of them; also
        strings, booleans and None, which must be equal.
    what : str, optional
        What is compared, for the message.
    loosely : float, optional
        By what to multiply the tolerance.
    """
    if isinstance(theirs, dict):
        assert ours.keys() == theirs.keys(), what
        for key in theirs:
            assert_agree(ours[key], theirs[key], f"{what}[{key!r}]", loosely)
    elif isinstance(theirs, list | tuple):
        assert isinstance(ours, list | tuple), f"{what}: {ours!r:.80} and {theirs!r:.80}"
        assert len(ours) == len(theirs), f"{what}: {ours!r:.200} and {theirs!r:.200}"
        for i, pair in enumerate(zip(ours, theirs, strict=True)):
            assert_agree(*pair, f"{what}[{i}]", loosely)
    elif theirs is None or isinstance(theirs, str | bool | int):
        assert ours == theirs, f"{what}: {ours!r:.80} and {theirs!r:.80}"
    else:
        _assert_arrays_agree(np.asarray(ours), np.asarray(theirs), what, loosely)


def _assert_arrays_agree(ours, theirs, what, loosely):
    assert ours.dtype == theirs.dtype, f"{what}: {ours.dtype} and {theirs.dtype}"
    assert ours.shape == theirs.shape, f"{what}: the shapes {ours.shape} and {theirs.shape}"
    tolerance = TOLERANCE.get(theirs.dtype.name, 0) * loosely
    finite = theirs[np.isfinite(theirs)] if theirs.dtype.kind == "f" else np.zeros(0)
    scale = max(1.0, float(np.abs(finite).max(initial=0)))
    np.testing.assert_allclose(ours, theirs, tolerance, tolerance * scale, err_msg=what)
