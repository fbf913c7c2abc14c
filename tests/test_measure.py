"""Tests of what measures time and memory."""

import subprocess
import sys

from dl101 import measure


def test_the_shortest_time_counts(monkeypatch):
    calls = []
    # end of the budget; then start and end of each call, and the question whether to go on
    clock = iter([0.0, 1.0, 4.0, 5.0, 6.0, 7.0])
    monkeypatch.setattr(measure, "perf_counter", lambda: next(clock))
    assert measure.best_seconds(lambda: calls.append(1), budget=2.0) == 1.0
    assert len(calls) == 3


def test_the_peak_outlasts_the_memory_itself():
    code = (
        "from dl101.measure import peak_memory; before = peak_memory(); "
        "block = bytearray(b'x') * 200_000_000; del block; print(before, peak_memory())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, after = map(int, ran.stdout.split())
    assert 5e6 < before < 500e6
    assert 190e6 < after - before < 300e6


def test_available_memory_is_what_the_container_leaves(tmp_path):
    machine = measure.available_memory(tmp_path)
    assert 50e6 < machine < 1e14
    (tmp_path / "memory.max").write_text("40000000\n")
    (tmp_path / "memory.current").write_text("30000000\n")
    assert measure.available_memory(tmp_path) == 10_000_000
    (tmp_path / "memory.max").write_text("max\n")
    assert measure.available_memory(tmp_path) > 40e6
    older = tmp_path / "memory"
    older.mkdir()
    (older / "memory.limit_in_bytes").write_text("3000000")
    (older / "memory.usage_in_bytes").write_text("4000000")
    assert measure.available_memory(tmp_path) == 0
