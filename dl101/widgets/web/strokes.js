// Strokes of a pen become a small picture, as `strokes.py` says and why.

/** The grey values of strokes with coordinates from 0 to 1, across and upwards. */
export function smallPicture(strokes, { side, block, ink, box, most_stretch, thickest, nearly }) {
  const small = side / block;
  const picture = new Float64Array(small * small);
  if (strokes.length === 0) return picture;
  const pieces = placed(strokes, side, box, most_stretch);
  const distances = Float64Array.from({ length: side * side }, (_, i) =>
    distance((i % side) + 0.5, Math.floor(i / side) + 0.5, pieces),
  );
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
    [0, 1].map((axis) => points.reduce((best, point) => end(best, point[axis]), points[0][axis])),
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

/** How far a pixel is from the nearest piece. */
function distance(x, y, pieces) {
  let nearest = Infinity;
  for (const [[x1, y1], [x2, y2]] of pieces) {
    const [dx, dy] = [x2 - x1, y2 - y1];
    const along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1);
    const share = Math.min(Math.max(along, 0), 1);
    const [ex, ey] = [x - x1 - share * dx, y - y1 - share * dy];
    nearest = Math.min(nearest, ex * ex + ey * ey);
  }
  return Math.sqrt(nearest);
}
