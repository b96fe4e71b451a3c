import { expect, test } from "vitest";
import { type GraphOptions, graph } from "../../graph/build.ts";
import { include } from "../../graph/include.ts";
import { f32 } from "../../graph/input.ts";
import type { Leaves } from "../../graph/leaves.ts";
import { print } from "../../graph/print/print.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { dense } from "../../ops/index.ts";
import { thrown } from "./thrown.ts";

type Build = (x: Tensor<["batch", 2], "float32", "x">, g: Leaves) => Tensor;
const parameters = (build: Build, options?: GraphOptions): string[] =>
  print(graph({ x: f32("batch", 2) }, ({ x }, g) => ({ y: build(x, g) }), options))
    .split("\n")
    .filter((line) => line.includes("parameter"));

test("graph(…, { init }) is how the weights of layers start, unless they say so themselves; all else starts as ever", () => {
  const build: Build = (x, g) => {
    g.parameter("w", [2]);
    return dense(dense(x, { units: 3 }), { units: 1, init: "glorotUniform" });
  };
  const rest = [
    "dense1.biases = parameter zeros : float32[3]",
    "dense2.weights = parameter glorotUniform : float32[3, 1]",
    "dense2.biases = parameter zeros : float32[1]",
  ];
  const w = "w = parameter randn(0.01) : float32[2]";
  expect(parameters(build, { init: "heNormal" })).toEqual([w, "dense1.weights = parameter heNormal : float32[2, 3]", ...rest]);
  expect(parameters(build, { init: { randn: 0.1 } })).toEqual([w, "dense1.weights = parameter randn(0.1) : float32[2, 3]", ...rest]);
  for (const none of [undefined, {}]) {
    expect(parameters(build, none)).toEqual([w, "dense1.weights = parameter randn(0.01) : float32[2, 3]", ...rest]);
  }
});

test("what is included starts as its own graph says", () => {
  const inner = graph({ x: f32("batch", 2) }, ({ x }) => ({ y: dense(x, { units: 3 }) }), { init: "heUniform" });
  expect(parameters((x, g) => dense(include(g, inner, { x }, { name: "a" }).y, { units: 1 }), { init: "heNormal" })).toEqual([
    'a.dense1.weights = parameter heUniform : float32[2, 3]  # scope "a"',
    'a.dense1.biases = parameter zeros : float32[3]  # scope "a"',
    "dense1.weights = parameter heNormal : float32[3, 1]",
    "dense1.biases = parameter zeros : float32[1]",
  ]);
});

test("options and arguments of graph, g.parameter, g.constant, include and g.scope that nobody reads are refused", () => {
  const on = (build: (x: any, g: any) => unknown, options?: unknown): string =>
    thrown(() => graph({ x: f32("batch", 2) }, ({ x }, g) => ({ y: build(x, g) as Tensor }), options as GraphOptions));
  expect([
    on((x) => x, { init: "heNorml" }),
    on((x) => x, { init: [[1]] }),
    on((x) => x, { initializer: "heNormal" }),
    on((x) => x, "heNormal"),
    on((_, g) => g.parameter("w", [2], { initial: "zeros" })),
    on((_, g) => g.parameter("w", [2], "zeros")),
    on((_, g) => g.parameter("w", [2], { init: { randn: 1, seed: 3 } })),
    on((_, g) => g.constant(1, { type: "float64" })),
    on((_, g) => g.constant("1")),
    on((x, g) => g.constant(x)),
    on((x, g) => g.scope(() => x)),
    on((x, g) =>
      include(
        g,
        graph({ x: f32(2) }, ({ x }) => ({ x })),
        { x },
        "name" as never,
      ),
    ),
    thrown(() => graph({ x: f32(2) }, { y: 1 } as never)),
    thrown(() => graph({ x: f32(["batch", 2] as never) }, ({ x }) => ({ x }))),
    thrown(() => graph({ x: f32 as never }, ({ x }) => ({ x }))),
  ]).toMatchInlineSnapshot(`
    [
      "GraphError bad-initializer
    graph: init must be "zeros", "ones", "glorotUniform", "glorotNormal", "heUniform", "heNormal" or { randn: scale }, got "heNorml"; did you mean heNormal?",
      "GraphError bad-initializer
    graph: init must be "zeros", "ones", "glorotUniform", "glorotNormal", "heUniform", "heNormal" or { randn: scale }, got a list of 1; correct init",
      "OpError bad-option
    graph: options must be some of { init }, got "initializer"; leave it out",
      "OpError bad-option
    graph: options must be an object, some of { init }, got "heNormal"; write { init: "heNormal" }",
      "OpError bad-option at w
    parameter: options must be some of { init, dtype }, got "initial" (node "w"); leave it out",
      "OpError bad-option at w
    parameter: options must be an object, some of { init, dtype }, got "zeros" (node "w"); write { init: "zeros" }",
      "OpError bad-option at w
    parameter: options must be some of { randn }, got "seed" (node "w"); leave it out",
      "OpError bad-option
    constant: options must be some of { dtype, name }, got "type"; did you mean dtype?",
      "GraphError bad-constant
    constant: value must be a number, nested lists of numbers or an NdArray, got "1"; pass numbers",
      "GraphError bad-constant
    constant: value must be a number, nested lists of numbers or an NdArray, got a tensor; pass numbers",
      "GraphError bad-build
    scope: build must be a function, got nothing; write g.scope("title", () => …)",
      "OpError bad-option
    include: options must be an object, some of { name }, got "name"; write { name: "name" }",
      "GraphError bad-build
    graph: build must be a function, got an object; write graph({ X: f32("batch", 4) }, ({ X }) => ({ … }))",
      "GraphError bad-dim
    input "x": a dim is a whole number ≥ 0, a name or an expression such as 2*batch-1, got ["batch", 2]; give the dims one by one, without a list",
      "GraphError bad-input at x
    graph: input "x" needs a type such as f32("batch", 4), got a function; use f32, f64, i32, u8 or bool",
    ]
  `);
});
