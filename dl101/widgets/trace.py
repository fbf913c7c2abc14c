"""An evaluation taken apart: which nodes a session computes, in which order, and what comes out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from dl101.drawing.looks import is_update
from dl101.drawing.numbers import format_value
from dl101.graph import topological_order
from dl101.nodes import Node, StatefulOperation, Variable, constant, placeholder
from dl101.session import Session, _flatten, as_feeds, session_for
from dl101.widgets.checks import InvalidValue
from dl101.widgets.sentences import Sentence, about_operation, about_source

T = TypeVar("T")

MOST_NODES = 150
"""With more nodes than this, nobody can follow an evaluation node by node."""


class Evaluation:
    """What a session does to compute some nodes, without doing it to the reader's session.

    Parameters
    ----------
    fetches : Node, or lists, tuples and dicts of nodes
        What to compute.
    feed_dict : mapping of Node to array_like, optional
        Values for placeholders, or for any other node.
    session : Session, optional
        Whose variables to take; by default those of the default session, or of a new one.

    Attributes
    ----------
    targets : tuple of Node
        The nodes wanted.
    drawn : list of Node
        The targets and everything below them, also what a feed makes superfluous.
    order : list of Node
        What has a value, each node after its inputs: one step each.
    given : dict of Node to ndarray
        The values that the computation starts from, those of variables among them.
    fed : set of Node
        The nodes of `order` that are in `feed_dict`.

    Raises
    ------
    TypeError
        If a fetch or a key of `feed_dict` is not a node, or a value is no number.
    ValueError
        If something is missing, belongs to another graph, does not fit, would change a
        variable, or is too much to show.
    """

    def __init__(
        self,
        fetches: object,
        feed_dict: Mapping | None = None,
        session: Session | None = None,
    ) -> None:
        self.targets = _targets(fetches)
        graph = self.targets[0].graph
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
        """Take over the values that the variables have in the session now."""
        variables = [v for v in self.order if isinstance(v, Variable) and v not in self.fed]
        sources = [*variables, *self.fed]
        found = self._session.run(sources, self._feeds)
        self.held = {v: _frozen(value) for v, value in zip(sources, found, strict=True)}
        self.given = dict(self.held)

    def compute(self, given: Mapping[Node, ArrayLike]) -> dict[Node, object]:
        """Compute every node.

        Parameters
        ----------
        given : mapping of Node to array_like
            Values of the sources, as in `given`.

        Returns
        -------
        dict of Node to ndarray
            In evaluation order. What random operations drew the first time, they keep.
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
        """Compute further nodes of the graph from the values of the evaluation.

        Parameters
        ----------
        nodes : sequence of Node
        values : mapping of Node to ndarray
            What `compute` returned.

        Returns
        -------
        dict of Node to ndarray
        """
        known = {node: value for node, value in values.items() if value is not None}
        return dict(zip(nodes, self._scratch.run(nodes, known), strict=True))

    def sentence(self, node: Node, values: Mapping[Node, object]) -> Sentence:
        """Say in words where a node's value comes from."""
        if node in self.fed or isinstance(node, Variable | constant):
            return about_source(node, values[node], node in self.fed, self.held.get(node))
        return about_operation(node, values)


def steps(
    evaluation: Evaluation, values: Mapping[Node, object], rows: Mapping[Node, int]
) -> list[dict]:
    """Write an evaluation down for the front end to play.

    Parameters
    ----------
    evaluation : Evaluation
    values : mapping of Node to ndarray
        What `Evaluation.compute` returned.
    rows : mapping of Node to int
        In which line of its box a node's value stands.

    Returns
    -------
    list of dict
        One step each: ``phase`` is "forward" or "backward"; ``focus`` and ``edges`` are ids in the
        drawing; ``reads`` lists what the step uses (id, line), ``writes`` what appears where (id,
        line, text);
        ``badge`` stands at the box from then on; ``rows`` and ``sentence`` say it in words.
    """
    return [_step(evaluation, node, values, rows, k) for k, node in enumerate(evaluation.order, 1)]


def _step(
    evaluation: Evaluation,
    node: Node,
    values: Mapping[Node, object],
    rows: Mapping[Node, int],
    count: int,
) -> dict:
    inputs = () if node in evaluation.fed else node.inputs
    box = f"node-{node.name}"
    sentence = evaluation.sentence(node, values)
    return {
        "node": node.name,
        "phase": "forward",
        "focus": [box],
        "edges": [f"edge-{node.name}-{i}" for i in range(len(inputs))],
        "reads": [[f"node-{i.name}", rows[i]] for i in inputs if i in rows],
        "writes": [[box, rows[node], value_text(values[node])]] if node in rows else [],
        "badge": str(count),
        "rows": sentence.rows,
        "sentence": sentence.text,
    }


def try_out(compute: Callable[[], T], otherwise: T) -> T:
    """Return what a function computes, or something else where that fails; without warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return compute()
        except Exception:  # the reader sees it when the values are chosen
            return otherwise


def value_text(value: object) -> str:
    """Write a value as it stands in a node's box."""
    return f"value {format_value(value)}"


def _targets(fetches: object) -> tuple[Node, ...]:
    targets = _flatten(fetches)
    if not targets:
        raise InvalidValue("There is nothing to compute: no nodes were given.")
    for node in targets:
        if node.graph is not targets[0].graph:
            raise InvalidValue(
                f"Cannot step through two graphs at once: '{node.name}' belongs to another graph "
                f"than '{targets[0].name}'."
            )
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
