import { test } from "vitest";
import { graph } from "../graph/build.ts";
import { f32, u8 } from "../graph/input.ts";
import * as o from "../ops/index.ts";
import { text } from "../src/export/text.ts";
import { formulaGraph } from "../src/export/formula/formula-graph.ts";
import { breakIntoLines } from "../src/export/formula/formula-lines.ts";
import { formulaNames } from "../src/export/formula/formula-names.ts";
const any = o as any;
test("x", () => {
  const n = graph({ X: f32("batch", 3), y: u8("batch") }, ({ X, y }) => {
    const last = any.softmax(any.exp(any.add(X, X)));
    const p = any.softmax(any.add(last, X));
    return { last, loss: any.crossentropy(p, y, { reduction: "sum" }) };
  });
  console.log(text(n, "loss"));
  const f = formulaGraph(n, o.standardOps);
  const l = breakIntoLines(f, "steps", []);
  console.log([...l.named], [...l.indexed], [...f.kinds], [...f.written], formulaNames(l));
});
