"""Trust in notebooks: JupyterLab shows a saved widget only where the reader trusts the notebook."""

import contextlib
from collections.abc import Iterable
from pathlib import Path


def trust(notebooks: Iterable[Path]) -> None:
    """Note in the reader's Jupyter data, as `jupyter trust` does, that these are trusted."""
    import nbformat
    from jupyter_core.paths import jupyter_data_dir
    from nbformat.sign import NotebookNotary

    # Without the folder it would start an application, which shuts other handlers of logs down.
    folder = Path(jupyter_data_dir())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    notary = NotebookNotary(data_dir=str(folder))
    with contextlib.closing(notary.store):
        for path in notebooks:
            notary.sign(nbformat.read(path, as_version=4))
