"""The most memory that each lesson's kernel holds, beside the 1 GB that Binder guarantees."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tests.tools.benchmarks.timing import table

LESSONS = Path(__file__).parents[3] / "lessons"
GUARANTEED = 1e9
ASK = "from dl101.measure import peak_memory\nprint(peak_memory())"


def peak_of(path: Path) -> int:
    """Run a lesson from top to bottom, and ask its kernel for the peak in bytes."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(ASK))
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    return int(notebook.cells[-1].outputs[0].text)


def main() -> None:
    """Print a table."""
    rows = []
    for path in sorted(LESSONS.glob("*.ipynb")):
        peak = peak_of(path)
        rows.append([path.stem, f"{peak / 1e6:,.0f} MB", f"{peak / GUARANTEED:.2f}"])
    print(table(["lesson", "peak memory of the kernel", "of 1 GB"], rows))


if __name__ == "__main__":
    main()
