import { describeValue } from "../../graph/check-kind.ts";
import { checkOptions } from "../../graph/check-options.ts";
import { allocate, type FloatType, isFloat } from "../../graph/dtype.ts";
import { NdArray } from "../../graph/ndarray.ts";
import { argumentError, checkInteger } from "./check-argument.ts";
import { sineCosine } from "./sine-cosine.ts";

/** One period of the sine: inputs and the values to learn. */
export type SinePoints<D extends FloatType> = {
  /** D[samples, 1], i / samples. */
  readonly X: NdArray<D>;
  /** D[samples, 1], sin 2πX. */
  readonly y: NdArray<D>;
};

/**
 * y = sin(2πX) at X = 0, 1/samples … (samples − 1)/samples.
 *
 * dtype: float64 by default, as in nnfs even after nnfs.init(); float32 rounds X and y at the end.
 * Errors: OpError when samples is no count or dtype no float.
 * Source: NNFS ch. 17, nnfs.datasets.sine_data.
 */
export function sineData<D extends FloatType = "float64">(samples = 1000, options: { readonly dtype?: D } = {}): SinePoints<D> {
  checkOptions("sineData", options, ["dtype"]);
  const { dtype = "float64" as D } = options;
  checkInteger("bad-count", "sineData", "samples", samples, [1, 2 ** 31 - 1], "samples is the number of points");
  if (!isFloat(dtype))
    throw argumentError("bad-dtype", "sineData", "dtype", "float32 or float64", describeValue(dtype), "leave it out for float64");
  const X = allocate(dtype, samples);
  const y = allocate(dtype, samples);
  for (let i = 0; i < samples; i++) {
    const x = i / samples;
    X[i] = x;
    y[i] = sineCosine(2 * Math.PI * x).sine;
  }
  return {
    X: new NdArray(X, [samples, 1], dtype),
    y: new NdArray(y, [samples, 1], dtype),
  };
}
