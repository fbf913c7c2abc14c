// What anywidget loads for every model; it loads the widget's own module, once for the page.
//
// anywidget imports each model's text anew, and no browser forgets a module: a cell that has run a
// hundred times would leave a hundred copies of a large one.
const modules = (globalThis[Symbol.for("dl101 modules")] ??= new Map());

async function moduleOf(model) {
  const text = model.get("_front_end");
  if (!modules.has(text)) {
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    modules.set(text, import(url).finally(() => URL.revokeObjectURL(url)));
  }
  return (await modules.get(text)).default;
}

export default {
  async initialize(context) {
    return (await moduleOf(context.model)).initialize?.(context);
  },
  async render(context) {
    return (await moduleOf(context.model)).render(context);
  },
};
