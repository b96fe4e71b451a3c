import {
  type AnyTensor,
  add,
  apply,
  argmaxAccuracy,
  atom,
  type Backend,
  compile,
  crossentropy,
  defineOp,
  dense,
  exp,
  explain,
  f32,
  type Graph,
  gather,
  graph,
  i32,
  log,
  matmul,
  mul,
  NdArray,
  neg,
  type Op,
  random,
  reference,
  relu,
  sgd,
  softmax,
  sub,
  sum,
  trace,
  trainStep,
  transpose,
  u8,
  wasm,
} from "dagrad";
import { afterEach, describe, expect, it, vi } from "vitest";
import { thrown } from "../../../graph/thrown.ts";
import { exactly } from "../../run-plainly.ts";
import { host } from "./run-module.ts";

type Values = Readonly<Record<string, NdArray>>;
const shown = (values: unknown): string[] => Object.entries(values as Values).map(([name, value]) => `${name} ${exactly(value)}`);

/** Points in the plane of three classes: what runs in loops over rows. */
const network = (classes = 3) =>
  graph({ X: f32("n", 2), y: u8("n") }, ({ X, y }) => {
    const p = softmax(dense(relu(dense(X, { units: 6, init: { randn: 0.5 } })), { units: classes, init: { randn: 0.5 } }));
    return { p, loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
  });
const step = (classes = 3) => trainStep(network(classes), { minimize: "loss", optimizer: sgd({ learningRate: 0.5, momentum: 0.9 }) });
const feedsOf = (n: number, label: (i: number) => number = (i) => i % 3) => ({
  X: new NdArray(
    Float32Array.from({ length: 2 * n }, (_, i) => Math.sin(i)),
    [n, 2],
    "float32",
  ),
  y: new NdArray(
    Uint8Array.from({ length: n }, (_, i) => label(i)),
    [n],
    "uint8",
  ),
});

/** w ← w − x, and the sum of w before. */
const descent = () =>
  graph({ x: f32(3) }, ({ x }, g) => {
    const w = g.parameter("w", [3], { init: "ones" });
    g.update(w, sub(w, x));
    return { total: sum(w) };
  });

afterEach(() => {
  vi.restoreAllMocks();
});

describe("parameters that two programs share", () => {
  const backends: readonly Backend[] = [wasm(), reference];
  const pairs = backends.flatMap((one) => backends.map((other) => [one.name, other.name, one, other] as const));

  it.each(pairs)("are trained on %s and seen on %s, and the other way round", (_one, _other, one, other) => {
    // By hand: 1 − 1 − 1 …, beginning at 3 · 1.
    const first = compile(descent(), { backend: one });
    const second = compile(descent(), { backend: other, sharing: first });
    const feeds = { x: [1, 1, 1] };
    const totals = [first, first, second, first, second, second, first].map((program) => program.run(feeds).total.item());
    expect(totals).toEqual([3, 0, -3, -6, -9, -12, -15]);
    for (const program of [first, second]) expect(shown(program.parameters)).toEqual(["w float32[3] -6 -6 -6"]);
  });

  it.each(pairs)("train on %s as one program would alone, while %s evaluates", (_one, _other, one, other) => {
    const trained = compile(step(), { backend: one, random: random(1) });
    const alone = compile(step(), { backend: one, random: random(1) });
    const evaluated = compile(network(), { backend: other, sharing: trained });
    const fresh = () => compile(network(), { backend: other, parameters: weightsOf(trained.parameters) });
    for (let i = 0; i < 5; i++) {
      trained.run(feedsOf(9));
      alone.run(feedsOf(9));
      expect(shown(evaluated.run(feedsOf(4)))).toEqual(shown(fresh().run(feedsOf(4))));
    }
    expect(shown(trained.parameters)).toEqual(shown(alone.parameters));
  });

  const weightsOf = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([id]) => id in network().nodes));

  it.each(pairs)("that are set between runs, on %s or %s, are seen by the next run of each", (_one, _other, one, other) => {
    const first = compile(descent(), { backend: one });
    const second = compile(descent(), { backend: other, sharing: first });
    first.run({ x: [1, 2, 3] });
    second.setParameters({ w: [10, 20, 30] });
    expect(first.run({ x: [1, 2, 3] }).total.item()).toBe(60);
    first.setParameters({ w: [1, 1, 2] });
    expect(second.run({ x: [0, 0, 0] }).total.item()).toBe(4);
    expect(shown(first.parameters)).toEqual(["w float32[3] 1 1 2"]);
  });

  it("keep what was trained when the module that has it is dropped", () => {
    const first = compile(descent(), { backend: wasm() });
    // Its parameters without the program itself, which would keep the module.
    const memory = Object.create(Object.getPrototypeOf(first), { memory: { value: first.memory }, turns: { value: undefined } });
    first.run({ x: [1, 2, 3] });
    const second = compile(descent(), { backend: wasm(), sharing: memory });
    expect(second.run({ x: [0, 0, 0] }).total.item()).toBe(-3);
  });
});

describe("batch sizes by turns", () => {
  it("train to the bit as one program per size that hands its parameters on", () => {
    const program = compile(step(), { backend: wasm(), random: random(1) });
    let parameters: Values = program.parameters;
    for (const n of [7, 1, 30, 7, 4, 1, 0, 30, 7]) {
      const apart = compile(step(), { backend: wasm(), parameters });
      expect(shown(program.run(feedsOf(n)))).toEqual(shown(apart.run(feedsOf(n))));
      parameters = apart.parameters;
      expect(shown(program.parameters)).toEqual(shown(parameters));
    }
  });

  it("are modules of their own: a size that was there compiles nothing", () => {
    const compiled = vi.spyOn(host, "Module");
    const program = compile(step(), { backend: wasm() });
    for (const n of [7, 4, 7, 4, 1]) program.run(feedsOf(n));
    expect(compiled).toHaveBeenCalledTimes(3);
  });
});

describe("beforeUpdate", () => {
  it("sees outputs and new values, and parameters as they still are", () => {
    const program = compile(descent(), { backend: wasm() });
    program.run({ x: [1, 2, 3] });
    const seen: string[][] = [];
    program.run({ x: [1, 1, 1] }, undefined, {
      beforeUpdate: (outputs, updates) => {
        seen.push(shown(outputs), shown(Object.fromEntries(updates)), shown(program.parameters));
      },
    });
    expect(seen).toEqual([["total float32[] -3"], ["w float32[3] -1 -2 -3"], ["w float32[3] 0 -1 -2"]]);
    expect(shown(program.parameters)).toEqual(["w float32[3] -1 -2 -3"]);
  });

  const refuse = () => {
    throw new Error("refused");
  };

  it("that throws leaves parameters as they were, to the bit, and so does the run after it", () => {
    const [program, other] = [0, 1].map(() => compile(step(), { backend: wasm(), random: random(1) })) as [
      ReturnType<typeof compile>,
      ReturnType<typeof compile>,
    ];
    for (let round = 0; round < 3; round++) {
      const before = shown(program.parameters);
      for (let i = 0; i < 2; i++) {
        expect(() => program.run(feedsOf(9) as never, undefined, { beforeUpdate: refuse })).toThrow("refused");
        expect(shown(program.parameters)).toEqual(before);
      }
      expect(shown(program.run(feedsOf(9) as never))).toEqual(shown(other.run(feedsOf(9) as never)));
      expect(shown(program.parameters)).toEqual(shown(other.parameters));
    }
  });

  it("that looks at the parameters and then throws leaves them as they were", () => {
    const program = compile(descent(), { backend: wasm() });
    program.run({ x: [1, 2, 3] });
    const looked = () => {
      void program.parameters;
      refuse();
    };
    expect(() => program.run({ x: [1, 2, 3] }, undefined, { beforeUpdate: looked })).toThrow("refused");
    expect(shown(program.parameters)).toEqual(["w float32[3] 0 -1 -2"]);
    expect(program.run({ x: [0, 0, 0] }).total.item()).toBe(-3);
  });
});

describe("a label out of range", () => {
  it.each([3, 24])("among %i classes has the error of the reference, and leaves parameters and program as they were", (classes) => {
    const [engine, oracle] = [wasm(), reference].map((backend) => compile(step(classes), { backend, random: random(1) })) as [
      ReturnType<typeof compile>,
      ReturnType<typeof compile>,
    ];
    engine.run(feedsOf(9) as never);
    const before = shown(engine.parameters);
    for (let n = 1; n <= 9; n++) {
      for (const at of new Set([0, n - 1])) {
        const bad = feedsOf(n, (i) => (i === at ? 255 : i % 3));
        expect(thrown(() => engine.run(bad as never))).toBe(thrown(() => oracle.run(bad as never)));
        expect(shown(engine.parameters)).toEqual(before);
      }
    }
    const fresh = compile(step(classes), { backend: wasm(), parameters: engine.parameters });
    expect(shown(engine.run(feedsOf(9) as never))).toEqual(shown(fresh.run(feedsOf(9) as never)));
  });

  it("never is one in a row that does not exist: 1 … 9 rows of the last class", () => {
    for (let n = 1; n <= 9; n++) {
      const program = compile(network(3), { backend: wasm() });
      expect(() => program.run(feedsOf(n, () => 2))).not.toThrow();
    }
  });
});

describe("a primitive of one's own", () => {
  /** A kernel for [x]; the module has no code for it. */
  const ownOp = (kernel: (x: Float32Array, y: Float32Array, refuse: () => never) => void) =>
    defineOp({
      name: "own",
      inputs: ["x"],
      attrs: {},
      infer: ([x]) => x,
      picture: { role: "function", label: "own" },
      notation: { text: ([x]) => atom(`own ${x.text}`), latex: ([x]) => atom(`own ${x.text}`) },
      kernel:
        ([x], y, _, fail) =>
        () => {
          kernel(x.data as Float32Array, y.data as Float32Array, () =>
            fail({ code: "own", expected: "numbers must be positive", actual: "others", cure: "feed others" }),
          );
        },
      vjp: "not-differentiable",
    });
  const apply1 = (own: Op, x: unknown) => apply(own as never, [x as AnyTensor]) as AnyTensor;
  const between = (own: Op) =>
    graph({ x: f32("n", 20) }, ({ x }, g) => {
      const w = g.parameter("w", [20], { init: "ones" });
      const y = apply1(own, mul(x, 2));
      g.update(w, sub(w, sum(y as never, { axis: 0 }) as never) as never);
      return { y: neg(y as never), again: exp(apply1(own, y) as never) };
    }) as Graph<any, any>;
  const given = (n: number) => ({
    x: new NdArray(
      Float32Array.from({ length: 20 * n }, (_, i) => Math.sin(i)),
      [n, 20],
      "float32",
    ),
  });

  it("is called by the module between its own steps, with the reference's results", () => {
    let calls = 0;
    const own = ownOp((x, y) => {
      calls++;
      for (let i = 0; i < x.length; i++) y[i] = (x[i] as number) / 4;
    });
    const programs = [wasm(), reference].map((backend) => compile(between(own), { backend }));
    const [engine, oracle] = programs as [(typeof programs)[number], (typeof programs)[number]];
    for (const n of [3, 0, 8]) {
      calls = 0;
      const { y } = engine.run(given(n)) as Values;
      expect(calls).toBe(2);
      expect(exactly(y as NdArray)).toBe(exactly((oracle.run(given(n)) as Values).y as NdArray));
    }
    expect(explain(engine, given(3))).toMatch(/host +own1 /);
  });

  it("passes its errors through, those of the run and any others, and the program goes on", () => {
    let mode = "none";
    const own = ownOp((x, y, refuse) => {
      if (mode === "refuse") refuse();
      if (mode === "throw") throw new TypeError("a slip");
      y.set(x);
    });
    const program = compile(between(own), { backend: wasm() });
    const before = shown(program.parameters);
    mode = "refuse";
    expect(thrown(() => program.run(given(2)))).toBe(
      'FeedError own at own1\nown: numbers must be positive, got others (node "own1"); feed others',
    );
    mode = "throw";
    expect(() => program.run(given(2))).toThrow(new TypeError("a slip"));
    expect(shown(program.parameters)).toEqual(before);
    mode = "none";
    expect(shown(program.run(given(2)))).toEqual(shown(compile(between(own), { backend: wasm() }).run(given(2))));
  });

  it("that throws after a bad label does not hide it: the error is the reference's, and later steps count", () => {
    let broken = true;
    const own = ownOp((x, y) => {
      if (broken) throw new TypeError("a slip");
      y.set(x);
    });
    const one = graph({ x: f32("n", 20), y: i32("n") }, ({ x, y }, g) => {
      const w = g.parameter("w", [], { init: "ones" });
      const picked = apply1(own, gather(x, y));
      g.update(w, sub(w, sum(picked as never) as never) as never);
      return { picked: picked as never };
    }) as Graph<any, any>;
    const x = new NdArray(new Float32Array(40).fill(1), [2, 20], "float32");
    const [engine, oracle] = [wasm(), reference].map((backend) => compile(one, { backend })) as [
      ReturnType<typeof compile>,
      ReturnType<typeof compile>,
    ];
    const bad = { x, y: [1, 20] } as never;
    const good = { x, y: [1, 2] } as never;
    expect(thrown(() => engine.run(bad))).toBe(thrown(() => oracle.run(bad)));
    broken = false;
    expect(shown(engine.parameters)).toEqual(["w float32[] 1"]);
    // By hand: 1 − 2.
    engine.steps(1, good);
    expect(shown(engine.parameters)).toEqual(["w float32[] -1"]);
    engine.run(good);
    expect(shown(engine.parameters)).toEqual(["w float32[] -3"]);
  });

  it("that throws while parameters are updated leaves all of them as they were", () => {
    let broken = false;
    const own = ownOp((x, y) => {
      if (broken) throw new TypeError("a slip");
      y.set(x);
    });
    const one = graph({ x: f32(3) }, ({ x }, g) => {
      const a = g.parameter("a", [3], { init: "ones" });
      const b = g.parameter("b", [3], { init: "ones" });
      g.update(a, sub(a, x));
      g.update(b, sub(b, apply1(own, mul(x, 2)) as never) as never);
      return { total: sum(x) };
    });
    const program = compile(one, { backend: wasm() });
    program.run({ x: [1, 2, 3] });
    const expected = ["a float32[3] 0 -1 -2", "b float32[3] -1 -3 -5"];
    expect(shown(program.parameters)).toEqual(expected);
    broken = true;
    expect(() => program.run({ x: [1, 2, 3] })).toThrow("a slip");
    expect(shown(program.parameters)).toEqual(expected);
    broken = false;
    program.run({ x: [1, 2, 3] });
    expect(shown(program.parameters)).toEqual(["a float32[3] -1 -3 -5", "b float32[3] -3 -7 -11"]);
  });
});

describe("a product and what comes after it", () => {
  const values = (...shape: [number, number]) =>
    new NdArray(
      Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => (i % 7) - 3),
      shape,
      "float32",
    );

  it("are both given where both are wanted", () => {
    const one = graph({ x: f32("n", 20), w: f32(20, 24) }, ({ x, w }) => {
      const z = matmul(x, w);
      return { z, y: relu(z) };
    });
    for (const n of [1, 3, 8]) {
      const feeds = { x: values(n, 20), w: values(20, 24) };
      const [engine, oracle] = [wasm(), reference].map((backend) => compile(one, { backend }).run(feeds));
      // Whole numbers: exact in any order; + 0 is + 0.
      for (const name of ["z", "y"] as const)
        expect([...(engine?.[name].data ?? [])].map((x) => x + 0)).toEqual([...(oracle?.[name].data ?? [])].map((x) => x + 0));
    }
  });

  it("update the weights in place for every size of 9 … 33: w ← w − 2 xᵀ d", () => {
    const one = (rows: number, columns: number) =>
      graph({ x: f32("n", rows), d: f32("n", columns) }, ({ x, d }, g) => {
        const w = g.parameter("w", [rows, columns], { init: "ones" });
        g.update(w, sub(w, mul(matmul(transpose(x), d), 2) as never) as never);
        return { total: sum(x) };
      });
    for (let rows = 9; rows <= 33; rows += 4)
      for (let columns = 9; columns <= 33; columns++) {
        const feeds = { x: values(5, rows), d: values(5, columns) };
        const [engine, oracle] = [wasm(), reference].map((backend) => {
          const program = compile(one(rows, columns), { backend });
          program.run(feeds);
          program.run(feeds);
          return exactly(program.parameters.w as NdArray);
        });
        expect(engine).toBe(oracle);
      }
  });
});

describe("checkFinite", () => {
  it("stops at the first step that is not finite, inside what else would be one loop, and leaves parameters", () => {
    const one = graph({ x: f32(3) }, ({ x }, g) => {
      const w = g.parameter("w", [3], { init: "ones" });
      g.update(w, sub(w, x));
      return { y: exp(neg(log(x, { name: "logs" }))) };
    });
    const program = compile(one, { backend: wasm(), checkFinite: true });
    const text = 'log: values must be finite, got -Infinity at [1] from "x" float32[3] in 0.0 … 2.0 (node "logs")';
    expect(thrown(() => program.run({ x: [1, 0, 2] }))).toContain(text);
    expect(shown(program.parameters)).toEqual(["w float32[3] 1 1 1"]);
    program.run({ x: [1, 1, 2] });
    expect(shown(program.parameters)).toEqual(["w float32[3] 0 0 -1"]);
  });

  it("trains to the numbers of the reference with checkFinite, three steps, to 1e-5", () => {
    const [engine, oracle] = [wasm(), reference].map((backend) => {
      const program = compile(step(), { backend, checkFinite: true, random: random(1) });
      for (let i = 0; i < 3; i++) program.run(feedsOf(9));
      return program.parameters;
    }) as [Values, Values];
    for (const [id, { data }] of Object.entries(oracle))
      data.forEach((x: number, i: number) => {
        expect(Math.abs((engine[id]?.data[i] as number) - x)).toBeLessThan(1e-5);
      });
  });
});

describe("trace", () => {
  it("shows every value of a step of training, those that a run never stores, too, and changes no parameter", () => {
    const program = compile(step(), { backend: wasm(), random: random(1) });
    program.run(feedsOf(9));
    const before = shown(program.parameters);
    const { values, graph: ran } = trace(program, feedsOf(9));
    expect(Object.keys(values).sort()).toEqual(Object.keys(ran.nodes).sort());
    const oracle = compile(step(), { backend: reference, parameters: program.parameters });
    for (const [id, { data }] of Object.entries(trace(oracle, feedsOf(9)).values))
      data.forEach((x: number, i: number) => {
        expect(Math.abs((values[id]?.data[i] as number) - x)).toBeLessThan(1e-5);
      });
    expect(shown(program.parameters)).toEqual(before);
  });
});

describe("views with copy: false", () => {
  it("are the same objects in every run of a size, over the memory that is written", () => {
    const program = compile(step(), { backend: wasm(), random: random(1) });
    const first = program.run(feedsOf(9), undefined, { copy: false });
    const { data } = first.loss;
    const loss = first.loss.item();
    program.run(feedsOf(4), undefined, { copy: false });
    expect(first.loss.item()).toBe(loss);
    const second = program.run(feedsOf(9), undefined, { copy: false });
    expect(second).toBe(first);
    expect(second.p).toBe(first.p);
    expect(second.loss.data).toBe(data);
    expect(second.loss.item()).toBeLessThan(loss);
  });

  it("of a parameter that is updated show it as it was before", () => {
    const one = graph({ x: f32(3) }, ({ x }, g) => {
      const w = g.parameter("w", [3], { init: "ones" });
      g.update(w, sub(w, x));
      return { w: w as never, y: add(w as never, x) };
    });
    const program = compile(one, { backend: wasm() });
    const views = program.run({ x: [1, 2, 3] }, undefined, { copy: false }) as Values;
    expect(shown(views)).toEqual(["w float32[3] 1 1 1", "y float32[3] 2 3 4"]);
    program.run({ x: [1, 2, 3] }, undefined, { copy: false });
    expect(shown(views)).toEqual(["w float32[3] 0 -1 -2", "y float32[3] 1 1 1"]);
  });
});

describe("a program whose memory becomes larger for another size", () => {
  /** Outputs as large as what is fed: 400 kB for 100,000 rows. */
  const scaled = graph({ x: f32("n") }, ({ x }, g) => {
    const w = g.parameter("w", [], { init: 2 });
    g.update(w, add(w, 1));
    return { y: mul(x, w) };
  });
  const ones = (n: number) => ({ x: new Float32Array(n).fill(1) });

  it("keeps what views show, what was trained, and goes on in the new one", () => {
    const program = compile(scaled, { backend: wasm() });
    const before = program.run(ones(3), undefined, { copy: false });
    const { buffer } = before.y.data;
    const large = program.run(ones(100_000), undefined, { copy: false });
    expect(large.y.data.buffer).not.toBe(buffer);
    expect(before.y.tolist()).toEqual([2, 2, 2]);
    expect(large.y.data.every((element) => element === 3)).toBe(true);
    const after = program.run(ones(3), undefined, { copy: false });
    expect([after.y.data.buffer === large.y.data.buffer, after.y.tolist(), before.y.tolist()]).toEqual([true, [4, 4, 4], [2, 2, 2]]);
    expect(program.run(ones(3), undefined, { copy: false })).toBe(after);
    expect(program.parameters.w?.item()).toBe(6);
  });

  it("gives the bits of programs of one size each, 40 sizes by turns, of which it lets go", () => {
    const program = compile(step(), { backend: wasm(), random: random(1) });
    let parameters: Values = program.parameters;
    for (let i = 0; i < 60; i++) {
      const n = 1 + ((i * 17) % 40) * (i % 7 === 0 ? 100 : 1);
      const apart = compile(step(), { backend: wasm(), parameters });
      expect(shown(program.run(feedsOf(n)))).toEqual(shown(apart.run(feedsOf(n))));
      parameters = apart.parameters;
    }
    expect(shown(program.parameters)).toEqual(shown(parameters));
  });

  it("shows a run of another size, within a check, the parameters as they still are, and then the new ones", () => {
    const program = compile(scaled, { backend: wasm() });
    program.run(ones(2));
    for (const [n, refused] of [
      [3, true],
      [3, false],
      [100_000, true],
      [200_000, false],
    ] as const) {
      const w = program.parameters.w?.item() as number;
      const seen: unknown[] = [];
      const beforeUpdate = (): void => {
        seen.push(
          program.run(ones(n), ["y"], {
            beforeUpdate: () => {
              throw new Error("only looked");
            },
          } as never),
        );
      };
      expect(() => program.run(ones(2), undefined, { beforeUpdate })).toThrow("only looked");
      expect([seen, program.parameters.w?.item()]).toEqual([[], w]);
      const looked = (): void => {
        seen.push(trace(program, ones(n)).values.mul1?.data[0]);
        if (refused) throw new Error("refused");
      };
      const run = () => program.run(ones(2), undefined, { beforeUpdate: looked });
      if (refused) expect(run).toThrow("refused");
      else run();
      expect([seen, program.parameters.w?.item()]).toEqual([[w], refused ? w : w + 1]);
      expect(program.run(ones(1)).y.item()).toBe(refused ? w : w + 1);
    }
  });
});
