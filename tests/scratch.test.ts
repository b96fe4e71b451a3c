import { writeFileSync } from "node:fs";
import { test } from "vitest";
import { graph } from "../graph/build.ts";
import { f32, f64, u8 } from "../graph/input.ts";
import * as o from "../ops/index.ts";
import { NdArray } from "../graph/ndarray.ts";
import { compile } from "../src/run/compile.ts";
import { trace } from "../src/run/trace.ts";
import { random } from "../src/data/random.ts";
import { spiralData } from "../src/data/spiral.ts";
import { diff } from "../graph/diff.ts";
import { diffDot } from "../src/export/diff-dot.ts";
import { numpy } from "../src/export/numpy.ts";
import { dot } from "../src/export/dot.ts";
import { fig113Transposed } from "./fixtures/fig-1.13.ts";
const any = o as any;
test("x", () => {
  const chapter5 = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const h = any.relu(any.dense(X, { units: 3 }));
    const probabilities = any.softmax(any.dense(h, { units: 3 }));
    return { probabilities, loss: any.crossentropy(probabilities, y), accuracy: any.argmaxAccuracy(probabilities, y) };
  });
  const fig = graph({ X: f64(1, 4), y: f64(1, 3) }, ({ X, y }, g) => {
    const h1 = g.scope("Hidden layer 1", () => any.relu(any.dense(X, { units: 4 })));
    const h2 = g.scope("Hidden layer 2", () => any.relu(any.dense(h1, { units: 4 })));
    const z = g.scope("Output layer", () => any.dense(h2, { units: 3 }));
    return { L: any.crossentropy(any.softmax(z), y) };
  });
  const residual = graph({ X: f32("batch", 8), t: f32("batch", 2) }, ({ X, t }, g) => {
    let h: any = any.dense(X, { units: 8 });
    const shared = g.parameter("gain", [8]);
    for (let i = 0; i < 2; i++) h = any.add(h, any.mul(shared, any.relu(any.dense(h, { units: 8 }))));
    const y = any.dense(h, { units: 2 });
    return { y, error: any.mean(any.pow(any.sub(y, t), 2)) };
  });
  const mlp = graph({ X: f32(32, 784) }, ({ X }) => {
    let h: any = X;
    for (let i = 0; i < 47; i++) h = any.relu(any.dense(h, { units: 256 }));
    return { p: any.softmax(any.dense(h, { units: 10 })) };
  });
  const deep = graph({ X: f32("batch", 64), y: u8("batch") }, ({ X, y }, g) => {
    let h: any = g.scope("Stem", () => any.dense(X, { units: 32, name: "embed" }));
    g.scope("Body", () => { for (let i = 0; i < 12; i++) h = any.add(h, any.dense(any.relu(any.dense(h, { units: 64 })), { units: 32 })); });
    const p = any.softmax(any.dense(h, { units: 10 }));
    return { p, loss: any.crossentropy(p, y) };
  });
  for (const [name, net] of Object.entries({ chapter5, fig, residual, mlp, deep, transposed: fig113Transposed(3) }))
    for (const direction of ["TB", "LR"] as const) writeFileSync(`/tmp/dd/l-${name}-${direction}.dot`, dot(net, { level: "layers", direction, ...(name==='fig'?{title:"Fig 1.13 — layer level"}:{}) }));
  const fig2 = graph({ X: f64(1, 4), y: f64(1, 3) }, ({ X, y }, g) => {
    const h1 = g.scope("Hidden layer 1", () => any.relu(any.dense(X, { units: 5 })));
    const h2 = g.scope("Hidden layer 2", () => any.sigmoid(any.dense(h1, { units: 4 })));
    const z = g.scope("Output layer", () => any.dense(h2, { units: 3 }));
    const p = any.softmax(z);
    return { p, L: any.crossentropy(p, y, { reduction: "sum" }) };
  });
  writeFileSync("/tmp/dd/d-fig.dot", diffDot(diff(fig, fig2), fig, fig2));
  for (const form of ["nested", "statements"] as const) { console.log(numpy(fig113Transposed(3), "loss", { form })); console.log(numpy(chapter5, "loss", { form })); console.log(numpy(residual, "error", { form })); }
  const rnd = random(3);
  const program = compile(fig, { random: rnd, parameters: Object.fromEntries(Object.entries(fig.nodes).filter(([, n]) => n.op === "parameter").map(([id, n]) => { const v = rnd.randn(...(n.shape as number[])); return [id, new NdArray(Float64Array.from(v.data, (x: number) => 0.7 * x), v.shape, "float64")]; })) });
  const tr = trace(program, { X: [[1, -0.6, 0.4, 2]], y: [[0, 1, 0]] }, { repeat: 20 });
  for (const direction of ["TB", "LR"] as const) for (const labels of ["plain", "html"] as const) writeFileSync(`/tmp/dd/x-fig-${labels}-${direction}.dot`, dot(fig, { level: "execution", direction, labels, trace: tr, legend: labels === "plain" }));
  const p5 = compile(chapter5);
  const d = spiralData(100, 3, { random: random(0) }) as any;
  const t5 = trace(p5, { X: d.X, y: d.y });
  for (const labels of ["plain", "html"] as const) writeFileSync(`/tmp/dd/x-chapter5-${labels}-TB.dot`, dot(chapter5, { level: "execution", labels, trace: t5 }));
  for (const [name, net] of Object.entries({ chapter5, fig, residual, transposed: fig113Transposed(3) }))
    for (const direction of ["TB", "LR"] as const) writeFileSync(`/tmp/dd/f-${name}-${direction}.dot`, dot(net, { level: "formula", direction }));
});
