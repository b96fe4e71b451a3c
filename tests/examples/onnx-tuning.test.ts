import { fromOnnx } from "dagrad/onnx";
import { expect, test } from "vitest";
import { accuracy, digits, main, published, tuned } from "../../examples/onnx-tuning.ts";
import { expectPictures, runExample } from "./run-example.ts";

test("images upside down have the rows of the others, and their pixels, last first", () => {
  const [upright, turned] = [digits(3, 5), digits(3, 5, { upsideDown: true })];
  expect(turned.label).toEqual(upright.label);
  expect([...turned.image.take(1).data]).toEqual([...upright.image.take(1).data].toReversed());
});

test("a published model reads fewer than 40 of 100 digits upside down, and more than 80 when it was trained further; its names stay", async () => {
  const bytes = await published();
  expect(accuracy(bytes, digits(500, 9))).toBeGreaterThan(0.9);
  const unseen = digits(500, 3, { upsideDown: true });
  expect(accuracy(bytes, unseen)).toBeLessThan(0.4);
  const better = await tuned(bytes, digits(200, 2, { upsideDown: true }));
  expect(accuracy(better, unseen)).toBeGreaterThan(0.8);
  expect(fromOnnx(better).names).toEqual(fromOnnx(bytes).names);
});

test("onnx-tuning prints what it read and writes both models and a picture", async () => {
  const { printed, files } = await runExample((directory) => main(directory, { epochs: 1, count: 100 }));
  expect(printed).toContain('onnx_Flatten_0 = input "onnx::Flatten_0" : float32[batch, 8, 8]');
  expect(printed).toMatch(/as published: \d+ of 100; trained further on 200 images: \d+ of 100/);
  expect(Object.keys(files)).toEqual(["published.onnx", "tuned.onnx", "published.dot", "published.svg"]);
  expectPictures(files, 1);
});
