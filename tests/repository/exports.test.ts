import * as dagrad from "dagrad";
import * as explorer from "dagrad/explorer";
import * as onnx from "dagrad/onnx";
import * as torch from "dagrad/torch";
import { expect, test } from "vitest";
import * as ops from "../../ops/index.ts";

test("dagrad exports its ops, these values, and no others", () => {
  expect(Object.keys(dagrad)).toEqual(expect.arrayContaining(Object.keys(ops)));
  expect(
    Object.keys(dagrad)
      .filter((name) => !Object.hasOwn(ops, name))
      .sort(),
  ).toMatchInlineSnapshot(`
    [
      "FeedError",
      "FormatError",
      "GraphError",
      "History",
      "NdArray",
      "OpError",
      "adagrad",
      "adam",
      "adamw",
      "addNode",
      "ancestors",
      "apply",
      "applyEdit",
      "applyScaling",
      "array",
      "atom",
      "bool",
      "bypass",
      "call",
      "categoriesOf",
      "check",
      "checkGradients",
      "classWeights",
      "classificationReport",
      "columnsFor",
      "compile",
      "compileAsync",
      "confusionMatrix",
      "constantRate",
      "consumers",
      "cosineDecay",
      "defineOp",
      "diff",
      "diffDot",
      "dot",
      "dynamic",
      "edit",
      "evaluate",
      "explain",
      "f32",
      "f64",
      "fit",
      "fromCheckpoint",
      "fromCsv",
      "fromIdx",
      "fromModel",
      "fromNpy",
      "fromNpz",
      "fromSafetensors",
      "gradients",
      "graph",
      "graphFormat",
      "grouped",
      "i32",
      "include",
      "infix",
      "insertAfter",
      "inverseTimeDecay",
      "isDagradError",
      "latex",
      "latexCall",
      "lower",
      "minMaxScaling",
      "numpy",
      "oneHotEncode",
      "opSet",
      "opsOf",
      "parse",
      "parseArray",
      "predict",
      "prefix",
      "print",
      "printDiff",
      "printGradientCheck",
      "printPlan",
      "random",
      "randomFromState",
      "reference",
      "referenceOf",
      "removeUnused",
      "replaceUses",
      "rewrite",
      "rmsprop",
      "sgd",
      "shaped",
      "sineData",
      "spiralData",
      "split",
      "standardOps",
      "standardScaling",
      "stepDecay",
      "text",
      "themed",
      "toCheckpoint",
      "toIdx",
      "toModel",
      "toNpy",
      "toNpz",
      "toSafetensors",
      "topologicalOrder",
      "trace",
      "traceAsync",
      "tracer",
      "trainStep",
      "trainTestSplit",
      "u8",
      "undoScaling",
      "verticalData",
      "warmUp",
      "wasm",
      "withOps",
      "zeros",
    ]
  `);
});

test("dagrad/explorer exports these values, and no others", () => {
  expect(Object.keys(explorer).sort()).toEqual(["explore", "explorerHtml", "recordSources"]);
});

test("dagrad/torch exports this value, and no other", () => {
  expect(Object.keys(torch)).toEqual(["torch"]);
});

test("dagrad/onnx exports these values, and no others", () => {
  expect(Object.keys(onnx).sort()).toEqual(["externalFiles", "fromOnnx", "rareOps", "toOnnx", "toOnnxFiles"]);
});
