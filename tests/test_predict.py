"""Questions whose truth waits for a guess: what they take, keep and tell; not their pages."""

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from dl101.exercises.exercise import MIME_TYPE
from dl101.widgets import InvalidValue, Predict
from dl101.widgets.predict import COLUMNS

MAKE = {
    "curve": lambda: Predict.curve("How?", np.exp, x=(0, 1), y=(0, 3), xlabel="step"),
    "place": lambda: Predict.place("Where?", (1.5, 2.5), points=[[0, 0], [1, 2]], labels=[0, 1]),
    "number": lambda: Predict.number("How many?", 97.25, "%", 2),
    "choice": lambda: Predict.choice("Which?", ["this", "that", "both"], [2, 0]),
}
GUESSES = {
    "curve": [0.5] * COLUMNS,
    "place": [1.0, 2.0],
    "number": 42.0,
    "choice": 1,
}
every_kind = pytest.mark.parametrize("kind", MAKE)


@every_kind
def test_a_guess_comes_from_the_page_and_is_forgotten_by_a_reset(kind):
    question = MAKE[kind]()
    assert (question.guess, question.revealed) == (None, False)
    question.set_state({"guess": GUESSES[kind], "revealed": True})
    assert (question.guess, question.revealed) == (GUESSES[kind], True)
    assert "guessed" in repr(question)
    question.reset()
    assert (question.guess, question.revealed) == (None, False)


@every_kind
def test_the_still_and_what_is_printed_keep_the_truth_to_themselves(kind):
    question, revealed = MAKE[kind](), MAKE[kind]()
    revealed.set_state({"guess": GUESSES[kind], "revealed": True})
    assert question.still() == revealed.still()
    shell = InteractiveShell.instance()
    with capture_output() as captured:
        bundle, _ = shell.display_formatter.format(question)
    (still,) = captured.outputs
    assert still.data["text/plain"].startswith(question._question["question"])
    for truth in ("97.25", "1.5", "2.5", "right"):
        assert truth not in still.data["text/plain"] + bundle["text/plain"]
    # Nothing that `dl101 progress` would count.
    assert MIME_TYPE not in still.data.keys() | bundle.keys()


@every_kind
def test_the_page_cannot_change_the_question(kind):
    question = MAKE[kind]()
    before = question.get_state()
    question.set_state({"_question": {}})
    assert question.get_state() == before


def test_a_curve_s_truth_is_sampled_or_taken_as_it_is():
    (first, *_, last) = MAKE["curve"]()._question["truth"]
    assert (first, last) == ([0.0, 1.0], [1.0, np.e])
    points = [[0.0, 1.0], [0.5, 2.0], [2.0, 0.0]]
    assert Predict.curve("How?", points)._question["truth"] == points


def test_a_drawn_curve_has_gaps_and_an_empty_one_is_no_guess():
    question = MAKE["curve"]()
    question.guess = np.full(COLUMNS, 2)
    assert question.guess == [2.0] * COLUMNS
    question.guess = [None, *[1] * (COLUMNS - 1)]
    assert question.guess[:2] == [None, 1.0]
    question.guess = [None] * COLUMNS
    assert question.guess is None


@pytest.mark.parametrize(
    ("truth", "unit", "ends"),
    [
        (97.5, "%", (0.0, 100.0)),
        (3, "", (0.0, 10.0)),
        (-0.02, "", (-0.1, 0.1)),
        (0, "", (0.0, 1.0)),
        (250, "%", (0.0, 1000.0)),
    ],
)
def test_a_slider_s_ends_say_no_more_than_the_size(truth, unit, ends):
    assert Predict.number("?", truth, unit).xlim == pytest.approx(ends)


def test_a_slider_s_ends_can_be_given():
    assert Predict.number("?", 7, x=(5, 9)).xlim == (5.0, 9.0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Predict.choice("", ["a", "b"], 0), "question must not be empty"),
        (lambda: Predict.choice(3, ["a", "b"], 0), "question must be a string, not 3"),
        (lambda: Predict.choice("?", ["a", "b"], 0, explanation=1), "explanation must be a string"),
        (lambda: Predict.choice("?", "ab", 0), "options must be a list"),
        (lambda: Predict.choice("?", ["a"], 0), "options must be at least two"),
        (lambda: Predict.choice("?", ["a", 2], 0), "each option must be a string, not 2"),
        (lambda: Predict.choice("?", ["a", "b"], 2), "truth must be a whole number from 0 to 1"),
        (lambda: Predict.choice("?", ["a", "b"], "a"), "truth must be a whole number, not 'a'"),
        (lambda: Predict.choice("?", ["a", "b"], []), "truth must be a list of at least one"),
        (lambda: Predict.number("?", np.nan), "truth must be a finite number"),
        (lambda: Predict.number("?", 1, 2), "unit must be a string"),
        (lambda: Predict.number("?", 1, tolerance=-1), "tolerance must be a finite number, 0 or"),
        (lambda: Predict.number("?", 1, x=(2, 1)), "x must rise"),
        (lambda: Predict.place("?", (1, 2, 3)), r"truth must have shape \(2,\)"),
        (lambda: Predict.place("?", (1, 7)), "truth is at y = 7, not from -5 to 5"),
        (
            lambda: Predict.place("?", (1, 2), radius=-1),
            "radius must be a finite number, 0",
        ),
        (lambda: Predict.place("?", (1, 2), points=[1]), r"points must have shape \(n, 2\)"),
        (lambda: Predict.place("?", (1, 2), points=[[1, 2]], labels=[0, 1]), "labels has 2"),
        (lambda: Predict.curve("?", [[0, 1]]), "at least two points"),
        (lambda: Predict.curve("?", [[1, 0], [0, 1]]), "whose first coordinates rise"),
        (lambda: Predict.curve("?", [[2, 0], [3, 1]]), "from 2 to 3, outside x, .* from 0 to 1"),
        (lambda: Predict.curve("?", lambda x: 1.0), r"what truth returns must have shape \(161,\)"),
        (lambda: Predict.curve("?", lambda x: x / 0 + np.nan), "what truth returns must be finite"),
        (lambda: Predict.curve("?", np.exp, x=3), r"x must have shape \(2,\)"),
        (lambda: Predict.curve("?", np.exp, xlabel=3), "xlabel must be a string"),
    ],
)
def test_mistakes_are_named(make, message):
    with np.errstate(all="ignore"), pytest.raises((TypeError, ValueError), match=message):
        make()


@pytest.mark.parametrize(
    ("kind", "guess", "message"),
    [
        ("curve", [1.0], "guess must be 41 numbers, None where nothing is drawn"),
        ("curve", ["a"] * COLUMNS, "guess must be 41 numbers"),
        ("curve", [np.nan] * COLUMNS, "guess must be 41 numbers"),
        ("place", 3.0, r"guess must have shape \(2,\)"),
        ("number", "much", "guess must be a finite number"),
        ("choice", 3, "guess must be a whole number from 0 to 2"),
        ("choice", 0.5, "guess must be a whole number"),
    ],
)
def test_a_guess_that_does_not_suit_the_question_is_refused(kind, guess, message):
    question = MAKE[kind]()
    question.guess = GUESSES[kind]
    with pytest.raises(InvalidValue, match=message):
        question.guess = guess
    assert question.guess == GUESSES[kind]
