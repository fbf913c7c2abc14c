"""The counter of training steps, and learning rates that fall with it."""

import numpy as np

from ..dtypes import float64, int64
from ..graph import (
    Node,
    Variable,
    _graph_or_default,
    _session_or_default,
    get_default_graph,
    name_scope,
)
from ..operations import cast, convert_to_tensor, exp, minimum, pow, where
from ..operations.convert import to_floating
from .collected import GraphKeys, add_to_collection, get_collection
from .rounding import ceil, floor


def get_global_step(graph=None) -> Variable | None:
    """Return the counter of training steps, if there is one.

    Parameters
    ----------
    graph : Graph, optional
        By default the default graph.

    See Also
    --------
    tf.train.get_global_step
    """
    with _graph_or_default(graph).as_default():
        found = get_collection(GraphKeys.GLOBAL_STEP)
        named = [v for v in get_default_graph().variables if v.name == "global_step"]
    return next(iter([*found, *named]), None)


def create_global_step(graph=None) -> Variable:
    """Make the counter of training steps: an int64 variable, 0 to begin with.

    Parameters
    ----------
    graph : Graph, optional
        By default the default graph.

    Raises
    ------
    ValueError
        If there is one.

    See Also
    --------
    tf.train.create_global_step
    """
    if get_global_step(graph) is not None:
        raise ValueError("The graph has a global step already; take get_or_create_global_step().")
    with _graph_or_default(graph).as_default(), name_scope(None):
        step = Variable(np.int64(0), trainable=False, name="global_step", dtype=int64)
        add_to_collection(GraphKeys.GLOBAL_STEP, step)
    return step


def get_or_create_global_step(graph=None) -> Variable:
    """Return the counter of training steps; make it if there is none.

    Parameters
    ----------
    graph : Graph, optional
        By default the default graph.

    See Also
    --------
    tf.train.get_or_create_global_step
    """
    step = get_global_step(graph)
    return create_global_step(graph) if step is None else step


def global_step(sess, global_step_tensor) -> int:
    """Read a counter of training steps.

    Parameters
    ----------
    sess : Session
    global_step_tensor : Node

    See Also
    --------
    tf.train.global_step
    """
    return int(_session_or_default(sess, "global_step").run(global_step_tensor))


def _progress(rate, step, steps, staircase=False):
    """Turn a rate and how many decay steps have passed into nodes of one dtype."""
    rate = to_floating(rate)
    passed = cast(convert_to_tensor(step), rate.dtype) / cast(convert_to_tensor(steps), rate.dtype)
    return rate, floor(passed) if staircase else passed


def exponential_decay(
    learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None
) -> Node:
    """Make a rate that falls by a factor: ``rate * decay_rate ** (step / decay_steps)``.

    Parameters
    ----------
    learning_rate : Node or float
        The rate at the beginning.
    global_step : Node or int
        How many steps have been made.
    decay_steps : int
        After how many steps the whole factor has come in.
    decay_rate : float
        The factor.
    staircase : bool, optional
        Whether it comes in at once, after each `decay_steps`.
    name : str, optional

    Returns
    -------
    Node
        A scalar.

    See Also
    --------
    tf.compat.v1.train.exponential_decay
    """
    rate, passed = _progress(learning_rate, global_step, decay_steps, staircase)
    return rate * pow(decay_rate, passed, name)


def natural_exp_decay(
    learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None
) -> Node:
    """Make a rate that falls as ``rate * exp(-decay_rate * step / decay_steps)``.

    Parameters
    ----------
    learning_rate : Node or float
        The rate at the beginning.
    global_step : Node or int
        How many steps have been made.
    decay_steps : int
    decay_rate : float
    staircase : bool, optional
        Whether it falls at once, after each `decay_steps`.
    name : str, optional

    Returns
    -------
    Node
        A scalar.

    See Also
    --------
    tf.compat.v1.train.natural_exp_decay
    """
    rate, passed = _progress(learning_rate, global_step, decay_steps, staircase)
    return rate * exp(-decay_rate * passed, name)


def inverse_time_decay(
    learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None
) -> Node:
    """Make a rate that falls as ``rate / (1 + decay_rate * step / decay_steps)``.

    Parameters
    ----------
    learning_rate : Node or float
        The rate at the beginning.
    global_step : Node or int
        How many steps have been made.
    decay_steps : int
    decay_rate : float
    staircase : bool, optional
        Whether it falls at once, after each `decay_steps`.
    name : str, optional

    Returns
    -------
    Node
        A scalar.

    See Also
    --------
    tf.compat.v1.train.inverse_time_decay
    """
    rate, passed = _progress(learning_rate, global_step, decay_steps, staircase)
    return rate / (1 + decay_rate * passed)


def polynomial_decay(
    learning_rate,
    global_step,
    decay_steps,
    end_learning_rate=0.0001,
    power=1.0,
    cycle=False,
    name=None,
) -> Node:
    """Make a rate that falls to another one within a number of steps, along a power's curve.

    Parameters
    ----------
    learning_rate : Node or float
        The rate at the beginning.
    global_step : Node or int
        How many steps have been made.
    decay_steps : int
        After how many steps it has fallen.
    end_learning_rate : float, optional
        The rate from then on.
    power : float, optional
        1 for a straight line.
    cycle : bool, optional
        Whether it rises again then, to fall in twice as many steps, and so on.
    name : str, optional

    Returns
    -------
    Node
        A scalar.

    See Also
    --------
    tf.compat.v1.train.polynomial_decay
    """
    rate, passed = _progress(learning_rate, global_step, decay_steps)
    cycles = where(passed > 0, ceil(passed), 1.0)
    passed = passed / cycles if cycle else minimum(passed, 1.0)
    return (rate - end_learning_rate) * pow(1 - passed, power) + end_learning_rate


def piecewise_constant(x, boundaries, values, name=None) -> Node:
    """Make a rate that has one value up to each of some steps, and another one behind it.

    Parameters
    ----------
    x : Node or number
        How many steps have been made.
    boundaries : sequence of number
        Rising; the last steps of each piece.
    values : sequence of float
        One more than boundaries.
    name : str, optional

    Returns
    -------
    Node
        A scalar.

    Raises
    ------
    ValueError
        If there is not one more value than boundaries.

    See Also
    --------
    tf.compat.v1.train.piecewise_constant
    """
    if len(values) != len(boundaries) + 1:
        raise ValueError(
            f"piecewise_constant: for {len(boundaries)} boundaries {len(boundaries) + 1} values "
            f"are needed, and there are {len(values)}."
        )
    x = cast(convert_to_tensor(x), float64)
    result = to_floating(values[-1])
    for boundary, value in zip(reversed(boundaries), reversed(values[:-1]), strict=True):
        result = where(x <= boundary, value, result)
    return result
