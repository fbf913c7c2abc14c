// The boundary with each point's share of the cross-entropy.
import { Losses } from "./loss.js";
import { widget } from "./view.js";

export default widget((context) => new Losses(context));
