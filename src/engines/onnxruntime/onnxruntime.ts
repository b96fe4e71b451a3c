import { checkKind } from "../../../graph/check-kind.ts";
import type { Graph } from "../../../graph/graph.ts";
import type { AsyncBackend } from "../../backends/backend.ts";
import type { Plan } from "../../plan/plan.ts";
import { bindGraph } from "./bind-graph.ts";
import { DeviceParameters } from "./device-parameters.ts";
import { OnnxRuntimeExecutable } from "./executable.ts";
import { executes } from "./exported.ts";
import { firstProvider, type OnnxRuntimeOptions, sessionOptions } from "./options.ts";
import { isUnwritable } from "./refused.ts";
import { type OnnxRuntime, runtimeOf } from "./runtime.ts";
import { type Engine, Sessions, withoutSession } from "./sessions.ts";

/**
 * ONNX Runtime as a backend: of `compileAsync` and `fit`, whose programs are run with `runAsync` and `stepsAsync`.
 *
 *     import * as ort from "onnxruntime-node";
 *     const program = await compileAsync(step, { backend: onnxruntime(ort), feeds: { X, y } });
 *
 * `ort` is your own import of onnxruntime-node or onnxruntime-web. The graph is written as a model of ONNX, and a session is made of it, one for
 * all sizes of its named dims. What a step has made of the parameters the next one takes in, where it is: in the memory of the runtime, or on
 * the GPU.
 * Errors: OpError for what is no such module, an unknown option or one of another kind. When it compiles: GraphError for what ONNX or the
 * runtime does not have, with the node. In a run: FeedError as on any backend.
 */
export function onnxruntime(ort: OnnxRuntime | { readonly default: OnnxRuntime }, options: OnnxRuntimeOptions = {}): AsyncBackend {
  const runtime = runtimeOf(ort);
  checkKind(
    runtime !== undefined,
    "onnxruntime",
    "ort",
    "the module onnxruntime-node or onnxruntime-web",
    ort,
    'write import * as ort from "onnxruntime-node" and pass ort',
  );
  const { threads } = options;
  const session = sessionOptions(options);
  const isNode = typeof runtime.env?.versions?.node === "string";
  const engine: Engine = {
    ort: runtime,
    options: session,
    device: new DeviceParameters(runtime, isNode && ["cpu", undefined].includes(firstProvider(session))),
    lacks: new Set(),
    closed: Promise.resolve(),
  };
  return {
    name: "onnxruntime",
    executes,
    prepareAsync: async (plan, state, { shared = new Map<unknown, unknown>() } = {}) => {
      if (threads !== undefined && runtime.env.wasm !== undefined) runtime.env.wasm.numThreads = threads;
      const known = (shared.get(engine) ?? new Map()) as Map<Graph, Sessions | "bound">;
      shared.set(engine, known);
      const isEmpty = [...plan.slots.values()].some(({ shape }) => shape.includes(0));
      if (isEmpty) return new OnnxRuntimeExecutable(engine, plan, state, withoutSession(plan.graph));
      const sessions = await sessionsOf(plan, known, (graph) => new Sessions(engine, graph, state.parameters));
      return new OnnxRuntimeExecutable(engine, plan, state, sessions);
    },
  };
}

/** The sessions of a plan's graph for all sizes; or for those of the plan, where ONNX can say a node of the graph for sizes with numbers alone. */
async function sessionsOf(
  { graph, binding }: Plan,
  known: Map<Graph, Sessions | "bound">,
  make: (graph: Graph) => Sessions,
): Promise<Sessions> {
  const before = known.get(graph);
  if (before !== undefined && before !== "bound") return before;
  const sessions = make(before === undefined ? graph : bindGraph(graph, binding));
  try {
    await sessions.session();
  } catch (error) {
    if (before !== undefined || binding.size === 0 || !isUnwritable(error)) throw error;
    known.set(graph, "bound");
    return sessionsOf({ graph, binding } as Plan, known, make);
  }
  if (before === undefined) known.set(graph, sessions);
  return sessions;
}
