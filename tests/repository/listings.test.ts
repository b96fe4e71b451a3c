import { expect, test } from "vitest";
import { otherLastDigits } from "../last-digits.ts";
import { pageWithOutputs } from "./listings.ts";
import { codeBlocks } from "./markdown.ts";
import { pages, readText } from "./pages.ts";

const withListings = pages.filter((path) => codeBlocks(readText(path)).some(({ language }) => language === "ts"));

/** Pages that print functions of doubles to the last digit. */
const lastDigits = ["docs/how-differentiation-works.md", "docs/the-book.md"];
const comparable = withListings.filter((path) => !(otherLastDigits && lastDigits.includes(path)));

test.each(comparable)("the listings of %s print exactly what stands below them (npx vitest -u writes it)", async (path) => {
  await expect(await pageWithOutputs(path)).toMatchFileSnapshot(`../../${path}`);
});
