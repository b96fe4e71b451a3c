import { beforeAll, describe, expect, test } from "vitest";
import { inChromium } from "./in-chromium.ts";
import { pageScript } from "./page-script.ts";
import { type ThreadsWork, threadsWork } from "./threads-work.ts";
import type { Visit } from "./visit.ts";

/** Names of the values whose bits differ; the bits themselves would fill screens. */
const differing = ({ bits: a }: ThreadsWork, { bits: b }: ThreadsWork): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);

inChromium<ThreadsWork>(
  "two threads in headless Chromium",
  () => pageScript("threads-page.ts"),
  (visitor) => {
    let node: ThreadsWork;
    beforeAll(async () => {
      node = await threadsWork(1);
    }, 60_000);

    describe("cross-origin isolated, with workers allowed", () => {
      let page: Visit<ThreadsWork>;
      beforeAll(async () => {
        page = await visitor("isolated");
      }, 60_000);

      test("workers have computed parts of the products and of the training", () => {
        expect(page.isolated).toBe(true);
        for (const line of page.work.said) expect(line).toMatch(/^workers have computed [1-9]\d* of the \d+ parts that were theirs$/);
      });

      test("all products, and all outputs and parameters of ten Adam steps, are those of one thread in Node bit for bit", () => {
        expect(Object.keys(node.bits)).toEqual(
          expect.arrayContaining(["products nn", "products tn", "products nt", "step 9 loss", "trained dense1.weights"]),
        );
        expect(differing(page.work, node)).toEqual([]);
      });

      test("nothing is printed, thrown or blocked", () => {
        expect(page.printed).toEqual([]);
      });
    });

    describe("not isolated", () => {
      let page: Visit<ThreadsWork>;
      beforeAll(async () => {
        page = await visitor("engine");
      }, 60_000);

      test("one thread computes everything, to the same bits", () => {
        expect(page.isolated).toBe(false);
        for (const line of page.work.said) expect(line).not.toMatch(/^workers/);
        expect(differing(page.work, node)).toEqual([]);
      });

      test("one warning for all programs of the page says why, and what to do", () => {
        expect(page.printed).toEqual([
          expect.stringMatching(
            /^warning: dagrad: threads cannot be used \(.*not cross-origin isolated\).*Cross-Origin-Opener-Policy: same-origin/,
          ),
        ]);
      });
    });
  },
);
