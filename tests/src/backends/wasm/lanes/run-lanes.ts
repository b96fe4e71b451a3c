import type { DType } from "../../../../../graph/dtype.ts";
import { NdArray } from "../../../../../graph/ndarray.ts";
import type { Local } from "../../../../../src/backends/wasm/assembler/code.ts";
import type { Lane, LaneInstruction } from "../../../../../src/backends/wasm/lanes/lane.ts";
import { type CheckingSite, fault, type Site } from "../../../../../src/backends/wasm/site.ts";
import { type Built, build, hostFunctions } from "../run-module.ts";

export type LoopKind = "four" | "one";

/** An operand: a column of elements, or one number that is known while the loop is written. */
export type Operand = NdArray | { readonly dtype: DType; readonly literal: number };

interface Options {
  /** The limit of `checked`. */
  readonly number?: number;
  /** How many of the last four lanes are valid; the others are masked. */
  readonly validLanes?: number;
}

/**
 * A loop of that kind over columns of one length, a multiple of four, around one instruction.
 *
 * Elements narrower than 32 bits are widened here and held in words as the lane's contract says, and so is the result: a mask as −1 and 0,
 * uint8 as 0 … 255, so that a register outside of its contract is seen. The module faults when the instruction changes an operand's local.
 */
export function buildLanes(
  instruction: LaneInstruction<CheckingSite>,
  kind: LoopKind,
  operands: readonly Operand[],
  dtype: DType,
  options: Options = {},
): Built {
  const columns = operands.filter((operand) => operand instanceof NdArray);
  const count = columns[0]?.data.length as number;
  const result = { shape: [count], dtype: wordsOf(dtype) } as const;
  const words = columns.map((column) => ({ shape: [count], dtype: wordsOf(column.dtype), data: wordsFor(column, kind) }));
  return build(
    words,
    result,
    (site, places, y) => {
      const { code } = site;
      const element = code.local("i32");
      const lanes = operands.map((operand): Lane => {
        const local = code.local(kind === "four" ? "v128" : typeOf(operand.dtype));
        return "literal" in operand ? { ...operand, local } : { dtype: operand.dtype, local };
      });
      for (const lane of lanes) if (lane.literal !== undefined) setLiteral(site, lane as Required<Lane>, kind);
      const valid = options.validLanes === undefined ? undefined : code.local("v128");
      if (valid !== undefined)
        code
          .i32x4(...([0, 1, 2, 3].map((i) => (i < (options.validLanes as number) ? -1 : 0)) as [number, number, number, number]))
          .set(valid);
      code.count(element, 0, count, kind === "four" ? 4 : 1, () => {
        const address = (bytes: number) => code.get(element).i32(bytes).op("i32.mul");
        const load = (column: number): void => {
          const { address: from, dtype: words } = places[column] as (typeof places)[number];
          address(words === "float64" ? 8 : 4).at(kind === "four" ? "v128.load" : `${typeOf(words)}.load`, from);
        };
        const varying = lanes.filter((lane) => lane.literal === undefined);
        varying.forEach(({ local }, column) => {
          load(column);
          code.set(local);
        });
        address(y.dtype === "float64" ? 8 : 4);
        instruction[kind](valid === undefined ? site : { ...site, valid }, lanes, dtype, options.number ?? 0);
        code.at(kind === "four" ? "v128.store" : `${typeOf(dtype)}.store`, y.address);
        varying.forEach(({ dtype: of, local }, column) => {
          load(column);
          code.get(local);
          if (kind === "four") code.op("v128.xor", "v128.any_true");
          else if (of === "float64")
            code.op("i64.reinterpret_f64").set(scratch64(site)).op("i64.reinterpret_f64").get(scratch64(site)).op("i64.ne");
          else if (of === "float32")
            code.op("i32.reinterpret_f32").set(scratch32(site)).op("i32.reinterpret_f32").get(scratch32(site)).op("i32.ne");
          else code.op("i32.ne");
          code.if(() => fault(site));
        });
      });
    },
    hostFunctions,
  );
}

/** The elements of an instruction's result, each as the number that its register stands for. */
export function runLanes(
  instruction: LaneInstruction<CheckingSite>,
  kind: LoopKind,
  operands: readonly Operand[],
  dtype: DType,
): readonly number[] {
  const built = buildLanes(instruction, kind, operands, dtype);
  const data = [...built.run()];
  if (built.faulty) throw new Error("the instruction changes an operand, or faults");
  if (!built.guarded) throw new Error("the loop writes beside its result");
  return dtype === "bool" && kind === "four" ? data.map((mask) => (mask === -1 ? 1 : mask === 0 ? 0 : Number.NaN)) : data;
}

const typeOf = (dtype: DType): "f32" | "f64" | "i32" => (dtype === "float32" ? "f32" : dtype === "float64" ? "f64" : "i32");
const wordsOf = (dtype: DType): "float32" | "float64" | "int32" => (dtype === "float32" || dtype === "float64" ? dtype : "int32");

const scratch32 = ({ code }: Site): Local => code.temporaries("i32", 1)[0] as Local;
const scratch64 = ({ code }: Site): Local => code.temporaries("i64", 1)[0] as Local;

function wordsFor({ data, dtype }: NdArray, kind: LoopKind): NdArray["data"] {
  if (dtype === "uint8") return Int32Array.from(data);
  if (dtype === "bool") return Int32Array.from(data, (element) => (kind === "four" ? -element : element));
  return data;
}

function setLiteral({ code }: Site, { dtype, literal, local }: Required<Lane>, kind: LoopKind): void {
  if (kind === "four") {
    if (dtype === "float32") code.f32x4(literal);
    else code.i32x4(dtype === "bool" ? -literal : literal);
  } else if (dtype === "float32") code.f32(literal);
  else if (dtype === "float64") code.f64(literal);
  else code.i32(literal);
  code.set(local);
}
