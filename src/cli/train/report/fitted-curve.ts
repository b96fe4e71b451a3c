import { textWidth } from "../../../export/drawing/text-width.ts";
import { colors } from "../../../export/theme.ts";
import type { Program } from "../../../run/program.ts";
import { predict } from "../../../train/predict.ts";
import { headRoom, lookOf, panelSvg, plainPlot, sheet } from "./paper.ts";
import type { PlotLibrary } from "./plot-library.ts";
import type { Samples } from "./samples.ts";
import type { Point } from "./thin.ts";

const width = 640;
const panelHeight = 340;
const steps = 400;
/** Samples that are drawn at most, evenly taken. */
const mostSamples = 150;

/** What the network gives over the range of its one feature, drawn over the samples. Undefined where it gives more than one number. */
export async function fittedCurve(library: PlotLibrary, program: Program<any, any>, samples: Samples): Promise<string | undefined> {
  const { Plot } = library;
  const { features, targets, rows, input, output } = samples;
  if (targets.data.length !== rows) return undefined;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of features.data) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const at = Array.from({ length: steps + 1 }, (_, i) => [low + ((high - low) * i) / steps]);
  const answers = await predict(program, { [input]: at }, { output });
  if (answers.data.length !== steps + 1) return undefined;
  const step = Math.ceil(rows / mostSamples);
  const truth = Array.from(
    { length: Math.ceil(rows / step) },
    (_, i): Point => [features.data[i * step] as number, targets.data[i * step] as number],
  );
  const curve = at.map(([x], i): Point => [x as number, answers.data[i] as number]);
  const [given, fitted] = [lookOf(1), lookOf(0)];
  const axis = { color: colors.edge, stroke: colors.edge, fill: colors.softInk, textStroke: "none", ticks: 6 };
  const plot = Plot.plot({
    ...plainPlot(library),
    width,
    height: panelHeight,
    marginLeft: 60,
    marginTop: 8,
    marginBottom: 40,
    x: { axis: null },
    y: { axis: null, nice: true },
    marks: [
      Plot.gridY({ stroke: colors.clusterLine, strokeOpacity: 1, ticks: 6 }),
      Plot.axisX({ ...axis, label: input, labelAnchor: "center", labelArrow: "none" }),
      Plot.axisY({ ...axis, label: null }),
      Plot.dot(truth, { r: 2.4, fill: colors.paper, stroke: given.line, strokeWidth: 1.2 }),
      Plot.line(curve, { stroke: fitted.line, strokeWidth: 2 }),
    ],
  });
  const name = `${output}, as the network gives it`;
  const legend =
    `<line x1="0" x2="26" y1="8" y2="8" stroke="${fitted.line}" stroke-width="2"/><text x="32" y="12">${name.replaceAll("<", "&lt;")}</text>` +
    `<g transform="translate(${56 + Math.ceil(textWidth(name, 12))} 0)"><circle cx="6" cy="8" r="3" fill="${colors.paper}" stroke="${given.line}" stroke-width="1.2"/><text x="14" y="12">samples</text></g>`;
  return sheet({ title: "Fit", width, height: headRoom + panelHeight, legend, panels: [{ svg: panelSvg(plot), top: headRoom }] });
}
