import { adam, compile, dense, f32, fit, graph, meanSquaredError, type NdArray, type Program, random, relu, sgd, trainStep } from "dagrad";
import { expect, test } from "vitest";
import { thrown } from "../../graph/thrown.ts";

const network = graph({ x: f32("batch", 2), y: f32("batch", 1) }, ({ x, y }, g) => {
  const init = { randn: 0.5 };
  const first = relu(dense(x, { units: 4, name: "encoder.first", init }));
  const second = relu(dense(first, { units: 4, name: "encoder.second", init }));
  g.parameter("unused", [1]);
  return { loss: meanSquaredError(dense(second, { units: 1, name: "head", init }), y) };
});
const data = {
  x: [
    [1, 2],
    [3, -1],
    [0.5, 0.5],
    [-2, 1],
  ],
  y: [[1], [2], [3], [4]],
};
const ids = [
  "encoder.first.weights",
  "encoder.first.biases",
  "encoder.second.weights",
  "encoder.second.biases",
  "head.weights",
  "head.biases",
];

const values = (program: Program<any, any>): Record<string, number[]> =>
  Object.fromEntries(ids.map((id) => [id, [...(program.parameters[id] as NdArray).data]]));
/** The parameters that three steps change. */
function changedBy(options: object): string[] {
  const step = compile(trainStep(network, { minimize: "loss", optimizer: adam(), ...options }), { random: random(0) });
  const before = values(step);
  step.steps(3, data);
  const after = values(step);
  return ids.filter((id) => String(after[id]) !== String(before[id]));
}

test("freeze keeps parameters by id or pattern to the bit, and all others change", () => {
  expect(changedBy({})).toEqual(ids);
  expect(changedBy({ freeze: ["encoder.*"] })).toEqual(["head.weights", "head.biases"]);
  expect(changedBy({ freeze: ["head.weights"] })).toEqual(ids.filter((id) => id !== "head.weights"));
  expect(changedBy({ freeze: ["*.biases"] })).toEqual(ids.filter((id) => id.endsWith("weights")));
  expect(changedBy({ freeze: ["encoder.*.biases", "head.*"] })).toEqual(["encoder.first.weights", "encoder.second.weights"]);
  expect(changedBy({ freeze: [] })).toEqual(ids);
  // A dot is a dot, and a pattern is of the whole id.
  expect(thrown(() => trainStep(network, { minimize: "loss", optimizer: sgd(), freeze: ["head"] }))).toContain("unknown-parameter");
  expect(thrown(() => trainStep(network, { minimize: "loss", optimizer: sgd(), freeze: ["encoderXfirst*"] }))).toContain(
    "unknown-parameter",
  );
});

test("beside parameters, those are trained without the frozen ones", () => {
  expect(changedBy({ parameters: ids.slice(2), freeze: ["encoder.*"] })).toEqual(["head.weights", "head.biases"]);
});

test("what is not frozen takes the steps it takes where the others are named in parameters", async () => {
  const train = async (given: object) => {
    const { network: trained } = await fit(network, { minimize: "loss", optimizer: adam(), data, epochs: 4, random: random(0), ...given });
    return values(trained);
  };
  const frozen = await train({ freeze: ["encoder.*"] });
  expect(frozen).toEqual(await train({ parameters: ["head.weights", "head.biases"] }));
  const first = values(compile(network, { random: random(0) }));
  for (const id of ids.slice(0, 4)) expect(frozen[id]).toEqual(first[id]);
  expect(frozen["head.weights"]).not.toEqual(first["head.weights"]);
});

test("a pattern that matches nothing, all frozen and what is no list are refused", () => {
  const refused = [["encodr.*"], ["encoder.first.wieghts"], ["nothing*"], ["*"], "encoder.*"].map((freeze) =>
    thrown(() => trainStep(network, { minimize: "loss", optimizer: adam(), freeze: freeze as string[] })),
  );
  expect(refused.join("\n")).toMatchInlineSnapshot(`
    "GraphError unknown-parameter
    trainStep: freeze must name parameters, got "encodr.*", which is none; did you mean encoder.*?
    GraphError unknown-parameter
    trainStep: freeze must name parameters, got "encoder.first.wieghts", which is none; did you mean encoder.first.weights?
    GraphError unknown-parameter
    trainStep: freeze must name parameters, got "nothing*", which is none; choose from encoder.first.weights, encoder.first.biases, encoder.second.weights, encoder.second.biases, head.weights, head.biases, unused
    GraphError no-parameter
    trainStep: freeze must leave a parameter to train, got all of encoder.first.weights, encoder.first.biases, encoder.second.weights, encoder.second.biases, head.weights, head.biases, unused; freeze fewer
    OpError bad-option
    trainStep: freeze must be a list of ids, got "encoder.*"; write freeze: ["dense1.weights"]"
  `);
});
