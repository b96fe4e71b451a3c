import { expect, test } from "vitest";
import { main } from "../../examples/editing.ts";
import { expectPictures, runExample } from "./run-example.ts";

test("editing prints the two edits, one after undo, and draws what changed", async () => {
  const { printed, files } = await runExample(main);
  expect(printed).toBe("");
  expectPictures(files, 1);
});
