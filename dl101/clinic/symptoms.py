"""Symptoms as named findings, the faults that they speak for, and what speaks against a fault."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .evidence import Evidence

FAULTS = {
    "sign": "a wrong sign: the step climbs instead of descending",
    "overwriting": "a contribution to a gradient overwrites another, where both add up",
    "transpose": "a transpose is missing on the way back",
    "softmax": "a naive softmax: its exponentials overflow",
    "equal starts": "all weights of a layer start with the same value",
    "shuffled labels": "the pictures have been shuffled without their labels",
    "leak": "test pictures are among those that were learned",
    "rate": "too large a learning rate",
}
"""What each verdict means, in words."""

_AGREES = 0.05
_ALIKE = 1 - 1e-9


def percent(fraction: float) -> str:
    """Write a fraction as whole percent."""
    return f"{100 * fraction:.0f} %"


@dataclass(frozen=True)
class Symptom:
    """Something that is seen in the evidence or not, with a sentence for either case."""

    name: str
    seen: Callable[[Evidence], bool]
    yes: Callable[[Evidence], str]
    no: Callable[[Evidence], str]

    def told(self, evidence: Evidence) -> str:
        """Say what the evidence shows of it."""
        return (self.yes if self.seen(evidence) else self.no)(evidence)


def _from_to(e: Evidence) -> str:
    return f"from {e.losses[0, 0]:.2f} to {e.losses[0, -1]:.2f}"


def _disagrees(name: str) -> Symptom:
    def seen(e: Evidence) -> bool:
        return not e.checks[name].error < _AGREES

    def told(e: Evidence) -> str:
        check = e.checks[name]
        if np.isnan(check.error):
            return f"The gradient of {name} is nan at the start."
        if check.size == 0:
            return f"The gradient of {name} is 0 at the start, and the difference quotients agree."
        if not seen(e):
            return f"The gradient of {name} agrees with the difference quotients."
        return (
            f"The gradient of {name} differs from the difference quotients by "
            f"{percent(check.error)} of their size."
        )

    return Symptom(f"{name} disagrees", seen, told, told)


SYMPTOMS = (
    Symptom(
        "nan",
        lambda e: e.nan_step is not None,
        lambda e: f"The loss is not a number from step {e.nan_step} on.",
        lambda e: "The loss is a finite number at every step.",
    ),
    Symptom(
        "rises",
        lambda e: bool(e.losses[0, -1] > e.losses[0, 0]),
        lambda e: f"The loss rises, {_from_to(e)}.",
        lambda e: (
            f"The loss falls, {_from_to(e)}."
            if e.nan_step is None
            else f"The loss does not rise: it is {e.losses[0, 0]:.2f}, and then nan."
        ),
    ),
    Symptom(
        "hardly falls",
        lambda e: not e.losses[0, -1] < 0.5 * e.losses[0, 0],
        lambda e: f"The loss does not fall to half of its first value: it goes {_from_to(e)}.",
        lambda e: "The network learns: the last loss is less than half of the first one.",
    ),
    Symptom(
        "jumps",
        lambda e: 0.15 < e.rises < 0.85,
        lambda e: f"The loss jumps: it rises in {percent(e.rises)} of the steps.",
        lambda e: (
            f"The loss does not jump: it rises in {percent(e.rises)} of the steps."
            if e.nan_step is None
            else "The loss is not a number before it could jump."
        ),
    ),
    Symptom(
        "small step climbs",
        lambda e: e.small_step > 0,
        lambda e: "Even a step a thousandth as long raises the loss.",
        lambda e: (
            "A step of any length leads to nan."
            if np.isnan(e.small_step)
            else "A step a thousandth as long lowers the loss."
        ),
    ),
    _disagrees("W2"),
    _disagrees("W1"),
    Symptom(
        "units equal",
        lambda e: e.alikeness > _ALIKE,
        lambda e: "After training, hidden units still have equal weights.",
        lambda e: (
            f"No two hidden units have equal weights: the two most similar ones have the cosine "
            f"{e.alikeness:.2f}."
        ),
    ),
    Symptom(
        "labels do not fit",
        lambda e: e.neighbours < 0.5,
        lambda e: (
            f"Only {percent(e.neighbours)} of the learned pictures have the label of the picture "
            f"most similar to them, about as many as by chance."
        ),
        lambda e: (
            f"The labels fit the pictures: {percent(e.neighbours)} of the learned ones have the "
            f"label of the picture most similar to them."
        ),
    ),
    Symptom(
        "shared pictures",
        lambda e: e.shared > 0,
        lambda e: (
            f"{e.shared} of the {len(e.new_labels)} test pictures are among the learned ones."
        ),
        lambda e: "No test picture is among the learned ones.",
    ),
)

# Of each fault: the symptoms that it must show, and those that it may show.
_MUST_AND_MAY = {
    "sign": ({"rises", "hardly falls", "small step climbs"}, set()),
    "overwriting": ({"W1 disagrees"}, {"rises", "hardly falls", "jumps"}),
    "transpose": (
        {"W2 disagrees", "W1 disagrees"},
        {"rises", "hardly falls", "jumps", "small step climbs"},
    ),
    "softmax": ({"nan", "hardly falls"}, {"W2 disagrees", "W1 disagrees"}),
    "equal starts": ({"hardly falls", "units equal"}, {"jumps"}),
    "shuffled labels": ({"hardly falls", "labels do not fit"}, {"jumps"}),
    "leak": ({"shared pictures"}, set()),
    "rate": ({"jumps"}, {"rises", "hardly falls"}),
}

# Of some faults: symptoms that refute them at once, even if what they must show is missing as well.
_REFUTES = {
    "sign": {"W2 disagrees", "W1 disagrees"},
    "rate": {"small step climbs", "W2 disagrees", "W1 disagrees"},
}


def expected(fault: str, symptom: str) -> bool | None:
    """Say whether a fault must show a symptom (True), must not (False), or may (None)."""
    must, may = _MUST_AND_MAY[fault]
    return True if symptom in must else None if symptom in may else False


def against(fault: str, evidence: Evidence) -> list[str]:
    """List the findings that speak against a fault.

    These are the symptoms that it should show and does not, and those that refute it. Only where
    there are none, they are the others that it should not show: these may tell what is the matter.
    """
    strong, weak = [], []
    for symptom in SYMPTOMS:
        found, wanted = symptom.seen(evidence), expected(fault, symptom.name)
        if wanted is not None and found != wanted:
            refutes = wanted or symptom.name in _REFUTES.get(fault, ())
            (strong if refutes else weak).append(symptom.told(evidence))
    return strong or weak


def complaints(evidence: Evidence) -> list[str]:
    """List what is seen of any symptom; of a sound program, nothing."""
    return [symptom.told(evidence) for symptom in SYMPTOMS if symptom.seen(evidence)]
