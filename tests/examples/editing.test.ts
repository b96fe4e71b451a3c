import { expect, test } from "vitest";
import { main } from "../../examples/editing.ts";
import { expectPictures, runExample } from "./run-example.ts";

test("editing prints the two edits, one after undo, and draws what changed", async () => {
  const { printed, files } = await runExample(main);
  // Source: the edits themselves, read off the example.
  expect(printed).toBe(`two edits:
- relu1 = relu(dense1) : float32[batch, 3]
+ sigmoid1 = sigmoid(dense1) : float32[batch, 3]
~ dense2 inputs: (relu1, dense2.weights, dense2.biases) → (sigmoid1, dense2.weights, dense2.biases)
~ crossentropy1 {reduction}: "mean" → "sum"
undone once:
- relu1 = relu(dense1) : float32[batch, 3]
+ sigmoid1 = sigmoid(dense1) : float32[batch, 3]
~ dense2 inputs: (relu1, dense2.weights, dense2.biases) → (sigmoid1, dense2.weights, dense2.biases)
redone: as before`);
  expectPictures(files, 1);
});
