"""A notebook as a plain web page, with the host of the widgets and nothing of Jupyter's."""

from __future__ import annotations

import contextlib
import html
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

from playwright.sync_api import Browser, ElementHandle, Page, Request

from dl101.jupyter.saving import STATE, VIEW
from dl101.source import WEB

from .examples import LIVE

HOST = WEB / "host.js"

OURS = "willReadFrequently"
"""What Chromium says when a test has read a canvas more than once."""

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ max-width: 48rem; margin: 1rem auto; font-family: sans-serif }}</style>
<body>
{outputs}
<script type="{state_type}">{state}</script>
<script>{host}</script>
"""


def write_page(notebook: Mapping, path: Path) -> Path:
    """Write a page with the pictures and widgets that a notebook's outputs hold."""
    outputs = [
        f"<div class=jp-OutputArea-child>{_shown(output['data'])}</div>"
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if "data" in output
    ]
    state = notebook["metadata"].get("widgets", {}).get(STATE, {"state": {}})
    text = _PAGE.format(
        title=html.escape(path.stem),
        outputs="\n".join(outputs),
        state_type=STATE,
        state=_for_script(state),
        host=HOST.read_text("utf-8"),
    )
    path.write_text(text, "utf-8")
    return path


def _shown(data: Mapping) -> str:
    if VIEW in data:
        return f'<script type="{VIEW}">{_for_script(data[VIEW])}</script>'
    for kind in ("text/html", "image/svg+xml"):
        if kind in data:
            return "".join(data[kind])
    return f"<pre>{html.escape(''.join(data.get('text/plain', '')))}</pre>"


def _for_script(value: object) -> str:
    return json.dumps(value).replace("</", "<\\/")


@contextlib.contextmanager
def plain_page(browser: Browser, path: Path, **options: object) -> Iterator[SimpleNamespace]:
    """Open a page from its file, without a network."""
    context = browser.new_context(offline=True, **options)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: None if OURS in said.text else errors.append(said.text))
    page.on("request", lambda request: errors.append(request.url) if _is_outside(request) else None)
    page.goto(path.as_uri())
    try:
        yield SimpleNamespace(page=page, errors=errors)
    finally:
        context.close()


def _is_outside(request: Request) -> bool:
    return not request.url.startswith(("file:", "blob:", "data:"))


def views(page: Page) -> list[ElementHandle]:
    """The places of the widgets, each with one in it."""
    places = page.locator("[data-model]")
    for place in places.all():
        place.scroll_into_view_if_needed()
        place.locator(LIVE).first.wait_for()
    return places.element_handles()
