"""TensorFlow, imported without the lines that it writes about the machine while it starts."""

import contextlib
import importlib.util
import logging
import os
import re
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from types import ModuleType

__all__ = ["NotInstalled", "audible_warnings", "import_tensorflow"]

HOW_TO_INSTALL = """\
This lesson runs on TensorFlow, which is not installed here. Install it the way
you have installed the course, then restart the kernel:

repository with uv:  uv run --no-dev jupyter lab   (not --no-default-groups)
pip:                 pip install 'dl101[tensorflow]'
Binder:              it is part of the image; launch it again from the README

On Python 3.14 or later neither brings it: no final release of TensorFlow is
built for them yet. Use an older Python (uv run --python 3.13 jupyter lab).

The lessons before TensorFlow's do without."""


# JupyterLab shows a notebook's end when *Run all* has stopped; the message stands at its top.
_BACK_TO_THE_TOP = """\
const view = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer";
setTimeout(() => document.querySelector(view)?.scrollTo({ top: 0 }), 1500);"""


class NotInstalled(ImportError):
    """TensorFlow is missing. A notebook shows the message alone, and runs no further cells."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def import_tensorflow() -> ModuleType:
    """Import TensorFlow without its start-up messages and its warnings of deprecated names.

    Where it is not installed, `NotInstalled` says how to get it.
    """
    if importlib.util.find_spec("tensorflow") is None:
        if "ipykernel" in sys.modules:
            from IPython.display import display

            display({"application/javascript": _BACK_TO_THE_TOP, "text/plain": ""}, raw=True)
        raise NotInstalled(HOW_TO_INSTALL)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _errors_aside():
        import tensorflow
    tensorflow.get_logger().setLevel("ERROR")
    return tensorflow


@contextlib.contextmanager
def audible_warnings() -> Iterator[None]:
    """Print the warnings of TensorFlow's Python code, which `import_tensorflow` has silenced.

    Addresses in memory are left out of them, since they differ from run to run.
    """
    logger = logging.getLogger("tensorflow")
    level, handlers = logger.level, logger.handlers
    logger.handlers = [_Printer()]
    logger.setLevel("WARNING")
    try:
        yield
    finally:
        logger.handlers = handlers
        logger.setLevel(level)


class _Printer(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        message = re.sub(r" at 0x[0-9a-f]+", "", record.getMessage())
        print(textwrap.fill(f"{record.levelname}: {message}", 80, break_on_hyphens=False))


@contextlib.contextmanager
def _errors_aside() -> Iterator[None]:
    """Hold back what is written to file descriptor 2, unless an exception follows.

    Compiled code writes some lines there before it reads any setting.
    """
    try:
        original = os.dup(2)
    except OSError:  # a process without an error stream
        yield
        return
    sys.stderr.flush()
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            yield
        except BaseException:
            aside.seek(0)
            os.write(original, aside.read())
            raise
        finally:
            os.dup2(original, 2)
            os.close(original)
