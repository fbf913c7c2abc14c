// The stepper's guess mode: the reader says which node comes next.
import { button, element, listed, OWN_KEYS, selection, write } from "./controls.js";

/** All steps in an order: those the reader has chosen, then the others in the library's order. */
export function inOrder(steps, taken) {
  const chosen = taken.filter((k) => k in steps);
  const others = [...steps.keys()].filter((k) => !chosen.includes(k));
  return [...chosen, ...others];
}

/**
 * Judge the guess that the box with this id comes next. `done` holds the numbers of the steps that
 * have been taken. The answer has `next`, the number of the step if the guess is right; `missing`,
 * the ids of the boxes that must come before; and `words`.
 */
export function judge(steps, done, id) {
  const named = (numbers) => numbers.map((k) => steps[k].name);
  const ways = [...steps.keys()].filter((k) => steps[k].focus.includes(id));
  const next = ways.find((k) => !done.has(k));
  const back = [...done].some((k) => steps[k].phase === "backward") || done.size === firstBack(steps);
  if (ways.length === 0) return no("Not needed: what is computed from this node is fed.");
  const { name, phase } = steps[next ?? ways.at(-1)];
  if (next === undefined && phase === "forward" && back) {
    return no(`No gradient with respect to ${name} is asked for.`);
  }
  if (next === undefined) return no(`${name} has been visited already.`);
  if (phase === "backward" && !back) return no(`${name} has its value already.`);
  const missing = steps[next].needs.filter((k) => !done.has(k));
  if (missing.length === 0) {
    const others = named(ready(steps, done).filter((k) => k !== next));
    const also = others.length ? ` So would ${listed(others, "or")} have been.` : "";
    return { next, missing: [], words: `Right.${also}` };
  }
  const list = listed(named(missing));
  const [are, values] = missing.length === 1 ? ["is", "value"] : ["are", "values"];
  const words = phase === "backward"
    ? `Not yet: ${name} is used by ${list}, not visited on the way back so far.`
    : `Not yet: ${name} needs the ${values} of ${list}, which ${are} still missing.`;
  return { next: null, missing: missing.flatMap((k) => steps[k].focus), words };
}

function no(words) {
  return { next: null, missing: [], words };
}
function firstBack(steps) {
  const first = steps.findIndex(({ phase }) => phase === "backward");
  return first < 0 ? Infinity : first;
}
/** The numbers of the steps that can come next. */
function ready(steps, done) {
  const can = (k) => !done.has(k) && steps[k].needs.every((other) => done.has(other));
  return [...steps.keys()].filter(can);
}

/** The controls: a switch for guess mode, a list of all nodes for the keyboard, and the verdict. */
export class Guessing {
  constructor(view, { onGuess, onAim }) {
    this.view = view;
    const check = { type: "checkbox", ...OWN_KEYS };
    this.check = element("input", check);
    view.listen(this.check, "change", () => view.set({ guess: this.check.checked }));
    this.list = selection(view, { name: "next", title: "next node", options: [], onChange: onAim });
    view.listen(this.list.select, "focus", () => onAim(this.list.select.value));
    view.listen(this.list.select, "blur", () => onAim(null));
    const take = button(view, "Guess", "Guess that this node comes next", () => onGuess(this.list.select.value));
    this.verdict = element("div", { class: "dl101-verdict" });
    this.asked = element("div", {}, element("div", { class: "dl101-row" }, this.list.node, take), this.verdict);
    const label = element("label", {}, this.check, element("span", {}, "let me guess the order"));
    this.node = element("div", { class: "dl101-guess" }, label, this.asked);
  }
  /** Show the mode, and in guess mode what was said of the last guess. */
  show(on, steps, words) {
    this.check.checked = on;
    this.asked.hidden = !on;
    write(this.verdict, words);
    this.view.keep("nodes", [steps], () => this.#list(steps));
  }
  #list(steps) {
    const names = new Map(steps.map(({ focus: [id], name }) => [id, name]));
    const sorted = [...names].sort(([, a], [, b]) => a.localeCompare(b));
    const options = sorted.map(([value, name]) => element("option", { value }, name));
    const { select } = this.list;
    const { value } = select;
    select.replaceChildren(...options);
    if (names.has(value)) select.value = value;
  }
}
