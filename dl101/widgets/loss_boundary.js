// The boundary with each point's share of the cross-entropy.
import { widget } from "./plane.js";
import { lossScene } from "./loss.js";

export default widget(() => lossScene());
