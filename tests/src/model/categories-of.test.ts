import { argmax, categoriesOf, crossentropy, dense, f32, type Graph, graph, i32, softmax } from "dagrad";
import { expect, test } from "vitest";

const network: Graph<any, any> = graph({ X: f32("batch", 2), z: i32("batch"), y: i32("batch") }, ({ X, z, y }) => {
  const probabilities = softmax(dense(X, { units: 3 }));
  return {
    probabilities,
    label: argmax(probabilities, { axis: 1 }),
    z,
    loss: crossentropy(probabilities, y),
    both: dense(X, { units: 2 }),
  };
});
const species = ["setosa", "versicolor", "virginica"];

test("categoriesOf names the positions of probabilities and predicted labels as the labels that they do not depend on", () => {
  const names = { columns: { X: ["a", "b"], y: ["species"], z: ["kind"] }, categories: { species } };
  expect(categoriesOf({ graph: network, names }, "probabilities")).toEqual(species);
  expect(categoriesOf({ graph: network, names }, "label")).toEqual(species);
  expect(categoriesOf({ graph: network, names }, "loss")).toBeUndefined();
  expect(categoriesOf({ graph: network, names }, "both")).toBeUndefined();
  expect(categoriesOf({ graph: network }, "probabilities")).toBeUndefined();
  // Of the input itself, without columns.
  expect(categoriesOf({ graph: network, names: { categories: { y: species } } }, "probabilities")).toEqual(species);
});

test("categoriesOf takes what is said of the output itself first, and does not choose between labels", () => {
  const columns = { y: ["species"], z: ["kind"] };
  const two = { columns, categories: { species, kind: ["x", "y", "z"] } };
  expect(categoriesOf({ graph: network, names: two }, "probabilities")).toBeUndefined();
  const said = { columns, categories: { ...two.categories, probabilities: ["p", "q", "r"] } };
  expect(categoriesOf({ graph: network, names: said }, "probabilities")).toEqual(["p", "q", "r"]);
});
