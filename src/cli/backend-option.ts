import type { Backend } from "../backends/backend.ts";
import { reference } from "../backends/reference/reference.ts";
import { wasm } from "../backends/wasm/wasm.ts";
import type { Option } from "./command.ts";

const choices = ["auto", "reference", "wasm"] as const;

/** What `--backend` may say. */
export type BackendName = (typeof choices)[number];

/** `--backend`: what executes the graph; `usual` says what does where it is not given. */
export const backendOption = (usual: string) =>
  ({
    type: "string",
    choices,
    help: `what computes: the reference, which adds and rounds as NumPy 2.3 does, the WebAssembly engine, or the engine where the host can run it (default: ${usual})`,
  }) as const satisfies Option;

/** What `compile` takes for that name. */
export function backendNamed(name: BackendName = "auto"): Backend | "auto" {
  if (name === "auto") return name;
  return name === "wasm" ? wasm() : reference;
}
