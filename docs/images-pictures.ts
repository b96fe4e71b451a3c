import { averagePool, compile, conv2d, f32, graph, maxPool, type NdArray, reference, themed } from "dagrad";

/** The pictures of docs/images.md: grids of numbers, and where windows stand on them. */

const cell = 30;
const [dark, quiet, line, window, second] = ["#1f2328", "#57606a", "#6e7781", "#b84a00", "#0072b2"];

type Rows = readonly (readonly (number | string)[])[];

/** A grid of cells with numbers in them; some are tinted, and `dashed` ones are padding. */
function grid(
  rows: Rows,
  tinted: (i: number, j: number) => string | undefined,
  dashed: (i: number, j: number) => boolean = () => false,
): string {
  return rows
    .flatMap((row, i) =>
      row.map((value, j) => {
        const fill = tinted(i, j);
        const [left, top] = [j * cell, i * cell];
        const padding = dashed(i, j);
        return (
          `<rect x="${left}" y="${top}" width="${cell}" height="${cell}" fill="${fill ?? "white"}" stroke="${line}"${padding ? ' stroke-dasharray="3 3"' : ""}/>` +
          `<text x="${left + cell / 2}" y="${top + cell / 2 + 4}" text-anchor="middle" fill="${padding ? quiet : dark}">${value}</text>`
        );
      }),
    )
    .join("\n");
}

/** The outline of a window whose first cell is at i, j. */
const outline = (i: number, j: number, height: number, width: number, color: string, dash = ""): string =>
  `<rect x="${j * cell}" y="${i * cell}" width="${width * cell}" height="${height * cell}" fill="none" stroke="${color}" stroke-width="3"${dash && ` stroke-dasharray="${dash}"`}/>`;

const at = (left: number, top: number, ...parts: readonly string[]): string =>
  `<g transform="translate(${left} ${top})">\n${parts.join("\n")}\n</g>`;
const label = (x: number, y: number, text: string, style = `fill="${dark}"`): string => `<text x="${x}" y="${y}" ${style}>${text}</text>`;
const bold = 'font-weight="bold"';

const picture = (width: number, height: number, title: string, ...parts: readonly string[]): string =>
  themed(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="${dark}">
<rect width="${width}" height="${height}" fill="white"/>
${parts.join("\n")}
</svg>
`,
    "auto",
  );

const rowsOf = ({ data, shape }: NdArray): string[][] => {
  const [, height = 0, width = 0] = shape;
  return Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => String(data[i * width + j]).replace("-", "−")));
};
const channels = (rows: readonly (readonly number[])[]): number[][][][] => [rows.map((row) => row.map((value) => [value]))];

/** A bright square, and weights that find upper edges. */
const image = [
  [0, 0, 0, 0, 0],
  [0, 2, 2, 2, 0],
  [0, 2, 2, 2, 0],
  [0, 2, 2, 2, 0],
  [0, 0, 0, 0, 0],
];
const weights = [
  [-1, -1, -1],
  [0, 0, 0],
  [1, 1, 1],
];

/** x, w and x ∗ w, with the window of one element. */
function convolution(): string {
  const w = weights.map((row) => row.map((value) => [[value]]));
  const network = graph({ x: f32(1, 5, 5, 1) }, ({ x }, g) => ({ y: conv2d(x, { weights: g.constant(w) as never }) }));
  const { y } = compile(network, { backend: reference }).run({ x: channels(image) });
  const inside = (i: number, j: number): boolean => i < 3 && j >= 1 && j < 4;
  const products = [0, 1, 2].map((k) =>
    image[k]
      ?.slice(1, 4)
      .map((x, l) => `${weights[k]?.[l]}·${x}`.replace("-", "−"))
      .join(" + "),
  );
  return picture(
    760,
    246,
    "A convolution: a window of x times the weights, added up",
    at(
      20,
      44,
      label(0, -12, "x: an image, 5 × 5", bold),
      grid(image, (i, j) => (inside(i, j) ? "#fadccb" : undefined)),
      outline(0, 1, 3, 3, window),
    ),
    at(184, 122, label(0, 0, "∗", 'font-size="22"')),
    at(
      216,
      74,
      label(0, -12, "w: weights, 3 × 3", bold),
      grid(
        weights.map((row) => row.map((v) => String(v).replace("-", "−"))),
        () => undefined,
      ),
      outline(0, 0, 3, 3, window),
    ),
    at(322, 122, label(0, 0, "=", 'font-size="22"')),
    at(
      354,
      74,
      label(0, -12, "x ∗ w: 3 × 3", bold),
      grid(rowsOf(y as unknown as NdArray), (i, j) => (i === 0 && j === 1 ? "#fadccb" : undefined)),
      outline(0, 1, 1, 1, window),
    ),
    at(
      462,
      92,
      ...products.map((text, i) => label(0, i * 20, `${i === 0 ? "" : "+ "}${text}`)),
      label(0, 64, `= ${rowsOf(y as unknown as NdArray)[0]?.[1]}`, bold),
    ),
    label(
      20,
      228,
      "The window stands at 3 × 3 places. Here it is at the upper edge of the square, which these weights find.",
      `fill="${quiet}"`,
    ),
  );
}

/** How stride, padding and dilation move a window of 3 × 3 over 5 × 5 elements. */
function windows(): string {
  const blank = (size: number): string[][] => Array.from({ length: size }, () => Array<string>(size).fill(""));
  const small = 0.72;
  const panel = (left: number, title: string, result: string, ...parts: readonly string[]): string =>
    at(left, 46, label(0, -14, title, bold), `<g transform="scale(${small})">`, ...parts, "</g>", label(0, 176, result, `fill="${quiet}"`));
  const centred = (parts: readonly string[]): string => `<g transform="translate(${cell} ${cell})">\n${parts.join("\n")}\n</g>`;
  const step = (i: number, j: number): string | undefined => (i < 3 && j < 3 ? "#fadccb" : undefined);
  return picture(
    760,
    240,
    "Stride, padding and dilation of a window",
    panel(
      20,
      "stride 1",
      "5 × 5 → 3 × 3",
      centred([grid(blank(5), step), outline(0, 0, 3, 3, window), outline(0, 1, 3, 3, second, "6 4")]),
    ),
    panel(
      206,
      "stride 2",
      "5 × 5 → 2 × 2",
      centred([grid(blank(5), step), outline(0, 0, 3, 3, window), outline(0, 2, 3, 3, second, "6 4")]),
    ),
    panel(
      392,
      'padding: "same"',
      "5 × 5 → 5 × 5, zeros around it",
      grid(
        blank(7).map((row, i) => row.map((_, j) => (i % 6 === 0 || j % 6 === 0 ? "0" : ""))),
        step,
        (i, j) => i % 6 === 0 || j % 6 === 0,
      ),
      outline(0, 0, 3, 3, window),
      outline(0, 1, 3, 3, second, "6 4"),
    ),
    panel(
      578,
      "dilation 2",
      "5 × 5 → 1 × 1",
      centred([grid(blank(5), (i, j) => (i % 2 === 0 && j % 2 === 0 ? "#fadccb" : undefined)), outline(0, 0, 5, 5, window)]),
    ),
  );
}

/** The largest element and the mean of windows side by side. */
function pools(): string {
  const x = [
    [1, 5, 0, 2],
    [3, 7, 2, 0],
    [6, 2, 8, 4],
    [0, 4, 4, 4],
  ];
  const network = graph({ x: f32(1, 4, 4, 1) }, ({ x }) => ({ most: maxPool(x, { size: 2 }), mean: averagePool(x, { size: 2 }) }));
  const { most, mean } = compile(network, { backend: reference }).run({ x: channels(x) });
  const tints = ["#fadccb", "#dceefb", "#d9f1e8", "#e9e2f3"];
  const quarter = (i: number, j: number, half: number): string | undefined => tints[2 * Math.floor(i / half) + Math.floor(j / half)];
  return picture(
    620,
    206,
    "Pools: the largest element and the mean of windows side by side",
    at(
      20,
      44,
      label(0, -12, "x", bold),
      grid(x, (i, j) => quarter(i, j, 2)),
      ...[0, 2].flatMap((i) => [0, 2].map((j) => outline(i, j, 2, 2, line))),
    ),
    at(
      190,
      74,
      label(0, -12, "maxPool(x, { size: 2 })", bold),
      grid(rowsOf(most as unknown as NdArray), (i, j) => quarter(i, j, 1)),
    ),
    at(
      360,
      74,
      label(0, -12, "averagePool(x, { size: 2 })", bold),
      grid(rowsOf(mean as unknown as NdArray), (i, j) => quarter(i, j, 1)),
    ),
    label(20, 192, "Each window of 2 × 2 becomes one element: an image of half the height and width.", `fill="${quiet}"`),
  );
}

export const imagesPictures = (): Record<string, string> => ({
  "docs/pictures/convolution.svg": convolution(),
  "docs/pictures/windows.svg": windows(),
  "docs/pictures/pools.svg": pools(),
});
