"""The error for what the command cannot do."""


class Mistake(Exception):
    """Something that whoever typed the command can put right; the message says how."""
