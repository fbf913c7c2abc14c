"""Timing on noisy machines: rivals take turns, and each one's best time counts."""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter


def best_times(
    rivals: Mapping[str, Callable[[], object]], seconds: float = 6.0
) -> dict[str, float]:
    """Measure several functions beside each other.

    Parameters
    ----------
    rivals : mapping of str to callable
        What to measure, by name.
    seconds : float
        How long to go on, in all.

    Returns
    -------
    dict of str to float
        For each the shortest time of one call, in seconds, over many short rounds.
    """
    calls = {name: _calls_per_round(work) for name, work in rivals.items()}
    best = dict.fromkeys(rivals, float("inf"))
    end = perf_counter() + seconds
    while perf_counter() < end:
        for name, work in rivals.items():
            start = perf_counter()
            for _ in range(calls[name]):
                work()
            best[name] = min(best[name], (perf_counter() - start) / calls[name])
    return best


def _calls_per_round(work: Callable[[], object], target: float = 1e-3) -> int:
    work()
    start = perf_counter()
    work()
    return max(1, round(target / max(perf_counter() - start, 1e-9)))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a table in Markdown."""
    widths = [max(len(str(line[i])) for line in [head, *rows]) for i in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).ljust(w) for cell, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    )
