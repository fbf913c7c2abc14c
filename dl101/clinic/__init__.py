"""The symptom clinic of appendix C: eight training programs, in each of which one line is wrong.

A patient is a program as text. What ails it is not written anywhere beside it: the program is run,
its symptoms are measured, and a verdict is judged by them.
"""

from .patients import HEALTHY, PATIENTS, Patient
from .symptoms import FAULTS

__all__ = ["FAULTS", "HEALTHY", "PATIENTS", "Patient"]
