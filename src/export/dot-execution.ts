import { type Graph, type NodeId, nodeOf } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { showName, splitName } from "./display-names.ts";
import { roomFor } from "./drawing/box-width.ts";
import { clustersOf } from "./drawing/clusters.ts";
import type { Direction, Drawing } from "./drawing/drawing.ts";
import { foldUpdates } from "./drawing/fold-updates.ts";
import { headingOf } from "./drawing/heading.ts";
import { heatMapWidth, htmlLabel } from "./drawing/html-label.ts";
import { type Box, type BoxContent, operationDrawing } from "./drawing/operation-drawing.ts";
import { showBytes, showDims, showElement, showShare, showTime } from "./quantities.ts";
import { statisticsOf } from "./statistics.ts";
import { changeStyles } from "./theme.ts";

/** What ran: a `Trace`. Without values, the picture shows the ops alone. */
export interface Execution {
  readonly graph: Graph;
  readonly values: Readonly<Record<NodeId, NdArray>>;
  /** In ms. */
  readonly times: Readonly<Record<NodeId, number>>;
  readonly bytes: Readonly<Record<NodeId, number>>;
}

/** The execution level: every op as it ran, with the range of its value, its time and share, its bytes. */
export function executionDrawing(
  declared: Graph,
  execution: Execution,
  direction: Direction,
  title: readonly string[],
  labels: "plain" | "html",
): Drawing {
  const clusters = clustersOf(declared, execution.graph);
  const times = Object.values(execution.times);
  const totals = { time: times.reduce((sum, time) => sum + time, 0), longest: Math.max(0, ...times) };
  const content = (box: Box): BoxContent => boxContent(execution, box, totals, labels);
  const drawing = operationDrawing(execution.graph, {
    clusters,
    direction,
    title: [...title, ...heading(execution, totals.time, labels)],
    content,
  });
  const nameOf = (id: NodeId): string => showName(clusters.names.get(id) ?? splitName(id));
  return foldUpdates(execution.graph, drawing, nameOf, (ids) => costOf(execution, ids, totals.time));
}

/** "1.2 µs", "7%", "96 B" of some ops together; nothing where nothing ran. */
function costOf({ times, bytes }: Execution, ids: readonly NodeId[], total: number): string[] {
  const ran = ids.filter((id) => times[id] !== undefined);
  if (ran.length === 0) return [];
  const time = ran.reduce((sum, id) => sum + (times[id] as number), 0);
  return [showTime(time), showShare(total === 0 ? 0 : time / total), showBytes(ran.reduce((sum, id) => sum + (bytes[id] ?? 0), 0))];
}

function heading({ graph, values, times, bytes }: Execution, time: number, labels: "plain" | "html"): string[] {
  if (Object.keys(values).length === 0) return [];
  const scalars = Object.entries(graph.outputs)
    .filter(([, id]) => values[id]?.data.length === 1)
    .map(
      ([name, id]) => `${showName(splitName(name))} = ${showElement(values[id]?.data[0] as number, values[id]?.dtype as NdArray["dtype"])}`,
    );
  const steps = Object.keys(times).length;
  const run = [
    showTime(time),
    `${steps} op${steps === 1 ? "" : "s"}`,
    showBytes(Object.values(bytes).reduce((sum, size) => sum + size, 0)),
  ].join(" · ");
  const key =
    labels === "html" ? "cells: blue positive, orange negative · bar: time" : "min / max / mean of each value · time and its share · bytes";
  return [[...scalars, `${Object.keys(graph.updates).length > 0 ? "step" : "forward pass"} ${run}`].join("   "), key];
}

function boxContent(
  { graph, values, times, bytes }: Execution,
  box: Box,
  totals: { readonly time: number; readonly longest: number },
  labels: "plain" | "html",
): BoxContent {
  const { id, role } = box;
  const { shape, dtype } = nodeOf(graph, id);
  const value = values[id];
  const time = role === "output" ? undefined : times[id];
  const dims = showDims(value?.shape ?? shape);
  const text = headingOf(box);
  const cost = [
    ...(time === undefined ? [] : [showTime(time), showShare(totals.time === 0 ? 0 : time / totals.time)]),
    ...(value && role !== "output" ? [showBytes(bytes[id] ?? 0)] : []),
  ].join(" · ");
  const range = value === undefined ? [] : rangeOf(value);
  const tooltip = [`${text}: ${dims} ${dtype} (${id})`, ...range];
  const frame = role === "op" || role === "reduction" ? { shape: "box", style: "filled,rounded", orientation: undefined } : {};
  const sound = value === undefined || statisticsOf(value.data).notFinite === 0;
  const size = {
    width: undefined,
    height: undefined,
    fixedsize: undefined,
    ...(sound ? {} : { color: changeStyles.removed.line, penwidth: 3 }),
  };
  if (labels === "html") {
    const foot = [...(time === undefined || !sound ? [dims] : []), cost].filter((part) => part !== "").join(" · ");
    const shows = {
      heading: text,
      value,
      foot,
      ...(time === undefined ? {} : { bar: totals.longest === 0 ? 0 : time / totals.longest }),
    };
    return {
      label: { html: htmlLabel(shows), shows },
      tooltip,
      attributes: {
        ...frame,
        ...size,
        margin: "0.04,0.02",
        width: inches(Math.max(value ? heatMapWidth(value) : 0, roomFor(text, 12), roomFor(foot, 8)) + 16),
      },
    };
  }
  const label = [dims === "scalar" ? text : `${text}  ${dims}`, ...range, ...(cost === "" ? [] : [cost])];
  return { label, tooltip, attributes: { ...frame, ...size, fontsize: 9.5, margin: "0.14,0.06" } };
}

const inches = (points: number): number => Number((points / 72).toFixed(2));

/** The only element, or least, largest and mean; how many are no numbers, if any. */
function rangeOf({ data, dtype }: NdArray): string[] {
  const { count, min, max, mean, notFinite } = statisticsOf(data);
  if (count === 0) return ["empty"];
  if (count === 1) return [showElement(data[0] as number, dtype)];
  const alarm = notFinite === 0 ? [] : [`${notFinite} of ${count} not finite`];
  if (notFinite === count) return alarm;
  const meanType = dtype === "float32" || dtype === "float64" ? dtype : "float64";
  const element = dtype === "bool" ? "uint8" : dtype;
  return [...alarm, `min ${showElement(min, element)}  max ${showElement(max, element)}`, `mean ${showElement(mean, meanType)}`];
}
