"""From the built wheel alone: ``dl101 lessons`` opens lessons whose widgets work."""

import subprocess

import pytest

from ..packages import build, install
from .lab import Lab, opened
from .test_lessons import check_lesson


class InstalledLab(Lab):
    """What ``dl101 lessons`` starts, in an environment that has nothing but the wheel."""

    def __init__(self, commands):
        self._dl101 = str(commands / "dl101")
        super().__init__()

    def _command(self):
        return [self._dl101, "lessons", str(self.root), "--lesson", "2", "--", *self._options()]

    def _environment(self):
        inherited = super()._environment()
        return {n: v for n, v in inherited.items() if n not in ("PYTHONPATH", "VIRTUAL_ENV")}


@pytest.fixture(scope="module")
def commands(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    return install(build(folder / "dist")[1], folder / "environment")


def test_the_lessons_open_from_the_wheel_alone(browser, commands):
    lab = InstalledLab(commands)
    try:
        for name in ("01-computational-graphs.ipynb", "02-perceptrons.ipynb"):
            with opened(browser, lab, name) as notebook:
                source = notebook.kernel("import dl101; print(dl101.__file__)")
                assert str(commands.parent) in source
                check_lesson(notebook)
    finally:
        lab.close()


def test_without_a_lesson_in_the_address_the_wanted_one_opens(browser, commands):
    lab = InstalledLab(commands)
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(lab.url)
        page.wait_for_url("**/02-perceptrons.ipynb*")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
    finally:
        context.close()
        lab.close()


def test_the_machine_check_passes_there(commands):
    done = subprocess.run([commands / "dl101", "check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "optional  TensorFlow: not installed" in done.stdout
