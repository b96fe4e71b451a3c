/** How a line or points look: told apart by colour, and in grey by dashes or by symbol. */
export interface Look {
  /** A colour of the pages' style, such as "--accent". */
  readonly color: string;
  /** Lengths of strokes and gaps, in px; "" for a line without. */
  readonly dash: string;
  readonly symbol: SymbolName;
}

/** The looks of curves and classes, in order: the colours are those of the graph's pictures. */
export const looks: readonly Look[] = [
  { color: "--input-line", dash: "", symbol: "circle" },
  { color: "--output-line", dash: "6 3", symbol: "triangle" },
  { color: "--function-line", dash: "2 3", symbol: "square" },
  { color: "--reduction-line", dash: "9 3 2 3", symbol: "diamond" },
  { color: "--parameter-line", dash: "12 4", symbol: "star" },
];

export const lookOf = (index: number): Look => looks[index % looks.length] as Look;

export type SymbolName = "circle" | "triangle" | "square" | "diamond" | "star";

/** Corners of symbols of the area of a circle of radius 1, around their centre, from the top on. */
const corners = {
  triangle: polygon([0, 120, 240], Math.sqrt((4 * Math.PI) / (3 * Math.sqrt(3)))),
  square: polygon([45, 135, 225, 315], Math.sqrt(Math.PI / 2)),
  diamond: [
    [0, -1.65],
    [0.95, 0],
    [0, 1.65],
    [-0.95, 0],
  ],
  star: Array.from({ length: 10 }, (_, i) => polygon([36 * i], i % 2 === 0 ? 1.67 : 0.64)[0] as [number, number]),
} as const satisfies Record<Exclude<SymbolName, "circle">, readonly (readonly [number, number])[]>;

function polygon(degrees: readonly number[], radius: number): [x: number, y: number][] {
  return degrees.map((degree) => [radius * Math.sin((degree * Math.PI) / 180), -radius * Math.cos((degree * Math.PI) / 180)]);
}

const round = (value: number): number => Number(value.toFixed(1));

/** A symbol around the place where a path is, of the area of a circle of that radius, as a part of the path. */
export function symbolPath(symbol: SymbolName, radius: number): string {
  const r = round(radius);
  if (symbol === "circle") return `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  const [first, ...others] = corners[symbol].map(([x, y]) => [round(x * radius), round(y * radius)] as const);
  const [startX, startY] = first as readonly [number, number];
  let [atX, atY] = [startX, startY];
  const steps = others.map(([x, y]) => {
    const step = `${round(x - atX)} ${round(y - atY)}`;
    [atX, atY] = [x, y];
    return step;
  });
  return `m${startX} ${startY}l${steps.join(" ")}z`;
}
