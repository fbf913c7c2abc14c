"""Strokes become pictures like those of the data, and lesson 7's network reads them."""

import numpy as np
import pytest

from dl101.datasets import digits
from dl101.widgets import DigitPad
from dl101.widgets.strokes import small_picture

from .digit_reader import program
from .twenty_drawings import LABELS, STROKES

WHITE = np.zeros(64)


@pytest.fixture(scope="module")
def pad():
    scope = {}
    exec(program(), scope)
    return DigitPad(scope["layers"])


def test_lesson_7_s_network_reads_at_least_sixteen_of_twenty_drawings(pad):
    reads = []
    for strokes in STROKES:
        pad.strokes = strokes
        reads.append(pad.reads)
    right = sum(read == label for read, label in zip(reads, LABELS, strict=True))
    assert len(LABELS) == 20
    assert right >= 16, f"read as {reads}"


def test_an_empty_pad_reads_nothing(pad):
    pad.strokes = []
    assert pad.reads is None
    np.testing.assert_array_equal(pad.image, WHITE)
    assert "reads nothing" in pad.alt


def test_pictures_are_like_those_of_the_data():
    drawn = np.array([small_picture(strokes) for strokes in STROKES]).reshape(-1, 8, 8)
    data = digits()[0].reshape(-1, 8, 8)
    assert set(np.unique(drawn)) <= set(np.arange(17) / 16)
    # As much ink, as far from the edges, and in the middle.
    assert drawn.sum(axis=(1, 2)).mean() == pytest.approx(data.sum(axis=(1, 2)).mean(), rel=0.02)
    for axis in (1, 2):
        ours, theirs = (one.sum(axis=axis).mean(axis=0) / 8 for one in (drawn, data))
        np.testing.assert_allclose(ours, theirs, atol=0.2)


@pytest.mark.parametrize("strokes", STROKES[::3])
def test_neither_place_nor_size_matters(strokes):
    small = [[[0.6 + 0.3 * x, 0.1 + 0.3 * y] for x, y in stroke] for stroke in strokes]
    # Rounding may decide about single pixels, each a sixteenth of a grey value.
    assert np.abs(small_picture(strokes) - small_picture(small)).max() <= 2 / 16


def test_what_has_no_width_or_height_is_drawn_all_the_same():
    dot = small_picture([[[0.2, 0.9]]]).reshape(8, 8)
    np.testing.assert_array_equal(dot, dot[::-1, ::-1])
    assert dot[3, 3] == 1.0
    assert dot[0].sum() == dot[:, 0].sum() == 0.0
    upright = small_picture([[[0.5, 0.1], [0.5, 0.9]]]).reshape(8, 8)
    assert (upright[:, 3:5] == 1.0).all()
    flat = small_picture([[[0.1, 0.5], [0.9, 0.5]]]).reshape(8, 8)
    assert flat[3:5, 2:6].min() == 1.0
    assert flat[0].sum() == 0.0


def test_strokes_come_from_the_page_and_are_taken_back(pad):
    pad.strokes = []
    pad.set_state({"strokes": [[[0, 1], [1, 0.5]]]})
    assert pad.strokes == [[[0.0, 1.0], [1.0, 0.5]]]
    pad.reset()
    assert pad.strokes == []


def test_new_layers_are_asked_and_the_read_out_follows(pad):
    told = DigitPad(pad.layers, STROKES[:1][0], kernel_readout=lambda widget: {"it": widget.reads})
    assert told._kernel == {"lines": [["it", "0"]]}
    told.layers = [(np.zeros((64, 10)), np.eye(10)[7], "softmax")]
    assert told._kernel == {"lines": [["it", "7"]]}
