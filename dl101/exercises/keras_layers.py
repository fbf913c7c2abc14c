"""The exercise of lesson 8 on a layer."""

import numpy as np

from ..import_tensorflow import import_tensorflow
from .answers import Wrong, described
from .graph_function import Mistake
from .plain_function import PlainFunction


def must_be_subclass(answer, base: type, written: str) -> None:
    """Raise `Wrong` unless an answer is a class derived from another.

    Parameters
    ----------
    answer : object
    base : type
    written : str
        How the reader writes `base`.
    """
    if not isinstance(answer, type):
        raise Wrong(
            "not_a_class",
            f"The class itself is to be checked, without parentheses, and this is "
            f"{described(answer)}.",
        )
    if not issubclass(answer, base):
        raise Wrong(
            "not_a_subclass",
            f"Your class `{answer.__name__}` is no kind of `{written}`, so Keras cannot use it: "
            f"write that in the parentheses after its name.",
        )


def _distances(x, centres):
    return ((x[:, None, :] - centres) ** 2).sum(axis=-1)


class Bumps(PlainFunction):
    """Write what a layer of bumps computes."""

    lesson, number, name, needs = 8, 4, "bumps", "tensorflow"
    task = """
Write `call` for a Keras layer whose unit j has the centre c_j, row j of `self.centres`, and answers
exp(-‖x - c_j‖²). `x` has shape (n, d), the centres have shape (units, d), and the result has shape
(n, units).
"""
    blank = """
class Bumps(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.centres = self.add_weight(shape=(self.units, input_shape[-1]), name="centres")

    def call(self, x):
        return ...
"""
    answers = ("Bumps",)
    hints = (
        "All differences of n inputs and the centres, in d coordinates, form an array of shape (n, "
        "units, d). Broadcasting makes it, if `x` gets an axis of length 1 in the right place.",
        "`x[:, None, :] - self.centres` has the shape (n, units, d). Square it, add up over the "
        "last axis, change the sign, and take `keras.ops.exp`.",
    )
    solution_code = """
class Bumps(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.centres = self.add_weight(shape=(self.units, input_shape[-1]), name="centres")

    def call(self, x):
        differences = x[:, None, :] - self.centres
        return keras.ops.exp(-keras.ops.sum(keras.ops.square(differences), axis=-1))
"""
    why = """
The shapes do the work. `x[:, None, :]` is (n, 1, d) and the centres are (units, d); compared from
the last axis backwards, d meets d, 1 meets units and is stretched, and the result is (n, units, d):
every difference at once. Summing over the last axis, the coordinates, leaves one squared distance
for each input and unit.

A network of such units with a dense layer on top is a *radial basis function network*. A dense unit
divides the plane by a line, this one picks out a round region. Its gradient with respect to c_j is
2 (x - c_j) times the output: while training, centres move to the inputs that they should answer to.
Nothing more has to be said about it; the tape knows the rules of `square`, `sum` and `exp`.
"""
    checked = "Checked with Keras, for one to four inputs of two or three numbers."
    wanted = "a tensor of shape (n, units)"
    parameters = ("x", "centres")
    cases = (
        (
            np.array([[0.0, 0.5], [1.0, -1.0], [0.25, 0.0], [-0.5, 1.0]]),
            np.array([[0.5, 0.0], [-1.0, 0.25], [0.0, -0.5]]),
        ),
        (np.array([[0.5, 0.0, 1.0]]), np.array([[0.0, 0.5, 0.5], [1.0, 0.25, 0.0]])),
        (np.array([[0.1, 0.2], [0.7, -0.4]]), np.array([[0.3, 0.3], [-0.2, 0.6], [1.0, 0.0]])),
    )
    mistakes = {  # noqa: RUF012
        "no_axis": Mistake(
            "This subtracts row i of the centres from row i of `x`, and only works where there are "
            "as many of one as of the other. All pairs are wanted: `x[:, None, :]`.",
            (lambda x, centres: np.exp(-((x - centres) ** 2).sum(axis=-1)),),
        ),
        "sign": Mistake(
            "The minus sign is missing: this grows with the distance.",
            (lambda x, centres: np.exp(_distances(x, centres)),),
        ),
        "no_exp": Mistake(
            "This is the squared distance itself; the answer is exp of minus that.",
            (
                lambda x, centres: _distances(x, centres),
                lambda x, centres: -_distances(x, centres),
            ),
        ),
        "no_square": Mistake(
            "The distance is not squared.",
            (
                lambda x, centres: np.exp(-np.sqrt(_distances(x, centres))),
                lambda x, centres: np.exp(-np.abs(x[:, None, :] - centres).sum(axis=-1)),
                lambda x, centres: np.exp(-(x[:, None, :] - centres).sum(axis=-1)),
            ),
        ),
        "square_of_sum": Mistake(
            "The differences are added up first and then squared; square each one first.",
            (lambda x, centres: np.exp(-((x[:, None, :] - centres).sum(axis=-1) ** 2)),),
        ),
        "no_sum": Mistake(
            "The sum over the coordinates is missing: the result has an axis too many.",
            (lambda x, centres: np.exp(-((x[:, None, :] - centres) ** 2)),),
        ),
        "axis": Mistake(
            "The sum goes over the wrong axis: of (n, units, d), the last one is to go away.",
            (
                lambda x, centres: np.exp(-((x[:, None, :] - centres) ** 2).sum(axis=1)),
                lambda x, centres: np.exp(-((x[:, None, :] - centres) ** 2).sum(axis=0)),
            ),
        ),
        "everything": Mistake(
            "This adds up over *all* axes: give `axis=-1`.",
            (lambda x, centres: np.exp(-((x[:, None, :] - centres) ** 2).sum()),),
        ),
        "transposed": Mistake(
            "The result is transposed: a row for each input, a column for each unit.",
            (lambda x, centres: np.exp(-_distances(x, centres)).T,),
        ),
        "mean": Mistake(
            "This takes the mean over the coordinates in place of the sum.",
            (lambda x, centres: np.exp(-_distances(x, centres) / x.shape[1]),),
        ),
        "product": Mistake(
            "This is a dense layer's product, and no distance.",
            (
                lambda x, centres: np.exp(-(x @ centres.T)),
                lambda x, centres: x @ centres.T,
            ),
        ),
        "half": Mistake(
            "There is a factor of ½ too much in the exponent.",
            (lambda x, centres: np.exp(-_distances(x, centres) / 2),),
        ),
    }

    @staticmethod
    def right(x, centres):
        return np.exp(-_distances(x, centres))

    def judge(self, answer):
        keras = import_tensorflow().keras
        must_be_subclass(answer, keras.layers.Layer, "keras.layers.Layer")

        def outputs(x, centres):
            layer = answer(len(centres))
            layer.build(x.shape)
            layer.set_weights([centres])
            return layer.call(keras.ops.convert_to_tensor(x, layer.centres.dtype))

        return super().judge(outputs)

    def as_array(self, result):
        if hasattr(result, "numpy"):
            result = result.numpy()
        # As the rest of the course, exercises are checked to six digits; float32 has seven.
        return np.round(super().as_array(result), 5)

    def _computed(self, formula, case):
        value = super()._computed(formula, case)
        return None if value is None else np.round(value, 5)

    def explained(self, wrong):
        if any(sign in wrong.message for sign in _SHAPE_ERRORS):
            return Wrong("shapes", f"{_SHAPES}\n\n{wrong.message}")
        if "has no attribute" in wrong.message:
            return Wrong("method", f"{wrong.message}\n\n{_OPERATIONS}")
        return wrong


_OPERATIONS = (
    "Tensors have fewer methods than NumPy's arrays: use the functions of `keras.ops`, "
    "such as `keras.ops.sum(x, axis=-1)`."
)
_SHAPE_ERRORS = ("ncompatible", "must be equal", "roadcast")
_SHAPES = (
    "The shapes do not fit. The result has an entry for each input and each unit, from (n, d) and "
    "(units, d), so the differences of *all* pairs are needed: give `x` an axis of length 1 in the "
    "middle, `x[:, None, :]`."
)
