// The boundary between two classes, or between three.
import { classProbabilities } from "./network.js";
import { CLASS_MARKS, CLASS_NAMES, paintLine } from "./painter.js";
import { choice, number } from "./controls.js";
import { verdict, widget } from "./plane.js";
import { Line, LineHandle, NO_LINE, TipHandle, dot } from "./line.js";
import { note, paintNormal, sliders, twoClasses } from "./line.js";

const SOFTMAX = {
  traits: ["weights", "biases"],
  read: (model, k) => ({ w: model.get("weights").map((row) => row[k]), b: model.get("biases")[k] }),
  write: (model, { w, b }, k) => ({
    weights: model.get("weights").map((row, i) => row.with(k, w[i])),
    biases: model.get("biases").with(k, b),
  }),
  layers: (model) => [
    { weights: model.get("weights"), biases: model.get("biases"), activation: "softmax" },
  ],
};

/** Which class's line the sliders and the arrow belong to. */
function chooser(line) {
  const { plane } = line;
  const options = CLASS_MARKS.map((text, i) => ({ text, title: CLASS_NAMES[i] }));
  const onChange = (k) => {
    line.chosen = k;
    plane.schedule();
  };
  return choice({ legend: "Score of", options, onChange, signal: plane.signal });
}

function threeClasses() {
  let line;
  return {
    ...SOFTMAX,
    handles(plane) {
      line = new Line(plane, SOFTMAX);
      return [new LineHandle(line), new TipHandle(line)];
    },
    controls: () => [chooser(line), sliders(line)],
    paint({ view, theme, model }, context) {
      paintBorders(context, view, SOFTMAX.layers(model)[0], theme);
      const { w, b } = line.numbers;
      const color = theme.classes[line.chosen];
      if (line.exists) paintLine(context, view, w, b, { color, width: 2.5, dash: [7, 5] });
    },
    paintOver(plane, context) {
      paintNormal(line, context);
      note(line, context);
    },
    rows: ["scores z", "softmax(z)", "predicted"],
    values(plane, at) {
      const outputs = plane.output(at);
      const row = (values) => values.map((v, k) => `${CLASS_MARKS[k]} ${number(v)}`).join("  ");
      return {
        "scores z": row(plane.output(at, { logits: true })),
        "softmax(z)": row(classProbabilities(outputs)),
        predicted: verdict(outputs),
      };
    },
    summary: (plane) =>
      `${plane.points.all.length} points of three classes and the regions where each is the most ` +
      `probable; for ${CLASS_NAMES[line.chosen]}s w = (${line.numbers.w.map((v) => number(v)).join(", ")}), ` +
      `b = ${number(line.numbers.b)}.`,
    help: [
      "Each class has a score z = w·x + b; softmax turns the three scores into probabilities.",
      "The dashed line is where the chosen class's score is zero: drag it to shift it (b), and the " +
        "arrow's tip to turn it (w).",
    ],
  };
}

/** The pieces of the lines between two classes along which both lead the third. */
function paintBorders(context, view, { weights, biases }, theme) {
  context.save();
  context.strokeStyle = theme.ink;
  context.lineWidth = 2.5;
  for (const [i, j, k] of [[0, 1, 2], [0, 2, 1], [1, 2, 0]]) {
    const piece = border(view, weights, biases, i, j, k);
    if (!piece) continue;
    context.beginPath();
    context.moveTo(view.x(piece[0][0]), view.y(piece[0][1]));
    context.lineTo(view.x(piece[1][0]), view.y(piece[1][1]));
    context.stroke();
  }
  context.restore();
}

/** Where classes i and j have equal scores and k no larger one: two ends, or null. */
function border(view, weights, biases, i, j, k) {
  const between = (m, n) => ({ w: weights.map((row) => row[m] - row[n]), b: biases[m] - biases[n] });
  const { w, b } = between(i, j);
  const length = Math.hypot(...w);
  if (length < NO_LINE) return null;
  const along = [-w[1] / length, w[0] / length];
  const away = (dot(w, view.centre) + b) / (length * length);
  const foot = view.centre.map((value, axis) => value - away * w[axis]);
  const lead = between(i, k);
  const start = dot(lead.w, foot) + lead.b;
  const slope = dot(lead.w, along);
  let [low, high] = [-1e3, 1e3];
  if (Math.abs(slope) < NO_LINE) {
    if (start < 0) return null;
  } else if (slope > 0) low = Math.max(low, -start / slope);
  else high = Math.min(high, -start / slope);
  return low < high && [low, high].map((t) => [foot[0] + t * along[0], foot[1] + t * along[1]]);
}

export default widget((model) => (model.get("classes") === 2 ? twoClasses() : threeClasses()));
