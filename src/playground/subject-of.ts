import type { Graph } from "../../graph/graph.ts";
import type { NdArray } from "../../graph/ndarray.ts";
import { type Random, random } from "../data/random.ts";
import { applyScaling, minMaxScaling, type Scaling } from "../data/scaling.ts";
import { trainStep } from "../train/train-step.ts";
import { type OwnPoints, type Points, pointsOf, taskOf, testShare } from "./data-sets.ts";
import { networkOf } from "./network-of.ts";
import { optimizerOf } from "./optimizer-of.ts";
import type { Settings } from "./settings.ts";

/** What is trained, whether controls or code describe it. */
export interface Subject {
  readonly network: Graph<any, any>;
  /** The training step of it. */
  readonly step: Graph<any, any>;
  readonly points: Points;
  /** What the inputs of features and targets are called. Default X and y. */
  readonly inputs?: readonly [string, string];
  /** How the points were scaled before the network gets them. */
  readonly scaling?: Scaling;
  /** Where first weights are drawn from: the generator of the points. */
  readonly random: Random;
  readonly test: number;
  /** 0: all rows in one batch, in their order. */
  readonly batch: number;
  readonly seed: number;
}

/** As `codeOf` writes it out, in the same order of draws. */
export function subjectOf(settings: Settings, own?: OwnPoints): Subject {
  const generator = random(settings.seed);
  const given = pointsOf(settings, generator, own);
  const scaling = settings.scaled ? minMaxScaling(given.X, { low: -1, high: 1 }) : undefined;
  const points = scaling === undefined ? given : { ...given, X: applyScaling(given.X, scaling) as NdArray<"float32"> };
  const network = networkOf(settings, taskOf(points));
  const { seed, test, batch } = settings;
  const step = trainStep(network, { minimize: "loss", optimizer: optimizerOf(settings), seed });
  return {
    network,
    step,
    points,
    ...(scaling && { scaling }),
    random: generator,
    test: testShare(test, points.X.shape[0] as number),
    batch,
    seed,
  };
}
