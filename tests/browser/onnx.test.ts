import { build } from "esbuild";
import { expect, test } from "vitest";
import { accuracy, digits, published, tuned } from "../../examples/onnx-tuning.ts";
import { root } from "../own-process.ts";
import { inChromium } from "./in-chromium.ts";

const small = { count: 300, epochs: 3 };

/** The example's functions as a page would have them: all but what writes files and draws. */
const script = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { accuracy, digits, published, tuned } from "./examples/onnx-tuning.ts";
        globalThis.work = async () => {
          const bytes = await published(${small.count});
          const better = await tuned(bytes, digits(100, 2, { upsideDown: true }), ${small.epochs});
          const unseen = digits(100, 3, { upsideDown: true });
          return { before: accuracy(bytes, unseen), after: accuracy(better, unseen), bytes: Array.from(better) };
        };`,
      resolveDir: root,
      loader: "ts",
    },
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "silent",
    plugins: [
      {
        name: "no-files",
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /is-main|\/save\.ts$|dagrad\/render/ }, ({ path }) => ({ path, namespace: "none" }));
          onLoad({ filter: /./, namespace: "none" }, () => ({ contents: "export const isMain = () => false, save = 0, svg = 0;" }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? "";
};

inChromium<unknown>("a page that reads, trains and writes an .onnx file, in headless Chromium", script, (visitor) => {
  test("ends with the bytes that Node ends with, of a model that is better", async () => {
    const { work, printed } = await visitor("engine");
    const bytes = await published(small.count);
    const better = await tuned(bytes, digits(100, 2, { upsideDown: true }), small.epochs);
    const unseen = digits(100, 3, { upsideDown: true });
    const expected = { before: accuracy(bytes, unseen), after: accuracy(better, unseen), bytes: Array.from(better) };
    expect(work).toEqual(expected);
    expect(expected.after).toBeGreaterThan(expected.before);
    expect(printed).toEqual([]);
  });
});
