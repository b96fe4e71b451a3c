import type { EngineValue, FoldGroup } from "../../fuse/engine-value.ts";
import { vectorAxis } from "../../fuse/fold-groups.ts";
import { type FoldAxis, type FoldWalk, walkOf } from "../../fuse/fold-walk.ts";
import { stagesOf } from "./reduction-stages.ts";

/** Which axes of a fold's walk are loops, which lie in registers, and which are written out. */
export interface FoldShape {
  /** The axis in the lanes, the one that `rows` registers lie along, and the others that are kept. */
  readonly vector: FoldAxis;
  readonly row: FoldAxis | undefined;
  readonly outer: readonly FoldAxis[];
  /** The folded axes: loops, and what is written out, in the order in which it is. */
  readonly loops: readonly FoldAxis[];
  readonly unrolled: readonly FoldAxis[];
  /** Registers of results side by side: along the row axis, and of vectors. */
  readonly rows: number;
  readonly vectors: number;
}

/** Registers of results side by side along an axis that is not the vectors', and in all. */
const mostRows = 4;
const mostRegisters = 12;
/** Registers of neighbouring results in one row: two lines of the cache. */
const mostVectors = 8;
/** Terms that are written out one after the other. */
const mostUnrolled = 27;

export function foldShape(fold: EngineValue, walk: FoldWalk): FoldShape {
  const vector = vectorAxis(fold, walk) as FoldAxis;
  const others = walk.kept.filter((axis) => axis !== vector);
  const last = others.at(-1);
  const row = last?.steps.every((step) => step >= 0) ? last : undefined;
  let unrolled = walk.reduced.length;
  for (let terms = 1; unrolled > 0; unrolled--) {
    terms *= (walk.reduced[unrolled - 1] as FoldAxis).count;
    if (terms > mostUnrolled) break;
  }
  const loops = walk.reduced.slice(0, unrolled);
  const rows = Math.min(mostRows, row?.count ?? 1);
  const wanted = loops.length === 0 && rows > 1 ? 1 : Math.floor(mostRegisters / rows);
  return {
    vector,
    row,
    outer: row === undefined ? others : others.slice(0, -1),
    loops,
    unrolled: inReadingOrder(walk.reduced.slice(unrolled), row, stagesOf(fold).fold !== "max"),
    rows,
    vectors: Math.max(1, Math.min(rows > 1 ? 4 : mostVectors, wanted, Math.floor(vector.count / 4))),
  };
}

/** Rows and columns of results, and the fewest of a part. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
  readonly shortest: { readonly rows: number; readonly columns: number };
}

/** The lengths along which a fold can be parted: rows, the outermost loop, and columns, the lanes'. With how short a part may be in either. */
export function foldExtent(group: FoldGroup): Extent {
  const walk = walkOf(group);
  const vector = vectorAxis(group.fold, walk) as FoldAxis;
  const [outermost] = walk.kept.filter((axis) => axis !== vector);
  return { rows: outermost?.count ?? 1, columns: vector.count, shortest: { rows: mostRows, columns: 4 * mostVectors } };
}

/** The folded axis along which neighbouring rows read the same comes last, where the order is free. */
function inReadingOrder(axes: readonly FoldAxis[], row: FoldAxis | undefined, anyOrder: boolean): readonly FoldAxis[] {
  if (row === undefined || !anyOrder) return axes;
  const shared = axes.find(({ steps }) =>
    steps.some(
      (step, i) =>
        i > 0 && step !== 0 && row.steps[i] !== 0 && (row.steps[i] as number) % step === 0 && (row.steps[i] as number) / step <= 2,
    ),
  );
  return shared === undefined ? axes : [...axes.filter((axis) => axis !== shared), shared];
}
