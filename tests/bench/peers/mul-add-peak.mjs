/**
 * The most float32 multiplications with an addition that one core does in 128-bit lanes without FMA: the ceiling of any WebAssembly GEMM.
 *
 * Two loops, since processors differ in what holds them up; the faster one counts. Both have independent accumulators enough to hide
 * the latency, and neither product can be moved out of the loop or shared:
 * - chains: acc[i] ← acc[i] · x + y. The product is of the accumulator itself. Up to 12 chains: x, y and they fit 15 registers.
 * - outer:  acc[i, j] ← acc[i, j] + x[i] · y[j], 2 × 4, as the inner step of a GEMM; x is loaded anew in each step.
 */

const op = { end: 0x0b, loop: 0x03, branchIf: 0x0d, get: 0x20, set: 0x21, tee: 0x22, i32: 0x41, i32Sub: 0x6b, i32And: 0x71, i32Shl: 0x74 };
const simd = { load: 0, splat: 19, lane: 31, add: 0xe4, mul: 0xe6 };
const type = { i32: 0x7f, f32: 0x7d, v128: 0x7b, none: 0x40 };
const unrolled = 4;

/** @returns {{ name: string, flopsPerStep: number, run: (steps: number) => number, expected: (steps: number) => number }[]} */
export function mulAddLoops() {
  return [chains(12), outer()];
}

function chains(count) {
  const [steps, x, y] = [0, 1 + count, 2 + count];
  const acc = Array.from({ length: count }, (_, i) => 1 + i);
  const start = (i) => 1 + i / 16;
  const step = acc.flatMap((a) => [op.get, a, op.get, x, ...vector(simd.mul), op.get, y, ...vector(simd.add), op.set, a]);
  const body = [
    ...acc.flatMap((a, i) => [...float(start(i)), ...vector(simd.splat), op.set, a]),
    ...[...float(0.5), ...vector(simd.splat), op.set, x, ...float(1), ...vector(simd.splat), op.set, y],
    ...countedLoop(
      steps,
      Array.from({ length: unrolled }, () => step),
    ),
    ...sum(acc),
  ];
  return {
    name: `${count} chains`,
    flopsPerStep: unrolled * count * 4 * 2,
    run: instantiate(body, count + 2),
    expected(repeats) {
      let total = 0;
      for (let i = 0; i < count; i++) {
        let a = start(i);
        for (let k = 0; k < repeats * unrolled; k++) a = Math.fround(Math.fround(a * 0.5) + 1);
        total = Math.fround(total + a);
      }
      return total;
    },
  };
}

function outer() {
  const [steps, acc, x, y] = [0, [1, 2, 3, 4, 5, 6, 7, 8], [9, 10], [11, 12, 13, 14]];
  const factor = (j) => 1 + j / 4;
  // Step by step through 16 pairs of vectors.
  const address = [op.get, steps, op.i32, 15, op.i32And, op.i32, 5, op.i32Shl];
  const loads = x.flatMap((local, i) => [...address, ...vector(simd.load), 4, 16 * i, op.set, local]);
  const products = acc.flatMap((a, i) => [
    op.get,
    a,
    op.get,
    x[i >> 2],
    op.get,
    y[i & 3],
    ...vector(simd.mul),
    ...vector(simd.add),
    op.set,
    a,
  ]);
  const body = [
    ...y.flatMap((local, j) => [...float(factor(j)), ...vector(simd.splat), op.set, local]),
    ...countedLoop(steps, [[...loads, ...products]]),
    ...sum(acc),
  ];
  return {
    name: "2 × 4 outer products",
    flopsPerStep: 8 * 4 * 2,
    run: instantiate(body, 14),
    expected(repeats) {
      let total = 0;
      for (let i = 0; i < 8; i++) {
        let a = 0;
        for (let left = repeats; left > 0; left--) a = Math.fround(a + filled(2 * (left & 15) + (i >> 2)) * factor(i & 3));
        total = Math.fround(total + a);
      }
      return total;
    },
  };
}

/** What vector number i of the memory holds in all lanes: eighths, so that sums are exact. */
const filled = (i) => (((i * 5) % 7) - 3) / 8;

/** do { body } while (--counter): at least one pass. */
const countedLoop = (counter, bodies) => [
  ...[op.loop, type.none, ...bodies.flat(), op.get, counter, op.i32, 1, op.i32Sub],
  ...[op.tee, counter, op.branchIf, 0, op.end],
];

/** The first lanes of the accumulators, added up: nothing that was computed is dead. */
const sum = (acc) => [
  ...float(0),
  ...acc.flatMap((a) => [op.get, a, ...vector(simd.lane), 0, 0x92]), // f32.add
];

function instantiate(body, vectors) {
  const code = [1, vectors, type.v128, ...body, op.end];
  const bytes = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, type.i32, 1, type.f32]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, 1, 0x72, 0, 0, 1, 0x6d, 2, 0]), // "r" the function, "m" the memory
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
  const { r, m } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const memory = new Float32Array(m.buffer);
  for (let i = 0; i < 128; i++) memory.fill(filled(i), 4 * i, 4 * i + 4);
  return r;
}

const section = (id, content) => [id, ...unsigned(content.length), ...content];
const vector = (code) => [0xfd, ...unsigned(code)];
const float = (value) => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];

/** LEB128. */
function unsigned(value) {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}
