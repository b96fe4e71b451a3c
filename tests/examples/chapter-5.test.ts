import { expect, test } from "vitest";
import { main } from "../../examples/chapter-5.ts";
import { listing } from "../book/book.ts";
import { expectPictures, runExample } from "./run-example.ts";

test("chapter-5 prints the book's softmax, loss and accuracy, and draws its layers and one run", async () => {
  const { printed, files } = await runExample(main);
  // Source: the truth's c5.15 and c5.17.
  const [softmaxAndLoss, accuracy] = [listing("c5.15").printed[0], listing("c5.17").printed[0]];
  expect(printed).toBe(`${softmaxAndLoss?.numpy_prints}\n${accuracy?.numpy_prints}`);
  expectPictures(files, 2);
});
