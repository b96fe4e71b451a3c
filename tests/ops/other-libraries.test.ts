import { expect, test } from "vitest";
import { graph } from "../../graph/build.ts";
import { f32, i32, u8 } from "../../graph/input.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { op } from "../graph/untyped-ops.ts";

/** What the error of an untyped call tells to do. */
function cure(build: (x: any) => unknown): string {
  try {
    graph({ image: f32("batch", 8, 8, 4), words: i32("batch", "time"), x: f32("batch", "time", 4) }, (x) => ({ y: build(x) as Tensor }));
  } catch (error) {
    return (error as Error).message.split("; ").at(-1) as string;
  }
  return "nothing";
}

/** The cure for each of these options beside others. */
const cures = (names: string, build: (x: any, options: object) => unknown): string[] =>
  names.split(" ").map((name) => `${name}: ${cure((x) => build(x, { [name]: 2 }))}`);

test("options of PyTorch, Keras, TensorFlow.js and ONNX are told the name here", () => {
  expect({
    conv2d: cures(
      "out_channels kernel_size kernelSize kernel_shape strides dilation_rate auto_pad group dataFormat data_format useBias kernel_initializer kernelRegularizer",
      ({ image }, options) => op.conv2d(image, { filters: 2, size: 3, ...options }),
    ),
    depthwiseConv2d: cures("kernel_size depth_multiplier strides", ({ image }, options) =>
      op.depthwiseConv2d(image, { size: 3, ...options }),
    ),
    averagePool: cures("kernel_size poolSize ceil_mode count_include_pad data_format", ({ image }, options) =>
      op.averagePool(image, { size: 2, ...options }),
    ),
    lstm: cures("hidden_size hiddenSize return_sequences goBackwards initial_state nonlinearity kernel_initializer", ({ x }, options) =>
      op.lstm(x, { units: 3, ...options }),
    ),
    multiHeadAttention: cures("num_heads numHeads key_dim attn_mask key_padding_mask is_causal use_causal_mask", ({ x }, options) =>
      op.multiHeadAttention(x, { heads: 2, ...options }),
    ),
    attention: cures("attn_mask is_causal", ({ x }, options) => op.attention(x, x, x, options)),
    embedding: cures("num_embeddings embedding_dim inputDim output_dim", ({ words }, options) =>
      op.embedding(words, { size: 9, units: 3, ...options }),
    ),
    batchNorm: cures("eps gamma beta running_mean data_format", ({ image }, options) => op.batchNorm(image, options)),
    groupNorm: cures("num_groups", ({ image }, options) => op.groupNorm(image, { groups: 2, ...options })),
    dense: cures("out_features use_bias kernel_regularizer", ({ image }, options) => op.dense(image, { units: 3, ...options })),
    dropout: cures("p", ({ image }, options) => op.dropout(image, options)),
    softmax: cures("dim axes", ({ image }, options) => op.softmax(image, options)),
    flip: cures("dims", ({ image }, options) => op.flip(image, options)),
    std: cures("dim keepdim correction", ({ image }, options) => op.std(image, options)),
    transpose: cures("axes dims", ({ image }, options) => op.transpose(image, options)),
    oneHot: cures("num_classes", ({ words }, options) => op.oneHot(words, options)),
    leakyRelu: cures("negative_slope", ({ image }, options) => op.leakyRelu(image, options)),
    pad: cures("pad_width padding constant_values", ({ image }, options) => op.pad(image, { pads: [], ...options })),
    crossentropy: cures("from_logits fromLogits", ({ x, words }, options) => op.crossentropy(x, words, options)),
    binaryCrossentropy: cures("from_logits fromLogits", ({ x }, options) => op.binaryCrossentropy(x, x, options)),
  }).toMatchInlineSnapshot(`
    {
      "attention": [
        "attn_mask: did you mean mask?",
        "is_causal: did you mean causal?",
      ],
      "averagePool": [
        "kernel_size: did you mean size?",
        "poolSize: did you mean size?",
        "ceil_mode: did you mean ceil?",
        "count_include_pad: did you mean countIncludePad?",
        "data_format: did you mean layout?",
      ],
      "batchNorm": [
        "eps: did you mean epsilon?",
        "gamma: did you mean scale?",
        "beta: did you mean biases?",
        "running_mean: did you mean mean?",
        "data_format: did you mean layout?",
      ],
      "binaryCrossentropy": [
        "from_logits: did you mean sigmoidCrossentropy()?",
        "fromLogits: did you mean sigmoidCrossentropy()?",
      ],
      "conv2d": [
        "out_channels: did you mean filters?",
        "kernel_size: did you mean size?",
        "kernelSize: did you mean size?",
        "kernel_shape: did you mean size?",
        "strides: did you mean stride?",
        "dilation_rate: did you mean dilation?",
        "auto_pad: did you mean padding?",
        "group: did you mean groups?",
        "dataFormat: did you mean layout?",
        "data_format: did you mean layout?",
        "useBias: did you mean bias?",
        "kernel_initializer: did you mean init?",
        "kernelRegularizer: did you mean l2?",
      ],
      "crossentropy": [
        "from_logits: did you mean softmaxCrossentropy()?",
        "fromLogits: did you mean softmaxCrossentropy()?",
      ],
      "dense": [
        "out_features: did you mean units?",
        "use_bias: did you mean bias?",
        "kernel_regularizer: did you mean l2?",
      ],
      "depthwiseConv2d": [
        "kernel_size: did you mean size?",
        "depth_multiplier: did you mean depthMultiplier?",
        "strides: did you mean stride?",
      ],
      "dropout": [
        "p: did you mean rate?",
      ],
      "embedding": [
        "num_embeddings: did you mean size?",
        "embedding_dim: did you mean units?",
        "inputDim: did you mean size?",
        "output_dim: did you mean units?",
      ],
      "flip": [
        "dims: did you mean axis?",
      ],
      "groupNorm": [
        "num_groups: did you mean groups?",
      ],
      "leakyRelu": [
        "negative_slope: did you mean alpha?",
      ],
      "lstm": [
        "hidden_size: did you mean units?",
        "hiddenSize: did you mean units?",
        "return_sequences: did you mean returnSequences?",
        "goBackwards: did you mean reverse?",
        "initial_state: did you mean initial?",
        "nonlinearity: did you mean activation?",
        "kernel_initializer: did you mean init?",
      ],
      "multiHeadAttention": [
        "num_heads: did you mean heads?",
        "numHeads: did you mean heads?",
        "key_dim: did you mean size?",
        "attn_mask: did you mean mask?",
        "key_padding_mask: did you mean mask?",
        "is_causal: did you mean causal?",
        "use_causal_mask: did you mean causal?",
      ],
      "oneHot": [
        "num_classes: did you mean depth?",
      ],
      "pad": [
        "pad_width: did you mean pads?",
        "padding: did you mean pads?",
        "constant_values: did you mean value?",
      ],
      "softmax": [
        "dim: did you mean axis?",
        "axes: did you mean axis?",
      ],
      "std": [
        "dim: did you mean axis?",
        "keepdim: did you mean keepdims?",
        "correction: did you mean ddof?",
      ],
      "transpose": [
        "axes: did you mean perm?",
        "dims: did you mean perm?",
      ],
    }
  `);
});

test("what there is no name for here is to be left out, and the names of attributes stand once in the list", () => {
  expect([
    cure(({ image }) => op.conv2d(image, { filters: 2, size: 3, in_channels: 4 })),
    cure(({ x }) => op.lstm(x, { units: 2, batch_first: true })),
    cure(({ x }) => op.multiHeadAttention(x, { heads: 2, embed_dim: 4 })),
  ]).toEqual(["leave it out", "leave it out", "leave it out"]);
  expect(() => graph({ x: f32("batch", "time", 4) }, ({ x }) => ({ y: op.multiHeadAttention(x, { num_heads: 2 }) as Tensor }))).toThrow(
    "options must be some of { heads, causal, memory, mask, size, units, init, bias, weights, name }",
  );
});

test("padding as one number is told how pairs are written", () => {
  expect(cure(({ image }) => op.conv2d(image, { filters: 2, size: 3, padding: 1 }))).toBe('write "same", or [[1, 1], [1, 1]]');
});

test("images of bytes are told to be cast, whatever layer they come to", () => {
  const errors = (shape: readonly [string, ...number[]], build: (x: any) => unknown): string => {
    try {
      graph({ x: u8(...shape) }, ({ x }) => ({ y: build(x) as Tensor }));
    } catch (error) {
      return (error as Error).message;
    }
    return "nothing";
  };
  expect([
    errors(["batch", 784], (x) => op.dense(x, { units: 2 })),
    errors(["batch", 28, 28, 1], (x) => op.conv2d(x, { filters: 2, size: 3 })),
    errors(["batch", 28, 28, 1], (x) => op.convTranspose2d(x, { filters: 2, size: 3 })),
    errors(["batch", 28, 28, 1], (x) => op.depthwiseConv2d(x, { size: 3 })),
    errors(["batch", 9, 4], (x) => op.simpleRnn(x, { units: 2 })),
    errors(["batch", 9, 4], (x) => op.lstm(x, { units: 2 })),
    errors(["batch", 9, 4], (x) => op.gru(x, { units: 2 })),
    errors(["batch", 9, 4], (x) => op.multiHeadAttention(x, { heads: 2 })),
    errors(["batch", 4], (x) => op.bilinear(x, x, { units: 2 })),
    errors(["batch", 4], (x) => op.prelu(x)),
  ]).toMatchInlineSnapshot(`
    [
      "dense: x must be a float tensor, got uint8[batch, 784] (node "dense1"); cast(x, { dtype: "float32" }) it",
      "conv2d: x must be a float tensor, got uint8[batch, 28, 28, 1] (node "conv2d1"); cast(x, { dtype: "float32" }) it",
      "convTranspose2d: x must be a float tensor, got uint8[batch, 28, 28, 1] (node "convTranspose2d1"); cast(x, { dtype: "float32" }) it",
      "depthwiseConv2d: x must be a float tensor, got uint8[batch, 28, 28, 1] (node "depthwiseConv2d1"); cast(x, { dtype: "float32" }) it",
      "simpleRnn: x must be a float tensor, got uint8[batch, 9, 4] (node "simpleRnn1"); cast(x, { dtype: "float32" }) it",
      "lstm: x must be a float tensor, got uint8[batch, 9, 4] (node "lstm1"); cast(x, { dtype: "float32" }) it",
      "gru: x must be a float tensor, got uint8[batch, 9, 4] (node "gru1"); cast(x, { dtype: "float32" }) it",
      "multiHeadAttention: x must be a float tensor, got uint8[batch, 9, 4] (node "multiHeadAttention1"); cast(x, { dtype: "float32" }) it",
      "bilinear: x1 must be a float tensor, got uint8[batch, 4] (node "bilinear1"); cast(x, { dtype: "float32" }) it",
      "prelu: x must be a float tensor, got uint8[batch, 4] (node "prelu1"); cast(x, { dtype: "float32" }) it",
    ]
  `);
});
