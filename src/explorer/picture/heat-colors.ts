import type { NdArray } from "../../../graph/ndarray.ts";
import { type HeatColors, heatImage } from "./heat-image.ts";

/** Colours of values and of gradients that are seen on light and on dark ground. */
const palettes = {
  value: { positive: [40, 124, 196], negative: [214, 96, 26], alarm: [214, 40, 57] },
  gradient: { positive: [132, 92, 194], negative: [196, 120, 30], alarm: [214, 40, 57] },
} as const satisfies Record<"value" | "gradient", HeatColors>;

const images = { value: new WeakMap<NdArray, string>(), gradient: new WeakMap<NdArray, string>() };

/** The picture of an array, made once. */
export function imageOf(array: NdArray, of: "value" | "gradient"): string {
  const known = images[of].get(array);
  if (known !== undefined) return known;
  const image = heatImage(array, palettes[of]);
  images[of].set(array, image);
  return image;
}
