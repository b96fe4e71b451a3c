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

const side = 8;

/** Digits in random order, made noisy; `moved` by up to so many pixels. */
export function noisyDigits(
  samples: number,
  random: Random,
  moved = 1,
): { readonly images: NdArray<"uint8">; readonly labels: NdArray<"uint8"> } {
  const labels = Uint8Array.from(random.randint(0, 10, samples).data);
  return { images: noisyImages(digits, labels, random, moved), labels: new NdArray(labels, [samples], "uint8") };
}

/** The glyphs of these numbers, each moved, lighter or darker, and covered with normal noise. */
export function noisyImages(glyphs: readonly Glyph[], numbers: Uint8Array | Int32Array, random: Random, moved = 1): NdArray<"uint8"> {
  const samples = numbers.length;
  const moves = random.randint(-moved, moved + 1, 2 * samples).data;
  const strengths = random.uniform(120, 230, samples).data;
  const noise = random.randn(samples * side * side).data;
  const images = new Uint8Array(samples * side * side);
  for (let i = 0; i < images.length; i++) {
    const sample = Math.floor(i / (side * side));
    const row = Math.floor((i % (side * side)) / side) - (moves[2 * sample] as number);
    const column = (i % side) - (moves[2 * sample + 1] as number);
    const ink = glyphs[numbers[sample] as number]?.[row]?.[column] ?? 0;
    images[i] = Math.max(0, Math.min(255, ink * (strengths[sample] as number) + 32 * (noise[i] as number)));
  }
  return new NdArray(images, [samples, side, side], "uint8");
}
