import { reference } from "dagrad";
import { beforeAll, describe, expect, test } from "vitest";
import { inChromium } from "./in-chromium.ts";
import { pageScript } from "./page-script.ts";
import type { Visit } from "./visit.ts";
import { type Work, work } from "./work.ts";

/** Names of the values whose bits differ; the bits themselves would fill screens. */
const differing = ({ bits: a }: Work, { bits: b }: Work): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);

/** Loss that NNFS prints in chapter 5. */
const printedLoss = 1.0986104;

inChromium<Work>(
  "dagrad in headless Chromium",
  () => pageScript("page.ts"),
  (visitor) => {
    describe("under script-src 'self' 'wasm-unsafe-eval'", () => {
      let page: Visit<Work>;
      let node: Work;
      beforeAll(async () => {
        page = await visitor("engine");
        node = work();
      }, 60_000);

      test("forward pass and training run on the engine, as in Node", () => {
        expect(page.work.backends).toEqual(["wasm", "wasm"]);
        expect(node.backends).toEqual(["wasm", "wasm"]);
      });

      test("all outputs and parameters of 300 rows forward and of 10 Adam steps are Node's bit for bit", () => {
        expect(differing(page.work, node)).toEqual([]);
      });

      test("the loss is the book's within 1e-6 (8 ulp), and that of training gets smaller", () => {
        expect(Math.abs(page.work.loss - printedLoss)).toBeLessThanOrEqual(1e-6);
        expect(page.work.losses).toHaveLength(10);
        expect(page.work.losses[9]).toBeLessThan(page.work.losses[0] as number);
      });

      test("nothing is printed, thrown or blocked", () => {
        expect(page.printed).toEqual([]);
      });
    });

    describe("under script-src 'self', which forbids WebAssembly", () => {
      let page: Visit<Work>;
      let node: Work;
      beforeAll(async () => {
        page = await visitor("strict");
        node = work({ backend: reference });
      }, 60_000);

      test("forward pass and training run on the reference", () => {
        expect(page.work.backends).toEqual(["reference", "reference"]);
      });

      test("all outputs and parameters are those of the reference in Node bit for bit", () => {
        expect(differing(page.work, node)).toEqual([]);
      });

      test("the loss prints as the book's: 1.0986104", () => {
        expect(page.work.loss.toFixed(7)).toBe(String(printedLoss));
      });

      test("one warning for all programs of the page says that WebAssembly cannot be used", () => {
        expect(page.printed.filter((line) => line.startsWith("warning: "))).toEqual([expect.stringMatching(/WebAssembly/)]);
      });

      test("beside it nothing is printed or thrown, and nothing but WebAssembly is blocked", () => {
        const others = page.printed.filter((line) => !line.startsWith("warning: "));
        expect(others.filter((line) => line !== "info: blocked by script-src: wasm-eval")).toEqual([]);
      });
    });

    describe("cross-origin isolated, with workers allowed", () => {
      let page: Visit<Work>;
      let node: Work;
      beforeAll(async () => {
        page = await visitor("isolated");
        node = work();
      }, 60_000);

      test("the page may share memory, and all bits are Node's", () => {
        expect(page.isolated).toBe(true);
        expect(page.work.backends).toEqual(node.backends);
        expect(differing(page.work, node)).toEqual([]);
      });

      test("nothing is printed, thrown or blocked", () => {
        expect(page.printed).toEqual([]);
      });
    });
  },
);
