import { checkGraph, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import type { Graph } from "../../graph/graph.ts";
import { checkOutput } from "../export/formula/part-of.ts";
import { select } from "../passes/select.ts";
import { functionsIn } from "./functions.ts";
import { networkClass } from "./network-class.ts";
import { readingLines } from "./reading.ts";

export interface TorchOptions {
  /** Name of the class. Default "Network". */
  readonly name?: string;
  /** The outputs to give, and what they are made of. Default: all. */
  readonly outputs?: readonly string[];
}

/**
 * A network as a module of Python: a class of PyTorch whose parameters have the ids of the graph's, whose `forward` has a statement for each node,
 * and whose `load` reads the weights that `saveModel`, `toSafetensors` or `toNpz` wrote. It needs torch 1.13 or later and NumPy.
 *
 *     writeFileSync("network.py", torch(network))
 *
 * Errors: GraphError for an unknown output or a primitive without a notation.
 */
export function torch(graph: Graph<any, any>, options: TorchOptions = {}): string {
  checkGraph("torch", graph);
  checkOptions("torch", options, ["name", "outputs"]);
  const { name = "Network", outputs = Object.keys(graph.outputs) } = options;
  checkKind(/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name), "torch", "name", "a name of Python", name, 'pass { name: "Network" }');
  for (const output of outputs) checkOutput(graph, output, "torch");
  const part = select({ ...graph, updates: {} }, outputs);
  const network = networkClass(part, name);
  const lines = [
    ...["import json", "import struct", ""],
    ...["import numpy as np", "import torch", "from torch import nn"],
    ...(/\bF\./.test([network.forward, ...functionsIn(network.forward)].join("\n")) ? ["from torch.nn import functional as F"] : []),
    ...["", ""],
    ...functionsIn(network.forward).flatMap((source) => [...source.split("\n"), "", ""]),
    ...[...network.lines, ""],
    ...readingLines(network.parameters),
  ];
  return `${lines.join("\n")}\n`;
}
