"""Judges answers that are functions, by what they return on cases.

The code of `Check: nodes` (functions of nodes that return a node, or several) and of `Check:
function` (functions of numbers and arrays) calls the answer on each case, such as `batch([[1, 2]],
[[2, 1], [0, 3]], [10, 20])`. Results are compared with the solution's. Cases after a comment
`# then` are tried only if all before are right. A wrong answer is compared with each mistake's
answers on all cases tried so far: the mistake that agrees with it on all of them is the diagnosis.

Conditions and messages may use the parameters, `found` and `wanted` of the first wrong case (lists,
where several results are returned), `error`, the message of an exception or '', `stopped`, that of
the first case that stopped with one, whether or not it is the first wrong case, and `stage`, 1, or
after `# then` 2 (0 if all is right). A mistake of the name `forbidden` is looked for in right
answers too; its condition uses `operations`, the types of all operations in the answer's graph.

The code may set `batched`, the parameters whose first axis is unknown while the graph is built;
`returns`, what a function is to return, in words; `parameters`, their names where the answer is no
function; `called(answer, *case)`, how an answer is called on a case; and `seen(result)`, what of
its result is compared. What is said of every wrong answer replaces the example.
"""

import inspect
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np

from ..graph import Graph, topological_order
from ..nodes import Node, placeholder
from ..session import Session
from .answers import (
    NotAttempted,
    Wrong,
    as_array,
    call,
    described,
    is_empty,
    must_be_subclass,
    returned,
    same,
    shown,
    shown_in_lines,
)
from .texts import Code, Mistake

OTHER_GRAPH = (
    "Your function uses a node that was made outside of it. Build everything from the nodes that "
    "the function takes: each time it is called, it gets other ones, of another graph."
)
_CHANGED = (
    "The result is right, but your function changes the array `{}` that it is given (with `+=`, "
    "`-=` or the like), and whoever called it may still need it. Make a new array: `x = x - …`."
)
_STOPPED = "exception", "recursion"
_NOT_FINITE = (
    "A result is not finite: look for a division by 0, a logarithm of 0 or a very large "
    "exponential."
)


def judge_nodes(exercise, answer: Callable) -> dict[str, Any]:
    """Accept a function of nodes, or raise `Wrong`."""
    return _Nodes(exercise).judge(answer)


def judge_function(exercise, answer: Callable) -> dict[str, Any]:
    """Accept a function of numbers and arrays, or raise `Wrong`."""
    return _Arrays(exercise).judge(answer)


class _Cases:
    """The cases of an exercise, and how functions are tried on them."""

    returns = ""

    def __init__(self, exercise):
        self.exercise = exercise
        self.stages: list[list[tuple]] = []
        self.settings = dict(exercise.given)
        self._read(exercise.text.check)
        self.returns = self.settings.get("returns", self.returns)
        self.parameters = self.settings.get("parameters") or tuple(
            inspect.signature(exercise.right[0]).parameters
        )
        self.results = exercise.blank.rpartition("return ")[2].count("...")

    def _read(self, code: Code) -> None:
        """Run the code of the check, and note the calls of the answer."""
        line = code.line
        for part in code.text.split("\n# then\n"):
            cases = []
            self.settings[self.exercise.answers[0]] = lambda *case, to=cases: to.append(case)
            self.exercise.run(Code(part, code.path, line), self.settings)
            self.stages.append(cases)
            line += part.count("\n") + 2

    def judge(self, answer: Callable) -> dict[str, Any]:
        """Accept an answer that is right on all cases."""
        right = self.exercise.right[0]
        if isinstance(right, type):
            must_be_subclass(answer, right.__base__, self.exercise.blank)
        elif is_empty(answer):
            raise NotAttempted
        cases, found, wanted = [], [], []
        for number, stage in enumerate(self.stages, start=1):
            cases += stage
            found += [self.outcome(answer, case) for case in stage]
            wanted += [self.outcome(right, case) for case in stage]
            names = self.settings | self.about(answer) | {"stage": number}
            self._must_be_allowed(names)
            if not all(map(_agree, found, wanted)):
                self._diagnose(cases, found, wanted, names)
        nothing = {"found": None, "wanted": None, "error": "", "stopped": "", "wrong": []}
        return names | {"stage": 0} | nothing

    def outcome(self, answer: Callable, case: tuple) -> list[np.ndarray] | Wrong:
        """Compute the answer's results on a case; hand back what it stopped with."""
        raise NotImplementedError

    def about(self, answer: Callable) -> dict[str, Any]:
        """Say what else is known of an answer that has been tried."""
        return {}

    def last_guess(self, names: dict[str, Any]) -> tuple[str, str]:
        """Say what is wrong with an answer that is none of the mistakes."""
        if not all(np.isfinite(array).all() for array in _listed(names["found"])):
            return "not_finite", _NOT_FINITE
        return "other", ""

    def _must_be_allowed(self, names: dict[str, Any]) -> None:
        for mistake in self.exercise.text.mistakes:
            if mistake.name == "forbidden" and self.exercise.holds(mistake, names):
                raise Wrong(mistake)

    def _diagnose(self, cases: list, found: list, wanted: list, names: dict) -> None:
        wrong = [i for i in range(len(found)) if not _agree(found[i], wanted[i])]
        # An example in numbers tells more than one that stops.
        i = next((i for i in wrong if not isinstance(found[i], Wrong)), wrong[0])
        names |= dict(zip(self.parameters, cases[i], strict=True))
        names |= {"wrong": wrong, "found": None, "wanted": _unlisted(wanted[i]), "error": ""}
        names["stopped"] = next((out.message for out in found if isinstance(out, Wrong)), "")
        if isinstance(found[i], Wrong):
            names["error"] = example = found[i].message
        else:
            names["found"] = _unlisted(found[i])
            example = "" if self.exercise.text.otherwise else self.example(cases[i], names)
        mistake = self._known(cases, found, wanted, names)
        if mistake:
            raise Wrong(mistake, example, **names)
        for outcome in found:
            if isinstance(outcome, Wrong):
                raise outcome
        key, message = self.last_guess(names)
        raise Wrong(key, f"{message}\n\n{example}", **names)

    def _known(self, cases, found, wanted, names) -> Mistake | None:
        """Find the mistake; if only one of several results has a known one, that."""
        alike = []
        failed = all(isinstance(outcome, Wrong) for outcome in found)
        for mistake in (*self.exercise.text.mistakes, *self.exercise.text.remarks):
            if mistake.when:
                if mistake.name != "forbidden" and self.exercise.holds(mistake, names):
                    return mistake
                continue
            for code in mistake.answers:
                (known,) = self.exercise.known(code)
                guess = partial(self._outcome_of_known, known)
                if not failed and all(map(_agree, found, map(guess, cases))):
                    return mistake
                if self.results > 1 and _first_wrong_agrees(found, map(guess, cases), wanted):
                    alike.append(mistake)
        return alike[0] if alike else None

    def _outcome_of_known(self, known: Callable, case: tuple) -> list[np.ndarray] | Wrong | None:
        try:
            return self.outcome(known, case)
        except Exception:  # whatever a known wrong answer does
            return None

    def called(self, answer: Callable, *inputs) -> list:
        """Call a reader's function, and list its results."""
        if "called" in self.settings and callable(answer):
            answer = partial(self.settings["called"], answer)
        result = returned(call(answer, *inputs), self.returns)
        if "seen" in self.settings:
            result = call(self.settings["seen"], result)
        if self.results < 2:
            return [result]
        if not isinstance(result, list | tuple) or len(result) != self.results:
            raise Wrong(
                "not_a_pair",
                f"Your function should return {self.returns}: `return {_dots(self.results)}`. It "
                f"returns {described(result)}.",
            )
        return list(result)

    def example(self, case: tuple, names: dict[str, Any]) -> str:
        """Tell what a case gives, and what it should give."""
        given = dict(zip(self.parameters, case, strict=True))
        given = {name: value for name, value in given.items() if not callable(value)}
        values = ", ".join(f"`{name}` = {shown(value)}" for name, value in given.items())
        found, wanted = _listed(names["found"]), _listed(names["wanted"])
        yours, wants = "your result is", "it should be"
        if len(found) > 1:
            yours, wants = "your results are", "they should be"
        shapes = ""
        if [array.shape for array in found] != [array.shape for array in wanted]:
            shapes = f"The shape is {_shapes(found)}; it should be {_shapes(wanted)}."
        if max(map(np.ndim, (*given.values(), *found, *wanted))) < 2:
            words = f"For {values} {yours} {_in_words(found)}; {wants} {_in_words(wanted)}."
            return f"{words} {shapes}".strip()
        for i in range(len(found)):
            which = f" {i + 1}" if len(found) > 1 else ""
            given |= {f"your result{which}": found[i], f"it should be{which}": wanted[i]}
        return f"{shapes} An example:\n\n{shown_in_lines(given)}".strip()


class _Nodes(_Cases):
    """Trying functions of nodes: each case is built in a graph of its own, and run."""

    def __init__(self, exercise):
        super().__init__(exercise)
        self.returns = "a node" if self.results < 2 else f"{self.results} nodes"

    def outcome(self, answer, case):
        with Graph().as_default():
            try:
                inputs, nodes = self._built(answer, case)
                with Session() as session:
                    values = call(session.run, nodes, dict(zip(inputs, case, strict=True)))
            except Wrong as wrong:
                if "nodes of two graphs" in wrong.message:
                    raise Wrong("other_graph", f"{OTHER_GRAPH}\n\n{wrong.message}") from None
                if wrong.mistake not in _STOPPED:
                    raise
                return wrong
        if any(value is None for value in values):
            raise Wrong("no_value", "Your node has no value: it is made for what it does.")
        return [np.asarray(value, dtype=float) for value in values]

    def about(self, answer):
        with Graph().as_default():
            try:
                inputs, nodes = self._built(answer, self.stages[0][0])
            except Wrong:
                return {"operations": set(), "unused": []}
            needed = topological_order(nodes)
        unused = [node.name for node in inputs if node not in needed]
        return {"operations": {node.op_type for node in needed}, "unused": unused}

    def last_guess(self, names):
        if names["unused"]:
            unused = " and ".join(f"`{name}`" for name in names["unused"])
            return "unused", f"Your node does not depend on {unused}, and it should."
        return super().last_guess(names)

    def _built(self, answer, case) -> tuple[list[placeholder], list[Node]]:
        inputs = [self._placeholder(*pair) for pair in zip(self.parameters, case, strict=True)]
        nodes = self.called(answer, *inputs)
        for node in nodes:
            _must_be_node(node, inputs[0].graph)
        return inputs, nodes

    def _placeholder(self, name: str, value) -> placeholder:
        shape = list(np.shape(value))
        if name in self.settings.get("batched", ()):
            shape[0] = None
        return placeholder(shape=shape, name=name)


def _must_be_node(node, graph: Graph) -> None:
    if not isinstance(node, Node):
        raise Wrong(
            "not_a_node",
            f"Your function returns {described(node)}; it should return a node. Build it from the "
            f"nodes that it takes, with `dl`'s operations; the value comes later, when a session "
            f"runs.",
        )
    if node.graph is not graph:
        raise Wrong("other_graph", OTHER_GRAPH)


class _Arrays(_Cases):
    """Trying functions of numbers and arrays, which must leave their arguments alone."""

    def __init__(self, exercise):
        super().__init__(exercise)
        self._changed: dict[Callable, str] = {}

    def judge(self, answer):
        names = super().judge(answer)
        if answer in self._changed:
            raise Wrong("modified", _CHANGED.format(self._changed[answer]))
        return names

    def outcome(self, answer, case):
        given = [_copied(value) for value in case]
        try:
            found = [self._as_array(result) for result in self.called(answer, *given)]
        except Wrong as wrong:
            if wrong.mistake not in _STOPPED:
                raise
            return wrong
        for name, before, after in zip(self.parameters, case, given, strict=True):
            if isinstance(before, np.ndarray) and not np.array_equal(before, after):
                self._changed[answer] = name
        return found

    def _as_array(self, result) -> np.ndarray:
        if hasattr(result, "__next__"):
            result = call(list, result)
        if isinstance(result, list | tuple) and len({np.shape(entry) for entry in result}) > 1:
            raise Wrong("shapes", "What your function returns holds arrays of different shapes.")
        array = as_array(result)
        if array.dtype.kind not in "iufb":
            raise Wrong(
                "not_numbers",
                f"Your function returns {described(result)}; it should return {self.returns}.",
            )
        return array.astype(float)


def _copied(value):
    return value.copy() if isinstance(value, np.ndarray) else value


def _agree(found: list | Wrong, wanted: list | Wrong | None) -> bool:
    if wanted is None:
        return False
    if isinstance(found, Wrong) or isinstance(wanted, Wrong):
        return isinstance(found, Wrong) and isinstance(wanted, Wrong)
    return len(found) == len(wanted) and all(map(same, found, wanted))


def _first_wrong_agrees(found: list, guesses: Iterable, wanted: list) -> bool:
    """Say whether the first of several results that is wrong is wrong in the same way."""
    guess = list(guesses)
    if not all(isinstance(outcome, list) for outcome in (*found, *guess)):
        return False
    for mine, known, right in zip(*map(_by_result, (found, guess, wanted)), strict=True):
        if not all(map(same, mine, right)):
            return all(map(same, mine, known))
    return False


def _by_result(outcomes: list[list[np.ndarray]]) -> list[tuple[np.ndarray, ...]]:
    return list(zip(*outcomes, strict=True))


def _unlisted(outcome: list[np.ndarray]) -> np.ndarray | list[np.ndarray]:
    return outcome[0] if len(outcome) == 1 else outcome


def _listed(value) -> list[np.ndarray]:
    return value if isinstance(value, list) else [value]


def _dots(n: int) -> str:
    return ", ".join(["..."] * n)


def _shapes(arrays: list[np.ndarray]) -> str:
    return " and ".join(f"`{array.shape}`" for array in arrays)


def _in_words(arrays: list[np.ndarray]) -> str:
    return " and ".join(map(shown, arrays))
