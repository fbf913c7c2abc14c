"""Tests of how names of dl101.extras are found, and what is said where there is none."""

import subprocess
import sys

import pytest

import dl101 as dl
from dl101 import extras


@pytest.mark.parametrize("name", extras.all_names())
def test_every_name_is_there_and_documented(name):
    value = dl
    for part in name.split("."):
        value = getattr(value, part)
    if callable(value) and hasattr(value, "__name__"):
        assert value.__doc__, name


@pytest.mark.parametrize("space", ["", "nn", "train", "linalg", "math", "random", "initializers"])
def test_dir_lists_what_is_loaded_later(space):
    owner = getattr(dl, space) if space else dl
    assert set(extras.names(space)) <= set(dir(owner))


def test_importing_the_core_loads_none_of_them():
    program = (
        "import sys, dl101; assert not [m for m in sys.modules if m.startswith('dl101.extras')];"
        "dl101.placeholder(); dl101.nn.relu(1.0) + 2;"
        "assert not [m for m in sys.modules if m.startswith('dl101.extras')];"
        "dl101.floor(1.5); assert 'dl101.extras.rounding' in sys.modules;"
        "assert 'dl101.extras.summary' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_modules_that_are_imported_by_name_still_are():
    from dl101 import datasets

    assert datasets.__name__ == "dl101.datasets"
    assert dl.datasets is datasets


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("no_such_thing", "dl101 has no 'no_such_thing'.*one of the names that this course leaves"),
        ("contrib", r"has dropped tf\.contrib.*dl101\.glorot_uniform_initializer"),
        ("compat", "The top level is what TensorFlow calls tf.compat.v1: import dl101 as tf"),
        ("keras", "Lesson 8 is on Keras itself"),
        ("GradientTape", "belongs to TensorFlow 2"),
        ("control_dependencies", r"dl101\.group"),
        ("float16", "computes with float32, float64, int32, int64 and bool"),
        ("mul", r"Its name is dl101\.multiply"),
        ("relu", r"It is dl101\.nn\.relu"),
        ("mulitply", r"Did you mean dl101\.multiply\?"),
        ("Placeholder", r"Did you mean dl101\.placeholder\?"),
        ("Sesion", r"Did you mean dl101\.Session\?"),
        ("nn.conv2d", r"dl101\.nn has no 'conv2d'. Convolutions and pooling are beyond"),
        ("nn.matmul", r"It is dl101\.matmul"),
        ("nn.softmaxx", r"Did you mean dl101\.nn\.softmax\?"),
        ("train.AdamOptimiser", r"Did you mean dl101\.train\.AdamOptimizer\?"),
        ("train.AdadeltaOptimizer", "GradientDescent, Momentum, Adagrad, RMSProp and Adam"),
        ("math.no_such", r"dl101\.math has no 'no_such'"),
    ],
)
def test_an_absent_name_says_what_to_use(path, message):
    *owners, name = path.split(".")
    owner = dl
    for part in owners:
        owner = getattr(owner, part)
    with pytest.raises(AttributeError, match=message):
        getattr(owner, name)
    assert not hasattr(owner, name)
