import { expect, test } from "vitest";
import { pageWithOutputs } from "./listings.ts";
import { codeBlocks } from "./markdown.ts";
import { pages, readText } from "./pages.ts";

const withListings = pages.filter((path) => codeBlocks(readText(path)).some(({ language }) => language === "ts"));

test.each(withListings)("the listings of %s print exactly what stands below them (npx vitest -u writes it)", async (path) => {
  await expect(await pageWithOutputs(path)).toMatchFileSnapshot(`../../${path}`);
});
