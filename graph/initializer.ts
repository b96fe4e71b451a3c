import { encodeNumbers } from "./attrs.ts";
import { checkOptions } from "./check-options.ts";
import { GraphError } from "./errors.ts";
import type { AttrValue } from "./graph.ts";
import { isNdArray } from "./is-ndarray.ts";
import type { NdArray } from "./ndarray.ts";
import { suggest } from "./nearest.ts";
import { fillNested, isNested, type NestedNumbers, nestedShape } from "./nested.ts";
import { type FannedInitializer, isScaledInitializer, type ScaledInitializer, scaledInitializers } from "./scaled-initializer.ts";
import { type Dim, sameShape, showShape, sizeOf } from "./shape.ts";
import { showValue } from "./show-value.ts";
import { cut } from "./store.ts";

/**
 * How a parameter gets its first value: zeros, ones, `randn` (normal numbers of that standard deviation, the book's
 * 0.01 · randn), random numbers scaled to the shape ("glorotUniform", "glorotNormal", "heUniform", "heNormal"), or given numbers.
 */
export type Initializer = WeightInitializer | FannedInitializer | NestedNumbers | NdArray;

/** The initialisers of any shape: those without numbers of their own. */
export type WeightInitializer = "zeros" | "ones" | ScaledInitializer | { readonly randn: number };

/** Nested numbers or an NdArray as encoded flat elements and their shape. */
export function encodeValues(value: NestedNumbers | NdArray): { readonly shape: readonly number[]; readonly values: AttrValue[] } {
  if (isNdArray(value)) return { shape: value.shape, values: encodeNumbers(value.data) };
  const shape = nestedShape(value);
  const flat = new Float64Array(sizeOf(shape));
  fillNested(value, shape, flat, "float64", cut);
  return { shape, values: encodeNumbers(flat) };
}

const scaledNames = scaledInitializers.map((name) => `"${name}"`).join(", ");

/** The initialiser as the attribute `init` of a parameter node. */
export function encodeInitializer(init: Initializer, name: string, shape: readonly Dim[]): AttrValue {
  if (init === "zeros" || init === "ones") return { fill: init };
  if (isScaledInitializer(init)) return { scaled: init };
  if (typeof init === "object" && init !== null && "randn" in init) {
    checkOptions("parameter", init, ["randn"], name);
    if (!Number.isFinite(init.randn)) throw bad(name, "a finite standard deviation", showValue(init.randn));
    // JSON has no −0, and 0 draws the same zeros but for their signs.
    return { randn: init.randn + 0 };
  }
  if (!isNested(init) && !isNdArray(init)) {
    throw bad(name, `"zeros", "ones", ${scaledNames}, { randn: scale } or numbers`, showValue(init), meant(init));
  }
  const given = encodeValues(init);
  if (!sameShape(given.shape, shape)) throw bad(name, `values of shape ${showShape(shape)}`, showShape(given.shape));
  return given.values;
}

/** The initialiser of a whole graph. GraphError unless it is one of any shape. */
export function checkedInitializer(init: WeightInitializer): WeightInitializer {
  const anyShape = init === "zeros" || init === "ones" || isScaledInitializer(init) || Number.isFinite(init?.randn);
  if (anyShape) return init;
  const expected = `"zeros", "ones", ${scaledNames} or { randn: scale }`;
  throw new GraphError(`graph: init must be ${expected}, got ${showValue(init)}; ${meant(init)}`, { code: "bad-initializer" });
}

const meant = (init: unknown): string =>
  suggest(typeof init === "string" ? init : "", ["zeros", "ones", ...scaledInitializers], "correct init");

const bad = (name: string, expected: string, actual: string, cure = "correct init"): GraphError =>
  new GraphError(`parameter: init must be ${expected}, got ${actual} (node "${name}"); ${cure}`, {
    code: "bad-initializer",
    node: name,
    expected,
    actual,
  });
