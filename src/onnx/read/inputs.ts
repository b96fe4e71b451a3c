import { canonicalDim, namesIn, substituteDim } from "../../../graph/dim.ts";
import { FormatError } from "../../../graph/errors.ts";
import type { InputSpec } from "../../../graph/input.ts";
import { isName } from "../../../graph/names.ts";
import { suggest } from "../../../graph/nearest.ts";
import type { Dim } from "../../../graph/shape.ts";
import { showValue } from "../../../graph/show-value.ts";
import { carrierOf, type ElementType, elementTypeOf } from "../element-types.ts";
import type { ValueInfoProto } from "../wire/schema.ts";
import { makeIds } from "./ids.ts";

/** The type of an input's elements in the file. FormatError where dagrad cannot carry it. */
export function typeOf({ name = "", type }: ValueInfoProto): ElementType {
  const found = elementTypeOf(type?.tensorType?.elemType);
  if (found !== undefined && carrierOf(found) !== undefined) return found;
  const actual = found ?? "no tensor";
  throw new FormatError(
    `fromOnnx: input ${JSON.stringify(name)} must be a tensor of a type that dagrad can carry, got ${actual}; convert the model to float32`,
    { code: "onnx-unsupported", actual },
  );
}

/**
 * What a graph's inputs look like, whose names in the file are made ids by `idOf`. An axis with a name keeps it, as an id: dim_param "batch" is
 * "batch". An expression of such names ("2*seq") stays one. An axis without a name gets that of its input and its position, "x_0".
 * `sizes` are numbers in place of names. FormatError for one that names no axis.
 */
export function specsOf(
  inputs: readonly ValueInfoProto[],
  idOf: (name: string) => string,
  sizes: Readonly<Record<string, number>>,
): Map<string, InputSpec> {
  for (const [name, size] of Object.entries(sizes)) {
    if (Number.isSafeInteger(size) && size >= 0) continue;
    throw new FormatError(
      `fromOnnx: the size of ${JSON.stringify(name)} must be a whole number ≥ 0, got ${showValue(size)}; correct dims`,
      {
        code: "onnx-dim",
        actual: showValue(size),
      },
    );
  }
  const axesOf = ({ type }: ValueInfoProto) => type?.tensorType?.shape?.dim ?? [];
  const params = new Set(inputs.flatMap((info) => axesOf(info).map(({ dimParam = "" }) => dimParam)));
  const ids = makeIds();
  /** Name of an axis → what it is in the graph. */
  const dims = new Map<string, Dim>();
  const sized = (name: string, id: string): Dim => {
    const size = Object.hasOwn(sizes, name) ? sizes[name] : Object.hasOwn(sizes, id) ? sizes[id] : undefined;
    dims.set(name, size ?? id);
    return size ?? id;
  };
  for (const param of params) if (isName(param)) sized(param, ids(param, "d"));
  const specs = new Map<string, InputSpec>();
  for (const info of inputs) {
    const input = idOf(info.name ?? "");
    const shape = axesOf(info).map(({ dimValue, dimParam = "" }, axis): Dim => {
      if (dimParam !== "") return dims.get(dimParam) ?? expressionOf(dimParam, dims) ?? sized(dimParam, ids(dimParam, "d"));
      // Some exporters write −1 where they know no size.
      if (typeof dimValue === "number" && dimValue >= 0) return dimValue;
      const unnamed = `${input}_${axis}`;
      return sized(unnamed, ids(unnamed, "d"));
    });
    specs.set(info.name ?? "", { shape, dtype: carrierOf(typeOf(info)) as InputSpec["dtype"] });
  }
  checkSizes(sizes, [...dims.keys()], ids);
  return specs;
}

/** A dim_param that is an expression of others, such as "2*seq"; what merely looks like one, as "batch-size" does, is a name. */
function expressionOf(param: string, dims: ReadonlyMap<string, Dim>): Dim | undefined {
  const dim = canonicalDim(param);
  if (dim === undefined || !namesIn(dim).every((name) => dims.has(name))) return undefined;
  return substituteDim(dim, (name) => dims.get(name));
}

function checkSizes(
  sizes: Readonly<Record<string, number>>,
  names: readonly string[],
  ids: (name: string, before: string) => string,
): void {
  const known = new Set(names.flatMap((name) => [name, ids(name, "d")]));
  const other = Object.keys(sizes).find((name) => !known.has(name));
  if (other === undefined) return;
  const cure =
    names.length === 0
      ? "leave it out: all sizes of the inputs are numbers"
      : suggest(other, names, `choose from ${names.slice(0, 8).join(", ")}`);
  throw new FormatError(`fromOnnx: dims must be names of axes of the inputs, got ${JSON.stringify(other)}; ${cure}`, {
    code: "onnx-dim",
    actual: other,
  });
}
