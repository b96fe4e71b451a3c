import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { test } from "vitest";
import { graph } from "../graph/build.ts";
import { f32, f64, u8 } from "../graph/input.ts";
import * as o from "../ops/index.ts";
import { latex } from "../src/export/latex.ts";
import { text } from "../src/export/text.ts";
import { dot } from "../src/export/dot.ts";
import { numpy } from "../src/export/numpy.ts";
import { defineOp, opSet } from "../graph/op.ts";
import { apply } from "../graph/apply.ts";
import { call, latexCall } from "../graph/notation.ts";
import { randomGraph } from "./graph/random-graph.ts";
const any = o as any;
const all: string[] = [];
test("x", () => {
  fc.assert(fc.property(randomGraph, (g) => { for (const form of ["compact", "steps", "nested"] as const) for (const out of Object.keys(g.outputs)) all.push(latex(g, out, { form })); }), { numRuns: 100, seed: 2 });
  const attention = graph({ X: f32("tokens", 8), y_true: f32("tokens", 8) }, ({ X, y_true }, g) => {
    const [q, k, v] = ["q", "k", "v"].map((n) => any.matmul(X, g.parameter(`w_${n}`, [8, 8])));
    const a = any.softmax(any.mul(any.matmul(q, any.transpose(k)), 0.125));
    const out = any.matmul(a, v);
    const mu = any.mean(out, { axis: -1, keepdims: true });
    const centred = any.sub(out, mu);
    const norm = any.div(centred, any.sqrt(any.add(any.mean(any.pow(centred, 2), { axis: -1, keepdims: true }), 1e-5)));
    return { norm, mse: any.mean(any.pow(any.sub(norm, y_true), 2)), worst_case: any.max(norm) };
  });
  for (const out of Object.keys(attention.outputs)) { console.log(out, "=", text(attention, out)); for (const form of ["compact", "steps", "nested"] as const) { all.push(latex(attention, out, { form })); if (form === "steps") console.log(all.at(-1)); } console.log(numpy(attention, out, {form: "statements"})); }
  writeFileSync("/tmp/dd/a-att-formula.dot", dot(attention, { level: "formula" }));
  writeFileSync("/tmp/dd/a-att-layers.dot", dot(attention, { level: "layers" }));
  const swish = defineOp({ name: "swish", inputs: ["x"], attrs: {}, infer: ([x]: any) => x, picture: { role: "function", label: "swish", title: "Swish", formula: "x σ(x)" }, notation: { text: call("swish"), latex: latexCall("\\mathrm{swish}") }, definition: ([x]: any) => any.mul(x, any.sigmoid(x)) } as any) as any;
  const ops = opSet(o.standardOps, swish);
  const custom = graph({ x: f32("batch", 4) }, ({ x }, g) => { const s: any = apply(swish, [any.dense(x, { units: 2, name: "logits" }) as any]); const z = any.softmax(s); return { z, total: any.sum(z), x, one: g.constant(3) as any }; });
  for (const out of Object.keys(custom.outputs)) { console.log(out, "=", text(custom, out, { ops })); for (const form of ["compact", "steps", "nested"] as const) all.push(latex(custom, out, { form, ops })); console.log(all.at(-1)); console.log(numpy(custom, out, { ops })); }
  writeFileSync("/tmp/dd/a-custom-formula.dot", dot(custom, { level: "formula", ops, title: 'A "quoted" \\ title & <b> {x|y}\nsecond \\N line' }));
  writeFileSync("/tmp/dd/a-custom-layers.dot", dot(custom, { level: "layers", ops }));
  writeFileSync("/tmp/dd/latex.json", JSON.stringify(all));
  void f64; void u8;
});
