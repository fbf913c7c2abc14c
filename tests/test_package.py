"""What is in the wheel and in the source distribution."""

import subprocess
import tarfile
import zipfile
from email.parser import Parser

import pytest

from .tools.packages import ROOT, build

NO_PARTS = ("__pycache__", ".ipynb_checkpoints")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(tmp_path_factory.mktemp("dist"))


def files(folder):
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if not any(part in NO_PARTS for part in path.parts)
    }


def test_the_wheel_holds_the_library_its_front_end_and_the_lessons(built):
    packed = zipfile.ZipFile(built[1]).namelist()
    names = {name for name in packed if ".dist-info/" not in name and ".data/" not in name}
    lessons = {f"dl101/{name}" for name in files("lessons") - files("lessons/site")}
    assert len(lessons) >= 4
    assert any(name.endswith(".js") for name in names)
    assert names == files("dl101") | lessons


def test_the_wheel_brings_what_the_environment_s_jupyter_needs(built):
    names = {name.partition(".data/data/")[2] for name in zipfile.ZipFile(built[1]).namelist()}
    assert names - {""} == {
        "etc/jupyter/jupyter_server_config.d/dl101.json",
        "etc/jupyter/labconfig/default_setting_overrides.d/dl101.json",
        "share/jupyter/labextensions/dl101/contents.js",
        "share/jupyter/labextensions/dl101/package.json",
    }


def test_the_wheel_says_what_it_is(built):
    wheel = zipfile.ZipFile(built[1])
    (info,) = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
    about = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())
    assert about["Name"] == "dl101"
    assert about["License-Expression"] == "MIT"
    assert about["Description-Content-Type"] == "text/markdown"
    assert "numpy" in str(about.get_all("Requires-Dist"))
    assert b"dl101 = dl101.command:main" in wheel.read(f"{info}/entry_points.txt")


def test_the_source_distribution_holds_what_git_holds(built):
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    tracked = {name for name in listed.stdout.splitlines() if (ROOT / name).exists()}
    with tarfile.open(built[0]) as archive:
        packed = {member.name.split("/", 1)[1] for member in archive.getmembers()}
    assert tracked - packed == set()
    assert packed - tracked == {"PKG-INFO"}
