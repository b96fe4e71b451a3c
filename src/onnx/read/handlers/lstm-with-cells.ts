import type { AnyTensor } from "../../../../graph/op.ts";
import type { Dim } from "../../../../graph/shape.ts";
import type { NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";

/** What an lstm is given: x [batch, time, features], its parameters as dagrad's lstm has them, and where it begins. */
export interface LstmParts {
  readonly weights: AnyTensor;
  readonly recurrentWeights: AnyTensor;
  readonly biases: AnyTensor;
  readonly h: AnyTensor | undefined;
  readonly c: AnyTensor | undefined;
  readonly reverse: boolean;
}

/** The states of all steps, [batch, time, units], the last one, and the last cell, [batch, units]. */
export type LstmResults = readonly [all: AnyTensor, last: AnyTensor, cell: AnyTensor];

/**
 * An lstm whose cell is asked for, which dagrad's lstm keeps to itself: its formula, x · w + b of all steps at once, as a loop. One step, as
 * networks that hear a stream take, needs no loop.
 */
export function lstmWithCells(
  call: NodeCall,
  x: AnyTensor,
  { weights, recurrentWeights: u, biases, reverse, ...begin }: LstmParts,
): LstmResults {
  const [batch, time, features] = x.shape as readonly [Dim, Dim, Dim];
  const [units, width] = u.shape as readonly [number, number];
  const zeros = (): AnyTensor => call.filled(0, [batch, units], x.dtype);
  const [h, c] = [begin.h ?? zeros(), begin.c ?? zeros()];
  const rows = op.dense(op.reshape(x, { shape: [-1, features] }), { weights, biases });
  if (time === 1) {
    const next = step({ z: rows, h, c, u });
    return [op.expandDims(next.h, { axis: 1 }), next.h, next.c];
  }
  const z = op.transpose(op.reshape(rows, { shape: [batch, time, width] }), { perm: [1, 0, 2] });
  const loop = op.scan as unknown as (inputs: object, step: (tensors: StepTensors) => object, options: object) => Required<ScanResults>;
  const results = loop(
    { carry: { h, c }, over: { z }, given: { u } },
    (tensors) => {
      const next = step(tensors);
      return { ...next, all: next.h };
    },
    { reverse },
  );
  return [op.transpose(results.all, { perm: [1, 0, 2] }), results.h, results.c];
}

type StepTensors = Readonly<Record<"z" | "h" | "c" | "u", AnyTensor>>;
type ScanResults = Readonly<Record<"all" | "h" | "c", AnyTensor>>;

/** [i, f, g, o] = z + h u; c ← σ(f) c + σ(i) tanh(g); h ← σ(o) tanh(c) */
function step({ z, h, c, u }: StepTensors): { readonly h: AnyTensor; readonly c: AnyTensor } {
  const units = u.shape[0] as number;
  const sums = op.add(z, op.matmul(h, u));
  const gate = (number: number): AnyTensor => op.slice(sums, { axis: 1, start: number * units, stop: (number + 1) * units });
  const [i, f, o] = [0, 1, 3].map((number) => op.sigmoid(gate(number))) as [AnyTensor, AnyTensor, AnyTensor];
  const cell = op.add(op.mul(f, c), op.mul(i, op.tanh(gate(2))));
  return { h: op.mul(o, op.tanh(cell)), c: cell };
}
