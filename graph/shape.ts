/**
 * A size, or the name of a size that is bound when a program runs, or an expression of names in canonical form (see dim.ts):
 *
 *     32   "batch"   "2*batch"   "time-1"   "batch*time+3"   "(height+1)//2-2"
 */
export type Dim = number | string;
export type Shape = readonly Dim[];

export const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** [batch, 4] */
export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

/** float32[batch, 4] */
export const showType = (tensor: { readonly dtype: string; readonly shape: Shape }): string => `${tensor.dtype}${showShape(tensor.shape)}`;

/** Number of elements of a concrete shape. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i] as number;
  // Sizes that overflow to infinity times an axis without elements are no number.
  return size === size ? size : 0;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}

/** Element strides of `shape` seen as a tensor of `rank` axes: 0 along the axes that are stretched. */
export function broadcastStrides(shape: readonly number[], rank: number): number[] {
  const strides = stridesOf(shape);
  const missing = rank - shape.length;
  return Array.from({ length: rank }, (_, axis) =>
    axis < missing || shape[axis - missing] === 1 ? 0 : (strides[axis - missing] as number),
  );
}

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dim, axis) => dim === b[axis]);

/** The dim that two broadcast dims give, or undefined: equal dims stay, 1 stretches. */
const broadcastDim = (a: Dim, b: Dim): Dim | undefined => (a === b || b === 1 ? a : a === 1 ? b : undefined);

/**
 * NumPy's broadcasting of two shapes, aligned at the last axis.
 * Returns the common shape, or the two dims that do not fit.
 */
export function broadcast(a: Shape, b: Shape): { readonly shape: Dim[] } | { readonly mismatch: readonly [Dim, Dim] } {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<Dim>(rank);
  for (let i = 1; i <= rank; i++) {
    const x = a[a.length - i] ?? 1;
    const y = b[b.length - i] ?? 1;
    const dim = broadcastDim(x, y);
    if (dim === undefined) return { mismatch: [x, y] };
    shape[rank - i] = dim;
  }
  return { shape };
}
