import { graph } from "../../graph/build.ts";
import type { Graph } from "../../graph/graph.ts";
import { f32, u8 } from "../../graph/input.ts";
import { op } from "./untyped-ops.ts";

/** The book's network of chapter 5, with a scope around its hidden layer. */
export const network: Graph = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }, g) => {
  const hidden = g.scope("Hidden layer", () => op.relu(op.dense(X, { units: 3 })));
  const probabilities = op.softmax(op.dense(hidden, { units: 3 }));
  return { probabilities, loss: op.crossentropy(probabilities, y, { name: "loss" }) };
});
