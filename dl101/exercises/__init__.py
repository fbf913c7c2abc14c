"""The lessons' exercises: a file of texts for each lesson, with checks, hints and solutions.

A lesson imports its exercises under one name, whatever the lesson::

    from dl101.exercises import perceptrons as exercises

    exercises.signed_distance.check(signed_distance)
"""

from .exercise import Exercise, Lesson, Verdict

__all__ = ["LESSONS", "Exercise", "Lesson", "Verdict"]

computational_graphs = Lesson(1, "computational_graphs")
perceptrons = Lesson(2, "perceptrons")
training_criterion = Lesson(3, "training_criterion")
gradient_descent = Lesson(4, "gradient_descent")
backpropagation = Lesson(5, "backpropagation")
multi_layer_perceptrons = Lesson(6, "multi_layer_perceptrons")
learning_or_memorising = Lesson(7, "learning_or_memorising")
tensorflow = Lesson(8, "tensorflow")
tensorflow_2 = Lesson(9, "tensorflow_2")
keras = Lesson(10, "keras")
symptom_clinic = Lesson("C", "symptom_clinic")

LESSONS = (
    computational_graphs,
    perceptrons,
    training_criterion,
    gradient_descent,
    backpropagation,
    multi_layer_perceptrons,
    learning_or_memorising,
    tensorflow,
    tensorflow_2,
    keras,
    symptom_clinic,
)
