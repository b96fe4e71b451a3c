import { resolve } from "node:path";
import { standardOps } from "../../all-ops.ts";
import { random } from "../../data/random.ts";
import { inOwnOps } from "../../explorer/script-for.ts";
import { sketchedOps } from "../../explorer/sketched-op.ts";
import { lower } from "../../passes/lower.ts";
import { givenOf } from "../../playground/given.ts";
import { CliError } from "../cli-error.ts";
import { loadModel } from "../load-model.ts";
import { placed, withDeepStacks } from "../place-in-model.ts";
import { seedOf } from "../run-model.ts";
import type { Terminal } from "../terminal.ts";
import { trainingOf } from "../train/training-of.ts";
import type { ExploreRequest } from "./request.ts";

/** Loads a module and writes what a playground goes on with: its network and its training. Errors as of `loadModel`, `trainingOf` and `givenOf`. */
export async function playgroundText({ file, cwd, given }: ExploreRequest): Promise<string> {
  const terminal: Terminal = { cwd, stdout: process.stderr, stderr: process.stderr };
  const { graph, exports } = await loadModel(file, given.export, terminal);
  if (exports === undefined) throw new CliError(`${file}: a file does not say how it is trained; name the module`);
  const said = await withDeepStacks(() => trainingOf(exports, file)).catch((error) => {
    throw placed(error, resolve(cwd, file), file);
  });
  const seed = given.seed === undefined ? undefined : seedOf(given.seed);
  const training = seed === undefined ? said : { ...said, seed, random: random(seed) };
  const network = inOwnOps(graph);
  const [foreign] = sketchedOps(lower(network), standardOps);
  if (foreign !== undefined) {
    throw new CliError(
      `${file}: a playground must have all ops of the network, got "${foreign.name}", which is its own; look at it with dagrad explore`,
    );
  }
  return JSON.stringify(givenOf(network, training, file));
}
