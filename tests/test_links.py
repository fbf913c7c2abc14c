"""Badges and links agree with the one place that says where the project lives."""

from urllib.parse import parse_qs, urlparse

import dl101

from .tools import links

README = links.README.read_text("utf-8")


def test_they_are_those_that_the_command_writes():
    assert links.with_links(README) == README
    page = links.TEACHING.read_text("utf-8")
    assert links.with_nbgitpuller(page) == page
    assert page.count(links.nbgitpuller_link(links.lesson_paths()[0])) == 1


def test_there_is_a_badge_for_the_course_and_one_for_each_lesson():
    first, *others = links.lesson_paths()
    counts = [README.count(links.binder_link(path)) for path in (first, *others)]
    assert counts == [2, *(1 for _ in others)]
    assert README.count("![launch on Binder]") == sum(counts)


def test_a_badge_opens_a_real_notebook_in_lab_at_the_released_tag():
    for path in links.lesson_paths():
        address = urlparse(links.binder_link(path))
        assert address.path == f"/v2/gh/deep-learning-101/dl101/v{dl101.__version__}"
        (opened,) = parse_qs(address.query)["urlpath"]
        assert opened.startswith("lab/tree/lessons/")
        assert (links.ROOT / opened.removeprefix("lab/tree/")).is_file()


def test_another_home_changes_every_link(monkeypatch):
    monkeypatch.setattr(links, "REPOSITORY", "https://github.com/somebody/course")
    monkeypatch.setattr(links, "TAG", "v9")
    changed = links.with_links(README)
    assert changed.count("/gh/somebody/course/v9?") == 1 + len(links.lesson_paths())
    assert changed.count("(https://somebody.github.io/course/)") == 1
    assert "deep-learning-101" not in changed
    page = links.with_nbgitpuller(links.TEACHING.read_text("utf-8"))
    assert "repo=https%3A%2F%2Fgithub.com%2Fsomebody%2Fcourse&branch=main" in page
    assert "urlpath=lab%2Ftree%2Fcourse%2Flessons%2F01-" in page
