import { builderOf, checkDim, type GraphBuilder } from "./builder.ts";
import { checkOptions } from "./check-options.ts";
import { type DType, type FloatType, isFloat } from "./dtype.ts";
import { GraphError } from "./errors.ts";
import { encodeInitializer, encodeValues, type Initializer } from "./initializer.ts";
import { isNdArray } from "./is-ndarray.ts";
import type { NdArray } from "./ndarray.ts";
import type { Nested } from "./nested.ts";
import { type Dim, type Shape, sameShape, showType } from "./shape.ts";
import { showValue } from "./show-value.ts";
import type { Tensor } from "./tensor.ts";
import type { NestedShape } from "./types/nested.ts";

/** The second argument of a graph's build function: makes leaves, scopes and updates; `include` takes another graph in beside it. */
export interface Leaves {
  /**
   * A trained tensor, by default of normal numbers of standard deviation 0.01 (float32). `shape` is concrete.
   * GraphError: bad or duplicate name, init of another shape.
   */
  parameter<const S extends number[], const D extends DType = "float32">(
    name: string,
    shape: readonly [...S],
    options?: { readonly init?: Initializer; readonly dtype?: D },
  ): Tensor<S, NoInfer<D>, never>;
  /**
   * A tensor of given numbers: constant([[1, 2], [3, 4]]). float32 unless `dtype` says otherwise; an NdArray keeps its own.
   * The numbers are part of the graph and of its JSON: an array of more than a million is better a parameter or an input.
   */
  constant<const V extends Nested, D extends DType = "float32">(
    value: V,
    options?: { readonly dtype?: D; readonly name?: string },
  ): Tensor<NestedShape<V>, NoInfer<D>, never>;
  constant<D extends DType>(value: NdArray<D>, options?: { readonly name?: string }): Tensor<readonly number[], D, never>;
  /**
   * What layers add to the loss, summed in their order: dense with `l1` or `l2`. Where it is not called, the sum is added to the output that
   * is a loss.
   *
   *     return { loss: add(data, g.penalty()), data };
   *
   * GraphError: no layer has a penalty, a layer with one comes after it, or no output depends on it.
   */
  penalty<const D extends FloatType = "float32">(): Tensor<[], D, never>;
  /** What `build` makes stands in one box of the pictures, under `title`. */
  scope<T>(title: string, build: () => T): T;
  /** After each run, `parameter` takes the value of `value`, of the same shape and dtype. */
  update(parameter: Tensor, value: Tensor): void;
}

/** The builder that each `g` stands for, for functions that take one. */
const builders = new WeakMap<Leaves, GraphBuilder>();

/** The builder that a `g` stands for; undefined for anything else. */
export const builderBehind = (g: Leaves): GraphBuilder | undefined => builders.get(g);

export function leavesOf(builder: GraphBuilder): Leaves {
  const leaves: Leaves = {
    parameter: (name: string, shape: readonly number[], options: { readonly init?: Initializer; readonly dtype?: DType } = {}) => {
      checkOptions("parameter", options, ["init", "dtype"], name);
      const { init = { randn: 0.01 }, dtype = "float32" as DType } = options;
      if (!Array.isArray(shape)) {
        throw new GraphError(
          `parameter: shape must be a list of sizes, got ${showValue(shape)} (node "${name}"); write [${showValue(shape)}]`,
          {
            code: "bad-shape",
            node: name,
          },
        );
      }
      for (const dim of shape as Shape) {
        checkDim(dim, `parameter "${name}"`);
        if (typeof dim === "string") {
          throw new GraphError(`parameter: dims must be numbers, got "${dim}" (node "${name}"); give the size itself`, {
            code: "symbolic-parameter",
            node: name,
          });
        }
      }
      return builder.leaf("parameter", { init: encodeInitializer(init, name, shape as readonly Dim[]) }, { shape, dtype }, name) as never;
    },
    constant: (value: Nested | NdArray, options: { dtype?: DType; name?: string } = {}) => {
      if (typeof value !== "number" && typeof value !== "boolean" && !Array.isArray(value) && !isNdArray(value)) {
        throw new GraphError(
          `constant: value must be a number, nested lists of numbers or an NdArray, got ${showValue(value)}; pass numbers`,
          {
            code: "bad-constant",
          },
        );
      }
      checkOptions("constant", options, isNdArray(value) ? ["name"] : ["dtype", "name"], options.name);
      const dtype = isNdArray(value) ? value.dtype : (options.dtype ?? "float32");
      const { shape, values } = encodeValues(value);
      return builder.leaf("constant", { value: values }, { shape, dtype }, options.name) as never;
    },
    scope: (title, build) => {
      if (typeof build !== "function") {
        throw new GraphError(`scope: build must be a function, got ${showValue(build)}; write g.scope("title", () => …)`, {
          code: "bad-build",
        });
      }
      return builder.scope(title, build);
    },
    penalty: () => {
      if (builder.penalties === undefined) {
        throw new GraphError("penalty: a layer must have one, got none; write dense(x, { units: 64, l2: 5e-4 })", { code: "no-penalty" });
      }
      return builder.penalties.sum() as never;
    },
    update: (parameter, value) => {
      if (builderOf(parameter) !== builder || builderOf(value) !== builder) {
        throw new GraphError("update: both tensors must be of the graph being built, got a handle of another graph; use this graph's own", {
          code: "foreign-handle",
          node: parameter.id,
        });
      }
      if (builder.nodes.get(parameter.id)?.op !== "parameter") {
        throw new GraphError(`update: only a parameter can be updated, got "${parameter.id}"; make it with g.parameter`, {
          code: "not-a-parameter",
          node: parameter.id,
        });
      }
      if (!sameShape(parameter.shape, value.shape) || parameter.dtype !== value.dtype) {
        throw new GraphError(
          `update: the new value must be ${showType(parameter)}, got ${showType(value)} (node "${parameter.id}"); reshape or cast() it`,
          {
            code: "update-type",
            node: parameter.id,
            expected: showType(parameter),
            actual: showType(value),
          },
        );
      }
      if (builder.updates.has(parameter.id)) {
        throw new GraphError(`update: "${parameter.id}" has an update already; a parameter takes one value a run`, {
          code: "duplicate-update",
          node: parameter.id,
        });
      }
      builder.updates.set(parameter.id, value.id);
    },
  };
  builders.set(leaves, builder);
  return leaves;
}

/**
 * A number, nested lists or an NdArray beside a tensor: a constant of that tensor's dtype; an NdArray keeps its own unless both are floats.
 * One number is one node, however often it is used.
 */
export function literal(value: Nested | NdArray, beside: Tensor): Tensor {
  const builder = builderOf(beside);
  if (typeof value === "number") return builder.literal(value, beside.dtype);
  const { shape, values } = encodeValues(value);
  const own = isNdArray(value) && !(isFloat(value.dtype) && isFloat(beside.dtype));
  return builder.leaf("constant", { value: values }, { shape, dtype: own ? value.dtype : beside.dtype });
}
