import { graph as build } from "../../../graph/build.ts";
import { GraphError } from "../../../graph/errors.ts";
import { type Graph, type NodeId, nodeOf } from "../../../graph/graph.ts";
import { f32, f64, type InputSpec } from "../../../graph/input.ts";
import type { AnyTensor } from "../../../graph/op.ts";
import type { Optimizer } from "../../train/optimizer.ts";
import { indented } from "../network-class.ts";
import { formulaLines } from "./formula-lines.ts";

/** An optimiser as a class of PyTorch, and what it keeps of each parameter. */
export interface OptimizerClass {
  readonly name: string;
  readonly states: readonly string[];
  readonly lines: readonly string[];
}

/**
 * The rule of an optimiser, which is a graph, as a class of PyTorch: the same formulas with the same roundings, as PyTorch's own of that name does
 * not have them; the class has another name than the `other` one. GraphError for a rule that is another one for parameters of another shape.
 */
export function optimizerClass(optimizer: Optimizer, network: Graph, trained: readonly NodeId[], other: string): OptimizerClass {
  const rules = new Map(trained.map((id) => [ruleOf(optimizer, network, id).join("\n"), id]));
  const [rule = "", second] = rules.keys();
  if (second !== undefined) {
    const node = rules.get(second) as string;
    throw new GraphError(
      `torch: the optimizer must have one rule for all parameters, got another for ${nodeOf(network, node).shape.join(" × ") || "a scalar"} ` +
        `(node "${node}"); train these with dagrad`,
      { code: "no-torch", node },
    );
  }
  const states = statesOf(optimizer, network, trained[0] as NodeId);
  const word = `${optimizer.name.slice(0, 1).toUpperCase()}${optimizer.name.slice(1)}`.replace(/[^\p{L}\p{N}_]/gu, "_");
  const name = word === other ? `${word}Optimizer` : word;
  const zeros = states.map((state) => `self.state[w]["${state}"] = torch.zeros_like(w)`);
  const reading = states.map((state) => `${state} = self.state[w]["${state}"]`);
  const lines = [
    `class ${name}(torch.optim.Optimizer):`,
    `    """dagrad's ${optimizer.name}, at the rate that learning_rate gives."""`,
    "",
    "    def __init__(self, parameters):",
    "        super().__init__(parameters, {})",
    "        self.steps = 0",
    ...(zeros.length === 0 ? [] : ['        for w in self.param_groups[0]["params"]:']),
    ...indented(3, zeros),
    "",
    "    @torch.no_grad()",
    "    def step(self):",
    "        step = torch.tensor(self.steps, dtype=torch.float64)",
    "        lr = learning_rate(step)",
    '        for w in self.param_groups[0]["params"]:',
    "            dw, rate = w.grad, lr.to(w.dtype)",
    ...indented(3, [...reading, ...rule.split("\n")]),
    "        self.steps += 1",
  ];
  return { name, states, lines };
}

interface Rule {
  readonly graph: Graph;
  /** State → the node of its next value; of w its own. */
  readonly next: ReadonlyMap<string, NodeId>;
}

function rule(optimizer: Optimizer, network: Graph, id: NodeId): Rule {
  const { shape, dtype } = nodeOf(network, id);
  const of = (dtype === "float64" ? f64 : f32) as (...shape: readonly number[]) => InputSpec;
  const sizes = shape as readonly number[];
  const made = build({ w: of(...sizes), dw: of(...sizes), rate: of(), step: f64() }, ({ w, dw, rate, step }, g) => {
    const site = { w, dw, rate, step } as unknown as Readonly<Record<"w" | "dw" | "rate" | "step", AnyTensor>>;
    const state = (name: string): AnyTensor => g.parameter(name, sizes as number[], { init: "zeros", dtype }) as AnyTensor;
    return { w: optimizer.update({ ...site, state, g }) };
  }) as Graph;
  return { graph: made, next: new Map([...Object.entries(made.updates), ["w", made.outputs.w as NodeId]]) };
}

const statesOf = (optimizer: Optimizer, network: Graph, id: NodeId): string[] => Object.keys(rule(optimizer, network, id).graph.updates);

function ruleOf(optimizer: Optimizer, network: Graph, id: NodeId): string[] {
  const { graph, next } = rule(optimizer, network, id);
  const results = new Map([...next].map(([name, node]) => [node, `next_${name}`]));
  const outputs = Object.fromEntries([...next].map(([name, node]) => [`next_${name}`, node]));
  const whole = { ...graph, outputs, updates: {} };
  const lines = formulaLines(whole, results);
  return [...lines, ...[...next].map(([name, node]) => `${name}.copy_(${results.get(node)})`)];
}
