"""Names: refused or shown as they are; their markup never becomes the page's."""

import re
import warnings
from html.parser import HTMLParser

import pytest
from hypothesis import given

import dl101 as dl
from dl101.draw import draw
from dl101.exercises.answers import described
from dl101.exercises.exercise import Note
from dl101.source import Source
from dl101.widgets import Boundary, Stepper

from .calls import Refused, apart, kept, names

SVG = {"svg", "g", "title", "polygon", "path", "text", "ellipse", "polyline", "a", "tspan"}
HTML = {"div", "img", "p", "pre"}
MARKDOWN = {"p", "strong", "code", "pre", "em", "div", "span", "li", "ul", "ol", "br", "table"}


class Elements(HTMLParser):
    """Collects the elements and attributes of a piece of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.names, self.attributes = set(), {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= dict(attrs)


def must_be_harmless(page: str, allowed: set[str]) -> None:
    found = Elements(page)
    assert found.names <= allowed, found.names - allowed
    assert not [name for name in found.attributes if name.startswith("on")]
    links = [str(found.attributes.get(name)) for name in ("href", "xlink:href", "src")]
    assert not [link for link in links if link.lower().startswith("javascript:")]
    page.encode()  # half characters cannot be sent to a browser


def with_name(name):
    """Make nodes of one name, wherever a name may be given."""
    x = dl.placeholder(dl.float64, [2], name=name)
    w = dl.Variable([1.0, 2.0], name=name)
    with dl.name_scope(name):
        y = dl.square(x * w, name=name)
    return x, w, dl.reduce_sum(y, name=name)


@given(name=names())
def test_the_rule_is_tensorflows(name):
    allowed = re.fullmatch(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]{0,499}", name)
    with apart() as graph:
        try:
            node = kept(lambda: dl.constant(1.0, name=name), graph)
            assert node.name == (name or "Const")
        except Refused:
            assert name
            assert not allowed


@given(name=names())
def test_drawings_and_steppers_show_no_markup(name):
    with apart() as graph:
        try:
            x, _w, y = kept(lambda: with_name(name), graph)
        except Refused:
            return
        feeds = {x: [1.0, 2.0]}
        with dl.Session() as session:
            drawing = draw(y, session, feeds, loss=y, highlight=x)
            stepper = Stepper(y, feeds, session, sliders=x)
        for picture in (drawing, stepper.still()):
            bundle = picture._repr_mimebundle_()
            must_be_harmless(bundle["image/svg+xml"], SVG)
            must_be_harmless(bundle["text/html"], HTML)
            assert len(bundle["text/plain"]) < 5000
        state = stepper.get_state()
        must_be_harmless(state["_drawing"]["svg"], SVG)
        assert max(len(slider["label"]) for slider in state["_sliders"]) < 80
        assert max(len(step["sentence"]) for step in state["_trace"]["steps"]) < 500


@given(name=names().filter(bool))
def test_names_that_come_past_the_rule_show_no_markup(name):
    # The rule keeps markup out; should it ever be loosened, the pictures must hold.
    with apart():
        x = dl.placeholder(name="x")
        y = dl.square(x)
        x.name = name
        drawing = draw(y, dl.Session(), {x: 1.0})
    must_be_harmless(drawing.svg(), SVG)
    must_be_harmless(drawing._repr_mimebundle_()["text/html"], HTML)


@given(text=names())
def test_notes_of_exercises_show_no_markup(text):
    nbconvert = pytest.importorskip("nbconvert.filters.markdown")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        note = Note("Not right yet.", f"This is {described(text)}.")
        page = nbconvert.markdown2html(note._repr_mimebundle_()["text/markdown"])
    must_be_harmless(page, MARKDOWN)


@given(text=names().filter(lambda text: "\ud800" not in text))
def test_source_code_shows_no_markup(text):
    nbconvert = pytest.importorskip("nbconvert.filters.markdown")
    page = nbconvert.markdown2html(Source(text)._repr_mimebundle_()["text/markdown"])
    must_be_harmless(page, MARKDOWN)


@given(text=names())
def test_readouts_are_sent_as_text(text):
    """The front end writes them with textContent; the browser test sees to that."""
    widget = Boundary([[0, 0]], [0], kernel_readout=lambda widget: {text: text})
    kept(lambda: widget.get_state())
    widget.kernel_readout = lambda widget: {}["<b>"]
    assert "error" in widget._kernel
