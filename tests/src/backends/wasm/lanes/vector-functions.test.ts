import { describe, expect, it } from "vitest";
import { array, NdArray } from "../../../../../graph/ndarray.ts";
import { laneInstructions } from "../../../../../src/backends/wasm/lanes/instructions.ts";
import type { Lane, LaneInstruction } from "../../../../../src/backends/wasm/lanes/lane.ts";
import { areNormal, logOfNormal } from "../../../../../src/backends/wasm/lanes/log.ts";
import { buildLanes, runLanes } from "./run-lanes.ts";
import { samples } from "./samples.ts";

/*
 * exp, log and tanh of float32 in vectors against Math.exp, Math.log and Math.tanh in float64, whose own errors are 2⁻²⁹ times as large.
 * Errors are in ulps: units of the distance between neighbouring float32 at the exact result.
 */

const { NEGATIVE_INFINITY, NaN: notANumber, POSITIVE_INFINITY } = Number;

const bounds = { exp: 1, log: 1, tanh: 3 } as const;
type Name = keyof typeof bounds;
const names = Object.keys(bounds) as readonly Name[];

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** How far a float32 is from the exact result; Infinity where it is not the NaN, the infinity or of the sign that the exact one rounds to. */
function ulps(actual: number, exact: number): number {
  const rounded = Math.fround(exact);
  single[0] = rounded;
  if (!Number.isFinite(rounded) || !Number.isFinite(actual)) return Object.is(actual, rounded) ? 0 : POSITIVE_INFINITY;
  if (1 / actual < 0 !== 1 / rounded < 0) return POSITIVE_INFINITY;
  // Subnormal numbers are as far apart as the smallest normal ones.
  const exponent = Math.max(((bits[0] as number) >>> 23) & 255, 1);
  return Math.abs(actual - exact) * 2 ** (150 - exponent);
}

/** Every `step`-th of all float32, as one column after the other. */
function* columns(step: number): Generator<NdArray> {
  const count = 1 << 18;
  for (let next = 0; next < 2 ** 32; ) {
    const data = new Float32Array(count);
    const patterns = new Uint32Array(data.buffer);
    for (let i = 0; i < count && next < 2 ** 32; i++, next += step) patterns[i] = next;
    yield new NdArray(data, [count], "float32");
  }
}

describe("float32 functions in vectors", () => {
  it.each(names.map((name) => [name, bounds[name]] as const))("%s is off by at most %d ulps over all float32", (name, bound) => {
    const exact = Math[name];
    let worst = 0;
    let at = 0;
    for (const x of columns(1021)) {
      const y = buildLanes(laneInstructions[name], "four", [x], "float32").run();
      for (let i = 0; i < y.length; i++) {
        const error = ulps(y[i] as number, exact(x.data[i] as number));
        if (error <= worst) continue;
        worst = error;
        at = x.data[i] as number;
      }
    }
    expect(worst, `${name}(${at})`).toBeLessThanOrEqual(bound);
  });

  it.each(names)("%s has the same bits in both kinds of loop", (name) => {
    const operands = samples(["float32"], 20_000);
    expect(runLanes(laneInstructions[name], "one", operands, "float32")).toEqual(
      runLanes(laneInstructions[name], "four", operands, "float32"),
    );
  });

  it("exp of what is known to be at most 0 has the bits that it has anywhere", () => {
    const ofNegative: LaneInstruction = {
      ...laneInstructions.exp,
      four: (site, [x], dtype, number) =>
        laneInstructions.exp.four(site, [{ ...(x as Lane), range: [NEGATIVE_INFINITY, 0] }], dtype, number),
    };
    for (const { data } of columns(10_007)) {
      const x = new NdArray(
        (data as Float32Array).map((one) => -Math.abs(one)),
        [data.length],
        "float32",
      );
      expect(buildLanes(ofNegative, "four", [x], "float32").run()).toEqual(buildLanes(laneInstructions.exp, "four", [x], "float32").run());
    }
  });

  it.each(names)("%s is off by no more at edges", (name) => {
    const [x] = samples(["float32"], 20_000) as [NdArray];
    const y = runLanes(laneInstructions[name], "four", [x], "float32");
    const off = y.flatMap((value, i) => (ulps(value, Math[name](x.data[i] as number)) <= bounds[name] ? [] : [`${x.data[i]}: ${value}`]));
    expect(off).toEqual([]);
  });

  const run = (name: Name, values: readonly number[]): readonly number[] =>
    runLanes(laneInstructions[name], "four", [array(values, "float32")], "float32");

  it("exp: NaN, infinities, zeros, overflow, underflow", () => {
    expect(run("exp", [notANumber, POSITIVE_INFINITY, NEGATIVE_INFINITY, 0, -0, 88.72283935546875, 1e30, -1e30])).toEqual([
      ...[notANumber, POSITIVE_INFINITY, 0, 1, 1, POSITIVE_INFINITY, POSITIVE_INFINITY, 0],
    ]);
    // Around overflow and underflow. Source: NumPy in float64, rounded.
    expect(run("exp", [88.72283172607422, -103.27892303466797, -103.97207641601562, -103.97208404541016])).toEqual([
      ...[3.402798519021476e38, 2 ** -149, 2 ** -149, 0],
    ]);
  });

  it("log: NaN, infinities, zeros, negative, subnormal, one", () => {
    expect(run("log", [notANumber, POSITIVE_INFINITY, NEGATIVE_INFINITY, 0, -0, -1, -(2 ** -149), 1])).toEqual([
      ...[notANumber, POSITIVE_INFINITY, notANumber, NEGATIVE_INFINITY, NEGATIVE_INFINITY, notANumber, notANumber, 0],
    ]);
    expect(run("log", [2 ** -149, 2 ** -127, 2 ** -126, 2])).toEqual([-149, -127, -126, 1].map((k) => Math.fround(k * Math.LN2)));
  });

  it("log of what is known to be normal or NaN has the same bits", () => {
    const ofNormal = { ...laneInstructions.log, four: ({ code }, [x]) => logOfNormal(code, (x as Lane).local) } satisfies LaneInstruction;
    const single = (value: number): boolean => Number.isNaN(value) || areNormal(value, value);
    for (const { data } of columns(8191)) {
      const normal = Float32Array.from(data.filter(single));
      const x = new NdArray(normal.subarray(0, normal.length & -4), [normal.length & -4], "float32");
      if (x.data.length === 0) continue;
      const words = (instruction: LaneInstruction) =>
        new Int32Array(Float32Array.from(buildLanes(instruction, "four", [x], "float32").run()).buffer);
      expect(words(ofNormal)).toEqual(words(laneInstructions.log));
    }
  });

  it("tanh: NaN, infinities, zeros, saturation, subnormal", () => {
    expect(run("tanh", [notANumber, POSITIVE_INFINITY, NEGATIVE_INFINITY, 0, -0, 9.02, -9.02, 3e38])).toEqual([
      ...[notANumber, 1, -1, 0, -0, 1, -1, 1],
    ]);
    expect(run("tanh", [2 ** -149, -(2 ** -149), 2 ** -126, -(2 ** -126)])).toEqual([2 ** -149, -(2 ** -149), 2 ** -126, -(2 ** -126)]);
  });

  it("tanh is odd: tanh(−x) is −tanh(x), bit for bit", () => {
    const [x] = samples(["float32"], 20_000) as [NdArray];
    const mirrored = new NdArray(
      (x.data as Float32Array<ArrayBuffer>).map((element) => -element),
      x.shape,
      "float32",
    );
    const y = runLanes(laneInstructions.tanh, "four", [x], "float32");
    expect(runLanes(laneInstructions.tanh, "four", [mirrored], "float32")).toEqual(y.map((element) => -element));
  });
});
