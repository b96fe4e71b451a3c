import { networks, trainingBatch } from "../data.mjs";
import { mulAddLoops } from "../mul-add-peak.mjs";
import { networks as networksOfToday } from "../networks/networks.mjs";

/**
 * Not an engine: as many multiplications with an addition as a GEMM, or the products of a training step, have, at the most that 128-bit
 * lanes do, without memory or result.
 */
export function contender() {
  const fastest = mulAddLoops()
    .map((loop) => ({ loop, flops: measured(loop) }))
    .reduce((a, b) => (b.flops > a.flops ? b : a)).loop;
  const multiplying = (products) => {
    const steps = Math.round((2 * products) / fastest.flopsPerStep);
    return {
      run: () => fastest.run(steps),
      /** Its own check, so that none is needed beside: 0 where all loops compute what plain float32 arithmetic does. */
      check: () => mulAddLoops().map(({ run, expected }) => run(1001) - expected(1001)),
    };
  };
  return {
    gemm: ({ size }) => multiplying(size ** 3),
    network: ({ name }) => multiplying(networksOfToday[name].flops / 2),
    /** Forward, for the weights, and for the inputs of all layers but the first. */
    train({ network }) {
      const { sizes } = networks[network];
      const layers = sizes.slice(1).map((units, i) => (i === 0 ? 2 : 3) * sizes[i] * units);
      return multiplying(trainingBatch(network).rows * layers.reduce((a, b) => a + b));
    },
  };
}

/** Operations per ms, after the optimising compiler is done with the loop. */
function measured({ run, flopsPerStep }) {
  for (let i = 0; i < 500; i++) run(5000);
  let best = 0;
  for (let round = 0; round < 10; round++) {
    const start = performance.now();
    run(100_000);
    best = Math.max(best, (100_000 * flopsPerStep) / (performance.now() - start));
  }
  return best;
}
