/**
 * Fig 1.13 of the book: a whole network, from the inputs to the loss, as a diagram and as one formula.
 *
 * node dist/examples/fig-1.13.js
 */
import { crossentropy, dense, dot, f32, graph, latex, relu, softmax } from "dagrad";
import { svg } from "dagrad/render";
import { isMain } from "./is-main.ts";
import { save } from "./save.ts";

/** Four inputs, two hidden layers of four neurons, three classes; y is 1 at the true class and 0 elsewhere. */
export const network = graph({ X: f32(1, 4), y: f32(1, 3) }, ({ X, y }, g) => {
  const a1 = g.scope("Hidden layer 1", () => relu(dense(X, { units: 4 })));
  const a2 = g.scope("Hidden layer 2", () => relu(dense(a1, { units: 4 })));
  const z = g.scope("Output layer", () => dense(a2, { units: 3 }));
  return { L: crossentropy(softmax(z), y) };
});
export default network;

/** Prints the formula and draws the network twice: layer by layer, and operation by operation. */
export async function main(directory = "out"): Promise<string[]> {
  const formula = latex(network, "L", { form: "compact" });
  console.log(formula);

  const layers = dot(network, { level: "layers", title: "Fig 1.13: layers" });
  const operations = dot(network, { level: "formula", title: "Fig 1.13: formula" });
  return save(directory, {
    "fig-1.13-layers.dot": layers,
    "fig-1.13-layers.svg": await svg(layers),
    "fig-1.13-formula.dot": operations,
    "fig-1.13-formula.svg": await svg(operations),
    "fig-1.13.tex": `${formula}\n`,
  });
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
