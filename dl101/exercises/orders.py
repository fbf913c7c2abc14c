"""What can be wrong with an order in which to evaluate nodes, and searches that find wrong ones."""

from collections import Counter
from collections.abc import Callable, Sequence

from ..graph import topological_order
from ..nodes import Node
from .answers import Wrong


def check_order(order: Sequence[str], target: Node) -> None:
    """Raise `Wrong` unless nodes are named in an order in which `target` can be evaluated."""
    # From each node that is needed to its inputs; the target stands last.
    needed = {node.name: [i.name for i in node.inputs] for node in topological_order([target])}
    written = f"The order is {in_words(order)}." if order else "The order is empty."
    for mistake, find in _FAULTS.items():
        found = find(order, needed)
        if found:
            raise Wrong(mistake, f"{found}\n\n{written}")


def in_words(names: Sequence[str]) -> str:
    """List names as code; only the ends of a long list."""
    shown = [f"`{name}`" for name in names]
    return ", ".join(shown if len(shown) <= 12 else [*shown[:5], "…", *shown[-5:]])


def _unneeded(order, needed) -> str:
    target = list(needed)[-1]
    for name in order:
        if name not in needed:
            return (
                f"`{name}` is in the order, but `{target}` does not need it: no path leads "
                f"from it to `{target}`. A session leaves out what nobody asked for."
            )
    return ""


def _duplicate(order, needed) -> str:
    for name, times in Counter(order).items():
        if times > 1:
            return (
                f"`{name}` occurs {times} times. A node has one value in a run, however many "
                f"others use it, so it is computed once and looked up afterwards."
            )
    return ""


def _missing(order, needed) -> str:
    present = set(order)
    for name in needed:
        if name in present:
            continue
        user = next((user for user, its in needed.items() if name in its), None)
        if user is None:
            return f"`{name}` is missing: it is what was asked for, and comes last."
        kind = " Placeholders need no computing, but they too must have a value."
        return f"`{name}` is missing, and it is an input of `{user}`.{'' if needed[name] else kind}"
    return ""


def _reversed(order, needed) -> str:
    if len(order) > 1 and _too_early(order, needed) and not _too_early(order[::-1], needed):
        return (
            "This order is exactly backwards: it starts with what was asked for and ends with "
            "what can be computed first. Read from its end, it is right."
        )
    return ""


def _too_early(order, needed) -> str:
    place = {name: i for i, name in enumerate(order)}
    for name in order:
        for wanted in needed[name]:
            if place[wanted] > place[name]:
                return (
                    f"`{name}` stands before `{wanted}`, which is one of its inputs: when it is "
                    f"`{name}`'s turn, there is no value of `{wanted}` yet."
                )
    return ""


# In this order: each may rely on the faults before it being absent.
_FAULTS = {
    "unneeded": _unneeded,
    "duplicate": _duplicate,
    "missing": _missing,
    "reversed": _reversed,
    "too_early": _too_early,
}


def breadth_first(target: Node, turn: Callable = list) -> list[Node]:
    """List nodes level by level from the target; `turn` puts a node's inputs in an order."""
    order = [target]
    for node in order:
        order += [i for i in dict.fromkeys(turn(node.inputs)) if i not in order]
    return order


def on_arrival(target: Node, turn: Callable = list) -> list[Node]:
    """List nodes as a depth-first search reaches them, instead of as it leaves them."""
    order, stack = [], [target]
    while stack:
        node = stack.pop()
        if node not in order:
            order.append(node)
            stack += turn(node.inputs)
    return order


def marked_on_push(target: Node, turn: Callable = list) -> list[Node]:
    """List nodes as the search leaves them, but take those on the stack for listed already."""
    order, seen, stack = [], {target}, [target]
    while stack:
        new = [i for i in dict.fromkeys(turn(stack[-1].inputs)) if i not in seen]
        seen.update(new)
        stack += new
        if not new:
            order.append(stack.pop())
    return order
