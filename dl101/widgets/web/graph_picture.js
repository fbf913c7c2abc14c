// The drawing of a graph as part of the page: boxes that light up, values that come and go.

const SVG = "http://www.w3.org/2000/svg";
const TAGS = ["svg", "g", "path", "polygon", "polyline", "ellipse", "circle", "rect", "line", "text", "title"];
const ATTRIBUTES = [
  ...["class", "viewBox", "width", "height", "transform", "d", "points", "x", "y", "cx", "cy"],
  ...["r", "rx", "ry", "x1", "y1", "x2", "y2", "fill", "stroke", "stroke-width"],
  ...["stroke-dasharray", "fill-opacity", "font-size", "font-weight", "font-family", "text-anchor"],
];
const AROUND = 5; // pixels between a box and the ring around it

function shape(tag, attributes, parent) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.append(node);
  return node;
}

/** Copy shapes and texts, and nothing else that an SVG may hold. */
function copied(source, parts) {
  const node = document.createElementNS(SVG, source.localName);
  for (const name of ATTRIBUTES) {
    if (source.hasAttribute(name)) node.setAttribute(name, source.getAttribute(name));
  }
  // Ids would clash with those of the next widget.
  if (source.id) parts.set(source.id, node);
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) node.append(child.data);
    else if (TAGS.includes(child.localName)) node.append(copied(child, parts));
  }
  return node;
}

function numbersIn(text) {
  return (text?.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
}

/** The corners of what a box's outlines are drawn with; without asking the page, which may be hidden. */
function boundsOf(group) {
  const outlines = [...group.children].filter((node) => /^(path|polygon|polyline)$/.test(node.localName));
  const text = outlines.map((node) => node.getAttribute("d") ?? node.getAttribute("points")).join(" ");
  const numbers = numbersIn(text);
  const xs = numbers.filter((_, i) => i % 2 === 0);
  const ys = numbers.filter((_, i) => i % 2 === 1);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** What an arrow has while gradients flow backwards: a head at its start, and a line in place of the other head. */
function turnRound(group) {
  const numbers = numbersIn(group.querySelector("path")?.getAttribute("d"));
  const [, , tipX, tipY] = numbersIn(group.querySelector("polygon")?.getAttribute("points"));
  if (numbers.length < 4 || tipY === undefined) return;
  const [x, y, nextX, nextY] = numbers;
  const [endX, endY] = numbers.slice(-2);
  shape("path", { class: "dl101-turned", d: `M${endX},${endY}L${tipX},${tipY}` }, group);
  const length = Math.hypot(nextX - x, nextY - y) || 1;
  const [u, v] = [(nextX - x) / length, (nextY - y) / length];
  const corner = (along, across) =>
    `${(x + along * u - across * v).toFixed(2)},${(y + along * v + across * u).toFixed(2)}`;
  const points = [corner(0, 0), corner(8, 3.5), corner(8, -3.5)].join(" ");
  shape("polygon", { class: "dl101-turned", points }, group);
}

/** The lines of text of a box, or of an arrow. */
class Lines {
  constructor(group) {
    this.group = group;
    this.lines = [...group.querySelectorAll("text")];
    this.room = this.lines.map((line) => line.textContent.length);
    this.sizes = this.lines.map((line) => Number(line.getAttribute("font-size")));
  }
  write(row, text) {
    const line = this.lines[row];
    if (line.textContent !== text) line.textContent = text;
    // The layout has room for what was tried out; a longer text gets smaller letters.
    const share = Math.min(1, this.room[row] / Math.max(1, text.length));
    const size = share < 1 ? `${(this.sizes[row] * share).toFixed(2)}px` : "";
    if (line.style.fontSize !== size) line.style.fontSize = size;
  }
}

/** One box of the drawing. */
class Box extends Lines {
  constructor(group, layer, direction) {
    super(group);
    this.bounds = boundsOf(group);
    this.badge = shape("g", { class: "dl101-badge" }, layer);
    const { left, top, width } = this.bounds;
    // At a corner where no arrow arrives.
    const x = direction === "right" ? left + width : left;
    shape("circle", { cx: x, cy: top, r: 8 }, this.badge);
    this.count = shape("text", { x, y: top + 3.2, "text-anchor": "middle" }, this.badge);
  }
  /** Show which step was here last, and whether it is the present one. */
  mark(visit, now) {
    const badge = visit?.badge ?? "";
    if (this.count.textContent !== badge) this.count.textContent = badge;
    this.badge.classList.toggle("dl101-long", badge.length > 1);
    this.badge.toggleAttribute("hidden", !visit);
    this.group.classList.toggle("dl101-waiting", !visit);
    for (const part of [this.group, this.badge]) {
      part.classList.toggle("dl101-now", now);
      part.classList.toggle("dl101-returned", visit?.phase === "backward");
    }
  }
}

export class GraphPicture {
  current = null; // what the ring surrounds
  #parts = new Map();
  #boxes = new Map();
  #arrows = new Map();

  /**
   * Read an SVG. `written` says which lines of which parts steps will write, as [id, line];
   * `direction`, where its arrows point.
   */
  constructor(text, written, direction) {
    const source = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    this.node = copied(source, this.#parts);
    this.node.setAttribute("role", "img");
    const [, , points] = (source.getAttribute("viewBox") ?? "").split(" ").map(Number);
    this.width = (points * 4) / 3; // in CSS pixels
    const graph = this.node.querySelector(".graph");
    const layer = shape("g", {}, graph);
    for (const [id, group] of this.#parts) {
      if (group.classList.contains("node")) this.#boxes.set(id, new Box(group, layer, direction));
      else if (group.classList.contains("edge")) {
        turnRound(group);
        this.#arrows.set(id, new Lines(group));
      }
    }
    this.ring = shape("rect", { class: "dl101-ring", rx: 7 }, graph);
    // Under everything but the background, so that it hides no arrow and no number.
    graph.querySelector("polygon").after(this.ring);
    this.written = written;
  }

  /** Show the state after some steps of a trace. */
  show(steps) {
    const now = steps.at(-1);
    const texts = new Map(this.written.map(([id, row]) => [`${id} ${row}`, [id, row, ""]]));
    const visits = new Map();
    for (const { writes, focus, badge, phase } of steps) {
      for (const write of writes) texts.set(`${write[0]} ${write[1]}`, write);
      for (const id of focus) visits.set(id, { badge, phase });
    }
    for (const [id, row, line] of texts.values()) this.#linesOf(id)?.write(row, line);
    for (const [id, box] of this.#boxes) box.mark(visits.get(id), Boolean(now?.focus.includes(id)));
    const used = new Set([...(now?.reads ?? []), ...(now?.writes ?? [])].map(([id, row]) => `${id} ${row}`));
    for (const [id, row] of this.written) {
      this.#linesOf(id)?.lines[row].classList.toggle("dl101-used", used.has(`${id} ${row}`));
    }
    const from = new Set((now?.reads ?? []).map(([id]) => id));
    for (const [id, box] of this.#boxes) box.group.classList.toggle("dl101-from", from.has(id));
    const backward = now?.phase === "backward";
    this.node.classList.toggle("dl101-back", backward);
    for (const [id, { group }] of this.#arrows) {
      group.classList.toggle("dl101-flow", Boolean(now?.edges.includes(id)));
    }
    this.#surround(now);
  }

  #linesOf(id) {
    return this.#boxes.get(id) ?? this.#arrows.get(id);
  }
  /** The id of the box that an element of the drawing belongs to. */
  idOf(element) {
    const group = element.closest(".node");
    return [...this.#boxes].find(([, box]) => box.group === group)?.[0];
  }
  /** Give these boxes, and no others, a class. */
  point(name, ids) {
    for (const [id, box] of this.#boxes) box.group.classList.toggle(name, ids.includes(id));
  }

  #surround(now) {
    const box = this.#boxes.get(now?.focus[0]);
    this.current = box?.group ?? null;
    this.ring.toggleAttribute("hidden", !box);
    if (!box) return;
    const { left, top, width, height } = box.bounds;
    const place = { x: left - AROUND, y: top - AROUND };
    Object.assign(place, { width: width + 2 * AROUND, height: height + 2 * AROUND });
    for (const [name, value] of Object.entries(place)) this.ring.setAttribute(name, value.toFixed(2));
  }
}
