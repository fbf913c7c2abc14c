"""What lesson 8's exercises do to find out what an answer does."""

from types import ModuleType

import dl101

from ...import_tensorflow import import_tensorflow
from ..answers import NotAttempted, Wrong, call

# What TensorFlow stops with when a variable is read, or added to, that has no value yet.
_NO_VALUE = "FailedPreconditionError", "NotFoundError"


class _Watched:
    """A library with TensorFlow 1's names; it counts what is asked of it."""

    def __init__(self, library: ModuleType):
        self.library, self.runs, self.initializers = library, 0, 0

    def __getattr__(self, name):
        return getattr(self.library, name)

    def global_variables_initializer(self):
        self.initializers += 1
        return self.library.global_variables_initializer()

    def Session(self, *args, **options):
        watched = self

        class Session(self.library.Session):
            def run(self, fetches, *args, **options):
                watched.runs += 1
                if callable(fetches):
                    raise Wrong("no_parentheses")
                return super().run(fetches, *args, **options)

        return Session(*args, **options)


def area_with(answer, library: str):
    """Run `grown_area` with a library, and say what went wrong with its variable."""
    tf = _Watched(_named(library))
    try:
        with dl101.Graph().as_default():
            area = call(answer, tf)
    except Wrong as wrong:
        if not any(error in wrong.message for error in _NO_VALUE):
            raise
        if tf.initializers:
            raise Wrong("not_run" if tf.runs == 1 else "too_early") from None
        raise (NotAttempted if tf.runs == 1 else Wrong("missing")) from None
    if hasattr(area, "graph"):
        raise Wrong("not_computed")
    if not tf.runs:
        raise Wrong("no_session")
    return area


def accuracy_with(answer, library: str, logits, labels):
    """Build `accuracy` with a library, and compute it."""
    tf = _named(library)
    with tf.Graph().as_default() as graph, tf.Session() as session:
        logits = tf.constant(logits, tf.float32, name="logits")
        node = call(answer, tf, logits, tf.constant(labels, tf.int32, name="labels"))
        if getattr(node, "graph", None) is not graph:
            return node
        return session.run(node)


def _named(library: str) -> ModuleType:
    return import_tensorflow().compat.v1 if library == "TensorFlow" else dl101
