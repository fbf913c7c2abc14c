// The cross-entropy of a sigmoid: its numbers, the points' discs, and the bar that shows the mean.
import { element, number, write } from "./controls.js";
import { TwoClasses } from "./line.js";
import { circle, using } from "./painting.js";

const DISC = 17; // radius in CSS pixels of a point's disc at a loss of 1; the area is the loss
const BAR_END = 3; // the loss that fills the bar

/** −log of the probability that σ(logit) gives to class `label`, however large the logit. */
export function sigmoidLoss(label, logit) {
  const against = label ? -logit : logit;
  return Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
}

/** Each point's loss under the line w·x + b = 0, and their mean: NaN without points. */
export function crossEntropy(points, labels, [w1, w2], b) {
  const losses = points.map(([x, y], i) => sigmoidLoss(labels[i], w1 * x + w2 * y + b));
  return { losses, mean: losses.reduce((sum, loss) => sum + loss, 0) / losses.length };
}

export function lossText(loss) {
  return number(loss, 3);
}

/** The mean as a number and as a bar, with a mark at log 2. */
function meter() {
  const value = element("span", { class: "dl101-value" }, "–");
  const fill = element("span", { class: "dl101-fill" });
  const style = `left: ${(100 * Math.LN2) / BAR_END}%`;
  const node = element(
    "div",
    { class: "dl101-meter" },
    element("span", { class: "dl101-readout" }, element("span", {}, "cross-entropy"), value),
    element(
      "div",
      { class: "dl101-bar", "aria-hidden": "true" },
      fill,
      element("span", { class: "dl101-mark", style }),
      element("span", { class: "dl101-caption", style }, "log 2: p = ½ everywhere"),
    ),
  );
  const show = (loss) => {
    write(value, lossText(loss));
    fill.style.width = `${Math.min(100, (100 * (loss || 0)) / BAR_END)}%`;
  };
  return { node, show };
}

/** Two classes, their line, and the losses. */
export class Losses extends TwoClasses {
  rows = ["w·x + b", "probability", "loss −log p"];
  help = [
    ...this.help,
    "The area of a point's disc is its loss: −log of the probability p that its own class gets. The " +
      "cross-entropy is their mean.",
    "Where there is no point, the read-out says what a point of either class would lose there.",
  ];

  get entropy() {
    const { w, b } = this.line.read();
    const [points, labels] = [this.get("points"), this.get("labels")];
    return this.keep("entropy", [points, labels, ...w, b], () => crossEntropy(points, labels, w, b));
  }
  controls() {
    const { node, show } = meter();
    return [...super.controls(), { node, update: () => show(this.entropy.mean) }];
  }
  paintUnder(context) {
    const { area, theme, entropy } = this;
    using(context, { fillStyle: theme.loss, strokeStyle: theme.loss }, () => {
      this.points.all.forEach((point, i) => {
        circle(context, area.pixel(point), DISC * Math.sqrt(entropy.losses[i]));
        context.globalAlpha = 0.36;
        context.fill();
        context.globalAlpha = 0.85;
        context.stroke();
      });
    });
    super.paintUnder(context);
  }
  values(at, label) {
    const logit = this.line.at(at);
    const share = (one) => lossText(sigmoidLoss(one, logit));
    const loss = label === undefined ? `● ${share(0)}  ■ ${share(1)}` : share(label);
    return { ...super.values(at), "loss −log p": loss };
  }
  summary() {
    const { mean, losses } = this.entropy;
    const largest = losses.length ? `, the largest loss ${lossText(Math.max(...losses))}` : "";
    return `${super.summary()} Mean cross-entropy ${lossText(mean)}${largest}.`;
  }
  news() {
    return `Cross-entropy ${lossText(this.entropy.mean)}.`;
  }
}
