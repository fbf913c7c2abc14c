"""Where and how TensorFlow is to compute: accepted, and ignored."""

from contextlib import contextmanager


@contextmanager
def device(device_name_or_function):
    """Ask for a device in a ``with`` block; everything runs on the processor all the same."""
    yield


class ConfigProto:
    """Settings of a session: accepted, and ignored."""

    def __init__(self, **settings):
        vars(self).update(settings)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        # Settings within settings, as in config.gpu_options.allow_growth = True.
        return vars(self).setdefault(name, ConfigProto())


class GPUOptions(ConfigProto):
    """Settings of a graphics processor: accepted, and ignored."""


def disable_v2_behavior() -> None:
    """Behave as TensorFlow 1, which dl101 always does."""


def disable_eager_execution() -> None:
    """Build graphs instead of computing at once, which dl101 always does."""
