import { apply, compileAsync, dense, f32, f64, graph, matmul, relu } from "dagrad";
import { type OnnxRuntime, onnxruntime } from "dagrad/onnxruntime";
import { describe, expect, it } from "vitest";
import { doubled } from "../graph/doubled.ts";
import { thrownLater } from "../graph/thrown.ts";
import { areRuntimesThere, runtimes } from "./runtimes.ts";

const network = graph({ x: f32("n", 2) }, ({ x }) => ({ y: relu(dense(x, { units: 3 })) }));
const feeds = { x: [[1, 2]] };

describe.skipIf(!areRuntimesThere)("what ONNX Runtime cannot do is an error that names it", () => {
  const { "onnxruntime-node": node, "onnxruntime-web": web } = runtimes;
  const compiled = (ort: OnnxRuntime, options: Parameters<typeof onnxruntime>[1]) => () =>
    compileAsync(network, { backend: onnxruntime(ort, options), feeds });

  it("no such place to run, and no such option of the runtime", async () => {
    const asked = [
      compiled(node, { executionProviders: ["coreml"] }),
      compiled(web, { executionProviders: ["webgpu"] }),
      compiled(node, { session: { executionMode: "fast" } }),
    ];
    const said = [];
    for (const ask of asked) said.push(await thrownLater(ask));
    expect(said).toMatchInlineSnapshot(`
      [
        "GraphError engine-provider
      onnxruntime: executionProviders must be some that this host has, got "coreml": no available backend found. ERR: [coreml] backend not found; leave the option out for the processor, or install what "coreml" needs",
        "GraphError engine-provider
      onnxruntime: executionProviders must be some that this host has, got "webgpu": no available backend found. ERR: [webgpu] backend not found; leave the option out for the processor, or install what "webgpu" needs",
        "GraphError engine-option
      onnxruntime: session must hold options that the runtime takes, got "executionMode": 'executionMode' is not supported: fast; correct it",
      ]
    `);
  });

  it("an op that is a function of TypeScript", async () => {
    const own = graph({ x: f32("n", 2) }, ({ x }) => ({ y: relu(apply(doubled, [x])) }));
    expect(await thrownLater(() => compileAsync(own, { backend: onnxruntime(node), feeds }))).toMatchInlineSnapshot(`
      "GraphError onnx-own-op at doubled1
      onnxruntime: what is written in ONNX must be of ops whose computation is declared, got doubled, which is a function of TypeScript (node "doubled1"); write the node in other ops, or compile with { backend: wasm() }"
    `);
  });

  it("float64 in a build without it: what is much work in it, while counters and the like are computed beside it", async () => {
    const create: OnnxRuntime["InferenceSession"]["create"] = async (model, options) => {
      const session = await node.InferenceSession.create(model, options);
      const metadata = (session as unknown as { readonly inputMetadata: readonly { readonly type: string }[] }).inputMetadata;
      if (metadata.some(({ type }) => type === "float64")) {
        throw new Error("Could not find an implementation for MatMul(13) node with name 'matmul1:MatMul'");
      }
      return session;
    };
    const without: OnnxRuntime = { Tensor: node.Tensor, env: node.env, InferenceSession: { create } };
    const product = graph({ x: f64("n", 2), w: f64(2, 2) }, ({ x, w }) => ({ y: matmul(x, w) }));
    const fed = {
      x: [[1, 2]],
      w: [
        [1, 0],
        [0, 1],
      ],
    };
    expect(await thrownLater(() => compileAsync(product, { backend: onnxruntime(without), feeds: fed }))).toMatchInlineSnapshot(`
      "GraphError engine-dtype at matmul1
      onnxruntime: the runtime must have the dtypes of large values, got matmul of float64[n, 2], of which this build of it has none (node "matmul1"); use float32, a build that has it (onnxruntime-web/wasm), or compile with { backend: wasm() }"
    `);
    expect(await thrownLater(() => compileAsync(product, { backend: onnxruntime(node), feeds: fed }))).toBe("no error");
  });

  it("what fails in a run without a fault of the feeds", async () => {
    const create: OnnxRuntime["InferenceSession"]["create"] = async () => ({
      run: () =>
        Promise.reject(
          new Error("Non-zero status code returned while running Relu node. Name:'relu1:Relu' Status Message: out of memory."),
        ),
      release: () => Promise.resolve(),
    });
    const failing: OnnxRuntime = { Tensor: node.Tensor, env: node.env, InferenceSession: { create } };
    const program = await compileAsync(network, { backend: onnxruntime(failing), feeds });
    expect(await thrownLater(() => program.runAsync(feeds))).toMatchInlineSnapshot(`
      "GraphError engine-run at relu1
      onnxruntime: a run must end, got "Non-zero status code returned while running Relu node. Name:'relu1:Relu' Status Message: out of memory" (node "relu1"); feed less at once, or compile with { backend: wasm() }"
    `);
  });

  it("a module that a bundler has wrapped is taken as the module", async () => {
    const program = await compileAsync(network, { backend: onnxruntime({ default: node }), feeds });
    expect((await program.runAsync(feeds)).y.shape).toEqual([1, 3]);
  });
});
