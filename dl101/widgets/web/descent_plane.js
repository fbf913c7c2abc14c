// The points that a perceptron is trained on, and its line, for each descent over its weights.
import { number } from "./controls.js";
import { colourOf, LOOKS } from "./descent_painting.js";
import { hasLine } from "./line.js";
import { Markers, paintAxes, paintLine, Regions } from "./painting.js";
import { Area } from "./stage.js";

/** A picture in the view's own theme, on a canvas of its own. */
export class LinePlane {
  #regions = new Regions();
  #markers = new Markers();

  constructor(view) {
    this.view = view;
    this.canvas = view.canvas();
    this.node = this.canvas.node;
  }
  /**
   * Paint the lines of `runs`, pairs of a name and weights; the last one's regions and mistakes.
   * Returns how many points are on the last one's right side.
   */
  paint({ points, labels, bias, wide, high }, runs) {
    this.node.style.aspectRatio = `${wide[1] - wide[0]} / ${high[1] - high[0]}`;
    const context = this.canvas.context();
    if (!context) return undefined;
    const { width, height } = this.canvas;
    const { theme } = this.view;
    const area = this.view.keep(this, [wide, high, width, height], () => new Area(wide, high, width, height));
    const weights = runs.at(-1)[1];
    const layer = { weights: weights.map((value) => [value]), biases: [bias], activation: "sigmoid" };
    this.view.keep(this.#regions, [...weights, bias, area, theme], () => this.#regions.compute([layer], area, theme));
    this.#regions.paint(context, area);
    const score = ([x1, x2]) => weights[0] * x1 + weights[1] * x2 + bias;
    const wrong = points.map((point, i) => score(point) > 0 !== (labels[i] === 1));
    this.#markers.paint(context, area, points, labels, wrong, theme);
    for (const [name, w] of runs) {
      if (!hasLine(w)) continue;
      paintLine(context, area, w, bias, { strokeStyle: theme.paper, lineWidth: 5 });
      paintLine(context, area, w, bias, {
        strokeStyle: colourOf(name, theme),
        lineWidth: 2.5,
        dash: LOOKS[name].dash,
      });
    }
    paintAxes(context, area, { ...theme, faint: theme.ink }, ["ink", "symmetry"]);
    const right = wrong.filter((one) => !one).length;
    const w = weights.map((value) => number(value)).join(", ");
    this.view.describe(
      this.node,
      `The ${points.length} zeros and ones, and the line w·x + b = 0 with w = (${w}) and b = ${number(bias)}: ` +
        `${right} are classified correctly.`,
      "",
    );
    return right;
  }
}
