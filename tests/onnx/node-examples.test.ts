import { describe, expect, it } from "vitest";
import { onnxOpsPage } from "../../docs/onnx-ops-page.ts";
import { commonOps } from "../../src/onnx/read/handlers/common-ops.ts";
import { rareOps } from "../../src/onnx/read/handlers/rare-ops.ts";
import { areThoseBeside, examplesAreThere, examplesFolder, outcomes } from "./node-examples.ts";

if (!examplesAreThere) {
  console.warn(
    `ONNX's node tests are not beside the project (${examplesFolder}): they are left out; DAGRAD_ONNX_TESTS says where they are`,
  );
}

// In CI they are never left out: there the first of these tests fails without them.
describe.skipIf(!examplesAreThere && !process.env.CI)("ONNX's own examples", () => {
  const all = outcomes();
  const agreeing = all.filter(({ ends }) => ends === "agrees");

  it("are there", () => expect(all.length).toBeGreaterThan(0));

  // Of all that ONNX has half was never seen here: some may be wrong, which is said, and mended when it is known.
  it("agree on both backends, or are refused on both with a reason, all but one in two hundred of those elsewhere", () => {
    const wrong = all.filter(({ ends }) => ends === "wrong").map(({ name, why }) => `${name}: ${why}`);
    if (wrong.length > 0) console.warn(wrong.join("\n"));
    expect(wrong.length).toBeLessThanOrEqual(areThoseBeside ? 0 : all.length / 200);
  });

  it("agree in at least 836 of the 878, and in nine of ten of all that ONNX has", () => {
    expect(agreeing.length).toBeGreaterThanOrEqual(areThoseBeside ? 836 : 0.9 * all.length);
  });

  it("agree in at least one of each op that is written here and has one", () => {
    const shown = new Map<string, boolean>();
    for (const { ops, ends } of all)
      for (const key of ops) if (key in commonOps || key in rareOps) shown.set(key, shown.get(key) || ends === "agrees");
    // Its examples begin with what may be left out, which is no tensor.
    shown.delete("OptionalGetElement");
    expect([...shown].filter(([, agrees]) => !agrees).map(([key]) => key)).toEqual([]);
  });

  it.runIf(areThoseBeside)("are told of on docs/onnx-ops.md as they end", async () => {
    await expect(onnxOpsPage(all)).toMatchFileSnapshot("../../docs/onnx-ops.md");
  });
});
