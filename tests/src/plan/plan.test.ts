import {
  add,
  cast,
  compile,
  concat,
  crossentropy,
  dense,
  equal,
  exp,
  f32,
  f64,
  type Graph,
  graph,
  matmul,
  mul,
  neg,
  printPlan,
  relu,
  reshape,
  softmax,
  sub,
  sum,
  transpose,
  u8,
  zeros,
} from "dagrad";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isElementwise } from "../../../graph/op.ts";
import { lower } from "../../../src/passes/lower.ts";
import { bytesOfSlot, type Plan, type PlanOptions, plan, type Slot } from "../../../src/plan/plan.ts";
import { thrown } from "../../graph/thrown.ts";
import { randomDag } from "../random-dag.ts";
import { exactly } from "../run-plainly.ts";

const planned = (graph: Graph<any, any>, sizes: Readonly<Record<string, number>> = {}, options: PlanOptions = {}): Plan =>
  plan(lower(graph), new Map(Object.entries(sizes)), options);

/**
 * Plays a plan with names for bytes: a step writes the name of its value, or of the value that it is a view of, into each byte of its
 * slot. Whoever reads must find the name there; a step must not write while it still reads, but over the whole of an input with
 * elements of the same size.
 */
function faults({ graph, steps, slots, bytes }: Plan): string[] {
  const holder = new Array<string>(bytes).fill("");
  const found: string[] = [];
  const slot = (id: string) => slots.get(id) as Slot;
  const names = new Map<string, string>();
  const name = (id: string): string => names.get(id) ?? id;
  const fill = (id: string): void => {
    const { place, offset } = slot(id);
    if (place === "arena") holder.fill(name(id), offset, offset + bytesOfSlot(slot(id)));
  };
  const read = (id: string, by: string): void => {
    const { place, offset } = slot(id);
    if (place !== "arena") return;
    const others = new Set(holder.slice(offset, offset + bytesOfSlot(slot(id))));
    if (others.size > 1 || (others.size === 1 && !others.has(name(id)))) found.push(`${by} reads ${id}, finds ${[...others].join(", ")}`);
  };
  for (const id of graph.inputs) fill(id);
  for (const { id, op, inputs } of steps) {
    for (const input of inputs) read(input, id);
    const { offset, place, dtype } = slot(id);
    const seen = "view" in op ? inputs[op.inputs.indexOf(op.view)] : undefined;
    if (seen !== undefined) names.set(id, name(seen));
    else if (place !== "arena") found.push(`${id} is written into a ${place}`);
    for (const input of inputs) {
      const other = slot(input);
      if (seen !== undefined || other.place !== "arena") continue;
      const end = offset + bytesOfSlot(slot(id));
      const overlap = Math.min(end, other.offset + bytesOfSlot(other)) > Math.max(offset, other.offset);
      const same =
        offset === other.offset &&
        bytesOfSlot(slot(id)) === bytesOfSlot(other) &&
        (dtype === other.dtype || zeros([1], dtype).data.BYTES_PER_ELEMENT === zeros([1], other.dtype).data.BYTES_PER_ELEMENT);
      if (overlap && !(isElementwise(op) && same)) found.push(`${id} writes while it reads ${input}`);
    }
    fill(id);
  }
  for (const id of [...Object.values(graph.outputs), ...Object.values(graph.updates)]) read(id, "the end");
  return found;
}

describe("plan", () => {
  it("prints the book's network of chapter 5: steps, offsets, what is written over what", () => {
    const network = graph({ X: f32("batch", 2), y: u8("batch") }, ({ X, y }) => {
      const probabilities = softmax(dense(relu(dense(X, { units: 3 })), { units: 3 }));
      return { probabilities, loss: crossentropy(probabilities, y) };
    });
    expect(printPlan(planned(network, { batch: 300 }))).toMatchInlineSnapshot(`
      "plan for batch = 300: 15 steps, arena 9904 bytes
      X                      input                               float32[300, 2]  @0
      y                      input                               uint8[300]       @2400
      dense1.weights         parameter                           float32[2, 3]    parameter
      dense1.biases          parameter                           float32[3]       parameter
      constant1              constant                            float32[]        constant
      dense2.weights         parameter                           float32[3, 3]    parameter
      dense2.biases          parameter                           float32[3]       parameter
      dense1.matmul1         matmul(X, dense1.weights)           float32[300, 3]  @2704
      dense1                 add(dense1.matmul1, dense1.biases)  float32[300, 3]  @2704 over dense1.matmul1
      relu1                  maximum(constant1, dense1)          float32[300, 3]  @2704 over dense1
      dense2.matmul1         matmul(relu1, dense2.weights)       float32[300, 3]  @6304
      dense2                 add(dense2.matmul1, dense2.biases)  float32[300, 3]  @6304 over dense2.matmul1
      softmax1.max1          max(dense2)                         float32[300, 1]  @0
      softmax1.sub1          sub(dense2, softmax1.max1)          float32[300, 3]  @6304 over dense2
      softmax1.exp1          exp(softmax1.sub1)                  float32[300, 3]  @6304 over softmax1.sub1
      softmax1.sum1          sum(softmax1.exp1)                  float32[300, 1]  @0
      softmax1               div(softmax1.exp1, softmax1.sum1)   float32[300, 3]  @6304 over softmax1.exp1
      crossentropy1.gather1  gather(softmax1, y)                 float32[300]     @0
      crossentropy1.clip1    clip(crossentropy1.gather1)         float32[300]     @0 over crossentropy1.gather1
      crossentropy1.log1     log(crossentropy1.clip1)            float32[300]     @0 over crossentropy1.clip1
      crossentropy1.neg1     neg(crossentropy1.log1)             float32[300]     @0 over crossentropy1.log1
      crossentropy1          mean(crossentropy1.neg1)            float32[]        @1200"
    `);
  });

  it("never lets a live value be written over, and writes in place only elementwise (500 random graphs)", () => {
    fc.assert(
      fc.property(randomDag, ({ graph, feeds }) => {
        const batch = feeds.k?.shape[0] as number;
        for (const options of [{}, { inPlace: false }, { keepAll: true }]) expect(faults(planned(graph, { batch }, options))).toEqual([]);
        expect(planned(graph, { batch }).bytes).toBeLessThanOrEqual(planned(graph, { batch }, { keepAll: true }).bytes);
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it("aligns every offset to 16 bytes", () => {
    const { slots } = planned(
      graph({ a: u8(3), b: f64(1) }, ({ a, b }) => ({ a: neg(cast(a, { dtype: "int32" })), b: neg(b), c: exp(b) })),
    );
    expect([...slots.values()].filter(({ offset }) => offset % 16 !== 0)).toEqual([]);
  });

  it("reuses memory once its last reader has run", () => {
    // Each product is of another size than its input, so nothing is in place; two values are alive at a time.
    const widths = [64, 32, 64, 32, 64, 32];
    const net = graph({ x: f32(64, 64) }, ({ x }, g) => {
      const y = widths
        .slice(1)
        .reduce((h, width, i) => matmul(h as typeof x, g.parameter(`w${i}`, [widths[i] as number, width], { init: "zeros" })) as never, x);
      return { y };
    });
    expect(planned(net).bytes).toBe(4 * (64 * 64 + 64 * 32));
    expect(planned(net, {}, { keepAll: true }).bytes).toBe(4 * (3 * 64 * 64 + 3 * 64 * 32));
  });

  it("does not write over an input that others still read, that is an output, or that is a parameter", () => {
    const shared = planned(graph({ x: f32(4) }, ({ x }) => ({ y: add(exp(x), neg(x)) })));
    expect(shared.slots.get("exp1")?.shares).toBeUndefined();
    expect(shared.slots.get("neg1")?.shares).toBe("x");
    const output = planned(graph({ x: f32(4) }, ({ x }) => ({ x, y: exp(x) })));
    expect(output.slots.get("exp1")?.shares).toBeUndefined();
    const parameter = planned(graph({}, (_, g) => ({ y: neg(g.parameter("w", [4], { init: "zeros" })) })));
    expect(parameter.slots.get("neg1")?.shares).toBeUndefined();
  });

  it("does not write over an input of as many bytes but fewer elements: float32[4, 1] == float32[4, 4] is bool[4, 4]", () => {
    const column = graph({ a: f32(4, 1), b: f32(4, 4) }, ({ a, b }) => ({ same: equal(a, b) }));
    expect(planned(column).slots.get("equal1")?.shares).toBeUndefined();
    const [a, b] = [
      [[1], [2], [3], [4]],
      [
        [1, 0, 0, 0],
        [0, 2, 2, 0],
        [3, 3, 3, 3],
        [0, 0, 0, 4],
      ],
    ];
    expect(exactly(compile(column).run({ a, b }).same)).toBe("bool[4,4] 1 0 0 0 0 1 1 0 1 1 1 1 0 0 0 1");
  });

  it("makes reshape a view: of a parameter, of an input, of a view; and keeps what it shows", () => {
    const views = planned(
      graph({ x: f32(2, 3) }, ({ x }, g) => {
        const w = g.parameter("w", [6], { init: "zeros" });
        const flat = reshape(neg(x), { shape: [6] });
        return {
          row: reshape(w, { shape: [1, 6] }),
          far: reshape(reshape(x, { shape: [6] }), { shape: [3, 2] }),
          sum: add(exp(flat), flat),
        };
      }),
    );
    expect(faults(views)).toEqual([]);
    expect(views.slots.get("reshape2")).toMatchObject({ place: "parameter", shares: "w" });
    expect(views.slots.get("reshape4")).toMatchObject({ offset: views.slots.get("x")?.offset, shares: "reshape3" });
  });

  it("takes no memory for values without elements", () => {
    const empty = planned(
      graph({ x: f32("n", 4) }, ({ x }) => ({ y: concat([neg(x), exp(x)], { axis: 1 }), s: transpose(x) })),
      { n: 0 },
    );
    expect(empty.bytes).toBe(0);
    expect(faults(empty)).toEqual([]);
  });

  it("is the same for the same graph", () => {
    const twice = () => printPlan(planned(graph({ x: f32(4) }, ({ x }) => ({ y: sum(mul(exp(x), sub(x, 1))) }))));
    expect(twice()).toBe(twice());
  });

  it("names a dim that nothing binds", () => {
    expect(thrown(() => planned(graph({ x: f32("batch") }, ({ x }) => ({ y: neg(x) }))))).toMatchInlineSnapshot(`
      "GraphError unbound-dim at x
      plan: dim "batch" must be bound by a feed, got none (node "x"); feed an input that has it"
    `);
  });

  it("names the largest values when they do not fit into 4 GiB", () => {
    const huge = graph({ x: f32("n", 1024), w: f32(1024, 4096) }, ({ x, w }) => ({ y: neg(matmul(x, w)), s: sum(x) }));
    expect(thrown(() => planned(huge, { n: 2 ** 18 }))).toMatchInlineSnapshot(`
      "GraphError too-large at matmul1
      plan: values must fit into 4 GiB, got 5.0 GiB; the largest are "matmul1" float32[262144, 4096] 4096 MiB, "neg1" float32[262144, 4096] 4096 MiB, "x" float32[262144, 1024] 1024 MiB; feed smaller batches"
    `);
  });

  it("refuses composites as a broken invariant", () => {
    expect(() =>
      plan(
        graph({ x: f32(1) }, ({ x }) => ({ y: relu(x) })),
        new Map(),
      ),
    ).toThrow('internal: plan met the composite "relu1"');
  });

  it("leaves composites as they are that the backend executes", () => {
    const { steps, slots } = plan(
      graph({ x: f32("n", 2) }, ({ x }) => ({ y: neg(relu(x)) })),
      new Map([["n", 3]]),
      { executes: () => true },
    );
    expect(steps.map(({ id, op }) => [id, op.name])).toEqual([
      ["relu1", "relu"],
      ["neg1", "neg"],
    ]);
    expect(slots.get("relu1")?.shape).toEqual([3, 2]);
  });
});
