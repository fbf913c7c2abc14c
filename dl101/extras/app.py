"""``tf.app``: running a script's ``main``, and its settings."""

import sys

from . import flags

__all__ = ["flags", "run"]


def run(main=None, argv=None) -> None:
    """Read the settings, call a function, and end the program.

    Parameters
    ----------
    main : callable, optional
        Called with the program's name and the arguments that are no settings; by default the
        script's ``main``.
    argv : sequence of str, optional
        By default those of the command line.

    Raises
    ------
    SystemExit
        With what `main` returns.

    See Also
    --------
    tf.compat.v1.app.run
    """
    main = main or sys.modules["__main__"].main
    sys.exit(main(flags.FLAGS(argv)))
