"""The lessons' exercises: one module per lesson, each with a check, hints and a solution.

A lesson imports its module under one name, whatever the lesson::

    from dl101.exercises import perceptrons as exercises

    exercises.signed_distance.check(signed_distance)
"""

from .exercise import Exercise, Verdict

__all__ = ["Exercise", "Verdict"]
