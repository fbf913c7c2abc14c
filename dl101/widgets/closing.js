// What a widget's model leaves behind on the page when it is closed.

/**
 * Part of every widget's module: when its model is closed, let go of what is large.
 *
 * JupyterLab (4.6) keeps each closed comm until the kernel ends, and with it the model: its state
 * with this source text, and its last views with their elements.
 */
export function initialize({ model }) {
  model.on("destroy", (closed) => {
    const layout = closed.get("layout");
    // Later, for the views are still to be closed. A layout that others use has its comm still.
    setTimeout(() => [closed, layout].filter((one) => one && !one.comm).forEach(empty));
  });
}

function empty(closed) {
  closed.state_change = Promise.resolve();
  closed.off();
  // The second time it forgets what the state was before.
  for (let i = 0; i < 2; i++) closed.clear({ silent: true });
}
