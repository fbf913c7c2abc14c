"""The command line: help, exit codes, and no traceback for what a person mistypes."""

import os
import subprocess
import sys

import pytest

from dl101 import __version__
from dl101.command import lessons, main


@pytest.fixture(autouse=True)
def data(tmp_path_factory, monkeypatch):
    """Keep what Jupyter remembers of the lessons out of the home directory."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("data")))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--version"], __version__),
        (["--help"], "exit codes"),
        (["lessons", "--help"], "a lesson that you have edited or run is never overwritten"),
        (["update", "--help"], "pip install --upgrade dl101"),
        (["check", "--help"], "works on this machine"),
        (["progress", "--help"], "runs nothing"),
    ],
)
def test_version_and_help(arguments, expected, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert expected in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["update", "nowhere"], "has not put any lessons into nowhere"),
        (["lessons", "--lesson", "99", "--no-open"], "There is no lesson 99; there are 1, 2, 3"),
        (["lessons", "--lesson", "x", "--no-open"], "There is no lesson x"),
        (["lessons", "--no-open", "--", "--port=1"], "--no-open does not start JupyterLab"),
        (["check", "--", "--port=1"], "Only `dl101 lessons`"),
        (["progress", "nowhere"], "There is no folder nowhere"),
        (["progress", "."], "There is no notebook in"),
        (["progress", "n" * 5000], "File name too long"),
    ],
)
def test_mistakes_are_answered_in_a_sentence(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith("dl101: ")
    assert message in written.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["lesson"], ["progress"]])
def test_unknown_words_show_the_usage(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: dl101" in capsys.readouterr().err


def test_the_real_lessons_are_copied_and_renewed(tmp_path, capsys):
    work = tmp_path / "work"
    assert main(["lessons", str(work), "--no-open"]) == 0
    names = [line.split(":")[0].strip() for line in capsys.readouterr().out.splitlines()[1:]]
    assert names[0] == "01-computational-graphs.ipynb"
    assert names == sorted(path.name for path in work.glob("*.ipynb"))
    assert main(["update", str(work)]) == 0
    assert "01-computational-graphs.ipynb: up to date" in capsys.readouterr().out


def test_jupyterlab_is_started_in_the_folder(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(lessons.os, "execv", lambda path, command: started.append(command))
    monkeypatch.setattr(lessons.subprocess, "call", lambda command: 0)
    assert main(["lessons", str(tmp_path), "--lesson", "2", "--", "--port", "9999"]) == 0
    (command,) = started
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path}" in command
    assert "--LabApp.default_url=/lab/tree/02-perceptrons.ipynb" in command
    assert command[-2:] == ["--port", "9999"]


def test_as_a_module_and_into_a_closed_pipe(tmp_path):
    command = f"{sys.executable} -m dl101.command lessons {tmp_path} --no-open | head -c 10"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stdout == "Lessons in"
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are text there")
def test_a_name_that_is_no_text_is_written_as_well_as_it_can_be(tmp_path):
    (tmp_path / os.fsdecode(b"a\xff.ipynb")).write_text("no notebook")
    ran = subprocess.run(
        [sys.executable, "-m", "dl101.command", "progress", tmp_path],
        env={**os.environ, "PYTHONIOENCODING": "utf-8:strict"},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert r"a\udcff.ipynb" in ran.stdout
