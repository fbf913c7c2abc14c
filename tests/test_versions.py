"""The runs with the oldest and the newest versions, and where they are run."""

import re
import tomllib
from pathlib import Path

import pytest

from . import versions

ROOT = Path(__file__).parents[1]
WORKFLOW = (ROOT / ".github/workflows/ci.yml").read_text()
SCRIPT = (ROOT / ".ci/run").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("which", "resolution"), versions.RESOLUTIONS.items())
def test_an_environment_of_their_own(which, resolution, tmp_path):
    make, install = versions.installing(which, "3.12", tmp_path)
    assert make == ["uv", "venv", "--quiet", "--python", "3.12", str(tmp_path)]
    assert install[install.index("--resolution") + 1] == resolution
    assert install[install.index("--python") + 1] == str(tmp_path)
    assert ".[tensorflow]" in install
    assert f"`uv run python -m tests.versions {which}`" in README


def test_pyenvs_pythons_are_found(tmp_path, monkeypatch):
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert versions.interpreter("3.12") == "3.12"
    python = tmp_path / "versions/3.12.1/bin/python"
    python.parent.mkdir(parents=True)
    python.touch()
    assert versions.interpreter("3.12") == str(python)
    assert versions.interpreter("3.1") == "3.1"


def test_the_script_runs_the_newest_and_the_oldest():
    lines = SCRIPT.splitlines()
    assert "set -euo pipefail" in lines
    assert 'bash -c "$test_command"' in lines
    assert lines[-1] == "uv run python -m tests.versions oldest"


def test_everything_has_a_lower_bound():
    tables = [{"": PROJECT["project"]["dependencies"]}, PROJECT["project"]["optional-dependencies"]]
    tables += [{"dev": PROJECT["dependency-groups"]["dev"]}]
    requirements = [one for table in tables for part in table.values() for one in part]
    assert len(requirements) > 10
    assert [one for one in requirements if not re.search(r">=\d", one)] == []


def test_the_workflow_runs_the_script_on_every_python():
    assert "- run: .ci/run\n" in WORKFLOW
    matrix = re.search(r"python: \[(.*)\]", WORKFLOW)[1]
    claimed = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert re.findall(r"[\d.]+", matrix) == claimed
    assert all(f"  {event}:" in WORKFLOW for event in ("push", "pull_request", "schedule"))
    assert re.findall(r"uses: \S+@(\S+)", WORKFLOW)
    assert all(re.fullmatch(r"v\d+\.\d+\.\d+", v) for v in re.findall(r"uses: \S+@(\S+)", WORKFLOW))
