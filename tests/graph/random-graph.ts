import fc from "fast-check";
import { graph } from "../../graph/build.ts";
import type { Graph } from "../../graph/graph.ts";
import { f32, u8 } from "../../graph/input.ts";
import type { Leaves } from "../../graph/leaves.ts";
import type { Nested } from "../../graph/nested.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { op } from "./untyped-ops.ts";

/** One step of a random program: what it does, and which of the tensors so far it does it to. */
interface Step {
  readonly kind: number;
  readonly first: number;
  readonly second: number;
  readonly value: number;
  readonly title: string;
}

const values = [0, -0, 1, -1.5, 1e-7, 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1];
const titles = [
  "Hidden",
  'a "quoted" title',
  "back\\slash",
  "<b>angle</b>",
  "javascript:alert(1)",
  "層 1",
  "# scope",
  "a / b",
  "__proto__",
];

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.nat(11),
  first: fc.nat(1000),
  second: fc.nat(1000),
  value: fc.constantFrom(...values),
  title: fc.constantFrom(...titles),
});

/** Graphs of up to 40 steps over float32[batch, 3] and float32[batch, 1] tensors, built with the ops that users call. */
export const randomGraph: fc.Arbitrary<Graph> = fc.array(step, { minLength: 1, maxLength: 40 }).map((steps) =>
  graph({ X: f32("batch", 3), y: u8("batch") }, ({ X, y }, g) => {
    const made: Tensor[] = [X];
    for (const one of steps) made.push(perform(one, made, g));
    const last = made.at(-1) as Tensor;
    const probabilities = op.softmax(op.add(last, X));
    return { last, loss: op.crossentropy(probabilities, y, { reduction: ["mean", "sum", "none"][steps.length % 3] }) };
  }),
);

function perform({ kind, first, second, value, title }: Step, made: readonly Tensor[], g: Leaves): Tensor {
  const x = made[first % made.length] as Tensor;
  const w = made[second % made.length] as Tensor;
  const wide = op.add(x, made[0] as Tensor);
  const constant = (nested: Nested): Tensor => op.add(x, g.constant(nested) as Tensor);
  switch (kind) {
    case 0:
      return op.exp(x);
    case 1:
      return op.add(x, w);
    case 2:
      return op.mul(x, value);
    case 3:
      return op.maximum(value, w);
    case 4:
      return op.sum(x, { axis: -1, keepdims: true });
    case 5:
      return op.dense(wide, { units: 3 });
    case 6:
      return constant([[value, 1, 2]]);
    case 7:
      return g.scope(title, () => g.scope("inner", () => op.relu(x)));
    case 8:
      return op.mean(x, { axis: 0, keepdims: true });
    case 9:
      return op.softmax(wide, { axis: 1 });
    case 10: {
      const parameter = g.parameter(`p${made.length}`, [3], { init: [value, 0.5, -1] }) as Tensor;
      g.update(parameter, op.mul(parameter, value));
      return op.mul(x, parameter);
    }
    default:
      g.constant(
        Array.from({ length: 20 }, (_, i) => i * value),
        { dtype: "float64" },
      );
      return op.cast(op.cast(x, { dtype: "float64" }), { dtype: "float32" });
  }
}
