import { compile, opSet, parse, standardOps } from "dagrad";
import { expect, test } from "vitest";
import { main, network, softplusOp } from "../../examples/custom-op.ts";
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
  const { y } = compile(network).run({ x: [[1000]] });
  expect(Array.from(y.data)).toEqual([1000, 0, 2001]);
});

test("its JSON is a graph again where the op is named, and else an error says so", () => {
  const json = JSON.stringify(network);
  const { y } = compile(parse(json, { ops: opSet(standardOps, softplusOp) })).run({ x: [[1000]] });
  expect(Array.from(y?.data ?? [])).toEqual([1000, 0, 2001]);
  expect(() => parse(json)).toThrowErrorMatchingInlineSnapshot(
    `[FormatError: parse: nodes.softplus1.op must be a known op, got "softplus"; pass { ops: opSet(standardOps, yourOp) }]`,
  );
});
