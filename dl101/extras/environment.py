"""Where and how TensorFlow is to compute: settings that change nothing here."""

from contextlib import contextmanager


@contextmanager
def device(device_name_or_function):
    """Ask for a device in a ``with`` block; everything runs on the processor all the same.

    Parameters
    ----------
    device_name_or_function : str, callable or None
        Such as ``"/cpu:0"``.

    See Also
    --------
    tf.device
    """
    yield


class _Settings:
    """Settings that may be given, read and changed, and have no effect."""

    def __init__(self, **settings):
        vars(self).update(settings)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        # Settings within settings, as in config.gpu_options.allow_growth = True.
        return vars(self).setdefault(name, _Settings())

    def __repr__(self):
        settings = ", ".join(f"{key}={value!r}" for key, value in vars(self).items())
        return f"{type(self).__name__}({settings})"


class ConfigProto(_Settings):
    """Settings of a session: accepted, and ignored.

    Parameters
    ----------
    **settings
        Such as ``log_device_placement`` or ``allow_soft_placement``.

    See Also
    --------
    tf.compat.v1.ConfigProto
    """


class GPUOptions(_Settings):
    """Settings of a graphics processor: accepted, and ignored.

    Parameters
    ----------
    **settings
        Such as ``per_process_gpu_memory_fraction``.

    See Also
    --------
    tf.compat.v1.GPUOptions
    """


def disable_v2_behavior() -> None:
    """Behave as TensorFlow 1, which dl101 always does.

    See Also
    --------
    tf.compat.v1.disable_v2_behavior
    """


def disable_eager_execution() -> None:
    """Build graphs instead of computing at once, which dl101 always does.

    See Also
    --------
    tf.compat.v1.disable_eager_execution
    """


def executing_eagerly() -> bool:
    """Say that nothing is computed before a session runs.

    See Also
    --------
    tf.compat.v1.executing_eagerly
    """
    return False
