// What every widget needs on the page, whatever it shows: canvases, the theme's colours, one
// painting a frame, listeners that end with it, words for screen readers, and a line to Python.
import { element, write } from "./controls.js";
import { showFound } from "./reopened.js";

const ALONE = "What Python computes from the picture is not shown: there is no Python on this page.";
const SPEECH = 900; // milliseconds between two sentences for screen readers

/** A canvas with as many pixels as the screen has for it. */
class Canvas {
  width = 0; // in CSS pixels
  height = 0;

  constructor(attributes) {
    this.node = element("canvas", attributes);
  }
  /** A context that takes CSS pixels, or null while nothing is to be seen. */
  context() {
    const { node, width, height } = this;
    if (!width || !height) return null;
    const [w, h] = [width, height].map((length) => Math.round(length * devicePixelRatio));
    if (node.width !== w || node.height !== h) Object.assign(node, { width: w, height: h });
    const context = node.getContext("2d");
    context.setTransform(w / width, 0, 0, h / height, 0, 0);
    return context;
  }
}

/**
 * Base of all widgets' views. A subclass builds its elements in `root` in `build()`, and shows the
 * model's present state in `paint(time)`, which is called once before the next frame after
 * `schedule()`, and whenever size, density or theme change.
 */
export class View {
  #end = new AbortController();
  #id = Math.random().toString(36).slice(2);
  #frame = 0;
  #canvases = new Map();
  #kept = new Map();
  #theme = null;
  #speech = { timer: null, text: "" };
  #still = null;

  constructor({ model, el }, name) {
    Object.assign(this, { model, el, signal: this.#end.signal });
    this.heard = element("div", { class: "dl101-unseen", role: "status", "aria-live": "polite" });
    this.root = element("div", { class: `dl101 ${name}` }, this.heard);
    el.append(this.root);
    this.#watch();
  }
  build() {}
  paint() {}

  /** Take everything away that would outlive the view. */
  end() {
    this.#end.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#speech.timer);
    this.#still?.classList.remove("dl101-replaced");
  }

  // The model -------------------------------------------------------------------------------

  get(name) {
    return this.model.get(name);
  }
  /** Change traits by hand: here at once, and in Python. */
  set(changes, model = this.model) {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    const edits = model.get("_edits");
    if (edits !== undefined) model.set("_edits", edits + 1);
    try {
      // Not later: Python's echo of an earlier value would pull back what the hand has moved.
      model.save_changes();
    } catch {
      // The connection was closed with the kernel; here everything goes on.
    }
    this.schedule();
  }
  /** Call back, by default to paint, when one of the traits changes. */
  on(names, callback = () => this.schedule(), model = this.model) {
    for (const name of names) {
      model.on(`change:${name}`, callback);
      this.signal.addEventListener("abort", () => model.off(`change:${name}`, callback));
    }
  }

  /** Of all views of a model, in whatever window, one plays: `stop` is called when another one begins. */
  playHere() {
    this.set({ _plays: this.#id });
  }
  whenPlayedElsewhere(stop) {
    this.on(["_plays"], () => this.get("_plays") !== this.#id && stop());
  }

  /** On a page that was made of a saved notebook there is no Python. */
  get alone() {
    return this.model.widget_manager.python === false;
  }
  /** What Python says of the present state; `late` while that is still of an earlier one. */
  get fromPython() {
    const late = this.get("_answered") !== this.get("_edits");
    if (late && this.alone && this.get("_kernel").lines) return { lines: [["", ALONE]] };
    return { ...this.get("_kernel"), late };
  }

  // The page --------------------------------------------------------------------------------

  listen(target, type, listener, options) {
    target.addEventListener(type, listener, { signal: this.signal, ...options });
  }
  /** Paint before the next frame. */
  schedule() {
    if (this.#frame || this.signal.aborted) return;
    this.#frame = requestAnimationFrame((time) => {
      this.#frame = 0;
      this.paint(time);
    });
  }
  /** A canvas that is painted anew when its size changes; the style sheet gives it a size. */
  canvas(attributes = { role: "img" }) {
    const canvas = new Canvas(attributes);
    this.#canvases.set(canvas.node, canvas);
    this.#resized.observe(canvas.node);
    return canvas;
  }
  /** What `make` has returned, for as long as everything in `key` stays the same. */
  keep(name, key, make) {
    const before = this.#kept.get(name);
    if (before && key.every((value, i) => Object.is(value, before.key[i]))) return before.value;
    const value = make();
    this.#kept.set(name, { key, value });
    return value;
  }
  /** The colours that the style sheet has for the page's theme; another object after a change. */
  get theme() {
    return (this.#theme ??= readTheme(this.root));
  }

  /** Put into words what `node` shows. From the second time on the change is spoken, as `news`. */
  describe(node, words, news = words) {
    const before = node.getAttribute("aria-label");
    if (before === words) return;
    node.setAttribute("aria-label", words);
    if (before !== null) this.say(news);
  }
  /** Speak to screen readers: the newest text, after a pause. */
  say(text) {
    if (!text) return;
    const speech = this.#speech;
    speech.text = text;
    speech.timer ??= setTimeout(() => {
      speech.timer = null;
      write(this.heard, speech.text);
    }, SPEECH);
  }

  #resized = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const { width, height } = contentRect;
      Object.assign(this.#canvases.get(target) ?? {}, { width, height });
    }
    this.#hideStill();
    this.schedule();
  });

  #watch() {
    this.#resized.observe(this.root);
    const themed = new MutationObserver(() => {
      this.#theme = null;
      this.schedule();
    });
    const attributeFilter = ["class", "data-jp-theme-light", "data-jp-theme-name"];
    themed.observe(document.body, { attributes: true, attributeFilter });
    this.#watchDensity();
    this.signal.addEventListener("abort", () => {
      this.#resized.disconnect();
      themed.disconnect();
    });
  }
  /** Another screen, or another zoom: there is no event but the end of the present density. */
  #watchDensity() {
    const now = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    const changed = () => {
      this.schedule();
      this.#watchDensity();
    };
    this.listen(now, "change", changed, { once: true });
  }
  /** A picture for readers without a kernel stands in the output before this one. */
  #hideStill() {
    this.#still ??= stillBefore(this.el);
    this.#still?.classList.add("dl101-replaced");
  }
}

function stillBefore(el) {
  const before = el.closest(".jp-OutputArea-child")?.previousElementSibling;
  const source = before?.querySelector("img")?.src ?? "";
  const comma = source.indexOf(",");
  const data = source.slice(comma + 1);
  // Of a long picture the beginning, where the mark is; four characters of base64 are three bytes.
  const text = source.slice(0, comma).endsWith("base64") ? atob(data.slice(0, 400)) : decodeURIComponent(data);
  return text.includes("dl101 still") ? before : null;
}

function readTheme(root) {
  const style = getComputedStyle(root);
  const color = (name) => style.getPropertyValue(`--dl101-${name}`).trim();
  const names = ["paper", "ink", "faint", "loss", "low", "high"];
  const theme = {
    ...Object.fromEntries(names.map((name) => [name, color(name)])),
    classes: [0, 1, 2].map((k) => color(`class-${k}`)),
    runs: [0, 1, 2].map((k) => color(`run-${k}`)),
    strength: Number(color("strength")),
    font: `11px ${style.fontFamily}`,
    sized: (size) => `${size} ${style.fontFamily}`, // "bold 12px"
  };
  const { paper, low, high, classes } = theme;
  theme.rgb = { paper: rgb(paper), low: rgb(low), high: rgb(high), classes: classes.map(rgb) };
  return theme;
}

/** The three channels of a colour, however it is written. */
function rgb(color) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = color;
  const hex = context.fillStyle;
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

/** What anywidget wants of a module; `make(context)` returns a view, or promises one. */
export function widget(make) {
  const start = (view) => {
    view.build();
    view.schedule();
    return () => view.end();
  };
  return {
    initialize,
    render(context) {
      const made = make(context);
      return made instanceof View ? start(made) : made.then(start);
    },
  };
}

/**
 * When a model is closed, let go of what is large: JupyterLab (4.6) keeps each closed comm until the
 * kernel ends, and with it the model: its state, and its last views with their elements.
 */
function initialize({ model }) {
  showFound(model.widget_manager);
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
