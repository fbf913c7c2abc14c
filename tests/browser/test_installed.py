"""From the built wheel alone: ``dl101 lessons`` opens lessons whose widgets work."""

import subprocess
import urllib.request

import pytest

from ..tools.packages import build, install
from .examples import LIVE
from .figures import wait_until
from .lab import OutsideLab, kept, opened
from .living import must_live

LESSON = "02-perceptrons.ipynb"


class InstalledLab(OutsideLab):
    """What ``dl101 lessons`` starts, in an environment that has nothing but the wheel."""

    def _command(self):
        dl101 = str(self.commands / "dl101")
        return [dl101, "lessons", str(self.root), "--lesson", "2", "--", *self._options()]


@pytest.fixture(scope="module")
def commands(in_ci, tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    return install(build(folder / "dist")[1], folder / "environment")


@pytest.fixture(scope="module")
def installed(browser, commands):
    lab = InstalledLab(commands)
    yield lab
    lab.close()


def test_a_lesson_runs_from_the_wheel_alone(browser, commands, installed):
    with opened(browser, installed, LESSON) as notebook:
        source = notebook.kernel("import dl101; print(dl101.__file__)")
        assert str(commands.parent) in source
        # Its contents are in view, and behind them the lessons.
        notebook.page.locator(".jp-TableOfContents", has_text="Rosenblatt's rule").wait_for()
        notebook.command("filebrowser:activate")
        notebook.page.locator(".jp-DirListing", has_text="01-computational-graphs.ipynb").wait_for()
        # Laid out by the command, the lesson is trusted: its widgets move before anything is run.
        before = notebook.page.locator(LIVE)
        wait_until(lambda: before.count() > 2, "the saved widgets are not shown")
        assert must_live(notebook, notebook.page) > 2
        laid_out, _ = kept(installed, LESSON)
        notebook.run_all()
        assert must_live(notebook, notebook.page) > 2
        assert notebook.problems() == []
        notebook.command("docmanager:save")
    # What the reader has run is saved with its widgets.
    shown, saved = kept(installed, LESSON)
    assert set(shown).isdisjoint(laid_out)
    assert set(shown) <= set(saved)


def test_without_a_lesson_in_the_address_the_wanted_one_opens(installed):
    with urllib.request.urlopen(installed.url) as answer:
        assert answer.url.endswith(f"/lab/tree/{LESSON}")


def test_the_machine_check_passes_there(commands):
    done = subprocess.run([commands / "dl101", "check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "optional  TensorFlow: not installed" in done.stdout
