"""The exercise of lesson 7 on initialisation, checked by sessions as strict as TensorFlow's."""

from types import SimpleNamespace

import numpy as np

import dl101

from ..graph import Graph, Node
from ..session import Session
from .answers import NotAttempted, Wrong, call, described, numbers, returned
from .old_exercise import Exercise


class Uninitialized(RuntimeError):
    """A variable was used before it was initialised."""


class _StrictSession(Session):
    """A session that gives no variable its initial value by itself."""

    def __init__(self, *args, log, **options):
        super().__init__(*args, **options)
        self._log = log

    def run(self, fetches, feed_dict=None):
        self._log.runs += 1
        return super().run(fetches, feed_dict)

    def _read(self, variable):
        if variable not in self._state:
            raise Uninitialized(variable.name)
        return self._state[variable]


class _StrictLibrary:
    """`dl101` with strict sessions; it notes what was asked of it."""

    def __init__(self):
        self.log = SimpleNamespace(runs=0, initializers=0, grown=0)

    def __getattr__(self, name):
        return getattr(dl101, name)

    def Session(self, *args, **options):
        return _StrictSession(*args, log=self.log, **options)

    def global_variables_initializer(self):
        self.log.initializers += 1
        return dl101.global_variables_initializer()


class GrownArea(Exercise):
    """Put the initializer where it belongs."""

    lesson, number, name = 7, 1, "grown_area"
    task = """
The function `grown_area(tf)` is to run with either library, and to return the area of a square of
side 3 after its side has grown by 1. With TensorFlow it fails. Repair it, and keep everything else
as it is.
"""
    blank = """
def grown_area(tf):
    with tf.Graph().as_default(), tf.Session() as session:
        side = tf.Variable(3.0, name="side")
        grow = tf.assign_add(side, 1.0)
        area = tf.square(side)
        ...
        session.run(grow)
        return session.run(area)
"""
    answers = ("grown_area",)
    hints = (
        "In TensorFlow a variable has no value in a session until somebody gives it one. The "
        "function `train` of this lesson does so, in one line.",
        "`tf.global_variables_initializer()` makes an operation; like any operation it does "
        "something only when the session *runs* it.",
    )
    solution_code = """
def grown_area(tf):
    with tf.Graph().as_default(), tf.Session() as session:
        side = tf.Variable(3.0, name="side")
        grow = tf.assign_add(side, 1.0)
        area = tf.square(side)
        session.run(tf.global_variables_initializer())
        session.run(grow)
        return session.run(area)
"""
    why = """
`tf.global_variables_initializer()` adds an operation to the graph that assigns to every variable
its initial value: a description, like everything else. Running it is what counts. It must be *made*
after all variables, for it only knows those that exist; and *run* before anything uses them, and
only once, for it sets the variables back.

In `dl101` the line is not needed, and does no harm: the variables get the values that they would
have got by themselves. So write it always, and your programs run on both.
"""
    checked = (
        "Checked with a `dl101` that is as strict as TensorFlow; with TensorFlow itself it returns "
        "16 too, as you can see with `grown_area(tf1)`."
    )

    def judge(self, answer):
        library = _StrictLibrary()
        before = dl101.get_default_graph()
        try:
            area = returned(call(answer, library), "the area")
        except Wrong as wrong:
            raise self._explained(wrong, library.log) from None
        finally:
            Graph.as_default(before)
        area = self._as_number(area)
        if area == 9:
            raise Wrong(
                "reset",
                "The result is 9: the side is 3 again when the area is computed. The initializer "
                "sets *all* variables back to their initial values, so run it once, before "
                "anything has changed.",
            )
        if area != 16:
            raise Wrong("other", f"The result is {area:g}; a side of 3 + 1 has the area 16.")
        if not library.log.runs:
            raise Wrong(
                "no_session", "16 is right, but no session has computed it: keep the program."
            )

    @staticmethod
    def _as_number(area) -> float:
        if not isinstance(area, Node) and (isinstance(area, str | dict) or np.ndim(area) > 0):
            raise Wrong("not_a_number", f"A number is to be returned, not {described(area)}.")
        return float(numbers(area, (), "the area"))

    @staticmethod
    def _explained(wrong: Wrong, log) -> Exception:
        if Uninitialized.__name__ not in wrong.message:
            return wrong
        if not log.initializers:
            return NotAttempted() if log.runs == 1 else Wrong("missing", _MISSING)
        if log.runs == 1:
            return Wrong(
                "not_run",
                "You have *made* the initializer, but no session has run it. It is an operation, "
                "like `grow`: `session.run(...)` it.",
            )
        return Wrong(
            "too_early",
            "The initializer was run, and yet `side` has no value. Was it made before `side`? It "
            "initialises the variables that exist at the time when it is made. Or was it run in "
            "another session? Each session has values of its own.",
        )


_MISSING = (
    "`side` is used before it has a value: in TensorFlow nobody gives it one unless you run "
    "`tf.global_variables_initializer()`, or the variable's own `initializer`."
)
