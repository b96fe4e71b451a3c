import { add, check, compile, f32, graph, lower, relu, topologicalOrder } from "../../../dist/src/index.js";
import { single } from "../measure.js";

const length = 100_000;
const build = () =>
  graph({ x: f32(16) }, ({ x }) => {
    let h = x;
    for (let i = 0; i < length / 2; i++) h = relu(add(h, 1));
    return { h };
  });
const feeds = { x: new Float32Array(16) };

/** A chain of 100,000 elementwise nodes, half of them composites: each step on a graph that nothing has looked at before. */
export function scale() {
  const [value] = compile(build()).run(feeds).h.data;
  if (value !== length / 2) throw new Error(`the chain gives ${value}, not ${length / 2}`);
  const row = (name, bound, times) => ({ name: `100,000 nodes: ${name}`, unit: "ms", scale: 1, bound, times: { dagrad: times } });
  return [
    row(
      "build",
      500,
      single(() => undefined, build),
    ),
    row(
      "check",
      1000,
      single(build, (network) => check(network)),
    ),
    row("topological order", 1000, single(build, topologicalOrder)),
    row(
      "lower",
      1000,
      single(build, (network) => lower(network)),
    ),
    row(
      "compile",
      1000,
      single(build, (network) => compile(network)),
    ),
    row(
      "first run (simplify, plan, prepare, run)",
      1000,
      single(
        () => compile(build()),
        (program) => program.run(feeds),
      ),
    ),
  ];
}
