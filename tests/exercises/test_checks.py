"""How a check meets answers of all kinds, and what it shows."""

import json
import subprocess
import sys

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises import LESSONS, computational_graphs, gradient_descent, perceptrons
from dl101.exercises.answers import Wrong, is_blank, numbers, shown
from dl101.exercises.exercise import MIME_TYPE

ALL = [exercise for lesson in LESSONS for exercise in lesson.EXERCISES]
every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)


def _fails(*_):
    raise LookupError("no such thing")


def _leaves(*_):
    raise SystemExit(3)


class _Strange:
    """Answers every question with an exception."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __array__(self, *_, **__):
        raise RuntimeError("no array")

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __hash__ = None


WEIRD = {
    "none": None,
    "text": "...",
    "ragged": [[1], [2, 3]],
    "nan": float("nan"),
    "huge": 10**400,
    "set": {1, 2},
    "class": int,
    "complex": 1j,
    "array": np.zeros((2, 2)),
    "raises": _fails,
    "exits": _leaves,
    "gives_text": lambda *_: "text",
    "gives_nan": lambda *inputs: inputs[0] * np.nan,
    "no_arguments": lambda: 1,
    "strange": _Strange(),
    "node": dl.Graph().as_default() and dl.constant(1.0),
}
KINDS = [
    perceptrons.separate,  # numbers
    computational_graphs.build,  # nodes
    gradient_descent.descent,  # function
    computational_graphs.order,  # judged
    computational_graphs.operation,  # judged, a class
]


@pytest.mark.parametrize("answer", WEIRD.values(), ids=WEIRD)
@pytest.mark.parametrize("exercise", KINDS, ids=lambda exercise: exercise.name)
def test_no_answer_makes_a_check_raise(exercise, answer):
    exercise.check(*[answer] * len(exercise.answers))
    assert exercise.status == "wrong" or answer is WEIRD["strange"], exercise.verdict
    exercise.check(*[answer] * 9)
    assert exercise.verdict.mistake == "arguments"


@every_exercise
def test_nothing_is_not_attempted(exercise):
    for nothing in ((), (...,), ([..., 1],), (np.array([..., 1]),)):
        exercise.check(*nothing)
        assert exercise.status == "not attempted"


def test_interrupting_works():
    def interrupted(*_):
        raise KeyboardInterrupt

    class Interrupted(dl.Operation):
        def compute(self, x):
            raise KeyboardInterrupt

    for exercise, answer in (
        (computational_graphs.build, interrupted),
        (computational_graphs.my_topological_order, interrupted),
        (computational_graphs.operation, Interrupted),
    ):
        with pytest.raises(KeyboardInterrupt):
            exercise.check(answer)


@every_exercise
def test_hints_grow_stronger_and_end(exercise, capsys):
    exercise._hints_given = 0
    for number in (1, 2, 2):
        exercise.hint()
        text = capsys.readouterr().out
        assert text.startswith(f"Hint {number} of 2.")
        assert exercise.hints[number - 1] in text


@every_exercise
def test_an_exercise_shows_its_task_its_use_and_its_solution(exercise, capsys):
    text = repr(exercise)
    assert text.startswith(f"Exercise {exercise.lesson}.{exercise.number}.")
    assert " ".join(exercise.task.split()) in text
    assert exercise.call in text
    assert exercise._repr_mimebundle_()["text/plain"] == text
    exercise.solution()
    shown = capsys.readouterr().out
    assert f"```python\n{exercise.solution_code}\n```" in shown
    assert exercise.why in shown


def test_lessons_and_exercises_are_numbered_in_order():
    numbers = [lesson.number for lesson in LESSONS]
    assert numbers == [*range(1, 11), "C"]
    assert [e.number for e in perceptrons.EXERCISES] == [1, 2, 3, 4, 5, 6]
    assert perceptrons.EXERCISES[0] is perceptrons.separate
    assert "separate" in dir(perceptrons)
    with pytest.raises(AttributeError, match="Lesson 2 has no exercise 'seperate'"):
        perceptrons.seperate  # noqa: B018
    with pytest.raises(AttributeError, match="'separate' has no 'data'"):
        perceptrons.separate.data  # noqa: B018


def test_checks_leave_the_default_graph_alone():
    with dl.Graph().as_default() as graph:
        computational_graphs.build.check(lambda x, y: x + y)
        assert dl.get_default_graph() is graph
        assert not graph.nodes


def test_a_verdict_carries_a_record_for_programs():
    gate = perceptrons.gate
    gate.check(1, 1, -1.5)
    bundle = gate.verdict._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/markdown", MIME_TYPE}
    record = {"lesson": 2, "exercise": "gate", "status": "wrong", "mistake": "and"}
    assert bundle[MIME_TYPE] == record
    json.dumps(bundle)
    assert bundle["text/markdown"].startswith("**Not right yet.** This is AND")
    assert bundle["text/plain"].startswith("Not right yet. This is AND")
    gate.check()
    record = gate.verdict._repr_mimebundle_()[MIME_TYPE]
    assert record == {"lesson": 2, "exercise": "gate", "status": "not attempted"}


def test_importing_exercises_reads_no_text_and_imports_nothing_heavy():
    code = (
        "import sys, dl101; assert 'dl101.exercises' not in sys.modules; "
        "from dl101.exercises import LESSONS, perceptrons; "
        "assert not any('EXERCISES' in vars(lesson) for lesson in LESSONS); "
        "[lesson.EXERCISES for lesson in LESSONS]; "
        "heavy = {'IPython', 'matplotlib', 'ipywidgets', 'tensorflow', 'keras'}; "
        "assert not heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class TestMisbehavingCode:
    """What readers see when their own code fails."""

    @pytest.fixture
    def verdict(self, verdict_on):
        return lambda body: verdict_on(computational_graphs.build, f"def build(x, y):\n    {body}")

    def test_an_exception_is_told_with_its_line(self, verdict):
        found = verdict("z = x + y\n    return z * (y + one)")
        assert found.mistake == "exception"
        assert "`NameError` in the line `return z * (y + one)`" in found.message
        assert "name 'one' is not defined" in found.message

    def test_an_exception_inside_the_library_is_told_with_the_readers_line(self, verdict):
        found = verdict("return x @ y")
        assert found.mistake == "exception"
        assert "in the line `return x @ y`" in found.message
        assert "a scalar is not a matrix" in found.message

    @pytest.mark.parametrize("body", ["return np.exp(x)", "return np.array(x)", "return float(x)"])
    def test_numpy_on_a_node(self, verdict, body):
        found = verdict(body)
        assert f"in the line `{body}`" in found.message
        assert found.mistake == ("exception" if "float" in body else "numpy_on_a_node")

    def test_an_attribute_of_arrays_on_a_node(self, verdict):
        assert verdict("return x.T").mistake == "attribute_T"

    def test_paths_and_addresses_are_left_out(self, verdict):
        body = "raise OSError('/home/me/secret/data.csv', object(), '<f at 0x7f00aa>')"
        message = verdict(body).message
        assert "/home" not in message.split("```text")[1]
        assert "0x" not in message.split("```text")[1]

    def test_backticks_in_an_error_cannot_end_the_code(self, verdict):
        message = verdict("raise ValueError('``` # a heading')").message
        assert "````text\n``` # a heading\n````" in message

    def test_endless_recursion(self, verdict):
        found = verdict("return build(x, y)")
        assert found.mistake == "recursion"
        assert "`return build(x, y)`" in found.message

    def test_no_return(self, verdict):
        found = verdict("(x + y) * (y + 1)")
        assert found.mistake == "no_return"
        assert "`return`" in found.message

    @pytest.mark.parametrize("body", ["...", "pass", "return ..."])
    def test_an_empty_body_is_not_attempted(self, verdict, body):
        assert verdict(body).status == "not attempted"

    def test_warnings_stay_out_of_the_output(self, verdict, recwarn):
        verdict("return dl.log(x - x) + y")
        assert not recwarn.list

    @pytest.mark.parametrize("body", ["return 12.0", "return 'x + y'", "return [x, y]"])
    def test_what_is_no_node(self, verdict, body):
        assert verdict(body).mistake == "not_a_node"

    @pytest.mark.parametrize("body", ["(x + y) * (y + one)", "one * 2"])
    def test_a_node_of_another_graph(self, verdict_on, body):
        code = f"one = dl.constant(1.0)\ndef build(x, y):\n    return {body}"
        found = verdict_on(computational_graphs.build, code)
        assert found.mistake == "other_graph", found
        assert "made outside" in found.message

    def test_an_operation_without_a_value(self, verdict):
        assert verdict("return dl.group(x, y)").mistake == "no_value"

    @pytest.mark.parametrize(
        ("body", "mistake", "words"),
        [
            ("(x + 3.0) * 4.0", "unused", "does not depend on `y`"),
            ("dl.constant(20.0)", "unused", "does not depend on `x` and `y`"),
            ("(x + y) * (y + 1) / (x - x)", "not_finite", "division by 0"),
            ("(x + y) * (y - 1)", "other", "your result is `10.0`; it should be `20.0`"),
            ("dl.reduce_sum((x + y) * (y + 1))", "other", "The shape is `()`"),
            ("x + y * y + 1", "no_parentheses", "For `x` = `2.0`, `y` = `3.0` your result is"),
        ],
    )
    def test_what_is_wrong_without_a_name_gets_an_example(self, verdict, body, mistake, words):
        found = verdict(f"return {body}")
        assert found.mistake == mistake
        assert words in found.message


def test_wrong_shapes_are_shown_beside_the_right_ones(verdict_on):
    code = "def batch(X, A, b):\n    return A @ dl.transpose(X)"
    text = verdict_on(computational_graphs.batch, code).message
    assert "The shape is `(2, 4)`; it should be `(4, 2)`." in text
    assert "it should be = [[14.  26. ]\n" in text


def test_a_fault_of_the_check_is_not_blamed_on_the_reader(monkeypatch):
    gate = perceptrons.gate
    monkeypatch.setattr(gate.text, "otherwise", "{1 / 0}")
    gate.check(1, 1, -1.5)
    assert gate.status == "unchecked"
    assert gate.verdict.mistake is None
    assert repr(gate.verdict).startswith("This could not be checked.")


def test_in_a_notebook_the_verdict_is_displayed_and_nothing_is_echoed():
    code = """
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
with capture_output() as captured:
    result = shell.run_cell(
        "from dl101.exercises import perceptrons as exercises\\nexercises.gate.check(-1, -1, 1.5)"
    )
assert result.success and result.result is None
(output,) = captured.outputs
assert output.data["application/vnd.dl101.exercise+json"]["status"] == "right"
assert output.data["text/plain"].startswith("Right. ")
assert output.data["text/markdown"].startswith("**Right.** ")
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("blank", [..., [...], (1, [2, ...]), np.array([1, ...])])
def test_blanks(blank):
    assert is_blank(blank)
    assert not is_blank([1, None, "..."])


@pytest.mark.parametrize(
    "good", [[1, 2], (1.0, 2), np.array([1, 2]), [True, 2], np.float32([1, 2])]
)
def test_numbers_take_whatever_are_numbers(good):
    np.testing.assert_array_equal(numbers(good, (2,), "x"), [1, 2])


@pytest.mark.parametrize(
    ("bad", "mistake"),
    [
        ("1", "not_numbers"),
        (None, "not_numbers"),
        ([1, "2"], "not_numbers"),
        ([1], "shape"),
        ([[1, 2]], "shape"),
        ([1, np.inf], "not_finite"),
    ],
)
def test_numbers_refuse_anything_else(bad, mistake):
    with pytest.raises(Wrong) as caught:
        numbers(bad, (2,), "x")
    assert caught.value.mistake == mistake


def test_numbers_are_shown_short():
    assert shown([1 / 3, -0.0]) == "`[0.33333, 0.0]`"
    assert shown(2.0) == "`2.0`"
    assert "\n" not in shown(np.arange(40.0).reshape(4, 10))
