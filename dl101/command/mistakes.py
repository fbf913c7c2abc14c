"""What the command answers to what it cannot do."""


class Mistake(Exception):
    """Something that whoever typed the command can mend; the message says how."""
