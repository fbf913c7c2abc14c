"""Judges the verdict on a patient of the symptom clinic, and the line that is to mend it.

The verdict is judged by the evidence, the line by running the program with it: any line will do
that leaves no symptom. The code of `Check: patient` is empty.
"""

from typing import Any

from ..clinic import FAULTS, PATIENTS, Patient
from ..clinic.evidence import examine
from ..clinic.symptoms import against, complaints
from .answers import Wrong, call, described, is_blank


def judge(exercise, verdict, number, line) -> dict[str, Any]:
    """Accept a verdict and a line that cures, or raise `Wrong`."""
    patient = PATIENTS[exercise.number]
    fault = _fault(verdict)
    reasons = against(fault, patient.evidence)
    if reasons:
        raise Wrong(
            fault.replace(" ", "_"),
            f"Your verdict is *{fault}*: {FAULTS[fault]}. This speaks against it:\n\n"
            + "\n".join(f"- {reason}" for reason in reasons),
        )
    found = f"Your verdict is right, *{fault}*: {FAULTS[fault]}."
    if is_blank((number, line)):
        raise Wrong(
            "not_mended",
            f"{found} Now open the program, find the line, and write its number and the line as it "
            f"should be, as text between quotation marks.",
        )
    mended = _mended(patient, number, line)
    try:
        ills = complaints(call(examine, mended))
    except Wrong as wrong:
        raise Wrong(
            wrong.mistake, f"{found} But with your line {number} the program stops. {wrong.message}"
        ) from None
    if ills:
        raise Wrong(
            "still_ill",
            f"{found} But with your line {number} the program is not healthy:\n\n"
            + "\n".join(f"- {ill}" for ill in ills),
        )
    return {}


def _fault(verdict) -> str:
    name = " ".join(verdict.lower().split()) if isinstance(verdict, str) else ""
    if name not in FAULTS:
        names = ", ".join(f'`"{fault}"`' for fault in FAULTS)
        raise Wrong("unknown", f"The verdict is one of {names}, and not {described(verdict)}.")
    return name


def _mended(patient: Patient, number, line) -> str:
    lines = patient.program.strip().split("\n")
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(lines):
        raise Wrong(
            "line_number",
            f"`number` is that of the line, from 1 to {len(lines)}, and not {described(number)}.",
        )
    if not isinstance(line, str) or not line.strip() or "\n" in line.strip():
        raise Wrong("line_text", f"`line` is one line of Python as text, not {described(line)}.")
    if line.split() == lines[number - 1].split():
        raise Wrong("unchanged", f"This is line {number} as it is in the ailing program.")
    return patient.mended(number, line)
