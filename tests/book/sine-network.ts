import { add, expandDims, f64, graph, mul, relu, sum } from "dagrad";
import type { SineStage } from "./book.ts";

/** The eight pairs of relu neurons of Fig 4.12 to 4.36, each with weights of its own, and one linear output neuron. */
export const sineNetwork = ({ params }: SineStage) =>
  graph({ x: f64("points") }, ({ x }, g) => {
    const parameter = (name: string, init: readonly number[]) => g.parameter(name, [init.length], { init, dtype: "float64" });
    const first = relu(add(mul(expandDims(x, { axis: 1 }), parameter("w1", params.w1)), parameter("b1", params.b1)));
    const second = relu(add(mul(first, parameter("w2", params.w2)), parameter("b2", params.b2)));
    const b3 = g.parameter("b3", [], { init: params.b3, dtype: "float64" });
    return { y: add(sum(mul(second, parameter("w3", params.w3)), { axis: 1 }), b3), first, second };
  });
