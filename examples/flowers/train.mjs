import { adam, argmaxAccuracy, crossentropy, dense, f32, fit, graph, i32, relu, softmax, standardize, standardScaling } from "dagrad";
import { readCsv, saveModel } from "dagrad/files";

const table = await readCsv("flowers.csv");
const { data, names } = table.select({ X: ["sepal length", "sepal width", "petal length", "petal width"], y: "species" });

const network = graph({ X: f32("batch", 4), y: i32("batch") }, ({ X, y }) => {
  const hidden = dense(standardize(X, standardScaling(data.X)), { units: 16, activation: relu });
  const species = softmax(dense(hidden, { units: 3 }));
  return { species, loss: crossentropy(species, y), accuracy: argmaxAccuracy(species, y) };
});

const settings = { minimize: "loss", optimizer: adam({ learningRate: 0.05 }), epochs: 30, validation: 0.2 };
const history = await fit(network, { ...settings, data });
console.log(`accuracy on flowers that it has not seen: ${history.epochs.at(-1).validation.accuracy.toFixed(2)}`);

await saveModel("flowers.safetensors", history.network, { names });
