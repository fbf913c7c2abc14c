"""matplotlib's figures as pictures in a page, with words for those who cannot see them."""

import base64
import html
import io
from typing import TYPE_CHECKING

import numpy as np

from .checks import check_text, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from PIL.Image import Image

__all__ = ["show"]

_INVISIBLE = 12  # of 255 steps of a channel


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
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    text = PngInfo()
    text.add_text("Software", mark)
    text.add_text("Description", alt)
    buffer = io.BytesIO()
    picture = _with_palette(Image.fromarray(np.asarray(canvas.buffer_rgba())))
    picture.save(buffer, "PNG", pnginfo=text, optimize=True)
    return buffer.getvalue()


def _with_palette(picture: "Image") -> "Image":
    """Reduce a picture to 256 colours, a quarter of the size, if nobody can see the difference."""
    from PIL import Image

    if picture.getextrema()[3] != (255, 255):
        return picture
    picture = picture.convert("RGB")
    before = np.asarray(picture, dtype=int)
    # In a colourful picture, a few pixels at the edges of its shapes may be off.
    for method, few in ((Image.Quantize.MAXCOVERAGE, 0.0), (Image.Quantize.MEDIANCUT, 0.05)):
        reduced = picture.quantize(256, method=method, dither=Image.Dither.NONE)
        off = np.abs(np.asarray(reduced.convert("RGB"), dtype=int) - before).max(axis=2)
        if (off > _INVISIBLE).mean() <= few:
            return reduced
    return picture


def bundle(data: bytes, alt: str, *, width: int | None = None) -> dict[str, str]:
    """Return a PNG file as pages show it, for ``display(…, raw=True)``.

    HTML, because JupyterLab and nbconvert drop the alternative text of ``image/png``; and not both,
    for a notebook would keep each picture twice. The picture is `width` CSS pixels wide, by default
    as wide as the file says.
    """
    encoded = base64.b64encode(data).decode()
    size = "" if width is None else f' width="{width}"'
    page = f'<img alt="{html.escape(alt)}"{size} src="data:image/png;base64,{encoded}">'
    return {"text/html": page, "text/plain": alt}
