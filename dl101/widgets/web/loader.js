// What anywidget loads for every widget: it fetches the widget's own modules and style sheets from
// the models that hold them, and loads each once for the page.

const loaded = (globalThis[Symbol.for("dl101 modules")] ??= new Map());

/** The address of a module among `files`, in which the modules that it imports have theirs. */
export function address(name, files) {
  const text = files[name].replace(
    /(?<=^(?:import|export) [^"]*from )"\.\/([^"]+)"/gm,
    (_, other) => `"${address(other, files)}"`,
  );
  if (!loaded.has(text)) {
    const source = [text, `//# sourceURL=dl101/widgets/web/${name}\n`];
    loaded.set(text, URL.createObjectURL(new Blob(source, { type: "text/javascript" })));
  }
  return loaded.get(text);
}

/** Put a style sheet into the page. */
function dress(text) {
  if (loaded.has(text)) return;
  const style = document.createElement("style");
  style.textContent = text;
  document.head.append(style);
  loaded.set(text, style);
}

async function moduleOf(model) {
  const models = model.get("_files").map((reference) => {
    return model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
  });
  const files = Object.fromEntries(
    (await Promise.all(models)).map((file) => [file.get("name"), file.get("text")]),
  );
  for (const [name, text] of Object.entries(files)) if (name.endsWith(".css")) dress(text);
  return (await import(address(Object.keys(files).at(-1), files))).default;
}

export default {
  async initialize(context) {
    return (await moduleOf(context.model)).initialize?.(context);
  },
  async render(context) {
    return (await moduleOf(context.model)).render(context);
  },
};
