"""How many lines there are, and where: ``python -m tests.tools.lines [REVISION]``.

Counts the files that git knows, those of a revision or those that are here now: every line of
Python, JavaScript, CSS and Markdown, empty ones too. What a program has written is left out.
"""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

from .benchmarks.timing import table

ROOT = Path(__file__).parents[2]
KINDS = {".py", ".js", ".css", ".md"}
WRITTEN_BY_PROGRAMS = {"dl101/API.md"}
CORE = {
    "core: graph, session, checks, shapes, dtypes": ("dl101/*.py",),
    "core: operations": ("dl101/operations/**",),
    "core: gradients": ("dl101/gradients/**",),
    "core: nn, train": ("dl101/nn/**", "dl101/train/**"),
}
PICTURES = [
    *("draw", "plots", "figures", "datasets", "source", "measure"),
    *("import_tensorflow", "live_curves", "live", "quiet"),
]
ROOMS = {
    "compat": ("dl101/compat/**", "dl101/extras/**"),
    "drawings, plots, data sets, source": (
        *(f"dl101/{name}.py" for name in PICTURES),
        *(f"dl101/{folder}/**" for folder in ("draw", "drawing", "data")),
    ),
    "widgets: Python": ("dl101/widgets/**.py",),
    "widgets: JavaScript, CSS": ("dl101/widgets/**",),
    "exercises: Python": ("dl101/exercises/**.py",),
    "exercises: Markdown": ("dl101/exercises/**.md",),
    "command": ("dl101/command/**",),
    **CORE,
    "lessons (without the notebooks)": ("lessons/**",),
    "tools": ("tests/tools/**", "tests/benchmarks/**"),
    "tests": ("tests/**",),
}
"""The rooms of the house; a file stands in the first that fits."""


def texts(revision: str | None) -> dict[str, str]:
    """Read the files that are counted, by their paths."""

    def git(*arguments: str) -> bytes:
        return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout

    if revision is None:
        listed = git("ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate")
        names = [name for name in listed.decode().splitlines() if (ROOT / name).is_file()]
        found = {name: (ROOT / name).read_bytes() for name in names}
    else:
        with tarfile.open(fileobj=io.BytesIO(git("archive", revision))) as archive:
            files = [member for member in archive if member.isfile()]
            found = {member.name: archive.extractfile(member).read() for member in files}
    return {
        name: content.decode()
        for name, content in found.items()
        if Path(name).suffix in KINDS and name not in WRITTEN_BY_PROGRAMS
    }


def room_of(name: str) -> str:
    """Find the room in which a file stands."""
    for room, patterns in ROOMS.items():
        if any(_fits(name, pattern) for pattern in patterns):
            return room
    return "elsewhere"


def _fits(name: str, pattern: str) -> bool:
    """``**`` stands for a path of any depth, ``*`` for a name."""
    folder, deep, suffix = pattern.partition("**")
    if deep:
        return name.startswith(folder) and name.endswith(suffix)
    return Path(name).match(pattern) and name.count("/") == pattern.count("/")


def parts_of(source: str) -> Counter[str]:
    """Tell a module's lines apart; a condition that only leads to an error belongs to it."""
    lines = source.splitlines()
    kinds = ["code"] * len(lines)
    for number, line in enumerate(map(str.strip, lines)):
        if not line or line.startswith("#"):
            kinds[number] = "comments" if line else "empty"
    for node in ast.walk(ast.parse(source)):
        end = node
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Assign(targets=[ast.Name(id="__all__")]):
                kind = "imports, __all__"
            case ast.Raise() | ast.ExceptHandler():
                kind = "error handling"
            case ast.If(body=[ast.Raise() as end]):
                kind = "error handling"
            case ast.Expr(value=ast.Constant(value=str())):
                kind = "docstrings"
            case _:
                continue
        for number in range(node.lineno - 1, end.end_lineno):
            kinds[number] = kind
    return Counter(kinds)


def main() -> None:
    """Print a table of the rooms, and one of what the core's lines are."""
    files = texts(sys.argv[1] if sys.argv[1:] else None)
    lines, count, parts = Counter(), Counter(), Counter()
    for name, text in files.items():
        room = room_of(name)
        lines[room] += len(text.splitlines())
        count[room] += 1
        if room in CORE:
            parts += parts_of(text)
    rooms = [room for room in (*CORE, *ROOMS, "elsewhere") if lines[room]]
    rows = [[room, f"{lines[room]:,}", count[room]] for room in dict.fromkeys(rooms)]
    for title, within in (
        ("the core", lambda room: room in CORE),
        ("dl101", lambda room: room not in ("tests", "tools", "elsewhere") and "less" not in room),
        ("all", lambda room: True),
    ):
        chosen = [room for room in lines if within(room)]
        total, number = sum(lines[r] for r in chosen), sum(count[r] for r in chosen)
        rows.append([f"**{title}**", f"**{total:,}**", number])
    print(table(["room", "lines", "files"], rows))
    print()
    core = [[kind, f"{parts[kind]:,}"] for kind in sorted(parts, key=parts.get, reverse=True)]
    print(table(["of the core", "lines"], core))


if __name__ == "__main__":
    main()
