"""Long chains in a drawing: which of their nodes one box can stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from ..checks import check_whole as as_whole
from ..nodes import Node, Operation, constant
from .looks import is_backward


def fold_chains(nodes: Sequence[Node], length: int, kept: Collection[Node]) -> list[list[Node]]:
    """Find the middles of long chains.

    A chain is a run of operations of which each feeds only the next, and takes nothing else
    but constants of its own.

    Parameters
    ----------
    nodes : sequence of Node
        All nodes drawn, each after its inputs.
    length : int
        How many operations make a chain long; at least 3.
    kept : collection of Node
        Nodes that must stay visible.

    Returns
    -------
    list of list of Node
        For each long chain the operations without the first and the last, and their constants.

    Raises
    ------
    ValueError
        If `length` is less than 3.
    """
    if as_whole("fold", length) < 3:
        raise ValueError(f"fold is None or at least 3, not {length!r:.60}: the ends stay visible.")
    uses = Counter(i for node in nodes for i in node.inputs)
    uses.update(node.ref for node in nodes if getattr(node, "ref", None) in uses)
    chain_of: dict[Node, list[Node]] = {}
    for node in nodes:
        if not isinstance(node, Operation) or node in kept:
            continue
        main = [i for i in node.inputs if not _is_own_constant(i, uses)]
        if len(main) != 1:
            continue
        before = chain_of.get(main[0])
        goes_on = before and uses[main[0]] == 1 and is_backward(main[0]) == is_backward(node)
        chain_of[node] = before if goes_on else []
        chain_of[node].append(node)
    chains = {id(chain): chain for chain in chain_of.values() if len(chain) >= length}
    return [_with_constants(chain[1:-1], uses) for chain in chains.values()]


def _is_own_constant(node: Node, uses: Counter) -> bool:
    return isinstance(node, constant) and uses[node] == 1


def _with_constants(middle: list[Node], uses: Counter) -> list[Node]:
    own = [i for node in middle for i in node.inputs if _is_own_constant(i, uses)]
    return middle + own
