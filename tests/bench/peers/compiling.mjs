import { compile } from "../../../dist/node/index.js";

/** From a graph to a program that is ready to run these feeds, and on to its first result. */
export function compiling(network, options, feeds, fetch) {
  let program;
  return {
    ready() {
      program = compile(network, options);
      program.plan(feeds, fetch);
    },
    first: () => program.run(feeds, fetch)[fetch[0]].data,
  };
}
