/** Where the units of a network stand in its picture: layers from left to right, units from top to bottom. */
export interface NetworkPlaces {
  readonly height: number;
  /** Side of the square that stands for a unit. */
  readonly size: number;
  /** Centres, layer by layer, the inputs first. */
  readonly layers: readonly LayerPlaces[];
}

export interface LayerPlaces {
  /** Middle of the column. */
  readonly x: number;
  readonly units: readonly Place[];
  /** Squares may be smaller where there are many. */
  readonly size: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A unit is as large as this where there is room. */
const largest = 44;
const gap = 7;

/** Places of layers of so many units in a picture of that width; the first layer is that of the inputs. */
export function networkPlaces(units: readonly number[], width: number, height: number): NetworkPlaces {
  const slot = width / units.length;
  const layers = units.map((count, layer): LayerPlaces => {
    const { columns, rows, size } = columnsFor(count, slot * 0.66, height - 16);
    const between = columns > 1 ? 4 : Math.min(gap + 8, Math.max(gap, (height - 16 - rows * size) / Math.max(1, rows)));
    const x = slot * (layer + 0.5);
    return {
      x,
      size,
      units: Array.from({ length: count }, (_, unit) => {
        const [column, row] = [Math.floor(unit / rows), unit % rows];
        return { x: x + (column - (columns - 1) / 2) * (size + 4), y: height / 2 + (row - (rows - 1) / 2) * (size + between) };
      }),
    };
  });
  return { height, size: Math.max(...layers.map(({ size }) => size)), layers };
}

/** As many columns as let the units be largest; one where that makes them nearly as large. */
function columnsFor(
  count: number,
  width: number,
  height: number,
): { readonly columns: number; readonly rows: number; readonly size: number } {
  let best = { columns: 1, rows: count, size: 0 };
  for (let columns = 1; columns <= 8; columns++) {
    const rows = Math.ceil(count / columns);
    const size = Math.max(8, Math.min(largest, width / columns - (columns > 1 ? 4 : 0), height / rows - (columns > 1 ? 4 : gap)));
    if (size > best.size * (best.columns === 1 ? 1.35 : 1.01)) best = { columns, rows, size };
  }
  return best;
}

/** A point of the curve from one unit to another at t from 0 to 1: a cubic with level ends. */
export function onCurve(from: Place, to: Place, t: number): Place {
  const middle = (from.x + to.x) / 2;
  const s = 1 - t;
  const mix = (a: number, b: number, c: number, d: number): number => s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
  return { x: mix(from.x, middle, middle, to.x), y: mix(from.y, from.y, to.y, to.y) };
}

/** The weight whose line is nearest to a point, within `reach` pixels: layer, and the units that it joins. */
export function nearestWeight(
  places: NetworkPlaces,
  { x, y }: Place,
  reach = 7,
): { readonly layer: number; readonly from: number; readonly to: number } | undefined {
  let best: { readonly layer: number; readonly from: number; readonly to: number } | undefined;
  let distance = reach;
  for (const [layer, after] of places.layers.slice(1).entries()) {
    const before = places.layers[layer] as LayerPlaces;
    if (x < before.x || x > after.x) continue;
    for (const [from, start] of before.units.entries()) {
      for (const [to, end] of after.units.entries()) {
        const [a, b] = [
          { x: start.x + before.size / 2, y: start.y },
          { x: end.x - after.size / 2, y: end.y },
        ];
        if (x < a.x || x > b.x) continue;
        const at = heightAt(a, b, x);
        if (Math.abs(at - y) < distance) {
          distance = Math.abs(at - y);
          best = { layer, from, to };
        }
      }
    }
  }
  return best;
}

/** The height of the curve above x, by halving: x grows with t. */
function heightAt(a: Place, b: Place, x: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 12; i++) {
    const t = (low + high) / 2;
    if (onCurve(a, b, t).x < x) low = t;
    else high = t;
  }
  return onCurve(a, b, low).y;
}
