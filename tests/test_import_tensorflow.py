"""Tests of how TensorFlow is loaded, and of what readers see where it is not installed."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dl101.import_tensorflow import HOW_TO_INSTALL, NotInstalled, import_tensorflow

ROOT = Path(__file__).parents[1]
LESSONS = [
    path
    for path in sorted((ROOT / "lessons").glob("*.ipynb"))
    if path.stem[3:] in ("tensorflow", "tensorflow-2", "keras")
]
LOAD = "from dl101.import_tensorflow import import_tensorflow; tf = import_tensorflow()"
HIDE = "import sys\nsys.modules['tensorflow'] = None\n"


@pytest.fixture
def hidden(tmp_path):
    """An environment whose Python processes do not find TensorFlow."""
    (tmp_path / "sitecustomize.py").write_text(HIDE)
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    return os.environ | {"PYTHONPATH": path}


def run(code, env=None):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=ROOT
    )


@pytest.mark.skipif(not find_spec("tensorflow"), reason="TensorFlow is not installed")
def test_nothing_is_written_while_it_is_loaded():
    ran = run(f"{LOAD}; tf.keras; print(float(tf.reduce_sum(tf.constant([1.0, 2.0]))))")
    assert (ran.stdout, ran.stderr) == ("3.0\n", "")


@pytest.mark.skipif(not find_spec("tensorflow"), reason="TensorFlow is not installed")
def test_warnings_are_printed_where_they_are_wanted():
    warn = "tf.get_logger().warning('retracing <function f at 0x7f00>')"
    code = f"""
from dl101.import_tensorflow import audible_warnings, import_tensorflow

tf = import_tensorflow()
{warn}
with audible_warnings():
    {warn}
{warn}
"""
    ran = run(code)
    assert (ran.stdout, ran.stderr) == ("WARNING: retracing <function f>\n", "")


def stand_in(folder, code):
    """Return code that imports a TensorFlow of our own."""
    (folder / "tensorflow.py").write_text(code)
    return f"import os, sys; sys.path.insert(0, {str(folder)!r}); {LOAD}"


def test_what_is_written_to_the_error_stream_is_kept_if_loading_fails(tmp_path):
    code = "import os\nos.write(2, b'the reason')\nraise ImportError('broken')\n"
    ran = run(stand_in(tmp_path, code))
    assert ran.returncode == 1
    assert "the reason" in ran.stderr
    assert "ImportError: broken" in ran.stderr


def test_the_error_stream_works_afterwards(tmp_path):
    code = "import logging, os\nos.write(2, b'noise')\nget_logger = logging.getLogger\n"
    ran = run(stand_in(tmp_path, code) + "; os.write(2, b'after')")
    assert (ran.returncode, ran.stderr) == (0, "after")


def test_without_it_an_error_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(NotInstalled) as caught:
        import_tensorflow()
    assert "\n".join(caught.value._render_traceback_()) == HOW_TO_INSTALL
    assert isinstance(caught.value, ImportError)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_without_it_a_lesson_says_so_in_its_first_cell(lesson, hidden):
    notebook = nbformat.read(lesson, as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    notebook.cells = [first]
    client = NotebookClient(notebook, timeout=120, allow_errors=True, kernel_name="python3")
    client.execute(env=hidden)
    back_to_the_top, output = first.outputs
    assert "scrollTo({ top: 0 })" in back_to_the_top.data["application/javascript"]
    assert output.output_type == "error"
    assert "\n".join(output.traceback) == HOW_TO_INSTALL


def test_without_it_the_lessons_tests_are_skipped(hidden):
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [*command, *map(str, LESSONS)], capture_output=True, text=True, env=hidden, cwd=ROOT
    )
    assert ran.returncode == 0, ran.stdout
    assert "TensorFlow is not installed" in ran.stdout
    assert "passed" not in ran.stdout
