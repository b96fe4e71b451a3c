import { allocate, isFloat, type TypedArray } from "../../../graph/dtype.ts";
import type { NodeId } from "../../../graph/graph.ts";
import { NdArray } from "../../../graph/ndarray.ts";
import type { Value } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { AsyncExecutable, Printers, State } from "../../backends/backend.ts";
import type { Parameter } from "../../backends/parameter.ts";
import type { Plan, Slot } from "../../plan/plan.ts";
import { elementsOf } from "./device-parameters.ts";
import { guilty } from "./guilty.ts";
import { hostChecks } from "./host-checks.ts";
import { type HostPart, hostPartOf } from "./host-part.ts";
import type { OnnxTensor } from "./runtime.ts";
import type { Engine, Running } from "./sessions.ts";

/** What a run of the runtime has made, by names of the model, and the names of nodes among them. */
interface Results {
  readonly names: ReadonlyMap<NodeId, string>;
  tensors: Readonly<Record<string, OnnxTensor>>;
}

/** Bytes of a feed from which on it is not copied. */
const large = 2 ** 16;

/** A plan on ONNX Runtime: inputs and outputs in memory of its own, parameters where the runtime has them. */
export class OnnxRuntimeExecutable implements AsyncExecutable {
  readonly #engine: Engine;
  readonly #plan: Plan;
  readonly #state: State;
  readonly #sessions: Running;
  readonly #views = new Map<NodeId, Value>();
  readonly #check: (() => void) | undefined;
  readonly #before: HostPart | undefined;
  readonly #after: HostPart | undefined;
  /** Over the memory of what the runtime reads: inputs, and what was computed before. */
  readonly #own = new Map<NodeId, OnnxTensor>();
  /** The feeds of the next run that are read where they are. */
  readonly #taken = new Map<NodeId, { readonly data: TypedArray; readonly tensor: OnnxTensor }>();
  /** What the last run has made of the parameters: a tensor of the runtime, or elements. */
  #next: ReadonlyMap<Parameter, OnnxTensor | TypedArray> = new Map();

  constructor(engine: Engine, plan: Plan, state: State, sessions: Running) {
    this.#engine = engine;
    this.#plan = plan;
    this.#state = state;
    this.#sessions = sessions;
    sessions.use();
    const { graph, binding, slots } = plan;
    for (const id of [...graph.inputs, ...Object.values(graph.outputs)]) {
      const { shape, dtype } = slots.get(id) as Slot;
      this.#views.set(id, { data: allocate(dtype, sizeOf(shape)), shape, dtype });
    }
    const { before, device, after } = sessions.split;
    this.#before = hostPartOf(before, binding, state.parameters);
    this.#after = hostPartOf(after, binding, state.parameters);
    for (const id of device.inputs) {
      const { data, shape, dtype } = Object.hasOwn(before.outputs, id) ? (this.#before as HostPart).view(id) : this.view(id);
      this.#own.set(id, new engine.ort.Tensor(dtype, data, shape));
    }
    this.#check = hostChecks(graph, binding, (id) => this.#fed(id));
  }

  view(id: NodeId): Value {
    return this.#views.get(id) as Value;
  }

  /** Large arrays of floats: copying them takes longer than a tensor of their own. */
  takes(id: NodeId, feed: unknown): boolean {
    this.#taken.delete(id);
    const { shape, dtype, data: own } = this.view(id);
    const data = feed instanceof NdArray ? feed.data : feed;
    const fits = isFloat(dtype) && ArrayBuffer.isView(data) && data.constructor === own.constructor && data.buffer instanceof ArrayBuffer;
    if (!fits || data.byteLength !== own.byteLength || data.byteLength < large) return false;
    // A result of the last run would be written over by this one.
    for (const { data: mine } of this.#views.values()) if (mine.buffer === data.buffer) return false;
    const tensor = new this.#engine.ort.Tensor(dtype, data as TypedArray, shape);
    this.#taken.set(id, { data: data as TypedArray, tensor });
    return true;
  }

  async executeAsync(): Promise<void> {
    const results = await this.#run();
    const { inputs, outputs } = this.#plan.graph;
    for (const id of new Set(Object.values(outputs))) {
      if (!inputs.includes(id) || this.#taken.has(id)) this.view(id).data.set(await this.#elements(id, results));
    }
  }

  async updateAsync(check?: (values: ReadonlyMap<NodeId, Value>) => void): Promise<void> {
    const next = this.#next;
    this.#next = new Map();
    if (check !== undefined) {
      const values = new Map<NodeId, Value>();
      for (const id in this.#plan.graph.updates) {
        const { shape, dtype } = this.#parameter(id);
        const made = next.get(this.#parameter(id)) as OnnxTensor | TypedArray;
        values.set(id, { data: ArrayBuffer.isView(made) ? made : await elementsOf(made), shape, dtype });
      }
      try {
        check(values);
      } catch (error) {
        for (const [parameter, made] of next) if (!ArrayBuffer.isView(made)) this.#engine.device.drop(parameter, made);
        throw error;
      }
    }
    for (const [parameter, made] of next) {
      if (ArrayBuffer.isView(made)) parameter.set(made);
      else this.#engine.device.lend(parameter, made);
    }
  }

  async stepsAsync(count: number): Promise<void> {
    for (let i = 1; i < count; i++) {
      await this.#run();
      await this.updateAsync();
    }
    await this.executeAsync();
    await this.updateAsync();
  }

  print({ plan }: Printers): string {
    return `onnxruntime ${plan(this.#plan)}`;
  }

  release(): void {
    const { device } = this.#engine;
    const close = (): Promise<void> =>
      this.#sessions.release(async () => {
        for (const id in this.#plan.graph.updates) await device.bringHome(this.#parameter(id));
      });
    // What cannot be closed is gone already: who asks for values that went with it is told then.
    this.#engine.closed = this.#engine.closed.then(close).catch(() => {});
  }

  /** Computes everything; returns what the runtime has made. */
  async #run(): Promise<Results> {
    this.#check?.();
    const { device, closed, options } = this.#engine;
    await closed;
    await this.#before?.run(async (id) => this.#fed(id).data);
    const made = await this.#sessions.session();
    const results: Results = { names: made?.model.outputs ?? new Map(), tensors: {} };
    const fetches: Record<string, OnnxTensor | null> = {};
    if (made !== undefined) {
      const feeds: Record<string, OnnxTensor> = {};
      for (const [id, name] of made.model.inputs) feeds[name] = this.#taken.get(id)?.tensor ?? (this.#own.get(id) as OnnxTensor);
      for (const [id, name] of made.model.parameters) {
        const parameter = this.#parameter(id);
        feeds[name] = device.newest(parameter) ?? (await device.fromHome(parameter));
      }
      for (const name of made.model.outputs.values()) fetches[name] = null;
      for (const [id, name] of made.model.next) fetches[name] = device.target(this.#parameter(id));
      try {
        results.tensors = await made.session.run(feeds, fetches, { logSeverityLevel: options.logSeverityLevel });
      } catch (error) {
        throw await guilty(error, this.#plan, this.#state, (id) => this.#fed(id));
      }
    }
    await this.#after?.run((id) => this.#elements(id, results));
    const next = new Map<Parameter, OnnxTensor | TypedArray>();
    for (const [id, from] of Object.entries(this.#plan.graph.updates)) {
      const name = made?.model.next.get(id);
      const tensor = name === undefined ? undefined : (fetches[name] ?? results.tensors[name]);
      next.set(this.#parameter(id), tensor ?? ((await this.#elements(from, results)).slice() as TypedArray));
    }
    this.#next = next;
    return results;
  }

  /** The elements of a node behind a run: made by the runtime or here, held, or fed. */
  async #elements(id: NodeId, { names, tensors }: Results): Promise<TypedArray> {
    const name = names.get(id);
    if (name !== undefined) return elementsOf(tensors[name] as OnnxTensor);
    const { before, after } = this.#sessions.split;
    if (Object.hasOwn(before.outputs, id)) return (this.#before as HostPart).view(id).data;
    if (Object.hasOwn(after.outputs, id)) return (this.#after as HostPart).view(id).data;
    const { parameters, constants } = this.#state;
    return (await parameters.get(id)?.read()) ?? (constants.get(id) ?? this.#fed(id)).data;
  }

  /** A feed, where it is. */
  #fed(id: NodeId): Value {
    const view = this.view(id);
    return { ...view, data: this.#taken.get(id)?.data ?? view.data };
  }

  #parameter(id: NodeId): Parameter {
    return this.#state.parameters.get(id) as Parameter;
  }
}
