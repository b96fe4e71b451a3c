import type { FloatType } from "../../graph/dtype.ts";
import { type LabelledPoints, labelledPoints, type PointOptions } from "./labelled-points.ts";
import { linspace } from "./linspace.ts";
import { sineCosine } from "./sine-cosine.ts";

/**
 * Spiral arms, one for each class: (r sin 2.5t, r cos 2.5t) with r from 0 to 1 and t from 4c to 4(c + 1), plus noise of deviation 0.2 on t.
 *
 * samples: points of each class. Draws `samples` normals for each class.
 * X: float[samples · classes, 2]; y: uint8[samples · classes]
 * In float32 the noise is rounded at each step, all else is float64 until X is rounded, as after nnfs.init().
 * Errors: OpError, see `labelledPoints`.
 * Source: NNFS ch. 3, nnfs.datasets.spiral_data.
 */
export function spiralData<D extends FloatType = "float32">(samples: number, classes: number, options: PointOptions<D>): LabelledPoints<D> {
  return labelledPoints("spiralData", samples, classes, options, ({ label, normals, round }) => {
    const noise = normals();
    const radius = linspace(0, 1, samples);
    const angle = linspace(4 * label, 4 * (label + 1), samples).map((t, i) => 2.5 * (t + round(round(0.2) * (noise[i] as number))));
    const direction = Array.from(angle, sineCosine);
    return [radius.map((r, i) => r * (direction[i]?.sine ?? 0)), radius.map((r, i) => r * (direction[i]?.cosine ?? 0))];
  });
}
