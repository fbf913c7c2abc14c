"""``tf.logging``: messages, through Python's own logging."""

import logging as _logging

__all__ = [
    "DEBUG",
    "ERROR",
    "FATAL",
    "INFO",
    "WARN",
    "error",
    "get_verbosity",
    "info",
    "set_verbosity",
    "warn",
    "warning",
]

DEBUG, INFO, WARN, ERROR, FATAL = 10, 20, 30, 40, 50

_logger = _logging.getLogger("dl101")


def set_verbosity(v) -> None:
    """Set from which level on messages are shown.

    Parameters
    ----------
    v : int
        Such as ``ERROR``.

    See Also
    --------
    tf.compat.v1.logging.set_verbosity
    """
    try:
        _logger.setLevel(v)
    except (TypeError, ValueError):
        raise ValueError(f"A level is a whole number, such as ERROR, not {v!r:.60}.") from None


def get_verbosity() -> int:
    """Return the level from which on messages are shown.

    See Also
    --------
    tf.compat.v1.logging.get_verbosity
    """
    return _logger.getEffectiveLevel()


def info(msg, *args) -> None:
    """Log a message of level INFO.

    Parameters
    ----------
    msg : str
    *args
        What ``%`` puts into it.

    See Also
    --------
    tf.compat.v1.logging.info
    """
    _logger.info(msg, *args)


def warn(msg, *args) -> None:
    """Log a message of level WARN.

    Parameters
    ----------
    msg : str
    *args
        What ``%`` puts into it.

    See Also
    --------
    tf.compat.v1.logging.warn
    """
    _logger.warning(msg, *args)


warning = warn


def error(msg, *args) -> None:
    """Log a message of level ERROR.

    Parameters
    ----------
    msg : str
    *args
        What ``%`` puts into it.

    See Also
    --------
    tf.compat.v1.logging.error
    """
    _logger.error(msg, *args)
