import { compile, f32, graph, NdArray, print, random, reference, type Tensor, wasm } from "dagrad";
import { expect, it } from "vitest";
import { op } from "../../graph/untyped-ops.ts";

/**
 * Where rows, columns and inner dimensions are the same few numbers, an engine that tells values apart by their sizes mistakes one for
 * another: the weights of a product for rows of the batch, a sum over rows for a row of its own.
 */
const sizes = [1, 2, 3, 4, 4, 4, 5, 8];

const steps: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => op.matmul(a, b),
  (a, b) => op.matmul(op.transpose(a), b),
  (a, b) => op.matmul(a, op.transpose(b)),
  (a) => op.softmax(a),
  (a, b) => op.add(a, b),
  (a) => op.relu(a),
  (a) => op.transpose(a),
  (a, b) => op.mul(a, op.mean(b, { axis: 0 })),
  (a) => op.sub(a, op.mean(a, { axis: 1, keepdims: true })),
  (a, b) => op.add(a, op.sum(b, { axis: 1 })),
  (a) => op.tanh(op.mul(a, 0.5)),
];

/** A graph of three matrices whose sizes are two numbers; steps whose shapes do not fit are left out. */
function coinciding(seed: number) {
  const source = random(seed);
  const pick = <T>(list: readonly T[]): T => list[source.randint(0, list.length)] as T;
  const few = [pick(sizes), pick(sizes)];
  const shapes = Array.from({ length: 3 }, () => [pick(few), pick(few)] as const);
  const inputs = Object.fromEntries(shapes.map(([rows, columns], i) => [`x${i}`, f32(rows, columns)]));
  const network = graph(inputs, (given) => {
    const values: Tensor[] = Object.values(given);
    const outputs: Record<string, Tensor> = {};
    for (let made = 0, tried = 0; made < 12 && tried < 60; tried++) {
      const a = source.randint(0, 10) < 6 ? (values.at(-1) as Tensor) : pick(values);
      try {
        values.push(pick(steps)(a, pick(values)));
      } catch {
        continue;
      }
      if (source.randint(0, 4) === 0) outputs[`y${made}`] = values.at(-1) as Tensor;
      made++;
    }
    return { ...outputs, last: values.at(-1) as Tensor };
  });
  const feeds = Object.fromEntries(
    shapes.map((shape, i) => [`x${i}`, new NdArray(Float32Array.from(source.uniform(-1, 1, [...shape]).data), shape, "float32")]),
  );
  return { network, feeds };
}

it("gives what the reference gives within 1e-3 of the largest element, for 1,000 graphs whose sizes coincide", () => {
  for (let seed = 0; seed < 1000; seed++) {
    const { network, feeds } = coinciding(seed);
    const expected = compile(network, { backend: reference }).run(feeds as never) as Record<string, NdArray>;
    const actual = compile(network, { backend: wasm() }).run(feeds as never) as Record<string, NdArray>;
    for (const [name, { data: elements }] of Object.entries(expected)) {
      const data = Array.from(elements);
      const largest = data.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
      const worst = data.reduce((most, x, i) => Math.max(most, Math.abs(x - (actual[name]?.data[i] as number))), 0);
      expect(worst <= 1e-3 * largest, `seed ${seed}, ${name} is off by ${worst}\n${print(network)}`).toBe(true);
    }
  }
});
