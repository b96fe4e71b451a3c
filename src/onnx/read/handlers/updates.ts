import type { AnyTensor } from "../../../../graph/op.ts";
import { as, type Handler, type NodeCall } from "../node-call.ts";
import { op } from "../untyped-ops.ts";
import { computed, type Value } from "../values.ts";

/** The rate and the number of steps so far, and of one parameter its value, gradient and states: the next value and states. */
type Rule = (call: NodeCall, rate: AnyTensor, steps: AnyTensor, ...rest: AnyTensor[]) => AnyTensor[];

/** x₁ …, g₁ …, states₁ …: of each parameter one, and so come the results. */
const update =
  (count: number, rule: Rule): Handler =>
  (call) => {
    const [rate, steps, ...rest] = call.tensors() as [AnyTensor, AnyTensor, ...AnyTensor[]];
    const many = rest.length / count;
    const results = Array.from({ length: many }, (_, i) => {
      const mine = rest.filter((__, at) => at % many === i) as [AnyTensor, AnyTensor, ...AnyTensor[]];
      const [x, g, ...states] = mine;
      const regularized = op.add(op.mul(x, call.attributes.float("norm_coefficient", 0)), g);
      return rule(call, rate, as(steps, rate.dtype), x, regularized, ...states);
    });
    const [first] = results as [AnyTensor[]];
    return first.flatMap((_, part) => results.map((one, i): Value => computed(one[part] as AnyTensor, call.type(2 + i))));
  };

/** Rules of optimisers, which are ONNX's own: ai.onnx.preview.training 1. */
const rules = {
  Adagrad: update(3, (call, rate, steps, x, g, h) => {
    const { attributes } = call;
    const squares = op.add(h, op.mul(g, g));
    const slower = op.div(rate, op.add(op.mul(steps, attributes.float("decay_factor", 0)), 1));
    const size = op.add(op.sqrt(squares), attributes.float("epsilon", 1e-6));
    return [op.sub(x, op.div(op.mul(slower, g), size)), squares];
  }),
  Adam: update(4, (call, rate, steps, x, g, v, h) => {
    const { attributes } = call;
    const [alpha, beta] = [attributes.float("alpha", 0.9), attributes.float("beta", 0.999)];
    const mean = op.add(op.mul(v, alpha), op.mul(g, 1 - alpha));
    const squares = op.add(op.mul(h, beta), op.mul(op.mul(g, g), 1 - beta));
    const size = op.add(op.sqrt(squares), attributes.float("epsilon", 1e-6));
    const left = (factor: number): AnyTensor => op.sub(1, op.pow(factor, steps));
    const corrected = op.where(op.greater(steps, 0), op.div(op.mul(rate, op.sqrt(left(beta))), left(alpha)), rate);
    const next = op.sub(x, op.mul(corrected, op.div(mean, size)));
    return [op.mul(next, 1 - attributes.float("norm_coefficient_post", 0)), mean, squares];
  }),
  Momentum: update(3, (call, rate, steps, x, g, v) => {
    const { attributes } = call;
    const alpha = attributes.float("alpha", 0);
    // The first gradient counts whole.
    const share = op.where(op.greater(steps, 0), attributes.float("beta", 0), call.scalar(1, g as AnyTensor));
    const velocity = op.add(op.mul(v, alpha), op.mul(share, g));
    const isNesterov = attributes.string("mode", "standard") === "nesterov";
    return [op.sub(x, op.mul(rate, isNesterov ? op.add(g, op.mul(velocity, alpha)) : velocity)), velocity];
  }),
};

export const updates: Readonly<Record<string, Handler>> = Object.fromEntries(
  Object.entries(rules).map(([name, handler]) => [`ai.onnx.preview.training.${name}`, handler]),
);
