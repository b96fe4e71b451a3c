import { allocate, type TypedArray } from "../../../graph/dtype.ts";
import type { NodeId } from "../../../graph/graph.ts";
import type { Value } from "../../../graph/op.ts";
import { sizeOf } from "../../../graph/shape.ts";
import type { AsyncExecutable, Printers, State } from "../../backends/backend.ts";
import type { Parameter } from "../../backends/parameter.ts";
import type { Plan, Slot } from "../../plan/plan.ts";
import { type DeviceParameters, elementsOf } from "./device-parameters.ts";
import { guilty } from "./guilty.ts";
import { hostChecks } from "./host-checks.ts";
import type { OnnxRuntime, OnnxTensor } from "./runtime.ts";
import type { Made, Sessions } from "./sessions.ts";

/** What the executables of a backend share. */
export interface Engine {
  readonly ort: OnnxRuntime;
  readonly device: DeviceParameters;
  /** Settled when the sessions are closed that were let go of. */
  closed: Promise<void>;
}

/** A run's outputs by their names in the model. */
interface Results {
  readonly made: Made | undefined;
  readonly tensors: Readonly<Record<string, OnnxTensor>>;
}

/** A plan on ONNX Runtime: inputs and outputs in memory of its own, parameters where the runtime has them. */
export class OnnxRuntimeExecutable implements AsyncExecutable {
  readonly #engine: Engine;
  readonly #plan: Plan;
  readonly #state: State;
  readonly #sessions: Sessions;
  readonly #views = new Map<NodeId, Value>();
  /** Over the memory of the inputs, which the runtime reads. */
  readonly #inputs = new Map<NodeId, OnnxTensor>();
  readonly #check: (() => void) | undefined;
  /** What the last run has made of the parameters. */
  #next: ReadonlyMap<Parameter, OnnxTensor> = new Map();

  constructor(engine: Engine, plan: Plan, state: State, sessions: Sessions) {
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
    for (const id of graph.inputs) {
      const { data, shape, dtype } = this.view(id);
      this.#inputs.set(id, new engine.ort.Tensor(dtype, data, shape));
    }
    this.#check = hostChecks(graph, binding, (id) => this.view(id));
  }

  view(id: NodeId): Value {
    return this.#views.get(id) as Value;
  }

  async executeAsync(): Promise<void> {
    const { made, tensors } = await this.#run();
    for (const id of Object.values(this.#plan.graph.outputs)) {
      const name = made?.model.outputs.get(id);
      const { data } = this.view(id);
      if (name !== undefined) data.set(await elementsOf(tensors[name] as OnnxTensor));
      else if (!this.#inputs.has(id)) data.set(await this.#held(id));
    }
  }

  async updateAsync(check?: (values: ReadonlyMap<NodeId, Value>) => void): Promise<void> {
    const next = this.#next;
    this.#next = new Map();
    if (check !== undefined) {
      const values = new Map<NodeId, Value>();
      for (const id in this.#plan.graph.updates) {
        const { shape, dtype } = this.#parameter(id);
        values.set(id, { data: await elementsOf(next.get(this.#parameter(id)) as OnnxTensor), shape, dtype });
      }
      try {
        check(values);
      } catch (error) {
        for (const tensor of next.values()) tensor.dispose();
        throw error;
      }
    }
    for (const [parameter, tensor] of next) this.#engine.device.lend(parameter, tensor);
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

  async #run(): Promise<Results> {
    this.#check?.();
    const { device, closed } = this.#engine;
    await closed;
    const made = await this.#sessions.session();
    if (made === undefined) return { made, tensors: {} };
    const { session, model } = made;
    const feeds: Record<string, OnnxTensor> = {};
    for (const [id, name] of model.inputs) feeds[name] = this.#inputs.get(id) as OnnxTensor;
    for (const [id, name] of model.parameters) {
      const parameter = this.#parameter(id);
      feeds[name] = device.newest(parameter) ?? (await device.fromHome(parameter));
    }
    let tensors: Results["tensors"];
    try {
      tensors = await session.run(feeds);
    } catch (error) {
      throw await guilty(error, this.#plan, this.#state, (id) => this.view(id));
    }
    const next = new Map<Parameter, OnnxTensor>();
    for (const [id, name] of model.next) next.set(this.#parameter(id), tensors[name] as OnnxTensor);
    this.#next = next;
    return { made, tensors };
  }

  /** The elements of a parameter or a constant. */
  async #held(id: NodeId): Promise<TypedArray> {
    const { parameters, constants } = this.#state;
    return (await parameters.get(id)?.read()) ?? (constants.get(id) as Value).data;
  }

  #parameter(id: NodeId): Parameter {
    return this.#state.parameters.get(id) as Parameter;
  }
}
