import { basename, resolve } from "node:path";
import type { Graph } from "../../../graph/graph.ts";
import { recordSources } from "../../../graph/sources.ts";
import { standardOps } from "../../all-ops.ts";
import { inOwnOps } from "../../explorer/script-for.ts";
import { sketchedOps } from "../../explorer/sketched-op.ts";
import { type OtherSubject, type Subject, writeSubject } from "../../explorer/subject.ts";
import { lower } from "../../passes/lower.ts";
import { trainStep } from "../../train/train-step.ts";
import { chooseOutputs } from "../choose-outputs.ts";
import { CliError } from "../cli-error.ts";
import { loadModel, type Model } from "../load-model.ts";
import { placed, withDeepStacks } from "../place-in-model.ts";
import { readParameters } from "../read-parameters.ts";
import { seedOf } from "../run-model.ts";
import type { Terminal } from "../terminal.ts";
import { type TrainingSettings, trainingOf } from "../train/training-of.ts";
import { wholeNumber } from "../train/whole-number.ts";
import { chosenFeeds } from "./data-feeds.ts";
import { modelSubject } from "./model-subject.ts";
import type { ExploreRequest } from "./request.ts";

/** Loads a model and writes what the explorer's page shows of it. Errors as of `loadModel`, and CliError for options that do not fit it. */
export async function subjectText(request: ExploreRequest): Promise<string> {
  return writeSubject(await subjectOf(request));
}

/** What is explored of a model, as the options say. */
export async function subjectOf({ file, cwd, given }: ExploreRequest): Promise<Subject> {
  const terminal: Terminal = { cwd, stdout: process.stderr, stderr: process.stderr };
  if (given.seed !== undefined) seedOf(given.seed);
  const rows = wholeNumber("rows", given.rows, 1, 1_000_000);
  const model = await recordSources(() => loadModel(file, given.export, terminal, given));
  const notes: string[] = [];
  const training = await trainingIn(model, file, cwd, given.step === true, notes);
  const seed = given.seed === undefined ? (training?.seed ?? 0) : seedOf(given.seed);
  const [of = training?.minimize] = given.of === undefined ? [] : chooseOutputs(model.graph, [given.of], "--of", model.names);
  const parameters = {
    ...model.parameters,
    ...(given.parameters !== undefined && (await readParameters(model.graph, given.parameters, terminal))),
  };
  const chosen = await chosenFeeds(model, file, { given, training, rows }, terminal);
  const graph = given.step ? stepOf(model.graph, training as TrainingSettings, seed, of) : model.graph;
  const title = given.step ? `${basename(file)}, a step of its training` : basename(file);
  const compare = given.compare === undefined ? undefined : await otherOf(given.compare, terminal);
  const isQuick = given.backend !== undefined && given.backend !== "reference";
  const explored = { title, graph, parameters, ...chosen, notes: [...notes, ...chosen.notes], seed, of, isQuick };
  return { ...(await modelSubject(explored, cwd)), ...(compare && { compare }) };
}

/** The graph of another model, with its weights. CliError where it has ops of its own that a page does not have. */
async function otherOf(file: string, terminal: Terminal): Promise<OtherSubject> {
  const { graph, parameters } = await loadModel(file, undefined, terminal);
  const written = inOwnOps(graph);
  const [foreign] = sketchedOps(lower(written), standardOps);
  if (foreign !== undefined) {
    throw new CliError(`--compare: a page must have all ops of ${file}, got "${foreign.name}", which is its own; compare other models`);
  }
  return { title: basename(file), graph: written, ...(parameters && { parameters }) };
}

/** What a module says of its training. Where it says nothing that can be used, nothing is known: a step needs it, all else does not. */
async function trainingIn(
  { exports }: Model,
  file: string,
  cwd: string,
  isNeeded: boolean,
  notes: string[],
): Promise<TrainingSettings | undefined> {
  if (exports === undefined || !("training" in exports)) {
    if (!isNeeded) return undefined;
    throw new CliError(
      `--step: the model must say how it is trained, got ${file}, which does not; export const training = { minimize: "loss", optimizer: adam(), data: { X, y } }`,
    );
  }
  try {
    return await withDeepStacks(() => trainingOf(exports, file));
  } catch (error) {
    if (isNeeded) throw placed(error, resolve(cwd, file), file);
    notes.push(`its training is not known: ${(error as Error).message}`);
    return undefined;
  }
}

function stepOf(graph: Graph, { minimize, optimizer, freeze, parameters, clip }: TrainingSettings, seed: number, of = minimize): Graph {
  return trainStep(graph as Graph<any, any>, {
    minimize: of,
    optimizer,
    seed,
    ...(freeze && { freeze }),
    ...(parameters && { parameters }),
    ...(clip && { clip }),
  }) as Graph;
}
