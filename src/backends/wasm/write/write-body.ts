import { decodeNumber } from "../../../../graph/attrs.ts";
import { bytesOf, type DType } from "../../../../graph/dtype.ts";
import { type AttrValue, type Graph, type NodeId, nodeOf } from "../../../../graph/graph.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import type { EngineValue } from "../../fuse/engine-value.ts";
import type { Code, Local } from "../assembler/code.ts";
import { element } from "../kernels/element.ts";
import type { Layout, layoutOf } from "../memory.ts";
import type { Place } from "../place.ts";
import type { CheckingSite } from "../site.ts";
import type { Arrange, OwnEmitter, writePhases } from "./write-module.ts";

/** A body that runs once for each step, and where it meets what is around it. */
export interface BodyInLoop {
  /** Carries are parameters with updates, what stays is parameters without, slices are inputs. */
  readonly step: Graph;
  readonly reverse: boolean;
  /** The parameters and inputs of the step, by the position of the loop's input that each is of. */
  readonly carries: ReadonlyMap<NodeId, number>;
  readonly constants: ReadonlyMap<NodeId, number>;
  readonly slices: ReadonlyMap<NodeId, number>;
  /** The loop's results, in the order in which they lie behind each other. */
  readonly results: readonly { readonly name: string; readonly node: NodeId; readonly stacked: boolean }[];
}

/** A loop in the module: the functions of its body, called once for each step, between copies of slices and results. */
export function bodyEmitter(body: BodyInLoop): OwnEmitter {
  let prepared: Prepared | undefined;
  return {
    kind: "own",
    mayFail: true,
    scratch(arrange, lay) {
      prepared = { ...arrange(body.step), lay };
      return layoutAt(0, [], body, prepared).bytes;
    },
    write(site, layout, hosted, inputs, y, writeBody) {
      if (prepared !== undefined) new LoopOfBody({ site, layout, hosted, writeBody }, inputs, y, body, prepared).write();
    },
  };
}

type Prepared = ReturnType<Arrange> & { readonly lay: typeof layoutOf };

/** Where the loop is written. */
interface Into {
  readonly site: CheckingSite;
  readonly layout: Layout;
  readonly hosted: EngineValue[];
  readonly writeBody: typeof writePhases;
}

const line = 64;
const bytesOfValue = ({ shape, dtype }: Pick<Place, "shape" | "dtype">): number => sizeOf(shape) * bytesOf(dtype);

/** The addresses of a body from `address` on: carries first. What stays lies where it is. */
function layoutAt(address: number, inputs: readonly Place[], { carries, constants }: BodyInLoop, prepared: Prepared): Layout {
  const { values, schedule, scratch, lay } = prepared;
  const at = new Map<NodeId, number>();
  let end = address;
  for (const value of values) {
    if (value.leaf !== "parameter") continue;
    const constant = constants.get(value.id);
    if (constant !== undefined && !carries.has(value.id)) at.set(value.id, inputs[constant]?.address ?? 0);
    else {
      at.set(value.id, end);
      // Narrow rows are written four at a time.
      end += line * Math.ceil((bytesOfValue(value) + 4 * 16 * 8) / line);
    }
  }
  return lay(values, schedule, scratch, { places: { from: address, to: end, at }, take: () => end });
}

class LoopOfBody {
  readonly #into: Into;
  readonly #inputs: readonly Place[];
  readonly #y: Place;
  readonly #body: BodyInLoop;
  readonly #prepared: Prepared;
  readonly #layout: Layout;
  readonly #byId: ReadonlyMap<NodeId, EngineValue>;
  readonly #code: Code;

  constructor(into: Into, inputs: readonly Place[], y: Place, body: BodyInLoop, prepared: Prepared) {
    this.#into = into;
    this.#inputs = inputs;
    this.#y = y;
    this.#body = body;
    this.#prepared = prepared;
    this.#layout = layoutAt(into.layout.scratch, inputs, body, prepared);
    this.#byId = new Map(prepared.values.map((value) => [value.id, value]));
    this.#code = into.site.code;
    // Kernels of the host find their operands there.
    for (const [value, home] of this.#layout.homes) (into.layout.homes as Map<EngineValue, typeof home>).set(value, home);
  }

  write(): void {
    const { carries, slices, results, reverse } = this.#body;
    const { site, hosted, writeBody } = this.#into;
    const { run, update } = writeBody(site.module, this.#prepared.schedule, this.#layout, hosted, {});
    const code = this.#code;
    const steps = this.#inputs[[...slices.values()][0] as number]?.shape[0] as number;
    this.#constants();
    const starts = [...carries].flatMap(([id, i]) => (this.#byId.has(id) ? [[id, this.#inputs[i] as Place] as const] : []));
    for (const [id, from] of starts) this.#copy(this.#at(id), from.address, bytesOfValue(from));
    const [left, t] = code.locals("i32", 2) as [Local, Local];
    code.i32(reverse ? steps - 1 : 0).set(t);
    const ends: (() => void)[] = [];
    const stacks: (() => void)[] = [];
    let to = this.#y.address;
    for (const { name, node, stacked } of results) {
      const address = to;
      if (stacked) {
        const bytes = bytesOfValue(this.#value(node));
        stacks.push(() => this.#copy(address, this.#at(node), bytes, [bytes, 0], t));
        to += steps * bytes;
      } else {
        const bytes = bytesOfValue(this.#inputs[carries.get(name) as number] as Place);
        // A carry that no step changes or reads is what it began with.
        const from = this.#byId.has(name) ? this.#at(name) : (this.#inputs[carries.get(name) as number] as Place).address;
        ends.push(() => this.#copy(address, from, bytes));
        to += bytes;
      }
    }
    if (steps > 0) {
      code.times(left, steps, () => {
        for (const [id, i] of slices) {
          if (!this.#byId.has(id)) continue;
          const bytes = bytesOfValue(this.#value(id));
          this.#copy(this.#at(id), (this.#inputs[i] as Place).address, bytes, [0, bytes], t);
        }
        code.call(run);
        for (const stack of stacks) stack();
        code.call(update).increase(t, reverse ? -1 : 1);
      });
    }
    for (const end of ends) end();
  }

  #value(id: NodeId): EngineValue {
    return this.#byId.get(id) as EngineValue;
  }

  #at(id: NodeId): number {
    const value = this.#value(id);
    return this.#layout.homes.get(value.alias ?? value)?.address as number;
  }

  /** Copies bytes between two addresses, each moved on by its step times t. */
  #copy(to: number, from: number, bytes: number, [toStep, fromStep]: readonly [number, number] = [0, 0], t: Local = 0): void {
    if (bytes === 0) return;
    const code = this.#code;
    for (const [address, step] of [
      [to, toStep],
      [from, fromStep],
    ] as const) {
      code.i32(address);
      if (step !== 0) code.get(t).i32(step).op("i32.mul", "i32.add");
    }
    code.i32(bytes).copyMemory();
  }

  /** Numbers that are known while the module is written: what reads them from memory finds them. */
  #constants(): void {
    for (const value of this.#prepared.values) {
      const { id, leaf, literal, step, alias, dtype, shape } = value;
      if (leaf === "constant") {
        const elements = nodeOf(this.#body.step, id).attrs.value as readonly AttrValue[];
        for (const [i, one] of elements.entries()) this.#store(this.#at(id) + i * bytesOf(dtype), dtype, decodeNumber(one));
      } else if (step !== undefined && literal !== undefined && alias === undefined) {
        for (let i = 0; i < sizeOf(shape); i++) this.#store(this.#at(id) + i * bytesOf(dtype), dtype, literal);
      }
    }
  }

  #store(address: number, dtype: DType, number: number): void {
    const { type, store } = element[dtype];
    this.#code.i32(address)[type](number).at(store);
  }
}
