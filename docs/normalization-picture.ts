import { batchNorm, compile, f64, graph, groupNorm, layerNorm, mul, reference, sgd, sum, type Tensor, themed, trainStep } from "dagrad";

/** Rows, places in each, channels. */
const [rows, places, channels] = [3, 4, 6];
const count = rows * places * channels;
/** The element whose result is looked at. */
const marked = (1 * places + 1) * channels + 1;

type Pictures = Tensor<[typeof rows, typeof places, typeof channels], "float64", "x">;
const layers: readonly { readonly title: string; readonly words: string; readonly layer: (x: Pictures) => Tensor }[] = [
  { title: "batchNorm", words: "a channel of the batch", layer: (x) => batchNorm(x) },
  { title: "layerNorm", words: "one place of a row", layer: (x) => layerNorm(x) },
  { title: "groupNorm, groups 2", words: "a row's group of channels", layer: (x) => groupNorm(x, { groups: 2 }) },
  { title: `groupNorm, groups ${channels}`, words: "a row's channel", layer: (x) => groupNorm(x, { groups: channels }) },
];

/** The elements of x that the marked element of the result depends on in a training step: found by changing one after the other. */
function read(layer: (x: Pictures) => Tensor): readonly boolean[] {
  const network = graph({ x: f64(rows, places, channels) }, ({ x }) => {
    const y = layer(x) as Pictures;
    return { y, loss: sum(mul(y, y)) };
  });
  const step = trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 1e-300 }) });
  const program = compile(step, { backend: reference });
  const at = (x: Float64Array): number => program.run({ x }, ["y"]).y.data[marked] as number;
  const plain = Float64Array.from({ length: count }, (_, i) => Math.sin(i * i));
  const before = at(plain);
  return Array.from(plain, (value, i) => {
    const changed = plain.slice();
    changed[i] = value + 0.5;
    return at(changed) !== before;
  });
}

const cell = 18;
const gap = 10;
const [width, height] = [760, 336];

function panel(left: number, { title, words, layer }: (typeof layers)[number]): string {
  const cells = read(layer).map((isRead, i) => {
    const [row, place, channel] = [Math.floor(i / (places * channels)), Math.floor(i / channels) % places, i % channels];
    const [x, y] = [channel * cell, row * (places * cell + gap) + place * cell];
    const look = isRead ? 'fill="#dceefb" stroke="#0072b2"' : 'fill="none" stroke="#6e7781" stroke-opacity="0.5"';
    const square = `<rect x="${x + 1}" y="${y + 1}" width="${cell - 2}" height="${cell - 2}" ${look}/>`;
    return i === marked ? `${square}<circle cx="${x + cell / 2}" cy="${y + cell / 2}" r="4" fill="#b84a00"/>` : square;
  });
  return [
    `<g transform="translate(${left} 62)">`,
    `<text x="0" y="-24" font-weight="bold">${title}</text>`,
    `<text x="0" y="-8" fill="#57606a">${words}</text>`,
    ...cells,
    "</g>",
  ].join("\n");
}

/** What shares a mean with an element, under each of the layers that normalise: from the layers themselves. */
export function normalizationPicture(): string {
  const bottom = 62 + rows * (places * cell + gap) + 12;
  return themed(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="What shares a mean" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#1f2328">`,
      `<rect width="${width}" height="${height}" fill="white"/>`,
      ...layers.map((one, i) => panel(30 + i * 182, one)),
      `<text x="30" y="${bottom}" fill="#57606a">three rows of four places each, six channels across; shaded: what shares a mean with the dot</text>`,
      "</svg>",
      "",
    ].join("\n"),
    "auto",
  );
}
