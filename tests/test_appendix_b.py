"""Appendix B reads `network.js`: its pieces are those of the file, and its time is as reckoned."""

import math
import re
from pathlib import Path

import nbformat

from tests.tools import reading_time

APPENDIX = Path(__file__).parents[1] / "lessons" / "B-network-in-the-page.ipynb"
PIECES = {
    "Random.next",
    "Dense.forward",
    "Dense.backward",
    "ACTIVATIONS.tanh",
    "LOSSES.sigmoid",
    "Network.backward",
    "Adam.step",
}


def sources(kind: str) -> str:
    cells = nbformat.read(APPENDIX, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == kind)


def test_it_shows_every_part_of_a_training_step():
    shown = re.findall(r"show_javascript\(([^)]*)\)", sources("code"))
    assert set(re.findall(r'"([\w.]+)"', " ".join(shown))) >= PIECES


def test_it_takes_as_long_as_it_says():
    text, cells = sources("markdown"), nbformat.read(APPENDIX, as_version=4).cells
    taken = len(reading_time.words(text)) / reading_time.WORDS_A_MINUTE
    taken += reading_time.FOR_A_FORMULA * len(re.findall(r"\$\$.*?\$\$", text, re.S))
    taken += reading_time.FOR_A_CELL * sum(cell.cell_type == "code" for cell in cells)
    taken += reading_time.FOR_AN_EXERCISE * len(re.findall(r"^## Exercise", text, re.M))
    said = int(re.search(r"\*\*Time\*\*: about (\d+) minutes", text)[1])
    assert said == 5 * math.ceil(taken / 5) <= reading_time.LONGEST


def test_it_leads_back_to_the_lesson_it_belongs_to():
    cells = nbformat.read(APPENDIX, as_version=4).cells
    for cell in (cells[0], cells[-1]):
        assert "[6. Multi-layer perceptrons](06-multi-layer-perceptrons.ipynb)" in cell.source
