// The cross-entropy of a sigmoid: its numbers, the points' discs, and the bar that shows the mean.
import { element, meter, number } from "./controls.js";
import { TwoClasses } from "./line.js";
import { sigmoidLoss } from "./network.js";
import { circle, using } from "./painting.js";

const DISC = 17; // radius in CSS pixels of a point's disc at a loss of 1; the area is the loss
const BAR_END = 3; // the loss that fills the bar

/** Each point's loss under the line w·x + b = 0, and their mean: NaN without points. */
export function crossEntropy(points, labels, [w1, w2], b) {
  const losses = points.map(([x, y], i) => sigmoidLoss(labels[i], w1 * x + w2 * y + b));
  return { losses, mean: losses.reduce((sum, loss) => sum + loss, 0) / losses.length };
}

export function lossText(loss) {
  return number(loss, 3);
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
    // A mark at log 2, the loss of who does not know.
    const style = `left: ${(100 * Math.LN2) / BAR_END}%`;
    const mark = element("span", { class: "dl101-mark", style });
    const caption = element("span", { class: "dl101-caption", style }, "log 2: p = ½ everywhere");
    const { node, show } = meter("cross-entropy", mark, caption);
    const update = () => show(lossText(this.entropy.mean), this.entropy.mean / BAR_END);
    return [...super.controls(), { node, update }];
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
