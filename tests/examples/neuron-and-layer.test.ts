import { expect, test } from "vitest";
import { main } from "../../examples/neuron-and-layer.ts";
import { expectPictures, runExample } from "./run-example.ts";

test("neuron-and-layer prints the outputs of NNFS chapter 2 and draws the layer", async () => {
  const { printed, files } = await runExample(main);
  // Source: print of NumPy on the book's numbers, truth c2.10 and c2.18.
  expect(printed).toBe(`one neuron: 4.8
three neurons, three samples:
[[ 4.8    1.21   2.385]
 [ 8.9   -1.81   0.2  ]
 [ 1.41   1.051  0.026]]`);
  expectPictures(files, 1);
});
