import { cast, classLabels, compile, defineOp, FeedError, f32, graph, matmul, NdArray, reference, standardOps, wasm } from "dagrad";
import { describe, expect, it } from "vitest";
import { type DType, dtypes } from "../../../../graph/dtype.ts";
import type { Attrs } from "../../../../graph/graph.ts";
import { isPrimitive, type Primitive } from "../../../../graph/op.ts";
import { emitterOf, mayStop } from "../../../../src/backends/fuse/emitters.ts";
import type { LaneInstruction } from "../../../../src/backends/wasm/lanes/lane.ts";
import { fault } from "../../../../src/backends/wasm/site.ts";
import { errorsInUpdates, ownErrorsInUpdates } from "../error-cases.ts";
import { design, lines } from "../fuse/design.ts";
import { runDesign } from "./write/run-design.ts";

const primitives = [...standardOps.values()].filter(isPrimitive) as Primitive<any>[];

/** Attributes of every op. */
const attrs: Attrs = {
  axis: [0],
  classes: 3,
  dtype: "float32",
  max: 1,
  min: 0,
  perm: [1, 0],
  shape: [2, 3],
  start: 0,
  stop: 2,
  depth: 3,
  seed: 1,
  stream: 2,
};

/** True where a step of the op may stop a run, of operands of a dtype that it takes. */
const mayBeStopped = (op: Primitive<any>): boolean =>
  dtypes.some((dtype) => {
    try {
      return stops(op, dtype);
    } catch {
      return false;
    }
  });

/** The same of operands of that dtype. */
function stops(op: Primitive<any>, dtype: DType, given: Attrs = attrs): boolean {
  const inputs = (op.inputs as readonly string[]).map(() => ({ shape: [2, 3], dtype }));
  const step = { id: "y", op, inputs: [], attrs: op.name === "concat" ? { ...given, axis: 0 } : given } as never;
  return mayStop({ step, emitter: emitterOf(step, inputs, { shape: [2, 3], dtype }) });
}

describe("a step that may stop a run", () => {
  it("is one of an op with a case in which nothing but an update needs it", () => {
    // The kernel of argsort takes whatever elements there are; that it may stop a run is only not known.
    const names = primitives.filter((op) => mayBeStopped(op) && op.name !== "argsort").map(({ name }) => name);
    expect(Object.keys(errorsInUpdates).sort()).toEqual(names.sort());
  });

  it("is told by what its op declares", () => {
    const declared = { name: "own", inputs: ["x"], attrs: {}, infer: ([x]: readonly unknown[]) => x, vjp: "not-differentiable" };
    const own = (computation: object): Primitive<any> => defineOp<Attrs>({ ...declared, ...computation } as never);
    const checks = own({ scalar: (s: any, [x]: any) => s.add(s.checked(x, 3), 1) });
    const sure = own({ scalar: (s: any, [x]: any) => s.add(x, 1) });
    const before = own({ reduce: { fold: "sum", before: (s: any, [x]: any) => s.checked(x, 3) } });
    const after = own({ reduce: { fold: "argmax", after: (s: any, [x]: any) => s.checked(x, 3) } });
    const plain = own({ reduce: { fold: "sum", before: (s: any, [x]: any) => s.mul(x, x) } });
    const kernel = own({ kernel: () => () => {} });
    const move = own({ move: () => [{ input: 0, from: 0, steps: [3, 1] }] });
    const known = own({ known: () => 1 });
    expect([checks, sure, before, after, plain, kernel, move, known].map((op) => stops(op, "int32"))).toEqual([
      ...[true, false, true, true, false, true, false, false],
    ]);
    // It may depend on attributes.
    const perhaps = own({
      attrs: { limit: "number" },
      scalar: (s: any, [x]: any, { limit }: any) => (limit > 0 ? s.checked(x, limit) : x),
    });
    expect([stops(perhaps, "int32", { limit: 0 }), stops(perhaps, "int32", { limit: 3 })]).toEqual([false, true]);
  });

  it("does not compile as an instruction that takes any element", () => {
    // @ts-expect-error no fault where none is declared
    const lanes: LaneInstruction = { four: (site) => fault(site), one: () => {} };
    expect(lanes).toBeDefined();
  });

  it.each([...Object.values(errorsInUpdates), ...ownErrorsInUpdates].map((one) => [one.name, one] as const))(
    "is run before parameters change: %s",
    (_, one) => {
      expect(
        design(one.graph)
          .schedule.update.flatMap(({ members }) => members)
          .some(mayStop),
      ).toBe(false);
      for (const backend of [wasm(), reference]) {
        const program = compile(one.graph, { backend });
        const unchanged = () => expect(program.parameters.w?.tolist()).toEqual([1, 2, 3]);
        expect(() => program.run(one.bad as never)).toThrow(FeedError);
        unchanged();
        expect(() => program.steps(3, one.bad as never)).toThrow(FeedError);
        unchanged();
        program.steps(2, one.good as never);
        expect(program.parameters.w?.tolist()).not.toEqual([1, 2, 3]);
      }
    },
  );

  it("is no part of a product, where lanes behind the last column hold anything", () => {
    const labels = graph({ x: f32(2, 3), w: f32(3, 19) }, ({ x, w }) => ({
      y: classLabels(cast(matmul(x, w), { dtype: "int32" }), { classes: 20 }),
    }));
    const one = design(labels);
    const array = (shape: readonly number[], ...elements: number[]) => new NdArray(Float32Array.from(elements), shape, "float32");
    const row = Array.from({ length: 19 }, (_, column) => column + 1);
    // Behind the 19 columns of the first row of w lies 99: a label out of range, of no element.
    const w = array([3, 19], ...row, 99, ...new Array(37).fill(0));
    const { faulty, outputs } = runDesign(one, { x: array([2, 3], 1, 0, 0, 1, 0, 0), w });
    expect([...(outputs.y as NdArray).data]).toEqual([...row, ...row]);
    expect(faulty).toBe(false);
    expect(lines(one)).toBe("run product: matmul1 → matmul1\nrun loop: cast1 classLabels1 → classLabels1");
  });
});
