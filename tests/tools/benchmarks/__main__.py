"""All benchmarks, one after the other: ``python -m tests.tools.benchmarks [NAME …]``."""

import importlib
import sys

NAMES = ("imports", "training", "nodes", "drawing", "widget", "stepper", "playing", "memory")

for name in sys.argv[1:] or NAMES:
    print(f"\n## {name}\n")
    importlib.import_module(f"tests.tools.benchmarks.{name}").main()
