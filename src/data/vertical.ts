import type { FloatType } from "../../graph/dtype.ts";
import { type LabelledPoints, labelledPoints, type PointOptions } from "./labelled-points.ts";

/**
 * Upright clouds side by side, one for each class c: normal around (c / 3, ½) with deviation 0.1.
 *
 * samples: points of each class. Draws 2 · samples normals for each class, first all x₀, then all x₁.
 * X: float[samples · classes, 2]; y: uint8[samples · classes]
 * In float32 every step is rounded, as after nnfs.init().
 * Errors: OpError, see `labelledPoints`.
 * Source: NNFS ch. 6, nnfs.datasets.vertical_data.
 */
export function verticalData<D extends FloatType = "float32">(
  samples: number,
  classes: number,
  options: PointOptions<D>,
): LabelledPoints<D> {
  return labelledPoints("verticalData", samples, classes, options, ({ label, normals, round }) => {
    const around = (centre: number): Float64Array => normals().map((normal) => round(round(normal * round(0.1)) + round(centre)));
    return [around(label / 3), around(0.5)];
  });
}
