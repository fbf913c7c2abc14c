"""Exercises of lesson 8: counting, the loop of `fit`, a layer and a callback for Keras."""

import numpy as np

from .answers import Wrong, numbers, shown
from .fit_loop import MyFit
from .keras_callbacks import StopWhenGood
from .keras_layers import Bumps
from .old_exercise import Exercise


class Parameters(Exercise):
    """Count the parameters of a model."""

    lesson, number, name = 8, 1, "parameters"
    widths = (64, 50, 20, 10)
    task = """
How many parameters has a `Sequential` model with 64 inputs and three dense layers of 50, 20 and 10
units, biases included? And how many of them are biases?
"""
    blank = """
parameters, biases = ..., ...
"""
    answers = ("parameters", "biases")
    hints = (
        "Each layer has a matrix W and a vector b. Which shapes, for a inputs and b units?",
        "A layer of b units with a inputs has a · b weights and b biases. The inputs of the second "
        "layer are the 50 units of the first.",
    )
    solution_code = """
parameters = (64 * 50 + 50) + (50 * 20 + 20) + (20 * 10 + 10)
biases = 50 + 20 + 10
"""
    why = """
The weights of a layer form a matrix with a row for each input and a column for each unit; each unit
adds a bias of its own. So the first layer has 64 · 50 + 50 = 3,250 parameters, the second 50 · 20 +
20 = 1,020, the third 20 · 10 + 10 = 210, together 4,480. `Input` has none: it only says what comes
in.

Biases are few, 80 here, since they grow with the number of units, and weights with the *product* of
two such numbers. Most of the parameters of a dense network sit where it is widest, very often in
its first layer. That is what convolutions save.
"""
    checked = "Both numbers are right."

    def judge(self, parameters, biases):
        parameters, biases = numbers(parameters, (), "parameters"), numbers(biases, (), "biases")
        for key, wrong, message in _WRONG_PARAMETERS:
            if parameters == wrong:
                raise Wrong(key, message)
        if parameters != 4480:
            raise Wrong(
                "parameters",
                f"`parameters` is not {shown(parameters)}. Go layer by layer: inputs times units, "
                f"and a bias for each unit.",
            )
        if biases != 80:
            message = "Every unit has one bias, whatever the number of its inputs."
            if biases == 144:
                message = f"The 64 inputs are no units and have none. {message}"
            if biases == 3:
                message = f"One vector for each layer, but its entries count. {message}"
            raise Wrong("biases", f"`parameters` is right, but `biases` is not. {message}")


_WRONG_PARAMETERS = (
    ("no_biases", 4400, "These are the weights alone. Each unit has a bias, too."),
    ("biases_of_inputs", 4544, "The 64 inputs have no biases: they are not computed."),
    ("units", 80, "This is the number of units. Each has a weight for each of its inputs."),
    ("units", 144, "This is the number of inputs and units, and not of what connects them."),
    (
        "from_inputs",
        64 * 80 + 80,
        "The second and third layer take no inputs of the model, but outputs of the layer before.",
    ),
    ("last_missing", 4270, "The last layer, from 20 to 10, is missing."),
    ("one_bias_each", 4403, "A layer has a bias for each of its units, and not just one."),
)


class Updates(Exercise):
    """Count the steps of a call of `fit`."""

    lesson, number, name = 8, 2, "updates"
    task = """
`fit` is called with 1,200 examples, `validation_split=0.25`, `batch_size=32` and `epochs=10`. How
often are the weights changed?
"""
    blank = """
updates = ...
"""
    answers = ("updates",)
    hints = (
        "One step for each batch. How many examples are there to be cut into batches, and what "
        "becomes of those that do not fill one?",
        "900 examples are for training. 28 batches of 32 make 896, and the last 4 are a batch too.",
    )
    solution_code = """
updates = 10 * 29
"""
    why = """
A quarter of the examples is set aside and only looked at, so 900 are for training. Cut into batches
of 32 they give 28 full ones and one of 4, for 28 · 32 = 896: `fit` does not drop the rest. That is
29 steps in each epoch, and 290 in all.

Note what the small batch does. Its gradient is the mean over 4 examples in place of 32, much
noisier, and its step is as long as the others. With shuffling, others are in it each time. And note
that batch size and number of epochs belong together: with twice the batch size, the same epochs
make half the steps.
"""
    checked = "Right, with the small batch at the end of each epoch."

    def judge(self, updates):
        updates = numbers(updates, (), "updates")
        for key, wrong, message in _WRONG_UPDATES:
            if np.isclose(updates, wrong):
                raise Wrong(key, message)
        if updates != 290:
            raise Wrong(
                "updates",
                f"Not {shown(updates)}. One step for each batch; batches times epochs.",
            )


_WRONG_UPDATES = (
    (
        "dropped",
        280,
        "The last 4 examples are missing: a batch that is not full counts.",
    ),
    ("fraction", 281.25, "There are no parts of a step: the last batch of an epoch is smaller."),
    ("rounded_once", 281, "Each epoch has a last batch of 4 examples, which is a step as well."),
    ("rounded_once", 282, "Round up in *each* epoch: a batch never reaches into the next one."),
    ("no_split", 380, "The validation examples are not trained on: a quarter is set aside."),
    ("no_split", 375, "The validation examples are not trained on: a quarter is set aside."),
    ("validation", 100, "These are the batches of the validation examples, which change nothing."),
    ("validation", 90, "These are the batches of the validation examples, which change nothing."),
    ("one_epoch", 29, "This is for one epoch. There are ten."),
    ("epochs", 10, "This is the number of epochs. In each there is a step for every batch."),
    ("examples", 9000, "There is a step for each *batch*, and not for each example."),
)


parameters = Parameters()
updates = Updates()
my_fit = MyFit()
bumps = Bumps()
stop_when_good = StopWhenGood()

EXERCISES = (parameters, updates, my_fit, bumps, stop_when_good)
