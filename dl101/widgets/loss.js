// The cross-entropy of a sigmoid: its numbers, the points' discs, and the bar that shows the mean.
import { element, number } from "./controls.js";
import { twoClasses } from "./line.js";

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

/** The cross-entropy of a boundary's model as it is now. */
export function lossOf(model) {
  const w = [model.get("w1"), model.get("w2")];
  return crossEntropy(model.get("points"), model.get("labels"), w, model.get("b"));
}

export function lossText(loss) {
  return Number.isNaN(loss) ? "–" : number(loss, 3);
}

function paintDiscs({ view, theme, points }, context, losses) {
  context.save();
  context.fillStyle = context.strokeStyle = theme.loss;
  points.all.forEach(([x, y], i) => {
    context.beginPath();
    context.arc(view.x(x), view.y(y), DISC * Math.sqrt(losses[i]), 0, 2 * Math.PI);
    context.globalAlpha = 0.36;
    context.fill();
    context.globalAlpha = 0.85;
    context.stroke();
  });
  context.restore();
}

/** The mean as a number and as a bar, with a mark at log 2. */
function meter() {
  const value = element("span", { class: "dl101-value" }, "–");
  const fill = element("span", { class: "dl101-fill" });
  const guess = element("span", { class: "dl101-mark", title: "log 2 = 0.69: p = ½ everywhere" });
  guess.style.left = `${(100 * Math.LN2) / BAR_END}%`;
  const caption = element("span", { class: "dl101-caption" }, "log 2: p = ½ everywhere");
  caption.style.left = guess.style.left;
  const node = element(
    "div",
    { class: "dl101-meter" },
    element("span", { class: "dl101-readout" }, element("span", {}, "cross-entropy"), value),
    element("div", { class: "dl101-bar", "aria-hidden": "true" }, fill, guess, caption),
  );
  const show = (loss) => {
    value.textContent = lossText(loss);
    fill.style.width = `${Math.min(100, (100 * (loss || 0)) / BAR_END)}%`;
  };
  return { node, show };
}

/** Two classes, their line, and the losses. `painted()` is called after each painting. */
export function lossScene({ painted = () => {} } = {}) {
  const scene = twoClasses();
  let now = { losses: [], mean: NaN };
  return {
    ...scene,
    controls(plane) {
      const { node, show } = meter();
      return [...scene.controls(plane), { node, update: () => show(now.mean) }];
    },
    paint(plane, context) {
      now = lossOf(plane.model);
      paintDiscs(plane, context, now.losses);
      scene.paint(plane, context);
    },
    painted,
    rows: ["w·x + b", "probability", "loss −log p"],
    values(plane, at, label) {
      const values = scene.values(plane, at);
      const logit = plane.output(at, { logits: true })[0];
      const share = (one) => lossText(sigmoidLoss(one, logit));
      const loss = label === undefined ? `● ${share(0)}  ■ ${share(1)}` : share(label);
      return { ...values, "loss −log p": loss };
    },
    summary(plane) {
      const { mean, losses } = lossOf(plane.model);
      const largest = losses.length ? `, the largest loss ${lossText(Math.max(...losses))}` : "";
      return `${scene.summary(plane)} Mean cross-entropy ${lossText(mean)}${largest}.`;
    },
    spoken: () => `Cross-entropy ${lossText(now.mean)}.`,
    help: [
      ...scene.help,
      "The area of a point's disc is its loss: −log of the probability p that its own class gets. " +
        "The cross-entropy is their mean.",
      "Where there is no point, the read-out says what a point of either class would lose there.",
    ],
  };
}
