"""The runs with the oldest and the newest versions, and where they are run."""

import json
import os
import re
import subprocess

import pytest

from .tools import versions
from .tools.versions import PROJECT, ROOT

WORKFLOW = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")


@pytest.mark.parametrize(("which", "resolution"), versions.RESOLUTIONS.items())
def test_an_environment_of_their_own(which, resolution, tmp_path):
    make, install, _, test = versions.commands(which, "python3.12", tmp_path, ["-x"])
    assert make == ["uv", "venv", "--quiet", "--python", "python3.12", str(tmp_path)]
    assert install[install.index("--resolution") + 1] == resolution
    assert install[install.index("--python") + 1] == str(tmp_path)
    groups = [install[i + 1] for i, word in enumerate(install) if word == "--group"]
    assert groups == ["dev", "tensorflow"]
    assert test[0].startswith(str(tmp_path))
    assert test[1:] == ["-m", "pytest", "-x"]


def test_the_oldest_build():
    [requirement] = PROJECT["build-system"]["requires"]
    assert versions.build_constraints("oldest").split("==") == requirement.split(">=")
    assert versions.build_constraints("newest") == ""


def test_a_python_that_is_not_there(capsys):
    with pytest.raises(SystemExit):
        versions.main(["oldest", "--python", "2.2"])
    assert "no Python 2.2 on this machine" in capsys.readouterr().err


@pytest.mark.parametrize(("codes", "expected"), [([1, 0], 0), ([1, 1], 1), ([0], 0)])
def test_what_fails_is_run_again_if_asked_for(codes, expected, monkeypatch):
    calls = []

    def run(command, **_options):
        tests = "pytest" in command
        calls.extend([command] if tests else [])
        return subprocess.CompletedProcess(command, codes[len(calls) - 1] if tests else 0)

    monkeypatch.setattr(versions.subprocess, "run", run)
    assert versions.main(["oldest", "--again", "-x"]) == expected
    assert [call[3:] for call in calls] == [["-x"], ["-x", "--last-failed"]][: len(codes)]


@pytest.mark.skipif(os.name == "nt", reason="a script for bash")
@pytest.mark.parametrize(
    ("newest", "again", "oldest"), [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 0, 2)]
)
def test_the_script_runs_both_and_fails_if_either_fails(newest, again, oldest, tmp_path):
    (tmp_path / ".ci").mkdir()
    for name in (".ci/run", "README.md"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"))
    stand_in = f"""#!/bin/bash
case "$*" in
    "run pytest --last-failed") echo "this is what had failed"; exit {again} ;;
    "run pytest") echo "this is the newest"; exit {newest} ;;
    *"tests.tools.versions oldest"*) echo "this is the oldest"; exit {oldest} ;;
esac"""
    for name in ("uv", "pip", "chromium"):
        (tmp_path / name).write_text(stand_in)
        (tmp_path / name).chmod(0o755)
    search = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    variables = os.environ | {"PATH": search}
    command = ["bash", tmp_path / ".ci/run"]
    ran = subprocess.run(command, env=variables, capture_output=True, text=True)
    failed = newest and again
    assert ran.returncode == (1 if failed or oldest else 0)
    lines = ran.stdout.splitlines()
    assert ("this is what had failed" in lines) == bool(newest)
    assert lines.index("this is the newest") < lines.index("this is the oldest")
    told = ["FAILED" if one else "passed" for one in (failed, oldest)]
    assert lines[-1] == f"+ newest versions: {told[0]}; oldest versions: {told[1]}"


def test_everything_has_a_lower_bound():
    extras = PROJECT["project"]["optional-dependencies"].values()
    lists = [PROJECT["build-system"]["requires"], PROJECT["project"]["dependencies"], *extras]
    lists += [PROJECT["dependency-groups"][group] for group in ("dev", "site")]
    # A table includes another group.
    requirements = [one for list_ in lists for one in list_ if not isinstance(one, dict)]
    assert len(requirements) > 10
    assert [one for one in requirements if not re.search(r">=\d", one)] == []


def test_the_workflow_runs_the_script_on_every_python():
    assert "- run: .ci/run\n" in WORKFLOW
    matrix = re.search(r"python: \[(.*)\]", WORKFLOW)[1]
    claimed = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert re.findall(r"[\d.]+", matrix) == claimed
    assert all(f"  {event}:" in WORKFLOW for event in ("push", "pull_request", "schedule"))
    pinned = re.findall(r"uses: \S+@(\S+)", WORKFLOW)
    assert pinned
    assert all(re.fullmatch(r"v\d+\.\d+\.\d+", version) for version in pinned)


def test_saved_widgets_are_shown_by_every_version_of_anywidget():
    asked_for = {
        version
        for lesson in ROOT.glob("lessons/*.ipynb")
        for saved in json.loads(lesson.read_text("utf-8"))["metadata"].get("widgets", {}).values()
        for model in saved["state"].values()
        if model["model_module"] == "anywidget"
        for version in (
            model["model_module_version"],
            model["state"]["_model_module_version"],
            model["state"]["_view_module_version"],
        )
    }
    assert asked_for == {"*"}
