import { isFloat } from "../../../../graph/dtype.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import type { Local } from "../assembler/code.ts";
import type { Place } from "../place.ts";
import { type Axis, standing } from "./axis.ts";
import { element } from "./element.ts";
import { type Frame, frameOf } from "./frame.ts";
import { groups } from "./groups.ts";
import type { KernelEmitter } from "./kernel.ts";
import { loadLines } from "./lines.ts";
import { takeLargerLanes } from "./max-fold.ts";
import { planReduction } from "./reduction.ts";
import { storeFirst } from "./store-first.ts";
import { walk } from "./walk.ts";

/** y = position of the largest element of x along one axis, the first of equal ones; a NaN exceeds all others. Any dtype → int32. */
export const argmax: KernelEmitter = (site, inputs, y, attrs) => {
  const [x] = inputs as readonly [Place];
  const axis = (attrs.axis as number) < 0 ? (attrs.axis as number) + x.shape.length : (attrs.axis as number);
  if (sizeOf(y.shape) === 0 || x.shape[axis] === 0) return;
  const { kept, reduced, lastReduced } = planReduction(x, y, [axis]);
  const frame = frameOf(site);
  const { code, zero } = frame;
  const [line = standing] = reduced;
  const side = kept.at(-1) ?? standing;
  const lanes = x.dtype === "float32" || x.dtype === "int32";
  const along = lastReduced && side.count < 4;
  if (!lanes || (along && line.count < shortest)) {
    walk(frame, kept, zero, zero, (atX, atY) => search(frame, x, line, atX, atY, y.address));
    return;
  }
  if (along) {
    walk(frame, kept, zero, zero, (atX, atY) => {
      const position = searchQuarters(frame, x, line, atX);
      storeFirst(code, atY, y.address, 4, () => code.get(position));
    });
    return;
  }
  const load = (at: Local, offset: number): void => {
    if (lastReduced) loadLines(frame, at, x.address + offset, side.x);
    else code.get(at).at("v128.load", x.address + offset);
  };
  walk(frame, kept.slice(0, -1), zero, zero, (atX, atY) => {
    groups(frame, side, 4, atX, atY, (atX, atY) => {
      const { position } = searchFour(frame, isFloat(x.dtype), line, atX, load);
      storeFirst(code, atY, y.address, 4 * Math.min(4, side.count), () => code.get(position));
    });
  });
};

/** Lines from which on a search in quarters pays. */
const shortest = 16;

/** Searches in lanes: what has been found, and a step that looks at one more value and its position in each lane. */
interface Search {
  readonly best: Local;
  readonly position: Local;
  look(value: () => void, at: () => void): void;
}

/** v replaces the best one unless v ≤ best, or the best is a NaN: so the first of equal values stays, and the first NaN. */
function begin({ code, take }: Frame, floats: boolean): Search {
  const [v, k, best, better, position] = [take("v128"), take("v128"), take("v128"), take("v128"), take("v128")];
  return {
    best,
    position,
    look: (value, at) => {
      value();
      code.set(v);
      at();
      code.set(k);
      if (floats) code.get(best).get(best).op("f32x4.eq").get(v).get(best).op("f32x4.le", "v128.andnot").set(better);
      else code.get(v).get(best).op("i32x4.gt_s").set(better);
      code.get(best).get(v);
      if (floats) takeLargerLanes(code, "f32x4", v);
      else code.op("i32x4.max_s");
      code.set(best);
      code.get(k).get(position).get(better).op("v128.bitselect").set(position);
    },
  };
}

/** Four lines, each in a lane. */
function searchFour(frame: Frame, floats: boolean, line: Axis, x: Local, load: (at: Local, offset: number) => void): Search {
  const { code, zero } = frame;
  const search = begin(frame, floats);
  const k = frame.take("v128");
  load(x, 0);
  code.set(search.best).i32x4(0).tee(search.position).set(k);
  walk(frame, [{ count: line.count - 1, x: line.x, y: 0 }], x, zero, (at) => {
    search.look(
      () => load(at, line.x),
      () => code.get(k).i32x4(1).op("i32x4.add").tee(k),
    );
  });
  return search;
}

/** One line, each quarter in a lane, then lane by lane, then what is left over. The first lane of the result is the position. */
function searchQuarters(frame: Frame, x: Place, line: Axis, at: Local): Local {
  const { code } = frame;
  const quarter = Math.floor(line.count / 4);
  const { best, position, look } = searchFour(frame, isFloat(x.dtype), { ...line, count: quarter }, at, (at, offset) =>
    loadLines(frame, at, x.address + offset, quarter * line.x),
  );
  code
    .get(position)
    .i32x4(0, quarter, 2 * quarter, 3 * quarter)
    .op("i32x4.add")
    .set(position);
  for (const lane of [1, 2, 3]) {
    const splat = (local: Local) => (): void => void code.get(local).get(local).shuffle32(lane, lane, lane, lane);
    look(splat(best), splat(position));
  }
  for (let k = 4 * quarter; k < line.count; k++) {
    look(
      () => code.get(at).at("v128.load32_splat", x.address + k * line.x),
      () => code.i32x4(k),
    );
  }
  return position;
}

/** One search, of elements of any dtype. */
function search(frame: Frame, x: Place, line: Axis, atX: Local, atY: Local, address: number): void {
  const { code, take, zero } = frame;
  const { type, load } = element[x.dtype];
  const [v, best, position, k] = [take(type), take(type), take("i32"), take("i32")];
  code.get(atX).at(load, x.address).set(best).i32(0).set(position);
  code.i32(0).set(k);
  walk(frame, [{ count: line.count - 1, x: line.x, y: 0 }], atX, zero, (at) => {
    code.get(k).i32(1).op("i32.add").set(k);
    code
      .get(at)
      .at(load, x.address + line.x)
      .tee(v)
      .get(best);
    if (type === "i32") code.op("i32.gt_s");
    else code.op(`${type}.le`, "i32.eqz").get(best).get(best).op(`${type}.eq`, "i32.and");
    code.if(() => code.get(v).set(best).get(k).set(position));
  });
  code.get(atY).get(position).at("i32.store", address);
}
