"""Time to import the core, as a multiple of NumPy alone.

``python -m tests.tools.benchmarks.imports``
"""

import subprocess
import sys
from statistics import median

from tests.tools.benchmarks.timing import table

PROGRAM = """
from time import perf_counter
start = perf_counter()
import numpy
middle = perf_counter()
import dl101
print(middle - start, perf_counter() - start)
"""


def measure() -> tuple[float, float]:
    """Import both in a new process; return seconds for NumPy, and for both."""
    output = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    numpy_alone, both = map(float, output.stdout.split())
    return numpy_alone, both


def main(rounds: int = 21) -> None:
    """Print a table of times and their ratio."""
    measure()
    pairs = [measure() for _ in range(rounds)]
    ratio = median(both / alone for alone, both in pairs)
    alone, both = (median(times) for times in zip(*pairs, strict=True))
    rows = [
        ["numpy", f"{alone * 1e3:.0f} ms", "1.00"],
        ["dl101 (with numpy)", f"{both * 1e3:.0f} ms", f"{ratio:.2f}"],
    ]
    print(table(["import", "time", "of NumPy"], rows))


if __name__ == "__main__":
    main()
