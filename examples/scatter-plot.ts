import type { NdArray } from "dagrad";

/** Colours that are told apart on white and on black, with a contrast of 3 to either, also by most who see few; the marks themselves tell the rest. */
const colours = ["#4e79a7", "#d9730d", "#e15759", "#59a14f", "#b07aa1", "#9c755f", "#a8820a", "#2a9d8f", "#e0457b", "#86909c"];

const [width, height, margin] = [640, 640, 40];

/** Points [n, 2] as an SVG, each drawn as its mark, in the colour of its class: a letter, a digit. It follows the reader's choice of light or dark. */
export function scatterPlot(title: string, { data: points }: NdArray, classes: ArrayLike<number>, marks: readonly string[]): string {
  const place = (axis: 0 | 1, from: number, to: number): ((row: number) => number) => {
    const values = Array.from({ length: classes.length }, (_, row) => points[2 * row + axis] as number);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (row) => Math.round((from + (((values[row] as number) - low) / (high - low || 1)) * (to - from)) * 10) / 10;
  };
  const [across, up] = [place(0, margin, width - margin), place(1, height - margin, margin + 30)];
  const drawn = Array.from(classes, (label, row) => `<text class="mark${label}" x="${across(row)}" y="${up(row)}">${marks[label]}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">
<style>
  text { font: 11px Helvetica, Arial, sans-serif; text-anchor: middle; dominant-baseline: central }
  .title { font-size: 15px; text-anchor: start; fill: #24292f } .paper { fill: #ffffff }
  ${marks.map((_, i) => `.mark${i} { fill: ${colours[i % colours.length]} }`).join(" ")}
  @media (prefers-color-scheme: dark) { .title { fill: #e6edf3 } .paper { fill: #0d1117 } }
</style>
<rect class="paper" width="${width}" height="${height}"/>
<text class="title" x="${margin}" y="28">${title}</text>
${drawn.join("\n")}
</svg>
`;
}
