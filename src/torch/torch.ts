import type { Graph } from "../../graph/graph.ts";
import { type TorchOptions, torchSource } from "./torch-source.ts";
import { trainingScript } from "./training/training-script.ts";

export type { TorchOptions };

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
  return torchSource(graph, options, trainingScript);
}
