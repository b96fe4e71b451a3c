import { checkGraph, checkIds, checkKind } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { GraphError } from "../../graph/errors.ts";
import { extend } from "../../graph/extend.ts";
import type { Graph, NodeId } from "../../graph/graph.ts";
import type { AnyTensor } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/elementwise/add.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { differentiate, lastOf } from "../passes/differentiate.ts";
import { activateTraining } from "./activate-training.ts";
import { type ClipOptions, clipGradients } from "./clip-gradients.ts";
import type { ScalarNames } from "./metrics.ts";
import { checkOptimizer, type Optimizer } from "./optimizer.ts";
import { type TrainedParameters, trainedParameters } from "./trained-parameters.ts";

export interface TrainStepOptions<O = unknown> extends TrainedParameters {
  /** Name of the scalar output that the step makes smaller. */
  readonly minimize: ScalarNames<O>;
  readonly optimizer: Optimizer;
  readonly clip?: ClipOptions;
  /** Start of the random numbers of dropout and its like: a whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number;
}

/** The outputs of a network, and the learning rate of the step; of a graph whose outputs are not known, any. */
export type WithRate<O> = unknown extends O ? O : O & { readonly learningRate: Tensor<readonly [], "float64", never> };

/**
 * One step of training as a graph: the network, its gradients and the optimiser, whose results replace parameters and optimiser
 * state after each run. Outputs are those of the network, and "learningRate". Dropout is on; its mask depends on the seed and on
 * the step counter, which is part of the state ("adam.step"), so that a run can be repeated and resumed. Batches are normalised by their
 * own means, towards which the running ones move.
 *
 *     const step = compile(trainStep(network, { minimize: "loss", optimizer: adam() }));
 *     step.run({ X, y }, ["loss"]);
 *
 * Errors: GraphError for what is no optimiser, an unknown or non-scalar output, without a trainable parameter, for a name in `freeze` that
 * is none, or where there is a training step already.
 */
export function trainStep<I, O>(graph: Graph<I, O>, options: TrainStepOptions<O>): Graph<I, WithRate<O>> {
  checkOptions("trainStep", options, [
    "minimize loss",
    "optimizer",
    "parameters",
    "freeze",
    "clip clipnorm clipvalue",
    "seed random_state",
  ]);
  return stepOf("trainStep", graph, options);
}

/** As trainStep, of options that `of`, which begins some errors, has checked by name. */
export function stepOf<I, O>(of: string, graph: Graph<I, O>, options: TrainStepOptions<O>): Graph<I, WithRate<O>> {
  checkGraph(of, graph);
  const { minimize, optimizer, clip = {}, seed = 0 } = options ?? {};
  checkOptimizer(optimizer);
  checkKind(typeof minimize === "string", of, "minimize", "the name of an output", minimize, 'pass { minimize: "loss" }');
  checkIds(of, "parameters", options.parameters);
  if (Object.keys(graph.updates).length > 0) {
    throw new GraphError("trainStep: the graph must have no updates yet, got some; make the step from the network itself", {
      code: "has-updates",
    });
  }
  const network = Object.keys(graph.outputs);
  const choice = trainedParameters("trainStep", graph, minimize, options);
  const step = `${optimizer.name}.step`;
  const counted = extend(graph, (_, g) => {
    const counter = g.parameter(step, [], { init: "zeros", dtype: "float64" });
    g.update(counter, add(counter, 1, { name: `${step}.next` }));
    return {};
  });
  const active = activateTraining(counted, { counter: step, seed, isFixed: choice.isFixed });
  const parameters = choice.trained(active.updates);
  const derived = differentiate(active, { of: minimize, add, ...(parameters && { with: parameters }) });
  const { with: changed, cotangents } = lastOf(derived);
  const trained = extend(derived, (node, g) => {
    const counter = node(step) as AnyTensor;
    const rate = optimizer.rate(counter);
    const weights = changed.map((id) => node(id) as AnyTensor);
    const clipped = clipGradients(
      changed.map((id) => node(cotangents[id] as NodeId) as AnyTensor),
      clip,
      of,
    );
    for (const [i, w] of weights.entries()) {
      const site = {
        w,
        dw: clipped[i] as AnyTensor,
        rate: w.dtype === "float64" ? rate : cast(rate, { dtype: w.dtype }),
        step: counter,
        g,
        state: (name: string): AnyTensor =>
          g.parameter(`${optimizer.name}.${w.id}.${name}`, w.shape as readonly number[], { init: "zeros", dtype: w.dtype }) as AnyTensor,
      };
      g.update(
        w,
        g.scope("optimizer", () => optimizer.update(site)),
      );
    }
    return { learningRate: rate as Tensor };
  });
  const kept = Object.fromEntries(Object.entries(trained.outputs).filter(([name]) => network.includes(name) || name === "learningRate"));
  return Object.freeze({ ...trained, outputs: Object.freeze(kept) }) as Graph<I, WithRate<O>>;
}
