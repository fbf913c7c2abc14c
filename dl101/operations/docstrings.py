"""Docstrings of operations that take the same parameters."""


def with_sections_of(kind: str | None, doc: str | None) -> str | None:
    """Put the sections of a kind of operation into the docstring of one of that kind.

    Parameters
    ----------
    kind : str or None
        The docstring with the sections, from *Parameters* on.
    doc : str or None
        A docstring of a summary and, perhaps, *See Also*; one with parameters stays.

    Returns
    -------
    str or None
    """
    if not doc or "Parameters" in doc or "Parameters" not in (kind or ""):
        return doc
    # Python 3.13 takes the indentation out of docstrings, older versions keep it.
    indent = "    " if "\n    " in doc else ""
    sections = indent + kind[kind.index("Parameters") :].rstrip()
    summary, _, source = doc.partition("See Also")
    end = f"\n\n{indent}See Also{source}" if source else f"\n{indent}"
    return f"{summary.rstrip()}\n\n{sections}{end}"
