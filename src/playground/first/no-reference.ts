import { internal } from "../../../graph/errors.ts";
import type { kernelOf as kernels } from "../../backends/reference/kernel-of.ts";
import type { reference as oracle } from "../../backends/reference/reference.ts";

/* In the first script the build puts this in the place of the reference: its networks run on the engine, which needs no kernel of it for them. */

/** Constants are not folded. */
export const kernelOf: typeof kernels | undefined = undefined;

/** Whatever the engine would ask it, the larger script answers: see WorkerLink. */
export const reference: Pick<typeof oracle, "prepare"> = {
  prepare() {
    throw internal("this script has no reference");
  },
};
