"""What holds for every exercise, and how answers that misbehave are met."""

import json
import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises import (
    backpropagation,
    computational_graphs,
    gradient_descent,
    keras_lesson,
    multi_layer_perceptrons,
    perceptrons,
    tensorflow_lesson,
    training_criterion,
)
from dl101.exercises.answers import Wrong, is_blank, numbers, shown
from dl101.exercises.graph_function import GraphFunction, _computed
from dl101.exercises.old_exercise import MIME_TYPE, Exercise

MODULES = (
    computational_graphs,
    perceptrons,
    training_criterion,
    gradient_descent,
    backpropagation,
    multi_layer_perceptrons,
    tensorflow_lesson,
    keras_lesson,
)


def test_the_solution_is_accepted(lesson, any_exercise, attempt):
    verdict = attempt(lesson, any_exercise, any_exercise.solution_code)
    assert verdict.status == any_exercise.status == "right", verdict
    assert any_exercise.checked in verdict.message


def test_the_blank_is_not_attempted(lesson, any_exercise, attempt):
    verdict = attempt(lesson, any_exercise, any_exercise.blank)
    assert verdict.status == any_exercise.status == "not attempted"
    assert verdict.mistake is None


@pytest.mark.parametrize("nothing", [(), (...,), ([..., 1],), (np.array([..., 1]),)])
def test_nothing_is_not_attempted(lesson, any_exercise, nothing):
    any_exercise.check(*nothing)
    assert any_exercise.status == "not attempted"


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
    "number": 3.5,
    "text": "...",
    "empty": [],
    "ragged": [[1], [2, 3]],
    "nan": float("nan"),
    "huge": 10**400,
    "set": {1, 2},
    "dict": {"a": 1},
    "class": int,
    "module": np,
    "complex": 1j,
    "array": np.zeros((2, 2)),
    "zeros": [0, 0],
    "raises": _fails,
    "exits": _leaves,
    "gives_none": lambda *_: None,
    "gives_text": lambda *_: "text",
    "gives_number": lambda *_: 1.0,
    "gives_array": lambda *_: np.zeros(3),
    "gives_set": lambda *_: {1},
    "gives_nan": lambda *inputs: inputs[0] * np.nan,
    "gives_itself": lambda *inputs: inputs[0],
    "no_arguments": lambda: 1,
    "strange": _Strange(),
    "node": dl.Graph().as_default() and dl.constant(1.0),
}


@pytest.mark.parametrize("answer", WEIRD.values(), ids=WEIRD)
def test_no_answer_makes_a_check_raise(lesson, any_exercise, answer):
    any_exercise.check(answer)
    assert any_exercise.status in ("wrong", "not attempted", "unchecked")
    any_exercise.check(*[answer] * len(any_exercise.answers))
    assert any_exercise.status == "wrong" or any(
        answer is WEIRD[k] for k in ("strange", "gives_none")
    )
    any_exercise.check(*[answer] * 9)
    assert any_exercise.verdict.mistake == "arguments"


def test_interrupting_works(lesson, any_exercise):
    def interrupted(*_):
        raise KeyboardInterrupt

    class Interrupted(dl.Operation):
        def compute(self, x):
            raise KeyboardInterrupt

    if "class" in any_exercise.blank and "dl.Operation" not in any_exercise.blank:
        return  # must be a class of another library, and is tested with that
    if len(any_exercise.answers) == 1 and "def" in any_exercise.blank:
        answer = Interrupted if "class" in any_exercise.blank else interrupted
        with pytest.raises(KeyboardInterrupt):
            any_exercise.check(answer)


def test_texts_are_complete(lesson, any_exercise):
    e = any_exercise
    assert getattr(lesson, e.name) is e
    assert len(e.hints) == 2
    assert e.task.strip()
    assert len(e.why.split()) > 60
    assert "..." in e.blank
    assert e.lesson == 1 + MODULES.index(lesson)
    assert [one.number for one in lesson.EXERCISES] == list(range(1, len(lesson.EXERCISES) + 1))


def test_hints_grow_stronger_and_end(lesson, any_exercise, capsys):
    any_exercise._hints_given = 0
    for number, hint in zip((1, 2, 2), any_exercise.hints + any_exercise.hints[-1:], strict=True):
        any_exercise.hint()
        text = capsys.readouterr().out
        assert text.startswith(f"Hint {number} of 2.")
        assert hint in text


def test_solution_shows_the_code_that_is_tested_and_why(lesson, any_exercise, capsys):
    any_exercise.solution()
    text = capsys.readouterr().out
    assert f"```python\n{any_exercise.solution_code.strip()}\n```" in text
    assert any_exercise.why.strip() in text


def test_an_exercise_shows_its_task_and_its_use(lesson, any_exercise):
    text = repr(any_exercise)
    assert "\n" not in text
    assert " ".join(any_exercise.task.split()) in text
    assert any_exercise.call in text
    bundle = any_exercise._repr_mimebundle_()
    assert bundle["text/plain"] == text
    assert bundle["text/markdown"].startswith(f"**Exercise {any_exercise.lesson}.")


def test_checks_leave_the_default_graph_alone(lesson, any_exercise, attempt):
    with dl.Graph().as_default() as graph:
        attempt(lesson, any_exercise, any_exercise.solution_code)
        assert dl.get_default_graph() is graph
        assert not graph.nodes


def test_a_verdict_is_the_same_each_time(lesson, any_exercise, attempt):
    code = any_exercise.solution_code
    assert attempt(lesson, any_exercise, code) == attempt(lesson, any_exercise, code)


GRAPH_FUNCTIONS = [
    exercise
    for lesson in MODULES
    for exercise in lesson.EXERCISES
    if isinstance(exercise, GraphFunction)
]


@pytest.mark.parametrize("exercise", GRAPH_FUNCTIONS, ids=lambda e: e.name)
def test_the_cases_tell_all_mistakes_apart(exercise):
    formulas = {("right", exercise.right)} | {
        (key, formula) for key, mistake in exercise.mistakes.items() for formula in mistake.formulas
    }
    values = [(key, [_computed(f, case) for case in exercise.cases]) for key, f in formulas]
    for (key, mine), (other, theirs) in combinations(values, 2):
        if key == other:
            continue
        pairs = zip(mine, theirs, strict=True)
        assert not all(
            (a is None and b is None)
            or (
                a is not None
                and b is not None
                and a.shape == b.shape
                and np.allclose(a, b, equal_nan=True)
            )
            for a, b in pairs
        ), f"{key} and {other} look alike"


def test_a_verdict_carries_a_record_for_programs():
    gate = perceptrons.gate
    gate.check(1, 1, -1.5)
    bundle = gate.verdict._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/markdown", MIME_TYPE}
    assert bundle[MIME_TYPE] == {
        "lesson": 2,
        "exercise": "gate",
        "status": "wrong",
        "mistake": "and",
    }
    json.dumps(bundle)
    assert bundle["text/markdown"].startswith("**Not right yet.** This is AND")
    assert bundle["text/plain"].startswith("Not right yet. This is AND")
    gate.check()
    record = gate.verdict._repr_mimebundle_()[MIME_TYPE]
    assert record == {"lesson": 2, "exercise": "gate", "status": "not attempted"}


def test_importing_dl101_imports_no_exercises_and_they_no_ipython():
    code = (
        "import sys, dl101; assert 'dl101.exercises' not in sys.modules; "
        "from dl101.exercises import computational_graphs, keras_lesson, tensorflow_lesson; "
        "heavy = {'IPython', 'matplotlib', 'ipywidgets', 'tensorflow', 'keras'}; "
        "assert not heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class TestMisbehavingCode:
    """What readers see when their own code fails."""

    @staticmethod
    def verdict(attempt, body):
        lesson = computational_graphs
        return attempt(lesson, lesson.build, f"def build(x, y):\n    {body}")

    def test_an_exception_is_told_with_its_line(self, attempt):
        verdict = self.verdict(attempt, "z = x + y\n    return z * (y + one)")
        assert verdict.mistake == "exception"
        assert "`NameError` in the line `return z * (y + one)`" in verdict.message
        assert "name 'one' is not defined" in verdict.message

    def test_an_exception_inside_the_library_is_told_with_the_readers_line(self, attempt):
        verdict = self.verdict(attempt, "return x @ y")
        assert verdict.mistake == "exception"
        assert "in the line `return x @ y`" in verdict.message
        assert "a scalar is no matrix" in verdict.message

    @pytest.mark.parametrize("body", ["return np.exp(x)", "return np.array(x)", "return float(x)"])
    def test_numpy_on_a_node(self, attempt, body):
        verdict = self.verdict(attempt, body)
        assert f"in the line `{body}`" in verdict.message
        assert verdict.mistake == ("exception" if "float" in body else "numpy_on_a_node")

    def test_paths_and_addresses_are_left_out(self, attempt):
        body = "raise OSError('/home/me/secret/data.csv', object(), '<f at 0x7f00aa>')"
        message = self.verdict(attempt, body).message
        assert "/home" not in message.split("```text")[1]
        assert "0x" not in message.split("```text")[1]

    def test_backticks_in_an_error_cannot_end_the_code(self, attempt):
        message = self.verdict(attempt, "raise ValueError('``` # a heading')").message
        assert "````text\n``` # a heading\n````" in message

    def test_endless_recursion(self, attempt):
        verdict = self.verdict(attempt, "return build(x, y)")
        assert verdict.mistake == "recursion"
        assert "`return build(x, y)`" in verdict.message

    def test_no_return(self, attempt):
        verdict = self.verdict(attempt, "(x + y) * (y + 1)")
        assert verdict.mistake == "no_return"
        assert "`return`" in verdict.message

    @pytest.mark.parametrize("body", ["...", "pass", "return ..."])
    def test_an_empty_body_is_not_attempted(self, attempt, body):
        assert self.verdict(attempt, body).status == "not attempted"

    def test_warnings_stay_out_of_the_output(self, attempt, recwarn):
        self.verdict(attempt, "return dl.log(x - x) + y")
        assert not recwarn.list

    @pytest.mark.parametrize("body", ["return 12.0", "return 'x + y'", "return [x, y]"])
    def test_what_is_no_node(self, attempt, body):
        verdict = self.verdict(attempt, body)
        assert verdict.mistake == "not_a_node"

    def test_a_node_of_another_graph(self, attempt):
        lesson = computational_graphs
        outside = "one = dl.constant(1.0)\ndef build(x, y):\n    return {}"
        for body in ("(x + y) * (y + one)", "one * 2"):
            verdict = attempt(lesson, lesson.build, outside.format(body))
            assert verdict.mistake == "other_graph", verdict
            assert "made outside" in verdict.message

    def test_an_operation_without_a_value(self, attempt):
        assert self.verdict(attempt, "return dl.group(x, y)").mistake == "no_value"


def test_a_fault_of_the_check_is_not_blamed_on_the_reader():
    class Faulty(Exercise):
        lesson, number, name, answers, blank = 0, 1, "faulty", ("x",), "x = ..."

        def judge(self, x):
            return 1 / 0

    exercise = Faulty()
    exercise.check(1)
    assert exercise.status == "unchecked"
    assert exercise.verdict.mistake is None
    assert repr(exercise.verdict).startswith("This could not be checked.")


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
