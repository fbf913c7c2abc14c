"""An evaluation taken apart: which nodes a session computes, in which order, with what values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from dl101.drawing.looks import is_update
from dl101.graph import common_graph, topological_order
from dl101.nodes import Node, StatefulOperation, Variable, placeholder
from dl101.session import Session, as_feeds, flatten, session_for
from dl101.widgets.traits import InvalidValue

MOST_NODES = 150
"""With more nodes than this, nobody can follow an evaluation node by node."""


class Evaluation:
    """What a session does to compute `fetches`, without changing the reader's session.

    Attributes
    ----------
    targets : tuple of Node
        The nodes fetched.
    drawn : list of Node
        The targets and everything below them, also what a feed makes superfluous.
    order : list of Node
        The nodes that get a value, each after its inputs: one step each.
    held : dict of Node to ndarray
        The values that the computation starts from, those of variables among them.
    fed : set of Node
        The nodes of `order` that are in `feed_dict`.
    """

    def __init__(
        self,
        fetches: object,
        feed_dict: Mapping | None = None,
        session: Session | None = None,
    ) -> None:
        self.targets = _targets(fetches)
        graph = common_graph(self.targets, "Cannot step through")
        self._session = session_for(graph, session)
        self._feeds = dict(as_feeds(feed_dict))
        self._session.run([], self._feeds)  # checks the feeds, and nothing else
        self.drawn = topological_order(self.targets)
        self.order = _order(self.targets, self._feeds)
        self.fed = {node for node in self.order if node in self._feeds}
        self._check()
        self._scratch = Session(graph=graph)
        self._random: dict[Node, np.ndarray] = {}
        self.read()

    def _check(self) -> None:
        if len(self.drawn) > MOST_NODES:
            raise InvalidValue(
                f"{len(self.drawn)} nodes are too many to step through (at most {MOST_NODES}): "
                f"fetch a node nearer to the inputs."
            )
        for node in self.order:
            if isinstance(node, placeholder) and node not in self.fed:
                wanted = ", ".join(f"'{target.name}'" for target in self.targets)
                raise InvalidValue(
                    f"Placeholder '{node.name}' needs a value to compute {wanted}: pass one, as in "
                    f"Stepper(..., feed_dict={{{node.name}: ...}})."
                )
            if is_update(node) and node not in self.fed:
                raise InvalidValue(
                    f"'{node.name}' changes the variable '{node.ref.name}' each time it is "
                    f"computed, so it cannot be stepped through: fetch what it is computed from, "
                    f"such as '{node.inputs[-1].name}'."
                )

    def read(self) -> None:
        """Read the present values of the variables from the session."""
        variables = [v for v in self.order if isinstance(v, Variable) and v not in self.fed]
        sources = [*variables, *self.fed]
        found = self._session.run(sources, self._feeds)
        self.held = {v: _frozen(value) for v, value in zip(sources, found, strict=True)}

    def compute(self, given: Mapping[Node, ArrayLike]) -> dict[Node, object]:
        """Compute every node of `order` from values for the nodes in `held`.

        Random operations keep the numbers that they drew the first time.
        """
        found = self._scratch.run(self.order, {**given, **self._random})
        values = dict(zip(self.order, found, strict=True))
        if not self._random:
            drawn = (n for n in self.order if isinstance(n, StatefulOperation) and n not in given)
            self._random = {node: values[node] for node in drawn}
        return values

    def compute_more(
        self, nodes: Sequence[Node], values: Mapping[Node, object]
    ) -> dict[Node, object]:
        """Compute further nodes of the graph from what `compute` returned."""
        known = {node: value for node, value in values.items() if value is not None}
        return dict(zip(nodes, self._scratch.run(nodes, known), strict=True))

    def dependents(self, node: Node) -> set[Node]:
        """Find the nodes whose values depend on a node's, and the node itself."""
        found = {node}
        for other in self.order:
            if other not in self.fed and found.intersection(other.inputs):
                found.add(other)
        return found


def _targets(fetches: object) -> tuple[Node, ...]:
    targets = flatten(fetches)
    if not targets:
        raise InvalidValue("There is nothing to compute: no nodes were given.")
    return targets


def _order(targets: tuple[Node, ...], feeds: Mapping) -> list[Node]:
    """Order what gets a value as a session does, with the fed nodes where post-order meets them."""
    computed = topological_order(targets, given=feeds)
    known = {*targets, *computed, *(i for node in computed for i in node.inputs)}
    return [node for node in topological_order(targets) if node in known]


def _frozen(value: object) -> np.ndarray:
    array = np.array(value)
    array.setflags(write=False)
    return array
