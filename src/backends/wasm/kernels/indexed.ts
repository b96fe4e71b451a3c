import { bytesOf } from "../../../../graph/dtype.ts";
import type { Index } from "../../../../graph/op.ts";
import { sizeOf } from "../../../../graph/shape.ts";
import { indexWalk } from "../../index-walk.ts";
import type { Local } from "../assembler/code.ts";
import type { WasmInstruction } from "../assembler/instructions.ts";
import type { Place } from "../place.ts";
import { type CheckingSite, fault } from "../site.ts";
import { copyRun } from "./copy-run.ts";
import { element } from "./element.ts";
import { frameOf } from "./frame.ts";

/**
 * Picks, marks, adds or puts elements at indices, int32 or uint8, of any dtype. An index out of range is a fault, and 0 from there on. Lines
 * that are picked are copied as runs, those that are added go by fours.
 */
export function indexed(site: CheckingSite, index: Index["index"], inputs: readonly Place[], y: Place, axis: number | undefined): void {
  const { does, lines, fromEnd } = index;
  const { indices, at, along, outer, count, inner, size } = indexWalk(index, inputs, y, axis);
  const frame = frameOf(site);
  const { code, take } = frame;
  const [picks, adds] = [does === "pick", does === "add"];
  const bytes = bytesOf(y.dtype);
  const { type, load, store } = element[y.dtype];
  const [line, part, one, from, here, there] = Array.from({ length: 6 }, () => take("i32")) as [Local, Local, Local, Local, Local, Local];

  /** `there` = the bytes before the first element of the line that the next index names; of the one at `one` without lines. */
  const find = (): void => {
    code.get(from).at(element[indices.dtype].load, indices.address).tee(there);
    // Negative ones get `size` added, and what is still out of range is above all sizes, unsigned.
    if (fromEnd) code.i32(31).op("i32.shr_s").i32(size).op("i32.and").get(there).op("i32.add").tee(there);
    code
      .i32(size)
      .op("i32.ge_u")
      .if(() => {
        fault(site);
        code.i32(0).set(there);
      });
    code.increase(from, bytesOf(indices.dtype));
    code.get(line).i32(size).op("i32.mul").get(there).op("i32.add");
    code.i32(inner).op("i32.mul");
    if (!lines) code.get(one).op("i32.add");
    code.i32(bytes).op("i32.mul").set(there);
  };
  /** One element from `here`, where it lies in order, to `there`; picked ones the other way. */
  const moveOne = (): void => {
    code.get(picks ? here : there);
    if (adds) code.get(there).at(load, y.address);
    if (along) code.get(picks ? there : here).at(load, (picks ? at : along).address);
    else code[type as "f32" | "f64" | "i32"](1);
    if (adds) code.op(`${type}.add` as WasmInstruction);
    code.at(store, y.address).increase(here, bytes);
  };

  if (does === "put")
    code
      .i32(y.address)
      .i32((inputs[0] as Place).address)
      .i32(sizeOf(y.shape) * bytes)
      .copyMemory();
  else if (!picks)
    code
      .i32(y.address)
      .i32(0)
      .i32(sizeOf(y.shape) * bytes)
      .fillMemory();
  code.i32(0).set(here);
  if (!lines) code.i32(0).set(from);
  code.count(line, 0, outer, 1, () => {
    if (lines) code.i32(0).set(from);
    code.count(part, 0, count, 1, () => {
      if (lines) find();
      const width = inner * bytes;
      if (lines && picks && inner > 1) {
        copyRun(frame, { address: at.address, offset: there }, { address: y.address, offset: here }, width);
        code.increase(here, width);
        return;
      }
      const fours = lines && y.dtype === "float32" ? inner - (inner % 4) : 0;
      code.count(one, 0, fours, 4, () => {
        code
          .get(there)
          .get(there)
          .at("v128.load", y.address)
          .get(here)
          .at("v128.load", (along as Place).address);
        code.op("f32x4.add").at("v128.store", y.address);
        code.increase(here, 16).increase(there, 16);
      });
      code.count(one, fours, inner, 1, () => {
        if (!lines) find();
        moveOne();
        if (lines) code.increase(there, bytes);
      });
    });
  });
}
