"""Decisions and loops that are made while a session runs, and Python's functions as operations."""

from collections.abc import Callable

import numpy as np

from .. import shapes
from ..dtypes import as_dtype, bool_, is_floating
from ..gradients import RegisterGradient, gradients
from ..graph import (
    Node,
    Operation,
    StatefulOperation,
    Variable,
    get_default_graph,
    name_scope,
    topological_order,
)
from ..operations import convert_to_tensor, zeros_like
from ..operations.convert import graph_of
from ..session import _Plan, evaluate


class _LoopVariable(Node):
    """The value of a loop's variable at the beginning of a turn; filled in by the loop."""

    op_type = "LoopVariable"


class Branch:
    """A part of the graph that is computed only where, and as often as, it is needed.

    Parameters
    ----------
    function : callable
        Called once, to make the nodes.
    arguments : sequence of Node, optional
        What it is called with.
    inner : set of Node, optional
        Nodes that exist already and are to be computed with the new ones.
    """

    def __init__(self, function: Callable, arguments=(), inner=()):
        self.arguments = list(arguments)
        graph = get_default_graph()
        start = len(graph.nodes)
        result = function(*arguments)
        self.is_several = isinstance(result, list | tuple)
        results = list(result) if self.is_several else [result]
        self.results = [convert_to_tensor(node, graph=graph) for node in results]
        self.inner = {n for n in graph.nodes[start:] if not isinstance(n, Variable)} | set(inner)
        needed = [node for node in topological_order(self.results) if node in self.inner]
        used = [*(i for node in needed for i in node.inputs), *self.results]
        #: What the branch needs from outside: computed before it, and once.
        self.captured = list(
            dict.fromkeys(n for n in used if n not in self.inner and n not in self.arguments)
        )

    def run(self, owner, state, captured, arguments):
        """Compute the results, given the values of what is captured and of the arguments."""
        plans = state.setdefault(owner, {})
        given = [*self.captured, *self.arguments]
        if self not in plans:
            plans[self] = _Plan(self.results, given, state)
        plan = plans[self]
        values = plan.values.copy()
        values[: len(given)] = [*captured, *arguments]
        evaluate(plan.steps, values)
        return [values[plan.place[node]] for node in self.results]


class _Several(StatefulOperation):
    """An operation with several results: its value is a tuple of them."""

    def __init__(self, inputs, name):
        # A dtype that no gradient passes: it goes through `_Result` instead.
        super().__init__(inputs, bool_, None, name)


class _Result(Operation):
    """One result of an operation that has several.

    Its inputs are the operation and the inputs of that, to which gradients go.
    """

    op_type = "Result"

    def __init__(self, several, number, dtype, shape, name=None):
        self.number = number
        super().__init__([several, *several.inputs], dtype, shape, name)

    def compute(self, values, *inputs):
        return values[self.number]


@RegisterGradient(_Result)
def _result(op, grad):
    return [None, *op.inputs[0].gradients_of(op.number, grad)]


class _Cond(_Several):
    op_type = "If"
    advice = "Both functions must give tensors that the rest of the graph can use."

    def __init__(self, pred, true, false, name=None):
        self.true, self.false = true, false
        super().__init__([pred, *true.captured, *false.captured], name)

    def compute(self, state, pred, *captured):
        if np.ndim(pred):
            raise ValueError(
                f"the condition has shape {np.shape(pred)}: it must be one truth value"
            )
        count = len(self.true.captured)
        if pred:
            return tuple(self.true.run(self, state, captured[:count], ()))
        return tuple(self.false.run(self, state, captured[count:], ()))

    def gradients_of(self, number, grad):
        captured = self.inputs[1:]
        wanted = [node for node in dict.fromkeys(captured) if is_floating(node.dtype)]
        if not wanted:
            return [None] * len(self.inputs)

        def share(branch):
            found = gradients(branch.results[number], wanted, [grad], stop_gradients=wanted)
            return [zeros_like(x) if g is None else g for g, x in zip(found, wanted, strict=True)]

        true = Branch(lambda: share(self.true), inner=self.true.inner)
        false = Branch(lambda: share(self.false), inner=self.false.inner)
        both = _results_of_cond(self.inputs[0], true, false)
        shares = dict(zip(wanted, both, strict=True))
        # A node that both branches use gets its share once.
        return [None, *(shares.pop(node, None) for node in captured)]


def cond(
    pred, true_fn=None, false_fn=None, strict=False, name=None, fn1=None, fn2=None
) -> Node | list[Node]:
    """Compute one of two things, depending on a value that only the run will tell.

    Parameters
    ----------
    pred : Node or bool
        One truth value.
    true_fn, false_fn : callable
        Each makes, without arguments, a node or a list of nodes; as many, and of the same
        dtypes. Only what the one that is chosen makes is computed. `fn1` and `fn2` are their
        older names.
    strict : bool, optional
        Whether a list of one node stays a list.
    name : str, optional

    Returns
    -------
    Node or list of Node
        As the functions return it.

    Raises
    ------
    TypeError
        If a function is none, or the dtypes differ.
    ValueError
        If the functions return different numbers of nodes.

    See Also
    --------
    tf.cond
    """
    true_fn = fn1 if true_fn is None else true_fn
    false_fn = fn2 if false_fn is None else false_fn
    if not (callable(true_fn) and callable(false_fn)):
        raise TypeError("cond takes two functions: cond(pred, lambda: ..., lambda: ...).")
    pred = convert_to_tensor(pred, bool_)
    with pred.graph.as_default(), name_scope(name or "cond"):
        true, false = Branch(true_fn), Branch(false_fn)
        results = _results_of_cond(pred, true, false)
    is_list = true.is_several and (strict or len(results) > 1)
    return results if is_list else results[0]


def _results_of_cond(pred, true, false):
    if len(true.results) != len(false.results):
        raise ValueError(
            f"cond: one function returns {len(true.results)} tensors, the other one "
            f"{len(false.results)}."
        )
    several, results = _Cond(pred, true, false), []
    for i, (a, b) in enumerate(zip(true.results, false.results, strict=True)):
        if a.dtype != b.dtype:
            raise TypeError(
                f"cond: '{a.name}' is {a.dtype.name} and '{b.name}' {b.dtype.name}; use dl101.cast."
            )
        results.append(_Result(several, i, a.dtype, _common_shape(a.shape, b.shape)))
    return results


def _common_shape(a, b):
    if a is None or b is None or len(a) != len(b):
        return None
    return [m if m == n else None for m, n in zip(a, b, strict=True)]


class _While(_Several):
    op_type = "While"
    advice = "The body must keep the shapes of the loop's variables."

    def __init__(self, condition, body, start, most, name=None):
        self.condition, self.body, self.most, self.count = condition, body, most, len(start)
        super().__init__([*start, *condition.captured, *body.captured], name)

    def compute(self, state, *inputs):
        values, captured = list(inputs[: self.count]), inputs[self.count :]
        of_condition = captured[: len(self.condition.captured)]
        of_body = captured[len(self.condition.captured) :]
        turns = 0
        while self.condition.run(self, state, of_condition, values)[0]:
            if self.most is not None and turns >= self.most:
                break
            values = self.body.run(self, state, of_body, values)
            turns += 1
        return tuple(values)

    def gradients_of(self, number, grad):
        raise LookupError(
            f"dl101 finds no gradients through a while_loop ('{self.name}'). For a fixed number of "
            f"turns, build them with Python's for; or cut the path with stop_gradient."
        )


def while_loop(
    cond,
    body,
    loop_vars,
    shape_invariants=None,
    parallel_iterations=10,
    back_prop=True,
    swap_memory=False,
    name=None,
    maximum_iterations=None,
    return_same_structure=False,
) -> Node | list[Node]:
    """Repeat a part of the graph as long as a condition holds.

    Parameters
    ----------
    cond : callable
        Makes of the loop's variables a node with one truth value: whether to go on.
    body : callable
        Makes of them the nodes of their next values.
    loop_vars : sequence of Node or array_like
        The first values.
    shape_invariants : optional
        Shapes that hold in every turn, where lengths change; anything but ``None`` leaves
        the shapes open.
    name : str, optional
    maximum_iterations : int, optional
        How many turns at most.
    return_same_structure : bool, optional
        Whether a single variable comes back in a list.
    parallel_iterations, back_prop, swap_memory : optional
        Ignored.

    Returns
    -------
    Node or list of Node
        The last values.

    Raises
    ------
    TypeError
        If a function is none, or the body changes the dtype of a variable.
    ValueError
        If the body returns another number of values, or another shape.

    Notes
    -----
    dl101 finds no gradients through a loop, and says so when they are asked for.

    See Also
    --------
    tf.while_loop
    """
    if not (callable(cond) and callable(body)):
        raise TypeError("while_loop takes two functions: while_loop(cond, body, loop_vars).")
    graph = graph_of(list(loop_vars)) or get_default_graph()
    with graph.as_default(), name_scope(name or "while"):
        start = [convert_to_tensor(value, graph=graph) for value in loop_vars]
        loose = shape_invariants is not None
        inside = [_LoopVariable((), v.dtype, None if loose else v.shape) for v in start]
        condition, turn = Branch(cond, inside), Branch(body, inside)
        _check_turn(start, turn, loose)
        loop = _While(condition, turn, start, maximum_iterations)
        results = [
            _Result(loop, i, v.dtype, None if loose else v.shape) for i, v in enumerate(start)
        ]
    return results if len(results) > 1 or return_same_structure else results[0]


def _check_turn(start, turn, loose):
    if len(turn.results) != len(start):
        raise ValueError(
            f"while_loop: there are {len(start)} variables, and the body returns "
            f"{len(turn.results)}."
        )
    for before, after in zip(start, turn.results, strict=True):
        if before.dtype != after.dtype:
            raise TypeError(
                f"while_loop: the body turns '{before.name}' from {before.dtype.name} into "
                f"{after.dtype.name}; use dl101.cast."
            )
        if not loose:
            try:
                shapes.merge(before.shape, after.shape)
            except ValueError as error:
                raise ValueError(
                    f"while_loop: the body changes the shape of '{before.name}': {error}. Give "
                    f"shape_invariants if lengths change from turn to turn."
                ) from None


class _PyFunc(_Several):
    op_type = "PyFunc"
    advice = "The function gets arrays, and returns what Tout says."

    def __init__(self, func, inputs, dtypes, name=None):
        self.func, self.dtypes = func, dtypes
        super().__init__(inputs, name)

    def compute(self, state, *inputs):
        result = self.func(*inputs)
        results = result if isinstance(result, list | tuple) else [result]
        if len(results) != len(self.dtypes):
            raise ValueError(f"{len(results)} results, and Tout names {len(self.dtypes)} dtypes")
        for one, dtype in zip(results, self.dtypes, strict=True):
            if np.asarray(one).dtype != dtype:
                raise TypeError(f"a result is {np.asarray(one).dtype}, and Tout says {dtype.name}")
        return tuple(np.asarray(one) for one in results)

    def gradients_of(self, number, grad):
        # As in TensorFlow: nobody can look into Python's function.
        return [None] * len(self.inputs)


def py_func(func, inp, Tout, stateful=True, name=None) -> Node | list[Node]:
    """Call a Python function on the values, whenever the node is computed.

    Parameters
    ----------
    func : callable
        Takes arrays, and returns one or several, of just the dtypes that `Tout` says.
    inp : sequence of Node or array_like
        What it is called with.
    Tout : dtype, or sequence of dtype
        What it returns.
    stateful : optional
        Ignored: it is called at each run.
    name : str, optional

    Returns
    -------
    Node or list of Node
        A list if `Tout` is one. Gradients do not pass.

    See Also
    --------
    tf.py_func
    """
    is_list = isinstance(Tout, list | tuple)
    dtypes = [as_dtype(dtype) for dtype in (Tout if is_list else [Tout])]
    graph = graph_of(list(inp)) or get_default_graph()
    with graph.as_default():
        inputs = [convert_to_tensor(x, graph=graph) for x in inp]
        called = _PyFunc(func, inputs, dtypes, name)
        results = [_Result(called, i, dtype, None) for i, dtype in enumerate(dtypes)]
    return results if is_list else results[0]
