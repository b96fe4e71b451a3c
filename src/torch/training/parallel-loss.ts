import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { isName } from "../../../graph/names.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import { opsOf } from "../../../graph/ops-of.ts";
import { sizeOf } from "../../../graph/shape.ts";
import { ancestors } from "../../../graph/walk.ts";
import { reference } from "../../backends/reference/reference.ts";
import { random } from "../../data/random.ts";
import { isShown, lower } from "../../passes/lower.ts";
import { compile } from "../../run/compile.ts";
import { type RowFolds, rowFolds } from "../../train/row-folds.ts";

/**
 * How the loss of a batch comes from those of its equal parts, of which each process has one: as their mean, as their sum, or not at all, and
 * why. DistributedDataParallel averages gradients, as if it were their mean.
 */
export type ParallelLoss = "mean" | "sum" | { readonly problem: string };

export function parallelLoss(graph: Graph, output: string, rowDim: string | undefined): ParallelLoss {
  const lowered = lower(graph, { keep: isShown });
  const ops = opsOf(lowered);
  const needed = ancestors(lowered, [lowered.outputs[output] as NodeId]);
  const drawn = [...needed].find((id) => "random" in (ops.get(nodeOf(lowered, id).op) ?? {}));
  if (drawn !== undefined) return { problem: `"${drawn}" draws random numbers, the same ones for the rows of every process` };
  const folds = rowFolds(lowered, rowDim, [output]);
  if (folds.problem !== undefined) {
    return { problem: `"${output}" is not known by parts of the rows: "${folds.problem.node}" looks at all of them` };
  }
  if (fits(folds, lowered, output, 1)) return "mean";
  if (fits(folds, lowered, output, parts)) return "sum";
  return {
    problem: `"${output}" is neither the mean nor the sum of what it is for parts of the rows, as a sum beside a penalty, or a quotient of sums`,
  };
}

const parts = 3;

/** Whether the loss of the whole is the mean of its parts', times `scale`, for numbers as they come. */
function fits({ parts: merges, direct, rest }: RowFolds, graph: Graph, output: string, scale: number): boolean {
  const generator = random(0);
  const program = Object.keys(rest.outputs).length === 0 ? undefined : compile(rest, { backend: reference });
  const lossOf = (values: ReadonlyMap<NodeId, NdArray>): number => {
    const own = direct[output];
    if (own !== undefined || program === undefined) return values.get(own as NodeId)?.data[0] as number;
    const feeds = Object.fromEntries(rest.inputs.map((id) => [id, values.get(id) as NdArray]));
    return (program.run(feeds) as Readonly<Record<string, NdArray>>)[output]?.data[0] as number;
  };
  return [1, 2].every(() => {
    const each = Array.from({ length: parts }, () => new Map<NodeId, NdArray>());
    const whole = new Map<NodeId, NdArray>();
    for (const [id, { by }] of merges) {
      const { shape, dtype, op } = nodeOf(graph, id);
      const sizes = shape.map((dim) => (isName(dim) || typeof dim === "string" ? 2 : dim));
      const draw = (): number[] => Array.from({ length: sizeOf(sizes) }, () => generator.uniform(1, 2) as number);
      // Sizes are known: all parts have as many rows.
      const isSame = by === "same" || "known" in (opsOf(graph).get(op) ?? {});
      const first = draw();
      const drawn = each.map(() => (isSame ? first : draw()));
      const merged = first.map((_, i) => {
        const numbers = drawn.map((one) => one[i] as number);
        if (by === "max") return Math.max(...numbers);
        const sum = numbers.reduce((a, b) => a + b, 0);
        return by === "sum" ? sum : sum / parts;
      });
      const arrayOf = (numbers: readonly number[]): NdArray => new NdArray(Float64Array.from(numbers), sizes, "float64").astype(dtype);
      for (const [i, values] of each.entries()) values.set(id, arrayOf(drawn[i] as number[]));
      whole.set(id, arrayOf(merged));
    }
    const want = lossOf(whole);
    const found = (each.reduce((sum, values) => sum + lossOf(values), 0) / parts) * scale;
    return Math.abs(found - want) <= 1e-4 * Math.abs(want);
  });
}
