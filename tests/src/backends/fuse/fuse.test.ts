import {
  add,
  argmaxAccuracy,
  bool,
  broadcastTo,
  cast,
  concat,
  crossentropy,
  dense,
  equal,
  exp,
  f32,
  f64,
  type Graph,
  graph,
  i32,
  matmul,
  mul,
  neg,
  relu,
  reshape,
  sgd,
  softmax,
  sub,
  sum,
  type Tensor,
  tanh,
  trainStep,
  transpose,
  u8,
  where,
} from "dagrad";
import { describe, expect, it } from "vitest";
import { design, groupsIn, lines } from "./design.ts";

/** tanh, so many times: nothing that could be simplified. */
const chain = (steps: number): Graph<any, any> =>
  graph({ x: f32(100) }, ({ x }) => {
    let y: Tensor = x;
    for (let i = 0; i < steps; i++) y = tanh(y);
    return { y };
  });

/** Numbers of members of the groups. */
const sizes = (one: Graph<any, any>): number[] => groupsIn(design(one).schedule).map(({ members }) => members.length);

const [x, w] = [f32("n", 20), f32(20, 24)];

describe("elementwise steps", () => {
  it("of one shape are one loop of up to 32 steps; a longer chain is cut into loops of 32 from its end", () => {
    expect([1, 31, 32, 33, 64, 65, 100].map((steps) => sizes(chain(steps)))).toEqual([
      [1],
      [31],
      [32],
      [1, 32],
      [32, 32],
      [1, 32, 32],
      [4, 32, 32, 32],
    ]);
  });

  it("with two readers in one loop stay in registers; with readers in two loops they are stored", () => {
    const same = graph({ x: f32(100) }, ({ x }) => {
      const e = exp(x, { name: "e" });
      return { y: mul(neg(e), tanh(e)) };
    });
    expect(lines(design(same))).toBe("run loop: e neg1 tanh1 mul1 → mul1");
    const apart = graph({ x: f32(100), b: f32(30, 100) }, ({ x, b }) => {
      const e = exp(x, { name: "e" });
      return { y: neg(e), z: sub(b, e) };
    });
    expect(lines(design(apart))).toBe("run loop: e → e\nrun loop: neg1 → neg1\nrun loop: sub1 → sub1");
  });

  it("that are outputs themselves are stored and still go on in registers", () => {
    const both = graph({ x: f32(100) }, ({ x }) => {
      const e = exp(x);
      return { e, y: neg(e) };
    });
    expect(lines(design(both))).toBe("run loop: exp1 neg1 → exp1, neg1");
  });

  it("of another shape, or seen through a reshape, are another loop", () => {
    const stretched = graph({ x: f32(100), b: f32(30, 100) }, ({ x, b }) => ({ y: mul(neg(x), b) }));
    expect(lines(design(stretched))).toBe("run loop: neg1 → neg1\nrun loop: mul1 → mul1");
  });

  it("of float64 have loops of their own, but single numbers join any loop of single numbers", () => {
    const wide = graph({ x: f32(100) }, ({ x }) => ({ y: exp(cast(neg(x), { dtype: "float64" })) }));
    expect(lines(design(wide))).toBe("run loop: neg1 → neg1\nrun loop: cast1 exp1 → exp1");
    const single = graph({ x: f32() }, ({ x }) => ({ y: exp(cast(neg(x), { dtype: "float64" })) }));
    expect(lines(design(single))).toBe("run loop: neg1 cast1 exp1 → exp1");
  });

  it("that a kernel between them reads stay before it", () => {
    const folded = graph({ x: f32("n", 100) }, ({ x }) => {
      const e = exp(x);
      return { y: mul(e, sum(e, { axis: 0 })) };
    });
    expect(lines(design(folded, { n: 5 }))).toBe("run loop: exp1 → exp1\nrun kernel: sum1 → sum1\nrun loop: mul1 → mul1");
  });
});

describe("a product takes as its epilogue", () => {
  it("bias and activation", () => {
    const layer = graph({ x, w, b: f32(24) }, ({ x, w, b }) => ({ y: relu(add(matmul(x, w), b)) }));
    expect(lines(design(layer, { n: 9 }))).toBe("run product: matmul1 add1 relu1 → relu1");
  });

  it("the mask of relu's gradient, and a step of descent that is written over its parameter", () => {
    const network = graph({ X: f32("n", 20), y: u8("n") }, ({ X, y }) => {
      const hidden = relu(dense(X, { units: 32, name: "one" }));
      return { loss: crossentropy(softmax(dense(hidden, { units: 24, name: "two" })), y) };
    });
    expect(lines(design(trainStep(network, { minimize: "loss", optimizer: sgd({ learningRate: 0.5 }) }), { n: 9 }))).toMatchInlineSnapshot(`
      "run product: one.matmul1 one relu1 → relu1
      run product: two.matmul1 two → two
      run lines: softmax1.max1 softmax1.sub1 softmax1.exp1 softmax1.sum1 softmax1 → softmax1
      run kernel: crossentropy1.gather1 → crossentropy1.gather1
      run loop: crossentropy1.clip1 crossentropy1.log1 crossentropy1.neg1 → crossentropy1.neg1
      run kernel: crossentropy1 → crossentropy1
      run kernel: d.two.oneHot1 → d.two.oneHot1
      update loop: sgd.step.next → sgd.step.next over sgd.step
      update loop: d.two.sub1 d.two.div1 → d.two.div1
      update kernel: d.two.biases → d.two.biases
      update product: d.relu1 d.one.equal1 d.one → d.one
      update kernel: d.one.biases → d.one.biases
      update product: d.one.weights mul1 add1 → add1 over one.weights
      update loop: mul2 add2 → add2 over one.biases
      update product: d.two.weights mul3 add3 → add3 over two.weights
      update loop: mul4 add4 → add4 over two.biases"
    `);
  });

  it("numbers, a row as [N] or [1, N], a matrix of its own shape", () => {
    const all = graph({ x, w, b: f32(24), c: f32(1, 24), d: f32("n", 24), e: f32() }, ({ x, w, b, c, d, e }) => ({
      y: add(add(add(add(matmul(x, w), b), c), d), e),
    }));
    expect(lines(design(all, { n: 9 }))).toBe("run product: matmul1 add1 add2 add3 add4 → add4");
  });

  it("up to 8 steps", () => {
    const long = (steps: number): Graph<any, any> =>
      graph({ x, w }, ({ x, w }) => {
        let y: Tensor = matmul(x, w);
        for (let i = 0; i < steps; i++) y = tanh(y);
        return { y };
      });
    const kinds = (steps: number) =>
      groupsIn(design(long(steps), { n: 9 }).schedule).map(({ kind, members }) => `${kind} ${members.length}`);
    expect(kinds(8)).toEqual(["product 9"]);
    expect(kinds(9)).toEqual(["product 1", "loop 9"]);
  });

  it("nothing where its own value is wanted, or read elsewhere", () => {
    const wanted = graph({ x, w }, ({ x, w }) => {
      const z = matmul(x, w);
      return { z, y: relu(z) };
    });
    expect(lines(design(wanted, { n: 9 }))).toBe("run product: matmul1 → matmul1\nrun loop: relu1 → relu1");
    const read = graph({ x, w }, ({ x, w }) => {
      const z = matmul(x, w);
      return { y: relu(z), total: sum(z) };
    });
    expect(lines(design(read, { n: 9 }))).toBe("run product: matmul1 → matmul1\nrun loop: relu1 → relu1\nrun kernel: sum1 → sum1");
  });

  it("nothing where an intermediate step is wanted", () => {
    const wanted = graph({ x, w, b: f32(24) }, ({ x, w, b }) => {
      const z = add(matmul(x, w), b);
      return { z, y: relu(z) };
    });
    expect(lines(design(wanted, { n: 9 }))).toBe("run product: matmul1 → matmul1\nrun loop: add1 relu1 → add1, relu1");
  });

  it("no step that it reads itself: that one is carried out before it", () => {
    const square = graph({ x: f32(24, 24) }, ({ x }) => {
      const t = tanh(x);
      return { y: add(matmul(t, t), t) };
    });
    expect(lines(design(square))).toBe("run loop: tanh1 → tanh1\nrun product: matmul1 add1 → add1");
  });

  it("no bool operand, no float64, and makes no bool or uint8", () => {
    const refused: readonly Graph<any, any>[] = [
      graph({ x, w, m: bool("n", 24) }, ({ x, w, m }) => ({ y: where(m, matmul(x, w), 0) })),
      graph({ x, w, d: f64("n", 24) }, ({ x, w, d }) => ({ y: add(cast(matmul(x, w), { dtype: "float64" }), d) })),
      graph({ x, w }, ({ x, w }) => ({ y: cast(matmul(x, w), { dtype: "uint8" }) })),
      graph({ x, w, d: f32("n", 24) }, ({ x, w, d }) => ({ y: equal(matmul(x, w), d) })),
    ];
    for (const one of refused) {
      const [product, ...rest] = groupsIn(design(one, { n: 9 }).schedule);
      expect([product?.kind, product?.members.length]).toEqual(["product", 1]);
      expect(rest.map(({ kind }) => kind)).toEqual(["loop"]);
    }
  });

  it("a number for each row, of one matrix or of a stack, and none for some of them", () => {
    const column = graph({ x, w, c: f32("n", 1) }, ({ x, w, c }) => ({ y: add(matmul(x, w), c) }));
    expect(lines(design(column, { n: 9 }))).toBe("run product: matmul1 add1 → add1");
    const images = graph({ w: f32(8, 20), x: f32(3, 20, 6), c: f32(8, 1, 1), g: f32(3, 8, 1, 1) }, ({ w, x, c, g }) => ({
      y: mul(add(reshape(matmul(w, x), { shape: [3, 8, 2, 3] }), c), g),
    }));
    expect(lines(design(images))).toBe("run product: matmul1 add1 mul1 → mul1");
    const some = graph({ w: f32(8, 20), x: f32(3, 20, 6), g: f32(3, 1, 1) }, ({ w, x, g }) => ({ y: mul(matmul(w, x), g) }));
    expect(groupsIn(design(some).schedule).map(({ kind }) => kind)).toEqual(["product", "loop"]);
  });

  it("an int32 result, and int32 operands", () => {
    const ints = graph({ x, w, k: i32("n", 24) }, ({ x, w, k }) => ({ y: add(cast(matmul(x, w), { dtype: "int32" }), k) }));
    expect(lines(design(ints, { n: 9 }))).toBe("run product: matmul1 cast1 add1 → add1");
  });

  it("what follows a stack of products", () => {
    const stack = graph({ a: f32(3, "n", 20), w, bias: f32(24), c: f32(3, "n", 24) }, ({ a, w, bias, c }) => ({
      y: relu(add(add(matmul(a, w), bias), c)),
    }));
    expect(lines(design(stack, { n: 9 }))).toBe("run product: matmul1 add1 add2 relu1 → relu1");
  });

  it("what follows a view of it: numbers, rows as they lie, and whatever has its elements in order", () => {
    const image = graph({ x: f32(9, 20), w, bias: f32(24), scale: f32(1, 1, 24), c: f32(3, 3, 24) }, ({ x, w, bias, scale, c }) => ({
      y: relu(add(add(mul(reshape(matmul(x, w), { shape: [3, 3, 24] }), scale as never) as never, bias), c)),
    }));
    expect(lines(design(image))).toBe("run product: matmul1 mul1 add1 add2 relu1 → relu1");
    const heads = graph({ x: f32(9, 20), w, bias: f32(4, 6) }, ({ x, w, bias }) => ({
      y: add(reshape(matmul(x, w), { shape: [9, 4, 6] }), bias),
    }));
    expect(lines(design(heads))).toBe("run product: matmul1 add1 → add1");
  });

  it("what comes before a view of it, and behind", () => {
    const layer = graph({ x: f32(9, 20), w, bias: f32(24), c: f32(3, 3, 24) }, ({ x, w, bias, c }) => ({
      y: relu(add(reshape(add(matmul(x, w), bias), { shape: [3, 3, 24] }), c)),
    }));
    expect(lines(design(layer))).toBe("run product: matmul1 add1 add2 relu1 → relu1");
  });

  it("but no step that the product reads as a view", () => {
    const residual = graph({ x: f32(3, 3, 24), w: f32(24, 24) }, ({ x, w }) => {
      const before = tanh(x);
      return { y: add(reshape(matmul(reshape(before, { shape: [9, 24] }), w), { shape: [3, 3, 24] }), before) };
    });
    expect(lines(design(residual))).toBe("run loop: tanh1 → tanh1\nrun product: matmul1 add1 → add1");
  });

  it("nothing where a view of it is wanted, read elsewhere, or meets what lies otherwise", () => {
    const groups = (y: (sums: any, operands: any) => Record<string, any>) =>
      groupsIn(
        design(
          graph({ x: f32(9, 20), w, perImage: f32(3, 1, 1), perColumn: f32(3, 24) }, ({ x, w, ...others }) =>
            y(reshape(matmul(x, w), { shape: [3, 3, 24] }), others),
          ) as Graph<any, any>,
          { n: 9 },
        ).schedule,
      ).map(({ kind }) => kind);
    expect(groups((sums) => ({ sums, y: relu(sums) }))).toEqual(["product", "loop"]);
    expect(groups((sums) => ({ y: relu(sums), z: sum(sums, { axis: 1 }) }))).toEqual(["product", "loop", "kernel"]);
    expect(groups((sums, { perImage }) => ({ y: add(sums, perImage) }))).toEqual(["product", "loop"]);
    expect(groups((sums, { perColumn }) => ({ y: add(sums, reshape(perColumn, { shape: [3, 1, 24] })) }))).toEqual(["product", "loop"]);
  });

  it("nothing where it is float64", () => {
    const wide = graph({ a: f64("n", 20), w: f64(20, 24) }, ({ a, w }) => ({ y: relu(matmul(a, w)) }));
    expect(lines(design(wide, { n: 9 }))).toBe("run product: matmul1 → matmul1\nrun loop: relu1 → relu1");
  });
});

it("a stretched operand of a loop is read as it is, one that others read too is stretched for them only", () => {
  const mean = graph({ x: f32("n", 20), s: f32() }, ({ x, s }) => ({ y: tanh(mul(broadcastTo(s, { shape: ["n", 20] }), x)) }));
  expect(lines(design(mean, { n: 9 }))).toBe("run loop: mul1 tanh1 → tanh1");
  const both = graph({ x: f32(9, 20), row: f32(20) }, ({ x, row }) => {
    const rows = broadcastTo(row, { shape: [9, 20] });
    return { y: mul(rows, x), z: concat([rows, x], { axis: 0 }) };
  });
  expect(lines(design(both))).toBe("run kernel: broadcastTo1 → broadcastTo1\nrun loop: mul1 → mul1\nrun kernel: concat1 → concat1");
});

describe("a transpose", () => {
  it("that only products read is not carried out, on either side", () => {
    const both = graph({ a: f32(20, "n"), b: f32(24, 20) }, ({ a, b }) => ({ y: matmul(transpose(a), transpose(b)) }));
    expect(lines(design(both, { n: 9 }))).toBe("run product: matmul1 → matmul1");
    const shared = graph({ a: f32(20, 30), b: f32(20, 30) }, ({ a, b }) => {
      const t = transpose(a);
      return { y: matmul(t, b), z: matmul(b, t) };
    });
    expect(lines(design(shared))).toBe("run product: matmul1 → matmul1\nrun product: matmul2 → matmul2");
  });

  it("is carried out where it is wanted, read by others, or float64; of a stack of products it is not", () => {
    const kernels = (one: Graph<any, any>) => groupsIn(design(one).schedule).filter(({ kind }) => kind === "kernel").length;
    const [a, b] = [f32(20, 30), f32(20, 25)];
    const wanted = graph({ a, b }, ({ a, b }) => {
      const t = transpose(a);
      return { t, y: matmul(t, b) };
    });
    const read = graph({ a, b }, ({ a, b }) => {
      const t = transpose(a);
      return { y: matmul(t, b), z: neg(t) };
    });
    const wide = graph({ a: f64(20, 30), b: f64(20, 25) }, ({ a, b }) => ({ y: matmul(transpose(a), b) }));
    const stack = graph({ a, b: f32(3, 20, 25) }, ({ a, b }) => ({ y: matmul(transpose(a), b) }));
    expect([wanted, read, wide, stack].map(kernels)).toEqual([1, 1, 1, 0]);
  });
});

it("a classifier's accuracy beside its loss: nothing is computed twice", () => {
  const network = graph({ X: f32("n", 20), y: u8("n") }, ({ X, y }) => {
    const p = softmax(dense(X, { units: 24 }));
    return { loss: crossentropy(p, y), accuracy: argmaxAccuracy(p, y) };
  });
  const { plan, schedule } = design(network, { n: 9 });
  const members = groupsIn(schedule).flatMap(({ members }) => members.map(({ id }) => id));
  expect(new Set(members).size).toBe(members.length);
  expect(plan.steps.every(({ id }) => members.includes(id) || plan.slots.get(id)?.shape.length === 0 || id.includes("reshape"))).toBe(true);
});
