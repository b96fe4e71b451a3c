import { NdArray, type Random } from "dagrad";

/** An image of 8 × 8 pixels, 1 where there is ink. */
export type Glyph = readonly (readonly number[])[];

/** The digits, a dot a pixel. */
const digits: readonly Glyph[] = [
  "..####.. .##..##. .##..##. .##..##. .##..##. .##..##. ..####.. ........",
  "...##... ..###... ...##... ...##... ...##... ...##... ..####.. ........",
  "..####.. .##..##. .....##. ....##.. ...##... ..##.... .######. ........",
  "..####.. .##..##. .....##. ...###.. .....##. .##..##. ..####.. ........",
  "....##.. ...###.. ..####.. .##.##.. .######. ....##.. ....##.. ........",
  ".######. .##..... .#####.. .....##. .....##. .##..##. ..####.. ........",
  "...###.. ..##.... .##..... .#####.. .##..##. .##..##. ..####.. ........",
  ".######. .....##. ....##.. ....##.. ...##... ...##... ...##... ........",
  "..####.. .##..##. .##..##. ..####.. .##..##. .##..##. ..####.. ........",
  "..####.. .##..##. .##..##. ..#####. .....##. ....##.. ..###... ........",
].map((glyph) => glyph.split(" ").map((row) => Array.from(row, (dot) => (dot === "#" ? 1 : 0))));

/** How images come about of glyphs. */
interface Drawing {
  /** By how many pixels at most an image is moved, in either direction. */
  readonly moved?: number;
  /** Pixels of a dot of the glyph, across and down. */
  readonly scale?: number;
  /** Pixels of an image, across and down; the glyph is in its middle. */
  readonly side?: number;
}

/** Digits in random order, made noisy. */
export function noisyDigits(
  samples: number,
  random: Random,
  drawing: Drawing = {},
): { readonly images: NdArray<"uint8">; readonly labels: NdArray<"uint8"> } {
  const labels = Uint8Array.from(random.randint(0, 10, samples).data);
  return { images: noisyImages(digits, labels, random, drawing), labels: new NdArray(labels, [samples], "uint8") };
}

/** The glyphs of these numbers, each moved, lighter or darker, and covered with normal noise. */
export function noisyImages(
  glyphs: readonly Glyph[],
  numbers: Uint8Array | Int32Array,
  random: Random,
  { moved = 1, scale = 1, side = 8 * scale }: Drawing = {},
): NdArray<"uint8"> {
  const samples = numbers.length;
  const moves = random.randint(-moved, moved + 1, 2 * samples).data;
  const strengths = random.uniform(120, 230, samples).data;
  const noise = random.randn(samples * side * side).data;
  const images = new Uint8Array(samples * side * side);
  const dotOf = (pixel: number, move: number): number => Math.floor((pixel - move - (side - 8 * scale) / 2) / scale);
  for (let i = 0; i < images.length; i++) {
    const sample = Math.floor(i / (side * side));
    const row = dotOf(Math.floor((i % (side * side)) / side), moves[2 * sample] as number);
    const column = dotOf(i % side, moves[2 * sample + 1] as number);
    const ink = glyphs[numbers[sample] as number]?.[row]?.[column] ?? 0;
    images[i] = Math.max(0, Math.min(255, ink * (strengths[sample] as number) + 32 * (noise[i] as number)));
  }
  return new NdArray(images, [samples, side, side], "uint8");
}
