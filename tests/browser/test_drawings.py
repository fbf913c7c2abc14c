"""Drawings of graphs in a page: those that are wider than the page can be read all the same."""

from .figures import wait_until

WIDE = """
import dl101 as dl
from dl101.draw import draw

with dl.Graph().as_default():
    total = dl.add_n([dl.placeholder(shape=[], name=f"x{i}") for i in range(20)])
draw(total)
"""


def test_a_drawing_wider_than_the_page_keeps_its_size_and_scrolls(lab, open_notebook):
    with open_notebook(lab.write("wide.ipynb", [WIDE.strip()])) as notebook:
        notebook.run_all()
        image = notebook.page.locator(".jp-OutputArea-output img")
        image.wait_for()
        wait_until(lambda: image.evaluate("(one) => one.naturalWidth") > 3000, "not wide at all")
        shown = image.evaluate("(one) => one.clientWidth / one.naturalWidth")
        assert shown == 1, "letters shrink"
        scroll = "(one) => [one.parentElement.clientWidth, one.parentElement.scrollWidth]"
        visible, whole = image.evaluate(scroll)
        assert visible < 1280 < 3000 < whole
