import { expect, test } from "vitest";
import { docsPictures } from "../../docs/generate-pictures.ts";
import { root } from "./pages.ts";

test("the pictures of the docs are what `npm run docs` draws", async () => {
  for (const [path, text] of Object.entries(await docsPictures(root))) await expect(text).toMatchFileSnapshot(`../../${path}`);
});
