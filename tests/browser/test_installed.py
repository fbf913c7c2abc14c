"""From the built wheel alone: ``dl101 lessons`` opens lessons whose widgets work."""

import subprocess

import pytest

from ..tools.packages import build, install
from .lab import OutsideLab, opened
from .test_lessons import check_lesson


class InstalledLab(OutsideLab):
    """What ``dl101 lessons`` starts, in an environment that has nothing but the wheel."""

    def _command(self):
        dl101 = str(self.commands / "dl101")
        return [dl101, "lessons", str(self.root), "--lesson", "2", "--", *self._options()]


@pytest.fixture(scope="module")
def commands(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    return install(build(folder / "dist")[1], folder / "environment")


@pytest.fixture(scope="module")
def installed(browser, commands):
    lab = InstalledLab(commands)
    yield lab
    lab.close()


@pytest.mark.parametrize("name", ["01-computational-graphs.ipynb", "02-perceptrons.ipynb"])
def test_lessons_open_from_the_wheel_alone(name, browser, commands, installed):
    with opened(browser, installed, name) as notebook:
        source = notebook.kernel("import dl101; print(dl101.__file__)")
        assert str(commands.parent) in source
        check_lesson(notebook)


def test_without_a_lesson_in_the_address_the_wanted_one_opens(browser, installed):
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(installed.url)
        page.wait_for_url("**/02-perceptrons.ipynb*")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
    finally:
        context.close()


def test_the_machine_check_passes_there(commands):
    done = subprocess.run([commands / "dl101", "check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "optional  TensorFlow: not installed" in done.stdout
