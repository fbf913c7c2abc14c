"""Keeping variables' values in files: ``tf.train.Saver``, with NumPy's format."""

import os
import re
from pathlib import Path

import numpy as np

from ..graph import Variable, get_default_graph
from ..shapes import listed

_LATEST = "checkpoint"


class Saver:
    """Writes variables' values to files, and reads them back.

    A file is one of NumPy's, ``.npz``, with an array for each variable under its name. Next
    to it a file ``checkpoint`` says which one was written last.

    Parameters
    ----------
    var_list : sequence of Variable, or dict of str to Variable, optional
        Which variables, and in a dict their names in the file; by default all of the graph.
    reshape, sharded : optional
        Ignored.
    max_to_keep : int, optional
        How many files are kept; older ones are deleted. All for 0 or ``None``.

    Raises
    ------
    ValueError
        If there are no variables.

    See Also
    --------
    tf.compat.v1.train.Saver
    """

    def __init__(self, var_list=None, reshape=False, sharded=False, max_to_keep=5, **options):
        if var_list is None:
            var_list = get_default_graph().variables
        if not isinstance(var_list, dict):
            var_list = {getattr(one, "name", str(one)): one for one in listed(var_list)}
        if not var_list:
            raise ValueError("There are no variables to save: make them before the Saver.")
        for variable in var_list.values():
            if not isinstance(variable, Variable):
                raise TypeError(f"A Saver saves variables, and {variable!r:.80} is none.")
        self._variables = var_list
        self._max_to_keep = max_to_keep
        self.last_checkpoints: list[str] = []

    def save(self, sess, save_path, global_step=None, **options) -> str:
        """Write the values that a session has.

        Parameters
        ----------
        sess : Session
        save_path : str
            Where to; ``.npz`` is added, and the folder made if it does not exist.
        global_step : int or Node, optional
            A number for the name of the file.

        Returns
        -------
        str
            What `restore` takes.

        See Also
        --------
        tf.compat.v1.train.Saver.save
        """
        path = str(save_path)
        if global_step is not None:
            number = global_step if not hasattr(global_step, "op") else sess.run(global_step)
            path = f"{path}-{int(number)}"
        folder = Path(path).parent
        folder.mkdir(parents=True, exist_ok=True)
        values = sess.run(self._variables)
        # Written aside first: a save that is interrupted leaves the older file whole.
        unfinished = f"{path}.unfinished.npz"
        np.savez(unfinished, **values)
        os.replace(unfinished, f"{path}.npz")
        self._keep(path)
        (folder / _LATEST).write_text(f'model_checkpoint_path: "{Path(path).name}"\n')
        return path

    def _keep(self, path):
        self.last_checkpoints = [*(p for p in self.last_checkpoints if p != path), path]
        while self._max_to_keep and len(self.last_checkpoints) > self._max_to_keep:
            Path(f"{self.last_checkpoints.pop(0)}.npz").unlink(missing_ok=True)

    def restore(self, sess, save_path) -> None:
        """Give a session the values that were written.

        Parameters
        ----------
        sess : Session
        save_path : str
            What `save` returned.

        Raises
        ------
        ValueError
            If there is no such file.
        KeyError
            If it lacks one of the variables.

        See Also
        --------
        tf.compat.v1.train.Saver.restore
        """
        if save_path is None or not checkpoint_exists(save_path):
            raise ValueError(f"There is nothing saved at {save_path!r:.60}.")
        with np.load(f"{save_path}.npz") as values:
            missing = [name for name in self._variables if name not in values]
            if missing:
                raise KeyError(
                    f"{save_path!r:.60} has no variable {missing[0]!r}; it has: "
                    f"{', '.join(sorted(values))}."
                )
            for name, variable in self._variables.items():
                variable.load(values[name], sess)


def checkpoint_exists(checkpoint_prefix) -> bool:
    """Say whether there is something saved at a path.

    Parameters
    ----------
    checkpoint_prefix : str
        What `Saver.save` returned.

    See Also
    --------
    tf.train.checkpoint_exists
    """
    try:
        return Path(f"{checkpoint_prefix}.npz").is_file()
    except OSError:  # no file can have such a name
        return False


def latest_checkpoint(checkpoint_dir, latest_filename=None) -> str | None:
    """Find what a `Saver` wrote last in a folder.

    Parameters
    ----------
    checkpoint_dir : str
    latest_filename : str, optional
        The file that says it; ``checkpoint`` by default.

    Returns
    -------
    str or None
        What `Saver.restore` takes; ``None`` if there is nothing.

    See Also
    --------
    tf.train.latest_checkpoint
    """
    file = Path(checkpoint_dir) / (latest_filename or _LATEST)
    try:
        if not file.is_file():
            return None
    except OSError:  # no file can have such a name
        return None
    path = str(Path(checkpoint_dir) / re.search(r'"(.*)"', file.read_text())[1])
    return path if checkpoint_exists(path) else None
