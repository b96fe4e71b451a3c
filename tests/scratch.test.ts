import { test } from "vitest";
import { graph } from "../graph/build.ts";
import { f32, f64, u8 } from "../graph/input.ts";
import * as o from "../ops/index.ts";
import { text } from "../src/export/text.ts";
import { latex } from "../src/export/latex.ts";
import { fig113Transposed } from "./fixtures/fig-1.13.ts";
test("x", () => {
  console.log(text(fig113Transposed(3), "loss"));
  console.log(text(fig113Transposed(1), "loss"));
  console.log(text(fig113Transposed("batch"), "loss"));
  for (const form of ['compact','steps','nested'] as const) console.log(latex(fig113Transposed('batch'), 'loss', {form}));
  const n = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
    const h = o.relu(o.dense(X, { units: 3 }));
    const probabilities = o.softmax(o.dense(h, { units: 3 }));
    return { probabilities, loss: o.crossentropy(probabilities, y), accuracy: o.argmaxAccuracy(probabilities, y) };
  });
  for (const k of ["probabilities", "loss", "accuracy"]) console.log(k, text(n, k));
  const v = graph({ X: f64(4), y: f64(3) }, ({ X, y }) => {
    const h = o.relu(o.dense(X, { units: 4 }));
    const p = o.softmax(o.dense(o.relu(o.dense(h, { units: 4 })), { units: 3 }));
    return { L: o.crossentropy(p, y, { reduction: "none" }) };
  });
  console.log(text(v, "L"));
  for (const form of ['compact','steps','nested'] as const) console.log(latex(v, 'L', {form}));
  for (const form of ['compact','steps','nested'] as const) console.log(latex(n, 'loss', {form}));

});
