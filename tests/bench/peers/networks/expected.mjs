import { normals } from "./data.mjs";
import { labelsOf, networks } from "./networks.mjs";
import { makeTape } from "./tape.mjs";

/** How many steps are compared. */
export const stepsCompared = 3;

/** Arrays of a network: its input "x", and its parameters. */
export function arraysOf(name) {
  const { input, parameters, scale } = networks[name];
  return {
    x: normals(`${name}.x`, input),
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([key, shape]) => [
        key,
        normals(`${name}.${key}`, shape, typeof scale === "function" ? scale(shape) : scale),
      ]),
    ),
  };
}

/** Like those of ../expected.mjs: { numbers, bound } by loops in float64. */
export const expectedOfNetworks = {
  /** The result of the network, images with channels last. */
  network({ name }) {
    const { input, parameters, forward } = networks[name];
    const arrays = arraysOf(name);
    const { tensor, api } = makeTape();
    const W = Object.fromEntries(Object.entries(parameters).map(([key, shape]) => [key, tensor(arrays.parameters[key], shape)]));
    const numbers = forward(api, tensor(arrays.x, input), W).data;
    const largest = numbers.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    return { numbers, bound: 3e-5 * largest };
  },

  /** The losses of the first plain gradient steps. */
  networkStep({ name }) {
    const network = networks[name];
    const arrays = arraysOf(name);
    const labels = network.labels && labelsOf(network);
    let most = 0;
    const numbers = Array.from({ length: stepsCompared }, () => {
      const { tensor, backward, api } = makeTape();
      const W = Object.fromEntries(Object.entries(network.parameters).map(([key, shape]) => [key, tensor(arrays.parameters[key], shape)]));
      const loss = network.loss(api, network.forward(api, tensor(arrays.x, network.input), W), labels);
      backward(loss);
      for (const [key, { data, grad }] of Object.entries(W)) arrays.parameters[key] = data.map((p, i) => p - network.rate * grad[i]);
      most = Math.max(most, Math.abs(loss.data[0]));
      return loss.data[0];
    });
    return { numbers, bound: 1e-4 * Math.max(1, most) };
  },
};
