"""TensorFlow 1 scripts print the same on dl101.compat.v1, with only their import line changed."""

import os
import re
import subprocess
import sys

import pytest

pytest.importorskip("tensorflow", reason="TensorFlow is not installed")

from .table import SCRIPTS

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|\b(?:nan|inf)\b", re.IGNORECASE)
# TensorFlow is started once; each script runs in a child that this process forks.
STARTER = """
import os, sys, traceback, types
import dl101.compat.v1, tensorflow.compat.v1

def run(path, library):
    imported = "import tensorflow.compat.v1 as tf"
    source = open(path).read()
    assert source.count(imported) == 1
    sys.argv, sys.modules["__main__"] = [path], types.ModuleType("__main__")
    program = compile(source.replace(imported, f"import {library} as tf"), path, "exec")
    exec(program, vars(sys.modules["__main__"]))

for path in sys.argv[1:]:
    for library in ("dl101.compat.v1", "tensorflow.compat.v1"):
        print(f"=== {path} {library}", flush=True)
        if (child := os.fork()) == 0:
            try:
                run(path, library)
            except SystemExit:
                pass
            except BaseException:
                traceback.print_exc(file=sys.stdout)
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)
"""


def run_scripts() -> dict[tuple[str, str], str]:
    """Run all scripts on both libraries; return what each prints, and its error if it fails."""
    ran = subprocess.run(
        [sys.executable, "-c", STARTER, *map(str, SCRIPTS)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"},
    )
    parts = re.split(r"^=== (\S+) (\S+)\n", ran.stdout, flags=re.MULTILINE)[1:]
    return dict(zip(zip(parts[::3], parts[1::3], strict=True), parts[2::3], strict=True))


def compare(path, printed) -> None:
    """Check that the words are the same, and the numbers, as far as float32 tells."""
    ours, theirs = (printed[str(path), f"{name}.compat.v1"] for name in ("dl101", "tensorflow"))
    # NumPy breaks and fills lines by the digits that there are.
    words, other_words = (re.sub(r"[\s.]+", "", NUMBER.sub("#", text)) for text in (ours, theirs))
    assert words == other_words
    assert words
    assert "Traceback" not in words
    pairs = zip(NUMBER.findall(ours), NUMBER.findall(theirs), strict=True)
    for mine, yours in pairs:
        assert float(mine) == pytest.approx(float(yours), rel=2e-4, abs=2e-5)


@pytest.fixture(scope="module")
def printed():
    return run_scripts()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_prints_the_same(path, printed):
    compare(path, printed)
