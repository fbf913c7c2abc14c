// A plane over any small dense network: nothing to move but the points.
import { classProbabilities } from "./network.js";
import { CLASS_MARKS } from "./painter.js";
import { number } from "./controls.js";
import { verdict, widget } from "./plane.js";

const scene = {
  traits: ["layers"],
  layers: (model) => model.get("layers"),
  handles: () => [],
  controls: () => [],
  paint() {},
  paintOver() {},
  rows: ["predicted", "probabilities"],
  values(plane, at) {
    const outputs = plane.output(at);
    const all = classProbabilities(outputs).map((v, k) => `${CLASS_MARKS[k]} ${number(v)}`);
    return { predicted: verdict(outputs), probabilities: all.join("  ") };
  },
  summary: (plane) => `${plane.points.all.length} points over the probabilities of a network.`,
  help: [],
};

export default widget(scene);
