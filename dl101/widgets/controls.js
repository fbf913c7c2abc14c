// The parts around the picture: sliders, buttons, choices and read-outs, all of them native.

// JupyterLab's command mode takes arrow keys and letters away from elements without this.
const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

/** Make an element: `element("p", { class: "note" }, "text", child)`. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** A number as people read it: −1.50 */
export function number(value, digits = 2) {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** A number with three digits that count: 0.0123, 4.57, 1.2e+9 */
export function brief(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e5 || size < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", "−");
}

/** A labelled range input with its number beside it. `show(value)` moves it without an event, beyond its ends if need be; `read` says how the number is written. */
export function slider({ name, title, min, max, step = 0.1, digits = 2, read, onInput, signal }) {
  const input = element("input", { type: "range", min, max, step, "aria-label": title, ...OWN_KEYS });
  const output = element("output", { class: "dl101-number" });
  const node = element("label", { class: "dl101-slider" }, element("span", {}, name), input, output);
  input.addEventListener("input", () => onInput(Number(input.value)), { signal });
  const show = (value) => {
    const [low, high, reach] = [Number(input.min), Number(input.max), Math.ceil(Math.abs(value))];
    if (value < low || value > high) {
      Object.assign(input, { max: Math.max(high, reach), min: Math.min(low, -reach) });
    }
    if (Number(input.value) !== value) input.value = value;
    const text = read ? read(value) : number(value, digits);
    if (output.textContent === text) return;
    output.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  return { node, input, show };
}

/** One of several, as a list that opens. `options` are their values, and their texts where those are others. */
export function selection({ name, title, options, onChange, signal }) {
  const select = element("select", { "aria-label": title, ...OWN_KEYS });
  select.append(...options.map((option) => element("option", { value: option.value ?? option }, option.text ?? option)));
  select.addEventListener("change", () => onChange(select.value), { signal });
  return { node: element("label", {}, element("span", {}, name), select), select };
}

export function button({ text, title, onClick, signal }) {
  const node = element("button", { type: "button", title, ...OWN_KEYS }, text);
  node.addEventListener("click", onClick, { signal });
  return node;
}

/** One of several, as radio buttons that look like a row of keys. */
export function choice({ legend, options, onChange, signal }) {
  const group = `dl101-${Math.random().toString(36).slice(2)}`;
  const inputs = options.map((_, i) =>
    element("input", { type: "radio", name: group, value: i, checked: i === 0, ...OWN_KEYS }),
  );
  const node = element(
    "fieldset",
    { class: "dl101-choice" },
    element("legend", {}, legend),
    ...options.map(({ text, title }, i) =>
      element("label", { title, class: `dl101-is-${i}` }, inputs[i], element("span", {}, text)),
    ),
  );
  inputs.forEach((input, i) => {
    input.setAttribute("aria-label", options[i].title);
    input.addEventListener("change", () => onChange(i), { signal });
  });
  return { node, choose: (i) => (inputs[i].checked = true) };
}

/** Names and values in fixed rows, so that nothing jumps while the values change. */
export function readOut(names, attributes = {}) {
  const values = new Map();
  const node = element("div", { class: "dl101-readout", ...attributes });
  for (const name of names) {
    values.set(name, element("span", { class: "dl101-value" }, "–"));
    node.append(element("span", {}, name), values.get(name));
  }
  const show = (rows) => {
    for (const [name, value] of values) {
      const text = rows[name] ?? "–";
      if (value.textContent !== text) value.textContent = text;
    }
  };
  return { node, show };
}

/** What the kernel has to say: lines, or the message of what went wrong there. */
export function kernelReadOut() {
  const node = element("div", { class: "dl101-kernel", role: "status", "aria-label": "from Python" });
  const show = ({ lines = [], error } = {}) => {
    node.classList.toggle("dl101-error", Boolean(error));
    node.hidden = !error && lines.length === 0;
    if (error) node.replaceChildren(element("strong", {}, "Python raised "), error);
    else node.textContent = lines.map((line) => line.filter(Boolean).join(": ")).join("\n");
  };
  return { node, show };
}

/** Speaks to screen readers, at most once in `pause` milliseconds and then the newest text. */
export class Announcer {
  node = element("div", { class: "dl101-unseen", role: "status", "aria-live": "polite" });
  #timer = null;
  #next = "";

  constructor(signal, pause = 900) {
    this.pause = pause;
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }
  say(text) {
    this.#next = text;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.node.textContent !== this.#next) this.node.textContent = this.#next;
    }, this.pause);
  }
}
