import { apply } from "../../../graph/apply.ts";
import { graph } from "../../../graph/build.ts";
import { type DType, isFloat } from "../../../graph/dtype.ts";
import type { Attrs, Graph, NodeId } from "../../../graph/graph.ts";
import type { InputSpec } from "../../../graph/input.ts";
import { array, type NdArray } from "../../../graph/ndarray.ts";
import type { Op } from "../../../graph/op.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { explorationOf } from "../../../src/explorer/exploration.ts";
import type { Subject } from "../../../src/explorer/subject.ts";
import { type Row, rows } from "../../../tests/ops/contract-rows.ts";
import { gradientRows } from "../../../tests/ops/gradient-rows.ts";
import { sampleGraph } from "../../generate-ops.ts";

type Shown = Pick<Subject, "graph" | "feeds">;

/** What an op is shown over: "float32[batch, 3], int32[batch]". */
interface Sample {
  readonly types: string;
  readonly attrs?: Attrs;
  readonly feeds?: Readonly<Record<NodeId, NdArray>>;
}

/** Of ops without a row in the contract, or with one that is too large to be read, and of those that say one thing of all numbers that are drawn. */
const written: Readonly<Record<string, Sample>> = {
  gather: { types: "float32[batch, 3], int32[batch]" },
  oneHot: { types: "int32[batch]", attrs: { depth: 3, axis: 1, dtype: "float32" } },
  reshape: { types: "float32[batch, 6]", attrs: { shape: ["batch", 2, 3] } },
  embedding: { types: "int32[batch, time], float32[5, 3]" },
  randomUniform: { types: "int32[]", attrs: { shape: [4, 3], dtype: "float32", seed: 0, stream: 0 } },
  equal: { types: "int32[batch, 3], int32[3]" },
  notEqual: { types: "int32[batch, 3], int32[3]" },
  all: { types: "bool[batch, 3]", attrs: { axis: [1], keepdims: false } },
  any: {
    types: "bool[batch, 3]",
    attrs: { axis: [1], keepdims: false },
    feeds: {
      x: array(
        [
          [0, 1, 0],
          [0, 0, 0],
          [1, 1, 0],
        ],
        "bool",
      ),
    },
  },
  isNan: {
    types: "float32[batch, 3]",
    feeds: {
      x: array(
        [
          [1, Number.NaN, -2],
          [0, Number.POSITIVE_INFINITY, Number.NaN],
        ],
        "float32",
      ),
    },
  },
  isInfinite: {
    types: "float32[batch, 3]",
    feeds: {
      x: array(
        [
          [1, Number.NEGATIVE_INFINITY, -2],
          [0, Number.POSITIVE_INFINITY, Number.NaN],
        ],
        "float32",
      ),
    },
  },
};

/** Their first input is probabilities, which drawn numbers are not. */
const ofProbabilities: ReadonlySet<string> = new Set(["binaryCrossentropy", "crossentropy"]);

/**
 * A graph of the op alone: over the types that docs/ops.md writes its formula for, else over the first ones that its contract infers, with drawn
 * numbers; where the op is not defined for such numbers, over those that its gradient is tested with, which are inside its domain.
 */
export function opSample(op: Op): Shown {
  const own = written[op.name];
  if (own !== undefined) return sampleOf(op, own);
  const drawn = { graph: sampleGraph(op) ?? sampleOf(op, contracted(op)).graph };
  return !ofProbabilities.has(op.name) && isDefined(drawn) ? drawn : insideDomain(op);
}

function contracted(op: Op): Sample {
  const row = (rows as Readonly<Record<string, Row>>)[op.name];
  if (row === undefined) throw new Error(`site: ${op.name} needs a row of contract-rows.ts, or a sample in op-samples.ts`);
  return { types: row.infers[0]?.split(" → ")[0] as string, ...(row.attrs && { attrs: row.attrs }) };
}

function isDefined(shown: Shown): boolean {
  const { run, look } = explorationOf({ title: "", ...shown });
  const { value } = look();
  return Object.values(run.outputs).every((id) => {
    const { dtype, data } = value(id) as NdArray;
    return !isFloat(dtype) || data.every(Number.isFinite);
  });
}

function insideDomain(op: Op): Shown {
  const cases = gradientRows.find(([{ name }]) => name === op.name)?.[1] ?? [];
  const { inputs, attrs = {} } = cases.find(({ inputs: [first] }) => (first?.shape.length ?? 0) > 1) ?? {};
  if (inputs === undefined) throw new Error(`site: ${op.name} needs operands of rank 2 in gradient-rows.ts, or a sample in op-samples.ts`);
  const types = inputs.map(({ dtype, shape }) => `${dtype}[${shape.join(", ")}]`).join(", ");
  return sampleOf(op, { types, attrs, feeds: Object.fromEntries(inputs.map((input, i) => [nameOf(op, i), input])) });
}

function sampleOf(op: Op, { types, attrs = {}, feeds }: Sample): Shown {
  const specs = Array.from(types.matchAll(/(\w+)\[([^\]]*)\]/g), ([, dtype, dims = ""]) => specOf(dtype as DType, dims));
  const inputs = Object.fromEntries(specs.map((spec, i) => [nameOf(op, i), spec]));
  const output = Object.hasOwn(inputs, "y") ? "z" : "y";
  const made: Graph = graph(inputs, (x: Readonly<Record<string, Tensor>>) => ({ [output]: apply(op, Object.values(x), attrs) }));
  return { graph: made, ...(feeds && { feeds }) };
}

const specOf = (dtype: DType, dims: string): InputSpec => ({
  dtype,
  shape: dims === "" ? [] : dims.split(", ").map((dim) => (/^\d+$/.test(dim) ? Number(dim) : dim)),
});

/** As the op names its inputs; of those that are any number of them, by letters. */
function nameOf({ inputs }: Op, i: number): string {
  const name = inputs[Math.min(i, inputs.length - 1)] as string;
  return name.startsWith("...") ? "abcdef".charAt(i - inputs.length + 1) : name.replace("?", "");
}
