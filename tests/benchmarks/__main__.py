"""All benchmarks, one after the other: ``python -m tests.benchmarks [NAME …]``."""

import importlib
import sys

NAMES = ("imports", "training", "nodes", "drawing", "memory", "widget")

for name in sys.argv[1:] or NAMES:
    print(f"\n## {name}\n")
    importlib.import_module(f"tests.benchmarks.{name}").main()
