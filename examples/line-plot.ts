/** One line of a plot. */
export interface Line {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Colour on white and on black paper; a dash pattern tells lines apart in grey. */
  readonly colour: readonly [light: string, dark: string];
  readonly dash?: string;
}

/** Ranges are those of the ticks. */
export interface Axes {
  readonly title: string;
  readonly x: { readonly name: string; readonly ticks: readonly number[] };
  readonly y: { readonly name: string; readonly ticks: readonly number[] };
}

const [width, height] = [640, 400];
const [left, right, top, bottom] = [64, 20, 70, 52];

/** Lines over shared axes as an SVG that follows the reader's choice of light or dark. */
export function linePlot({ title, x, y }: Axes, lines: readonly Line[]): string {
  const across = scale(x.ticks, left, width - right);
  const up = scale(y.ticks, height - bottom, top);
  const path = (line: Line): string => Array.from(line.x, (at, i) => `${across(at)},${up(line.y[i] as number)}`).join(" ");
  const styles = lines.map(({ colour: [light, dark] }, i) => ({
    light: `.line${i} { stroke: ${light} }`,
    dark: `.line${i} { stroke: ${dark} }`,
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>
  text { font: 12px Helvetica, Arial, sans-serif; fill: #24292f }
  .paper { fill: #ffffff } .grid { stroke: #e3e6ea } .zero { stroke: #9aa1a9 } .line { fill: none; stroke-width: 2; stroke-linejoin: round }
  ${styles.map(({ light }) => light).join(" ")}
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .paper { fill: #0d1117 } .grid { stroke: #262c36 } .zero { stroke: #6e7681 }
    ${styles.map(({ dark }) => dark).join(" ")}
  }
</style>
<rect class="paper" width="${width}" height="${height}"/>
<text x="${left}" y="24" style="font-size: 15px">${escaped(title)}</text>
${lines
  .map(
    (line, i) => `<line class="line line${i}"${dashOf(line)} x1="${left + 140 * i}" x2="${left + 28 + 140 * i}" y1="46" y2="46"/>
<text x="${left + 36 + 140 * i}" y="50">${escaped(line.name)}</text>`,
  )
  .join("\n")}
${x.ticks
  .map(
    (tick) => `<line class="grid" x1="${across(tick)}" x2="${across(tick)}" y1="${top}" y2="${height - bottom}"/>
<text x="${across(tick)}" y="${height - bottom + 18}" text-anchor="middle">${tick}</text>`,
  )
  .join("\n")}
${y.ticks
  .map(
    (tick) => `<line class="${tick === 0 ? "zero" : "grid"}" x1="${left}" x2="${width - right}" y1="${up(tick)}" y2="${up(tick)}"/>
<text x="${left - 8}" y="${up(tick) + 4}" text-anchor="end">${String(tick).replace("-", "−")}</text>`,
  )
  .join("\n")}
<text x="${(left + width - right) / 2}" y="${height - 12}" text-anchor="middle">${escaped(x.name)}</text>
<text transform="translate(18 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.name)}</text>
${lines.map((line, i) => `<polyline class="line line${i}"${dashOf(line)} points="${path(line)}"/>`).join("\n")}
</svg>
`;
}

/** From the first to the last tick onto low … high, to a tenth of a pixel. */
function scale(ticks: readonly number[], low: number, high: number): (value: number) => number {
  const [first, last] = [ticks[0] as number, ticks.at(-1) as number];
  return (value) => Math.round((low + ((value - first) / (last - first)) * (high - low)) * 10) / 10;
}

const dashOf = ({ dash }: Line): string => (dash === undefined ? "" : ` stroke-dasharray="${dash}"`);

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
