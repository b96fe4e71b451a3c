import type { Levels, Part } from "./levels.ts";
import type { EdgeToPlace, Path, Rectangle } from "./placing.ts";

/** What a level is seen as from the level around it: x from its anchor, y from its top. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  /** Where lines to and from its side end. */
  readonly sideRight: number;
  readonly height: number;
  readonly reserve: number;
  readonly title?: Rectangle | undefined;
  /** Of the rows of blocks, from top to bottom: where they begin and end. */
  readonly rows: readonly (readonly [top: number, bottom: number])[];
}

/** What is known so far, level by level from the inside out; all of it in the level's own coordinates. */
export interface Work {
  readonly levels: Levels;
  /** The flow leads to the right: x is down, then, and labels and titles take their room otherwise. */
  readonly sideways: boolean;
  readonly frames: (Frame | undefined)[];
  /** Part → where it meets the frame of its level. */
  readonly portX: Float64Array;
  readonly portY: Float64Array;
  readonly paths: (Path | undefined)[];
  /** Item → middle of a node or anchor of a group; its top; the row of its block. */
  readonly itemX: Float64Array;
  readonly itemTop: Float64Array;
  readonly itemRow: Int32Array;
  /** Edge → its label, in the level of its own part. */
  readonly labels: Map<number, Rectangle>;
  /** Node → the height that its partners in columns need. */
  readonly reserves: readonly number[];
  readonly count: (steps: number) => void;
}

export const partOf = ({ levels }: Work, part: number): Part => levels.parts[part] as Part;
export const edgeOf = ({ levels }: Work, part: number): EdgeToPlace => levels.edges[partOf({ levels } as Work, part).edge] as EdgeToPlace;
