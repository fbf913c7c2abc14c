"""Long chains in a drawing: which of their nodes one box can stand for."""

from collections import Counter
from collections.abc import Collection, Sequence

from ..nodes import Node, Operation, constant
from .looks import is_backward


def fold_chains(nodes: Sequence[Node], length: int, kept: Collection[Node]) -> list[list[Node]]:
    """Find the middles of chains of at least `length` operations.

    Each operation of a chain feeds only the next, and takes nothing else but constants of its
    own. `nodes` holds each node after its inputs; those of `kept` stay visible. A middle is the
    chain without its first and its last operation, followed by the constants.
    """
    uses = Counter(i for node in nodes for i in node.inputs)
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
    return middle + [i for node in middle for i in node.inputs if _is_own_constant(i, uses)]
