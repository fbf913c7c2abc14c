"""Graphs as pictures: what feeds what, with shapes, values and gradients.

`draw` decides what to show and computes it; `dl101.drawing` makes the picture.
"""

from collections.abc import Iterable, Mapping, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from .checks import check_choice, check_flag, check_whole, shorten
from .drawing.dot import Drawing, describe, text_of, write
from .drawing.folding import fold_chains
from .drawing.graph_def import is_foreign, translate
from .drawing.looks import PICTURE_SCOPE, is_update
from .dtypes import is_floating
from .gradients import gradients
from .graph import Graph, common_graph, topological_order
from .nodes import Node, Operation, Variable, constant, placeholder
from .session import Session, as_feeds, get_default_session
from .shapes import listed

__all__ = ["Drawing", "draw"]

_MOST_DRAWN = 500

# For each graph and name of a loss: the names of its gradients, by the names of nodes. Names,
# because nodes would keep their graph, which is the key, alive.
_known_gradients: WeakKeyDictionary[Graph, dict[str, dict[str, str]]] = WeakKeyDictionary()


def draw(
    nodes: Node | Sequence[Node] | Graph,
    session: Session | None = None,
    feed_dict: Mapping | None = None,
    loss: Node | None = None,
    *,
    shapes: bool = True,
    highlight: Node | Iterable[Node] = (),
    fold: int | None = 8,
    direction: str = "down",
) -> Drawing:
    """Draw nodes with everything they are computed from.

    Of a graph, everything is drawn but the constants that variables start from. TensorFlow's
    graphs, tensors, operations and GraphDefs can be drawn too, without values.

    Given a session, each box shows its node's value, and ``not fed`` where a placeholder is
    missing in `feed_dict`. Nothing is assigned. (With `feed_dict` or `loss` alone, the default
    session computes.) Given a `loss`, a scalar, each box shows ``d loss / d node`` too; the
    first time that a loss is seen, this adds the nodes of its gradients to the graph.

    The nodes in `highlight` are marked. Of a chain of at least `fold` operations, each with one
    input, only the first and the last are drawn; ``fold=None`` draws them all. The arrows point
    "down" or "right".

    Placeholders are blue and pointed, variables orange cylinders, constants grey notes,
    operations green and rounded. Inputs are numbered where their order matters. What
    `gradients` added is dashed and purple; a dotted arrow leads from an assignment to its
    variable.

    >>> import dl101 as dl
    >>> with dl.Graph().as_default():
    ...     x = dl.placeholder(name="x")
    ...     drawing = draw(dl.square(x))
    >>> drawing
    Graph of 2 nodes computing 'Square': x, Placeholder; Square, from x.
    """
    check_choice("direction", direction, ("down", "right"))
    shapes = check_flag("shapes", shapes)
    if fold is not None:
        check_whole("fold", fold, low=3)
    computing = not (session is None and feed_dict is None and loss is None)
    if is_foreign(nodes):
        if computing:
            raise ValueError("draw shows no values of a TensorFlow graph: leave them out.")
        nodes = translate(nodes)
    drawn, targets = _drawn_and_targets(nodes)
    marked = set(_nodes(highlight, "highlight"))
    if not marked.issubset(drawn):
        names = ", ".join(sorted(f"'{node.name}'" for node in marked.difference(drawn)))
        raise ValueError(f"Cannot highlight {names}: not among the nodes drawn.")
    values, grads = {}, {}
    if computing:
        values, grads = _evaluate(drawn, _session_for(targets[0], session), feed_dict, loss)
    texts = {
        node: text_of(
            node,
            values.get(node),
            grads.get(node),
            shapes,
            missing=computing and isinstance(node, placeholder) and node not in values,
        )
        for node in drawn
    }
    kept = marked if isinstance(nodes, Graph) else marked.union(targets)
    folded = [] if fold is None else fold_chains(drawn, fold, kept)
    boxes = len(drawn) - sum(map(len, folded)) + len(folded)
    if boxes > _MOST_DRAWN:
        raise ValueError(
            f"{boxes:,} nodes are too many for a picture (at most {_MOST_DRAWN:,}); draw a node "
            f"nearer to the inputs."
        )
    drawing = write(texts, folded, marked, direction)
    drawing.description = describe(texts, targets)
    return drawing


def _drawn_and_targets(nodes) -> tuple[list[Node], list[Node]]:
    targets = _ends_of(nodes) if isinstance(nodes, Graph) else _nodes(nodes, "draw")
    if not targets:
        raise ValueError("There is nothing to draw: no nodes were given.")
    common_graph(targets, "Cannot draw")
    # A variable that is assigned to is no input of the assignment, but belongs in view.
    updates = filter(is_update, topological_order(targets))
    return topological_order([*targets, *(node.ref for node in updates)]), targets


def _ends_of(graph: Graph) -> list[Node]:
    """Find the nodes that nothing else needs; with their inputs, they are the whole graph."""
    nodes = [node for node in graph.nodes if not node.name.startswith(PICTURE_SCOPE)]
    used = {i for node in nodes for i in node.inputs}
    starts = {v.initial_value for v in graph.variables if isinstance(v.initial_value, constant)}
    return [node for node in nodes if node not in used and node not in starts]


def _nodes(nodes, what: str) -> list[Node]:
    nodes = [nodes] if isinstance(nodes, Node) else listed(nodes)
    for node in nodes:
        if not isinstance(node, Node):
            raise TypeError(
                f"{what} takes nodes, such as placeholders and operations, not {shorten(node)} of "
                f"type {type(node).__name__}."
            )
    return nodes


def _session_for(node: Node, session) -> Session:
    session = get_default_session() if session is None else session
    if session is None:
        raise ValueError("To show values, draw needs a session: pass session=.")
    if not isinstance(session, Session):
        raise TypeError(f"session must be a dl101.Session, not {shorten(session)}.")
    if session.graph is not node.graph:
        raise ValueError(
            f"Cannot show values of '{node.name}': it belongs to another graph than the "
            f"session's. Open a session on its graph with Session(graph=...)."
        )
    return session


def _evaluate(drawn, session, feed_dict, loss) -> tuple[dict, dict]:
    computable = _computable(drawn, as_feeds(feed_dict))
    grads = {} if loss is None else _gradients(loss, drawn)
    fetched = [computable, list(grads.values()), [] if loss is None else [loss]]
    values, slopes, losses = session.run(fetched, feed_dict)
    if np.ndim(losses) > 1:
        raise _not_scalar(loss, np.shape(losses[0]))
    return dict(zip(computable, values, strict=True)), dict(zip(grads, slopes, strict=True))


def _computable(drawn, feeds) -> list[Node]:
    """Find what has a value without further feeds and without assigning anything."""
    known = set()
    for node in drawn:
        computed = isinstance(node, Operation) and not is_update(node)
        if (
            node in feeds
            or isinstance(node, constant | Variable)
            or (computed and known.issuperset(node.inputs))
        ):
            known.add(node)
    return [node for node in drawn if node in known]


def _gradients(loss: Node, drawn) -> dict[Node, Node]:
    if not isinstance(loss, Node):
        raise TypeError(f"loss must be a node, not {shorten(loss)}.")
    if loss.graph is not drawn[0].graph:
        raise ValueError(f"The loss '{loss.name}' belongs to another graph than what is drawn.")
    if loss.shape not in (None, ()):
        raise _not_scalar(loss, loss.shape)
    known = _known_gradients.setdefault(loss.graph, {})
    if loss.name not in known:
        # All of them at once, so that no later picture of this loss needs new nodes.
        xs = [node for node in topological_order([loss]) if is_floating(node.dtype)]
        found = zip(xs, gradients(loss, xs, name=PICTURE_SCOPE), strict=True)
        known[loss.name] = {x.name: grad.name for x, grad in found if grad is not None}
    names = known[loss.name]
    find = loss.graph.get_tensor_by_name
    return {node: find(names[node.name]) for node in drawn if node.name in names}


def _not_scalar(loss, shape) -> ValueError:
    return ValueError(
        f"The loss must be a scalar, and '{loss.name}' has shape {shape}; use reduce_sum or "
        f"reduce_mean first."
    )
