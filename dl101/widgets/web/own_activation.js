// An activation of the reader's own, in a network that learns in the page.
import { allow, brief, button, element, fromPython, help, number, readOut, slider, write } from "./controls.js";
import { ACTIVATIONS, Network, OPTIMIZERS, Random } from "./network.js";
import { Markers, paintAxes, paintPaper, Regions, segment, using } from "./painting.js";
import { compile, ENOUGH, examine, Fault, fault, gradientError, largest } from "./reader_code.js";
import { Area } from "./stage.js";
import { View, widget } from "./view.js";

const FRAMES = 60; // which a training takes, about a second
const EXACT = 1e-12; // and one step from that of dl101
const ROWS = ["slope", "gradient", "beside dl101", "step", "loss", "accuracy"];

let count = 0;

class OwnActivation extends View {
  #markers = new Markers();
  #regions = new Regions();
  #name = `own ${count++}`; // of its activation, in the table that all networks share

  constructor(context) {
    super(context, "dl101-own");
  }
  build() {
    this.plane = this.canvas();
    this.curve = this.canvas();
    const stage = element("div", { class: "dl101-stage" }, this.plane.node);
    stage.style.aspectRatio = "1";
    this.told = element("p", { class: "dl101-told", role: "status" });
    this.rows = readOut(ROWS);
    this.python = fromPython();
    this.slider = slider(this, {
      name: "rate",
      title: "learning rate",
      min: -3,
      max: 1,
      text: (power) => brief(10 ** power, 2),
      onInput: (power) => this.#try({ rate: 10 ** power }),
    });
    const sliders = element("div", { class: "dl101-sliders" }, this.slider.node);
    this.buttons = [
      button(this, "Train again", "Train from the same start", () => this.#start()),
      button(this, "Other start", "Train from another start", () => this.#try({ seed: this.trial.seed + 1 })),
    ];
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "A network with an activation of your own");
    this.root.append(
      stage,
      element(
        "div",
        { class: "dl101-side" },
        element("div", { class: "dl101-function" }, this.curve.node),
        this.told,
        this.rows.node,
        sliders,
        element("div", { class: "dl101-row" }, ...this.buttons),
        this.python.node,
        help([
          "At the left the points and what the network makes of the plane; above, your activation " +
          "(a full line) and the slope by which backward multiplies (dashed), over the sum.",
          "The learning rate, and another start, are tried here alone; they do not come from the cell.",
          "slope: how far the dashed line is at most from difference quotients of the full one.",
          "gradient: the same for the loss and all parameters of the network.",
          "beside dl101: how far the gradient at the start, and the parameters after one step, are at " +
          "most from those that dl101 has computed in Python.",
        ]),
      ),
    );
    this.on(["outcome", "_kernel", "_answered", "xlim", "ylim"]);
    this.on(["_tried"], () => this.network && this.#start());
    this.signal.addEventListener("abort", () => delete ACTIVATIONS[this.#name]);
    this.#read();
  }

  // The reader's code -----------------------------------------------------------------------

  async #read() {
    const { javascript, places, expected, points, labels } = this.get("_setup");
    Object.assign(this, { network: null, found: null, fault: null, differs: null });
    Object.assign(this, { inputs: Float64Array.from(points.flat()), labels, points });
    Object.assign(this, { reading: true, training: false });
    this.schedule();
    const activation = await compile(javascript).catch((error) => error);
    if (this.signal.aborted) return;
    this.reading = false;
    if (activation instanceof Fault) return this.#failed(activation);
    ACTIVATIONS[this.#name] = activation;
    try {
      this.found = examine(activation, places, expected?.values);
    } catch (error) {
      return this.#failed(error);
    }
    // A wrong slope is worth seeing at work.
    this.fault = this.found.wrong;
    if (this.fault?.mistake === "not_finite") return this.#failed(this.fault);
    // The cell's own setup, which dl101 has taken a step with; then what is tried.
    this.#start(this.get("_setup"));
    this.#compare(expected);
    if (this.network) this.#start();
  }
  #failed(error) {
    this.fault = fault(error, this.get("_setup").javascript);
    this.#tellPython();
    this.schedule();
  }

  // Training --------------------------------------------------------------------------------

  /** Another learning rate, or another start. */
  #try(other) {
    if (this.network) this.set({ _tried: { ...this.get("_tried"), ...other } });
  }
  /** The cell's setup, with what is tried instead. */
  get trial() {
    return { ...this.get("_setup"), ...this.get("_tried") };
  }
  #start({ hidden, optimizer, seed, rate } = this.trial) {
    this.rate = rate;
    this.network = new Network([2, ...hidden, 1], this.#name, "sigmoid");
    this.network.initialize(new Random(seed));
    this.optimizer = new OPTIMIZERS[optimizer](this.network.parameters.length);
    Object.assign(this, { step: 0, training: true });
    if (this.fault?.mistake === "diverged") this.fault = null;
    this.#guarded(() => {
      this.loss = this.network.lossOf(this.inputs, this.labels);
    });
    this.schedule();
  }
  /** The gradient beside difference quotients; it and one step beside those of `dl101`. */
  #compare(expected) {
    this.#guarded(() => {
      this.off = gradientError(this.network, this.inputs, this.labels);
      if (this.off > ENOUGH && !this.fault) {
        this.fault = new Fault(
          "shared",
          `The slope is right, and yet the gradient of the network is off by ${brief(this.off)}. ` +
            "All hidden layers share your object: what it keeps of one layer, the next overwrites.",
        );
      }
      if (!expected) return;
      this.#takeStep();
      const pairs = ["gradient", "parameters"].map((name) => largest(this.network[name], expected[name]));
      this.differs = Math.max(...pairs.map(({ size }) => size));
    });
  }
  #takeStep() {
    const { network } = this;
    this.loss = network.lossOf(this.inputs, this.labels);
    network.backward();
    this.optimizer.step(network.parameters, network.gradient, this.rate);
    this.step += 1;
  }
  #trainOn() {
    const { steps } = this.get("_setup");
    this.#guarded(() => {
      const to = Math.min(steps, this.step + Math.ceil(steps / FRAMES));
      while (this.step < to) this.#takeStep();
      this.loss = this.network.lossOf(this.inputs, this.labels);
      if (!Number.isFinite(this.loss)) {
        throw new Fault("diverged", `After ${this.step} steps the loss is not a number any more.`);
      }
    });
    this.training &&= this.step < steps;
    if (!this.training) this.#tellPython();
  }
  /** Do something in which the reader's code runs. */
  #guarded(action) {
    try {
      action();
    } catch (error) {
      // What throws once may throw at each picture; a loss that is not a number does not.
      if (!(error instanceof Fault)) this.network = null;
      this.fault ??= fault(error, this.get("_setup").javascript);
      this.training = false;
      this.#tellPython();
    }
  }

  #right() {
    const sums = this.network.forward(this.inputs);
    return this.labels.map((label, i) => Number(sums[i] > 0) === label);
  }
  #tellPython() {
    const { fault: wrong, network } = this;
    const numbers = network && {
      slope_error: this.found?.worst,
      gradient_error: this.off,
      dl101_error: this.differs,
      steps: this.step,
      loss: this.loss,
      accuracy: this.#right().filter(Boolean).length / this.labels.length,
    };
    const finite = Object.entries(numbers ?? {}).filter(([, value]) => Number.isFinite(value));
    const outcome = {
      status: !wrong ? "right" : wrong.mistake === "blank" ? "not attempted" : "wrong",
      ...(wrong && { mistake: wrong.mistake, message: wrong.message }),
      ...Object.fromEntries(finite),
    };
    if (JSON.stringify(outcome) !== JSON.stringify(this.get("outcome"))) this.set({ outcome });
  }

  // Showing ---------------------------------------------------------------------------------

  paint() {
    if (this.training) this.#trainOn();
    this.#paintPlane();
    this.#paintCurve();
    this.#tell();
    this.python.show(this.fromPython);
    if (this.reading || this.training) this.schedule();
  }
  #paintPlane() {
    const context = this.plane.context();
    if (!context) return;
    const { theme, network } = this;
    const { width, height } = this.plane;
    const [xlim, ylim] = [this.get("xlim"), this.get("ylim")];
    const area = this.keep("area", [...xlim, ...ylim, width, height], () => new Area(xlim, ylim, width, height));
    paintPaper(context, area, theme);
    if (network && Number.isFinite(this.loss)) {
      this.#regions.compute(network.describe(), area, theme);
      this.#regions.paint(context, area);
    }
    paintAxes(context, area, theme);
    const wrong = network ? this.#right().map((one) => !one) : [];
    this.#markers.paint(context, area, this.points, this.labels, wrong, theme);
  }
  #paintCurve() {
    const context = this.curve.context();
    if (!context) return;
    const { theme, found } = this;
    const { width, height } = this.curve;
    context.clearRect(0, 0, width, height);
    if (!found) return;
    const { places, values, slopes } = found;
    const all = [...values, ...slopes].filter(Number.isFinite);
    const [low, high] = [Math.min(-0.2, ...all), Math.max(1.2, ...all)];
    const room = high - low; // for the numbers below, and the names above
    const heights = [low - 0.25 * room, high + 0.15 * room];
    const [first, last] = [places[0], places.at(-1)];
    const area = new Area([first - 0.15 * (last - first), last], heights, width, height);
    using(context, { strokeStyle: theme.faint, globalAlpha: 0.5 }, () => {
      segment(context, [0, area.y(0)], [width, area.y(0)]);
      segment(context, [area.x(0), 0], [area.x(0), height]);
    });
    paintAxes(context, area, theme, ["sum", "value, slope"]);
    for (
      const [line, style] of [
        [values, { strokeStyle: theme.ink }],
        [slopes, { strokeStyle: theme.loss, dash: [5, 3] }],
      ]
    ) {
      using(context, { ...style, lineWidth: 1.8 }, () => {
        context.beginPath();
        line.forEach((one, i) => Number.isFinite(one) && context.lineTo(...area.pixel([places[i], one])));
        context.stroke();
      });
    }
  }
  #tell() {
    const { network, found, fault: wrong, loss, step, differs } = this;
    const steps = this.get("_setup").steps;
    const right = network ? this.#right().filter(Boolean).length : 0;
    const accuracy = network ? `${right} of ${this.labels.length}` : "–";
    const off = (value, enough) =>
      Number.isFinite(value) ? `${value > enough ? "off by" : "agrees to"} ${brief(value, 2)}` : "–";
    this.rows.show({
      slope: off(found?.worst, ENOUGH),
      gradient: off(network && this.off, ENOUGH),
      "beside dl101": off(differs ?? NaN, EXACT),
      step: network ? `${step} of ${steps}` : "–",
      loss: network ? number(loss, 4) : "–",
      accuracy,
    });
    this.slider.show(Math.log10(this.trial.rate));
    const verdict = wrong
      ? wrong.message
      : network
      ? "The slope and the gradient agree with difference quotients."
      : "Reading your code …";
    write(this.told, verdict);
    this.told.classList.toggle("dl101-fault", Boolean(wrong) && wrong.mistake !== "blank");
    for (const one of this.buttons) allow(one, network);
    const points = `${this.points.length} points of two classes`;
    const now = network && !this.training
      ? ` After ${step} steps the loss is ${number(loss, 3)}; ${accuracy} are right.`
      : "";
    this.describe(this.plane.node, `${points}, and a network that learns them.${now}`, now.trim());
    const shown = found ? "Your activation and its slope over the sum." : "No activation to show.";
    this.describe(this.curve.node, shown);
  }
}

export default widget((context) => new OwnActivation(context));
