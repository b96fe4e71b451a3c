import {
  add,
  compile,
  exp,
  explain,
  f32,
  f64,
  type Graph,
  graph,
  greater,
  max,
  mean,
  mul,
  softmax,
  sub,
  sum,
  transpose,
  wasm,
  windows,
} from "dagrad";
import { describe, expect, test } from "vitest";
import { withDirtyMemory } from "../../dirty-memory.ts";
import { differing, sharedParts, untilShared } from "./shared-parts.ts";

/** One loop each that is worth sharing, of odd sizes: no part ends where four elements do, but where cache lines do. */
const loops: Readonly<Record<string, Graph<any, any>>> = {
  "loop along one axis": graph({ x: f32(131_075) }, ({ x }) => ({ y: exp(x) })),
  "loop with a row": graph({ x: f32(401, 331), row: f32(331) }, ({ x, row }) => ({ y: exp(add(x, row)) })),
  "loop to bools": graph({ x: f32(131_079) }, ({ x }) => ({ y: greater(exp(x), 1) })),
  lines: graph({ x: f32(5, 81, 331) }, ({ x }) => ({ y: softmax(x) })),
  "lines that are stored twice": graph({ x: f32(401, 331) }, ({ x }) => {
    const e = exp(x);
    return { y: sub(e, mean(e, { axis: 1, keepdims: true })), e };
  }),
  "one line": graph({ x: f32(1_063_003) }, ({ x }) => ({ y: mean(mul(x, x)), most: max(mul(x, 1)) })),
  "one line that is stored": graph({ x: f32(1031, 1033) }, ({ x }) => {
    const twice = mul(x, 2);
    return { twice, y: sum(twice) };
  }),
  "fold in rows": graph({ x: f32(61, 73, 37), w: f32(3, 3, 37) }, ({ x, w }) => ({
    y: sum(mul(windows(exp(x), { size: 3, axes: [0, 1] }), transpose(w, { perm: [2, 0, 1] })), { axis: [-2, -1] }),
  })),
  "fold in columns": graph({ x: f32(1100, 130) }, ({ x }) => ({ y: sum(exp(x), { axis: 0 }) })),
};

const feedsOf = (made: Graph<any, any>): Record<string, Float32Array> =>
  Object.fromEntries(
    made.inputs.map((name) => {
      const shape = made.nodes[name]?.shape as readonly number[];
      return [name, new Float32Array(shape.reduce((product, dim) => product * dim, 1)).map((_, i) => Math.sin(i + 1))];
    }),
  );

describe.each(Object.entries(loops))("%s", (_name, made) => {
  test.each([2, 3])("has the bits of one thread on %i", async (threads) => {
    const given = feedsOf(made);
    const expected = compile(made, { backend: wasm() }).run(given);
    const program = compile(made, { backend: withDirtyMemory(wasm({ threads })) });
    const shared = await untilShared(
      () => expect(differing(program.run(given), expected)).toEqual([]),
      () => explain(program, given),
    );
    expect(shared).toBeGreaterThan(0);
  });
});

test("what calls functions of the host, and what is small, stays with the calling thread", () => {
  const alone = (made: Graph<any, any>) => sharedParts(explain(compile(made, { backend: wasm({ threads: 2 }) }), feedsOf(made)));
  expect(alone(graph({ x: f64(300_000) }, ({ x }) => ({ y: exp(x) })))).toBeUndefined();
  expect(alone(graph({ x: f32(5000) }, ({ x }) => ({ y: exp(x) })))).toBeUndefined();
});
