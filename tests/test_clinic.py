"""The clinic's patients: the evidence tells every two of them apart, and mending cures them."""

from itertools import combinations

import pytest

from dl101.clinic import FAULTS, HEALTHY, PATIENTS
from dl101.clinic.evidence import examine
from dl101.clinic.symptoms import SYMPTOMS, against, complaints, expected
from dl101.exercises import symptom_clinic

EXERCISES = {exercise.number: exercise for exercise in symptom_clinic.EXERCISES}
FAULT_OF = {number: exercise.right[0] for number, exercise in EXERCISES.items()}
every_patient = pytest.mark.parametrize("patient", PATIENTS.values(), ids=lambda p: p.number)

# What is seen in each patient, as measured: the rows are the symptoms, the columns the patients.
TABLE = """
                    1 2 3 4 5 6 7 8
nan                 . x . . . . . .
rises               . . . . . . x .
hardly falls        . x . x . x x .
jumps               x . . . . . . .
small step climbs   . . . . . . x .
W2 disagrees        . x . . x . . .
W1 disagrees        . x x . x . . .
units equal         . . . . . x . .
labels do not fit   . . . x . . . .
shared pictures     . . . . . . . x
"""


def test_the_table_of_what_is_seen():
    rows = [" " * 18 + "".join(f" {number}" for number in PATIENTS)]
    for symptom in SYMPTOMS:
        marks = (" x" if symptom.seen(p.evidence) else " ." for p in PATIENTS.values())
        rows.append(f"{symptom.name:18}" + "".join(marks))
    assert [" ".join(row.split()) for row in rows] == [
        " ".join(row.split()) for row in TABLE.strip().split("\n")
    ]


def test_every_fault_has_one_patient_and_they_come_in_another_order():
    assert sorted(FAULT_OF.values()) == sorted(FAULTS)
    assert [*FAULT_OF.values()] != [*FAULTS]


@pytest.mark.parametrize("pair", [*combinations(PATIENTS, 2)])
def test_the_evidence_tells_every_two_patients_apart(pair):
    """By a symptom that one fault must show and the other must not, and that is so seen."""
    one, other = pair
    telling = [
        symptom.name
        for symptom in SYMPTOMS
        if {expected(FAULT_OF[k], symptom.name) for k in pair} == {True, False}
        and all(
            symptom.seen(PATIENTS[k].evidence) == expected(FAULT_OF[k], symptom.name) for k in pair
        )
    ]
    assert telling, (FAULT_OF[one], FAULT_OF[other])


@every_patient
def test_one_fault_alone_agrees_with_the_evidence(patient):
    agreeing = [fault for fault in FAULTS if not against(fault, patient.evidence)]
    assert agreeing == [FAULT_OF[patient.number]]


def test_the_sound_program_shows_no_symptom():
    assert complaints(HEALTHY.evidence) == []
    assert all(against(fault, HEALTHY.evidence) for fault in FAULTS)
    assert HEALTHY.evidence.accuracies[:, -1].min() > 0.95


@pytest.mark.parametrize(
    ("number", "fault"), [(k, f) for k in PATIENTS for f in FAULTS if f != FAULT_OF[k]]
)
def test_a_wrong_verdict_is_answered_with_evidence(number, fault):
    reasons = against(fault, PATIENTS[number].evidence)
    assert reasons
    verdict = EXERCISES[number].verdict_on(fault, ..., ...)
    assert (verdict.status, verdict.mistake) == ("wrong", fault.replace(" ", "_"))
    assert all(f"- {reason}" in verdict.message for reason in reasons)


@every_patient
def test_the_right_verdict_alone_is_half_of_the_answer(patient):
    verdict = EXERCISES[patient.number].verdict_on(FAULT_OF[patient.number], ..., ...)
    assert (verdict.status, verdict.mistake) == ("wrong", "not_mended")
    assert verdict.message.startswith("Your verdict is right")


@every_patient
def test_the_solution_is_the_line_and_cures_and_the_faulty_line_is_refused(patient):
    exercise = EXERCISES[patient.number]
    fault, number, line = exercise.right
    assert patient.program.split("\n")[number - 1] == patient.faulty
    assert line.strip() == patient.sound.strip()
    assert complaints(examine(patient.mended(number, line))) == []
    verdict = exercise.verdict_on(fault, number, patient.faulty)
    assert (verdict.status, verdict.mistake) == ("wrong", "unchanged")


@every_patient
def test_another_line_does_not_cure(patient):
    exercise = EXERCISES[patient.number]
    other = 36 if patient.number != 2 else 37
    line = "grad[b1] = 1.0 * dl.reduce_sum(before_A, axis=0)"
    verdict = exercise.verdict_on(FAULT_OF[patient.number], other, line)
    assert verdict.status == "wrong"
    assert verdict.mistake in ("still_ill", "exception")


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        (("measles", 37, "rate = 0.5"), "unknown"),
        ((3, 37, "rate = 0.5"), "unknown"),
        (("rate", 0, "rate = 0.5"), "line_number"),
        (("rate", True, "rate = 0.5"), "line_number"),
        (("rate", "37", "rate = 0.5"), "line_number"),
        (("rate", 37, 0.5), "line_text"),
        (("rate", 37, "rate = 0.5\nrate = 0.4"), "line_text"),
        (("rate", 37, "rate = = 0.5"), "exception"),
        (("rate", 37, "speed = 0.5"), "exception"),
    ],
)
def test_answers_of_other_kinds(answer, mistake):
    verdict = EXERCISES[1].verdict_on(*answer)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict


def test_what_is_shown_does_not_name_the_fault(capsys):
    pytest.importorskip("IPython")
    from IPython.utils.capture import capture_output

    for patient in PATIENTS.values():
        with capture_output() as shown:
            patient.show()
        text = str([output.data.get("text/plain", "") for output in shown.outputs])
        text += str([output.data.get("text/markdown", "") for output in shown.outputs])
        assert not any(
            word in text for word in ("wrong", "leak", "shuffled", "overwrit", "disagree")
        )


def test_the_program_is_shown_with_its_line_numbers():
    for patient in PATIENTS.values():
        _fault, number, _line = EXERCISES[patient.number].right
        line = patient.source.code.split("\n")[number - 1]
        assert line == f"{number:2}  {patient.faulty}"
