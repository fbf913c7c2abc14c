"""Calls with arguments of all kinds, and what is demanded of each.

Arguments are drawn as Python expressions, fitting ones for the parameter and wrong ones, so that a
failing example reads as the line of code that fails.
"""

from __future__ import annotations

import inspect
from contextlib import contextmanager

import numpy as np
from hypothesis import strategies as st

import dl101 as dl

NAMES = (
    "plain",
    "scope/deep",
    "a>b",
    "back\\slash",
    "x/",
    "a" * 10_000,
    "",
    " ",
    "_x",
    "two words",
    "it's",
    '"quoted"',
    "<b>bold</b>",
    "<script>window.broken = true</script>",
    "</title><script>window.broken = true</script>",
    '"><img src=x onerror="window.broken = true">',
    "]]><b>",
    "&lt;b&gt;",
    "line\nbreak",
    "tab\t",
    "nul\0",
    "\u202ereversed",
    "\u0634\u0628\u0643\u0629",
    "\u05e8\u05e9\u05ea",
    "na\u00efve",
    "lone \ud800",
    "`code`",
    "$x$",
    "${x}",
    "{x}",
    "%s",
    "[link](javascript:alert(1))",
    "\\N\\l",
    "a:0",
)
"""Names, most of which are none."""

WRONG = (
    *("None", "'text'", "b'bytes'", "object()", "lambda *_, **__: None", "{}", "{x: 'a'}"),
    *("iter([])", "1j", "10**30", "10**400", "float('nan')", "float('inf')", "-1", "0", "True"),
    *("np.array(['a'])", "np.array([1j])", "np.array(3)", "np.ones((1,) * 32)", "['text'] * 1000"),
    *("[[1, 2], [3]]", "[]", "[None]", "[object()]", "...", "range(3)", "dl.Graph()"),
    *("far", "[x, far]"),
)
"""What readers hand over by mistake, and a little that they would not."""

TENSORS = (
    *("x", "u", "i", "p", "w", "v", "s", "c", "long", "x * 2", "dl.shape(x)"),
    *("1", "2.5", "True", "[1, 2]", "[[1.0, 2.0], [3.0, 4.0]]", "np.ones((2, 3))"),
    *("np.float32(2)", "np.ones((0, 2))", "np.arange(3)", "[x, x]", "[1, s]", "[]"),
    *("float('nan')", "np.array([np.inf, -np.inf])", "[[True, False]]", "-3", "1e300"),
)
SHAPES = (
    *("()", "[]", "[2, 3]", "[None, 2]", "[-1]", "[-1, -1]", "[0]", "5", "-1", "[2.0]"),
    *("x", "i", "s", "np.array([2, 2])", "[10**6] * 4", "[10**30]", "'ab'", "[s, 2]", "[i, 2]"),
    *("dl.shape(x)", "dl.shape(u)", "[True]", "[[2]]", "[float('nan')]", "dl.constant([2, 3])"),
    *("dl.constant([2, -3])", "[1] * 70", "(0, 10**30)"),
)
AXES = (
    *("0", "1", "-1", "5", "-7", "[0, 1]", "[0, 0]", "(0,)", "1.5", "True", "np.int64(1)"),
    *("[]", "10**30", "x", "np.array([0, 1])", "'0'"),
)
NUMBERS = (
    *("0", "1", "0.1", "-1", "0.5", "2.5", "10", "float('nan')", "float('inf')", "1e300"),
    *("-0.0", "5e-324", "x", "s", "np.float32(0.5)", "True", "'1'", "10**30", "[1.0]", "1j"),
)
NODES = ("x", "u", "i", "w", "v", "s", "c", "loss", "long", "[x, w]", "(w,)", "[]", "far", "[far]")
VARIABLES = ("w", "[w, v]", "[]", "[x]", "[None]", "s", "[v, v]", "counter", "[far_w]", "None")
BY_PARAMETER = {
    "shape": SHAPES,
    "noise_shape": SHAPES,
    "dtype": ("dl.float32", "'int32'", "float", "bool", "'float16'", "'nonsense'", "np.int64"),
    "axis": AXES,
    "axes": ("_axes()",),
    "figure": ("_axes().figure",),
    "perm": ("[1, 0]", "[0, 0]", "[0]", "(0, 1)", "[-1, 0]", "1", "[]", "[10**30]", "x"),
    "seed": ("0", "1", "-1", "10**30", "1.5", "None", "True", "x", "[1, 2]"),
    "depth": ("3", "0", "-1", "10**30", "2.5", "x", "True", "[3]"),
    "key": (
        *("0", "-1", "5", "slice(None)", "slice(0, 10**30)", "...", "None", "(0, 1)", "(..., ...)"),
        *("[0, 1]", "x", "True", "slice(1.5)", "slice(x, None)", "10**30", "(0,) * 40", "'a'"),
        *("slice(None, None, 0)", "(slice(None, None, 0), 0)", "np.array([True, False])"),
    ),
    "values": ("[x, x]", "[w, c]", "[1, 2]", "[]", "[u, x]", "[w, [1, 2, 3]]", "[x, far]", "x"),
    "session": ("session", "closed", "dl.Session(graph=dl.Graph())", "None"),
    "feed_dict": ("feeds", "None", "{}", "{x: [[1, 2]]}", "{x: 'a'}", "{'x': 1}", "{w: 1}"),
    "fetches": (
        *("x", "[x, w]", "{'a': w, 'b': [s]}", "loss", "step", "[]", "None"),
        *("far", "u", "(w, (v,))", "'w'", "[step, loss]", "counter"),
    ),
    "nodes": (*NODES, "dl.get_default_graph()", "dl.Graph()", "step"),
    "loss": ("loss", "w", "s", "i", "far", "x", "dl.reduce_sum(u)", "c", "[loss]"),
    "ys": NODES,
    "xs": NODES,
    "var_list": VARIABLES,
    "ref": VARIABLES,
    "grads_and_vars": ("[(w, w)]", "[(None, w)]", "[]", "[(v, w)]", "[w]", "[(1, w)]", "[(w, x)]"),
    "global_step": ("counter", "None", "w", "x", "1", "far_w"),
    "graph": ("dl.get_default_graph()", "dl.Graph()", "None"),
    "initial_value": (*TENSORS, "lambda: 1.0", "lambda: x", "lambda: 'a'", "dl.zeros([2])"),
    "trainable": ("True", "False", "1", "'w'", "None"),
    "highlight": ("x", "[w]", "far", "'x'", "None", "()"),
    "direction": ("'down'", "'right'", "'up'", "1", "None"),
    "fold": ("None", "8", "2", "0", "-1", "1.5", "'a'"),
    "operations": ("dl.add", "'Add'", "x", "None"),
    "fetch": NODES,
}
for _like, _names in {
    "dtype": ("out_type", "output_type"),
    "nodes": ("targets", "given", "inputs", "stop_gradients"),
    "var_list": ("variables", "var", "variable"),
    "loss": ("grad_loss",),
}.items():
    for _name in _names:
        BY_PARAMETER[_name] = BY_PARAMETER[_like]
_NUMERIC = (
    *("n", "learning_rate", "momentum", "alpha", "keep_prob", "rate", "mean", "stddev", "delta"),
    *("minval", "maxval", "beta1", "beta2", "epsilon", "decay", "initial_accumulator_value"),
    *("tolerance", "distance", "spread", "classes", "resolution", "slope", "bias", "start"),
    *("limit", "on_value", "off_value", "w1", "w2", "b", "intercept", "step_count", "pace", "step"),
)
BY_PARAMETER |= dict.fromkeys(_NUMERIC, NUMBERS)
_FLAGS = ("keepdims", "transpose_a", "transpose_b", "use_nesterov", "centered")
BY_PARAMETER |= dict.fromkeys((*_FLAGS, "shapes", "compare"), ("True", "False", "None", "x"))
NAMED = ("name", "alt", "mark", "prefix")


DOCUMENTED = (TypeError, ValueError, LookupError, ArithmeticError, RuntimeError)
LONGEST = 2000
"""So long may a message be."""
ONLY_WARNED = (DeprecationWarning,) if np.lib.NumpyVersion(np.__version__) < "2.4.0" else ()
"""Old versions of NumPy warn where newer ones refuse; in tests, these warnings are errors."""


class Refused(Exception):
    """The library has said no, in the way that it should."""


def kept(call, graph: dl.Graph | None = None):
    """Make a call: it returns, or refuses in words and with a documented type; the graph is whole.

    Raises
    ------
    Refused
        In place of the error, if that is as it should be.
    """
    try:
        return call()
    except ONLY_WARNED as warning:
        raise Refused from warning
    except Exception as error:
        must_be_documented(error)
        raise Refused from error
    finally:
        if graph is not None:
            must_be_whole(graph)


def must_be_documented(error: Exception) -> None:
    """Demand a type that is documented, and a message that can be read."""
    where = f"{type(error).__name__}: {str(error)[:300]}"
    assert isinstance(error, DOCUMENTED), f"undocumented {where}"
    assert not isinstance(error, RecursionError), where
    assert 0 < len(str(error)) <= LONGEST, f"{len(str(error))} characters: {where}"


def must_be_whole(graph: dl.Graph) -> None:
    """Demand unique names, inputs that were there before, and no scope that stayed open."""
    with graph.as_default():
        assert "/" not in dl.constant(0.0).name, "a scope stayed open"
    names, seen = [node.name for node in graph.nodes], set()
    assert len(set(names)) == len(names)
    for node in graph.nodes:
        assert all(i in seen for i in node.inputs), "an input that was not there before"
        seen.add(node)
        assert repr(node)


@contextmanager
def apart():
    """Make a graph of one's own the default; after, the test's is, and no session any more."""
    before = dl.get_default_graph()
    try:
        with dl.Graph().as_default() as graph:
            yield graph
    finally:
        before.as_default()
        while isinstance(left := dl.get_default_session(), dl.InteractiveSession):
            left.close()


def namespace() -> dict:
    """Make what the expressions refer to, in the default graph."""
    far_graph = dl.Graph()
    with far_graph.as_default():
        far, far_w = dl.placeholder(name="far"), dl.Variable(1.0, name="far_w")
    x = dl.placeholder(dl.float64, [None, 2], name="x")
    w = dl.Variable(np.ones((2, 3)), name="w")
    s = dl.Variable(2.0, name="s")
    closed = dl.Session()
    closed.close()
    loss = dl.reduce_sum(dl.square(w)) * s
    found = {
        "u": dl.placeholder(name="u"),
        "i": dl.placeholder(dl.int32, [2], name="i"),
        "p": dl.placeholder(dl.bool, name="p"),
        "v": dl.Variable(np.ones(3, "float32"), name="v"),
        "c": dl.constant([[1.0, 2.0], [3.0, 4.0]], name="c"),
        "long": dl.placeholder(dl.float64, [2], name="long" * 60),
        "counter": dl.Variable(0, trainable=False, name="counter"),
        "step": dl.train.GradientDescentOptimizer(0.1).minimize(loss),
    }
    feeds = {x: [[1.0, 2.0]], found["u"]: 1.0, found["i"]: [1, 2], found["p"]: True}
    feeds[found["long"]] = [1.0, 2.0]
    return found | {
        **{"x": x, "w": w, "s": s, "loss": loss, "far": far, "far_w": far_w, "feeds": feeds},
        **{"session": dl.Session(), "closed": closed},
        **{"np": np, "dl": dl},
        "_axes": _axes,
    }


def _axes():
    from matplotlib.figure import Figure

    return Figure().add_subplot()


def names() -> st.SearchStrategy[str]:
    """Draw names: those of the list, and any text."""
    return st.sampled_from(NAMES) | st.text(max_size=20)


def expression_for(parameter: str) -> st.SearchStrategy[str]:
    """Draw an expression for a parameter; one in four or so is wrong for sure."""
    if parameter in NAMED:
        return names().map(repr) | st.sampled_from(WRONG)
    fitting = st.sampled_from(BY_PARAMETER.get(parameter, TENSORS))
    return st.one_of(fitting, fitting, fitting, st.sampled_from(WRONG))


def calls(function) -> st.SearchStrategy[dict[str, str]]:
    """Draw arguments for a function: by parameter, an expression; optional ones often left out."""
    required, optional = {}, {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "self":
            continue
        if parameter.kind is parameter.VAR_POSITIONAL:
            optional[f"*{name}"] = st.lists(expression_for(name), max_size=3).map(_as_tuple)
        elif parameter.kind is parameter.VAR_KEYWORD:
            optional["nonsense"] = st.just("1")
        elif parameter.default is parameter.empty:
            required[name] = expression_for(name)
        else:
            optional[name] = expression_for(name)
    return st.fixed_dictionaries(required, optional=optional)


def _as_tuple(parts: list[str]) -> str:
    return f"({''.join(part + ', ' for part in parts)})"


def evaluated(function, call: dict[str, str], scope: dict):
    """Evaluate the expressions of a call; return what makes it."""
    found = {name: eval(text, scope) for name, text in call.items()}
    stars = [one for name in [*found] if name[0] == "*" for one in found.pop(name)]
    kinds = inspect.signature(function).parameters.items()
    first = [name for name, one in kinds if one.kind is one.POSITIONAL_ONLY]
    if stars:
        first += [name for name, one in kinds if one.kind is one.POSITIONAL_OR_KEYWORD]
    positional = [found.pop(name) for name in first if name in found]
    return lambda: function(*positional, *stars, **found)


def methods(instance: object) -> list[str]:
    """Find the public methods that an object has from the library."""
    members = {name: one for cls in type(instance).__mro__ for name, one in vars(cls).items()}
    return [
        name
        for name, one in sorted(members.items())
        if name[0] != "_"
        and name != "set_state"  # which is for the page's messages
        and inspect.isfunction(inspect.unwrap(one) if callable(one) else one)
        and inspect.unwrap(one).__module__.startswith("dl101")
        and not inspect.unwrap(one).__qualname__.startswith("_")
    ]
