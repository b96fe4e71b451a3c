import { allocate, type TypedArray } from "../../../graph/dtype.ts";
import { GraphError } from "../../../graph/errors.ts";
import type { NodeId } from "../../../graph/graph.ts";
import { isPrimitive, type PrepareBody, type Value } from "../../../graph/op.ts";
import { sameShape, sizeOf } from "../../../graph/shape.ts";
import { failAtRun } from "../../plan/fail-at-run.ts";
import { type Plan, plan as planOf, type Slot, type Step } from "../../plan/plan.ts";
import type { Backend, Executable, PrepareOptions, Printers, State } from "../backend.ts";
import { granted } from "../granted.ts";
import type { Parameter } from "../parameter.ts";
import { kernelOf } from "./kernel-of.ts";

/** The reference, with sums of lines taken in pieces of so many elements; of the whole line where there is none. */
export const referenceInPieces = (piece?: number): Backend => ({
  name: "reference",
  executes: isPrimitive,
  prepare: (plan, state, options) => new ReferenceExecutable(plan, state, { ...options, piece }),
});

/**
 * Runs every primitive by its own kernel, over views of one arena: sums in the order of NumPy 2.3 and newer, every step rounded as NumPy
 * rounds it. The oracle for other backends. For the sums of older NumPy there is `referenceOf`.
 */
export const reference: Backend = referenceInPieces();

interface Options extends PrepareOptions {
  readonly piece: number | undefined;
}

interface Copy {
  readonly to: Value;
  readonly from: Value;
}

class ReferenceExecutable implements Executable {
  readonly #plan: Plan;
  readonly #views: ReadonlyMap<NodeId, Value>;
  readonly #kernels: readonly (() => void)[];
  readonly #parameters: readonly Parameter[];
  /** Parameters that are updated, as outputs and other updates see them: as they were. */
  readonly #kept: readonly Copy[] = [];
  readonly #keptViews = new Map<TypedArray, Value>();
  readonly #updates: readonly (Copy & { readonly parameter: Parameter })[];
  readonly #updated: ReadonlyMap<NodeId, Value>;

  constructor(plan: Plan, { parameters, constants }: State, options: Options) {
    const { makeRoom, piece } = options;
    const prepare: PrepareBody = (body, held) =>
      new ReferenceExecutable(planOf(body, plan.binding), { parameters: held as never, constants: held }, options);
    this.#plan = plan;
    this.#views = viewsOf(plan, new Map<NodeId, Value>([...constants, ...parameters]), arenaBuffer(plan, makeRoom));
    this.#kernels = plan.steps.map(({ id, op, inputs, attrs }) => {
      const operands = inputs.map((input) => this.#memory(input));
      return kernelOf(op, operands, this.#memory(id), attrs, failAtRun(op.name, id), prepare, piece);
    });
    const { outputs, updates } = plan.graph;
    this.#parameters = [...parameters].filter(([id]) => plan.slots.has(id)).map(([, parameter]) => parameter);
    const replaced = new Set(Object.keys(updates).map((id) => this.#memory(id).data));
    for (const id of [...Object.values(outputs), ...Object.values(updates)]) {
      const from = this.#memory(id);
      if (!replaced.has(from.data) || this.#keptViews.has(from.data)) continue;
      this.#keptViews.set(from.data, { ...from, data: from.data.slice() as TypedArray });
    }
    this.#kept = [...this.#keptViews].map(([data, to]) => ({ to, from: { ...to, data } }));
    this.#updates = Object.entries(updates).map(([id, from]) => ({
      parameter: parameters.get(id) as Parameter,
      to: this.#memory(id),
      from: this.view(from),
    }));
    this.#updated = new Map(Object.entries(updates).map(([id, from]) => [id, this.view(from)]));
  }

  view(id: NodeId): Value {
    const value = this.#memory(id);
    const kept = this.#keptViews.get(value.data);
    return kept === undefined ? value : { ...value, data: kept.data };
  }

  execute(observe?: (step: Step) => void): void {
    const parameters = this.#parameters;
    // Asking for the elements fetches them from where they were updated last.
    for (let i = 0; i < parameters.length; i++) parameters[i]?.data;
    const kernels = this.#kernels;
    for (let i = 0; i < kernels.length; i++) {
      (kernels[i] as () => void)();
      if (observe !== undefined) observe(this.#plan.steps[i] as Step);
    }
    for (let i = 0; i < this.#kept.length; i++) this.#kept[i]!.to.data.set(this.#kept[i]!.from.data);
  }

  update(check?: (values: ReadonlyMap<NodeId, Value>) => void): void {
    check?.(this.#updated);
    for (let i = 0; i < this.#updates.length; i++) {
      const { to, from, parameter } = this.#updates[i] as Copy & { readonly parameter: Parameter };
      to.data.set(from.data);
      parameter.changed();
    }
  }

  /** A run may write over its inputs: they are put back before the next one. */
  steps(count: number): void {
    const inputs = this.#plan.graph.inputs.map((id) => {
      const { data } = this.#memory(id);
      return { data, fed: data.slice() };
    });
    for (let i = 0; i < count; i++) {
      for (const { data, fed } of inputs) data.set(fed);
      this.execute();
      this.update();
    }
  }

  print({ plan }: Printers): string {
    return plan(this.#plan);
  }

  #memory(id: NodeId): Value {
    return this.#views.get(id) as Value;
  }
}

function viewsOf(plan: Plan, state: ReadonlyMap<NodeId, Value>, buffer: ArrayBuffer): Map<NodeId, Value> {
  const views = new Map<NodeId, Value>();
  const byOffset = new Map<number, Value[]>();
  for (const { id, shape, dtype, place, offset, shares } of plan.slots.values()) {
    const held = place === "arena" ? undefined : (state.get(id) ?? views.get(shares as NodeId));
    views.set(id, held ? { data: held.data, shape, dtype } : arenaView({ shape, dtype, offset }, buffer, byOffset));
  }
  return views;
}

/** Nodes that take turns in one place share one view (measured for a chain of 100,000: prepared in 0.2 instead of 0.3 s). */
function arenaView(
  { shape, dtype, offset }: Pick<Slot, "shape" | "dtype" | "offset">,
  buffer: ArrayBuffer,
  byOffset: Map<number, Value[]>,
): Value {
  const there = byOffset.get(offset);
  const known = there?.find((view) => view.dtype === dtype && sameShape(view.shape, shape));
  if (known !== undefined) return known;
  const view = { data: allocate(dtype, sizeOf(shape), buffer, offset), shape, dtype };
  if (there) there.push(view);
  else byOffset.set(offset, [view]);
  return view;
}

const arenaBuffer = ({ bytes }: Plan, makeRoom: PrepareOptions["makeRoom"]): ArrayBuffer =>
  granted(
    () => new ArrayBuffer(bytes),
    makeRoom,
    (error) =>
      new GraphError(`reference: the host must grant ${bytes} bytes for the values of a run, got ${String(error)}; feed smaller batches`, {
        code: "too-large",
        actual: String(bytes),
      }),
  );
