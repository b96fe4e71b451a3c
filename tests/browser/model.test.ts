import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  categoriesOf,
  columnsFor,
  compile,
  crossentropy,
  dense,
  f32,
  fit,
  fromCsv,
  type Graph,
  graph,
  i32,
  relu,
  sgd,
  softmax,
  standardize,
  standardScaling,
  toModel,
} from "dagrad";
import { expect, test } from "vitest";
import { inChromium } from "./in-chromium.ts";
import type { Scripts } from "./page-server.ts";

const file = fileURLToPath(new URL("../../dist/browser/dagrad.js", import.meta.url));

const text = `mass,island,species
3750,Torgersen,Adelie
3500,Dream,Chinstrap
5700,Biscoe,Gentoo
5300,Biscoe,Gentoo
`;
const { data, names } = fromCsv(text).select({ X: ["mass", "island"], y: "species" });
const network: Graph<any, any> = graph({ X: f32("batch", 4), y: i32("batch") }, ({ X, y }) => {
  const scaled = standardize(X, standardScaling(data.X));
  const probabilities = softmax(dense(relu(dense(scaled, { units: 8, init: "heNormal" })), { units: 3, init: "heNormal" }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});

/** A page that has the model's bytes and a table. */
const script = async (): Promise<Scripts> => {
  if (!existsSync(file)) throw new Error("nothing is built; run npm run build, as npm test does");
  const training = fit(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.1 }), data, epochs: 10 });
  for await (const _ of training);
  const bytes = Buffer.from(toModel(training.network, { names })).toString("base64");
  trained = training.network;
  const page = `
    import { categoriesOf, columnsFor, compile, fromCsv, fromModel } from "./dagrad.js";
    globalThis.work = () => {
      const model = fromModel(Uint8Array.from(atob(${JSON.stringify(bytes)}), (one) => one.charCodeAt(0)));
      const program = compile(model.graph, { parameters: model.parameters });
      const { probabilities } = program.run(columnsFor(model, fromCsv(${JSON.stringify(text)}), ["X"]), ["probabilities"]);
      return { probabilities: Array.from(probabilities.data), categories: categoriesOf(model, "probabilities") };
    };`;
  return { "page.js": page, "dagrad.js": readFileSync(file, "utf8") };
};
let trained = compile(network);

inChromium<unknown>("a page that reads a model and a table, in headless Chromium", script, (visitor) => {
  test("computes what the trained program computes in Node, bit for bit, and names the classes", async () => {
    const { work, printed } = await visitor("engine");
    const { probabilities } = trained.run(columnsFor({ graph: network, names }, fromCsv(text), ["X"]), ["probabilities"]);
    expect(work).toEqual({ probabilities: [...(probabilities?.data ?? [])], categories: ["Adelie", "Chinstrap", "Gentoo"] });
    expect(categoriesOf({ graph: network, names }, "probabilities")).toEqual(["Adelie", "Chinstrap", "Gentoo"]);
    expect(printed).toEqual([]);
  });
});
