"""Graphs that several tests look at."""

import dl101 as dl


def shared():
    """Make y = x + (x²)², in which x is used twice, at different depths."""
    x = dl.placeholder(name="x")
    f1 = dl.square(x, name="f1")
    return x, f1, dl.add(x, dl.square(f1, name="f2"), name="y")
