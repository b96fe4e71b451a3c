import { compile } from "dagrad";
import { expect, test } from "vitest";
import { main, network, ops } from "../../examples/custom-op.ts";
import { expectPictures, runExample } from "./run-example.ts";

test("custom-op prints what NumPy's logaddexp(0, x) prints and draws the op like any other", async () => {
  const { printed, files } = await runExample(main);
  // Source: print(np.float32(np.logaddexp(0.0, [[-2, 2, -3], [0, 0, 1], [2, -2, 5]]))) of NumPy 2.4.
  expect(printed).toBe(`[[0.12692802 2.126928   0.04858735]
 [0.6931472  0.6931472  1.3132616 ]
 [2.126928   0.12692802 5.0067153 ]]`);
  expectPictures(files, 1);
  expect(files["custom-op.svg"]).toContain(">softplus<");
});

test("softplus of ±1000 is 1000 and 0: nothing overflows", () => {
  const { y } = compile(network, { ops }).run({ x: [[1000]] });
  expect(Array.from(y.data)).toEqual([1000, 0, 2001]);
});

test("without the op among the ops it says how to pass it", () => {
  expect(() => compile(network)).toThrowErrorMatchingInlineSnapshot(
    `[GraphError: ops: every op must be in the op set, got "softplus" (node "softplus1"); pass { ops: opSet(standardOps, softplusOp) }]`,
  );
});
