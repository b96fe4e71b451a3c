import type { DType } from "../../../../graph/dtype.ts";
import type { Local } from "../assembler/code.ts";
import type { Lane } from "../lanes/lane.ts";
import { type CheckingSite, fault, type Site } from "../site.ts";

/** The largest of the columns: NaN wins, of equal ones the first. */
export function maxOfColumns({ code }: Site, [first, ...others]: readonly Lane[]): Local {
  const best = code.local("v128");
  code.get((first as Lane).local).set(best);
  for (const { local, dtype } of others) {
    code.get(best).get(local);
    if (dtype !== "float32") code.op("i32x4.max_s");
    // pmax keeps a NaN that is the best; where the other is one, all ones are a NaN.
    else code.op("f32x4.pmax").get(local).get(local).op("f32x4.ne", "v128.or");
    code.set(best);
  }
  return best;
}

/** The number of the first column that is the largest; the first NaN counts as largest. */
export function argmaxOfColumns({ code }: Site, columns: readonly Lane[]): Local {
  const [best, position, taken] = code.locals("v128", 3) as [Local, Local, Local];
  code.i32x4(0).set(position);
  columns.forEach(({ local, dtype }, column) => {
    if (column === 0) {
      code.get(local).set(best);
      return;
    }
    takes(code, dtype, local, best);
    if (dtype === "float32") code.get(best).get(best).op("f32x4.eq", "v128.and");
    code.set(taken);
    code.get(local).get(best).get(taken).op("v128.bitselect").set(best);
    code.i32x4(column).get(position).get(taken).op("v128.bitselect").set(position);
  });
  return position;
}

/** A mask of the lanes in which `local` is larger than `best`, or a NaN. */
function takes(code: Site["code"], dtype: DType, local: Local, best: Local): void {
  code.get(local).get(best);
  if (dtype === "float32") code.op("f32x4.gt").get(local).get(local).op("f32x4.ne", "v128.or");
  else code.op("i32x4.gt_s");
}

/** The column that the index names, in each lane; an index out of range is a fault and takes column 0. */
export function gatherColumn(site: CheckingSite, columns: readonly Lane[], index: Lane): Local {
  const { code } = site;
  checkIndex(site, index, columns.length);
  const chosen = code.local("v128");
  columns.forEach(({ local }, column) => {
    code.get(local);
    if (column > 0) code.get(chosen).get(index.local).i32x4(column).op("i32x4.eq", "v128.bitselect");
    code.set(chosen);
  });
  return chosen;
}

/** 1 in the lanes whose index is this column, else 0. */
export function oneHotColumn(site: CheckingSite, index: Lane, column: number, columns: number, dtype: DType): Local {
  const { code } = site;
  if (column === 0) checkIndex(site, index, columns);
  const local = code.local("v128");
  code.get(index.local).i32x4(column).op("i32x4.eq");
  if (dtype === "float32") code.f32x4(1).op("v128.and");
  else if (dtype !== "bool") code.i32x4(1).op("v128.and");
  code.set(local);
  return local;
}

/** Notes a fault where an index of a row that exists is not one of 0 … size − 1. */
function checkIndex(site: CheckingSite, { local }: Lane, size: number): void {
  const { code, valid } = site;
  code.get(local).i32x4(size).op("i32x4.ge_u");
  if (valid !== undefined) code.get(valid).op("v128.and");
  code.op("v128.any_true").if(() => fault(site));
}
