import * as dagrad from "../../../../dist/node/index.js";
import { programs } from "./dagrad.mjs";

/** The engine on two threads. */
export function contender() {
  if (typeof dagrad.wasm !== "function") throw new Error("dagrad exports no wasm({ threads })");
  return programs({ backend: dagrad.wasm({ threads: 2 }) });
}
