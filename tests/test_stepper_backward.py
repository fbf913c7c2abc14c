"""The stepper's way back: which nodes it visits, where gradients come from, and the words."""

import re

import numpy as np
import pytest

import dl101 as dl
from dl101.drawing.svg import GRADIENT, MUTED
from dl101.widgets import InvalidValue, Stepper

from .graphs import shared

TIMES = "\N{MULTIPLICATION SIGN}"


def network():
    X = dl.placeholder(shape=[None, 2], name="X")
    t = dl.placeholder(shape=[None, 1], name="t")
    W = dl.Variable([[1.0, 2.0], [0.5, -1.0]], name="W")
    b = dl.Variable([0.5, 0.1], name="b")
    V = dl.Variable([[1.0], [2.0]], name="V")
    h = dl.tanh(dl.add(dl.matmul(X, W, name="XW"), b, name="z"), name="h")
    error = dl.subtract(dl.matmul(h, V, name="o"), t, name="e")
    loss = dl.reduce_mean(dl.square(error, name="s"), name="loss")
    feeds = {X: [[1, 2], [3, 4], [0, 1]], t: [[1], [0], [1]]}
    return X, t, W, b, V, loss, feeds


def rows(stepper, name):
    """The words of the step back to a node, without their head."""
    (step,) = [s for s in stepper._trace["steps"] if s["phase"] == "backward" and s["node"] == name]
    assert step["rows"][0] == f"Back to {name}"
    assert step["sentence"] == f"Back to {name}: {'; '.join(step['rows'][1:])}"
    return step["rows"][1:]


def backward(stepper):
    return [step for step in stepper._trace["steps"] if step["phase"] == "backward"]


def test_an_arrow_on_the_way_back_has_the_colour_of_its_numbers():
    w, x = dl.Variable(3.0, name="w"), dl.constant(2.0, name="x")
    arrows = Stepper(dl.divide(w, x, name="z"), gradients=w).still().svg().split("<g id=")
    to_w, to_x = (next(a for a in arrows if f"<title>{n}&#45;&gt;z<" in a) for n in "wx")
    assert f">{TIMES} 0.5<" in to_w
    assert set(re.findall('stroke="(.*?)"', to_w)) == {GRADIENT}
    texts = dict(re.findall('<text fill="(.*?)".*>(.*)</text>', to_w))
    assert texts == {GRADIENT: "= 0.5", MUTED: "1"}  # 1: its place among the inputs
    assert GRADIENT not in to_x


def test_two_contributions_are_added():
    x, _f1, y = shared()
    stepper = Stepper(y, {x: 2.0}, gradients=True)
    assert rows(stepper, "y") == ["grad_y = 1: y grows as fast as itself"]
    assert rows(stepper, "f1") == [
        f"∂f2/∂f1 = 2 {TIMES} f1 = 2 {TIMES} 4 = 8",
        f"grad_f1 = grad_f2 {TIMES} ∂f2/∂f1 = 1 {TIMES} 8 = 8",
    ]
    assert rows(stepper, "x") == [
        "∂y/∂x = 1",
        f"from y: grad_y {TIMES} ∂y/∂x = 1 {TIMES} 1 = 1",
        f"∂f1/∂x = 2 {TIMES} x = 2 {TIMES} 2 = 4",
        f"from f1: grad_f1 {TIMES} ∂f1/∂x = 8 {TIMES} 4 = 32",
        "grad_x = 1 (from y) + 32 (from f1) = 33",
    ]


def test_each_step_lights_what_it_uses():
    x, _f1, y = shared()
    stepper = Stepper(y, {x: 2.0}, gradients=True)
    steps = backward(stepper)
    assert [step["node"] for step in steps] == ["y", "f2", "f1", "x"]
    assert [step["needs"] for step in steps] == [[3], [4], [5], [4, 6]]
    last = steps[-1]
    assert last["focus"] == ["node-x"]
    assert set(last["edges"]) == {"edge-y-0", "edge-f1-0"}
    assert {id for id, _row in last["reads"]} == {"node-y", "node-f1"}
    on_arrows = [("edge-y-0", 1, 1), ("edge-f1-0", 4, 32)]
    assert last["writes"] == [
        ["node-x", 3, "grad 33"],
        *(
            [edge, line, text]
            for edge, slope, part in on_arrows
            for line, text in enumerate([f"{TIMES} {slope}", f"= {part}"])
        ),
    ]
    assert steps[0]["edges"] == steps[0]["reads"] == []


def test_the_steps_forward_are_the_same_as_without():
    x, _f1, y = shared()
    alone, both = Stepper(y, {x: 2.0}), Stepper(y, {x: 2.0}, gradients=True)
    assert both._trace["steps"][:4] == alone._trace["steps"]
    assert both.order == alone.order
    assert alone.gradients == {}
    assert repr(both) == "<Stepper: 8 steps to compute 'y' and its gradients>"
    both.step = 8
    with pytest.raises(InvalidValue, match="step must be from 0 to 8, not 9"):
        both.step = 9


def test_a_node_used_twice_by_one_consumer():
    x = dl.placeholder(name="x")
    stepper = Stepper(dl.multiply(x, x, name="y"), {x: 3.0}, gradients=x)
    assert rows(stepper, "x") == [
        "∂y/∂(input 1) = x = 3",
        f"from y, input 1: grad_y {TIMES} ∂y/∂(input 1) = 1 {TIMES} 3 = 3",
        "∂y/∂(input 2) = x = 3",
        f"from y, input 2: grad_y {TIMES} ∂y/∂(input 2) = 1 {TIMES} 3 = 3",
        "grad_x = 3 (from y, input 1) + 3 (from y, input 2) = 6",
    ]


def test_tensors_say_the_rule_with_shapes():
    *_, loss, feeds = network()
    stepper = Stepper(loss, feeds, gradients=True)
    assert rows(stepper, "W")[0].startswith(
        "grad_W = Xᵀ · grad_XW = [[1, 2], [3, 4], [0, 1]]ᵀ · [["
    )
    assert rows(stepper, "W")[1] == "shapes: (3, 2)ᵀ · (3, 2) → (2, 2)"
    assert rows(stepper, "b")[0].startswith("grad_b = reduce_sum(grad_z, axis=0) = ")
    assert rows(stepper, "b")[1] == "shapes: reduce_sum((3, 2), axis=0) → (2,)"
    assert rows(stepper, "z")[0].startswith(f"grad_z = grad_h {TIMES} (1 - h²) = ")
    assert rows(stepper, "s")[0].startswith(
        "grad_s = grad_loss / 3, repeated = 1 / 3, repeated = [[0.333]"
    )
    assert rows(stepper, "XW")[0].startswith("grad_XW = grad_z = [[")


def test_gradients_are_those_of_the_library(session):
    X, t, W, b, V, loss, feeds = network()
    stepper = Stepper(loss, feeds, session, gradients=True)
    for x in (X, t, W, b, V):
        (expected,) = dl.gradients(loss, [x])
        np.testing.assert_allclose(stepper.gradients[x], session.run(expected, feeds), rtol=1e-12)
    visited = list(stepper.gradients)
    assert visited[0] is loss
    place = {node: k for k, node in enumerate(visited)}
    assert all(place[node] < place[i] for node in visited for i in node.inputs if i in place)


def test_only_what_lies_on_the_way_is_visited():
    X, t, W, b, V, loss, feeds = network()
    visited = Stepper(loss, feeds, gradients=[V]).gradients
    assert [node.name for node in visited] == ["loss", "s", "e", "o", "V"]
    assert not {X, t, W, b} & visited.keys()


def test_constants_are_not_visited():
    x = dl.placeholder(name="x")
    stepper = Stepper(dl.multiply(2.0, x, name="y"), {x: 3.0}, gradients=True)
    assert [node.name for node in stepper.gradients] == ["y", "x"]
    c = dl.constant(3.0, name="c")
    assert Stepper(c * c, gradients=c).gradients[c] == 6


def test_where_no_gradient_arrives_it_is_said():
    x = dl.placeholder(name="x")
    e = dl.exp(x, name="e")
    y = dl.add(dl.square(x, name="q"), dl.stop_gradient(e, name="stop"), name="y")
    stepper = Stepper(y, {x: 3.0}, gradients=True)
    nothing = "from stop nothing: the rule of StopGradient gives None"
    assert rows(stepper, "e") == ["no gradient arrives (None)", nothing]
    assert rows(stepper, "x")[0] == "from e nothing: no gradient reaches it"
    assert stepper.gradients[e] is None
    assert stepper.gradients[x] == 6
    (step,) = [step for step in backward(stepper) if step["node"] == "e"]
    assert step["writes"][0][2] == "no gradient"
    assert step["edges"] == []


def test_whole_numbers_have_no_gradient():
    n = dl.placeholder(dl.int32, name="n")
    x = dl.placeholder(name="x")
    y = dl.multiply(dl.cast(n, dl.float64), x, name="y")
    stepper = Stepper(y, {n: 2, x: 3.0}, gradients=[n, x])
    assert rows(stepper, "n") == ["it is int32, and only floating numbers have a gradient"]
    assert stepper.gradients[n] is None
    assert n not in Stepper(y, {n: 2, x: 3.0}, gradients=True).gradients


def test_a_rule_of_the_readers_is_the_one_that_is_shown():
    class Cube(dl.Operation):
        op_type = "CubeInTest"

        def __init__(self, x, name=None):
            super().__init__([x], x.dtype, x.shape, name)

        def compute(self, x):
            return x**3

    @dl.RegisterGradient(Cube)
    def _(op, grad):
        return grad * (3 * dl.square(op.inputs[0]))

    x = dl.placeholder(name="x")
    y = Cube(x, name="y")
    assert rows(Stepper(y, {x: 2.0}, gradients=x), "x") == [
        f"∂y/∂x = 3 {TIMES} x² = 3 {TIMES} 2² = 12",
        f"grad_x = grad_y {TIMES} ∂y/∂x = 1 {TIMES} 12 = 12",
    ]

    @dl.RegisterGradient(Cube)
    def _(op, grad):
        return 3 * dl.square(op.inputs[0])  # the gradient that arrives is forgotten

    z = dl.multiply(5.0, y, name="z")
    assert rows(Stepper(z, {x: 2.0}, gradients=x), "x") == [
        f"grad_x = 3 {TIMES} x² = 3 {TIMES} 2² = 12"
    ]


def test_a_rule_too_long_to_read_is_not_written_out():
    class Long(dl.Operation):
        op_type = "LongInTest"

        def __init__(self, x, name=None):
            super().__init__([x], x.dtype, x.shape, name)

        def compute(self, x):
            return x

    @dl.RegisterGradient(Long)
    def _(op, grad):
        for _k in range(40):
            grad = (grad + grad) / 2.0
        return grad

    x = dl.placeholder(name="x")
    assert rows(Stepper(Long(x, name="y"), {x: 2.0}, gradients=x), "x")[0] == (
        "∂y/∂x = 1, by the rule of the operation"
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda x: 1 / x, "∂y/∂x = -y / x = -(-0.5) / (-2) = -0.25"),
        (lambda x: dl.sin(x), "∂y/∂x = cos(x) = cos(-2) = -0.416"),
        (lambda x: dl.cos(x), "∂y/∂x = -sin(x) = -sin(-2) = 0.909"),
        (lambda x: dl.tanh(x), "∂y/∂x = 1 - y² = 1 - (-0.964)² = 0.0707"),
        (lambda x: x**3.0, f"∂y/∂x = 3 {TIMES} x^2 = 3 {TIMES} (-2)^2 = 12"),
        (lambda x: dl.nn.relu(x), "∂y/∂x = where(y > 0, 1, 0) = where(0 > 0, 1, 0) = 0"),
        (lambda x: dl.sigmoid(x), f"∂y/∂x = y {TIMES} (1 - y) = 0.119 {TIMES} (1 - 0.119) = 0.105"),
        (lambda x: dl.sign(x), "∂y/∂x = 0"),
        (lambda x: 5.0 - x, "∂y/∂x = -1"),
    ],
)
def test_local_derivatives_in_symbols_and_numbers(make, words):
    x = dl.placeholder(name="x")
    y = dl.identity(make(x), name="last")
    stepper = Stepper(y, {x: -2.0}, gradients=True)
    name = y.inputs[0].name
    assert rows(stepper, "x")[0].replace(name, "y") == words


def test_sliders_change_both_ways(session):
    x, _f1, y = shared()
    stepper = Stepper(y, {x: 2.0}, session, sliders={x: (-3, 3)}, gradients=True)
    assert stepper._drawing["svg"].count(">grad ") == 4
    stepper.set_state({"_numbers": [-1.0]})
    assert stepper.values[y] == 0
    assert stepper.gradients[x] == 1 - 4
    assert rows(stepper, "x")[-1] == "grad_x = 1 (from y) - 4 (from f1) = -3"
    stepper.step = 8
    stepper.reset()
    assert (stepper.step, stepper.gradients[x]) == (0, 33)


def test_refresh_takes_new_values_of_variables(session):
    *_, b, _V, loss, feeds = network()
    stepper = Stepper(loss, feeds, session, gradients=True)
    session.run(dl.assign(b, [0.0, 0.0]))
    stepper.refresh()
    (expected,) = dl.gradients(loss, [b])
    np.testing.assert_allclose(stepper.gradients[b], session.run(expected, feeds))


def test_an_infinite_gradient_is_shown_and_the_next_value_heals():
    x = dl.placeholder(name="x")
    stepper = Stepper(dl.sqrt(x, name="y"), {x: 4.0}, sliders={x: (0, 9)}, gradients=True)
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        stepper._numbers = [0.0]
    assert stepper.gradients[x] == np.inf
    assert rows(stepper, "x")[-1].endswith("= inf")
    stepper._numbers = [1.0]
    assert stepper.gradients[x] == 0.5


def test_fed_operations_end_the_way_back():
    x = dl.placeholder(name="x")
    h = dl.square(x, name="h")
    stepper = Stepper(dl.multiply(h, 3.0, name="y"), {h: 2.0}, gradients=True)
    assert [node.name for node in stepper.gradients] == ["y", "h"]
    assert stepper.gradients[h] == 3


def test_a_loss_with_several_entries_is_summed():
    x = dl.placeholder(name="x")
    stepper = Stepper(dl.square(x, name="y"), {x: [1.0, 2.0]}, gradients=True)
    assert rows(stepper, "y") == [
        "grad_y = [1, 1]",
        "y has several entries: their sum is differentiated",
    ]
    assert stepper.gradients[x].tolist() == [2, 4]


def test_the_still_shows_gradients():
    x, _f1, y = shared()
    still = Stepper(y, {x: 2.0}, gradients=True).still()
    assert "grad 33" in still.svg()
    assert "x, Placeholder, value 2, grad 33" in still.description


def test_pictures_of_the_graph_do_not_show_the_nodes_added(session):
    from dl101.draw import draw

    x, _f1, y = shared()
    before = draw(y.graph).source
    Stepper(y, {x: 2.0}, gradients=True)
    assert draw(y.graph).source == before


class Odd(dl.Operation):
    op_type = "OddInTest"

    def compute(self, x):
        return x


@pytest.mark.parametrize(
    ("choose", "words"),
    [
        (lambda x, y, n: (n, True), "Cannot differentiate 'n': it is int64"),
        (lambda x, y, n: ([y, x], True), "one node, the loss, but several were given: 'y'"),
        (lambda x, y, n: (y, "x"), "gradients must be True or nodes; 'x' is no node"),
        (lambda x, y, n: (y, [x, 3]), "3 is no node"),
        (lambda x, y, n: (y, n), "no gradient with respect to 'n': nothing here"),
        (lambda x, y, n: (y, []), "There are no nodes to differentiate by"),
        (lambda x, y, n: (dl.constant(1.0, name="c"), True), "'c' depends on no variable"),
        (lambda x, y, n: (Odd([y], name="odd"), x), "no gradient rule for OddInTest 'odd'"),
    ],
)
def test_what_has_no_gradients_is_refused(choose, words):
    x = dl.placeholder(name="x")
    y = dl.square(x, name="y")
    fetches, xs = choose(x, y, dl.argmax(dl.stack([x, y]), name="n"))
    with pytest.raises((TypeError, ValueError, LookupError), match=words):
        Stepper(fetches, {x: 1.0}, gradients=xs)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda v: dl.gather(v, [0, 0, 2]), "grad_v = grad_g added up where it was picked = "),
        (lambda v: dl.reshape(v, [3, 1]), "grad_v = reshape(grad_g) = "),
        (lambda v: dl.transpose(v), "grad_v = transpose(grad_g) = "),
        (lambda v: dl.concat([v, [9.0]], 0), "grad_v = its part of grad_g = "),
        (
            lambda v: v[1:],
            "grad_v = grad_g in its place, 0 elsewhere = [1, 1] in its place, 0 elsewhere = ",
        ),
        (
            lambda v: dl.nn.softmax(v),
            f"grad_v = g {TIMES} (grad_g - reduce_sum(grad_g {TIMES} g, axis=0)) = ",
        ),
        (lambda v: dl.matmul(v, [[1.0]] * 3), "grad_v = ((grad_g as row) · Constᵀ) as vector = "),
        (
            lambda v: dl.matmul([[2.0] * 3], v),
            "grad_v = (Constᵀ · (grad_g as column)) as vector = ",
        ),
    ],
)
def test_rules_that_move_entries_about(make, words):
    v = dl.placeholder(shape=[3], name="v")
    g = dl.identity(make(v), name="g0")
    stepper = Stepper(dl.reduce_sum(g, name="y"), {v: [1.0, 2.0, 3.0]}, gradients=True)
    text = rows(stepper, "v")[0].replace(g.inputs[0].name, "g")
    assert text.startswith(words)


def test_the_loss_may_be_an_input_itself():
    x = dl.placeholder(name="x")
    stepper = Stepper(x, {x: 2.0}, gradients=True)
    assert stepper.gradients == {x: 1}
    assert repr(stepper) == "<Stepper: 2 steps to compute 'x' and its gradients>"


def test_names_with_a_scope_are_put_in_parentheses():
    with dl.name_scope("layer"):
        x = dl.placeholder(name="x")
        y = dl.square(x, name="y")
    (last,) = rows(Stepper(y, {x: 2.0}, gradients=True), "layer/x")[1:]
    assert last.startswith(f"grad_(layer/x) = grad_(layer/y) {TIMES} ∂layer/y/∂layer/x = ")
