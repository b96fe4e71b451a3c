import { defineOp } from "dagrad";

/** An op whose computation is a function of TypeScript: nothing but dagrad can run it. */
export const doubled = defineOp({
  name: "doubled",
  inputs: ["x"],
  attrs: {},
  infer: ([x]) => x,
  kernel:
    ([x], y) =>
    () => {
      for (let i = 0; i < y.data.length; i++) y.data[i] = 2 * (x.data[i] as number);
    },
  vjp: "not-differentiable",
});
