import { compile, dense, f32, graph, type Initializer, type NdArray, random, reference, relu, tanh, themed } from "dagrad";

const layers = 10;
const units = 64;
const rows = 128;

/** What is drawn of each: its line and how it is dashed, so that grey tells them apart, too. */
const looks = [
  { name: "0.01 · randn", init: { randn: 0.01 }, line: "#b84a00", dash: "" },
  { name: "0.1 · randn", init: { randn: 0.1 }, line: "#b36b00", dash: "12 4" },
  { name: "glorotNormal", init: "glorotNormal", line: "#0072b2", dash: "" },
  { name: "glorotUniform", init: "glorotUniform", line: "#0072b2", dash: "3 3" },
  { name: "heNormal", init: "heNormal", line: "#00795a", dash: "" },
  { name: "heUniform", init: "heUniform", line: "#00795a", dash: "3 3" },
] as const satisfies readonly { readonly name: string; readonly init: Initializer; readonly line: string; readonly dash: string }[];

/** By how much rows differ behind each layer: the standard deviation over rows, its root mean square over units; of the input it is 1. */
function spreads(unit: typeof relu, init: Initializer): number[] {
  const network = graph({ X: f32("batch", units) }, ({ X }) => {
    const hidden: Record<string, typeof X> = {};
    let value = X;
    for (let layer = 1; layer <= layers; layer++) {
      value = unit(dense(value, { units, init })) as typeof X;
      hidden[`layer${layer}`] = value;
    }
    return hidden;
  });
  const generator = random(0);
  const X = Float32Array.from(generator.randn(rows, units).data);
  const values = compile(network, { random: generator, backend: reference }).run({ X }) as Readonly<Record<string, NdArray>>;
  return [1, ...Object.values(values).map(({ data }) => spread(data))];
}

function spread(data: ArrayLike<number>): number {
  let sum = 0;
  for (let unit = 0; unit < units; unit++) {
    let mean = 0;
    for (let i = unit; i < data.length; i += units) mean += (data[i] as number) / rows;
    for (let i = unit; i < data.length; i += units) sum += ((data[i] as number) - mean) ** 2;
  }
  return Math.sqrt(sum / data.length);
}

const [width, height] = [760, 424];
const panel = { width: 300, height: 270, top: 62 };
/** The exponents of 10 at the bottom and the top of the scale. */
const [lowest, highest] = [-14, 1];

const fixed = (value: number): string => String(Number(value.toFixed(1)));
const x = (layer: number): number => (layer * panel.width) / layers;
const y = (size: number): number => (panel.height * (highest - Math.log10(size))) / (highest - lowest);

function drawPanel(left: number, title: string, unit: typeof relu): string {
  const exponents = [0, -3, -6, -9, -12];
  const grid = exponents.map(
    (exponent) =>
      `<line x1="0" x2="${panel.width}" y1="${fixed(y(10 ** exponent))}" y2="${fixed(y(10 ** exponent))}" stroke="#d0d7de"/>` +
      `<text x="-8" y="${fixed(y(10 ** exponent) + 4)}" text-anchor="end" fill="#57606a">${exponent === 0 ? "1" : `1e${exponent}`.replace("-", "−")}</text>`,
  );
  const ticks = [0, 2, 4, 6, 8, 10].map(
    (layer) => `<text x="${fixed(x(layer))}" y="${panel.height + 18}" text-anchor="middle" fill="#57606a">${layer}</text>`,
  );
  const lines = looks.map(({ init, line, dash }) => {
    const points = spreads(unit, init).map((size, layer) => `${fixed(x(layer))},${fixed(y(size))}`);
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${line}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`}/>`;
  });
  return [
    `<g transform="translate(${left} ${panel.top})">`,
    `<text x="0" y="-12" font-weight="bold">${title}</text>`,
    ...grid,
    ...ticks,
    `<line x1="0" x2="${panel.width}" y1="${panel.height}" y2="${panel.height}" stroke="#6e7781"/>`,
    ...lines,
    `<text x="${panel.width / 2}" y="${panel.height + 36}" text-anchor="middle" fill="#57606a">layer</text>`,
    "</g>",
  ].join("\n");
}

function legend(): string {
  const entries = looks.map(({ name, line, dash }, i) => {
    const [left, top] = [Math.floor(i / 2) * 150, (i % 2) * 18];
    return (
      `<line x1="${left}" x2="${left + 30}" y1="${top - 4}" y2="${top - 4}" stroke="${line}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`}/>` +
      `<text x="${left + 38}" y="${top}">${name}</text>`
    );
  });
  return `<g transform="translate(62 ${height - 28})">\n${entries.join("\n")}\n</g>`;
}

/** The size of a signal by depth for each initialiser, behind relu and tanh, computed on the reference: the same text on any machine. */
export function signalPicture(): string {
  return themed(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The size of a signal by depth" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#1f2328">
<rect width="${width}" height="${height}" fill="white"/>
<text x="16" y="24" font-size="14" font-weight="bold">By how much rows differ behind each layer of ${units} units</text>
${drawPanel(62, "relu", relu)}
${drawPanel(62 + panel.width + 68, "tanh", tanh as typeof relu)}
${legend()}
</svg>
`,
    "auto",
  );
}
