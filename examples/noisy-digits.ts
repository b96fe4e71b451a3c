import { NdArray, type Random } from "dagrad";

/** The digits, a sign a pixel. */
const glyphs = [
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
].map((glyph) => glyph.split(" ").map((row) => Array.from(row, (sign) => (sign === "#" ? 1 : 0))));

const side = 8;

/** Digits in random order, each moved by up to a pixel, lighter or darker, and covered with normal noise. */
export function noisyDigits(samples: number, random: Random): { readonly images: NdArray<"uint8">; readonly labels: NdArray<"uint8"> } {
  const labels = Uint8Array.from(random.randint(0, 10, samples).data);
  const moves = random.randint(-1, 2, 2 * samples).data;
  const strengths = random.uniform(120, 230, samples).data;
  const noise = random.randn(samples * side * side).data;
  const images = new Uint8Array(samples * side * side);
  for (let i = 0; i < images.length; i++) {
    const sample = Math.floor(i / (side * side));
    const row = Math.floor((i % (side * side)) / side) - (moves[2 * sample] as number);
    const column = (i % side) - (moves[2 * sample + 1] as number);
    const ink = glyphs[labels[sample] as number]?.[row]?.[column] ?? 0;
    images[i] = Math.max(0, Math.min(255, ink * (strengths[sample] as number) + 32 * (noise[i] as number)));
  }
  return { images: new NdArray(images, [samples, side, side], "uint8"), labels: new NdArray(labels, [samples], "uint8") };
}
