/* Where cells run: a worker, so that a program that never ends stops nobody but itself. */
import { svg } from "../../../src/render/index.ts";
import { runProgram, type Stop } from "./run-program.ts";

/** What the worker tells: of lines as they are printed, of pictures when a block is done, and of the end. */
export type Told =
  | { readonly kind: "printed"; readonly block: number; readonly text: string }
  | { readonly kind: "picture"; readonly block: number; readonly light: string; readonly dark: string }
  | { readonly kind: "end"; readonly stop: Stop | undefined; readonly milliseconds: number };

const modules = {
  dagrad: () => import("../../../src/index.ts"),
  "dagrad/onnx": () => import("../../../src/onnx/index.ts"),
  "dagrad/torch": () => import("../../../src/torch/index.ts"),
  "dagrad/render": () => import("../../../src/render/index.ts"),
};

const tell = (told: Told): void => postMessage(told);

addEventListener("message", async ({ data }: MessageEvent<{ readonly blocks: readonly string[] }>) => {
  const start = performance.now();
  const drawn: { readonly block: number; readonly graph: unknown }[] = [];
  const stop = await runProgram(data.blocks, modules as never, {
    printed: (block, text) => tell({ kind: "printed", block, text }),
    done: (block, graphs) => {
      if (graphs.length > 0) drawn.push({ block, graph: graphs.at(-1) });
    },
  });
  tell({ kind: "end", stop, milliseconds: performance.now() - start });
  for (const { block, graph } of drawn) {
    const picture = (theme: "light" | "dark"): Promise<string> => svg(graph as never, { layout: "own", direction: "LR", theme });
    tell({ kind: "picture", block, light: await picture("light"), dark: await picture("dark") });
  }
});
