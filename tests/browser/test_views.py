"""Views of widgets: in two windows, in other cells, on other screens, and always of the present."""

import json

import pytest

from .figures import STILLS, Figure, wait_until
from .lab import Notebook

SHOWN = """
from ipywidgets import Output
from dl101.widgets import *
p = Boundary([[-2, -2], [-2, 1], [2, 2], [2, -1]], [0, 0, 1, 1], w1=1.0, w2=0.0, b=0.0,
             kernel_readout=lambda widget: {"heard": widget.b})
p
"""
SHARP = """(canvas) => {
  const { width } = canvas.getBoundingClientRect();
  return Math.abs(canvas.width - width * devicePixelRatio) <= 1.5 * devicePixelRatio;
}"""
# How many frames on a finer screen pass until every canvas has twice the pixels.
FRAMES = """() => new Promise((done) => {
  const all = [...document.querySelectorAll(".dl101 canvas")];
  const canvases = all.filter((canvas) => canvas.clientWidth > 0);
  const before = canvases.map((canvas) => canvas.width);
  const fine = (canvas, i) => Math.abs(canvas.width - 2 * before[i]) <= 2;
  let frames = 0;
  const look = () => {
    if (devicePixelRatio === 2) frames += 1;
    if (canvases.every(fine) || frames > 100) done(frames);
    else requestAnimationFrame(look);
  };
  look();
})"""


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    with open_notebook(lab.write("views.ipynb", [SHOWN])) as opened:
        opened.run_all()
        yield opened


@pytest.fixture
def two(notebook):
    figure = Figure(notebook, 0)
    notebook.kernel("p.reset()")
    wait_until(lambda: "w = (1.00, 0.00), b = 0.00" in figure.summary(), figure.summary())
    yield figure
    assert notebook.problems() == []


def test_what_was_looked_at_is_read_out_of_the_present_picture(two, notebook):
    two.page.mouse.move(*two.screen(2, 2))
    wait_until(lambda: two.reads("z = w·x + b").endswith("+ 0.00 = 2.00"), "no read-out")
    two.page.mouse.move(5, 5)
    two.press(two.slider("bias b"), "ArrowRight")
    wait_until(lambda: two.reads("z = w·x + b").endswith("= 2.10"), "the score is that from before")
    notebook.kernel("p.b = -3")
    score = "1.00·2.00 + 0.00·2.00 \N{MINUS SIGN} 3.00 = \N{MINUS SIGN}1.00"
    wait_until(lambda: two.reads("z = w·x + b") == score, "not Python's")
    assert "= 0.269 for orange" in two.reads("\N{GREEK SMALL LETTER SIGMA}(z)")
    assert two.reads("distance").endswith("= \N{MINUS SIGN}1.00")
    assert two.reads("label") == "orange square"
    notebook.kernel("p.set_points([[0, 0]], [0])")
    wait_until(lambda: two.reads("label") == "no point here", "the point has gone")


def test_in_two_windows_there_is_one_state(two, notebook, browser, lab):
    notebook.command("docmanager:save")
    other = Notebook(browser, lab, "views.ipynb")
    try:
        there = Figure(other, 0)
        two.changes(lambda: two.press(two.slider("weight w1"), "ArrowRight"))
        wait_until(lambda: there.slider("weight w1").input_value() == "1.1", "it does not follow")
        there.changes(lambda: there.press(there.slider("weight w1"), *["ArrowRight"] * 5))
        wait_until(lambda: two.slider("weight w1").input_value() == "1.6", "it does not follow")
        there.press(there.slider("weight w2"), *["ArrowRight"] * 3)
        two.changes(lambda: two.press(two.slider("bias b"), "ArrowLeft"))
        wait_until(lambda: there.slider("bias b").input_value() == "-0.1", "it does not follow")
        notebook.wait_kernel("print(p.w1.__round__(6), p.w2.__round__(6), p.b)", "1.6 0.3 -0.1")
        assert two.summary() == there.summary()
        notebook.kernel("p.weights = -1, 0")
        there.changes(lambda: there.button("One step").click())
        wait_until(lambda: "1 correction." in two.find(".dl101-said").inner_text(), "not told")
        assert two.find(".dl101-scores").inner_text() == there.find(".dl101-scores").inner_text()
        assert other.problems() == []
    finally:
        other.context.close()


def test_a_range_widens_for_a_value_and_comes_back(two, notebook):
    slider = two.slider("weight w1")
    two.changes(lambda: notebook.kernel("p.w1 = 1e6"))
    assert float(slider.get_attribute("max")) == 1e6
    two.button("Reset").click()
    wait_until(lambda: slider.input_value() == "1", "not reset")
    assert [float(slider.get_attribute(end)) for end in ("min", "max")] == [-10, 10]


def test_a_slider_let_go_where_it_was_still_follows_python(two, notebook):
    slider = two.slider("weight w1")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    mouse, y = two.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + 0.55 * box["width"], y)
    mouse.down()
    two.changes(lambda: mouse.move(box["x"] + 0.7 * box["width"], y, steps=3))
    held = float(notebook.kernel("print(p.w1)"))
    mouse.move(box["x"] + 0.55 * box["width"], y, steps=3)
    wait_until(lambda: float(slider.input_value()) != held, "not dragged back")
    # In the hand, a range does not change: it would pull the handle away.
    notebook.kernel("p.w1 = 30")
    two.page.wait_for_timeout(300)
    assert slider.get_attribute("max") == "10"
    mouse.up()
    two.changes(lambda: notebook.kernel("p.w1 = 40"))
    wait_until(lambda: slider.get_attribute("max") == "40", "the range does not follow")
    assert [slider.get_attribute("min"), slider.input_value()] == ["-10", "40"]


def test_the_arrow_is_w_or_says_by_how_much_it_is_shrunk(two, notebook):
    def tip():
        box, canvas = two.handle("normal vector").bounding_box(), two.canvas.bounding_box()
        return (box["x"] + box["width"] / 2 - canvas["x"]) / canvas["width"] * 10 - 5

    for w, length in ((1, 1), (4, 4), (5, 2.5), (9, 4.5), (30, 3), (1e6, 2)):
        notebook.kernel(f"p.w1 = {w}")
        wait_until(lambda wanted=length: abs(tip() - wanted) < 0.03, f"w1 = {w}: {tip()}")
    two.drag((2, 0), (3, 0))
    notebook.wait_kernel("print(round(p.w1 / 1e5))", "15")


def test_on_a_finer_screen_every_canvas_is_sharp_at_once(two, notebook, open_notebook, lab):
    cells = [SHOWN, "LossSurface(LossBoundary(p.points, p.labels))", "Descent()"]
    with open_notebook(lab.write("sharp.ipynb", cells), fresh=True) as opened:
        opened.run_all()
        canvases = opened.page.locator(".dl101 canvas:visible")
        wait_until(lambda: canvases.count() == 5, "not all are shown")
        for canvas in canvases.all():
            canvas.scroll_into_view_if_needed()
            wait_until(lambda one=canvas: one.evaluate(SHARP), "not sharp to begin with")
        session = opened.context.new_cdp_session(opened.page)
        # Without another size of the window, Chromium's emulation tells the page nothing at all.
        size = {"width": 1280, "height": 1001, "mobile": False}
        opened.page.evaluate(f"() => {{ window.passed = ({FRAMES})(); }}")
        session.send("Emulation.setDeviceMetricsOverride", {**size, "deviceScaleFactor": 2})
        assert opened.page.evaluate("() => window.passed") <= 3
        opened.page.set_viewport_size({"width": 560, "height": 900})
        for canvas in canvases.all():
            wait_until(lambda one=canvas: one.evaluate(SHARP), "not sharp after resizing")


OUTPUT = "from ipywidgets import Output\nfrom dl101.widgets import *\nout = Output()\nout"
HANDLE = "from dl101.widgets import *\nhandle = display('nothing yet', display_id=True)"
FIRST = "q = Boundary(w1=2.0)"
PLACES = {
    "an Output": (OUTPUT, f"{FIRST}\nwith out:\n    display(q)"),
    "a display": (HANDLE, f"{FIRST}\nhandle.update(q)"),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_widget_in_another_cell_stays_when_its_own_is_edited(place, lab, open_notebook):
    first, second = PLACES[place]
    with open_notebook(lab.write("places.ipynb", [first, second])) as opened:
        opened.run_all()
        figure = Figure(opened, 0)
        assert not any(still.is_visible() for still in opened.page.locator(STILLS).all())
        edit = "() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.sharedModel"
        opened.page.evaluate(f"{edit}.setSource('print(1)')")
        opened.run_cell(1)
        opened.run_cell(1)
        assert figure.root.count() == 1
        assert not any(still.is_visible() for still in opened.page.locator(STILLS).all())
        figure.changes(lambda: figure.press(figure.slider("weight w1"), "ArrowRight"))
        opened.wait_kernel("print(q.w1)", "2.1")
        # Once its place has gone, so has the widget.
        opened.page.evaluate(f"{edit.replace('[1]', '[0]')}.setSource('1')")
        opened.run_cell(0)
        assert figure.root.count() == 0
        assert opened.problems() == []


def test_labels_of_minus_one_are_explained(notebook):
    said = notebook.kernel("Boundary([[0, 1], [1, 0]], [-1, 1])")
    assert json.dumps("classes are counted from 0 here: pass np.array(labels) > 0")[1:-1] in said


def test_what_python_has_said_of_an_earlier_state_pales(two, notebook):
    """The last one with this notebook: it ends the kernel."""
    read = two.find(".dl101-kernel")
    two.press(two.slider("bias b"), "ArrowRight")
    wait_until(lambda: read.inner_text() == "heard: 0.1", "Python does not answer")
    wait_until(lambda: float(read.evaluate("(one) => getComputedStyle(one).opacity")) == 1, "pale")
    notebook.end_kernel()
    two.changes(lambda: two.press(two.slider("bias b"), "ArrowRight"))
    wait_until(lambda: float(read.evaluate("(one) => getComputedStyle(one).opacity")) < 1, "fresh")
    assert read.inner_text() == "heard: 0.1"
    notebook.errors.clear()
