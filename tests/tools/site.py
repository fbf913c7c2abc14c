"""The web edition: ``python -m tests.tools.site [FOLDER]`` builds it, in `build/site` by default.

Sphinx makes pages of the notebooks as they are saved, and runs none of them. The pages ask no
other server for anything, and work from a file too.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from dl101.jupyter.saving import STATE, VIEW
from tests.tools.links import README, ROOT

LESSONS = ROOT / "lessons"
SITE = LESSONS / "site"


def build(folder: Path) -> None:
    """Write the whole site into a folder; a warning is an error."""
    from sphinx.cmd.build import build_main

    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary)
        notebooks = sorted(LESSONS.glob("*.ipynb"))
        pages = [*notebooks, LESSONS / "TEACHING.md"]
        for path in pages:
            shutil.copy(path, source)
        (source / "index.md").write_text(_front_page([path.stem for path in pages]), "utf-8")
        options = ("-q", "-W", "--keep-going", "-E", "-d", source / ".doctrees", "-c", SITE)
        failed = build_main([str(part) for part in (*options, source, folder)])
        if failed:
            raise SystemExit(failed)
        for path in notebooks:
            shutil.copy(path, folder)


def _front_page(pages: list[str]) -> str:
    rows = re.findall(r"^(\| \[.*?\]\()lessons/(.*?) \|[^|]*\|$", README.read_text("utf-8"), re.M)
    table = ["| lesson | time | what you can do after it |", "| --- | --- | --- |"]
    table += [f"{before}{row} |" for before, row in rows]
    text = (SITE / "index.md").read_text("utf-8")
    for place, value in (("HERO", _hero()), ("LESSONS", table), ("PAGES", pages)):
        text = text.replace(f"\n{place}\n", "\n" + "\n".join(value) + "\n")
    return text


def _hero() -> list[str]:
    """A training ground that begins to train, with its state."""
    from ipywidgets.embed import dependency_state

    from dl101.widgets import TrainingGround

    ground = TrainingGround("spirals", hidden=(8, 8), pace=40)
    ground.playing = True
    models = dependency_state([ground], drop_defaults=False)
    view, state = ({"model_id": ground.model_id}, {"state": models})
    scripts = (
        f'<div class="output"><script type="{kind}">{_script(it)}</script></div>'
        for kind, it in ((VIEW, view), (STATE, state))
    )
    return ["```{raw} html", '<div class="site-hero">', *scripts, "</div>", "```"]


def _script(value: object) -> str:
    return json.dumps(value).replace("</", "<\\/")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site"
    build(target)
    print(f"{target / 'index.html'}")
