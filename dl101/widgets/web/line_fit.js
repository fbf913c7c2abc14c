// A line through points, and the square on each residual.
import { allow, brief, button, element, meter, number, slider, write } from "./controls.js";
import { paintGrip, roundUp, segment, using } from "./painting.js";
import { Plane } from "./plane.js";
import { widget } from "./view.js";

const LINE_REACH = 9; // pixels from the line
const GRIP_REACH = 14; // pixels from the grip that turns it
const GRIP_AT = 0.86; // of the picture's width

/** The mean of the squared residuals: NaN without points. */
function meanSquare(points, { slope, intercept }) {
  const sum = points.reduce((sum, [x, y]) => sum + (y - slope * x - intercept) ** 2, 0);
  return sum / points.length;
}

/** The line with the smallest mean square, or null without points; flat where all x are equal. */
export function leastSquares(points) {
  if (points.length === 0) return null;
  const mean = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const slope = spread ? points.reduce((sum, [x, y]) => sum + (x - mx) * y, 0) / spread : 0;
  return { slope, intercept: my - slope * mx };
}

/** A number with four digits, whatever its size; zeros at its end stay, so that nothing jumps. */
function quantity(value) {
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return brief(value);
  return number(value, Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(size || 1)))));
}

class LineFit extends Plane {
  traits = ["slope", "intercept"];
  rows = ["x, y", "line at x", "residual", "its square"];
  help = [
    "Drag the line to shift it (intercept), the grip at its right to turn it (slope).",
    "Least squares jumps to the best line, and leaves the line before it dashed.",
    "Each point's residual is the distance upwards to the line; the square on it is the point's " +
    "squared error, and the mean of the squares is what the best line makes smallest.",
  ];
  get axes() {
    return [this.get("xlabel") || "x", this.get("ylabel") || "y"];
  }
  square = true;

  get line() {
    return { slope: this.get("slope"), intercept: this.get("intercept") };
  }
  /** The line before the jump that led to this one; null otherwise. */
  get former() {
    const { before, after } = this.get("_jump"); // the last one to the best line
    const same = (one) => one.slope === this.line.slope && one.intercept === this.line.intercept;
    return before && same(after) && !same(before) ? before : null;
  }
  at(x) {
    const { slope, intercept } = this.line;
    return slope * x + intercept;
  }
  setLine(slope, intercept, gesture) {
    const tidy = (value) => Number(value.toPrecision(6));
    this.edit({ slope: tidy(slope), intercept: tidy(intercept) }, gesture);
  }

  handles() {
    /** The point of the line at a share of the picture's width; at the edge where it is outside. */
    const along = (share) => {
      const x = this.area.left + share * this.area.spans[0];
      return [x, this.at(x)];
    };
    const seen = (share) => this.area.clamp(along(share));
    const shifting = {
      name: "line: arrow keys move it up and down",
      cursor: "ns-resize",
      place: () => seen(0.5),
      text: () => `intercept = ${quantity(this.line.intercept)}`,
      distance: (px, py) => {
        const { area } = this;
        const [left, right] = [0, area.width].map((end) => area.y(this.at(area.point(end, 0)[0])));
        // From the line as it is drawn, whatever the axes' scales.
        const steep = (right - left) / area.width;
        const distance = Math.abs(left + steep * px - py) / Math.hypot(1, steep);
        return distance > LINE_REACH ? Infinity : distance;
      },
      take: () => {
        const { slope, intercept } = this.line;
        return ([, dy], gesture) => this.setLine(slope, intercept + dy, gesture);
      },
    };
    const turning = {
      name: "grip: arrow keys turn the line",
      cursor: "ns-resize",
      reach: GRIP_REACH,
      place: () => seen(GRIP_AT),
      text: () => `slope = ${quantity(this.line.slope)}`,
      take: (px) => {
        const [mx, my] = along(0.5);
        const [x, y] = px === undefined ? along(GRIP_AT) : seen(GRIP_AT);
        return ([, dy], gesture) => {
          const slope = (y + dy - my) / (x - mx);
          this.setLine(slope, my - slope * mx, gesture);
        };
      },
    };
    this.grips = [shifting, turning];
    return this.grips;
  }

  controls() {
    return [this.#sliders(), this.#errorMeter()];
  }
  #sliders() {
    const row = (name, end, set) => {
      const text = (value) => number(value, Math.max(2, 2 - Math.floor(Math.log10(end()))));
      const onInput = (value) => set(value, `slide ${name}`);
      const { node, show, limit } = slider(this, { name, text, onInput });
      const update = () => {
        limit(end());
        show(this.line[name]);
      };
      return { node, update };
    };
    const steepest = () => roundUp(2 * this.area.spans[1] / this.area.spans[0]);
    const highest = () => roundUp(Math.max(Math.abs(this.area.bottom), Math.abs(this.area.top)));
    const rows = [
      row("slope", steepest, (value, gesture) => this.setLine(value, this.line.intercept, gesture)),
      row("intercept", highest, (value, gesture) => this.setLine(this.line.slope, value, gesture)),
    ];
    const style = "--dl101-names: 5em";
    const node = element("div", { class: "dl101-sliders", style }, ...rows.map((row) => row.node));
    return { node, update: () => rows.forEach(({ update }) => update()) };
  }
  /** The mean squared error, how far it is above the best line's, and the button that goes there. */
  #errorMeter() {
    const { node, show } = meter("mean squared error");
    const words = element("span", { class: "dl101-now" });
    const title = "Jump to the line with the smallest mean squared error";
    const jump = button(this, "Least squares", title, () => {
      const [before, after] = [this.line, leastSquares(this.points.all)];
      this.edit({ ...after, _jump: { before, after } });
    });
    node.append(words, element("div", { class: "dl101-row" }, jump));
    const update = () => {
      // Full where the squares' sides are on average a third of the picture's height.
      show(quantity(this.error), this.error / (this.area.spans[1] / 3) ** 2);
      write(words, this.#inWords());
      allow(jump, this.points.all.length > 0);
    };
    return { node, update };
  }
  get error() {
    return meanSquare(this.points.all, this.line);
  }
  #inWords() {
    const { all } = this.points;
    if (all.length === 0) return "no points yet";
    const { error } = this;
    const least = meanSquare(all, leastSquares(all));
    const typical = `typically ${quantity(Math.sqrt(error))} off`;
    if (error - least <= 1e-6 * Math.max(error, 1e-12)) return `${typical}; no line does better`;
    return `${typical}; the best line has ${quantity(least)}`;
  }

  paintUnder(context) {
    const { area, theme } = this;
    const { slope } = this.line;
    using(context, { fillStyle: theme.loss, strokeStyle: theme.loss }, () => {
      for (const point of this.points.all) {
        const [x, y] = area.pixel(point);
        const foot = area.y(this.at(point[0]));
        const side = Math.abs(y - foot);
        // On the side where the line goes away from the point, if there is room in the picture.
        const away = y < foot === slope > 0;
        const left = (away && x - side > 0) || x + side > area.width ? x - side : x;
        const corner = [left, Math.min(y, foot), side, side];
        using(context, { globalAlpha: 0.2 }, () => context.fillRect(...corner));
        using(context, { globalAlpha: 0.8 }, () => context.strokeRect(...corner));
        using(context, { lineWidth: 2 }, () => segment(context, [x, y], [x, foot]));
      }
    });
    const draw = ({ slope, intercept }, settings) => {
      const ends = [area.left, area.right].map((x) => area.pixel([x, slope * x + intercept]));
      using(context, { strokeStyle: theme.ink, ...settings }, () => segment(context, ...ends));
    };
    const { former } = this;
    if (former) draw(former, { lineWidth: 1.5, dash: [6, 5] });
    draw(this.line, { lineWidth: 2.5 });
  }
  paintOver(context) {
    for (const { place } of this.grips) paintGrip(context, this.area.pixel(place()), 6, this.theme);
  }
  values([x, y]) {
    const residual = y - this.at(x);
    return {
      "x, y": `${quantity(x)}, ${quantity(y)}`,
      "line at x": quantity(this.at(x)),
      residual: quantity(residual),
      "its square": quantity(residual ** 2),
    };
  }
  summary() {
    const formula = ({ slope, intercept }) =>
      `y = ${quantity(slope)} x ${intercept < 0 ? "−" : "+"} ${quantity(Math.abs(intercept))}`;
    const before = this.former ? ` Dashed: the line before, ${formula(this.former)}.` : "";
    return (
      `${this.points.all.length} points and the line ${formula(this.line)}; mean squared error ` +
      `${quantity(this.error)}, ${this.#inWords()}.${before}`
    );
  }
  news() {
    return `Mean squared error ${quantity(this.error)}.`;
  }
}

export default widget((context) => new LineFit(context));
