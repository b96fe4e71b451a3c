import type { RandomState } from "../data/random-state.ts";
import type { OwnPoints, Task } from "./data-sets.ts";
import type { Given } from "./given.ts";
import type { DenseLayer } from "./layers-of.ts";
import type { Settings } from "./settings.ts";

/** What the page asks its worker. One question is open at a time, so nothing is queued. */
export type Question =
  | {
      readonly kind: "build";
      readonly settings: Settings;
      readonly own?: OwnPoints;
      /** In place of what the settings say. */
      readonly given?: Given;
      /** Whether what was learned so far stays, where it fits. */
      readonly keep: boolean;
      /** What was learned in another worker, where that one began. */
      readonly learned?: Learned;
      readonly grid: number;
      readonly mapGrid: number;
      readonly follow?: readonly number[];
    }
  | { readonly kind: "train"; readonly milliseconds: number; readonly epochs?: number; readonly follow?: readonly number[] }
  | { readonly kind: "backward"; readonly follow?: readonly number[] }
  | { readonly kind: "look"; readonly follow?: readonly number[] }
  | { readonly kind: "learned" }
  | { readonly kind: "set"; readonly parameters: Numbers; readonly follow?: readonly number[] };

/** Arrays by the id of a parameter. */
export type Numbers = Readonly<Record<string, Float32Array>>;

export type Answer = Built | State | Failed | { readonly kind: "learned"; readonly learned: Learned };

/** What a training goes on from: parameters with the state of their optimiser, and where its random numbers are. */
export interface Learned {
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
  readonly epoch: number;
  readonly random: RandomState;
}

/** What was built, and shown once. */
export interface Built {
  readonly kind: "built";
  readonly task: Task;
  /** The network as JSON: for formulas, files and the explorer. */
  readonly network: string;
  /** The layers, where it is a chain of them. */
  readonly layers?: readonly DenseLayer[];
  /** [rows, features], before scaling. */
  readonly X: Float32Array;
  /** Class numbers or targets. */
  readonly y: Float32Array;
  /** 1 for the rows that are measured and not trained on. */
  readonly tested: Uint8Array;
  readonly view: View;
  /** Whether what was learned before stayed. */
  readonly kept: boolean;
  readonly milliseconds: number;
}

/** The part of the plane that is shown: of the first two features, or of one feature and its target. */
export interface View {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** Where the training stands, as the page shows it. */
export interface State {
  readonly kind: "state";
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy?: number;
  readonly test?: { readonly loss: number; readonly accuracy?: number };
  readonly learningRate?: number;
  /** Epochs of this answer, and the time that they took in ms. */
  readonly trained: number;
  readonly milliseconds: number;
  readonly parameters: Numbers;
  /** ∂loss/∂parameter before the last step, and what that step added. */
  readonly gradients?: Numbers;
  readonly steps?: Numbers;
  /** Points along one side of the plane, and of the maps of units. */
  readonly grid: number;
  readonly mapGrid: number;
  /** Outputs at the points of the plane: [points, units]. */
  readonly plane: Float32Array;
  readonly maps: readonly UnitMaps[];
  /** What the network makes of the point that is followed: the value of each unit, layer by layer. */
  readonly followed?: readonly Float32Array[];
  readonly health: readonly Health[];
  /** Why training stopped before its end. */
  readonly stopped?: Stop;
}

/** Of one layer: what each unit makes of the plane, as bytes: 128 is 0, and `most` is 255 or 1. */
export interface UnitMaps {
  readonly bytes: Uint8Array;
  readonly most: Float32Array;
}

/** How a layer is doing. */
export interface Health {
  /** √ Σ dw² of weights and biases. */
  readonly gradient?: number;
  /** |step| ÷ |weights| of the last step. */
  readonly ratio?: number;
  /** 1 for a unit that is 0 for every point. */
  readonly dead: Uint8Array;
}

export interface Stop {
  /** The node that was not finite, and the sentence that says so. */
  readonly node: string;
  readonly message: string;
}

export interface Failed {
  readonly kind: "failed";
  readonly message: string;
}
