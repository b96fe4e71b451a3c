import { divideDims, multiplyDims } from "../../graph/dim.ts";
import { type AnyTensor, type Fail, failAt, type TensorType } from "../../graph/op.ts";
import { type Dim, type Shape, showType } from "../../graph/shape.ts";
import type { Product, Quotient } from "../../graph/types/arithmetic.ts";
import type { Expression } from "../../graph/types/dims.ts";
import type { ShowShape } from "../../graph/types/show.ts";
import { reshape } from "../move/reshape.ts";
import { transpose } from "../move/transpose.ts";

/** What spaceToDepth and depthToSpace share: square blocks of pixels as channels. */

export interface DepthAttrs {
  readonly blockSize: number;
  readonly mode: "DCR" | "CRD";
  readonly layout: "NHWC" | "NCHW";
}
export const depthSchema = { blockSize: "integer", mode: ["DCR", "CRD"], layout: ["NHWC", "NCHW"] } as const;

/** How pixels of a block become channels. */
export interface DepthOptions {
  /** Pixels along each side of a block. */
  readonly blockSize: number;
  /** Which is counted first among channels, ONNX's words: "DCR", the default: the pixels of the block; "CRD": the channels. */
  readonly mode?: "DCR" | "CRD";
  /** Default "NHWC", channels last. */
  readonly layout?: "NHWC" | "NCHW";
}

/** [N, h, w, C] of a shape in the given layout, and back. */
const sorted = ([n, a, b, c]: readonly [Dim, Dim, Dim, Dim], layout: DepthAttrs["layout"]): [Dim, Dim, Dim, Dim] =>
  layout === "NHWC" ? [n, a, b, c] : [n, b, c, a];
const arranged = (n: Dim, h: Dim, w: Dim, c: Dim, layout: DepthAttrs["layout"]): Dim[] => (layout === "NHWC" ? [n, h, w, c] : [n, c, h, w]);

/** The shape with sides divided by the block and channels multiplied by its pixels, or the other way round. */
export function depthShape(x: TensorType, { blockSize, layout }: DepthAttrs, toDepth: boolean, fail: Fail): Dim[] {
  const refuse = (expected: string, actual: string, cure: string): never => fail({ code: "depth-blocks", expected, actual, cure });
  if (x.shape.length !== 4) refuse(`x must have the axes ${layout}`, showType(x), "reshape or expandDims it");
  if (blockSize < 1) refuse("blockSize must be a whole number ≥ 1", String(blockSize), "correct it");
  const [n, h, w, c] = sorted(x.shape as unknown as [Dim, Dim, Dim, Dim], layout);
  const divided = (dim: Dim, by: number, what: string): Dim =>
    divideDims(dim, by) ??
    refuse(
      `${what} must be a multiple of ${by}, whatever the sizes of names are`,
      `${dim} of ${showType(x)}`,
      "pad x, or declare a multiple",
    );
  return toDepth
    ? arranged(n, divided(h, blockSize, "height"), divided(w, blockSize, "width"), multiplyDims(c, blockSize ** 2), layout)
    : arranged(n, multiplyDims(h, blockSize), multiplyDims(w, blockSize), divided(c, blockSize ** 2, "the number of channels"), layout);
}

/**
 * The axes are named h, a of a block's rows, w, b of its columns, c: what lies in the smaller picture is (h, w) with the channels (a, b, c) or
 * (c, a, b), what lies in the larger one is (h, a) by (w, b) with the channels c.
 */
const larger = { NHWC: "nhawbc", NCHW: "nchawb" } as const;
const smaller = { NHWC: { DCR: "nhwabc", CRD: "nhwcab" }, NCHW: { DCR: "nabchw", CRD: "ncabhw" } } as const;

/** The elements of x, with the axes that make up its own, in the order of the result. */
export function rearranged(x: AnyTensor, attrs: DepthAttrs, toDepth: boolean): AnyTensor {
  const { blockSize, mode, layout } = attrs;
  const shape = depthShape(x, attrs, toDepth, failAt("depth", x.id));
  const [from, to] = toDepth ? [larger[layout], smaller[layout][mode]] : [smaller[layout][mode], larger[layout]];
  const [n, h, w, c] = sorted((toDepth ? shape : x.shape) as unknown as [Dim, Dim, Dim, Dim], layout);
  const sizes: Readonly<Record<string, Dim>> = { n, h, w, a: blockSize, b: blockSize, c: divideDims(c, blockSize ** 2) as Dim };
  const parts = reshape(x, { shape: [...from].map((axis) => sizes[axis] as Dim) });
  return reshape(transpose(parts, { perm: [...to].map((axis) => from.indexOf(axis)) }), { shape });
}

/** "2 × 2, CRD, NCHW": what is not as it is by default. */
export const depthWords = ({ blockSize, mode, layout }: DepthAttrs): string =>
  `${blockSize} × ${blockSize}${mode === "DCR" ? "" : `, ${mode}`}${layout === "NHWC" ? "" : `, ${layout}`}`;

/** D ÷ N; false where it certainly is not whole for every size. */
type Divided<D, N extends number> = N extends 1
  ? D
  : D extends number
    ? number extends D | N
      ? number
      : Quotient<D, N> extends infer Q
        ? [Q] extends [never]
          ? false
          : Q
        : never
    : D extends Expression
      ? Dim
      : string extends D
        ? Dim
        : number extends N
          ? Dim
          : false;
type Times<D, N extends number> = N extends 1 ? D : D extends number ? Product<D, N> : Dim;

type Small<N, H, W, C, B extends number, L> = L extends "NHWC"
  ? [N, Divided<H, B>, Divided<W, B>, Times<C, Product<B, B>>]
  : [N, Times<C, Product<B, B>>, Divided<H, B>, Divided<W, B>];
type Large<N, H, W, C, B extends number, L> = L extends "NHWC"
  ? [N, Times<H, B>, Times<W, B>, Divided<C, Product<B, B>>]
  : [N, Divided<C, Product<B, B>>, Times<H, B>, Times<W, B>];

/** The dims that come out of S, false where one is not whole; "rank" where S has not four axes. */
type Depth<To extends boolean, S extends Shape, B extends number, L> = S extends readonly [infer N, infer P, infer Q, infer R]
  ? L extends "NHWC"
    ? To extends true
      ? Small<N, P, Q, R, B, L>
      : Large<N, P, Q, R, B, L>
    : To extends true
      ? Small<N, Q, R, P, B, L>
      : Large<N, Q, R, P, B, L>
  : "rank";

export type DepthShape<To extends boolean, S extends Shape, B extends number, L> = number extends S["length"]
  ? Dim[]
  : Depth<To, S, B, L> extends infer R extends Dim[]
    ? R
    : Dim[];

/** Why S cannot be rearranged so, else never. */
export type DepthProblem<Op extends string, To extends boolean, S extends Shape, B extends number, L> = number extends S["length"]
  ? never
  : `${B}` extends "0" | `-${string}`
    ? `${Op}: blockSize must be a whole number ≥ 1, got ${B}`
    : Depth<To, S, B, L> extends infer R
      ? R extends "rank"
        ? `${Op}: x must have the axes of an image, got ${ShowShape<S>}`
        : R extends readonly unknown[]
          ? false extends R[number]
            ? `${Op}: blocks of ${B} do not divide ${ShowShape<S>}`
            : never
          : never
      : never;
