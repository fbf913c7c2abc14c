"""``tf.app.flags``: settings of a script, given on the command line."""

import argparse
import re
import sys

__all__ = [
    "FLAGS",
    "DEFINE_bool",
    "DEFINE_boolean",
    "DEFINE_float",
    "DEFINE_integer",
    "DEFINE_string",
]


class _Flags:
    """The settings: attributes, read from the command line at the first look."""

    def __init__(self):
        parser = argparse.ArgumentParser(allow_abbrev=False)
        vars(self).update(_parser=parser, _values={}, _switches={}, _parsed=False)

    def define(self, name, default, text, **options):
        """Add a setting."""
        if not isinstance(name, str) or not re.fullmatch(r"\w[\w.-]{0,99}", name):
            raise ValueError(f"A flag's name is a word, not {name!r:.60}.")
        if name in (*self._values, "h", "help"):
            raise ValueError(f"The flag {name!r} is defined already.")
        self._values[name] = default
        if options["type"] is _boolean:
            # As TensorFlow has it: --name and --noname.
            self._switches.update({f"--{name}": f"--{name}=true", f"--no{name}": f"--{name}=false"})
        self._parser.add_argument(f"--{name}", help=text, default=default, **options)

    def parse(self, arguments=None) -> list[str]:
        """Read the command line; return what is no setting."""
        arguments = sys.argv[1:] if arguments is None else arguments
        arguments = [self._switches.get(argument, argument) for argument in arguments]
        found, rest = self._parser.parse_known_args(arguments)
        self._values.update(vars(found))
        vars(self)["_parsed"] = True
        return rest

    def __call__(self, arguments=None):
        return [*(arguments or sys.argv)[:1], *self.parse((arguments or sys.argv)[1:])]

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        if not self._parsed:
            self.parse()
        try:
            return self._values[name]
        except KeyError:
            defined = ", ".join(sorted(self._values)) or "none"
            raise AttributeError(f"No flag {name!r} is defined; there are: {defined}.") from None

    def __setattr__(self, name, value):
        self._values[name] = value

    def __dir__(self):
        return sorted(self._values)


#: The settings that are defined.
FLAGS = _Flags()


def _boolean(text: str) -> bool:
    if text.lower() in ("true", "t", "1", "yes"):
        return True
    if text.lower() in ("false", "f", "0", "no"):
        return False
    raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")


def DEFINE_string(name, default, help) -> None:
    """Define a setting that is a text.

    Parameters
    ----------
    name : str
    default : str or None
    help : str
        What it is for.

    See Also
    --------
    tf.compat.v1.flags.DEFINE_string
    """
    FLAGS.define(name, default, help, type=str)


def DEFINE_integer(name, default, help) -> None:
    """Define a setting that is a whole number.

    Parameters
    ----------
    name : str
    default : int or None
    help : str
        What it is for.

    See Also
    --------
    tf.compat.v1.flags.DEFINE_integer
    """
    FLAGS.define(name, default, help, type=int)


def DEFINE_float(name, default, help) -> None:
    """Define a setting that is a number.

    Parameters
    ----------
    name : str
    default : float or None
    help : str
        What it is for.

    See Also
    --------
    tf.compat.v1.flags.DEFINE_float
    """
    FLAGS.define(name, default, help, type=float)


def DEFINE_boolean(name, default, help) -> None:
    """Define a setting that is true or false.

    Parameters
    ----------
    name : str
    default : bool or None
    help : str
        What it is for.

    See Also
    --------
    tf.compat.v1.flags.DEFINE_boolean
    """
    FLAGS.define(name, default, help, type=_boolean)


DEFINE_bool = DEFINE_boolean
