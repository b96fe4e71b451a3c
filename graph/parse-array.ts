import { decodeNumber, isElement } from "./attrs.ts";
import { placeOf } from "./bad-element.ts";
import { allocate, dtypes, isDType, isFloat } from "./dtype.ts";
import { FormatError } from "./errors.ts";
import { NdArray } from "./ndarray.ts";
import { isSize, showShape, sizeOf } from "./shape.ts";
import { showValue } from "./show-value.ts";
import { exact, store } from "./store.ts";

/** Axes of an array from outside, at most: as many as a graph's tensors have. */
const mostAxes = 64;

/**
 * The array that JSON text, or the data of it, describes: what JSON.stringify makes of an NdArray. Every element comes back as it was,
 * −0, NaN and the infinities too.
 *
 *     parseArray('{ "dtype": "int32", "shape": [2], "data": [7, 8] }')
 *
 * The input is hostile until checked. FormatError: text that is no JSON, an unknown dtype, a shape that is no list of at most 64 sizes,
 * another number of elements than that, or an element that the dtype does not hold.
 */
export function parseArray(json: unknown): NdArray {
  const value = typeof json === "string" ? readText(json) : json;
  if (typeof value !== "object" || value === null) throw bad("must be { dtype, shape, data }", showValue(value));
  const { dtype, shape, data } = value as { readonly dtype?: unknown; readonly shape?: unknown; readonly data?: unknown };
  if (!isDType(dtype)) throw bad(`dtype must be ${dtypes.join(", ")}`, showValue(dtype));
  if (!Array.isArray(shape) || shape.length > mostAxes || !shape.every(isSize)) {
    throw bad(`shape must be a list of at most ${mostAxes} whole numbers ≥ 0`, showValue(shape));
  }
  if (!Array.isArray(data)) throw bad("data must be one list of elements", showValue(data));
  if (data.length !== sizeOf(shape)) throw bad(`data must hold ${sizeOf(shape)} elements for ${showShape(shape)}`, `${data.length}`);
  const elements = allocate(dtype, data.length);
  for (let i = 0; i < data.length; i++) {
    const element: unknown = data[i];
    // A string stands for what JSON cannot say.
    const written = isElement(element as number) && (typeof element === "number" || isFloat(dtype));
    if (written && store(decodeNumber(element as number), elements, i, dtype, exact)) continue;
    throw bad(`elements must be ${dtype}`, `${showValue(element)}${placeOf(i, shape)}`);
  }
  return new NdArray(elements, shape, dtype);
}

function readText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(`parseArray: the text must be JSON, got ${showValue(String(error))}; write it with JSON.stringify(array)`, {
      code: "json",
      actual: String(error),
    });
  }
}

const bad = (expected: string, actual: string): FormatError =>
  new FormatError(`parseArray: ${expected}, got ${actual}; write it with JSON.stringify(array)`, { code: "bad-array", expected, actual });
