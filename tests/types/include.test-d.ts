import { graph } from "../../graph/build.ts";
import { dynamic } from "../../graph/dynamic.ts";
import type { Graph } from "../../graph/graph.ts";
import { include } from "../../graph/include.ts";
import { f32, f64, i32 } from "../../graph/input.ts";
import type { Dim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { dense, relu, softmax } from "../../ops/index.ts";
import { compile } from "../../src/run/compile.ts";
import { exactly } from "./exactly.ts";

/** What `include` takes and gives. */

const inner = graph({ x: f32("batch", 3), y: i32("batch"), scale: f32() }, ({ x, y }) => ({ p: softmax(dense(x, { units: 2 })), y }));
declare const imported: Graph;

/** Outputs have their dtypes, their sizes, and what the inputs make of names; they need what those inputs need. */
export const outputs = () =>
  graph({ a: f32("rows", 3), b: i32("rows"), c: i32(4), s: f32() }, ({ a, b, c, s }, g) => {
    const named = include(g, inner, { x: a, y: b, scale: s });
    exactly<["rows", 2], "float32", "a">()(named.p);
    exactly<["rows"], "int32", "b">()(named.y);
    const sized = include(g, inner, { x: dense(g.constant([[1], [1], [1], [1]]), { units: 3 }), y: c, scale: s });
    exactly<[4, 2], "float32", never>()(sized.p);
    // @ts-expect-error no such output
    named.q;
    return { p: relu(named.p) };
  });

/** Inputs are all given, and are of their dtypes, ranks and sizes. */
export const inputs = () =>
  graph({ a: f32("rows", 3), b: i32("rows"), d: f64("rows", 3), e: f32("rows", 4), s: f32() }, ({ a, b, d, e, s }, g) => {
    // @ts-expect-error no scale
    include(g, inner, { x: a, y: b });
    // @ts-expect-error no such input
    include(g, inner, { x: a, y: b, scale: s, z: s });
    // @ts-expect-error another dtype
    include(g, inner, { x: d, y: b, scale: s });
    // @ts-expect-error another size
    include(g, inner, { x: e, y: b, scale: s });
    // @ts-expect-error another rank
    include(g, inner, { x: s, y: b, scale: s });
    return { a };
  });

/** Of an imported graph nothing is known. */
export const unknown = () =>
  graph({ a: f32("rows", 3) }, ({ a }, g) => {
    const { y } = include(g, imported, { anything: a });
    return { y: relu(y as NonNullable<typeof y>) };
  });

/** A run asks for what the outputs of the included graph need. */
export const feeds = () => {
  const outer = graph({ a: f32("rows", 3), b: i32("rows"), s: f32() }, ({ a, b, s }, g) => include(g, inner, { x: a, y: b, scale: s }));
  const program = compile(outer);
  program.run({ a: [[1, 2, 3]] }, ["p"]);
  // @ts-expect-error p needs a
  program.run({ b: [1] }, ["p"]);
};

/** What the compiler does not know it takes: of tensors, and of graphs. */
export const gradual = () =>
  graph({ a: f32("rows", 3), b: i32("rows"), s: f32() }, ({ a, b, s }, g) => {
    const wide = dynamic(a);
    const { p } = include(g, inner, { x: wide, y: b, scale: s });
    exactly<[Dim, 2], "float32", "a">()(p);
    const loose: Graph<any, any> = inner;
    include(g, loose, { x: a, y: b, scale: s });
    declareAny(include(g, inner, { x: anything, y: b, scale: anything }));
    return { p };
  });
declare const anything: any;
declare const declareAny: (value: { readonly p: Tensor }) => void;
