import type { InputSpec } from "../input.ts";
import type { AnyTensor } from "../op.ts";
import type { Dim, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { SameShape } from "./dims.ts";
import type { NeedsOf, ShapeOf } from "./operand.ts";
import type { Checked } from "./problem.ts";
import type { ShowShape, ShowType } from "./show.ts";

/** What `include` takes for the inputs I of a graph, and gives for its outputs O. */

/** One tensor for each input; of a graph whose inputs are not known, any. */
export type GivenFor<I> = unknown extends I ? Readonly<Record<string, Tensor>> : { readonly [K in keyof I]: Tensor };

/** A declared shape whose names may become any dim. */
type Opened<S extends Shape> = { readonly [A in keyof S]: S[A] extends string ? Dim : S[A] };

/** Whether X may be of the declared shape S and dtype D. What the compiler does not know of X is checked when the graph is built. */
type Fits<X extends Tensor, S extends Shape, D> = [X["dtype"] & D] extends [never] ? false : SameShape<X["shape"], Opened<S>>;

/** Why a tensor cannot be the input K; never where it may. */
type GivenProblem<I, K, X> = K extends keyof I
  ? [I[K], X] extends [InputSpec<infer S, infer D>, infer Given extends Tensor]
    ? Fits<Given, S, D> extends true
      ? never
      : `include: input ${K & string} is ${D}${ShowShape<S>}, got ${ShowType<Given>}`
    : never
  : unknown extends I
    ? never
    : `include: no input is named ${K & string}`;

/** The given tensors; where some cannot fit, those as the texts that say why. */
export type CheckedGiven<I, T> = [{ [K in keyof T]: GivenProblem<I, K, T[K]> }[keyof T]] extends [never]
  ? T
  : { readonly [K in keyof T]: Checked<GivenProblem<I, K, T[K]>, T[K]> };

/** What the name N of the shape S is in the shape T. */
type BoundIn<N, S, T> = S extends readonly [infer A, ...infer As]
  ? T extends readonly [infer B, ...infer Bs]
    ? ([A] extends [N] ? B : never) | BoundIn<N, As, Bs>
    : Dim
  : never;

type Bound<N, I, T> = { [K in keyof I & keyof T]: I[K] extends InputSpec<infer S, any> ? BoundIn<N, S, ShapeOf<T[K]>> : never }[keyof I &
  keyof T];

/** A dim of an output: a size stays, a name is what the inputs make of it. */
type DimNow<D, I, T> = number extends D
  ? D
  : string extends D
    ? D
    : D extends string
      ? [Bound<D, I, T>] extends [never]
        ? D
        : Bound<D, I, T> & Dim
      : D;

type ShapeNow<S extends Shape, I, T> = number extends S["length"]
  ? readonly Dim[]
  : { readonly [A in keyof S]: DimNow<S[A], I, T> } extends infer Now extends Shape
    ? Now
    : readonly Dim[];

/** The inputs that an output of the included graph depends on now. */
type NeedsNow<Names, T> = string extends Names ? string : { [K in Names & keyof T]: NeedsOf<T[K]> }[Names & keyof T];

/** The outputs of a graph whose inputs I are the tensors T. */
export type Included<I, O, T> = unknown extends O
  ? Readonly<Record<string, AnyTensor>>
  : {
      readonly [K in keyof O]: O[K] extends Tensor<infer S, infer D, infer Names>
        ? Tensor<ShapeNow<S, I, T>, D, NeedsNow<Names, T>>
        : Tensor;
    };
