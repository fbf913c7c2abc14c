"""Committed lessons as ``jupyter nbconvert --to html`` exports them, read with no network."""

from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"

LOOK = """async () => {
  const look = async (image) => {
    await image.decode();
    const { width, height } = image.getBoundingClientRect();
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const colours = new Set(new Uint32Array(data.buffer));
    const visible = image.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return { alt: image.alt, width, height, colours: colours.size, visible };
  };
  return Promise.all([...document.images].map(look));
}"""


@pytest.fixture
def offline(browser):
    context = browser.new_context(offline=True)
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page(), asked
    context.close()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_figure_is_there_without_network_and_kernel(lesson, offline, tmp_path):
    page, asked = offline
    notebook = nbformat.read(lesson, as_version=4)
    expected, widgets = _figures(notebook)
    uses_widgets = any("from dl101.widgets import" in cell.source for cell in notebook.cells)
    assert bool(widgets) == uses_widgets
    path = tmp_path / f"{lesson.stem}.html"
    path.write_text(HTMLExporter().from_filename(str(lesson))[0], "utf-8")
    page.goto(path.as_uri())

    shown = page.evaluate(LOOK)
    assert [image["alt"] for image in shown] == expected
    for image in shown:
        what = f"{image['alt'][:60]!r}: {image}"
        assert image["visible"], what
        assert min(image["width"], image["height"]) > 40, what
        assert image["width"] <= page.viewport_size["width"], what
        assert image["colours"] > 3, f"a blank picture, {what}"
    # Where the widgets would be, there is nothing: no message, and no hole.
    for place in page.query_selector_all(".jupyter-widgets"):
        assert place.inner_text().strip() == ""
        assert place.bounding_box()["height"] < 60
    text = page.inner_text("body")
    for phrase in ("model not found", "Error displaying widget", "Loading widget", "Traceback"):
        assert phrase not in text
    assert asked, "the page was to ask for libraries that it does without"


def _figures(notebook):
    """What each picture says of itself, in their order, and the number of widgets."""
    words, widgets = [], 0
    for cell in notebook.cells:
        before = None
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if _is_picture(data):
                words.append(data["text/plain"])
            if WIDGET in data:
                widgets += 1
                assert before is not None, f"no still picture before {data['text/plain']}"
                assert _is_picture(before)
            before = data
    assert all(words)
    return words, widgets


def _is_picture(data):
    return "<img " in data.get("text/html", "")
