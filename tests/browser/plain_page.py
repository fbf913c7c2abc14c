"""A notebook as a plain web page, with the host of the widgets and nothing of Jupyter's."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path

from dl101.jupyter.saving import STATE, VIEW
from dl101.widgets.front_end import WEB

HOST = WEB / "host.js"
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
