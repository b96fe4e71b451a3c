import type { DType } from "../../../graph/dtype.ts";
import type { NodeId } from "../../../graph/graph.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { Step } from "../../plan/plan.ts";
import type { Emitter } from "./emitters.ts";

/** A node's value as the engine sees it. Linked both ways, so that no pass looks up ids. */
export interface EngineValue {
  readonly id: NodeId;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Number of its step; −1 for inputs, parameters and constants. */
  readonly time: number;
  readonly step: Step | undefined;
  /** How its step is written; undefined where it has none, or one whose kernel the host runs. */
  readonly emitter: Emitter | undefined;
  /** Its step exchanges rows and columns. */
  readonly transposes: boolean;
  /** Its step is a move that is not carried out: products read what it is made of (fold-moves.ts). */
  folded: boolean;
  /** What it is where it has no step. */
  readonly leaf: "input" | "parameter" | "constant" | undefined;
  readonly inputs: readonly EngineValue[];
  /** The steps that read it. */
  readonly users: EngineValue[];
  /** Outputs and new values of parameters must be in memory at the end of a run. */
  wanted: boolean;
  /** An output depends on it; else only new values of parameters do. */
  forOutputs: boolean;
  /** Its one number, where that is known while the module is written. */
  readonly literal: number | undefined;
  /** The value whose elements it is, in the same order, and which is no view itself: a view has no memory of its own. */
  readonly alias: EngineValue | undefined;
  /** The views of it, and of those. */
  readonly views: EngineValue[];
  /** The group that its step belongs to, once there are groups. */
  group: Group | undefined;
}

/** Steps that are written as one function. They run at the time of the group, in order of their own times. */
export type Group = LoopGroup | RowsGroup | LinesGroup | FoldGroup | ProductGroup | KernelGroup;

/** What all groups have. */
interface Steps {
  /** That of its first step or of its last one, or any other after those of what it reads. */
  time: number;
  readonly members: EngineValue[];
  /** The steps that are stored: wanted at the end, or read by others than the group's own, as themselves or as views. */
  readonly stored: EngineValue[];
  /** The values that it reads from memory, as they hold their elements: without literals, views and its own. */
  readonly operands: Set<EngineValue>;
}

/** Elementwise steps of one shape: one loop over its elements. Those that others read are stored, the rest stays in registers. */
export interface LoopGroup extends Steps {
  readonly kind: "loop";
}

/** What a step makes of rows: a value for each row, or one sum over all of them, which is known when the loop has ended. */
export type RowRole = "row" | "sum";

/** Steps that treat each row of narrow matrices by itself: one loop over the rows, four at a time, a column in each register. */
export interface RowsGroup extends Steps {
  readonly kind: "rows";
  readonly rows: number;
  readonly roles: ReadonlyMap<EngineValue, RowRole>;
  /** What the loop reads from memory as the same for all rows, such as the right side of a product. */
  readonly steady: ReadonlySet<EngineValue>;
}

/** What a step has for each line of its group: a number for each element of the line, or one for all. */
export type LineRole = "line" | "number";

/**
 * Steps that fold wide lines and what is elementwise around these folds: one loop over the lines, each of which is gone through in a few
 * passes while it is in the cache. A line is the last axes of a tensor of shape [...outer, ...inner].
 */
export interface LinesGroup extends Steps {
  readonly kind: "lines";
  readonly outer: readonly number[];
  readonly inner: readonly number[];
  readonly roles: ReadonlyMap<EngineValue, LineRole>;
}

/**
 * A fold whose elements are not in memory: they are computed on the way, or read through moves, such as windows; and the elementwise steps
 * that its results are put through.
 */
export interface FoldGroup extends Steps {
  readonly kind: "fold";
  readonly fold: EngineValue;
  /** The members that compute what is folded. */
  readonly before: ReadonlySet<EngineValue>;
}

/** A matrix product and the elementwise steps that it is put through on its way to memory. Only the last one is stored. */
export interface ProductGroup extends Steps {
  readonly kind: "product";
  readonly product: EngineValue;
}

/** One step with a loop of its own, or with a kernel of the host's. */
export interface KernelGroup extends Steps {
  readonly kind: "kernel";
}

/** The value that holds the elements: itself, or what it is a view of. */
export const holderOf = (value: EngineValue): EngineValue => value.alias ?? value;

/** Number of elements. */
export const countOf = ({ shape }: EngineValue): number => sizeOf(shape);
