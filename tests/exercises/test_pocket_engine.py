"""The pocket engine: with the reader's pieces, with its own, and with wrong ones."""

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises.pocket_engine import PIECES, PocketEngine

SOLUTIONS = {name: exercise.right[0] for name, exercise in PIECES.items()}
WRONG = [
    pytest.param(name, mistake.name, code, id=f"{name}-{mistake.name}-{code.line}")
    for name, exercise in PIECES.items()
    for mistake in exercise.text.mistakes
    for code in mistake.answers
]


def test_with_none_of_the_readers_pieces_it_says_so():
    training = PocketEngine().train()
    assert "yours" not in repr(training)
    assert all(f"`{name}` (" in repr(training).partition("- ours")[2] for name in PIECES)
    np.testing.assert_allclose(training.outputs[:, 0], [0, 1, 1, 0], atol=0.05)
    assert training.losses[-1] < 0.05 < training.losses[0]


def test_with_all_pieces_the_readers_each_of_them_runs():
    calls = dict.fromkeys(PIECES, 0)

    def counted(name):
        def piece(*arguments):
            calls[name] += 1
            return SOLUTIONS[name](*arguments)

        return piece

    engine = PocketEngine(**{name: counted(name) for name in PIECES})
    judged = dict(calls)
    training = engine.train()
    for name in PIECES:
        assert f"**yours**: `{name}`, called {engine.calls[name]} times" in repr(training)
    assert "- ours" not in repr(training)
    assert engine.calls == {name: calls[name] - judged[name] for name in PIECES}
    assert min(engine.calls.values()) > 0
    # The numbers are those of the engine's own pieces, up to rounding.
    np.testing.assert_allclose(training.losses, PocketEngine().train().losses)


@pytest.mark.parametrize(("name", "mistake", "code"), WRONG)
def test_a_wrong_piece_fails_with_the_diagnosis_of_its_exercise(name, mistake, code, verdict_on):
    exercise = PIECES[name]
    verdict = verdict_on(exercise, exercise.solution_code, exercise.text.cell(code).text)
    (piece,) = exercise.known(code)
    training = PocketEngine(**{name: piece}).train()
    assert training.engine.wrong[name].mistake == verdict.mistake == mistake
    assert verdict.message.split("\n")[0] in repr(training)
    assert not len(training.losses)


def test_a_blank_piece_is_the_engines_own():
    training = PocketEngine(topological_order=lambda target: ...).train()
    assert "- ours, until you write them in the exercises: `topological_order` (1.3), " in repr(
        training
    )


def test_walks_may_add_up_in_their_own_way():
    def backpropagate(y, x, local):
        parts = {y: [np.float64(1.0)]}
        for node in reversed(dl.topological_order([y])):
            total = sum(parts.get(node, []))
            for i, needed in enumerate(node.inputs):
                parts.setdefault(needed, []).append(local(node, i) * total)
        return sum(parts.get(x, []))

    training = PocketEngine(backpropagate=backpropagate).train()
    assert "- **yours**: `backpropagate`, called" in repr(training)


def test_a_piece_that_is_right_for_numbers_alone_is_told_of():
    def backpropagate(y, x, local):
        found = SOLUTIONS["backpropagate"](y, x, local)
        return float(found)

    training = PocketEngine(backpropagate=backpropagate).train()
    assert repr(training).startswith("The engine stopped. Your pieces are right, but")
    assert "Gradient" in training.stopped
    assert not training.losses
