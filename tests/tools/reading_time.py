"""How long a sitting each lesson is: ``python -m tests.tools.reading_time``.

The figure is reckoned from the notebook by one formula, and written into the lesson, the README and
the page for teachers. None may be more than 90 minutes.
"""

import json
import math
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TIMED = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "C"]
LONGEST = 90

WORDS_A_MINUTE = 150
FOR_A_FORMULA = 0.5
FOR_A_CELL = 1
FOR_AN_EXERCISE = 5
FOR_A_PIECE_OF_THE_LIBRARY = 15
PIECES_OF_THE_LIBRARY = {
    "my_topological_order",
    "softmax_cross_entropy",
    "backpropagate",
    "own_rule",
}


def lesson_path(number: int | str) -> Path:
    """Find a lesson's notebook, or an appendix's by its letter."""
    prefix = number if isinstance(number, str) else f"{number:02}"
    (path,) = (ROOT / "lessons").glob(f"{prefix}-*.ipynb")
    return path


def minutes(number: int | str) -> int:
    """Reckon how long a lesson takes with its exercises, rounded up to five minutes."""
    cells = json.loads(lesson_path(number).read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    exercises = re.findall(r"exercises\.(\w+)\.check\(", "\n".join(code))
    formulas = re.findall(r"\$\$.*?\$\$", text, re.S)
    taken = len(words(text)) / WORDS_A_MINUTE + FOR_A_FORMULA * len(formulas)
    taken += FOR_A_CELL * len(code)
    for name in exercises:
        piece = name in PIECES_OF_THE_LIBRARY
        taken += FOR_A_PIECE_OF_THE_LIBRARY if piece else FOR_AN_EXERCISE
    return 5 * math.ceil(taken / 5)


def words(text: str) -> list[str]:
    """List the words of Markdown, without displayed formulas, addresses of links and tags."""
    text = re.sub(r"\$\$.*?\$\$", " ", text, flags=re.S)
    text = re.sub(r"\]\([^)]*\)|<[^>]*>", " ", text)
    return [word for word in text.split() if re.search(r"\w", word)]


def places(number: int | str) -> dict[Path, str]:
    """For each file that says how long a lesson takes: a pattern whose second group says it."""
    name = re.escape(lesson_path(number).name)
    return {
        lesson_path(number): r"(\*\*Time\*\*: about )(\d+)( minutes)",
        ROOT / "README.md": rf"(\(lessons/{name}\) \| )(\d+)( min \|)",
        ROOT / "lessons" / "TEACHING.md": rf"(\({name}\) \| )(\d+)( min \|)",
    }


def main() -> None:
    """Write each lesson's figure wherever it stands."""
    for number in TIMED:
        print(f"lesson {number}: {minutes(number)} minutes")
        for path, pattern in places(number).items():
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(pattern, rf"\g<1>{minutes(number)}\g<3>", text), "utf-8")


if __name__ == "__main__":
    main()
