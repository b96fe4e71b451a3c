import {
  apply,
  compile,
  crossentropy,
  dense,
  dropout,
  f32,
  type Graph,
  graph,
  random,
  relu,
  reshape,
  sgd,
  shear,
  softmax,
  take,
  trainStep,
  u8,
} from "dagrad";
import { toOnnx, toOnnxFiles } from "dagrad/onnx";
import { expect, test } from "vitest";
import { encode, mostBytes } from "../../src/onnx/wire/encode.ts";
import { doubled } from "../graph/doubled.ts";

const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
  const probabilities = softmax(dense(dropout(relu(dense(X, { units: 4 })), { rate: 0.5 }), { units: 3 }));
  return { probabilities, loss: crossentropy(probabilities, y) };
});
const program = compile(network, { random: random(0) });

const said = (build: () => unknown): string => {
  try {
    build();
  } catch (error) {
    const { name, code, message } = error as { name: string; code: string; message: string };
    return `${name} ${code}: ${message}`;
  }
  return "nothing";
};

test("what cannot be written is said with the node and the way out", () => {
  const own = graph({ x: f32(2) }, ({ x }) => ({ y: apply(doubled, [x], {}) }) as never) as Graph<any, any>;
  const step = compile(trainStep(network, { minimize: "loss", optimizer: sgd() }), { random: random(0) });
  const embedding = compile(
    trainStep(
      graph({ x: u8("batch") }, ({ x }, g) => {
        const table = g.parameter("table", [4, 3], { init: "ones" });
        return { loss: crossentropy(softmax(take(table, x as never)) as never, x as never) as never };
      }) as Graph<any, any>,
      { minimize: "loss", optimizer: sgd() } as never,
    ),
  );
  const product = graph(
    { x: f32("rows*columns") },
    ({ x }) => ({ y: reshape(x as never, { shape: ["rows", "columns"] } as never) }) as never,
  ) as Graph<any, any>;
  const sheared = graph(
    { x: f32("batch", 4, 3) },
    ({ x }) => ({ y: shear(x as never, { axis: 1, along: 2, step: 1 } as never) }) as never,
  ) as Graph<any, any>;
  const messages = [
    () => toOnnx(step),
    () => toOnnx(own),
    () => toOnnx(network),
    () => toOnnx(embedding, { opset: 13 }),
    () => toOnnx(product),
    () => toOnnx(sheared),
    () =>
      encode("Model", { graph: { initializer: [{ rawData: Object.defineProperty(new Uint8Array(), "length", { value: mostBytes }) }] } }),
  ].map(said);
  expect(messages.join("\n")).toMatchInlineSnapshot(`
    "GraphError onnx-random: toOnnx: what is written in ONNX must not draw random numbers, which each runtime draws in its own way, got randomUniform (node "dropout1.randomUniform1"); export the network itself, whose dropout is off, or train without dropout
    GraphError onnx-own-op: toOnnx: what is written in ONNX must be of ops whose computation is declared, got doubled, which is a function of TypeScript (node "doubled1"); write it as a formula of other ops, or leave it out with { outputs }
    GraphError onnx-no-value: toOnnx: each parameter must have a value, got none of "dense1.weights" (node "dense1.weights"); pass a program, or { parameters }
    GraphError onnx-opset: toOnnx: scatterAdd must be written in opset 16 or a later one, got opset 13 (node "d.table"); pass { opset: 17 }
    GraphError onnx-size-name: toOnnx: an input must have an axis that tells the size of each name, got none for "rows"; declare an axis "rows", or give a number
    nothing
    FormatError onnx-size: toOnnx: a file must have less than 2 GB, the limit of protobuf, got 2147483665 bytes; toOnnxFiles puts the weights into files beside it"
  `);
});

test("wrong calls are told what to pass", () => {
  const call = (...args: readonly unknown[]): string => said(() => (toOnnx as (...given: readonly unknown[]) => unknown)(...args));
  const messages = [
    call(),
    call("network.onnx"),
    call({ graph: "network" }),
    call(Promise.resolve(program)),
    call(program, 17),
    call(program, { opsets: 17 }),
    call(program, { opset_version: 17 }),
    call(program, { opset: 12 }),
    call(program, { outputs: "loss" }),
    call(program, { outputs: ["losses"] }),
    call(program, { outputs: [] }),
    call(network, { parameters: { weights: [1] } }),
    said(() => toOnnxFiles(program, { location: "../weights.data" })),
    said(() => toOnnxFiles(program, { locations: "weights.data" } as never)),
  ];
  expect(messages.join("\n")).toMatchInlineSnapshot(`
    "OpError bad-argument: toOnnx: model must be a model with its parameters, or a graph, got nothing; pass a program, or { graph, parameters }
    OpError bad-argument: toOnnx: model must be a model with its parameters, or a graph, got "network.onnx"; pass a program, or { graph, parameters }
    OpError bad-argument: toOnnx: model must be a model with its parameters, or a graph, got an object; pass a program, or { graph, parameters }
    OpError bad-argument: toOnnx: model must be a model with its parameters, or a graph, got a promise; await it first
    OpError bad-option: toOnnx: options must be an object, some of { opset, parameters, outputs }, got 17; write { opset: 17 }
    OpError bad-option: toOnnx: options must be some of { opset, parameters, outputs }, got "opsets"; did you mean opset?
    OpError bad-option: toOnnx: options must be some of { opset, parameters, outputs }, got "opset_version"; did you mean opset?
    OpError bad-argument: toOnnx: opset must be a whole number from 13 to 21, got 12; leave it out for 17
    OpError bad-argument: toOnnx: outputs must be a list of outputs (probabilities, loss), got "loss"; name at least one of them
    OpError bad-argument: toOnnx: outputs must be a list of outputs (probabilities, loss), got "losses"; name at least one of them
    OpError bad-argument: toOnnx: outputs must be a list of outputs (probabilities, loss), got []; name at least one of them
    FeedError unknown-parameter: parameters: a name must be a parameter's (dense1.weights, dense1.biases, dense2.weights, dense2.biases), got "weights"; correct the name
    OpError bad-argument: toOnnxFiles: location must be the name of a file, without a folder, got "../weights.data"; leave it out for "weights.data"
    OpError bad-option: toOnnxFiles: options must be some of { opset, parameters, outputs, location }, got "locations"; did you mean location?"
  `);
});
