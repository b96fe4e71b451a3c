import {
  attention,
  bool,
  compile,
  conv2d,
  convTranspose2d,
  f32,
  graph,
  groupNorm,
  gru,
  i32,
  lstm,
  maxPool,
  multiHeadAttention,
  reference,
  take,
  wasm,
  zeros,
} from "dagrad";
import { expect, test } from "vitest";
import { thrown } from "../graph/thrown.ts";

const inputs = {
  image: f32("batch", 8, 8, 6),
  x: f32("batch", "time", 8),
  none: f32("batch", 0, 8),
  hidden: bool("batch", "keys"),
};

/** Builds what types would refuse, too. */
const refused = (build: (x: any) => unknown): string => thrown(() => graph(inputs, (x) => ({ y: build(x) as never })));

test("windows larger than their input, strides of 0, groups and heads that do not divide, masks of wrong shape, no steps: one error each", () => {
  expect([
    refused(({ image }) => conv2d(image, { filters: 4, size: 9 })),
    refused(({ image }) => maxPool(image, { size: 9 })),
    refused(({ image }) => conv2d(image, { filters: 4, size: 3, stride: 0 as number })),
    refused(({ image }) => maxPool(image, { size: 2, stride: 0 as number })),
    refused(({ image }) => conv2d(image, { filters: 4, size: 3, groups: 4 })),
    refused(({ image }) => convTranspose2d(image, { filters: 4, size: 3, groups: 3 })),
    refused(({ image }) => groupNorm(image, { groups: 4 })),
    refused(({ x, hidden }) => attention(x, x, x, { mask: hidden })),
    refused(({ x, hidden }) => multiHeadAttention(x, { heads: 2, mask: hidden })),
    refused(({ x }) => multiHeadAttention(x, { heads: 3 })),
    refused(({ none }) => lstm(none, { units: 4 })),
    refused(({ none }) => gru(none, { units: 4 })),
  ]).toMatchInlineSnapshot(`
    [
      "OpError windows-size at conv2d1
    conv2d: the window must not be larger than what it slides over, got 9 elements over 8 of axis 1 of [batch, 8, 8, 6] (node "conv2d1"); take a smaller one, or padding: "same"",
      "OpError windows-size at maxPool1
    maxPool: the window must not be larger than what it slides over, got 9 elements over 8 of axis 1 of [batch, 8, 8, 6] (node "maxPool1"); take a smaller one, or padding: "same"",
      "OpError windows at conv2d1
    conv2d: stride must be a whole number ≥ 1, one for each of 2 axes, got [0, 0] (node "conv2d1"); correct stride",
      "OpError windows at maxPool1
    maxPool: stride must be a whole number ≥ 1, one for each of 2 axes, got [0, 0] (node "maxPool1"); correct stride",
      "OpError groups at conv2d1
    conv2d: groups must divide channels and filters, got 4 groups of 6 channels and 4 filters (node "conv2d1"); correct groups",
      "OpError groups at convTranspose2d1
    convTranspose2d: groups must divide channels and filters, got 3 groups of 6 channels and 4 filters (node "convTranspose2d1"); correct groups",
      "OpError groups at groupNorm1
    groupNorm: groups must divide the number of channels, 6, got 4 (node "groupNorm1"); correct groups",
      "OpError mask at attention1
    attention: mask must broadcast to the weights, [batch, time, time], got bool[batch, keys] (node "attention1"); expandDims it where an axis is missing: [batch, 1, keys] hides keys from all queries",
      "OpError mask at multiHeadAttention1
    multiHeadAttention: mask must broadcast to the weights, [batch, 2, time, time], whose axis of heads it may leave out, got bool[batch, keys] (node "multiHeadAttention1"); give [queries, keys], or [batch, 1, keys] to hide keys from all queries",
      "OpError heads at multiHeadAttention1
    multiHeadAttention: heads must be a whole number ≥ 1 that divides 8, got 3 (node "multiHeadAttention1"); take another number of heads, or give the size of one",
      "OpError no-steps at lstm1
    lstm: x must have at least one step, got float32[batch, 0, 8] (node "lstm1"); give sequences that are not empty",
      "OpError no-steps at gru1
    gru: x must have at least one step, got float32[batch, 0, 8] (node "gru1"); give sequences that are not empty",
    ]
  `);
});

test.each([reference, wasm()])("windows and indices that only a run tells to be out of range: one error each, on $name", (backend) => {
  const images = compile(
    graph({ x: f32("batch", "height", "width", 1) }, ({ x }) => ({
      conv: conv2d(x, { filters: 2, size: 5 }),
      pool: maxPool(x, { size: 5 }),
    })),
    { backend },
  );
  const rows = compile(
    graph({ table: f32(3, 2), i: i32("n") }, ({ table, i }) => ({ y: take(table, i, { name: "vectors" }) })),
    { backend },
  );
  expect([
    thrown(() => images.run({ x: zeros([1, 3, 8, 1]) }, ["conv"])),
    thrown(() => images.run({ x: zeros([1, 4, 8, 1]) }, ["conv"])),
    thrown(() => images.run({ x: zeros([1, 3, 8, 1]) }, ["pool"])),
    thrown(() => rows.run({ table: zeros([3, 2]), i: [0, 7] })),
    thrown(() => rows.run({ table: zeros([3, 2]), i: [-4] })),
  ]).toMatchInlineSnapshot(`
    [
      "FeedError negative-dim at conv2d1.windows1
    plan: a size must be at least 0, got height-4 = -1 for batch = 1, height = 3, width = 8 (node "conv2d1.windows1"); feed more, or slice less",
      "FeedError windows-size at conv2d1.windows1
    windows: a window must not be larger than its axis, got 5 elements and 4 of axis 1 of [1, 4, 8, 1] (node "conv2d1.windows1"); take a smaller window, or pad x",
      "FeedError windows-size at maxPool1.windows1
    windows: a window must not be larger than its axis, got 5 elements and 3 of axis 1 of [1, 3, 8, 1] (node "maxPool1.windows1"); take a smaller window, or pad x",
      "FeedError index-range at vectors
    take: indices must be in -3 … 2, got 7 at [1] (node "vectors"); correct the indices",
      "FeedError index-range at vectors
    take: indices must be in -3 … 2, got -4 at [0] (node "vectors"); correct the indices",
    ]
  `);
});
