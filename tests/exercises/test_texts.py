"""Every exercise by its own text: the solution is accepted, each wrong answer named as itself."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from dl101.exercises import LESSONS, Exercise

LESSON_FOLDER = Path(__file__).parents[2] / "lessons"
ALL = [exercise for lesson in LESSONS for exercise in lesson.EXERCISES]


def param(exercise: Exercise, *values, name: str):
    missing = exercise.needs and not find_spec(exercise.needs)
    marks = [pytest.mark.skip(reason=f"{exercise.needs} is not installed")] if missing else []
    return pytest.param(exercise, *values, id=name, marks=marks)


every_exercise = pytest.mark.parametrize("exercise", [param(e, name=e.name) for e in ALL])


def answers(kind: str) -> list:
    """List all answers of a kind, with their exercises and names."""
    found = []
    for e in ALL:
        for entry in getattr(e.text, kind):
            for code in getattr(entry, "answers", (entry,)):
                name = getattr(entry, "name", kind)
                found.append(param(e, code, name, name=f"{e.name}-{name}-{code.line}"))
    return found


@every_exercise
def test_the_solution_is_accepted(exercise, verdict_on):
    verdict = verdict_on(exercise, exercise.solution_code)
    assert verdict.status == exercise.status == "right", verdict
    assert verdict_on(exercise, exercise.solution_code) == verdict, "not the same twice"


@every_exercise
def test_the_blank_is_not_attempted(exercise, verdict_on):
    verdict = verdict_on(exercise, exercise.blank)
    assert verdict.status == exercise.status == "not attempted", verdict


@pytest.mark.parametrize(("exercise", "code", "_"), answers("also_right"))
def test_other_right_answers_are_accepted(exercise, code, _, verdict_on):
    verdict = verdict_on(exercise, exercise.solution_code, exercise.text.cell(code).text)
    assert verdict.status == "right", verdict


@pytest.mark.parametrize(("exercise", "code", "remark"), answers("remarks"))
def test_remarks_are_made_on_right_answers(exercise, code, remark, verdict_on):
    verdict = verdict_on(exercise, exercise.solution_code, exercise.text.cell(code).text)
    assert verdict.status == "right", verdict
    assert verdict.message != verdict_on(exercise, exercise.solution_code).message


@pytest.mark.parametrize(("exercise", "code", "mistake"), answers("mistakes"))
def test_each_wrong_answer_is_diagnosed_as_itself(exercise, code, mistake, verdict_on):
    verdict = verdict_on(exercise, exercise.solution_code, exercise.text.cell(code).text)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict
    assert verdict.message
    # It begins a sentence, if not with a name such as `b`.
    assert not re.match("[a-z]{2}", verdict.message), verdict


@every_exercise
def test_texts_are_complete(exercise):
    assert len(exercise.hints) == 2
    assert len(exercise.task.split()) > 10
    assert len(exercise.why.split()) > 60
    assert len(exercise.text.mistakes) > 1


APPENDICES = {5: "A-gradient-rules.ipynb"}


def cells_of(lesson) -> list[str]:
    """List the code cells of the lesson's notebook, and of the appendix that belongs to it."""
    number = lesson.number if lesson.number == "C" else f"{lesson.number:02}"
    paths = [LESSON_FOLDER / f"{number}-{lesson.topic.replace('_', '-')}.ipynb"]
    paths += [LESSON_FOLDER / APPENDICES[lesson.number]] if lesson.number in APPENDICES else []
    cells = [
        cell for path in paths for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


# Those of lessons 5 to 8 are being ported.
FINISHED = [lesson for lesson in LESSONS if len(lesson.EXERCISES) > 1]


@pytest.mark.parametrize("lesson", FINISHED, ids=lambda lesson: lesson.topic)
def test_the_notebook_has_a_cell_for_each_exercise_in_order(lesson):
    checks = re.findall(r"exercises\.(\w+)\.check\(", "\n".join(cells_of(lesson)))
    assert checks == [exercise.name for exercise in lesson.EXERCISES]


@every_exercise
def test_the_notebooks_cell_is_the_blank(exercise):
    (lesson,) = (lesson for lesson in LESSONS if lesson.topic == exercise.topic)
    (cell,) = (cell for cell in cells_of(lesson) if f"exercises.{exercise.name}.check(" in cell)
    code = cell.partition("\n\nexercises.")[0].strip()
    # In a lesson, numbers may have other names, which must not be those of its own variables.
    if "def " in exercise.blank:
        assert code == exercise.blank
    names = exercise.given | {"exercises": lesson}
    exec(cell, names)
    assert exercise.status == "not attempted"
