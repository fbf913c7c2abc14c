// Code that the reader has written in a cell, as an activation of a network: read, and looked at.
//
// Like anywidget's own modules, it comes with the state of a widget. So it only runs where the page
// trusts the notebook: JupyterLab renders no widgets of one that it does not trust.
import { brief, element, number } from "./controls.js";

const NAME = "own-activation.js";
const STEP = 1e-5; // of the difference quotients
export const ENOUGH = 1e-6; // by how much a slope may differ from them
const BLANK = /\.\.\.\s*[;})\n]/; // three dots with nothing to spread
const SHAPE =
  "The text must be one object with two functions: { forward(values) { … }, backward(values, gradient) { … } }.";

/** What is wrong with the reader's code: `mistake` is a word for it. */
export class Fault extends Error {
  constructor(mistake, message) {
    super(message);
    this.mistake = mistake;
  }
}

// Reading -----------------------------------------------------------------------------------

/** The object that a text describes. */
export async function compile(text) {
  // A line before it, so that it may end in a comment.
  const code = text.trimEnd().replace(/;$/, "");
  if (BLANK.test(code)) throw new Fault("blank", "Not attempted yet: put your code in the place of the three dots.");
  const wrong = await syntaxError(code);
  if (wrong) throw new Fault("syntax", `${at(wrong.line, code)}${wrong.message}.`);
  const source = `export default (\n${code}\n);\n//# sourceURL=${NAME}\n`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    const found = (await import(url)).default;
    const parts = [found?.forward, found?.backward];
    if (parts.some((part) => typeof part !== "function")) throw new Fault("shape", SHAPE);
    return found;
  } catch (error) {
    throw fault(error, code);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Let the browser read code without running it: of a script, unlike of a module, it tells the line. */
function syntaxError(code) {
  const source = `"use strict"; () => (\n${code}\n);`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return new Promise((done) => {
    let found = null;
    const hear = (event) => {
      if (event.filename !== url) return;
      event.preventDefault();
      found = { message: event.message.replace(/^Uncaught /, ""), line: event.lineno - 1 };
    };
    const script = element("script", { src: url });
    script.onload = script.onerror = () => {
      removeEventListener("error", hear);
      URL.revokeObjectURL(url);
      script.remove();
      done(found);
    };
    addEventListener("error", hear);
    document.head.append(script);
  });
}

/** Say of an error in which of the reader's lines it happened. */
export function fault(error, code) {
  if (error instanceof Fault) return error;
  const [, line] = new RegExp(`${NAME}:(\\d+)`).exec(error.stack ?? "") ?? [];
  return new Fault("error", `${at(line && line - 1, code)}${error.name}: ${error.message}.`);
}

function at(line, code) {
  if (!line) return "";
  const lines = code.split("\n");
  if (line > lines.length) return "At the end of the text, where a bracket may be missing: ";
  return `Line ${line}, ${lines[line - 1].trim().slice(0, 60)}: `;
}

// Looking at it -----------------------------------------------------------------------------

/**
 * Compute an activation's values and slopes at `places`, and difference quotients. What is `wrong`
 * with them is a Fault, or null. `expected` are the values that it should have, if anybody knows.
 */
export function examine(activation, places, expected = null) {
  const sums = Float64Array.from(places);
  const forward = (from) => {
    const values = Float64Array.from(from);
    mustReturnNothing("forward", activation.forward(values, 1));
    return values;
  };
  // As in training: the same array goes forward and back, and an activation may keep what it saw.
  const backward = (upstream, given) => {
    const gradient = new Float64Array(sums.length).fill(upstream);
    const own = forward(sums);
    mustReturnNothing("backward", activation.backward(given ?? own, gradient));
    return gradient;
  };
  const values = forward(sums);
  const [high, low] = [STEP, -STEP].map((step) => forward(sums.map((sum) => sum + step)));
  const quotients = sums.map((_, i) => (high[i] - low[i]) / (2 * STEP));
  const slopes = backward(1);
  const worst = largest(slopes, quotients).size;
  const found = { places: Array.from(places), values, slopes, quotients, worst };
  const wrong = notFinite(found) ?? mistake(found, expected, { backward, sums });
  return { ...found, wrong };
}

function notFinite({ places, values, slopes }) {
  for (const [name, numbers] of Object.entries({ forward: values, backward: slopes })) {
    const i = numbers.findIndex((one) => !Number.isFinite(one));
    const where = number(places[i]);
    if (i >= 0) return new Fault("not_finite", `At the sum ${where}, ${name} gives ${numbers[i]}.`);
  }
  return null;
}

function mustReturnNothing(name, result) {
  if (result === undefined) return;
  const array = name === "forward" ? "values" : "gradient";
  throw new Fault(
    "returns",
    `${name} returns something, which nobody looks at: change the entries of ${array} instead.`,
  );
}

/** The mistake that explains what is wrong, or null. */
function mistake({ places, values, slopes, quotients }, expected, { backward, sums }) {
  if (expected) {
    const { size, i } = largest(values, expected);
    if (size > ENOUGH) {
      const [yours, right] = [values[i], expected[i]].map((one) => brief(one));
      const where = number(places[i]);
      return new Fault("value", `At the sum ${where}, forward gives ${yours}; dl101 gives ${right}.`);
    }
  }
  const doubled = backward(2);
  const agrees = (one, other) => largest(one, other).size <= ENOUGH;
  const flat = agrees(quotients, quotients.map(() => 1));
  if (!flat && agrees(slopes, slopes.map(() => 1)) && agrees(doubled, slopes.map(() => 2))) {
    return new Fault("unchanged", "backward leaves the gradient as it was: multiply it by the slope.");
  }
  if (agrees(doubled, slopes) && !agrees(slopes, slopes.map(() => 0))) {
    return new Fault(
      "overwrites",
      "backward overwrites the gradient that comes from above: multiply it, with *=, by the slope.",
    );
  }
  const { size, i } = largest(slopes, quotients);
  if (size <= ENOUGH) return null;
  if (agrees(slopes, quotients.map((one) => -one))) {
    return new Fault("sign", "backward has the sign of the slope wrong.");
  }
  if (agrees(attempt(() => backward(1, sums.slice())) ?? [], quotients)) {
    return new Fault(
      "sums",
      "backward takes values[i] for the sum. By then forward has overwritten the sum by the value: " +
        "write the slope as a formula of the value, or let forward keep the sums.",
    );
  }
  const [yours, right] = [slopes[i], quotients[i]].map((one) => brief(one));
  return new Fault(
    "slope",
    `At the sum ${number(places[i])} the value is ${brief(values[i])} and its slope ${right}, by a ` +
      `difference quotient; backward multiplies by ${yours}.`,
  );
}

/** What an action returns, or null if it throws. */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

/** The largest difference between two arrays, and where it is. */
export function largest(one, other) {
  if (one.length !== other.length) return { size: Infinity, i: 0 };
  let [size, i] = [0, 0];
  one.forEach((value, k) => {
    const away = Math.abs(value - other[k]);
    if (!(away <= size)) [size, i] = [away, k];
  });
  return { size, i };
}

/** The largest difference of a network's gradient from difference quotients of its loss. */
export function gradientError(network, inputs, labels) {
  network.lossOf(inputs, labels);
  network.backward();
  const gradient = network.gradient.slice();
  const quotients = gradient.map((_, i) => {
    const before = network.parameters[i];
    const [high, low] = [STEP, -STEP].map((step) => {
      network.parameters[i] = before + step;
      return network.lossOf(inputs, labels);
    });
    network.parameters[i] = before;
    return (high - low) / (2 * STEP);
  });
  return largest(gradient, quotients).size;
}
