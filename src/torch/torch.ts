import { checkGraph, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Graph } from "../../graph/graph.ts";
import { checkOutput } from "../export/formula/part-of.ts";
import { select } from "../passes/select.ts";
import { functionsIn } from "./functions.ts";
import { networkClass, networkNames } from "./network-class.ts";
import { isKept } from "./parameter-names.ts";
import { safetensorsReader } from "./reading.ts";
import type { TorchTraining } from "./training/torch-training.ts";
import { trainingScript } from "./training/training-script.ts";

export interface TorchOptions {
  /** Name of the class. Default "Network". */
  readonly name?: string;
  /** The outputs to give, and what they are made of. Default: all. */
  readonly outputs?: readonly string[];
  /** How the network is trained: then the source is a program that trains it. */
  readonly training?: TorchTraining;
}

/** What a source calls by these names. */
const own = new Set([
  ...networkNames,
  ...[
    "np",
    "json",
    "struct",
    "os",
    "argparse",
    "csv",
    "gzip",
    "dist",
    "time",
    "main",
    "learning_rate",
    "read_data",
    "read_idx",
    "read_safetensors",
  ],
  ...["write_safetensors", "save_checkpoint", "load_checkpoint", "clip_gradients", "evaluate", "shares", "start_processes"],
  ...["DistributedDataParallel", "SEED", "EPOCHS", "BATCH_SIZE", "METRICS", "SUMS", "STATES", "WHOLE", "FROZEN", "INPUTS", "FILES"],
  ...["COLUMNS", "CATEGORIES", "MISSING"],
]);

/**
 * A network as a module of Python: a class of PyTorch whose parameters have the ids of the graph's, whose `forward` has a statement for each node,
 * and whose `load` reads the weights that `saveModel`, `toSafetensors` or `toNpz` wrote. It needs torch 1.13 or later and NumPy.
 *
 *     writeFileSync("network.py", torch(network))
 *
 * With `training` it is a program that trains the network as `fit` does, with the same optimiser, rates and order of rows, in one process or as
 * one of several that torchrun starts: their gradients are averaged. Its checkpoints are dagrad's.
 *
 *     writeFileSync("train.py", torch(network, { training: { minimize: "loss", optimizer: adam(), data: "data.npz", epochs: 100 } }))
 *
 * Errors: GraphError for an unknown output, a primitive without a notation, and those of trainStep; OpError for an unknown or wrong option.
 */
export function torch(graph: Graph<any, any>, options: TorchOptions = {}): string {
  checkGraph("torch", graph);
  checkOptions("torch", options, ["name", "outputs", "training"]);
  const { name = "Network", outputs = Object.keys(graph.outputs), training } = options;
  checkKind(
    /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !isKept(name) && !own.has(name),
    "torch",
    "name",
    "a name of Python that the source has no use for",
    name,
    'pass { name: "Network" }',
  );
  checkKind(Array.isArray(outputs), "torch", "outputs", "a list of outputs", outputs, 'pass { outputs: ["loss"] }');
  for (const output of outputs) checkOutput(graph, output, "torch");
  const part = select({ ...graph, updates: {} }, outputs);
  if (training !== undefined) return trainingScript(part, name, training);
  const network = networkClass(part, name);
  const functions = functionsIn(network.forward);
  const usesFunctions = /\bF\./.test([...functions, network.forward].join("\n"));
  const parts = [
    [
      ...["import json", "import struct", ""],
      ...["import numpy as np", "import torch", "from torch import nn"],
      ...(usesFunctions ? ["from torch.nn import functional as F"] : []),
    ].join("\n"),
    ...functions,
    network.lines.join("\n"),
    safetensorsReader.join("\n"),
  ];
  return `${parts.join("\n\n\n")}\n`;
}
