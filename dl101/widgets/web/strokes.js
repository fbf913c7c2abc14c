// Strokes of a pen become a small picture, as `strokes.py` says and why.

/** The grey values of strokes with coordinates from 0 to 1, across and upwards. */
export function smallPicture(strokes, { side, block, ink, box, most_stretch, thickest, nearly }) {
  const small = side / block;
  const picture = new Float64Array(small * small);
  if (strokes.length === 0) return picture;
  const distances = distancesTo(placed(strokes, side, box, most_stretch), side);
  const edge = Math.min(distances.slice().sort()[ink - 1], thickest) + nearly;
  distances.forEach((away, i) => {
    if (away > edge) return;
    const [row, column] = [Math.floor(i / side / block), Math.floor((i % side) / block)];
    picture[row * small + column] += 1 / (block * block);
  });
  return picture;
}

/** The straight pieces of all strokes, stretched and centred in the bitmap. */
function placed(strokes, side, box, mostStretch) {
  const points = strokes.flat().map(([x, y]) => [x, -y]);
  const [low, high] = [Math.min, Math.max].map((end) =>
    [0, 1].map((axis) => points.reduce((best, point) => end(best, point[axis]), points[0][axis]))
  );
  const [across, down] = box.map((length, axis) => length / (high[axis] - low[axis]));
  const scale = [Math.min(across, mostStretch * down), Math.min(down, mostStretch * across)];
  const place = ([x, y]) =>
    [x, -y].map((value, axis) => {
      const away = value - (low[axis] + high[axis]) / 2;
      // A dot has no size to stretch.
      return (away && away * scale[axis]) + side / 2;
    });
  return strokes.flatMap((stroke) => {
    const path = stroke.map(place);
    return path.length === 1 ? [[path[0], path[0]]] : path.slice(1).map((end, i) => [path[i], end]);
  });
}

/** How far each pixel's centre is from the nearest piece, row after row of pixels. */
function distancesTo(pieces, side) {
  const squares = new Float64Array(side * side).fill(Infinity);
  for (const [[x1, y1], [x2, y2]] of pieces) {
    const [dx, dy] = [x2 - x1, y2 - y1];
    const length = dx * dx + dy * dy || 1;
    for (let i = 0; i < squares.length; i++) {
      const x = (i % side) + 0.5 - x1;
      const y = Math.floor(i / side) + 0.5 - y1;
      const share = Math.min(Math.max((x * dx + y * dy) / length, 0), 1);
      const [ex, ey] = [x - share * dx, y - share * dy];
      squares[i] = Math.min(squares[i], ex * ex + ey * ey);
    }
  }
  return squares.map(Math.sqrt);
}
