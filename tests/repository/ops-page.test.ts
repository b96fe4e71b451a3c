import { expect, test } from "vitest";
import { opsPage } from "../../docs/generate-ops.ts";
import { root } from "./pages.ts";

test("docs/ops.md is what `npm run docs` makes of the op files", async () => {
  await expect(opsPage(root)).toMatchFileSnapshot("../../docs/ops.md");
});
