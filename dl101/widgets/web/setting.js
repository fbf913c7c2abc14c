// The setting of a training ground, as a link to the web edition and as a line of code, and what is
// read from such a link. `setting.py` writes the same in Python, and says what a setting is.
import { copyButton, element, OWN_KEYS, write } from "./controls.js";

// Writing ------------------------------------------------------------------------------------

/** What a link says after the #; `linked` are pairs of a name and a word for null or for no items. */
export function fragment(setting, linked) {
  const said = { ...setting, seed: setting.weights };
  return linked.map(([name, empty]) => `${name}=${escaped(word(said[name], empty))}`).join("&");
}

/** The code that makes a training ground; `defaults` are pairs, `own` is the reader's data set. */
export function code(setting, defaults, own) {
  const { dataset, seed, weights } = setting;
  const others = defaults.filter(([name, value]) => name !== "dataset" && !same(setting[name], value));
  const named = others.map(([name]) => `${name}=${python(setting[name])}`);
  const made = `TrainingGround(${[dataset === own ? "(points, labels)" : python(dataset), ...named].join(", ")})`;
  return weights === seed ? made : `ground = ${made}\nground.reset(seed=${weights})\nground`;
}

/** Why no link leads to these points, or "": the web edition draws its own, by default. */
export function obstacle(setting, defaults, own, edited) {
  if (setting.dataset === own) {
    return "The web edition does not have your points, so there is no link to them. In the code they are called " +
      "points and labels.";
  }
  if (edited) {
    return "The web edition does not have the points as you have changed them, so there is no link to them. The " +
      "code makes them as they were.";
  }
  const usual = Object.fromEntries(defaults);
  const names = ["noise", "n", "test_share", "seed"].filter((name) => !same(setting[name], usual[name]));
  if (!names.length) return "";
  const others = names.map((name) => `${name}=${python(setting[name])}`).join(", ");
  return `The web edition has no points with ${others}, so there is no link to them. The code makes them.`;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function word(value, empty) {
  if (value === null || value.length === 0) return empty;
  return typeof value === "number" ? decimal(value) : String(value);
}

function python(value) {
  if (Array.isArray(value)) return `(${value.map(python).join(", ")}${value.length === 1 ? "," : ""})`;
  if (typeof value === "number") return decimal(value);
  if (typeof value === "string") return JSON.stringify(value);
  return { null: "None", true: "True", false: "False" }[value];
}

/** A number as Python writes it too: 100, 0.05, 1e-5, 1e16. */
function decimal(value) {
  const far = value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e16);
  return far ? value.toExponential().replace("e+", "e") : String(value);
}

/** As Python's `urlencode` has it, but for commas. */
function escaped(text) {
  const hex = (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, hex).replaceAll("%2C", ",").replaceAll("%20", "+");
}

// Reading ------------------------------------------------------------------------------------

/** A link that says what no training ground can be. */
class Unreadable extends Error {}

/**
 * The setting that a link says after the #. What it leaves out is as by default, and the data set is
 * the first one. `known` has `linked` and `defaults` as above, the names of the `datasets`,
 * `activations`, `optimizers` and `features`, and the largest numbers: `most_layers`, `most_units`,
 * and `most` by name.
 */
export function read(text, known) {
  const { datasets, activations, optimizers, features, most_layers, most_units, most } = known;
  const widths = `at most ${most_layers} whole numbers from 1 to ${most_units}, such as 4,2,`;
  const some = listOf(oneOf(features), features.length, `some of ${features.join(", ")}`);
  const readers = {
    dataset: oneOf(datasets),
    hidden: listOf(whole(1, most_units), most_layers, widths),
    activation: oneOf(activations),
    features(text, wrong) {
      const names = some(text, wrong);
      return features.filter((one) => names.includes(one));
    },
    optimizer: oneOf(optimizers),
    learning_rate: positive(most.learning_rate),
    batch_size: whole(1),
    weight_decay: within(0, most.weight_decay),
    pace: positive(),
    seed: whole(0, most.seed),
  };
  const empty = Object.fromEntries(known.linked);
  const usual = known.defaults.filter(([name]) => Object.hasOwn(empty, name));
  const setting = { ...Object.fromEntries(usual), dataset: datasets[0] };
  for (const [name, value] of new URLSearchParams(text)) {
    if (!Object.hasOwn(empty, name)) {
      throw new Unreadable(`There is no setting "${name}"; there are ${Object.keys(empty).join(", ")}.`);
    }
    const nothing = empty[name] && value === empty[name];
    if (nothing) setting[name] = Array.isArray(setting[name]) ? [] : null;
    else setting[name] = readers[name](value, (wanted) => complain(name, value, wanted, empty[name]));
  }
  const { seed, ...others } = setting;
  return { ...others, weights: seed };
}

function complain(name, value, wanted, empty) {
  throw new Unreadable(`${name} must be ${wanted}${empty && ` or "${empty}"`}, not "${value}".`);
}

function oneOf(names) {
  return (text, wrong) => names.includes(text) ? text : wrong(`one of ${names.join(", ")}`);
}
function listOf(one, most, wanted) {
  return (text, wrong) => {
    const items = text.split(",").map((item) => one(item, () => wrong(wanted)));
    return items.length > most ? wrong(wanted) : items;
  };
}
function within(low, high = Infinity) {
  const wanted = high < Infinity ? `a number from ${low} to ${high}` : `a number not below ${low}`;
  return (text, wrong) => {
    const value = /^\d*\.?\d+(e-?\d+)?$/i.test(text) ? Number(text) : NaN;
    return value >= low && value <= high && value < Infinity ? value : wrong(wanted);
  };
}
function positive(high = Infinity) {
  const wanted = high < Infinity ? `a number above 0 and up to ${high}` : "a number above 0";
  return (text, wrong) => within(0, high)(text, () => wrong(wanted)) || wrong(wanted);
}
function whole(low, high = Infinity) {
  const wanted = high < Infinity ? `a whole number from ${low} to ${high}` : `a whole number not below ${low}`;
  return (text, wrong) => {
    const value = within(low, high)(text, () => wrong(wanted));
    return Number.isSafeInteger(value) ? value : wrong(wanted);
  };
}

// Of a training ground -----------------------------------------------------------------------

const TRAITS = ["hidden", "activation", "features", "optimizer", "learning_rate", "batch_size", "weight_decay", "pace"];

function settingOf(ground) {
  const { drawn } = ground.get("_link");
  const dataset = ground.get("dataset");
  const usual = ground.get("_sets").find(({ name }) => name === dataset)?.noise;
  const noise = ground.noise === usual ? null : ground.noise;
  const traits = [...TRAITS, "hidden_plane"].map((name) => [name, ground.get(name)]);
  return { dataset, noise, ...drawn, ...Object.fromEntries(traits), weights: ground.training.seed };
}

/** Whether points have been moved, added or deleted, or have got another label. */
function edited(ground) {
  const initial = ground.get("_initial");
  return Object.keys(initial).some((name) =>
    ground.get(name) !== initial[name] && !same(ground.get(name), initial[name])
  );
}

/** The address of the web edition: this page's own, if it is a part of one. */
function siteOf(ground) {
  return document.querySelector('link[rel="dl101-site"]')?.href ?? ground.get("_link").site;
}

const LINK =
  "Link and code make this training ground as it is before training: data set, network, settings and first " +
  "weights. The link opens the playground of the web edition; the code is for a notebook.";
const NO_LINK =
  "This code makes the same training ground as it is before training: data set, network, settings and first weights. " +
  "Points that you have changed are not in it. There is no web edition yet that a link could lead to.";

/** A link to the setting and the code that makes it, shown and copied. */
export class SettingPanel {
  constructor(ground) {
    this.ground = ground;
    this.words = element("p", {});
    this.field = element("input", { type: "text", readonly: true, "aria-label": "link to this setting", ...OWN_KEYS });
    this.code = element("pre", { tabindex: "0", role: "group", "aria-label": "code of this setting", ...OWN_KEYS });
    this.copies = [
      copyButton(ground, "Copy link", "Copy the link", this.field),
      copyButton(ground, "Copy code", "Copy the code", this.code),
    ];
    const row = (node, copy) => element("div", { class: "dl101-row dl101-copied" }, node, copy.node);
    this.row = row(this.field, this.copies[0]);
    const summary = element("summary", OWN_KEYS, "Share this setting");
    const parts = [summary, this.words, this.row, row(this.code, this.copies[1])];
    this.node = element("details", { class: "dl101-program" }, ...parts);
    ground.listen(this.node, "toggle", () => {
      this.update();
      if (this.node.open && !this.row.hidden) this.field.select();
    });
  }

  update() {
    if (!this.node.open) return;
    const { ground } = this;
    const { linked, defaults, page } = ground.get("_link");
    const { own } = ground.constants;
    const setting = settingOf(ground);
    const site = siteOf(ground);
    const hindered = obstacle(setting, defaults, own, edited(ground));
    this.row.hidden = !site || hindered !== "";
    write(this.words, site ? hindered || LINK : NO_LINK);
    this.#show(this.field, "value", `${site}${page}#${fragment(setting, linked)}`, this.copies[0]);
    this.#show(this.code, "textContent", code(setting, defaults, own), this.copies[1]);
  }
  #show(node, property, text, copy) {
    if (node[property] === text) return;
    node[property] = text;
    copy.reset();
  }
}

/** On the page made for it, be what the page's address says. */
export function follow(ground) {
  if (!ground.el.closest("[data-dl101-addressed]")) return;
  const { linked, defaults, most } = ground.get("_link");
  const datasets = ground.get("_sets").map(({ name }) => name).filter((name) => name !== ground.constants.own);
  const take = () => {
    const text = location.hash.slice(1);
    if (!text.includes("=")) return;
    try {
      begin(ground, read(text, { ...ground.constants, linked, defaults, most, datasets }));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (ground.playing) ground.player.pause(); // what is wrong is only told at rest
      ground.player.notice = `This page's address makes no sense. ${error.message}`;
      ground.schedule();
    }
  };
  ground.listen(window, "hashchange", () => {
    take();
    ground.root.scrollIntoView();
  });
  take();
}

function begin(ground, { dataset, weights, ...traits }) {
  if (ground.playing) ground.player.pause();
  ground.use(dataset);
  ground.set(traits);
  ground.player.restart(weights);
}
