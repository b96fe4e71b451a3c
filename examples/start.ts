/**
 * What `npm start` runs: the network of chapter 5 with the book's digits, and Fig 1.13 as pictures and as a formula.
 */
import { run as runChapter5 } from "./chapter-5.ts";
import { main as drawFigure } from "./fig-1.13.ts";
import { isMain } from "./is-main.ts";

export { network as default } from "./fig-1.13.ts";

export async function main(directory = "out"): Promise<string[]> {
  runChapter5();
  return drawFigure(directory);
}

if (isMain(import.meta.url)) console.log(`wrote ${(await main()).join(", ")}`);
