import { add, check, compile, f32, graph, lower, mul, relu, standardOps, sub, topologicalOrder } from "../../../dist/src/index.js";
import { interleave, verify } from "../measure.mjs";

const nodes = 100_000;

/** A chain of 100,000 elementwise nodes: every walk is iterative and near-linear. */
export function chainRows() {
  const build = () =>
    graph({ x: f32(4) }, ({ x }) => {
      let y = x;
      for (let i = 0; i < nodes; i++) y = i % 2 === 0 ? add(y, 0.5) : sub(y, 0.5);
      return { y };
    });
  const chain = build();
  verify("chain", compile(chain).run({ x: Float32Array.of(1, 2, 3, 4) }).y.data, [1, 2, 3, 4], 0);
  const works = [
    { name: "build", bound: 500, run: build },
    { name: "check", bound: 1000, run: () => check(chain) },
    { name: "topologicalOrder", bound: 1000, run: () => topologicalOrder(chain) },
    { name: "lower", bound: 1000, run: () => lower(chain, { ops: standardOps }) },
    { name: "compile", bound: 1000, run: () => compile(chain) },
    { name: "compile, plan and first run", bound: 2000, run: () => compile(chain).run({ x: new Float32Array(4) }) },
  ];
  const times = interleave(works, { rounds: 3 });
  return works.map(({ name, bound }) => ({ work: `chain of ${nodes} nodes: ${name}`, unit: "ms", ...times.get(name), bound }));
}

/** 1,000 elementwise ops on 16 floats. */
export function smallOpRows() {
  const ops = 1000;
  const network = graph({ x: f32(16) }, ({ x }) => {
    let y = x;
    for (let i = 0; i < ops / 4; i++) y = mul(relu(sub(add(y, 0.25), 0.125)), 0.875);
    return { y };
  });
  const program = compile(network);
  const x = Float32Array.from({ length: 16 }, (_, i) => i / 8);
  const hand = () => {
    let y = x;
    for (let i = 0; i < ops / 4; i++) {
      const z = new Float32Array(16);
      for (let k = 0; k < 16; k++) z[k] = y[k] + 0.25;
      for (let k = 0; k < 16; k++) z[k] = z[k] - 0.125;
      for (let k = 0; k < 16; k++) z[k] = z[k] > 0 ? z[k] : 0;
      for (let k = 0; k < 16; k++) z[k] = z[k] * 0.875;
      y = z;
    }
    return y;
  };
  const feeds = { x };
  verify("1,000 ops", program.run(feeds).y.data, hand(), 0);
  const fetch = ["y"];
  const options = { copy: false };
  const contenders = [
    { name: "dagrad", run: () => program.run(feeds, fetch, options) },
    { name: "hand", run: hand },
  ];
  const times = interleave(contenders, { rounds: 25, calls: 200, warmUp: 2000 });
  const perOp = ({ best, median }) => ({ best: (best * 1e6) / ops, median: (median * 1e6) / ops });
  const [dagrad, byHand] = [perOp(times.get("dagrad")), perOp(times.get("hand"))];
  return [{ work: "1,000-op chain on 16 floats, per op", unit: "ns", ...dagrad, bound: 40, hand: byHand.median }];
}
