import { writeFileSync, mkdirSync } from "node:fs";
import fc from "fast-check";
import { test } from "vitest";
import { graph } from "../graph/build.ts";
import { f32, u8 } from "../graph/input.ts";
import * as o from "../ops/index.ts";
import { dot } from "../src/export/dot.ts";
import { latex } from "../src/export/latex.ts";
import { numpy } from "../src/export/numpy.ts";
import { text } from "../src/export/text.ts";
import { trainStep } from "../src/train/train-step.ts";
import { sgd } from "../src/train/sgd.ts";
import { adam } from "../src/train/adam.ts";
import { randomGraph } from "./graph/random-graph.ts";
const any = o as any;
test("fuzz", () => {
  let i = 0;
  mkdirSync("/tmp/dd/fuzz", { recursive: true });
  fc.assert(fc.property(randomGraph, (g) => {
    for (const level of ["layers", "formula", "execution"] as const) { const d = dot(g, { level, direction: i % 2 ? "TB" : "LR" }); if (i < 30) writeFileSync(`/tmp/dd/fuzz/${i}-${level}.dot`, d); }
    for (const form of ["compact", "steps", "nested"] as const) latex(g, "loss", { form });
    const t = text(g, "loss"); if (i < 5) console.log(t, "\n", latex(g, "loss", { form: "steps" }), "\n", numpy(g, "loss"));
    numpy(g, "loss", { form: "statements" }); numpy(g, "last");
    i++;
  }), { numRuns: 150, seed: 1 });
});
test("scale", () => {
  const time = (name: string, f: () => string) => { const t = performance.now(); const s = f(); console.log(name, Math.round(performance.now() - t), "ms", s.length); };
  for (const n of [1000, 10000]) {
    const chain = graph({ x: f32(16) }, ({ x }) => { let h: any = x; for (let i = 0; i < n; i++) h = any.exp(h); return { y: h }; });
    time(`dot layers ${n}`, () => dot(chain));
    time(`dot formula ${n}`, () => dot(chain, { level: "formula" }));
    time(`text ${n}`, () => text(chain, "y"));
    time(`latex steps ${n}`, () => latex(chain, "y", { form: "steps" }));
    time(`numpy ${n}`, () => numpy(chain, "y"));
  }
  const mixed = graph({ x: f32(16) }, ({ x }) => { let h: any = x; const hs: any[] = [x]; for (let i = 0; i < 20000; i++) { h = i % 7 === 3 ? any.add(h, hs[Math.floor(i / 3)]) : i % 3 ? any.sin(h) : any.mul(h, 0.5); hs.push(h); } return { y: any.sum(h) }; });
  time("mixed dot layers", () => dot(mixed));
  time("mixed text", () => text(mixed, "y"));
  time("mixed numpy", () => numpy(mixed, "y"));
  time("mixed numpy st", () => numpy(mixed, "y", { form: "statements" }));
  time("mixed latex", () => latex(mixed, "y", { form: "nested" }));
});
test("train", () => {
  const chapter5 = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const h = any.relu(any.dense(X, { units: 3 }));
    const probabilities = any.softmax(any.dense(h, { units: 3 }));
    return { probabilities, loss: any.crossentropy(probabilities, y), accuracy: any.argmaxAccuracy(probabilities, y) };
  });
  for (const [name, opt] of Object.entries({ sgd: sgd({ learningRate: 1 } as any), adam: adam() })) {
  const step = (trainStep as any)(chapter5, { optimizer: opt, minimize: "loss" });
  const g = step.graph ?? step;
  for (const level of ["layers", "formula"] as const) writeFileSync(`/tmp/dd/t-${name}-${level}.dot`, dot(g, { level }));
  console.log(Object.keys(g.nodes).length, text(g, "loss"));
  }
});
