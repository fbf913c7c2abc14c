"""Exercises whose answer is a gradient rule: a function of an operation and a gradient."""

from collections.abc import Callable
from functools import partial

import numpy as np

from ..graph import Graph, Node, Operation, placeholder
from ..session import Session
from .answers import Wrong, call, described, returned, same, shown_in_lines
from .graph_function import Mistake
from .old_exercise import Exercise


class GradientRule(Exercise):
    """An exercise whose answer is a rule, as for `dl.RegisterGradient`.

    The rule is tried on an operation of the exercise's own, which no other rule knows. Each of the
    gradients that it returns is compared with its own typical mistakes.

    Attributes
    ----------
    parameters : tuple of str
        Names of the operation's inputs.
    batched : tuple of str
        Those whose first axis is unknown while the graph is built; perhaps also ``grad``.
    operation : type
        Takes the inputs.
    cases : tuple of tuple
        Values for the inputs, then for `grad`.
    mistakes : tuple of dict of str to Mistake
        For each input, formulas of the inputs and `grad`.
    swapped : str
        What to tell whoever returns two gradients in the wrong order.
    """

    parameters: tuple[str, ...]
    batched: tuple[str, ...] = ()
    operation: type[Operation]
    cases: tuple[tuple, ...]
    mistakes: tuple[dict[str, Mistake], ...]
    swapped = (
        "The two gradients are swapped: the rule returns one for each input, in the inputs' order."
    )

    @staticmethod
    def right(*values) -> tuple[np.ndarray, ...]:
        """Compute the right gradients, with NumPy."""
        raise NotImplementedError

    def judge(self, answer: Callable) -> None:
        """See `Exercise.judge`."""
        found = [self._outcome(answer, case) for case in self.cases]
        wanted = [self.right(*map(np.asarray, case)) for case in self.cases]
        done = [i for i in range(len(found)) if not isinstance(found[i], Wrong)]
        if not done:
            raise found[0]
        self._must_not_be_swapped(found, wanted, done)
        for k in range(len(self.parameters)):
            wrong = [i for i in done if not same(found[i][k], wanted[i][k])]
            if wrong:
                example = self._example(wrong[0], k, found, wanted)
                self._diagnose(k, found, done, example)
                raise Wrong(
                    "other", f"The gradient of `{self.parameters[k]}` is wrong.\n\n{example}"
                )
        for outcome in found:
            if isinstance(outcome, Wrong):
                raise outcome

    def _outcome(self, answer, case) -> list[np.ndarray] | Wrong:
        with Graph().as_default():
            *inputs, grad = self._placeholders(case)
            op = self.operation(*inputs)
            try:
                shares = self._shares(returned(call(answer, op, grad), "a node for each input"), op)
                feeds = dict(zip([*inputs, grad], case, strict=True))
                with Session() as session:
                    run = partial(session.run, shares, feeds)
                    return [np.asarray(value, dtype=float) for value in call(run)]
            except Wrong as wrong:
                if wrong.mistake != "exception":
                    raise
                return wrong

    def _placeholders(self, case) -> list[placeholder]:
        nodes = []
        for name, value in zip((*self.parameters, "grad"), case, strict=True):
            shape = list(np.shape(value))
            if name in self.batched:
                shape[0] = None
            nodes.append(placeholder(shape=shape, name=name))
        return nodes

    def _shares(self, result, op) -> list[Node]:
        shares = list(result) if isinstance(result, list | tuple) else [result]
        if len(shares) != len(self.parameters):
            raise Wrong(
                "count",
                f"The rule is to return one gradient for each input, "
                f"{len(self.parameters)} in all; yours returns {len(shares)}.",
            )
        for share in shares:
            if not isinstance(share, Node):
                raise Wrong(
                    "not_a_node",
                    f"A rule builds nodes, and computes nothing; yours returns {described(share)}.",
                )
            if share.graph is not op.graph:
                raise Wrong(
                    "other_graph",
                    "Your rule uses a node of another graph, made outside of it. Build everything "
                    "from `op`, `op.inputs` and `grad`.",
                )
        return shares

    def _must_not_be_swapped(self, found, wanted, done):
        if len(self.parameters) == 2 and all(
            same(found[i][0], wanted[i][1]) and same(found[i][1], wanted[i][0]) for i in done
        ):
            raise Wrong("swapped", f"{self.swapped}\n\n{self._example(done[0], 0, found, wanted)}")

    def _diagnose(self, k, found, done, example):
        for key, mistake in self.mistakes[k].items():
            for formula in mistake.formulas:
                if all(same(found[i][k], self._guess(formula, i)) for i in done):
                    raise Wrong(key, f"{self._about(k)}{mistake.message}\n\n{example}")

    def _guess(self, formula, i) -> np.ndarray:
        try:
            return np.asarray(formula(*map(np.asarray, self.cases[i])), dtype=float)
        except ValueError:
            return np.asarray(np.nan)

    def _about(self, k) -> str:
        return f"The gradient of `{self.parameters[k]}`: " if len(self.parameters) > 1 else ""

    def _example(self, i, k, found, wanted) -> str:
        found, wanted = found[i][k], wanted[i][k]
        shapes = ""
        if found.shape != wanted.shape:
            shapes = (
                f" Its shape is `{found.shape}`; that of `{self.parameters[k]}` is "
                f"`{wanted.shape}`, and a gradient has the shape of what it belongs to."
            )
        given = dict(zip((*self.parameters, "grad"), self.cases[i], strict=True))
        table = shown_in_lines(given | {"your gradient": found, "it should be": wanted})
        return f"An example:{shapes}\n\n{table}"
