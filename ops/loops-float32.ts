import type { BroadcastPlan, Scalar } from "./loops.ts";

/** y = f(x), four elements a turn. */
export function mapUnaryFloat32(x: Float32Array, y: Float32Array, f: (x: number) => number): void {
  let k = 0;
  for (const last = y.length - 3; k < last; k += 4) {
    y[k] = f(x[k]!);
    y[k + 1] = f(x[k + 1]!);
    y[k + 2] = f(x[k + 2]!);
    y[k + 3] = f(x[k + 3]!);
  }
  for (; k < y.length; k++) y[k] = f(x[k]!);
}

export function mapBinaryFloat32(
  a: Float32Array,
  b: Float32Array,
  y: Float32Array,
  plan: Exclude<BroadcastPlan, { kind: "lines" }>,
  f: Scalar,
): void {
  if (plan.kind === "same") mapSame(a, b, y, f);
  else if (plan.kind === "scalar-a") {
    const p = a[0]!;
    mapUnaryFloat32(b, y, (q) => f(p, q));
  } else if (plan.kind === "scalar-b") {
    const q = b[0]!;
    mapUnaryFloat32(a, y, (p) => f(p, q));
  } else if (plan.kind === "indexed-a") mapIndexed(b, a, y, plan.at, (q, p) => f(p, q));
  else mapIndexed(a, b, y, plan.at, f);
}

function mapSame(a: Float32Array, b: Float32Array, y: Float32Array, f: Scalar): void {
  let k = 0;
  for (const last = y.length - 3; k < last; k += 4) {
    y[k] = f(a[k]!, b[k]!);
    y[k + 1] = f(a[k + 1]!, b[k + 1]!);
    y[k + 2] = f(a[k + 2]!, b[k + 2]!);
    y[k + 3] = f(a[k + 3]!, b[k + 3]!);
  }
  for (; k < y.length; k++) y[k] = f(a[k]!, b[k]!);
}

/** y[k] = f(a[k], b[at[k]]) */
function mapIndexed(a: Float32Array, b: Float32Array, y: Float32Array, at: Int32Array, f: Scalar): void {
  let k = 0;
  for (const last = y.length - 3; k < last; k += 4) {
    y[k] = f(a[k]!, b[at[k]!]!);
    y[k + 1] = f(a[k + 1]!, b[at[k + 1]!]!);
    y[k + 2] = f(a[k + 2]!, b[at[k + 2]!]!);
    y[k + 3] = f(a[k + 3]!, b[at[k + 3]!]!);
  }
  for (; k < y.length; k++) y[k] = f(a[k]!, b[at[k]!]!);
}
