// A plane over any small dense network: nothing to move but the points.
import { classProbabilities } from "./network.js";
import { Plane } from "./plane.js";
import { widget } from "./view.js";

class NetworkPlane extends Plane {
  traits = ["layers"];
  rows = ["predicted", "probabilities"];

  network() {
    return this.get("layers");
  }
  values(at) {
    const probabilities = this.marked(classProbabilities(this.outputs(at)));
    return { predicted: this.verdict(at), probabilities };
  }
  summary() {
    return `${this.points.all.length} points over the probabilities of a network.`;
  }
}

export default widget((context) => new NetworkPlane(context));
