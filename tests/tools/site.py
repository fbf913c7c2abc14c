"""The web edition: ``python -m tests.tools.site [FOLDER]`` builds it, in `build/site` by default.

Sphinx makes pages of the notebooks as they are saved, and runs none of them. The pages ask no
other server for anything, and work from a file too.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from ipywidgets.embed import dependency_state

from dl101.jupyter.saving import STATE, VIEW
from dl101.widgets import TrainingGround
from tests.tools.links import README, ROOT

LESSONS = ROOT / "lessons"
SITE = LESSONS / "site"

TRIES = {
    "XOR with no hidden unit: why does no training help?": {"hidden": ()},
    "The same with x₁x₂ as a further input": {"hidden": (), "features": ("x1*x2",)},
    "XOR with two hidden units: of ten <em>New weights</em>, how many fail?": {"hidden": (2,)},
    "Two spirals: which unit learns what?": {"dataset": "spirals", "hidden": (8, 8)},
}
"""What the playground proposes, and the setting that it begins with."""


def build(folder: Path) -> None:
    """Write the whole site into a folder; a warning is an error."""
    from sphinx.cmd.build import build_main

    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary)
        notebooks = sorted(LESSONS.glob("*.ipynb"))
        pages = [*notebooks, LESSONS / "TEACHING.md"]
        for path in pages:
            shutil.copy(path, source)
        names = [*(path.stem for path in notebooks), "playground", "TEACHING"]
        for name, parts in _own_pages(names).items():
            text = (SITE / f"{name}.md").read_text("utf-8")
            for place, lines in parts.items():
                text = text.replace(f"\n{place}\n", "\n" + "\n".join(lines) + "\n")
            (source / f"{name}.md").write_text(text, "utf-8")
        options = ("-q", "-W", "--keep-going", "-E", "-d", source / ".doctrees", "-c", SITE)
        failed = build_main([str(part) for part in (*options, source, folder)])
        if failed:
            raise SystemExit(failed)
        for path in notebooks:
            shutil.copy(path, folder)


def _own_pages(names: list[str]) -> dict[str, dict[str, list[str]]]:
    """What is put into the pages that only the web edition has, in the place of which line."""
    hero = TrainingGround("spirals", hidden=(8, 8), pace=40)
    hero.playing = True
    addressed = 'class="site-playground" data-dl101-addressed'
    return {
        "index": {"HERO": _alive(hero, 'class="site-hero"'), "LESSONS": _table(), "PAGES": names},
        "playground": {"GROUND": _alive(TrainingGround(), addressed), "TRIES": _tries()},
        "playground-3": {"GROUND": _alive(TrainingGround("three clouds"), addressed)},
    }


def _table() -> list[str]:
    rows = re.findall(r"^(\| \[.*?\]\()lessons/(.*?) \|[^|]*\|$", README.read_text("utf-8"), re.M)
    head = ["| lesson | time | what you can do after it |", "| --- | --- | --- |"]
    return head + [f"{before}{row} |" for before, row in rows]


def _tries() -> list[str]:
    """Links to settings of the playground."""
    rows = []
    for words, arguments in TRIES.items():
        fragment = TrainingGround(**arguments).link("https://example.org").partition("#")[2]
        rows.append(f'<li><a href="#{html.escape(fragment)}">{words}</a></li>')
    return ["```{raw} html", "<ul>", *rows, "</ul>", "```"]


def _alive(ground: TrainingGround, attributes: str) -> list[str]:
    """A training ground with its state, in an element with these attributes."""
    models = dependency_state([ground], drop_defaults=False)
    view, state = ({"model_id": ground.model_id}, {"state": models})
    scripts = (
        f'<div class="output"><script type="{kind}">{_script(it)}</script></div>'
        for kind, it in ((VIEW, view), (STATE, state))
    )
    return ["```{raw} html", f"<div {attributes}>", *scripts, "</div>", "```"]


def _script(value: object) -> str:
    return json.dumps(value).replace("</", "<\\/")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site"
    build(target)
    print(f"{target / 'index.html'}")
