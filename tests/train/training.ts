/** The ground truth of training as tests/fixtures/extract-training.py wrote it. */
import { readFileSync } from "node:fs";
import type { BookTensor } from "../book/book.ts";
import type { Tolerance } from "../book/compare.ts";

/** The arrays that all trajectories of the spiral start from. */
export type SpiralStart = Readonly<Record<"X" | "y" | "X_test" | "y_test" | "W1" | "b1" | "W2" | "b2", BookTensor>>;

/** [epoch, accuracy, loss, learning rate] */
export type Epoch = readonly [number, number, number, number];

/** Losses of a network that is trained. */
export interface Trajectory {
  readonly every100: readonly Epoch[];
  readonly losses_first_200: readonly number[];
  /** Parameters after as many steps. */
  readonly snapshots: Readonly<Record<string, Readonly<Record<"W1" | "b1" | "W2" | "b2", BookTensor>>>>;
  readonly grad0: Readonly<Record<"dW1" | "db1" | "dW2" | "db2", BookTensor>>;
}

/** A case of gradients; `inputs` and `expected` are named as in the case. */
export interface GradientCase {
  readonly id: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, BookTensor>>;
  readonly expected: Readonly<Record<string, BookTensor | number>>;
  readonly tolerance: Tolerance;
}

export interface TrajectoryCase {
  readonly id: string;
  readonly title: string;
  readonly inputs: { readonly optimizer: Readonly<Record<string, number | string>>; readonly epochs: number };
  readonly expected: Readonly<Record<"f4" | "f8", Trajectory>>;
  readonly tolerance: { readonly f8: { readonly abs_loss: number; readonly steps: number } };
}

/** Steps of every optimiser on Σ a w² ÷ 2. */
export interface OptimizerCase {
  readonly inputs: { readonly w0: readonly number[]; readonly a: readonly number[] };
  readonly expected: Readonly<Record<string, readonly { readonly lr: number; readonly w: readonly number[] }[]>>;
  readonly tolerance: Tolerance;
}

/** Losses and penalties, numbers beside tensors. */
export interface PenaltyCase {
  readonly inputs: { readonly W: BookTensor; readonly b: BookTensor } & Readonly<Record<"l1_w" | "l2_w" | "l1_b" | "l2_b", number>>;
  readonly expected: { readonly reg_loss: number; readonly dW_add: BookTensor; readonly db_add: BookTensor };
  readonly tolerance: Tolerance;
}

/** A network with its loss and all of its gradients. */
export interface NetworkCase {
  readonly inputs: {
    readonly X: BookTensor;
    readonly y: BookTensor;
    readonly layers: readonly { readonly W: BookTensor; readonly b: BookTensor }[];
    readonly l2: number;
  };
  readonly expected: {
    readonly data_loss: number;
    readonly reg_loss: number;
    readonly grads: readonly { readonly dW: BookTensor; readonly db: BookTensor }[];
    readonly dX: BookTensor;
  };
  readonly tolerance: Tolerance;
}

interface Training {
  readonly spiral: Readonly<Record<"f4" | "f8", SpiralStart>>;
  readonly cases: Readonly<Record<"T11" | "T12" | "T13" | "T15" | "T22", GradientCase>> & {
    readonly T17: PenaltyCase;
    readonly T18: NetworkCase;
    readonly T23: TrajectoryCase;
    readonly T28: TrajectoryCase;
    readonly T30: OptimizerCase;
  };
}

export const training = JSON.parse(readFileSync(new URL("../fixtures/training.json", import.meta.url), "utf8")) as Training;
