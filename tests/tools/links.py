"""Links that depend on where the project lives: ``python -m tests.tools.links`` writes them anew.

They are derived from the repository's URL and the version in `pyproject.toml`, and stand in the
README (a badge for the course and one for each lesson, the web edition) and on the teachers' page.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import urlencode, urlparse

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
TEACHING = ROOT / "lessons" / "TEACHING.md"
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REPOSITORY = _PROJECT["urls"]["Repository"]
TAG = f"v{_PROJECT['version']}"

_BADGE = "[![launch on Binder](https://mybinder.org/badge_logo.svg)]"


def lesson_paths() -> list[str]:
    """Return the lessons' paths in the repository, in reading order."""
    return sorted(f"lessons/{path.name}" for path in (ROOT / "lessons").glob("*.ipynb"))


def binder_link(path: str) -> str:
    """Return the address that opens a notebook in JupyterLab on Binder, at the released tag."""
    place = urlparse(REPOSITORY).path.strip("/")
    return f"https://mybinder.org/v2/gh/{place}/{TAG}?{urlencode({'urlpath': f'lab/tree/{path}'})}"


def nbgitpuller_link(path: str) -> str:
    """Return the address that fetches the repository on a JupyterHub and opens a notebook."""
    folder = urlparse(REPOSITORY).path.rstrip("/").rpartition("/")[2]
    query = {"repo": REPOSITORY, "branch": "main", "urlpath": f"lab/tree/{folder}/{path}"}
    return f"https://HUB/hub/user-redirect/git-pull?{urlencode(query)}"


def pages_link() -> str:
    """Return the address of the web edition, on GitHub Pages."""
    owner, name = urlparse(REPOSITORY).path.strip("/").split("/")
    return f"https://{owner}.github.io/{name}/"


def with_links(readme: str) -> str:
    """Put badges into the README, for the course and for each lesson, and the pages' address."""
    readme = re.sub(r"(\[their address\]\()[^)]*", lambda found: found[1] + pages_link(), readme)
    course = f"{_BADGE}({binder_link(lesson_paths()[0])})"
    readme = re.sub(r"^\[!\[launch on Binder\]\(.*\)$", lambda _: course, readme, flags=re.M)
    for path in lesson_paths():
        before = rf"\| \[[^]]+\]\({re.escape(path)}\) \|(?: [^|]+ \|){{2}}"
        row = re.compile(rf"^({before})[^|\n]*\|?$", re.M)
        badge = f"{_BADGE}({binder_link(path)})"
        readme = row.sub(lambda found, badge=badge: f"{found[1]} {badge} |", readme)
    return readme


def with_nbgitpuller(page: str) -> str:
    """Put the link for a JupyterHub into the teachers' page."""
    link = nbgitpuller_link(lesson_paths()[0])
    return re.sub(
        r"^(```\n)(?:NBGITPULLER|https://HUB/.*)$", lambda f: f[1] + link, page, flags=re.M
    )


if __name__ == "__main__":
    README.write_text(with_links(README.read_text("utf-8")), "utf-8")
    TEACHING.write_text(with_nbgitpuller(TEACHING.read_text("utf-8")), "utf-8")
