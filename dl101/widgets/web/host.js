// Shows the widgets of a saved notebook on a plain web page: no Jupyter, no Python, no network.
//
// A page made of a notebook has the notebook's widget state in one script and an empty script in
// the place of each widget, as nbconvert and MyST-NB write them. This file revives the widgets from
// there. It is a classic script (`<script defer src="host.js">`), since a page that was opened from
// a file may not import modules by their addresses.
(() => {
  const STATE = "application/vnd.jupyter.widget-state+json";
  const VIEW = "application/vnd.jupyter.widget-view+json";
  const NEAR = "600px"; // how far below the window a widget is made ready

  /** What a widget knows of itself, with the methods of a Jupyter model. */
  class Model {
    #state;
    #listeners = new Map();

    constructor(state, manager) {
      this.#state = state;
      this.widget_manager = manager;
    }
    get(name) {
      return this.#state[name];
    }
    set(changes, value) {
      const table = typeof changes === "string" ? { [changes]: value } : changes;
      const changed = Object.keys(table).filter((name) => this.#state[name] !== table[name]);
      Object.assign(this.#state, table);
      for (const name of changed) this.#tell(`change:${name}`, table[name]);
      if (changed.length) this.#tell("change");
    }
    on(names, callback, context) {
      for (const name of names.split(" ")) {
        const listener = { callback, call: callback.bind(context ?? this) };
        this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
      }
    }
    off(names, callback) {
      for (const name of names?.split(" ") ?? this.#listeners.keys()) {
        const kept = (one) => callback && one.callback !== callback;
        this.#listeners.set(name, (this.#listeners.get(name) ?? []).filter(kept));
      }
    }
    #tell(name, ...more) {
      for (const { call } of this.#listeners.get(name) ?? []) call(this, ...more);
    }
    // Nobody is there to hear it.
    save_changes() {}
    send() {}
  }

  /** Put a model's binary parts into its state, as the notebook's format says. */
  function withBuffers({ state, buffers = [] }) {
    for (const { path, data, encoding } of buffers) {
      const text = encoding === "hex" ? unhex(data) : atob(data);
      const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
      const place = path.slice(0, -1).reduce((inner, key) => inner[key], state);
      place[path.at(-1)] = new DataView(bytes.buffer);
    }
    return state;
  }
  const unhex = (data) => data.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));

  /** All models that a page holds, made when they are asked for. */
  class Manager {
    python = false; // nobody answers
    #saved;
    #models = new Map();
    #modules = new Map();

    constructor(saved) {
      this.#saved = saved;
    }
    get_model(id) {
      if (!this.#models.has(id)) this.#models.set(id, this.#make(id));
      return this.#models.get(id);
    }
    async #make(id) {
      if (!this.#saved[id]) throw new Error(`The page holds no widget ${id}.`);
      const model = new Model(withBuffers(this.#saved[id]), this);
      await (await this.#widget(model))?.initialize?.({ model });
      return model;
    }
    /** What a model's own module exports, if it has one. */
    async #widget(model) {
      const text = model.get("_esm");
      if (!text) return null;
      if (!this.#modules.has(text)) {
        const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
        this.#modules.set(text, import(url));
      }
      const exported = (await this.#modules.get(text)).default;
      return typeof exported === "function" ? exported() : exported;
    }
    async render(id, el) {
      const model = await this.get_model(id);
      await (await this.#widget(model)).render({ model, el });
    }
  }

  /** The widgets' style sheet reads the theme from JupyterLab's attribute. */
  function followTheme() {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const tell = () => {
      const wanted = document.body.dataset.theme ?? document.documentElement.dataset.theme;
      const light = wanted === "light" || (wanted !== "dark" && !dark.matches);
      if (document.body.dataset.jpThemeLight !== `${light}`) {
        document.body.dataset.jpThemeLight = light;
      }
    };
    tell();
    dark.addEventListener("change", tell);
    const themed = new MutationObserver(tell);
    for (const node of [document.body, document.documentElement]) {
      themed.observe(node, { attributes: true, attributeFilter: ["data-theme"] });
    }
  }

  function start() {
    const scripts = [...document.querySelectorAll(`script[type="${STATE}"]`)];
    const states = scripts.map((script) => JSON.parse(script.textContent).state);
    const manager = new Manager(Object.assign({}, ...states));
    const near = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          manager.render(target.dataset.model, target).catch((error) => {
            target.textContent = `This picture cannot be shown: ${error.message}`;
            console.error(error);
          });
        }
      },
      { rootMargin: NEAR },
    );
    for (const script of document.querySelectorAll(`script[type="${VIEW}"]`)) {
      // A widget hides its still, which is the output before this one.
      const output = script.closest(".jp-OutputArea-child, .output") ?? script;
      const place = document.createElement("div");
      place.className = "jp-OutputArea-child";
      place.dataset.model = JSON.parse(script.textContent).model_id;
      output.replaceWith(place);
      near.observe(place);
    }
  }

  followTheme();
  start();
})();
