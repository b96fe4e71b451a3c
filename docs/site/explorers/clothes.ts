import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NdArray } from "../../../graph/ndarray.ts";
import { fromPng } from "../../../src/data/png.ts";
import { array, type Random, random } from "../../../src/index.ts";

/** Labels of the first rows that chapter 19 trains on, as its listing shuffles them. */
const trained = [0, 3, 9, 1, 6, 5, 3, 9, 0, 4, 8, 9, 0, 6, 6, 5, 0, 6, 9, 7, 2, 9, 2, 5, 5, 0, 5, 5, 0, 1, 0, 5];
const classes = 10;
/** Rows of a class in the images of chapter 19 to validate with. */
const validated = 1000;

interface Rows {
  readonly X: NdArray;
  readonly y: NdArray;
}

/** What the first two listings of chapter 19 declare, for those that go on with them. */
export interface Clothes {
  readonly clothes: readonly string[];
  readonly data: Rows;
  readonly test: Rows;
  readonly generator: Random;
  readonly [name: string]: unknown;
}

/**
 * Chapters 19 to 22 with 42 images for 70,000, which clothes.png has below each other: the first 32 rows that the book's listing trains on, and of each class
 * the first one to validate with, which stands for all of its class. Fashion-MNIST, © 2017 Zalando SE, MIT: clothes.LICENCE.txt.
 */
export function clothesOf(root: string): Clothes {
  const images = fromPng(readFileSync(join(root, "docs/site/explorers/clothes.png"))).reshape(-1, 28, 28);
  const each = Array.from({ length: classes * validated }, (_, row) => Math.floor(row / validated));
  const generator = random(0);
  // As the listing that shuffles draws them.
  generator.permutation(60_000);
  return {
    clothes: ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
    data: { X: images.take(trained.map((_, row) => row)), y: array(trained, "uint8") },
    test: { X: images.take(each.map((label) => trained.length + label)), y: array(each, "uint8") },
    generator,
  };
}
