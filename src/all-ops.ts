import "./backends/wasm/extend.ts";

/** All of dagrad's ops, and with them all of the engine. */
export { standardOps } from "../ops/standard-ops.ts";
