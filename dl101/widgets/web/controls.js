// The parts around a picture: numbers, sliders, buttons, choices and read-outs, all of them native.

// JupyterLab's command mode takes arrow keys and letters away from elements without this.
export const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

/** Make an element: `element("p", { class: "note" }, "text", child)`. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** Give a node a text. What is the same as before need not be laid out again. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A number as people read it, −1.50; one that is none, "–". */
export function number(value, places = 2) {
  if (!Number.isFinite(value)) return "–";
  const text = value.toFixed(places);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** A number as a term of a sum, with its sign before it: − 1.50 */
export function signed(value) {
  const text = number(value);
  return text.startsWith("−") ? `− ${text.slice(1)}` : `+ ${text}`;
}

/** The same with so many digits that count, whatever its size: 0.0123, 4.57, 1.2e+9. */
export function brief(value, digits = 3) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const far = size !== 0 && (size >= 1e5 || size < 1e-4);
  const text = far ? value.toExponential(digits - 1).replace(/\.?0+e/, "e") : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", "−");
}

/** How many of all, in hundredths; 100 only if it is all, and 0 only if it is none. */
export function percent(some, all) {
  return some > 0 && some < all ? Math.min(99, Math.max(1, Math.round((100 * some) / all))) : (100 * some) / all;
}

/** Names in a sentence: a, b and c. */
export function listed(names, last = "and") {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}

/** A point of the plane. */
export function place(at, places = 2) {
  return at.map((value) => number(value, places)).join(", ");
}

/**
 * A labelled range input with its number beside it, written by `text`. `show(value)` moves it
 * without an event, and beyond its ends for as long as the value is there; `limit(end)` gives it
 * other ends, -end and end.
 */
export function slider(view, { name, title = name, min, max, step = 0.1, text = number, onInput }) {
  const input = element("input", { type: "range", min, max, step, "aria-label": title, ...OWN_KEYS });
  const output = element("output", { class: "dl101-number" });
  const node = element("label", { class: "dl101-slider" }, element("span", {}, name), input, output);
  let held = false;
  const show = (value) => {
    // A range that changed in the hand would pull the handle out of it.
    if (!held) {
      const [low, high] = [Math.min(min, Math.floor(value)), Math.max(max, Math.ceil(value))];
      Object.assign(input, { min: low, max: high, step });
    }
    if (Number(input.value) !== value) input.value = value;
    write(output, text(value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  const limit = (end) => ([min, max, step] = [-end, end, end / 100]);
  view.listen(input, "input", () => onInput(Number(input.value)));
  view.listen(input, "pointerdown", () => (held = true));
  // Not only "change": there is none after a drag that ends where it began.
  for (const [target, type] of [[input, "change"], [window, "pointerup"], [window, "pointercancel"]]) {
    view.listen(target, type, () => {
      if (!held) return;
      held = false;
      view.schedule();
    });
  }
  return { node, input, show, limit };
}

/**
 * One of several, as a list that opens: `options` are pairs of value and text, or just values.
 * `show(value, text)` adds an option if there is none with the value.
 */
export function selection(view, { name, title = name, options, onChange }) {
  const select = element("select", { "aria-label": title, ...OWN_KEYS });
  for (const option of options) {
    const [value, text] = [option].flat();
    select.append(element("option", { value }, text ?? value));
  }
  view.listen(select, "change", () => onChange(select.value));
  const node = element("label", {}, element("span", {}, name), select);
  const show = (value, text = value) => {
    const known = [...select.options].some((option) => option.value === String(value));
    if (!known) select.append(element("option", { value }, text));
    select.value = value;
  };
  return { node, select, show };
}

export function button(view, text, title, onClick) {
  const node = element("button", { type: "button", title, ...OWN_KEYS }, text);
  view.listen(node, "click", () => node.getAttribute("aria-disabled") === "true" || onClick());
  return node;
}

/** Say whether a button has something to do. `disabled` would take the focus from who has just pressed it. */
export function allow(node, possible) {
  node.setAttribute("aria-disabled", String(!possible));
}

/**
 * A button that copies what another node shows or holds. `reset()` gives it its own text again, when
 * there is something else to copy.
 */
export function copyButton(view, text, title, source) {
  const node = button(view, text, title, async () => {
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      write(node, "Copied");
    } catch {
      // Where a page may not write to the clipboard, the reader's own keys can.
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      write(node, "Selected: press Ctrl+C");
    }
  });
  return { node, reset: () => write(node, text) };
}

let groups = 0;

/** A name that radio buttons of one group share. */
export function groupName() {
  return `dl101-group-${groups++}`;
}

/** One of a few, side by side: `options` are pairs of a text and a name. */
export function choice(view, legend, options, onChange) {
  const name = groupName();
  const labels = options.map(([text, title], i) => {
    const attributes = { type: "radio", name, checked: i === 0, "aria-label": title };
    const { node } = option(view, text, attributes, () => onChange(i));
    Object.assign(node, { title, className: `dl101-is-${i}` });
    return node;
  });
  return element("fieldset", { class: "dl101-choice" }, element("legend", {}, legend), ...labels);
}

/** Any of a few, side by side; `options` are pairs of a value and a text. `onChange` gets the values. */
export function choices(view, legend, options, onChange) {
  const chosen = () => options.filter((_, i) => parts[i].input.checked).map(([value]) => value);
  const parts = options.map(([, text]) => option(view, text, { type: "checkbox" }, () => onChange(chosen())));
  const nodes = parts.map(({ node }) => node);
  const node = element("fieldset", { class: "dl101-choice" }, element("legend", {}, legend), ...nodes);
  const show = (values) => options.forEach(([value], i) => (parts[i].input.checked = values.includes(value)));
  return { node, show };
}

function option(view, text, attributes, onChange) {
  const input = element("input", { ...attributes, ...OWN_KEYS });
  view.listen(input, "change", onChange);
  return { node: element("label", {}, input, element("span", {}, text)), input };
}

/** Names and values in fixed rows, so that nothing jumps while the values change. */
export function readOut(names, attributes = { class: "dl101-readout" }) {
  const values = names.map((name) => [name, element("span", { class: "dl101-value" }, "–")]);
  const rows = values.flatMap(([name, value]) => [element("span", {}, name), value]);
  const show = (texts) => values.forEach(([name, value]) => write(value, texts[name] ?? "–"));
  return { node: element("div", attributes, ...rows), show };
}

/** A number, and a bar that is filled by a share, with what is drawn over the bar. */
export function meter(name, ...over) {
  const value = element("span", { class: "dl101-value" }, "–");
  const fill = element("span", { class: "dl101-fill" });
  const node = element(
    "div",
    { class: "dl101-meter" },
    element("span", { class: "dl101-readout" }, element("span", {}, name), value),
    element("div", { class: "dl101-bar", "aria-hidden": "true" }, fill, ...over),
  );
  const show = (text, share) => {
    write(value, text);
    fill.style.width = `${100 * Math.min(1, share || 0)}%`;
  };
  return { node, show };
}

/** What Python has to say: lines, or the message of what went wrong there. It pales while `late`. */
export function fromPython() {
  const node = element("div", { class: "dl101-kernel", role: "status", "aria-label": "from Python" });
  const show = ({ lines = [], error, late = false } = {}) => {
    node.classList.toggle("dl101-late", late);
    node.classList.toggle("dl101-error", Boolean(error));
    node.hidden = !error && lines.length === 0;
    if (error) node.replaceChildren(element("strong", {}, "Python raised "), error);
    else write(node, lines.map((line) => line.filter(Boolean).join(": ")).join("\n"));
  };
  return { node, show };
}

/** Sentences that open on demand. */
export function help(lines) {
  const summary = element("summary", OWN_KEYS, "How to use");
  return element("details", {}, summary, ...lines.map((line) => element("p", {}, line)));
}
