"""Fuzzing of the command line: a sentence and an exit code for anything that is typed."""

import contextlib
import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dl101.command import lessons, main
from dl101.command.progress import MIME_TYPE

from .calls import NAMES

WORDS = (
    *("lessons", "update", "progress", "check", "--help", "--version", "--no-open", "--lesson"),
    *("--format", "json", "csv", "table", "1", "-1", "99", "--", "-", "--nonsense", ".", "..", "/"),
    *("/dev/null", "/proc/1", "no/such/folder", "~", "*", "\udcff"),
)


@pytest.fixture(autouse=True)
def _in_a_folder_without_a_browser(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lessons, "_open", lambda *_: 0)


def exit_code(arguments, capsys):
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code
    written = capsys.readouterr()
    assert code in (0, 1, 2)
    assert "Traceback" not in written.err
    assert code == 0 or written.err or written.out
    assert len(written.err) < 5000 + len("".join(arguments))  # argparse repeats what was typed
    return code


def _can_be_typed(word):
    with contextlib.suppress(UnicodeEncodeError):
        return b"\0" not in os.fsencode(word) and word not in ("..", "/", "/dev/null")
    return False


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arguments=st.lists(st.sampled_from(WORDS) | st.sampled_from(NAMES), max_size=5))
def test_arguments(arguments, capsys):
    if "check" in arguments:  # runs kernels; test_check.py runs it
        arguments = [*arguments, "--nonsense"]
    # What a command line cannot hold, or would write outside of the folder.
    arguments = [word for word in arguments if _can_be_typed(word)]
    exit_code(arguments, capsys)


KEYS = ("cells", "cell_type", "source", "outputs", "data", MIME_TYPE, "lesson", "exercise")
NOTEBOOKS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(NAMES) | st.just(MIME_TYPE),
    lambda one: (
        st.lists(one, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "source", "outputs", "data", MIME_TYPE, "lesson"]
            ),
            one,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=NOTEBOOKS, record=NOTEBOOKS, form=st.sampled_from(["table", "csv", "json"]))
def test_progress_reads_whatever_is_in_a_notebook(content, record, form, tmp_path, capsys):
    cell = {"cell_type": "code", "source": "from dl101.exercises import perceptrons as exercises"}
    cell["outputs"] = [{"data": {MIME_TYPE: record}}]
    (tmp_path / "a.ipynb").write_text(json.dumps(content))
    (tmp_path / "b.ipynb").write_text(json.dumps({"cells": [cell]}))
    assert exit_code(["progress", str(tmp_path), "--format", form], capsys) == 0
