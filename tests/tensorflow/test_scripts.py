"""Scripts as they are found in the wild print the same with only their import line changed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed")

from .names import SCRIPTS

IMPORT = "import tensorflow.compat.v1 as tf\n"
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|\b(?:nan|inf)\b", re.IGNORECASE)


def printed(program: str) -> str:
    """Run a program in a process of its own; return what it prints."""
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout


def compare(ours: str, theirs: str) -> None:
    """Check that the words are the same, and the numbers, as far as float32 tells."""
    # NumPy breaks and fills lines by the digits that there are.
    words, other_words = (re.sub(r"[\s.]+", "", NUMBER.sub("#", text)) for text in (ours, theirs))
    assert words == other_words
    pairs = zip(NUMBER.findall(ours), NUMBER.findall(theirs), strict=True)
    for mine, yours in pairs:
        assert float(mine) == pytest.approx(float(yours), rel=2e-4, abs=2e-5)


def printed_by_tensorflow() -> dict[str, str]:
    """Run all scripts on TensorFlow, which is started once; return what each prints."""
    # Each script runs in a child that the started process forks.
    starter = """
import os, runpy, sys
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
for path in sys.argv[1:]:
    print(f"=== {path}", flush=True)
    if (child := os.fork()) == 0:
        sys.argv = [path]
        try:
            runpy.run_path(path, run_name="__main__")
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            import traceback
            traceback.print_exc()
            code = 1
        else:
            code = 0
        sys.stdout.flush()
        os._exit(code)
    assert os.waitpid(child, 0)[1] == 0, path
"""
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    ran = subprocess.run(
        [sys.executable, "-c", starter, *map(str, SCRIPTS)],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    parts = re.split(r"^=== (.*)\n", ran.stdout, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def differences(path: Path, theirs: dict[str, str]) -> None:
    """Run a script on dl101, and compare what it prints.

    Raises
    ------
    AssertionError
        If it fails, or prints something else.
    """
    source = path.read_text()
    assert source.count(IMPORT) == 1
    ours = printed(source.replace(IMPORT, "import dl101 as tf\n"))
    assert ours
    compare(ours, theirs[str(path)])


@pytest.fixture(scope="module")
def theirs():
    return printed_by_tensorflow()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_prints_the_same(path, theirs):
    differences(path, theirs)
