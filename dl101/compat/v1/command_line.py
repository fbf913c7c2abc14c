"""``tf.app`` and ``tf.flags``: a script's settings on the command line, and its ``main``."""

import argparse
import sys

from dl101.checks import check_text


class _Flags:
    """The settings: attributes, read from the command line when first used."""

    def __init__(self):
        parser = argparse.ArgumentParser(allow_abbrev=False)
        vars(self).update(_parser=parser, _values={}, _switches={}, _parsed=False)

    def define(self, name, default, text, kind):
        """Add a setting."""
        check_text("A flag's name", name)
        if name in (*self._values, "h", "help"):
            raise ValueError(f"The flag {name!r} is defined already.")
        self._parser.add_argument(f"--{name}", help=text, default=default, type=kind)
        self._values[name] = default
        if kind is _boolean:
            # As TensorFlow has it: --name and --noname.
            self._switches.update({f"--{name}": f"--{name}=true", f"--no{name}": f"--{name}=false"})

    def __call__(self, arguments=None) -> list[str]:
        """Read the settings; return the program's name and what is no setting."""
        program, *arguments = arguments or sys.argv
        arguments = [self._switches.get(argument, argument) for argument in arguments]
        found, rest = self._parser.parse_known_args(arguments)
        self._values.update(vars(found))
        vars(self)["_parsed"] = True
        return [program, *rest]

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        if not self._parsed:
            self()
        try:
            return self._values[name]
        except KeyError:
            defined = ", ".join(sorted(self._values)) or "none"
            raise AttributeError(f"No flag {name!r} is defined; there are: {defined}.") from None

    def __setattr__(self, name, value):
        self._values[name] = value


#: The settings that are defined.
FLAGS = _Flags()


def _boolean(text: str) -> bool:
    if text.lower() in ("true", "t", "1", "yes"):
        return True
    if text.lower() in ("false", "f", "0", "no"):
        return False
    raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")


def DEFINE_string(name, default, help) -> None:
    """Define a setting that is text."""
    FLAGS.define(name, default, help, str)


def DEFINE_integer(name, default, help) -> None:
    """Define a setting that is a whole number."""
    FLAGS.define(name, default, help, int)


def DEFINE_float(name, default, help) -> None:
    """Define a setting that is a number."""
    FLAGS.define(name, default, help, float)


def DEFINE_boolean(name, default, help) -> None:
    """Define a setting that is true or false: ``--name``, ``--noname`` or ``--name=true``."""
    FLAGS.define(name, default, help, _boolean)


DEFINE_bool = DEFINE_boolean


def run(main=None, argv=None) -> None:
    """Read the settings, call ``main(arguments)``, and end the program with what it returns.

    By default it is the script's ``main``, and the arguments are those of the command line.
    """
    main = main or sys.modules["__main__"].main
    sys.exit(main(FLAGS(argv)))
