// The controls and read-outs beside a descent.
import { brief, button, element, number, readOut, selection, slider } from "./controls.js";
import { LEVELS, LOOKS } from "./descent_painter.js";
import { OPTIMIZERS } from "./surfaces.js";

const KEYS_HERE = { "data-lm-suppress-shortcuts": "true" };
const ROWS = ["step", "position", "f", "|∇f|", "next step"];

export const place = (at) => (at.length === 1 ? number(at[0], 3) : `(${at.map((v) => number(v, 3)).join(", ")})`);

/** How an optimizer's path looks, for the legend. */
function swatch(name) {
  const { shape, dash } = LOOKS[name];
  const outline = [
    '<circle cx="16" cy="7" r="5"/>',
    '<rect x="11.5" y="2.5" width="9" height="9"/>',
    '<path d="M16 1 21.5 11h-11z"/>',
  ][shape];
  const span = element("span", { class: `dl101-swatch dl101-run-${shape}`, "aria-hidden": "true" });
  span.innerHTML = `<svg width="32" height="14"><line x2="32" y1="7" y2="7" stroke-dasharray="${dash}"/>${outline}</svg>`;
  return span;
}

export class Controls {
  constructor(descent) {
    this.descent = descent;
    this.nodes = [this.#choices(), this.#sliders(), this.#transport(), this.#readOuts(), this.#help()];
  }

  update({ settings, playing, rows, legend, status, flat }) {
    this.surface.select.value = settings.surface;
    this.optimizer.select.value = settings.optimizer;
    this.compare.checked = settings.compare;
    this.rate.show(Math.log10(settings.learning_rate));
    this.momentum.show(settings.momentum);
    this.pace.show(settings.pace);
    this.momentum.node.hidden = !settings.compare && settings.optimizer !== "momentum";
    write(this.formula, settings.formula);
    write(this.play, playing ? "❚❚ Pause" : "▶ Play");
    this.values.show(rows);
    this.legend.hidden = !settings.compare;
    for (const [name, cell] of this.entries) write(cell, legend[name] ?? "");
    write(this.status, status.text);
    this.status.classList.toggle("dl101-error", status.bad);
    this.key.hidden = flat;
  }

  #choices() {
    const { descent } = this;
    const { signal } = descent;
    const own = (name, options, more) => ({ name, options, signal, ...more });
    this.surface = selection(
      own("surface", Object.keys(descent.surfaces), { title: "surface", onChange: (name) => descent.choose(name) }),
    );
    const onChange = (optimizer) => descent.edit({ optimizer });
    this.optimizer = selection(own("optimizer", Object.keys(OPTIMIZERS), { title: "optimizer", onChange }));
    this.compare = element("input", { type: "checkbox", ...KEYS_HERE });
    this.compare.addEventListener("change", () => descent.edit({ compare: this.compare.checked }), { signal });
    this.formula = element("div", { class: "dl101-formula" });
    const race = element("label", {}, this.compare, element("span", {}, "compare all three"));
    return element("div", { class: "dl101-choices" }, this.surface.node, this.formula, this.optimizer.node, race);
  }

  #sliders() {
    const { descent } = this;
    const make = (name, title, options) => slider({ name, title, signal: descent.signal, ...options });
    this.rate = make("η", "learning rate", {
      min: -4,
      max: 1,
      step: 0.05,
      read: (exponent) => brief(10 ** exponent),
      onInput: (exponent) => descent.edit({ learning_rate: Number((10 ** exponent).toPrecision(3)) }),
    });
    this.momentum = make("μ", "momentum", {
      min: 0,
      max: 0.99,
      step: 0.01,
      onInput: (momentum) => descent.edit({ momentum }),
    });
    this.pace = make("pace", "pace, steps a second", {
      min: 1,
      max: 30,
      step: 1,
      read: (pace) => `${brief(pace)}/s`,
      onInput: (pace) => descent.edit({ pace }),
    });
    const nodes = [this.rate, this.momentum, this.pace].map(({ node }) => node);
    return element("div", { class: "dl101-sliders" }, ...nodes);
  }

  #transport() {
    const { descent } = this;
    const make = (text, title, onClick) => button({ text, title, onClick, signal: descent.signal });
    this.play = make("▶ Play", "Take step after step, or pause", () => descent.playOrPause());
    const step = make("Step", "Take one step", () => descent.stepByHand(1));
    const back = make("Back", "Take the last step back", () => descent.stepByHand(-1));
    const reset = make("Reset", "Back to the start; once more: as it all began", () => descent.reset());
    return element("div", { class: "dl101-row" }, step, this.play, back, reset);
  }

  #readOuts() {
    this.values = readOut(ROWS);
    this.entries = Object.keys(OPTIMIZERS).map((name) => [name, element("span", { class: "dl101-value" })]);
    const rows = this.entries.map(([name, cell]) => element("div", {}, swatch(name), element("span", {}, name), cell));
    this.legend = element("div", { class: "dl101-legend" }, ...rows);
    this.status = element("div", { class: "dl101-kernel dl101-status" });
    const bar = element("span", { class: "dl101-depth", "aria-hidden": "true" });
    const lines = `lines at f = ${LEVELS.slice(0, 5).join(", ")}, 5, …`;
    this.key = element("div", { class: "dl101-key" }, "low", bar, "high", element("span", {}, lines));
    return element("div", { class: "dl101-readings" }, this.values.node, this.legend, this.key, this.status);
  }

  #help() {
    const lines = [
      "Drag the ring, or double-click the map, to start elsewhere; the steps taken are made again from there, " +
        "and also with another learning rate or optimizer.",
      "The arrow −η∇f is the step of gradient descent; where the optimizer goes elsewhere, a dashed arrow shows its step.",
      "Each step leaves a mark, unless it would lie on the last one.",
      "Keys: Tab reaches everything, arrow keys move the start (Shift: further); on the start, Enter takes a step, " +
        "Backspace takes one back, space plays and pauses.",
    ];
    const summary = element("summary", KEYS_HERE, "How to use");
    return element("details", {}, summary, ...lines.map((text) => element("p", {}, text)));
  }
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
