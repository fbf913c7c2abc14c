"""Tests of curves that grow while something runs."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from dl101 import live_curves
from dl101.live_curves import LiveCurves


@pytest.fixture
def shown(monkeypatch):
    """Collect what a notebook would display: (bundle, display id, whether it is an update)."""
    import IPython

    calls = []

    class Handle:
        def update(self, bundle, raw):
            calls.append(("update", bundle))

    def display(bundle, raw, display_id):
        assert raw
        assert display_id
        calls.append(("display", bundle))
        return Handle()

    monkeypatch.setattr(IPython, "get_ipython", lambda: object())
    monkeypatch.setattr(IPython.display, "display", display)
    return calls


def test_one_output_is_updated_and_says_what_it_shows(shown, monkeypatch):
    monkeypatch.setattr(live_curves, "_PAUSE", 0.0)
    curves = LiveCurves("training", "validation", alt="Two falling curves.")
    for step in range(3):
        curves.add(training=1 / (step + 1), validation=2 / (step + 1))
    curves.finish()
    assert [kind for kind, _ in shown] == ["display", "update", "update", "update"]
    for _, bundle in shown:
        assert bundle["text/plain"] == "Two falling curves."
        assert bundle["text/html"].startswith('<img alt="Two falling curves." src="data:image/png')
    pictures = [bundle["text/html"] for _, bundle in shown]
    assert len(set(pictures[:3])) == 3
    assert pictures[3] == pictures[2]


def test_fast_points_wait_for_a_later_picture(shown, monkeypatch):
    clock = iter([0.0, 0.0, 0.05, 0.1, 0.25, 0.25])
    monkeypatch.setattr(live_curves, "perf_counter", lambda: next(clock))
    curves = LiveCurves("loss")
    for _ in range(4):
        curves.add(loss=1.0)
    assert [kind for kind, _ in shown] == ["display", "update"]
    assert curves.values == {"loss": [1.0] * 4}


def test_the_points_are_drawn_from_one_on(shown):
    curves = LiveCurves("loss", "other", xlabel="step", ylabel="value")
    curves.add(loss=3.0, other=float("nan"))
    curves.add(loss=2.0, other=1.0)
    [axes] = curves._plot().axes
    assert [line.get_xdata().tolist() for line in axes.lines] == [[1, 2], [1, 2]]
    assert axes.lines[0].get_ydata().tolist() == [3.0, 2.0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("step", "value")
    assert [text.get_text() for text in axes.get_legend().texts] == ["loss", "other"]
    styles = {(line.get_color(), line.get_linestyle()) for line in axes.lines}
    assert len({color for color, _ in styles}) == len({style for _, style in styles}) == 2


def test_outside_of_a_notebook_nothing_is_drawn(capsys):
    assert not InteractiveShell.initialized()
    curves = LiveCurves("loss")
    curves.add(loss=1.0)
    curves.finish()
    assert capsys.readouterr().out == ""
    assert repr(curves) == "<LiveCurves: loss; 1 points>"


@pytest.mark.parametrize("names", [(), ("a", "a"), ("a", "b", "c", "d", "e")])
def test_names(names):
    with pytest.raises(ValueError, match="one to four different names"):
        LiveCurves(*names)


def test_a_name_is_a_string_and_every_curve_gets_a_value():
    with pytest.raises(TypeError, match="a name must be a string, not 3"):
        LiveCurves(3)
    for values in ({}, {"other": 1.0}, {"loss": 1.0, "more": 2.0}):
        with pytest.raises(TypeError, match="add needs a value for each of loss"):
            LiveCurves("loss").add(**values)
