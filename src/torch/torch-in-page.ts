import { OpError } from "../../graph/errors.ts";
import type { torch as whole } from "./torch.ts";
import { torchSource, type WriteTraining } from "./torch-source.ts";

/** `torch` of the file that holds all of dagrad for pages: what writes programs that train would be a thirtieth of it. */
export const torch: typeof whole = (graph, options = {}) => torchSource(graph, options, refused);

const refused: WriteTraining = () => {
  throw new OpError(
    'torch: a program that trains must be written by the package, got the file for pages; import { torch } from "dagrad" in Node or with a bundler',
    { code: "bad-option", expected: "no training", actual: "training" },
  );
};
