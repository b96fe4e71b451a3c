import { NdArray } from "dagrad";
import { fromOnnx } from "dagrad/onnx";
import { describe, expect, it } from "vitest";
import type { NodeProto, TensorProto } from "../../src/onnx/wire/schema.ts";
import { readText } from "../repository/pages.ts";
import { node, smallModel, type TypeOfValue, tensor } from "./small-model.ts";

const whole = (name: string, ...data: readonly number[]) => tensor("int64", [data.length], data, name);
const number = (name: string, value: number) => tensor("float", [], [value], name);

/** A node as it is written in an opset, with the numbers that it is given. */
type Form = readonly [made: NodeProto, ...initializers: TensorProto[]];
const x = [
  [1, -2, 3],
  [-4, 5, -6],
];
const e = Math.exp;
const nothing = new NdArray(new Float32Array(0), [0, 3], "float32");

/**
 * What ONNX changed, by op: the opset that did; how a file says the same before and since; and what it is, worked out by hand. Where one form
 * means two things, `was` is what it meant before.
 */
const changes: readonly {
  readonly op: string;
  readonly since: number;
  readonly before?: Form;
  readonly after: Form;
  readonly y: unknown;
  readonly was?: unknown;
  readonly x?: readonly [type: TypeOfValue, value: unknown];
}[] = [
  {
    op: "Slice",
    since: 10,
    before: [node("Slice", ["x"], ["y"], { starts: [1], ends: [3], axes: [1] })],
    after: [node("Slice", ["x", "s", "e", "a"], ["y"]), whole("s", 1), whole("e", 3), whole("a", 1)],
    y: [
      [-2, 3],
      [5, -6],
    ],
  },
  {
    op: "TopK",
    since: 10,
    before: [node("TopK", ["x"], ["y", "i"], { k: 1, axis: 1 })],
    after: [node("TopK", ["x", "k"], ["y", "i"], { axis: 1 }), whole("k", 1)],
    y: [[3], [5]],
  },
  {
    op: "Clip",
    since: 11,
    before: [node("Clip", ["x"], ["y"], { min: { float: -1 }, max: { float: 2 } })],
    after: [node("Clip", ["x", "l", "h"], ["y"]), number("l", -1), number("h", 2)],
    y: [
      [1, -1, 2],
      [-1, 2, -1],
    ],
  },
  {
    op: "Pad",
    since: 11,
    before: [node("Pad", ["x"], ["y"], { pads: [0, 1, 0, 0], value: { float: 7 } })],
    after: [node("Pad", ["x", "p", "v"], ["y"]), whole("p", 0, 1, 0, 0), number("v", 7)],
    y: [
      [7, 1, -2, 3],
      [7, -4, 5, -6],
    ],
  },
  {
    op: "Dropout",
    since: 12,
    before: [node("Dropout", ["x"], ["y"], { ratio: { float: 0.5 } })],
    after: [node("Dropout", ["x", "r"], ["y"]), number("r", 0.5)],
    y: x,
  },
  {
    op: "Softmax",
    since: 13,
    after: [node("Softmax", ["x"], ["y"])],
    // Of x [1, 2, 2]: since along the last axis, before over all behind the first.
    x: [
      ["float", 1, 2, 2],
      [
        [
          [0, 0],
          [1, 1],
        ],
      ],
    ],
    y: [
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ],
    was: [
      [
        [1 / (2 + 2 * e(1)), 1 / (2 + 2 * e(1))],
        [e(1) / (2 + 2 * e(1)), e(1) / (2 + 2 * e(1))],
      ],
    ],
  },
  {
    op: "Squeeze",
    since: 13,
    before: [node("Squeeze", ["x"], ["y"], { axes: [0] })],
    after: [node("Squeeze", ["x", "a"], ["y"]), whole("a", 0)],
    x: [["float", 1, 2], [[3, 4]]],
    y: [3, 4],
  },
  {
    op: "Unsqueeze",
    since: 13,
    before: [node("Unsqueeze", ["x"], ["y"], { axes: [1] })],
    after: [node("Unsqueeze", ["x", "a"], ["y"]), whole("a", 1)],
    x: [
      ["float", 2],
      [3, 4],
    ],
    y: [[3], [4]],
  },
  {
    op: "Split",
    since: 13,
    before: [node("Split", ["x"], ["y", "rest"], { axis: 1, split: [1, 2] })],
    after: [node("Split", ["x", "s"], ["y", "rest"], { axis: 1 }), whole("s", 1, 2)],
    y: [[1], [-4]],
  },
  {
    op: "ReduceSum",
    since: 13,
    before: [node("ReduceSum", ["x"], ["y"], { axes: [1], keepdims: 0 })],
    after: [node("ReduceSum", ["x", "a"], ["y"], { keepdims: 0 }), whole("a", 1)],
    y: [2, -5],
  },
  {
    op: "Reshape",
    since: 14,
    after: [node("Reshape", ["x", "s"], ["y"], { allowzero: 1 }), whole("s", 0, 3)],
    // A 0 keeps the size of the axis; since it may stand for no element at all.
    x: [["float", 0, 3], nothing],
    y: nothing,
  },
  {
    op: "ReduceMax",
    since: 18,
    before: [node("ReduceMax", ["x"], ["y"], { axes: [1], keepdims: 0 })],
    after: [node("ReduceMax", ["x", "a"], ["y"], { keepdims: 0 }), whole("a", 1)],
    y: [3, 5],
  },
  {
    op: "Upsample",
    since: 9,
    before: [node("Upsample", ["x"], ["y"], { scales: { float: [1, 2] } })],
    after: [node("Upsample", ["x", "s"], ["y"]), tensor("float", [2], [1, 2], "s")],
    y: [
      [1, 1, -2, -2, 3, 3],
      [-4, -4, 5, 5, -6, -6],
    ],
  },
  {
    op: "Resize",
    since: 11,
    before: [node("Resize", ["x", "s"], ["y"]), tensor("float", [2], [1, 2], "s")],
    after: [
      node("Resize", ["x", "", "s"], ["y"], { coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" }),
      tensor("float", [2], [1, 2], "s"),
    ],
    y: [
      [1, 1, -2, -2, 3, 3],
      [-4, -4, 5, 5, -6, -6],
    ],
  },
  {
    op: "GroupNormalization",
    since: 21,
    before: [
      node("GroupNormalization", ["x", "g", "b"], ["y"], { num_groups: 1, epsilon: { float: 0 } }),
      tensor("float", [1], [2], "g"),
      tensor("float", [1], [1], "b"),
    ],
    after: [
      node("GroupNormalization", ["x", "g", "b"], ["y"], { num_groups: 1, epsilon: { float: 0 } }),
      tensor("float", [2], [2, 2], "g"),
      tensor("float", [2], [1, 1], "b"),
    ],
    // Two channels of one element, −1 and 1 when they are normalised.
    x: [["float", 1, 2, 1], [[[3], [7]]]],
    y: [[[-1], [3]]],
  },
];

const run = ([made, ...initializers]: Form, opset: number, [type, value]: readonly [TypeOfValue, unknown]) =>
  fromOnnx(smallModel({ inputs: { x: type }, outputs: ["y"], nodes: [made], initializers }, { opset })).run({ x: value as never }).y;

describe("what changed between opsets is read as it was written:", () => {
  it.each(changes)("$op in opset $since", ({ since, before, after, y, was = y, x: given = [["float", 2, 3], x] }) => {
    const old = before ?? (was === y ? undefined : after);
    if (old !== undefined) expect(run(old, since - 1, given)).toBeAllClose(was as never, { atol: 1e-6 });
    expect(run(after, since, given)).toBeAllClose(y as never, { atol: 1e-6 });
    // Upsample is no op of later ones.
    if (made(after) !== "Upsample") expect(run(after, 26, given)).toBeAllClose(y as never, { atol: 1e-6 });
  });

  it("docs/onnx.md tells of each of them, and of no other", () => {
    const section = /## What changed from opset to opset\n([\s\S]*?)\n## /.exec(readText("docs/onnx.md"))?.[1] ?? "";
    const rows = [...section.matchAll(/^\| (\d+) \| (.*?) \|/gm)].flatMap(([, since, ops = ""]) =>
      [...ops.matchAll(/`(\w+)`/g)].map(([, op]) => `${op} ${since}`),
    );
    expect(rows.sort()).toEqual(changes.map(({ op, since }) => `${op} ${since}`).sort());
  });
});

const made = ([{ opType = "" }]: Form): string => opType;
