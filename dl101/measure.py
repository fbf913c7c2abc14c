"""What a computation costs: time, and the memory of the whole process."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

__all__ = ["available_memory", "best_seconds", "peak_memory"]


def best_seconds(work: Callable[[], object], budget: float = 0.3) -> float:
    """Return the shortest time of one call, among as many as fit into `budget` seconds.

    The shortest, because whatever else the machine does can only make a call longer. There are
    three calls at least, and the first does not count.
    """
    work()
    best, calls, end = float("inf"), 0, perf_counter() + budget
    while calls < 2 or perf_counter() < end:
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
        calls += 1
    return best


def peak_memory() -> int:
    """Return the most memory that this process has held so far, in bytes."""
    if sys.platform == "linux":
        # What getrusage tells includes the process that started this one.
        status = Path("/proc/self/status").read_text()
        return 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", status)[1])
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        return psutil.Process().memory_info().peak_wset
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def available_memory(groups: Path = Path("/sys/fs/cgroup")) -> int:
    """Return how many bytes programs can still take here: what the machine or container has left.

    `groups` is where Linux tells the limits of a container.
    """
    import psutil

    left = [psutil.virtual_memory().available]
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            left.append(int((groups / limit).read_text()) - int((groups / used).read_text()))
        except (OSError, ValueError):  # no such file, or "max": no limit
            continue
    return max(0, min(left))
