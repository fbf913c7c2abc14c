"""The stepper's Python side: the trace, its words, the inputs and what cannot be shown."""

import json

import numpy as np
import pytest

import dl101 as dl
from dl101.drawing.numbers import format_value
from dl101.drawing.svg import NoEngine
from dl101.graph import topological_order
from dl101.widgets import InvalidValue, Stepper
from dl101.widgets.evaluation import MOST_NODES
from dl101.widgets.sliders import MOST_SLIDERS


def affine():
    """Make z = Ax + b with its inputs."""
    A = dl.Variable([[2.0, 1.0], [0.0, 3.0]], name="A")
    x = dl.placeholder(shape=[2, 1], name="x")
    b = dl.Variable([[1.0], [-1.0]], name="b")
    z = dl.add(dl.matmul(A, x, name="Ax"), b, name="z")
    return A, x, b, z


def chain(node, length):
    for _ in range(length):
        node = dl.square(node)
    return node


def test_the_steps_are_the_sessions_order(session):
    _A, x, _b, z = affine()
    stepper = Stepper(z, {x: [[1], [2]]}, session)
    assert stepper.order == topological_order([z])
    assert [node.name for node in stepper.order] == ["A", "x", "Ax", "b", "z"]
    assert [step["node"] for step in stepper._trace["steps"]] == ["A", "x", "Ax", "b", "z"]
    assert repr(stepper) == "<Stepper: 5 steps to compute 'z'>"
    assert repr(Stepper(x, {x: [[1], [2]]}, session)) == "<Stepper: 1 step to compute 'x'>"


def test_a_shared_node_is_one_step(session):
    u = dl.placeholder(name="u")
    h = dl.square(u, name="h")
    y = dl.add(h * 2, dl.exp(-h), name="y")
    stepper = Stepper([y, h], {u: 1.5}, session)
    assert stepper.order == topological_order([y, h])
    assert [node.name for node in stepper.order].count("h") == 1


def test_values_are_those_of_the_session(session):
    A, x, b, z = affine()
    stepper = Stepper(z, {x: [[1], [2]]}, session)
    assert list(stepper.values) == stepper.order
    for node, value in stepper.values.items():
        np.testing.assert_array_equal(value, session.run(node, {x: [[1], [2]]}))
    np.testing.assert_array_equal(stepper.values[z], [[5], [5]])
    assert set(stepper.inputs) == {A, x, b}


def test_sentences(session):
    _A, x, _b, z = affine()
    stepper = Stepper(z, {x: [[1], [2]]}, session)
    assert stepper.sentences == [
        "A is a variable; the session holds [[2, 1], [0, 3]]",
        "x is fed: [[1], [2]]",
        "MatMul 'Ax' = A · x = [[2, 1], [0, 3]] · [[1], [2]] = [[4], [6]]",
        "b is a variable; the session holds [[1], [-1]]",
        "Add 'z' = Ax + b = [[4], [6]] + [[1], [-1]] = [[5], [5]]",
    ]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda x: 2 - x, "Sub = 2 - x = 2 - (-3) = 5"),
        (lambda x: dl.square(x, name="q"), "Square 'q' = x² = (-3)² = 9"),
        (
            lambda x: x * dl.constant(2.0, name="two"),
            "Mul = x \N{MULTIPLICATION SIGN} two = -3 \N{MULTIPLICATION SIGN} 2 = -6",
        ),
        (lambda x: dl.nn.relu(x), "Relu = relu(x) = relu(-3) = 0"),
        (lambda x: dl.reduce_sum([x, x], axis=0), "Sum = reduce_sum(Pack, axis=0)"),
        (lambda x: dl.matmul([[2.0]], [[x]], transpose_a=True), "[[2]]ᵀ · [[-3]] = [[-6]]"),
        (lambda x: dl.add_n([x, x, x]), "AddN = x + x + x = -3 + (-3) + (-3) = -9"),
        (lambda x: dl.stack([x, x])[0], "StridedSlice = part of Pack = part of [-3, -3] = -3"),
        (lambda x: dl.logical_not(x > 1), "LogicalNot = not Greater = not False = True"),
        (lambda x: dl.greater(x, 1.0), "Greater = x > 1 = -3 > 1 = False"),
    ],
)
def test_sentences_of_operations(make, sentence, session):
    x = dl.placeholder(name="x")
    assert sentence in Stepper(make(x), {x: -3}, session).sentences[-1]


def test_an_operation_of_the_readers_own(session):
    class Cube(dl.Operation):
        op_type = "CubeRoot"

        def compute(self, x):
            return np.cbrt(x)

    x = dl.placeholder(name="x")
    stepper = Stepper(Cube([x], name="c"), {x: 8}, session)
    assert stepper.sentences[-1] == "CubeRoot 'c' = cube_root(x) = cube_root(8) = 2"


def test_fed_operations_are_not_computed(session):
    x = dl.placeholder(name="x")
    h = dl.square(x, name="h")
    y = dl.add(h, 1.0, name="y")
    stepper = Stepper(y, {h: 3.0}, session)
    assert [node.name for node in stepper.order] == ["h", "Const", "y"]
    assert stepper.sentences[0] == "h is fed instead of being computed: 3"
    assert stepper._trace["steps"][0]["edges"] == []
    assert "<title>x</title>" in stepper._drawing["svg"]


def test_the_session_stays_untouched(session):
    A, x, b, z = affine()
    session.run(z, {x: [[0], [0]]})
    before = {v: session.run(v) for v in (A, b)}
    nodes = len(dl.get_default_graph().nodes)
    stepper = Stepper(z, {x: [[1], [2]]}, session, sliders=[A, x])
    stepper.set_input(A, [[1, 0], [0, 1]])
    stepper._numbers = [9.0, 0.0, 0.0, 9.0, 1.0, 1.0]
    np.testing.assert_array_equal(stepper.values[A], [[9, 0], [0, 9]])
    for variable, value in before.items():
        np.testing.assert_array_equal(session.run(variable), value)
    assert len(dl.get_default_graph().nodes) == nodes
    assert stepper.sentences[0] == (
        "A is a variable, set to [[9, 0], [0, 9]] (the session holds [[2, 1], [0, 3]])"
    )


def test_random_operations_draw_once_and_not_in_the_readers_session(session):
    dl.set_random_seed(1)
    x = dl.placeholder(name="x")
    noise = dl.random_normal([2], seed=3)
    y = noise + x
    stepper = Stepper(y, {x: 1}, session, sliders=[x])
    drawn = stepper.values[noise]
    stepper._numbers = [2.0]
    np.testing.assert_array_equal(stepper.values[noise], drawn)
    np.testing.assert_array_equal(stepper.values[y], drawn + 2)
    with dl.Session(graph=session.graph) as fresh:
        np.testing.assert_array_equal(session.run(noise), fresh.run(noise))


def test_the_readers_array_may_change_later(session):
    x = dl.placeholder(shape=[2], name="x")
    fed = np.array([1.0, 2.0])
    stepper = Stepper(x * 2, {x: fed}, session, sliders=[x])
    fed[0] = 100
    stepper._numbers = [1.0, 3.0]
    assert stepper.values[x].tolist() == [1, 3]
    assert fed.tolist() == [100, 2]


def test_without_a_session_variables_start_at_their_initial_values():
    _A, x, _b, z = affine()
    assert Stepper(z, {x: [[1], [2]]}).values[z].tolist() == [[5], [5]]


def test_it_outlives_its_session():
    _A, x, _b, z = affine()
    with dl.Session():
        stepper = Stepper(z, {x: [[1], [2]]}, sliders=x)
    stepper._numbers = [0.0, 0.0]
    assert stepper.values[z].tolist() == [[1], [-1]]
    assert "5" not in stepper._trace["steps"][-1]["writes"][0][2]


def test_refresh_takes_new_values_of_variables(session):
    _A, x, b, z = affine()
    stepper = Stepper(z, {x: [[1], [2]]}, session, sliders=[x])
    stepper.set_input(x, [[0], [0]])
    session.run(dl.assign(b, [[7.0], [8.0]]))
    assert stepper.values[z].tolist() == [[1], [-1]]
    stepper.refresh()
    assert stepper.values[b].tolist() == [[7], [8]]
    assert stepper.inputs[x].tolist() == [[1], [2]]


def test_sliders_change_everything_downstream(session):
    _A, x, b, z = affine()
    stepper = Stepper(z, {x: [[1], [2]]}, session, sliders={x: (-3, 3), b: (-1, 1, 0.5)})
    assert [s["label"] for s in stepper._sliders] == ["x[0, 0]", "x[1, 0]", "b[0, 0]", "b[1, 0]"]
    assert stepper._sliders[0] == {
        "label": "x[0, 0]",
        "min": -3.0,
        "max": 3.0,
        "step": 0.05,
        "digits": 2,
        "start": 1.0,
    }
    assert stepper._sliders[2]["step"] == 0.5
    stepper.set_state({"_numbers": [0.0, 1.0, 0.5, -0.5]})
    assert stepper.values[z].tolist() == [[1.5], [2.5]]
    assert stepper.inputs[x].tolist() == [[0], [1]]
    assert stepper._trace["numbers"] == [0.0, 1.0, 0.5, -0.5]
    assert stepper.sentences[-1].endswith("= [[1.5], [2.5]]")
    stepper.step = 3
    stepper.reset()
    assert stepper.step == 0
    assert stepper._numbers == [1.0, 2.0, 1.0, -1.0]
    assert stepper.values[z].tolist() == [[5], [5]]


def test_whole_numbers_stay_whole(session):
    n = dl.placeholder(dl.int32, name="n")
    stepper = Stepper(n * n, {n: 3}, session, sliders={n: (0, 9)})
    assert stepper._sliders[0]["step"] == 1
    stepper._numbers = [4.0]
    assert stepper.values[n].dtype == np.int32
    assert (
        stepper.sentences[-1]
        == "Mul = n \N{MULTIPLICATION SIGN} n = 4 \N{MULTIPLICATION SIGN} 4 = 16"
    )


def test_set_input(session):
    _A, x, _b, z = affine()
    stepper = Stepper(z, {x: [[1], [2]]}, session, sliders=[x])
    stepper.set_input(x, [[0], [2]])
    assert stepper._numbers == [0.0, 2.0]
    assert stepper.values[z].tolist() == [[3], [5]]
    with pytest.raises(InvalidValue, match=r"'x' has shape \(2, 1\) here, not \(3,\)"):
        stepper.set_input(x, [1, 2, 3])
    with pytest.raises(InvalidValue, match="is no input of this evaluation"):
        stepper.set_input(z, [[1], [2]])


def test_a_failure_while_sliding_is_shown_and_the_next_value_heals(session):
    class Picky(dl.Operation):
        op_type = "Picky"

        def compute(self, x):
            if x < 0:
                raise ValueError("only positive numbers")
            return x

    x = dl.placeholder(name="x")
    y = Picky([x], name="y")
    stepper = Stepper(y, {x: 2}, session, sliders=x)
    stepper.set_state({"_numbers": [-1.0]})
    assert stepper._trace["error"].startswith("ValueError: Picky 'y' cannot be computed from")
    assert stepper._trace["numbers"] == [-1.0]
    assert stepper.values[y] == 2
    stepper.set_state({"_numbers": [3.0]})
    assert stepper._trace["error"] == ""
    assert stepper.values[y] == 3
    with pytest.raises(ValueError, match="only positive numbers"):
        stepper.set_input(x, -4)
    assert stepper.inputs[x] == 3


def test_every_value_that_sliders_bring_about_has_room(session):
    x = dl.placeholder(shape=[2], name="x")
    y = dl.divide(x, 7.0, name="y")
    stepper = Stepper(y, {x: [1, 2]}, session, sliders={x: (-9, 9)})
    lines = stepper._drawing["svg"].split("\n")
    longest = max(len(line.split(">")[1].split("<")[0]) for line in lines if ">value [" in line)
    stepper._numbers = [-8.9, -8.8]
    assert len(f"value {format_value(stepper.values[y])}") <= longest


def test_step_is_bounded(session):
    _A, x, _b, z = affine()
    stepper = Stepper(z, {x: [[1], [2]]}, session)
    assert stepper.step == 0
    stepper.step = 5
    for bad in (-1, 6):
        with pytest.raises(InvalidValue, match=f"step must be from 0 to 5, not {bad}"):
            stepper.step = bad
    with pytest.raises(InvalidValue, match="step must be a whole number"):
        stepper.step = "a"


def other_graph():
    """Make a placeholder and a session of another graph."""
    with dl.Graph().as_default():
        return dl.placeholder(name="y"), dl.Session()


def set_v():
    return dl.assign(dl.Variable(1.0, name="v"), 2.0, name="set")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (lambda x, c: {"fetches": "c"}, "Cannot fetch 'c' of type str"),
        (lambda x, c: {"fetches": []}, "nothing to compute"),
        (lambda x, c: {"feed_dict": {}}, r"Placeholder 'x' needs a value to compute 'c': .*={x"),
        (lambda x, c: {"fetches": [x, other_graph()[0]]}, "'y' belongs to another graph than 'x'"),
        (lambda x, c: {"session": other_graph()[1]}, "'x': it belongs to another graph than this"),
        (lambda x, c: {"session": 3}, "must be a dl101.Session"),
        (lambda x, c: {"feed_dict": [1]}, "feed_dict must be a dict"),
        (lambda x, c: {"direction": "up"}, "'down', 'right', not 'up'"),
        (lambda x, c: {"sliders": c}, "'c' cannot have sliders: it is computed"),
        (lambda x, c: {"sliders": "x"}, "'x' is no node"),
        (lambda x, c: {"sliders": [x, 3]}, "3 is no node"),
        (lambda x, c: {"sliders": dl.placeholder(name="q")}, "'q' cannot have sliders: nothing"),
        (lambda x, c: {"sliders": {x: (0, 1)}}, "'x' starts outside"),
        (lambda x, c: {"sliders": {x: (3, -3)}}, "range of 'x' must rise"),
        (lambda x, c: {"sliders": {x: (-3, 3, 0)}}, "step must be positive"),
        (lambda x, c: {"fetches": set_v()}, "'set' changes the variable 'v' each time"),
        (lambda x, c: {"fetches": chain(c, MOST_NODES - 1)}, "151 nodes are too many"),
        (
            lambda x, c: {"feed_dict": {x: np.zeros(MOST_SLIDERS + 1)}, "sliders": x},
            "13 numbers would need a slider each",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, words):
    x = dl.placeholder(name="x")
    c = dl.cos(x, name="c")
    with pytest.raises((TypeError, ValueError), match=words):
        Stepper(**({"fetches": c, "feed_dict": {x: 2.0}} | arguments(x, c)))


@pytest.mark.parametrize("gradients", [False, True])
def test_text_is_the_same_every_time(gradients):
    _A, x, _b, z = affine()
    one, other = (Stepper(z, {x: [[1], [2]]}, gradients=gradients) for _ in range(2))
    assert repr(one) == repr(other)
    assert one.still().svg() == other.still().svg()
    assert json.dumps(one._trace) == json.dumps(other._trace)


def test_the_still_shows_all_values(session):
    _A, x, _b, z = affine()
    stepper = Stepper(z, {x: [[1], [2]]}, session)
    picture = stepper.still().svg()
    assert "value [[5], [5]]" in picture
    assert "z, from Ax and b, Add (2, 1), value [[5], [5]]" in stepper.still().description


def test_matrices_stand_in_rows_with_every_number_up_to_four_by_four(session):
    x = dl.placeholder(name="x")
    value = np.arange(16).reshape(4, 4) / -7
    stepper = Stepper(x * 100.0, {x: value}, session)
    texts = [text for _, _, text in stepper._trace["steps"][-1]["writes"]]
    assert "".join(texts).replace("\N{NO-BREAK SPACE}", " ") == (
        "value ⎡    0 -14.3 -28.6 -42.9⎤"
        "      ⎢-57.1 -71.4 -85.7  -100⎥"
        "      ⎢ -114  -129  -143  -157⎥"
        "      ⎣ -171  -186  -200  -214⎦"
    )
    larger = Stepper(x * 1.0, {x: np.ones((5, 9))}, session)
    texts = [text for _, _, text in larger._trace["steps"][-1]["writes"]]
    assert texts[-1].split("\N{NO-BREAK SPACE}")[-4:] == ["⎣⋮", "⋮", "⋮", "⋮⎦"]
    assert "…" not in Stepper(x * 1.0, {x: value[0] / 1000}, session).sentences[-1]


def test_without_a_layout_engine_the_steps_are_still_told(session, monkeypatch):
    def no_engine(*args):
        raise NoEngine("nothing here")

    monkeypatch.setattr("dl101.drawing.svg.render", no_engine)
    x = dl.placeholder(name="x")
    stepper = Stepper(dl.square(x), {x: 3}, session)
    assert stepper._drawing["svg"] == ""
    assert "pip install" in stepper._drawing["note"]
    assert stepper.sentences[-1] == "Square = x² = 3² = 9"


def test_the_readers_own_order_is_kept_and_reset(session):
    _A, x, _b, z = affine()
    stepper = Stepper(z, {x: [[1], [2]]}, session, guess=True)
    assert [step["needs"] for step in stepper._trace["steps"]] == [[], [], [0, 1], [], [2, 3]]
    stepper.set_state({"_taken": [3, 1], "_wrong": 2, "step": 2, "guess": False})
    assert (stepper._taken, stepper.guess) == ([3, 1], False)
    stepper.reset()
    assert (stepper._taken, stepper._wrong, stepper.step) == ([], 0, 0)
    with pytest.raises(InvalidValue, match="guess must be True or False"):
        Stepper(z, {x: [[1], [2]]}, session, guess="yes")
