"""The setting of a training ground, as a link to the web edition and as a line of code.

`web/setting.js` writes the same in the page, and reads what a link says. A setting is a dict of
the arguments that would make the ground, and `weights`, the seed of its weights, which may have
become another one than that of its points.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from urllib.parse import urlencode

LINKED = {
    "dataset": "",
    "hidden": "none",
    "activation": "",
    "features": "none",
    "optimizer": "",
    "learning_rate": "",
    "batch_size": "all",
    "weight_decay": "",
    "pace": "fastest",
    "seed": "",
}
"""What a link says, in this order, and the word for None or for an empty list."""

PAGES = {2: "playground.html", 3: "playground-3.html"}
"""The pages of the web edition that begin as a link says, by the number of classes."""


@cache
def web_edition() -> str:
    """Return the address of the project's web edition, as `pyproject.toml` has it, or ""."""
    try:
        urls = metadata.metadata("dl101").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    named = dict(url.split(", ", 1) for url in urls)
    return named["Web edition"].rstrip("/") + "/" if "Web edition" in named else ""


def link(site: str, classes: int, setting: Mapping[str, object]) -> str:
    """Write the address, below that of a web edition, of the page that begins with a setting."""
    said = setting | {"seed": setting["weights"]}
    words = {name: _word(said[name], empty) for name, empty in LINKED.items()}
    return f"{site}{PAGES[classes]}#{urlencode(words, safe=',')}"


def code(setting: Mapping[str, object], defaults: Mapping[str, object], own: str) -> str:
    """Write the code that makes a training ground; `own` is the data set of the reader's points."""
    dataset = setting["dataset"]
    arguments = ["(points, labels)" if dataset == own else json.dumps(dataset)]
    for name, default in defaults.items():
        if name != "dataset" and setting[name] != default:
            arguments.append(f"{name}={_python(setting[name])}")
    made = f"TrainingGround({', '.join(arguments)})"
    if setting["weights"] == setting["seed"]:
        return made
    return f"ground = {made}\nground.reset(seed={setting['weights']})\nground"


def obstacle(
    setting: Mapping[str, object], defaults: Mapping[str, object], own: str, edited: bool
) -> str:
    """Say why no link leads to these points, or "": the web edition draws its own, by default."""
    if setting["dataset"] == own:
        return (
            "The web edition does not have your points, so there is no link to them. In the code "
            "they are called points and labels."
        )
    if edited:
        return (
            "The web edition does not have the points as you have changed them, so there is no "
            "link to them. The code makes them as they were."
        )
    names = ("noise", "n", "test_share", "seed")
    others = [f"{n}={_python(setting[n])}" for n in names if setting[n] != defaults[n]]
    if not others:
        return ""
    return (
        f"The web edition has no points with {', '.join(others)}, so there is no link to them. "
        "The code makes them."
    )


def _word(value: object, empty: str) -> str:
    if value is None or value == ():
        return empty
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return value if isinstance(value, str) else _number(value)


def _python(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_python, value))}{',' * (len(value) == 1)})"
    if isinstance(value, str):
        return json.dumps(value)
    return repr(value) if value is None or isinstance(value, bool) else _number(value)


def _number(value: float) -> str:
    """Write a number as JavaScript does too: 100, 0.05, 1e-5, 1e16, and 0 for -0.0."""
    return re.sub(r"e\+?(-?)0?", r"e\1", repr(value + 0).removesuffix(".0"))
