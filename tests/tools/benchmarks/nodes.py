"""Cost of a node, in chains of growing length: ``python -m tests.tools.benchmarks.nodes``."""

from time import perf_counter

import dl101 as dl
from tests.tools.benchmarks.timing import best_times, table

LENGTHS = (100, 1_000, 10_000, 50_000)


def chain(length: int):
    """Make a graph in which `length` additions follow each other."""
    graph = dl.Graph()
    with graph.as_default():
        x = dl.placeholder(shape=[], name="x")
        end = x
        for _ in range(length):
            end = end + 1.0
    return graph, x, end


def main() -> None:
    """Print a table of times per node."""
    runs, first = {}, {}
    for length in LENGTHS:
        graph, x, end = chain(length)
        session = dl.Session(graph=graph)
        start = perf_counter()
        assert session.run(end, {x: 0}) == length
        first[length] = perf_counter() - start
        runs[length] = lambda session=session, x=x, end=end: session.run(end, {x: 0})
    times = best_times(runs, seconds=12)
    shortest = times[LENGTHS[0]] / LENGTHS[0]
    rows = [
        [
            f"{length:,}",
            f"{first[length] / length * 1e9:,.0f} ns",
            f"{times[length] / length * 1e9:,.0f} ns",
            f"{times[length] / length / shortest:.2f}",
        ]
        for length in LENGTHS
    ]
    print(table(["nodes", "first run, per node", "later runs, per node", "of the shortest"], rows))


if __name__ == "__main__":
    main()
