import type { DType } from "../../../../graph/dtype.ts";
import type { Attrs } from "../../../../graph/graph.ts";
import { foldedDType, type Reduce } from "../../../../graph/op.ts";
import { dtypeOf, type Expression, expressionOf, mayFail } from "../../../../graph/scalar.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import type { Local } from "../assembler/code.ts";
import { emitScalar } from "../lanes/scalar.ts";
import type { Place } from "../place.ts";
import type { CheckingSite } from "../site.ts";
import { constantsIn } from "../write/constants.ts";
import { standing } from "./axis.ts";
import { element } from "./element.ts";
import { type Fold, type Registers, registersFor, singlesFor } from "./fold.ts";
import { foldAxes, type Terms } from "./fold-axes.ts";
import { foldOf } from "./fold-of.ts";
import { type Frame, frameOf } from "./frame.ts";
import { groups } from "./groups.ts";
import { loadLines } from "./lines.ts";
import { type ReductionWalk, reductionWalk } from "./reduction.ts";
import { storeFirst } from "./store-first.ts";
import { walk } from "./walk.ts";

/** Lines of at least so many elements are folded in lanes along the line, shorter ones four lines side by side (measured: as fast at 10, half as fast at 24). */
const longLine = 16;
/** Registers of neighbouring columns in one loop: two lines of the cache of each row (measured: 5 to 12 % faster than one). */
const widest = 8;

/**
 * y = x folded along the axes, with an expression before and after where the op has them: columns side by side in lanes where the last
 * axis is kept, otherwise lines side by side or in lanes.
 */
export function reduce(
  site: CheckingSite,
  x: Place,
  y: Place,
  axes: readonly number[],
  { fold: name, before, after }: Reduce<any>["reduce"],
  attrs: Attrs,
): void {
  if (sizeOf(y.shape) === 0) return;
  const frame = frameOf(site);
  const reduction = reductionWalk(x, y, axes);
  const { kept, reduced, lastReduced } = reduction;
  const first = before && expressionOf(before, [x.dtype], attrs);
  const folded = first === undefined ? x.dtype : dtypeOf(first);
  const last = after && expressionOf(after, [foldedDType(name, folded)], attrs);
  const count = axes.reduce((product, axis) => product * (x.shape.at(axis) as number), 1);
  const dtypes = { x: x.dtype, folded, y: y.dtype };
  const plain = first === undefined && last === undefined;
  if (!plain) reserveTemporaries(frame);
  const foldIn = (registers: Registers): Fold => {
    const fold = foldOf(name, frame, folded, count, registers);
    const kind = registers.lanes === 1 ? "one" : "four";
    const finish = (): void => {
      fold.finish?.(frame.code);
      if (last !== undefined) through(site, kind, last, foldedDType(name, folded));
    };
    return {
      ...fold,
      ...(first !== undefined && { enter: () => through(site, kind, first, x.dtype) }),
      ...((last ?? fold.finish) && { finish }),
    };
  };
  // Expressions have no vectors of float64, and lanes without an element must not be at fault.
  const widens = (one: Expression | undefined): boolean => one?.some(({ dtype }) => dtype === "float64") === true;
  const inLanes = !Object.values(dtypes).includes("float64") && ![first, last].some((one) => one && (widens(one) || mayFail(one)));
  const vectors = plain || inLanes ? registersFor(dtypes) : singlesFor(dtypes);
  const fold = foldIn(vectors);
  const { lanes, anyOrder } = fold;
  const side = kept.at(-1) ?? standing;
  const line = reduced.at(-1);
  if (!lastReduced || !line) {
    const vectors = Math.ceil(side.count / lanes);
    const registers = anyOrder ? Math.ceil(vectors / Math.ceil(vectors / widest)) : 1;
    const load = (at: Local, offset: number, register: number): void => {
      frame.code.get(at).at(fold.load, x.address + offset + register * lanes * side.x);
      fold.enter?.(frame.code);
    };
    reduceSide(frame, y, reduction, fold, { registers, load });
  } else if (lanes === 4 && side.count >= 4 && (line.count < longLine || !anyOrder)) {
    // Each line in a lane of its own, elements in their order.
    const load = (at: Local, offset: number): void => {
      loadLines(frame.code, at, x.address + offset, side.x);
      fold.enter?.(frame.code);
    };
    reduceSide(frame, y, reduction, fold, { registers: 1, load });
  } else reduceRuns(frame, x, y, reduction, anyOrder ? fold : foldIn(singlesFor(dtypes)));
}

/** The value on the stack becomes that of an expression of it. */
function through({ code, module }: CheckingSite, kind: "one" | "four", expression: Expression, dtype: DType): void {
  const operand = { dtype, local: code.local(kind === "four" ? "v128" : element[dtype].type) };
  code.set(operand.local);
  emitScalar({ code, module, checks: true }, kind, expression, [operand], constantsIn(code, kind));
}

/** Registers that scalar instructions use for intermediate results must not be those of the fold. */
function reserveTemporaries({ take }: Frame): void {
  for (let i = 0; i < 6; i++) take("v128");
  take("f32");
  take("f64");
}

/** Neighbouring results side by side in lanes. Lanes behind the last one hold rubbish, which is not stored. */
function reduceSide(frame: Frame, y: Place, { kept, reduced }: ReductionWalk, fold: Fold, terms: Terms): void {
  const { lanes } = fold;
  const side = kept.at(-1) ?? standing;
  walk(frame, kept.slice(0, -1), frame.zero, frame.zero, (atX, atY) => {
    groups(frame, side, terms.registers * lanes, atX, atY, (atX, atY) => {
      foldAxes(frame, fold, reduced, atX, terms).forEach((result, register) => {
        const first = register * lanes;
        store(frame, fold, result, atY, y.address + first * side.y, Math.min(lanes, side.count - first));
      });
    });
  });
}

/** One result from one line: in lanes along the line, which are combined at its end. */
function reduceRuns(frame: Frame, x: Place, y: Place, { kept, reduced }: ReductionWalk, fold: Fold): void {
  const { code } = frame;
  const line = reduced.at(-1) ?? standing;
  const width = fold.lanes * line.x;
  const whole = Math.floor(line.count / fold.lanes);
  const load = (at: Local, offset: number): void => {
    code.get(at).at(fold.load, x.address + offset);
    fold.enter?.(code);
  };
  const left = line.count % fold.lanes;
  const rest = (at: Local): void => {
    load(at, whole * width);
    fold.start(code);
    const used = Array.from({ length: 4 }, (_, lane) => (lane * fold.lanes < 4 * left ? -1 : 0));
    code.i32x4(...(used as [number, number, number, number])).op("v128.bitselect");
  };
  const terms = { registers: 1, load, ...(left > 0 ? { rest } : {}) };
  const axes = [...reduced.slice(0, -1), { count: whole, x: width, y: 0 }];
  walk(frame, kept, frame.zero, frame.zero, (atX, atY) => {
    const [result] = foldAxes(frame, fold, axes, atX, terms) as [Local];
    // The other half of the lanes, and then the neighbour of each.
    if (fold.lanes > 1) fold.step(code, result, () => code.get(result).get(result).shuffle32(2, 3, 0, 1));
    if (fold.lanes > 2) fold.step(code, result, () => code.get(result).get(result).shuffle32(1, 0, 3, 2));
    store(frame, fold, result, atY, y.address, 1);
  });
}

/** Stores the first `lanes` lanes of a result. */
function store({ code }: Frame, fold: Fold, result: Local, y: Local, address: number, lanes: number): void {
  const finished = (): void => {
    code.get(result);
    fold.finish?.(code);
  };
  if (fold.lanes > 1) {
    storeFirst(code, y, address, (16 / fold.lanes) * lanes, finished);
    return;
  }
  code.get(y);
  finished();
  code.at(fold.store, address);
}
