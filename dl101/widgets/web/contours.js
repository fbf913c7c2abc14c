// Functions of the plane on a grid: where they are evaluated, their colours, their contour lines.

/** The middles of the cells of a grid over an area, row by row from the top, x and y in turn. */
export function gridOver(area, columns, rows) {
  const grid = new Float64Array(columns * rows * 2);
  for (let r = 0, i = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, i += 2) {
      const x = ((c + 0.5) / columns) * area.width;
      const y = ((r + 0.5) / rows) * area.height;
      [grid[i], grid[i + 1]] = area.point(x, y);
    }
  }
  return grid;
}

/** Put one pixel a cell on a canvas; `colour(i, data, at)` writes that of cell i to data[at …]. */
export function tint(canvas, columns, rows, colour) {
  if (canvas.width !== columns || canvas.height !== rows) {
    Object.assign(canvas, { width: columns, height: rows });
  }
  const image = new ImageData(columns, rows);
  for (let i = 0; i < columns * rows; i++) {
    image.data[4 * i + 3] = 255;
    colour(i, image.data, 4 * i);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** Write a colour on the way from one to another, three channels each. */
export function mix(from, to, share, data, at) {
  for (let c = 0; c < 3; c++) data[at + c] = from[c] + share * (to[c] - from[c]);
}

/**
 * The line along which values on a grid, the `k`-th of `width` in each cell, pass a level:
 * `piece(x1, y1, x2, y2)` is called for each of its pieces, in shares of the picture's sides.
 */
function contour({ values, columns, rows, width = 1, k = 0 }, level, piece) {
  const at = (c, r) => values[(r * columns + c) * width + k] - level;
  const ends = [];
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const p = at(c, r);
      const q = at(c + 1, r);
      const s = at(c + 1, r + 1);
      const t = at(c, r + 1);
      ends.length = 0;
      // Around the cell, from corner to corner.
      if (p >= 0 !== q >= 0) ends.push(c + p / (p - q), r);
      if (q >= 0 !== s >= 0) ends.push(c + 1, r + q / (q - s));
      if (s >= 0 !== t >= 0) ends.push(c + t / (t - s), r + 1);
      if (t >= 0 !== p >= 0) ends.push(c, r + p / (p - t));
      for (let i = 0; i < ends.length; i += 4) {
        const [x1, y1, x2, y2] = ends.slice(i, i + 4);
        piece((x1 + 0.5) / columns, (y1 + 0.5) / rows, (x2 + 0.5) / columns, (y2 + 0.5) / rows);
      }
    }
  }
}

/** The same line as lists of points, [x, y] in shares of the sides; a closed one ends where it begins. */
export function contourLines(grid, level) {
  const ends = new Map();
  const key = ([x, y]) => `${x} ${y}`;
  contour(grid, level, (x1, y1, x2, y2) => {
    const [from, to] = [[x1, y1], [x2, y2]];
    for (const [one, other] of [[from, to], [to, from]]) {
      if (!ends.has(key(one))) ends.set(key(one), { at: one, next: [] });
      ends.get(key(one)).next.push(key(other));
    }
  });
  const follow = (start) => {
    const line = [];
    for (let here = start; here !== undefined;) {
      const { at, next } = ends.get(here);
      line.push(at);
      const there = next.pop();
      if (there === undefined) break;
      const back = ends.get(there).next;
      back.splice(back.indexOf(here), 1);
      here = there;
    }
    return line;
  };
  const lines = [];
  const starts = [...ends.keys()];
  // Those that begin at the picture's edge first: what is left then is closed.
  for (const start of starts) if (ends.get(start).next.length === 1) lines.push(follow(start));
  for (const start of starts) if (ends.get(start).next.length > 0) lines.push(follow(start));
  return lines;
}

/** Add a line, points in shares of the sides, to a path over a picture; return its pixels. */
export function trace(path, line, { width, height }) {
  const pixels = line.map(([x, y]) => [x * width, y * height]);
  pixels.forEach((pixel, i) => path[i ? "lineTo" : "moveTo"](...pixel));
  return pixels;
}

/** Contour lines at several levels as a path over a box of the picture. */
export function contourPath(grid, levels, [left, top, width, height]) {
  const path = new Path2D();
  for (const level of levels) {
    contour(grid, level, (x1, y1, x2, y2) => {
      path.moveTo(left + x1 * width, top + y1 * height);
      path.lineTo(left + x2 * width, top + y2 * height);
    });
  }
  return path;
}
