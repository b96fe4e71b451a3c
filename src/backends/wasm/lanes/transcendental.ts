import type { Import, Module } from "../assembler/module.ts";
import { mul } from "./arithmetic.ts";
import { expOfNegative, exp as expOfVector } from "./exp.ts";
import type { Lane, LaneInstruction } from "./lane.ts";
import { areNormal, logOfNormal, log as logOfVector } from "./log.ts";
import { floatOf, push } from "./registers.ts";
import { tanh as tanhOfVector } from "./tanh.ts";
import { ofSingle, type VectorFunction } from "./vector-function.ts";

type HostFunction = "cos" | "exp" | "log" | "pow" | "sin" | "tanh";

const imported = (module: Module, name: HostFunction, operands: number): Import => {
  const params = Array.from({ length: operands }, () => "f64" as const);
  return module.import(name, params, ["f64"]);
};

/** A function of the host, in float64 and rounded once, lane by lane. */
const ofHost = (name: HostFunction): LaneInstruction => ({
  four: ({ code, module }, operands) => {
    const callee = imported(module, name, operands.length);
    // Any vector will do as the one whose lanes are replaced.
    code.get((operands[0] as Lane).local);
    for (let i = 0; i < 4; i++) {
      for (const { local } of operands) code.get(local).lane("f32x4.extract_lane", i).op("f64.promote_f32");
      code.call(callee).op("f32.demote_f64").lane("f32x4.replace_lane", i);
    }
  },
  one: ({ code, module }, operands, dtype) => {
    const callee = imported(module, name, operands.length);
    if (floatOf(dtype) === "f64") {
      push(code, operands).call(callee);
      return;
    }
    for (const { local } of operands) code.get(local).op("f64.promote_f32");
    code.call(callee).op("f32.demote_f64");
  },
});

/** A function of vectors for float32, the host's for float64. */
const ofVector = (name: HostFunction, f: VectorFunction): LaneInstruction => ({
  four: ({ code }, [x]) => f(code, (x as Lane).local),
  one: (site, operands, dtype, number) => {
    if (floatOf(dtype) === "f64") ofHost(name).one(site, operands, dtype, number);
    else ofSingle(site.code, f, (operands[0] as Lane).local);
  },
});

/** eˣ. */
export const exp: LaneInstruction = {
  ...ofVector("exp", expOfVector),
  four: ({ code }, operands) => {
    const [{ local, range }] = operands as readonly [Lane];
    if (range !== undefined && range[1] <= 0) expOfNegative(code, local);
    else expOfVector(code, local);
  },
};
/** log x. */
export const log: LaneInstruction = {
  ...ofVector("log", logOfVector),
  four: ({ code }, operands) => {
    const [{ local, range }] = operands as readonly [Lane];
    if (range !== undefined && areNormal(...range)) logOfNormal(code, local);
    else logOfVector(code, local);
  },
};
/** tanh x. */
export const tanh = ofVector("tanh", tanhOfVector);
/** sin x. */
export const sin = ofHost("sin");
/** cos x. */
export const cos = ofHost("cos");

const power = ofHost("pow");
const isSquare = ([, y]: readonly Lane[]): boolean => y?.literal === 2;

/** xʸ; x² is x · x. */
export const pow: LaneInstruction = {
  four: (site, operands, dtype, number) => {
    const [x] = operands as readonly [Lane];
    if (isSquare(operands)) mul.four(site, [x, x], dtype, number);
    else power.four(site, operands, dtype, number);
  },
  one: (site, operands, dtype, number) => {
    const [x] = operands as readonly [Lane];
    if (isSquare(operands)) mul.one(site, [x, x], dtype, number);
    else power.one(site, operands, dtype, number);
  },
};
