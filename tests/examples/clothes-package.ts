import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { random } from "dagrad";

/**
 * A folder that looks like the package fashion-mnist, with the 70 images a class of tests/fixtures/chapter-19.py: a quarter of a pattern, under noise.
 * As in the package, a list among the images is empty.
 */
export function clothesPackage(): string {
  const generator = random(1);
  const patterns = generator.randint(0, 256, [10, 784]).data;
  const noise = generator.randint(0, 256, [10, 70, 784]).data;
  const folder = mkdtempSync(join(tmpdir(), "dagrad-clothes-"));
  mkdirSync(join(folder, "src", "clothes"), { recursive: true });
  for (let label = 0; label < 10; label++) {
    const pixel = (image: number, i: number): number =>
      Math.floor(((patterns[784 * label + i] as number) * 2 + (noise[784 * (70 * label + image) + i] as number) * 6) / 8);
    const data = Array.from({ length: 70 }, (_, image) => Array.from({ length: 784 }, (_, i) => pixel(image, i)));
    writeFileSync(join(folder, "src", "clothes", `${label}.json`), JSON.stringify({ data: data.toSpliced(10, 0, []) }));
  }
  return folder;
}
