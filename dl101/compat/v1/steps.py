"""The counter of training steps, and learning rates that fall with it."""

import numpy as np

import dl101 as dl
from dl101.checks import check_nonempty_list
from dl101.operations.convert import to_floating

from .collections import GraphKeys, add_to_collection, get_collection


def get_global_step(graph=None) -> dl.Variable | None:
    """Return the counter of training steps, if there is one."""
    with (graph or dl.get_default_graph()).as_default() as graph:
        named = [v for v in graph.variables if v.name == "global_step"]
        return next(iter([*get_collection(GraphKeys.GLOBAL_STEP), *named]), None)


def create_global_step(graph=None) -> dl.Variable:
    """Make the counter of training steps: an int64 variable, 0 to begin with."""
    if get_global_step(graph) is not None:
        raise ValueError("The graph has a global step already; take get_or_create_global_step().")
    with (graph or dl.get_default_graph()).as_default(), dl.name_scope(None):
        step = dl.Variable(np.int64(0), trainable=False, name="global_step")
        add_to_collection(GraphKeys.GLOBAL_STEP, step)
    return step


def get_or_create_global_step(graph=None) -> dl.Variable:
    """Return the counter of training steps; make it if there is none."""
    step = get_global_step(graph)
    return create_global_step(graph) if step is None else step


def global_step(sess, global_step_tensor) -> int:
    """Read a counter of training steps."""
    return int(sess.run(global_step_tensor))


def _progress(rate, step, steps, staircase=False):
    """Turn a rate, and the fraction of the decay steps made so far, into nodes of one dtype."""
    rate = to_floating(rate)
    step, steps = (dl.cast(dl.convert_to_tensor(n), rate.dtype) for n in (step, steps))
    return rate, step / steps // 1 if staircase else step / steps


def exponential_decay(
    learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None
) -> dl.Node:
    """Decay as ``rate * decay_rate ** (step / decay_steps)``; rounded down with `staircase`."""
    rate, progress = _progress(learning_rate, global_step, decay_steps, staircase)
    return dl.multiply(rate, dl.pow(decay_rate, progress), name)


def natural_exp_decay(
    learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None
) -> dl.Node:
    """Decay as ``rate * exp(-decay_rate * step / decay_steps)``."""
    rate, progress = _progress(learning_rate, global_step, decay_steps, staircase)
    return dl.multiply(rate, dl.exp(-decay_rate * progress), name)


def inverse_time_decay(
    learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None
) -> dl.Node:
    """Decay as ``rate / (1 + decay_rate * step / decay_steps)``."""
    rate, progress = _progress(learning_rate, global_step, decay_steps, staircase)
    return dl.divide(rate, 1 + decay_rate * progress, name)


def polynomial_decay(
    learning_rate,
    global_step,
    decay_steps,
    end_learning_rate=0.0001,
    power=1.0,
    cycle=False,
    name=None,
) -> dl.Node:
    """Fall to `end_learning_rate` within `decay_steps`; along a straight line with power 1.

    With `cycle` the rate then rises again, to fall in twice as many steps, and so on.
    """
    rate, progress = _progress(learning_rate, global_step, decay_steps)
    rounds = dl.maximum(-(-progress // 1), 1.0)
    progress = progress / rounds if cycle else dl.minimum(progress, 1.0)
    return dl.add((rate - end_learning_rate) * (1 - progress) ** power, end_learning_rate, name)


def piecewise_constant(x, boundaries, values, name=None) -> dl.Node:
    """Take one of several values: the first up to the first boundary, and so on."""
    values = check_nonempty_list("values", values)
    if len(values) != len(boundaries) + 1:
        raise ValueError(
            f"piecewise_constant: {len(boundaries)} boundaries need {len(boundaries) + 1} values, "
            f"not {len(values)}."
        )
    x = dl.cast(dl.convert_to_tensor(x), dl.float64)
    result = to_floating(values[-1])
    for boundary, value in zip(reversed(boundaries), reversed(values[:-1]), strict=True):
        result = dl.where(x <= boundary, value, result)
    return result if name is None else dl.identity(result, name)
