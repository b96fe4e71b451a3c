import type { Graph } from "../../../../graph/graph.ts";
import { showCount } from "../../../export/quantities.ts";
import { escaped } from "../../../page/markup.ts";
import { summarise } from "../../summary.ts";
import { showSize } from "../../symbolic-size.ts";
import { showMetric } from "../epoch-line.ts";
import type { Chart } from "./chart.ts";
import { cursorScript } from "./cursor-script.ts";
import { deadLayers, type LayerOutputs } from "./layers.ts";
import { networkFigure } from "./network-figure.ts";
import { pageStyle } from "./page-style.ts";

import { type Column, table } from "./table.ts";

export interface PageContent {
  readonly title: string;
  /** The result in one line. */
  readonly result: string;
  /** The file beside it that shows the trained network. */
  readonly explorer?: string;
  readonly charts: readonly Chart[];
  /** SVG text of the network. */
  readonly network?: string;
  /** Where pictures are missing, why. */
  readonly note?: string;
  /** What fit had to say. */
  readonly notices: readonly string[];
  /** What layers give, before the first epoch and behind the last. */
  readonly layers?: { readonly start?: readonly LayerOutputs[]; readonly end: readonly LayerOutputs[] };
  readonly settings: Readonly<Record<string, string>>;
  readonly graph: Graph;
}

/** One page that holds all it shows: pictures, the layers, the table of nodes, the settings; in the reader's colours; nothing is loaded. */
export function page({ title, result, explorer, charts, network, note, notices, layers, settings, graph }: PageContent): string {
  const parts = pictureParts(charts.map(chartFigure), network, layers);
  const dead = deadLayers(layers?.end ?? []);
  const warnings = [...notices.map(asSentence), ...(dead === undefined ? [] : [dead])];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${pageStyle}</style>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(result)}</p>
${explorer === undefined ? "" : `<p><a href="${escaped(explorer)}">Look into the trained network</a>: picture, formula, values and gradients, linked</p>\n`}${note === undefined ? "" : `<p>${escaped(note)}</p>\n`}${warnings.map((text) => `<p class="warning">${escaped(text)}</p>\n`).join("")}<div class="pictures">
${parts.map(darkOnScreen).join("\n")}
</div>
<h2>Nodes</h2>
${nodeTable(graph)}
<h2>Settings</h2>
${table({ pairs: true, columns: [{ title: "Setting" }, { title: "Value" }], rows: Object.entries(settings) })}
</main>
<script>${cursorScript}</script>
</html>
`;
}

/** Charts, the network and the layers, so that two columns have no hole: what is left over stands beside the layers. */
function pictureParts(charts: readonly string[], network: string | undefined, layers: PageContent["layers"]): string[] {
  const figure = network === undefined ? undefined : networkFigure(network);
  const figures = figure === undefined || figure.isBroad ? charts : [...charts, figure.html];
  const broad = figures.length % 2 === 0 ? " broad" : "";
  const section = layers && `<section class="layers${broad}">\n<h2>Layers</h2>\n${layerTable(layers)}\n</section>`;
  return [...figures, ...(section === undefined ? [] : [section]), ...(figure?.isBroad ? [figure.html] : [])];
}

/** What fit says, without its name. */
const asSentence = (notice: string): string => notice.replace(/^fit: ./, (start) => start.slice(-1).toUpperCase());

/** Paper is white, whatever the reader's system asks for. */
const darkOnScreen = (figure: string): string =>
  figure.replaceAll("@media (prefers-color-scheme:dark)", "@media screen and (prefers-color-scheme:dark)");

/** A chart in all its drawings, of which the style shows one. The box that chooses the axis works without the script. */
function chartFigure({ name, caption, drawings, scale, readings }: Chart): string {
  const id = escaped(`log-${name}`);
  const choice = drawings.some((drawing) => drawing.scale !== scale)
    ? `<input type="checkbox" class="log-axis" id="${id}"${scale === "log" ? " checked" : ""}><label for="${id}">logarithmic axis</label>`
    : "";
  const data = readings === undefined ? "" : ` data-title="${escaped(name)}" data-readings="${escaped(JSON.stringify(readings))}"`;
  const parts = drawings.map((drawing) => `<div class="${drawing.format} ${drawing.scale}">${drawing.svg.trim()}</div>`).join("\n");
  return `<figure>${choice}<div class="drawings chart"${data}>${parts}</div><figcaption>${escaped(caption)}</figcaption></figure>`;
}

const number = (title: string): Column => ({ title, isNumber: true });

function layerTable({ start, end }: NonNullable<PageContent["layers"]>): string {
  const before = new Map(start?.map((layer) => [layer.id, layer]));
  const share = ({ dead, units }: LayerOutputs): string => `${showCount(dead)} (${Math.round((100 * dead) / units)}%)`;
  const rows = end.map((layer) => {
    const first = before.get(layer.id);
    const [initializer, spread, dead] = first === undefined ? ["", "", ""] : [layer.initializer, showMetric(first.spread), share(first)];
    return [layer.id, initializer, showCount(layer.units), spread, showMetric(layer.spread), dead, share(layer)];
  });
  return table({
    caption:
      "From the inputs to the loss. Spread: by how much what a layer gives differs from row to row, its standard deviation; it should not shrink from " +
      `layer to layer. Dead: units that give 0 for every row.${start === undefined ? " The start was not looked at." : ""}`,
    columns: [
      { title: "Layer" },
      { title: "Initialiser" },
      number("Units"),
      number("Spread at the start"),
      number("Spread at the end"),
      number("Dead at the start"),
      number("Dead at the end"),
    ],
    rows,
  });
}

/** Rows of the table at most; the picture shows the rest. */
const mostRows = 60;

function nodeTable(graph: Graph): string {
  const { rows, parameters } = summarise(graph, { binding: new Map(), leaves: false });
  const shown = rows
    .slice(0, mostRows)
    .map(({ id, op, inputs, shape, dtype, parameters: count, bytes }) => [
      id,
      op,
      inputs.join(", "),
      shape,
      dtype,
      count === 0 ? "" : showCount(count),
      showSize(bytes),
    ]);
  const rest = rows.length > mostRows ? [[`… ${showCount(rows.length - mostRows)} more`, "", "", "", "", "", ""]] : [];
  const total = ["All nodes", "", "", "", "", showCount(parameters.elements), ""];
  return table({
    columns: [
      { title: "Node" },
      { title: "Op" },
      { title: "Inputs" },
      { title: "Shape" },
      { title: "Type" },
      number("Parameters"),
      number("Value bytes"),
    ],
    rows: [...shown, ...rest, total],
  });
}
