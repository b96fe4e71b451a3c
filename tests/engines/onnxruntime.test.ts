import { wasm } from "dagrad";
import { onnxruntime } from "dagrad/onnxruntime";
import { beforeAll, describe, expect, it } from "vitest";
import { apart, type Work, work } from "./networks.ts";
import { areRuntimesThere, runtimes } from "./runtimes.ts";

describe.skipIf(!areRuntimesThere).each(Object.entries(runtimes))("dagrad/onnxruntime on %s", (_, ort) => {
  let here: Work;
  let there: Work;
  beforeAll(async () => {
    here = await work(wasm());
    there = await work(onnxruntime(ort));
  }, 60_000);

  it("the loss of chapter 5 is the book's 1.0986104 within 3e-7 (3 ulp)", () => {
    expect(there.backend).toBe("onnxruntime");
    expect(Math.abs(there.chapter5 - 1.0986104)).toBeLessThanOrEqual(3e-7);
  });

  it.each(["sgd", "adam", "convolutional"] as const)(
    "20 steps of %s: losses within 1e-6 of the engine's, parameters within 4e-6",
    (name) => {
      const { losses, parameters } = apart(here[name], there[name]);
      expect(losses).toBeLessThanOrEqual(1e-6);
      expect(parameters).toBeLessThanOrEqual(4e-6);
      expect(there[name].losses.at(-1)).toBeLessThan(there[name].losses[0] as number);
    },
  );
});
