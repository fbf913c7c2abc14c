// Lines along which a function of the plane is zero, from its values on a grid.

/** The middles of the cells of a grid over a view, row by row, as `forward` takes them. */
export function gridOver(view, columns, rows) {
  const grid = new Float64Array(columns * rows * 2);
  for (let r = 0, i = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, i += 2) {
      const x = ((c + 0.5) / columns) * view.width;
      const y = ((r + 0.5) / rows) * view.height;
      [grid[i], grid[i + 1]] = view.point(x, y);
    }
  }
  return grid;
}

/**
 * Draw where one of the values at each cell of a grid, the `k`-th of `width`, changes sign, in a
 * box of the picture.
 */
export function paintZero(context, { values, width, k, columns, rows }, [left, top, w, h]) {
  const at = (c, r) => values[(r * columns + c) * width + k];
  const place = ([c, r]) => [left + ((c + 0.5) / columns) * w, top + ((r + 0.5) / rows) * h];
  context.beginPath();
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const positive = at(c, r) >= 0;
      const same = (x, y) => at(x, y) >= 0 === positive;
      if (same(c + 1, r) && same(c + 1, r + 1) && same(c, r + 1)) continue;
      const ends = crossings([[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]], at);
      for (let i = 0; i + 1 < ends.length; i += 2) {
        context.moveTo(...place(ends[i]));
        context.lineTo(...place(ends[i + 1]));
      }
    }
  }
  context.stroke();
}

/** Where the values change sign on the way around a cell's corners. */
function crossings(corners, at) {
  const ends = [];
  corners.forEach((from, i) => {
    const to = corners[(i + 1) % 4];
    const [a, b] = [at(...from), at(...to)];
    if (a >= 0 === b >= 0) return;
    const share = a / (a - b);
    ends.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
  });
  return ends;
}
