"""What JupyterLab does for the lessons, wherever it runs in the environment of this package.

The package brings three things for the environment's Jupyter. `settings.json` has widget state
saved in notebooks (the reader's own settings come before it), `server.json` loads what follows
here, and `labextension` shows a lesson's contents where JupyterLab first starts with one.
"""

from .saving import keep_widgets


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": "dl101.jupyter"}]


def _load_jupyter_server_extension(server) -> None:
    server.contents_manager.register_pre_save_hook(keep_widgets)
