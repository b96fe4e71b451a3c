import { compile, opSet, parse, standardOps } from "dagrad";
import { expect, test } from "vitest";
import { logCoshOp, main, network } from "../../examples/custom-op.ts";
import { expectPictures, runExample } from "./run-example.ts";

test("custom-op prints what NumPy's logaddexp(x, −x) − log 2 prints and draws the op like any other", async () => {
  const { printed, files } = await runExample(main);
  // Source: x = np.array([[-2, 2, -3], [0, 0, 1], [2, -2, 5.0]]); print(np.float32(np.logaddexp(x, -x) - np.log(2))) of NumPy 2.4.
  expect(printed).toBe(`[[1.3250028  1.3250028  2.3093286 ]
 [0.         0.         0.43378082]
 [1.3250028  1.3250028  4.306898  ]]`);
  expectPictures(files, 1);
  expect(files["custom-op.svg"]).toContain(">logCosh<");
});

test("log cosh of ±1000 is 1000 − log 2: nothing overflows", () => {
  const { y } = compile(network).run({ x: [[1000]] });
  expect(Array.from(y.data)).toEqual([1000, 1000, 2001].map((x) => Math.fround(x - Math.LN2)));
});

test("its JSON is a graph again where the op is named, and else an error says so", () => {
  const json = JSON.stringify(network);
  const { y } = compile(parse(json, { ops: opSet(standardOps, logCoshOp) })).run({ x: [[1000]] });
  expect(Array.from(y?.data ?? [])).toEqual([1000, 1000, 2001].map((x) => Math.fround(x - Math.LN2)));
  expect(() => parse(json)).toThrowErrorMatchingInlineSnapshot(
    `[FormatError: parse: nodes.logCosh1.op must be a known op, got "logCosh"; pass { ops: opSet(standardOps, yourOp) }]`,
  );
});
