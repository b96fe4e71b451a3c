import { add, check, compile, f32, graph, lower, random, reference, relu, sub, topologicalOrder } from "../../../dist/node/index.js";
import { chainLoops } from "../hand/chain.mjs";
import { interleave, verify } from "../measure.mjs";

const nodes = 100_000;

/** A chain of 100,000 elementwise nodes, a quarter of them composites: every walk is iterative and near-linear. */
export function chainRows() {
  const build = () =>
    graph({ x: f32(4) }, ({ x }) => {
      let y = x;
      for (let i = 0; i < nodes / 4; i++) y = relu(add(sub(add(y, 0.5), 0.25), -0.25));
      return { y };
    });
  const feeds = { x: new Float32Array(4) };
  verify("chain", compile(build(), { backend: reference }).run({ x: Float32Array.of(-1, 0, 1, 2) }).y.data, [0, 0, 1, 2], 0);
  // Each on a graph that nothing has looked at before.
  const works = [
    { name: "build", bound: 500, run: build },
    { name: "check", bound: 1000, make: build, run: (chain) => check(chain) },
    { name: "topologicalOrder, declared backwards", bound: 1000, make: () => backwards(build()), run: (chain) => topologicalOrder(chain) },
    { name: "lower", bound: 1000, make: build, run: (chain) => lower(chain) },
    { name: "compile", bound: 1000, make: build, run: (chain) => compile(chain, { backend: reference }) },
    {
      name: "first run: simplify, plan, prepare, run",
      bound: 1000,
      make: () => compile(build(), { backend: reference }),
      run: (program) => program.run(feeds),
    },
  ];
  const times = interleave(works, { rounds: 5 });
  return works.map(({ name, bound }) => ({ work: `chain of ${nodes} nodes: ${name}`, unit: "ms", ...times.get(name), bound }));
}

const backwards = (chain) => ({ ...chain, nodes: Object.fromEntries(Object.entries(chain.nodes).reverse()) });

/** 1,000 elementwise ops on 16 floats: what an op costs beside its arithmetic. */
export function smallOpRows() {
  const ops = 1000;
  const network = graph({ x: f32(16) }, ({ x }, g) => {
    let h = x;
    for (let i = 0; i < ops / 2; i++) h = relu(add(h, g.parameter(`v${i}`, [16], { init: { randn: 1 } })));
    return { h };
  });
  const program = compile(network, { random: random(0), backend: reference });
  const x = Float32Array.from({ length: 16 }, (_, i) => i / 8);
  const vectors = Array.from({ length: ops / 2 }, (_, i) => program.parameters[`v${i}`].data);
  const hand = chainLoops(x, vectors);
  const feeds = { x };
  verify("1,000 ops", program.run(feeds).h.data, hand(), 0);
  const contenders = [
    { name: "dagrad", run: () => program.run(feeds) },
    { name: "hand", run: hand },
  ];
  const times = interleave(contenders, { rounds: 25, calls: 200, warmUp: 2000 });
  const perOp = ({ best, median }) => ({ best: (best * 1e6) / ops, median: (median * 1e6) / ops });
  const [dagrad, byHand] = [perOp(times.get("dagrad")), perOp(times.get("hand"))];
  return [{ work: "1,000-op chain on 16 floats, per op", unit: "ns", ...dagrad, bound: 40, hand: byHand.median }];
}
