import { graph as build } from "../../../graph/build.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { f64 } from "../../../graph/input.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import type { Schedule } from "../../train/schedule.ts";
import { indented } from "../network-class.ts";
import { formulaLines } from "./formula-lines.ts";

/** A schedule as a function of the steps done before. */
export function scheduleFunction(schedule: Schedule): string[] {
  const graph = build({ step: f64() }, ({ step }) => ({ rate: schedule(step as AnyTensor) })) as Graph;
  const rate = graph.outputs.rate as NodeId;
  const { op, attrs } = nodeOf(graph, rate);
  const body =
    op === "constant"
      ? [`return torch.tensor(${(attrs.value as readonly number[])[0]}, dtype=torch.float64)`]
      : op === "input"
        ? [`return ${rate}`]
        : formulaLines(graph, new Map([[rate, "rate"]])).map((line) => line.replace(/^rate = /, "return "));
  return ["def learning_rate(step):", '    """The rate of the step that so many steps were done before."""', ...indented(1, body)];
}
