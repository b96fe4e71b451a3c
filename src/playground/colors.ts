/** A colour as red, green and blue, 0 … 255. */
export type Color = readonly [number, number, number];

/** Hues of Okabe and Ito, which every kind of colour vision tells apart; points differ by shape, too. */
export const classColors: readonly Color[] = [
  [0, 114, 178],
  [230, 126, 0],
  [0, 146, 106],
  [190, 92, 150],
  [120, 94, 30],
];

/** Of weights and units: above and below 0. */
export const signColors: { readonly [theme in Theme]: { readonly positive: Color; readonly negative: Color; readonly paper: Color } } = {
  light: { positive: [31, 111, 178], negative: [199, 91, 18], paper: [255, 255, 255] },
  dark: { positive: [86, 180, 233], negative: [255, 149, 87], paper: [13, 17, 23] },
};
export type Theme = "light" | "dark";

/** The shape of the points of a class: told apart in grey. */
export const classShapes = ["circle", "square", "triangle", "diamond", "cross"] as const;

export const css = ([red, green, blue]: Color, alpha = 1): string => `rgb(${red} ${green} ${blue}${alpha < 1 ? ` / ${alpha}` : ""})`;

/** Red, green, blue as a pixel of an image, little-endian. */
const pixel = (red: number, green: number, blue: number): number => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** `share` of a colour over another. */
export const over = (below: Color, above: Color, share: number): Color => [
  below[0] + (above[0] - below[0]) * share,
  below[1] + (above[1] - below[1]) * share,
  below[2] + (above[2] - below[2]) * share,
];

/** The pixel of each byte of a map, from −127 (0) to 127 (255). */
export function signTable(theme: Theme, above?: Color): Uint32Array {
  const { positive, negative, paper } = signColors[theme];
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const value = (byte - 128) / 127;
    return pixel(...over(paper, value < 0 ? negative : (above ?? positive), Math.min(1, Math.abs(value)) * 0.92));
  });
}

const steps = 64;
/** The pixels of each class by how sure the network is, from not at all to wholly: class after class. */
export function classTable(theme: Theme, classes: number): Uint32Array {
  const { paper } = signColors[theme];
  return Uint32Array.from({ length: steps * classes }, (_, i) => {
    const color = classColors[Math.floor(i / steps)] as Color;
    return pixel(...over(paper, color, 0.06 + 0.54 * ((i % steps) / (steps - 1)) ** 0.8));
  });
}

/** Pixels of a plane of class probabilities [points, classes]: the colour of the most probable one, stronger the surer. */
export function paintClasses(pixels: Uint32Array, plane: Float32Array, classes: number, table: Uint32Array): void {
  const least = 1 / classes;
  const scale = (steps - 1) / (1 - least);
  for (let i = 0, at = 0; i < pixels.length; i++, at += classes) {
    let [top, best] = [plane[at] as number, 0];
    for (let k = 1; k < classes; k++) {
      const p = plane[at + k] as number;
      if (p > top) [top, best] = [p, k];
    }
    pixels[i] = table[best * steps + Math.max(0, ((top - least) * scale) | 0)] as number;
  }
}

/** Pixels of a plane of one probability: below a half class 0, above class 1. */
export function paintTwoClasses(pixels: Uint32Array, plane: Float32Array, table: Uint32Array): void {
  const scale = 2 * (steps - 1);
  for (let i = 0; i < pixels.length; i++) {
    const p = plane[i] as number;
    pixels[i] = table[p > 0.5 ? steps + (((p - 0.5) * scale) | 0) : ((0.5 - p) * scale) | 0] as number;
  }
}

/** Pixels of a plane of numbers, of which `most` is the strongest colour. */
export function paintNumbers(pixels: Uint32Array, plane: Float32Array, most: number, table: Uint32Array): void {
  const scale = 110 / (most || 1);
  for (let i = 0; i < pixels.length; i++) {
    const byte = 128 + (plane[i] as number) * scale;
    pixels[i] = table[byte < 18 ? 18 : byte > 238 ? 238 : byte | 0] as number;
  }
}

/** Pixels of one unit's map. */
export function paintMap(pixels: Uint32Array, bytes: Uint8Array, from: number, table: Uint32Array): void {
  for (let i = 0; i < pixels.length; i++) pixels[i] = table[bytes[from + i] as number] as number;
}
