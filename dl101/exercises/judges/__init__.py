"""What judges exercises where their texts do not: a module for each lesson."""

from ..answers import Wrong


def name_mistake(exercise, more: str, **names) -> None:
    """Raise the first mistake of the text whose condition holds; tell `more` after its message."""
    for mistake in exercise.text.mistakes:
        if mistake.when and exercise.holds(mistake, names):
            raise Wrong(mistake, more, **names)
