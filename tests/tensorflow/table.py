"""The table of names and their agreement: ``python -m tests.tensorflow.table`` writes it.

A name has a tick if every comparison that shows it has passed, here and now.
"""

import sys
from pathlib import Path

from . import comparing, programs
from .functions import CASES
from .names import REASONS, public_names, shown_by, summary
from .programs import PROGRAMS

PATH = Path(__file__).parents[2] / "dl101" / "API.md"
HEAD = """# The names of dl101

Every public name, and whether it agrees with TensorFlow's `tf.compat.v1`. This table is made by
`python -m tests.tensorflow.table`, which runs the comparisons and ticks what passes:

- **✓ values**: the same values, shapes and dtypes as TensorFlow's function, over random inputs,
  shapes and axes, in float64 to 1e-10 and in float32 to 1e-5, and the same derivatives;
- **✓ program**: the same results of small programs or whole scripts that use it.

Names without a tick say why they have none. Where the two differ on purpose: Python's floats are
float64 here and float32 in TensorFlow; nodes of different dtypes may meet; a variable is
initialised when it is first needed.
"""


def render(failed=frozenset()) -> str:
    """Write the table as Markdown.

    Parameters
    ----------
    failed : set of str, optional
        Comparisons that did not pass, such as ``"function nn.relu"``.

    Returns
    -------
    str
    """
    shown, lines, space = shown_by(), [HEAD], None
    for name in public_names():
        if name.rpartition(".")[0] != space:
            space = name.rpartition(".")[0]
            lines += [f"\n## `dl101{'.' + space if space else ''}`\n"]
            lines += ["| name | what it is | agrees |", "| --- | --- | --- |"]
        lines.append(f"| `{name}` | {summary(name)} | {_verdict(name, shown, failed)} |")
    return "\n".join(lines) + "\n"


def _verdict(name, shown, failed):
    comparisons = shown.get(name)
    if not comparisons:
        return REASONS[name]
    if failed.intersection(comparisons):
        return "**no**"
    kinds = {comparison.partition(" ")[0] for comparison in comparisons}
    return "✓ values" if "function" in kinds else "✓ program"


def failures() -> set[str]:
    """Run every comparison; return those that do not pass."""
    from .test_scripts import SCRIPTS, differences, printed_by_tensorflow

    failed = set()
    for kind, labels, compare in (
        ("function", CASES, lambda label: comparing.compare(label, CASES[label])),
        ("program", PROGRAMS, programs.compare),
    ):
        for label in labels:
            try:
                compare(label)
            except Exception as error:
                print(f"{kind} {label}: {error}", file=sys.stderr)
                failed.add(f"{kind} {label}")
    theirs = printed_by_tensorflow()
    for path in SCRIPTS:
        try:
            differences(path, theirs)
        except AssertionError as error:
            print(f"script {path.stem}: {error}", file=sys.stderr)
            failed.add(f"script {path.stem}")
    return failed


if __name__ == "__main__":
    PATH.write_text(render(failures()), encoding="utf-8")
