"""Lists that a graph keeps: of its variables, losses, summaries, and whatever is added."""

from collections import defaultdict

import dl101 as dl


class GraphKeys:
    """The names of the lists."""

    GLOBAL_VARIABLES = "variables"
    VARIABLES = "variables"
    TRAINABLE_VARIABLES = "trainable_variables"
    GLOBAL_STEP = "global_step"
    LOSSES = "losses"
    REGULARIZATION_LOSSES = "regularization_losses"
    SUMMARIES = "summaries"
    UPDATE_OPS = "update_ops"


def kept_by(graph: dl.Graph, what: str, make):
    """Return what this package keeps with a graph under a name; made at its first use.

    It is kept on the graph itself, and goes when the graph goes. (A weak dictionary by graph
    would never let go: its values hold nodes, and nodes hold their graph.)
    """
    kept = vars(graph).setdefault("compat_v1", {})
    if what not in kept:
        kept[what] = make()
    return kept[what]


def _lists(graph):
    return kept_by(graph, "lists", lambda: defaultdict(list))


def add_to_collection(name: str, value) -> None:
    """Add something to a list of the default graph; the list is made if there is none."""
    _lists(dl.get_default_graph())[name].append(value)


def get_collection(key: str, scope: str | None = None) -> list:
    """Return a list of the default graph, or what of it has names that start with `scope`."""
    graph = dl.get_default_graph()
    if key == GraphKeys.GLOBAL_VARIABLES:
        found = graph.variables
    elif key == GraphKeys.TRAINABLE_VARIABLES:
        found = [v for v in graph.variables if v.trainable]
    else:
        found = list(_lists(graph)[key])
    return [one for one in found if not scope or getattr(one, "name", "").startswith(scope)]
