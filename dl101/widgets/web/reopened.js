// A notebook that was saved with its widgets and is opened again in JupyterLab (ipywidgets 8.1).

const VIEW = "application/vnd.jupyter.widget-view+json";
const FAILED = ".jp-OutputArea-output.jupyter-widgets:not(:has(*))";
const managers = new WeakSet();

/**
 * Show the notebook's widgets once more where that failed: JupyterLab sometimes looks for them as
 * soon as it knows the kernel's, says "model not found", and a moment later finds them in the
 * notebook, but does not look again.
 */
export function showFound(manager) {
  const notebook = manager.context?.model;
  if (!notebook?.cells || managers.has(manager)) return;
  managers.add(manager);
  setTimeout(async () => {
    if (!document.querySelector(FAILED)) return;
    for (const { outputs } of notebook.cells) {
      for (let i = 0; i < (outputs?.length ?? 0); i++) {
        const id = outputs.get(i).data[VIEW]?.model_id;
        if (!id || !manager.has_model(id)) continue;
        const { views } = await manager.get_model(id);
        // Its renderer looks again when its output is set, to what it has been before.
        if (!Object.keys(views ?? {}).length) outputs.set(i, outputs.get(i).toJSON());
      }
    }
  });
}
