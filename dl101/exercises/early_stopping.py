"""The exercise of lesson 6 on when to stop training."""

import numpy as np

from .graph_function import Mistake
from .plain_function import PlainFunction


def _walk(losses, patience, *, better=np.less, late=0):
    """Go on until the best is `patience` evaluations old; return the best and the last."""
    best = 0
    for step in range(1, len(losses)):
        if better(losses[step], losses[best]):
            best = step
        if step - best >= patience + late:
            return best, step
    return best, len(losses) - 1


def _fall(losses, patience, better=np.less):
    """The same, if whatever is better than the loss just before it counts as the best."""
    fall = 0
    for step in range(1, len(losses)):
        if better(losses[step], losses[step - 1]):
            fall = step
        if step - fall >= patience:
            return fall, step
    return fall, len(losses) - 1


def _stop_or_best(best: int, last: int, patience: int) -> int:
    """Say what is returned if only a stop returns where it is."""
    return last if last - best >= patience else best


def _lowest(losses, last):
    return int(np.argmin(losses[: last + 1]))


def _never_reset(losses, patience):
    best, bad = 0, 0
    for step in range(1, len(losses)):
        if losses[step] < losses[best]:
            best = step
        else:
            bad += 1
        if bad >= patience:
            break
    return best


class EarlyStopping(PlainFunction):
    """Choose the step whose parameters are kept."""

    lesson, number, name = 6, 7, "early_stopping"
    task = """
While a network trains, its loss on held-out points is computed again and again: a list `losses`. Go
through it from the start, and stop as soon as the lowest loss so far is `patience` entries old,
that is, when none of the `patience` entries after it was lower. Return the *index of that lowest
loss*. (If it never comes to that, go to the end.)
"""
    blank = """
def early_stopping(losses, patience):
    return ...
"""
    answers = ("early_stopping",)
    hints = (
        "You need to remember one thing only, the index of the lowest loss so far: how old it is, "
        "follows from where you are.",
        "In a loop over `step` and `loss`: if the loss is lower than `losses[best]`, then "
        "`best = step`; otherwise, if `step - best` has reached `patience`, leave the loop. Return "
        "`best`.",
    )
    solution_code = """
def early_stopping(losses, patience):
    best = 0
    for step, loss in enumerate(losses):
        if loss < losses[best]:
            best = step
        elif step - best >= patience:
            break
    return best
"""
    why = """
Losses on held-out points tremble, so a single rise means little: `patience` says how long to wait
for a new record. What counts is the record, not the entry before: a loss that falls for a moment,
but not below the best, is no progress. And what is kept are the parameters *of the best step*, not
those at which training ended, which are by definition worse; in practice one saves a copy of them
at each record.

To look at the whole curve and take its minimum would need the whole training first, and it saves no
time. Early stopping is free, needs no change of the network, and has one catch: the points that
decide when to stop have taken part in the choice. They are called the *validation set*, and the
loss on them is a little too good to be true. For an honest number, keep a third set untouched until
the very end.
"""
    checked = "Checked with ten curves and different patience."
    wanted = "an index"
    parameters = ("losses", "patience")
    cases = (
        ([0.7, 0.5, 0.4, 0.45, 0.43, 0.44, 0.3], 3),
        ([0.7, 0.5, 0.4, 0.45, 0.43, 0.39, 0.5, 0.6, 0.7, 0.1], 3),
        ([0.9, 0.8, 0.7, 0.6], 2),
        ([0.5, 0.6, 0.4, 0.3], 1),
        ([0.6, 0.5, 0.5, 0.5, 0.2], 2),
        ([0.9, 0.5, 0.6, 0.4, 0.6, 0.3, 0.5, 0.2, 0.4, 0.4], 2),
        ([0.4], 5),
        ([0.5, 0.4, 0.6, 0.5, 0.6, 0.5, 0.6, 0.1], 3),
        ([0.6, 0.3, 0.4, 0.35, 0.45], 4),
        ([0.6, 0.5, 0.55, 0.45, 0.5, 0.55, 0.6, 0.3], 3),
    )
    mistakes = {  # noqa: RUF012
        "whole_curve": Mistake(
            "This is the lowest loss of the *whole* list. Training would have stopped before, and "
            "never seen what comes later: leave the loop when the best is `patience` entries old.",
            (lambda losses, patience: int(np.argmin(losses)),),
        ),
        "stopping_step": Mistake(
            "This is where the rule *stops*; return the index of the lowest loss, whose parameters "
            "are kept.",
            (
                lambda losses, patience: _walk(losses, patience)[1],
                lambda losses, patience: _walk(losses, patience)[1] + 1,
                lambda losses, patience: _stop_or_best(*_walk(losses, patience), patience),
            ),
        ),
        "one_too_patient": Mistake(
            "This waits one entry too long: stop when `step - best` *reaches* `patience`.",
            (lambda losses, patience: _walk(losses, patience, late=1)[0],),
        ),
        "one_too_impatient": Mistake(
            "This stops one entry too early: of the `patience` entries after the best, all must "
            "have been seen.",
            (lambda losses, patience: _walk(losses, max(patience - 1, 1))[0],),
        ),
        "first_rise": Mistake(
            "This stops at the first rise, whatever `patience` says. Curves tremble: wait for "
            "`patience` entries without a new record.",
            (
                lambda losses, patience: _fall(losses, 1)[0],
                lambda losses, patience: _fall(losses, 1)[1],
                lambda losses, patience: _fall(losses, 1, np.less_equal)[0],
                lambda losses, patience: _fall(losses, 1, np.less_equal)[1],
            ),
        ),
        "rises_in_a_row": Mistake(
            "This waits for `patience` rises in a row. Compare with the lowest loss so far, not "
            "with the entry before: a loss that falls, but not below the best, is no progress.",
            (
                lambda losses, patience: _lowest(losses, _fall(losses, patience)[1]),
                lambda losses, patience: _lowest(losses, _fall(losses, patience, np.less_equal)[1]),
            ),
        ),
        "loss_before": Mistake(
            "This compares with the loss just before; compare with the lowest so far. A loss that "
            "falls, but not below the best, is no progress.",
            (
                lambda losses, patience: _fall(losses, patience)[0],
                lambda losses, patience: _fall(losses, patience)[1],
                lambda losses, patience: _stop_or_best(*_fall(losses, patience), patience),
                lambda losses, patience: _fall(losses, patience, np.less_equal)[0],
                lambda losses, patience: _fall(losses, patience, np.less_equal)[1],
                lambda losses, patience: _stop_or_best(
                    *_fall(losses, patience, np.less_equal), patience
                ),
            ),
        ),
        "never_reset": Mistake(
            "The entries without a record are counted from the beginning: with each new record "
            "the waiting begins anew.",
            (_never_reset,),
        ),
        "ties": Mistake(
            "A loss that *equals* the best is no improvement, and the first of equal ones counts: "
            "compare with `<`, not `<=`.",
            (lambda losses, patience: _walk(losses, patience, better=np.less_equal)[0],),
        ),
        "the_loss": Mistake(
            "This is the lowest loss itself; its *index* is wanted.",
            (lambda losses, patience: losses[_walk(losses, patience)[0]],),
        ),
        "one_based": Mistake(
            "This is one too many: Python counts from 0.",
            (lambda losses, patience: _walk(losses, patience)[0] + 1,),
        ),
    }

    @staticmethod
    def right(losses, patience):
        """See `PlainFunction.right`."""
        return _walk(losses, patience)[0]

    def example(self, case, found, wanted):
        """See `PlainFunction.example`."""
        return super().example(case, _index(found), _index(wanted))


def _index(value: np.ndarray) -> np.ndarray:
    """Turn whole numbers into integers, to be shown without a point."""
    whole = np.all(np.abs(value) < 1e6) and np.all(value % 1 == 0)
    return value.astype(int) if whole else value
