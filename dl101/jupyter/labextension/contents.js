// Where JupyterLab starts for the first time, with a notebook in its address, its contents are in view.
// The list of files, which would be there instead, is beside them behind its icon.

const plugin = {
  id: "dl101:contents",
  autoStart: true,
  activate({ shell, commands }) {
    const show = () => {
      shell.currentChanged.disconnect(show);
      commands.execute("toc:show-panel");
    };
    const named = /\/lab\/tree\/.*\.ipynb$/.test(location.pathname);
    // Not awaited: JupyterLab waits for its plugins before it restores anything.
    shell.restored?.then((layout) => layout?.fresh && named && shell.currentChanged.connect(show));
  },
};

// What webpack would write: the form in which JupyterLab loads an extension.
globalThis._JUPYTERLAB ??= {};
globalThis._JUPYTERLAB.dl101 = {
  init() {},
  get: () => Promise.resolve(() => ({ __esModule: true, default: plugin })),
};
