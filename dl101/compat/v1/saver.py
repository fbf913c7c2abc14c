"""``tf.train.Saver``: variables' values in files of NumPy's format."""

import os
import re
from pathlib import Path

import numpy as np

import dl101 as dl
from dl101.checks import shorten
from dl101.shapes import compatible, listed

_LATEST = "checkpoint"
_PREFIX = "variable "


class Saver:
    """Writes variables' values to files, and reads them back.

    `var_list` is a list of variables, or a dict from their names in the file; by default all of
    the graph. A file ends in ``.npz``; only the last `max_to_keep` stay (all for 0 or ``None``).
    A file ``checkpoint`` in the same folder says which one was written last.
    """

    def __init__(self, var_list=None, reshape=False, sharded=False, max_to_keep=5, **options):
        if var_list is None:
            var_list = dl.get_default_graph().variables
        if not isinstance(var_list, dict):
            var_list = {getattr(one, "name", str(one)): one for one in listed(var_list)}
        if not var_list:
            raise ValueError("There are no variables to save: make them before the Saver.")
        for variable in var_list.values():
            if not isinstance(variable, dl.Variable):
                raise TypeError(f"A Saver saves variables, not {shorten(variable)}.")
        self._variables = var_list
        self._max_to_keep = max_to_keep
        self.last_checkpoints: list[str] = []

    def save(self, sess, save_path, global_step=None, **options) -> str:
        """Write the values that a session has; return the path, which `restore` takes.

        `global_step`, a number or a variable, is added to the path.
        """
        path = str(save_path)
        if global_step is not None:
            is_node = isinstance(global_step, dl.Node)
            path = f"{path}-{int(sess.run(global_step) if is_node else global_step)}"
        folder = Path(path).parent
        folder.mkdir(parents=True, exist_ok=True)
        # Written aside first: a save that is interrupted leaves the older file whole.
        unfinished = f"{path}.unfinished.npz"
        # The prefix keeps a variable's name from being one of savez's arguments.
        values = sess.run(self._variables)
        np.savez(unfinished, **{_PREFIX + name: value for name, value in values.items()})
        os.replace(unfinished, f"{path}.npz")
        self._keep(path)
        (folder / _LATEST).write_text(f'model_checkpoint_path: "{Path(path).name}"\n')
        return path

    def _keep(self, path):
        self.last_checkpoints = [*(p for p in self.last_checkpoints if p != path), path]
        while self._max_to_keep and len(self.last_checkpoints) > self._max_to_keep:
            Path(f"{self.last_checkpoints.pop(0)}.npz").unlink(missing_ok=True)

    def restore(self, sess, save_path) -> None:
        """Give a session the values that were written."""
        if save_path is None or not checkpoint_exists(save_path):
            raise ValueError(f"There is nothing saved at {shorten(save_path)}.")
        with np.load(f"{save_path}.npz") as file:
            values = {name.removeprefix(_PREFIX): file[name] for name in file}
            missing = [name for name in self._variables if name not in values]
            if missing:
                raise KeyError(
                    f"{shorten(save_path)} has no variable {missing[0]!r}; it has: "
                    f"{', '.join(sorted(values))}."
                )
        for name, variable in self._variables.items():
            if not compatible(variable.shape, values[name].shape):
                raise ValueError(
                    f"'{variable.name}' has shape {variable.shape}, and what was saved as "
                    f"{name!r} has {values[name].shape}."
                )
        for name, variable in self._variables.items():
            variable.load(values[name], sess)


def checkpoint_exists(checkpoint_prefix) -> bool:
    """Tell whether a `Saver` wrote something at a path."""
    return Path(f"{checkpoint_prefix}.npz").is_file()


def latest_checkpoint(checkpoint_dir, latest_filename=None) -> str | None:
    """Return the path that a `Saver` wrote last in a folder, for `Saver.restore`."""
    file = Path(checkpoint_dir) / (latest_filename or _LATEST)
    if not file.is_file():
        return None
    path = str(Path(checkpoint_dir) / re.search(r'"(.*)"', file.read_text())[1])
    return path if checkpoint_exists(path) else None
