"""matplotlib's figures as pictures in a page, with words for those who cannot see them."""

import base64
import html
import io
from typing import TYPE_CHECKING

from .checks import check_text, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["show"]


def check_axes(axes) -> None:
    """Accept matplotlib's axes."""
    from matplotlib.axes import Axes

    if not isinstance(axes, Axes):
        raise TypeError(f"axes must be matplotlib's, as from new_figure(), not {shorten(axes)}.")


def show(axes: "Axes", alt: str) -> None:
    """Show the figure of some axes; `alt` says in words what it shows.

    pyplot, if it has made the figure, does not show it a second time.
    """
    from IPython.display import display
    from matplotlib import pyplot

    check_axes(axes)
    if not check_text("alt", alt).strip():
        raise ValueError("show needs words that say what the figure shows: show(axes, 'A line …').")
    display(bundle(png(axes.figure, alt), alt), raw=True)
    pyplot.close(axes.figure)


def png(figure: "Figure", alt: str, *, mark: str = "dl101") -> bytes:
    """Write a figure as a PNG file that depends on nothing but what it shows.

    The file keeps `alt`, the figure in words, and `mark`, as the name of the software.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    buffer = io.BytesIO()
    metadata = {"Software": mark, "Description": alt}
    FigureCanvasAgg(figure).print_png(buffer, metadata=metadata)
    return buffer.getvalue()


def bundle(data: bytes, alt: str, *, width: int | None = None) -> dict[str, str | bytes]:
    """Return a PNG file in all formats in which pages show it, for ``display(…, raw=True)``.

    JupyterLab and nbconvert drop the alternative text of ``image/png``, and keep that of HTML,
    which they prefer; ``image/png`` is for programs that show no HTML. The picture is `width`
    CSS pixels wide, by default as wide as the file says.
    """
    encoded = base64.b64encode(data).decode()
    size = "" if width is None else f' width="{width}"'
    page = f'<img alt="{html.escape(alt)}"{size} src="data:image/png;base64,{encoded}">'
    return {"text/html": page, "image/png": data, "text/plain": alt}
