import { add, compile, f32, graph, random, relu } from "../../../dist/src/index.js";
import { chainLoops } from "../hand/chain.js";
import { compare } from "../measure.js";

/** 1,000 ops on 16 floats: what one op costs beside its arithmetic. */
export function chain() {
  const network = graph({ x: f32(16) }, ({ x }, g) => {
    let h = x;
    for (let i = 0; i < 500; i++) h = relu(add(h, g.parameter(`v${i}`, [16], { init: { randn: 1 } })));
    return { h };
  });
  const program = compile(network, { random: random(0) });
  const x = Float32Array.from({ length: 16 }, (_, i) => i);
  const loops = chainLoops(
    x,
    Array.from({ length: 500 }, (_, i) => program.parameters[`v${i}`].data),
  );
  const expected = Array.from(loops());
  const wrong = (h) => (expected.every((value, i) => Object.is(value, h[i])) ? undefined : `[${Array.from(h).join(", ")}]`);
  const feeds = { x };
  const times = compare({
    dagrad: { run: () => program.run(feeds), check: () => wrong(program.run(feeds).h.data) },
    "loops, op by op": { run: loops, check: () => wrong(loops()) },
  });
  return [{ name: "chain of 1,000 ops on 16 floats, per op", unit: "ns", scale: 1000, bound: 40, times }];
}
