import { writeFileSync } from "node:fs";
import { test } from "vitest";
import { graph } from "../graph/build.ts";
import { f32, f64, u8 } from "../graph/input.ts";
import * as o from "../ops/index.ts";
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
  for (const [name, net] of Object.entries({ chapter5, fig, residual, transposed: fig113Transposed(3) }))
    for (const direction of ["TB", "LR"] as const) writeFileSync(`/tmp/dd/f-${name}-${direction}.dot`, dot(net, { level: "formula", direction }));
});
