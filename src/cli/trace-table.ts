import { type DType, isFloat } from "../../graph/dtype.ts";
import type { NodeId } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { printNumber } from "../../graph/print/print-number.ts";
import { showType } from "../../graph/shape.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { showCount } from "../export/quantities.ts";
import { statisticsOf } from "../export/statistics.ts";
import type { Trace } from "../run/trace.ts";
import { type Row, table } from "./table.ts";

/** Longer traces show their slowest steps only. */
const mostRows = 200;

const columns = [
  { title: "Node" },
  { title: "Op" },
  { title: "Type" },
  { title: "Min", align: "right" },
  { title: "Mean", align: "right" },
  { title: "Max", align: "right" },
  { title: "Not finite", align: "right" },
  { title: "ms", align: "right" },
  { title: "Bytes", align: "right" },
] as const;

/** What a traced run did, node by node: ranges of the values, times and bytes, and their sums. */
export function traceTable(trace: Trace): string {
  const order = topologicalOrder(trace.graph);
  const timeOf = (id: NodeId): number => trace.times[id] ?? 0;
  const slowest = order.length <= mostRows ? order : [...order].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, mostRows);
  const rows: Row[] = slowest.map((id) => {
    const value = trace.values[id] as NdArray;
    const time = trace.times[id];
    return [
      id,
      trace.graph.nodes[id]?.op ?? "",
      showType(value),
      ...rangeOf(value),
      time === undefined ? "" : time.toFixed(3),
      showCount(trace.bytes[id] ?? 0),
    ];
  });
  if (slowest.length < order.length) rows.push(`  … ${showCount(order.length - slowest.length)} faster ones`);
  const total = Object.values(trace.times).reduce((sum, time) => sum + time, 0);
  const bytes = Object.values(trace.bytes).reduce((sum, size) => sum + size, 0);
  return `${table(columns, rows)}\n\n${showCount(order.length)} nodes, ${total.toFixed(3)} ms in steps, ${showCount(bytes)} bytes of values\n`;
}

/** Least, mean and greatest of the finite elements, to six digits, and how many are not finite. */
function rangeOf({ data, dtype }: NdArray): readonly [string, string, string, string] {
  const { min, mean, max, notFinite } = statisticsOf(data);
  const show = (value: number, as: DType): string =>
    Number.isNaN(value) ? "" : printNumber(isFloat(as) ? Number(value.toPrecision(6)) : value, isFloat(as) ? "float64" : as);
  return [show(min, dtype), show(mean, "float64"), show(max, dtype), notFinite === 0 ? "" : showCount(notFinite)];
}
