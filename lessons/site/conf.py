"""The web edition's configuration for Sphinx; `tests/tools/site.py` calls it."""

import html
import sys
from pathlib import Path

from docutils.nodes import SkipNode

_ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(_ROOT))

from tests.tools.links import binder_link  # noqa: E402

project = "Deep Learning 101"
author = "The Deep Learning 101 authors"
html_title = project
html_show_copyright = False
extensions = ["myst_nb"]
root_doc = "index"
nb_execution_mode = "off"
nb_ipywidgets_js = {}  # host.js takes their place
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 4
# The verdict of an exercise, for `dl101 progress`; what people read stands beside it.
nb_mime_priority_overrides = [("html", "application/vnd.dl101.exercise+json", None)]
suppress_warnings = ["mystnb.unknown_mime_type"]

html_theme = "furo"
html_theme_options = {"top_of_page_buttons": []}
templates_path = ["templates"]
html_static_path = ["static", "../../dl101/widgets/web/host.js"]
html_css_files = ["katex/katex.min.css", "site.css"]
html_js_files = [
    ("katex/katex.min.js", {"defer": "defer"}),
    ("site.js", {"defer": "defer"}),
    ("host.js", {"defer": "defer"}),
]
html_math_renderer = "katex"
html_copy_source = False
html_use_index = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_search_summary = False  # it would fetch pages, which files may not


def _math(tag, **attributes):
    def visit(self, node):
        self.body.append(self.starttag(node, tag, "", CLASS="math notranslate", **attributes))
        self.body.append(f"{html.escape(node.astext(), quote=False)}</{tag}>")
        raise SkipNode

    return visit, None


def _place(app, pagename, templatename, context, doctree):
    notebook = Path(app.srcdir, f"{pagename}.ipynb")
    if notebook.is_file():
        name = notebook.name
        moves = "jupyter.widget-view+json" in notebook.read_text("utf-8")
        context.update(notebook=name, binder=binder_link(f"lessons/{name}"), moves=moves)


def setup(app):
    app.add_html_math_renderer("katex", _math("span"), _math("div"))
    app.connect("html-page-context", _place)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
