"""What is run by hand, not by pytest: each is a command, ``python -m tests.tools.NAME``."""
