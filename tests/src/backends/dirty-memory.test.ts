import { type Backend, compile, defineOp, dense, f32, f64, type Graph, graph, matmul, NdArray, reference, relu, wasm } from "dagrad";
import { describe, expect, it } from "vitest";
import { apply } from "../../../graph/apply.ts";
import { withDirtyMemory } from "./dirty-memory.ts";

const backends = [reference, wasm()].map(withDirtyMemory).map((backend) => [backend.name, backend] as const);

/** What so many runs of one program give as y. */
function runs(made: Graph<any, any>, backend: Backend, feeds: Readonly<Record<string, NdArray>>, count = 3): number[][] {
  const program = compile(made, { backend });
  return Array.from({ length: count }, () => [...(program.run(feeds as never) as { readonly y: NdArray }).y.data]);
}

// A sum of no products is 0, whatever the memory held before.
describe.each(backends)("a product of inner size 0 is zeros, then what follows it, in each run (%s)", (_, backend) => {
  it("under biases of a layer of float64[4, 7, 20, 0]", () => {
    const layer = graph({ a: f64(4, 7, 20, 0) }, ({ a }, g) => ({
      y: dense(a, {
        weights: g.parameter("w", [0, 17], { init: "zeros", dtype: "float64" }),
        biases: g.parameter("b", [17], { init: "ones", dtype: "float64" }),
      }),
    }));
    const ones = new Array(4 * 7 * 20 * 17).fill(1);
    expect(runs(layer, backend, { a: new NdArray(new Float64Array(0), [4, 7, 20, 0], "float64") })).toEqual([ones, ones, ones]);
  });

  it("under relu, in stacks of float32 that broadcast on either side", () => {
    const made = graph({ a: f32(2, 1, 5, 0), b: f32(1, 3, 0, 4) }, ({ a, b }) => ({ y: relu(matmul(a, b)) }));
    const [a, b] = [[2, 1, 5, 0] as const, [1, 3, 0, 4] as const].map((shape) => new NdArray(new Float32Array(0), shape, "float32"));
    const zeros = new Array(2 * 3 * 5 * 4).fill(0);
    expect(runs(made, backend, { a: a as NdArray, b: b as NdArray })).toEqual([zeros, zeros, zeros]);
  });
});

describe.each(backends)("dirty memory (%s)", (_, backend) => {
  it("shows from the second run on what a kernel does not write", () => {
    const firstOnly = defineOp({
      name: "firstOnly",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => x,
      kernel:
        ([x], y) =>
        () => {
          y.data[0] = x.data[0] as number;
        },
      vjp: "not-differentiable",
    });
    const made = graph({ x: f32(3) }, ({ x }) => ({ y: apply(firstOnly, [x], {}) }));
    const program = compile(made, { backend });
    const y = () => [...(program.run({ x: [1, 2, 3] }) as { readonly y: NdArray }).y.data];
    expect([y(), y()]).toEqual([
      [1, 0, 0],
      [1, Number.NaN, Number.NaN],
    ]);
  });
});
